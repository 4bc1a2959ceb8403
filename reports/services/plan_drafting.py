"""Drafting the plan of a half-year from the gaps: targets not met, what runs out, files and cases, tasks left over."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Count, Max
from django.urls import reverse

from members.models import Organization
from reports.models import PlanItem
from reports.models.plan import open_at_the_end
from reports.services import targets
from reports.services.plan_gaps import GAPS, Gap
from union_site.core.access import Access
from union_site.core.models import RegisterDepartment
from union_site.core.periods import Period
from union_site.core.registry import registers, worklists
from union_site.core.roles import Permission

REGISTER = "plan_item"
SECTIONS = {"1": "ideology", "2": "organising", "3": "economy", "4": "welfare"}  # by the part of the summary


@dataclass(frozen=True)
class Proposal:
    """A task that a gap asks for, to be edited before it is adopted.

    `basis` says what the gap is, in words; `count` how many rows stand behind it; `url` opens them ("" where the reader
    may not see that register's rows).
    """

    source: str
    section: str
    task: str
    goal: str
    department: str
    due: str
    basis: str
    count: int
    url: str = ""

    def initial(self) -> dict[str, str]:
        """What the form of the task begins with."""
        return {name: getattr(self, name) for name in ("section", "task", "goal", "department", "due")}


@dataclass(frozen=True)
class Drafting:
    """What the gaps of a unit ask for: proposals, how many gaps stand in the plan already, and what was looked at in vain."""

    as_of: date
    proposals: tuple[Proposal, ...]
    drafted: int = 0
    without_gap: tuple[str, ...] = ()


@dataclass
class _Asking:
    """A question about the gaps of a unit: of whom, for which half-year, who asks."""

    unit: Organization
    period: Period
    access: Access
    as_of: date = field(init=False)
    keepers: dict[str, str] = field(init=False)

    def __post_init__(self):
        self.as_of = min(self.period.start - timedelta(days=1), self.access.today)
        self.keepers = keepers(self.unit)

    @property
    def last_month(self) -> str:
        return f"{self.period.last_day:%Y-%m}"

    def may_see(self, register: str) -> bool:
        """Whether the reader sees the rows of a register of this unit; otherwise only their number, as of a figure."""
        return self.access.full_scope(Permission.VIEW, register).covers(self.unit.path)


def propose(*, unit: Organization, period: Period, access: Access) -> Drafting:
    """The tasks that the gaps of the unit and its subtree ask for in the half-year `period`, without those planned already.

    The registers are read up to the day before the half-year, or today if that is earlier. `access` needs the figures of
    the unit: the caller sees to that.
    """
    asking = _Asking(unit, period, access)
    found, without = [], []
    for title, proposals in (
        ("年度目标任务", list(_from_targets(asking))),
        *((worklists[gap.worklist].title, list(_from_worklist(gap, asking))) for gap in GAPS),
        ("上期没有完成的打算", list(_left_over(asking))),
    ):
        found += proposals
        if not proposals:
            without.append(title)
    there = set(
        PlanItem.objects.current().filter(organization=unit, period=period.key).values_list("source", flat=True)
    )
    fresh = tuple(proposal for proposal in found if proposal.source not in there)
    return Drafting(asking.as_of, fresh, len(found) - len(fresh), tuple(without))


def keepers(unit: Organization) -> dict[str, str]:
    """{register: the department of the district federation that keeps it}; a unit below has no such departments."""
    if unit.parent_id:
        return {}
    rows = RegisterDepartment.objects.filter(department__district=unit.district_id)
    names: dict[str, str] = {}
    for register, name in rows.order_by("department__position", "department").values_list(
        "register", "department__name"
    ):
        names.setdefault(register, name)
    return names


# --- targets of the year -----------------------------------------------------------------------------------------


def _from_targets(asking: _Asking) -> Iterable[Proposal]:
    """Targets of the year that are not reached yet. At the turn of the year nothing of the new one has happened."""
    period = asking.period
    until = Period(period.year, 1, period.first_month - 1) if period.first_month > 1 else None
    for one in targets.unmet(asking.unit, period.year, until):
        row, whole = one.target, f"{targets.in_words(one.target.value)}{one.measure}"
        basis = f"全年目标{whole}，尚无完成数"
        if one.reached is not None:
            done, left = targets.in_words(one.reached), targets.in_words(row.value - one.reached)
            basis = f"全年目标{whole}，已完成{done}{one.measure}，还差{left}{one.measure}"
        yield Proposal(
            source=f"target:{row.indicator_key or row.public_id}",
            section=SECTIONS.get(one.indicator.section[:1], "other"),
            task=f"完成{row.indicator_name}年度目标任务",
            goal=f"全年{whole}",
            department=asking.keepers.get(one.indicator.register, ""),
            due=asking.last_month,
            basis=basis,
            count=1,
            url=registers["target"].url("detail", row) if asking.may_see("target") else "",
        )


# --- work lists --------------------------------------------------------------------------------------------------


def _from_worklist(gap: Gap, asking: _Asking) -> Iterable[Proposal]:
    worklist = worklists[gap.worklist]
    day = gap.asked(asking.as_of, asking.period)
    scope = asking.access.full_scope(Permission.FIGURES).narrowed(asking.unit.path)
    wanted = {"n": Count("pk")} | ({"last": Max(gap.due)} if gap.due else {})
    found = worklist.within(scope, day).order_by().aggregate(**wanted)
    if not found["n"]:
        return
    words = {"n": found["n"], "period": asking.period.label}
    query = urlencode({"day": day.isoformat(), "unit": asking.unit.public_id})
    yield Proposal(
        source=f"worklist:{gap.worklist}",
        section=gap.section.value,
        task=gap.task.format(**words),
        goal=gap.goal.format(**words),
        department=asking.keepers.get(worklist.register, ""),
        due=_month(found.get("last"), asking),
        basis=gap.basis.format(**words),
        count=found["n"],
        url=f"{reverse('core:worklist', args=[gap.worklist])}?{query}" if asking.may_see(worklist.register) else "",
    )


def _month(last: date | None, asking: _Asking) -> str:
    """The month in which the last of the rows falls due, within the half-year: what is overdue is done at once."""
    if last is None:
        return asking.last_month
    return f"{min(max(last, asking.period.start), asking.period.last_day):%Y-%m}"


# --- what was left over ------------------------------------------------------------------------------------------


def _left_over(asking: _Asking) -> Iterable[Proposal]:
    """Tasks of the half-year before that were not done, each to be planned anew."""
    before = asking.period + -1
    rows = PlanItem.objects.current().filter(open_at_the_end(before), organization=asking.unit)
    viewset = registers[REGISTER]
    for row in rows.filter(done_on=None).order_by("due", "pk"):
        basis = f"{before.label}打算{row.get_state_display()}"
        yield Proposal(
            source=f"plan:{row.public_id}",
            section=row.section,
            task=row.task,
            goal=row.goal,
            department=row.department,
            due=asking.last_month,
            basis=f"{basis}：{row.outcome_note}" if row.outcome_note else basis,
            count=1,
            url=viewset.url("detail", row) if asking.may_see(REGISTER) else "",
        )
