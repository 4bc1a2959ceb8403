"""What papers want of a user: sections to write and check, papers to gather and sign. Two statements at most."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Q, Subquery

from reports.models import Paper, PaperSection, PaperStep
from reports.services import duties
from union_site.core.access import Access
from union_site.core.roles import EDITOR, TOWN_CLERK, Permission

SOON = timedelta(days=3)
SHOWN = 10
Part, Kind = PaperSection.State, PaperStep.Kind


@dataclass(frozen=True)
class Todo:
    """Something to do with a paper, in words; `section`: with that part of it."""

    text: str
    note: str
    paper: Paper
    section: PaperSection | None = None


def of(access: Access) -> list[Todo]:
    """What waits for the user on the day of `access`: sections first, what is due soonest on top."""
    return [*_sections(access), *_papers(access)]


def due_words(day: date | None, today: date) -> str:
    """How far a deadline is: `已逾期2天`, `今天到期`, `还有3天`; "" without one."""
    if day is None:
        return ""
    left = (day - today).days
    return f"已逾期{-left}天" if left < 0 else "今天到期" if left == 0 else f"还有{left}天"


def _sections(access: Access) -> list[Todo]:
    """Sections of the user's departments: due within three days or overdue, reminded of, sent back, handed in to check."""
    mine = duties.departments(access)
    if not mine:
        return []
    last = PaperStep.objects.filter(section=OuterRef("pk")).order_by("-pk")
    rows = (
        PaperSection.objects.filter(department__in=mine, paper__state__in=duties.WITH_DEPARTMENTS)
        .exclude(state=Part.HANDED)
        .annotate(
            last_kind=Subquery(last.values("kind")[:1]),
            last_reason=Subquery(last.values("reason")[:1]),
            handed_in_by=Subquery(last.filter(to_state=Part.CHECKING, kind=Kind.PASS).values("by")[:1]),
        )
        .filter(
            Q(due_on__lte=access.today + SOON) | Q(last_kind__in=[Kind.REMIND, Kind.RETURN]) | Q(state=Part.CHECKING)
        )
        .select_related("paper__organization", "department")
        .order_by("due_on", "paper", "position")
    )
    found = []
    for row in rows[: SHOWN * 2]:
        due = due_words(row.due_on, access.today)
        pressing = due and row.due_on <= access.today + SOON
        if row.last_kind == Kind.RETURN:
            text, note = f"退回修改：{row}", row.last_reason
        elif row.last_kind == Kind.REMIND:
            text, note = f"请尽快交稿：{row}", row.last_reason
        elif row.state == Part.CHECKING and row.handed_in_by != access.user.pk:
            text, note = f"待审核：{row}", ""
        elif pressing:
            text, note = f"{'待审核' if row.state == Part.CHECKING else '待交稿'}：{row}", ""
        else:
            continue
        found.append(Todo(text, "；".join(filter(None, (row.paper.title, note, due))), row.paper, row))
    return found[:SHOWN]


def _papers(access: Access) -> list[Todo]:
    """Papers for the leader to sign, and those that the office, or a town, has to pass on."""
    roles = {grant.role for grant in access.grants}
    edits, signs, clerk = EDITOR.code in roles, access.can(Permission.SIGN), TOWN_CLERK.code in roles
    if not (edits or signs or clerk):
        return []
    whole = Q(organization__parent=None)
    wanted = Q(pk__in=())
    if signs:
        wanted |= whole & Q(state=Paper.State.SIGNING)
    if edits:
        wanted |= whole & Q(state=Paper.State.EDITING)
    if clerk:
        own = [g.organization.path for g in access.grants if g.role == TOWN_CLERK.code]
        returned = Q(state=Paper.State.DRAFTING, last_kind=Kind.RETURN)
        wanted |= Q(organization__path__in=own) & (Q(state=Paper.State.SIGNING) | returned)
    last = PaperStep.objects.filter(paper=OuterRef("pk"), section=None).order_by("-pk")
    rows = (
        Paper.objects.filter(district=access.user.district_id)
        .annotate(last_kind=Subquery(last.values("kind")[:1]), last_reason=Subquery(last.values("reason")[:1]))
        .filter(wanted)
        .select_related("organization")
        .order_by("-period", "pk")
    )
    return [_of_paper(row) for row in rows[:SHOWN]]


def _of_paper(row: Paper) -> Todo:
    if row.state == Paper.State.SIGNING:
        words = "待审签" if duties.by_departments(row) else "领导签批后请登记"
        return Todo(f"{words}：{row.title}", "", row)
    if row.last_kind == Kind.RETURN:
        return Todo(f"退回修改：{row.title}", row.last_reason, row)
    return Todo(f"待统稿：{row.title}", "各部分已交办公室，统稿后送领导审签。", row)
