"""The papers of a union's election: 请示, report of the result, and the list of steps, as official documents.

They are drafts out of the record: what is not recorded stays blank to be filled in. They follow 《中国工会章程》 and
《工会基层组织选举工作条例》.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from members.models import Election, ElectionStep
from reports.documents.blocks import Column, Document, Heading, Paragraph, Signature, Table
from reports.documents.titles import split_title

BLANK = "＿＿＿"
FILL_IN = "　"  # a cell that is written by hand
LAW = "《中华人民共和国工会法》《中国工会章程》和《工会基层组织选举工作条例》"


@dataclass(frozen=True)
class StepState:
    """A step of the procedure as far as it is known: when it was done, what was noted, what to look at."""

    step: ElectionStep.Step
    requirement: str
    done_on: date | None
    note: str
    warning: str = ""


def steps(election: Election) -> list[StepState]:
    """All steps in order. The meeting follows from the record itself; a meeting of all members needs no delegates."""
    done = {row.step: row for row in election.steps.current()}
    states, last = [], None
    for step in ElectionStep.Step:
        row = done.get(step)
        done_on = row.done_on if row else election.held_on if step == ElectionStep.Step.CONGRESS else None
        if step == ElectionStep.Step.DELEGATES and election.meeting == Election.Meeting.MEMBERS and not row:
            continue
        warnings = [_quorum(election)] if step == ElectionStep.Step.CONGRESS else []
        if done_on and last and done_on < last:
            warnings.append("日期早于前面的步骤，请核对。")
        last = max(filter(None, (last, done_on)), default=None)
        note = row.note if row else ""
        states.append(StepState(step, ElectionStep.REQUIREMENTS[step], done_on, note, "".join(filter(None, warnings))))
    return states


def _quorum(election: Election) -> str:
    """What the numbers of the meeting say against the rules: two thirds present, more than half of the entitled for it."""
    entitled, attended, votes = election.entitled, election.attended, election.chair_votes
    words = ""
    if entitled and attended is not None and attended * 3 < entitled * 2:
        words += "实到会人数不足应到会人数的三分之二，请核对。"
    if entitled and votes is not None and votes * 2 <= entitled:
        words += "主席得票数没有超过应到会人数的一半，请核对。"
    return words


def superior_of(election: Election) -> str:
    """To whom the papers are addressed."""
    parent = election.organization.parent
    return parent.name if parent else election.district.superior_name or "上级工会"


def request_paper(election: Election, today: date) -> Document:
    """关于召开换届选举大会的请示."""
    union = election.organization.name
    when = _month(election.planned_month) or f"{BLANK}年{BLANK}月"
    opening = (
        f"我会本届委员会将于{_day(election.due_on)}任期届满。根据{LAW}的有关规定，经同级党组织同意，"
        f"我会拟于{when}召开{_meeting(election)}，进行换届选举。现将有关事项请示如下："
    )
    tasks = (
        "听取和审议工会委员会工作报告，审议经费收支情况报告和经费审查委员会工作报告，"
        f"选举产生{_term(election)}工会委员会和经费审查委员会。"
    )
    blocks = [
        Paragraph(f"{superior_of(election)}：", indent=False),
        Paragraph(opening),
        Heading(1, "一、大会的主要任务"),
        Paragraph(tasks),
        Heading(1, "二、委员会的组成"),
        Paragraph(_composition(election)),
        Heading(1, "三、选举办法和任期"),
        Paragraph(
            "采用无记名投票方式，委员实行差额选举；实到会人数达到应到会人数的三分之二以上方可进行选举，"
            f"获得应到会人数过半数赞成票的当选。{_term(election)}工会委员会任期{_years(election)}，自选举之日起计算。"
        ),
        Paragraph("妥否，请批示。"),
    ]
    return _document(f"{union}关于召开换届选举大会的请示", election, blocks, today)


def result_paper(election: Election, today: date) -> Document:
    """选举结果的报告. Only for an election that was held."""
    union = election.organization.name
    approved = f"经{superior_of(election)}批复同意" + (
        f"（{election.document_number}）" if election.document_number else ""
    )
    opening = (
        f"{approved}，我会于{_day(election.held_on)}召开{_meeting(election)}，进行换届选举。"
        f"大会应到{_number(election.entitled)}人，实到{_number(election.attended)}人，采用无记名投票方式，"
        f"选举产生了{_term(election)}工会委员会和经费审查委员会。现将选举结果报告如下："
    )
    blocks = [
        Paragraph(f"{superior_of(election)}：", indent=False),
        Paragraph(opening),
        *_elected(election),
        Heading(1, "四、任期"),
        Paragraph(f"本届任期{_years(election)}，自选举之日起计算，{_until(election)}。"),
        Paragraph("以上选举结果，请予批准。"),
    ]
    return _document(f"{union}关于换届选举结果的报告", election, blocks, today)


def steps_paper(election: Election, today: date) -> Document:
    """换届选举工作程序表: every step with what it asks for and when it was done."""
    rows = [
        (str(number), state.step.label, state.requirement, _short(state.done_on), state.note or FILL_IN)
        for number, state in enumerate(steps(election), start=1)
    ]
    table = Table(
        columns=(
            Column("序号", 12, "center"),
            Column("步骤", 24),
            Column("要求", 74),
            Column("完成日期", 26, "center"),
            Column("说明", 24),
        ),
        rows=rows,
    )
    intro = (
        f"本届委员会{_day(election.due_on)}任期届满，换届轮次为{election.round}。"
        "下列步骤依据《中国工会章程》和《工会基层组织选举工作条例》，完成一步登记一步。"
    )
    title = f"{election.organization.name}换届选举工作程序表"
    return _document(title, election, [Paragraph(intro), table], today)


def _elected(election: Election) -> Iterable:
    votes = f"（得票{election.chair_votes}票）" if election.chair_votes is not None else ""
    committee = [f"主席：{election.chair or BLANK}{votes}。"]
    committee += [f"副主席：{election.vice_chairs}。"] if election.vice_chairs else []
    committee += [f"委员：{election.committee}。"] if election.committee else []
    size = f"由{election.committee_size}名委员组成。" if election.committee_size else ""
    yield Heading(1, f"一、{_term(election)}工会委员会")
    yield Paragraph(size + "".join(committee))
    audit = f"由{election.audit_size}名委员组成。" if election.audit_size else ""
    yield Heading(1, "二、经费审查委员会")
    yield Paragraph(f"{audit}主任：{election.audit_chair or BLANK}。")
    yield Heading(1, "三、女职工委员会")
    yield Paragraph(f"主任：{election.women_chair or BLANK}。")


def _composition(election: Election) -> str:
    audit = f"经费审查委员会拟由{_number(election.audit_size)}名委员组成，设主任1名。"
    return (
        f"{_term(election)}工会委员会拟由{_number(election.committee_size)}名委员组成，"
        f"委员候选人{_number(election.candidates)}名，设主席1名、副主席{BLANK}名；{audit}"
    )


def _document(title: str, election: Election, blocks: list, today: date) -> Document:
    name = election.organization.name
    return Document(
        title_lines=split_title(title),
        author=name,
        blocks=blocks,
        subject="换届选举",
        signature=Signature(name, today),
        date=today,
    )


def _meeting(election: Election) -> str:
    return election.get_meeting_display() or "会员（代表）大会"


def _term(election: Election) -> str:
    return election.term or f"第{BLANK}届"


def _years(election: Election) -> str:
    return election.get_term_years_display() or f"{BLANK}年"


def _number(number: int | None) -> str:
    return BLANK if number is None else str(number)


def _until(election: Election) -> str:
    if election.expires_on is None:
        return f"至{BLANK}年{BLANK}月{BLANK}日止"
    return f"至{_day(election.expires_on - timedelta(days=1))}止"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _month(month: str) -> str:
    return f"{month[:4]}年{int(month[5:])}月" if month else ""


def _short(day: date | None) -> str:
    return day.isoformat() if day else FILL_IN


@dataclass(frozen=True)
class Paper:
    """A kind of paper: its key in addresses, its words, how it is made, and whether the election must have been held."""

    key: str
    title: str
    make: Callable[[Election, date], Document]
    held: bool = False


PAPERS = {
    paper.key: paper
    for paper in (
        Paper("request", "召开换届选举大会的请示", request_paper),
        Paper("result", "换届选举结果的报告", result_paper, held=True),
        Paper("steps", "换届选举工作程序表", steps_paper),
    )
}
