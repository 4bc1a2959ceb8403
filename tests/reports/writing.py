"""Papers written by hand, for tests of the work on them."""

from datetime import date

from members.models import Member, Organization
from reports.models import Paper, PaperSection, SectionText, Statement
from reports.services import owners, papers, workflow
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


TODAY = date(2021, 7, 5)
TEXTS = {
    "": "",
    "组织建设": "新建单独基层工会{{organising.new_single}}家，会员{{register.members}}人。",
    "服务保障": "困难职工{{hardship.total}}，会员{{register.members}}人，医疗互助{{mutual.insured}}。",
    "打算": "继续努力。{{stated.职工书屋}}",
}


def four_sections(editor, root, union):
    """A paper whose sections belong to the office (no figures), 基层工作部, 权益保障部 and the office."""
    report(root, union)
    return write(root, editor, "云川区上半年总结", TEXTS)


def of_town(town_clerk, town, union):
    """A paper of the town, of one section."""
    FACTORIES[Member](organization=union)
    return write(town, town_clerk, "青石镇上半年总结", {"组织建设": "会员{{register.members}}人。"})


def pass_on(section, step, by, reason=""):
    return workflow.move_section(section=section, step=step, by=by, today=TODAY, reason=reason)


def take(paper, step, by, **said):
    return workflow.move_paper(paper=paper, step=step, by=by, today=TODAY, **said)


def hand_in(section, by, checker):
    pass_on(section, "submit", by)
    pass_on(section, "check", checker)


def hand_all_in(paper, officer, colleague, org_officer, editor):
    papers.save_text(section=part(paper, ""), heading="", text="今年以来。", base=1, by=editor)
    hand_in(part(paper, ""), editor, editor)
    hand_in(part(paper, "打算"), editor, editor)
    hand_in(part(paper, "组织建设"), org_officer, org_officer)
    hand_in(part(paper, "服务保障"), officer, colleague)
    paper.refresh_from_db()
