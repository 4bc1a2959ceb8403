"""Work lists (关注清单): rows of a register that ask for somebody's attention on a day, such as terms about to run out.

A list is a declaration beside the register; its rows come through the register's viewset only, so within the reader's
rights and scope. The day is an argument: a list can be asked for any day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Model, Q, QuerySet

from union_site.core.access import Access
from union_site.core.periods import Period, PeriodError
from union_site.core.registry import registers, worklists
from union_site.core.roles import Permission
from union_site.core.scope import Scope

GROUPS = ("组织和人员", "工会活动", "服务保障", "数据和报表")


@dataclass(frozen=True)
class Tab:
    """A part of a list, chosen above the table: `tone` as of states (ok, wait, bad, note, calm)."""

    key: str
    title: str
    where: Q
    tone: str = "note"


def nothing_annotated(day: date) -> dict:
    return {}


def no_tabs(day: date) -> tuple[Tab, ...]:
    return ()


def everybody(access: Access) -> Q:
    return Q()


def no_note(row: Model, day: date) -> str:
    return ""


@dataclass(frozen=True)
class Worklist:
    """Rows of the register `register` (a viewset's key) that need attention on a day.

    `where(day)` is the rule, over the model's fields and the expressions of `annotate(day)` (name them after the list,
    since the lists of a register are counted in one statement); `reader(access)` narrows it to what is the reader's to do.
    `columns` are field names or columns of the viewset (empty: those of its list); `note(row, day)` says in words what is
    due, and may read the annotations and `needs`. `tabs(day)` splits the list. `help` says which rule makes a row appear,
    and what to do. `todo`: counted on the first page.
    """

    key: str
    title: str
    register: str
    help: str
    where: Callable[[date], Q]
    annotate: Callable[[date], dict] = nothing_annotated
    reader: Callable[[Access], Q] = everybody
    columns: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    order: tuple[str, ...] = ("pk",)
    tabs: Callable[[date], tuple[Tab, ...]] = no_tabs
    note: Callable[[Model, date], str] = no_note
    note_title: str = "提示"
    todo: bool = True

    @property
    def viewset(self):
        return registers[self.register]

    def rows(self, access: Access, day: date) -> QuerySet:
        """The rows that need attention, within the reader's scope and the chosen unit."""
        return self.viewset.rows(access).annotate(**self.annotate(day)).filter(self.where(day) & self.reader(access))

    def within(self, scope: Scope, day: date) -> QuerySet:
        """The rows of a scope that need attention, whoever is to see to them: to be counted, not to be shown."""
        rows = self.viewset.model.objects.within(scope).current()
        return rows.annotate(**self.annotate(day)).filter(self.where(day))


@dataclass(frozen=True)
class Counted:
    """How many rows of a list need attention."""

    worklist: Worklist
    count: int


def readable(access: Access) -> list[Worklist]:
    """The lists of registers that the user may view, in the order of the menu."""
    found = [one for one in worklists.values() if access.can(Permission.VIEW, one.register)]
    return sorted(
        found, key=lambda one: GROUPS.index(one.viewset.menu_group) if one.viewset.menu_group in GROUPS else 9
    )


def counted(access: Access, day: date, chosen: Iterable[Worklist] | None = None) -> list[Counted]:
    """The readable lists with their numbers of rows: one statement a register."""
    chosen = readable(access) if chosen is None else list(chosen)
    by_register: dict[str, list[Worklist]] = defaultdict(list)
    for one in chosen:
        by_register[one.register].append(one)
    counts: dict[str, int] = {}
    for register, group in by_register.items():
        annotations = {name: value for one in group for name, value in one.annotate(day).items()}
        rows = registers[register].rows(access).order_by().annotate(**annotations)
        found = rows.aggregate(
            **{f"n{i}": Count("pk", filter=one.where(day) & one.reader(access)) for i, one in enumerate(group)}
        )
        counts |= {one.key: found[f"n{i}"] for i, one in enumerate(group)}
    return [Counted(one, counts[one.key]) for one in chosen]


def usual_day(access: Access) -> date:
    """The day that lists speak of unless asked otherwise: today, or the end of the district's current period if earlier."""
    text = access.user.district.current_period if access.user.district else ""
    try:
        return min(Period.parse(text).last_day, access.today) if text else access.today
    except PeriodError:
        return access.today
