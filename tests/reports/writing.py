"""Papers written by hand, for tests of the work on them."""

from reports.models import Paper, PaperSection, SectionText
from reports.services import owners


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
