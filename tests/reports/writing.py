"""Papers written by hand, for tests of the work on them."""

from datetime import date

from members.models import Member, Organization
from reports.models import Paper, PaperSection, SectionText, Statement
from reports.services import owners
from tests.factories import FACTORIES
from welfare.models import HardshipCase, MutualAidEnrolment


def write(unit, by, title, texts, period="2021H1"):
    """A paper of the unit with these sections ({heading: text}; "" is the introduction), each with its department."""
    paper = Paper.objects.create(district=unit.district, organization=unit, period=period, title=title, created_by=by)
    for position, (heading, text) in enumerate(texts.items(), 1):
        section = PaperSection.objects.create(paper=paper, position=position, heading=heading, text=text)
        SectionText.objects.create(section=section, revision=1, heading=heading, text=text, saved_by=by)
    owners.assign(paper)
    return paper


def part(paper, heading):
    """The section of the paper with this heading."""
    return paper.sections.get(heading=heading)


def report(root, union):
    """Rows behind the figures of which these papers speak, so that the checks let them pass to be signed."""
    FACTORIES[Member](organization=union)
    FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1))
    FACTORIES[MutualAidEnrolment](organization=union, paid_on=date(2021, 3, 1), policy_year=2021)
    FACTORIES[Statement](organization=root, name="职工书屋", period="2021H1", value="30")
    Organization.objects.filter(pk=union.pk).update(founded_on=date(2021, 3, 1))
