"""The plan of a unit's half-year on its board: what stands in which state, moving a task on, adopting several at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from members.models import Organization
from reports.models import PlanItem
from union_site.core.periods import Period
from union_site.core.records import services
from union_site.core.registry import registers
from union_site.core.scope import Scope

REGISTER = "plan_item"
State = PlanItem.State

# What may be done next, by state: (state, words of the button). What tells an outcome is asked for with it.
NEXT = {
    State.PROPOSED: ((State.WAITING, "列入打算"),),
    State.WAITING: ((State.RUNNING, "开始推进"), (State.PROPOSED, "退回拟列")),
    State.RUNNING: ((State.WAITING, "退回未开始"),),
    State.DONE: ((State.RUNNING, "重新推进"),),
    State.PARTLY: ((State.RUNNING, "重新推进"),),
    State.UNKEPT: ((State.RUNNING, "重新推进"),),
}
OUTCOMES = (State.DONE, State.PARTLY, State.UNKEPT)


def may_follow(state: str, wanted: str) -> bool:
    """Whether a task of the one state may be moved to the other: what is only proposed has no outcome."""
    if wanted in OUTCOMES:
        return state not in (State.PROPOSED, State.DONE) and wanted != state
    return wanted in {following for following, _ in NEXT.get(state, ())}


@dataclass(frozen=True)
class Board:
    """The tasks of a plan: columns of (state, tasks), and by which departments and months they may be narrowed."""

    columns: tuple[tuple[State, tuple[PlanItem, ...]], ...]
    departments: tuple[str, ...]
    months: tuple[str, ...]
    overdue: int

    @property
    def count(self) -> int:
        """How many tasks are shown."""
        return sum(len(items) for _, items in self.columns)

    @property
    def is_empty(self) -> bool:
        """Nothing is planned at all, whatever is chosen."""
        return not self.departments and not self.months and not self.count


def board(
    rows: QuerySet[PlanItem], *, day: date, department: str = "", month: str = "", overdue: bool = False
) -> Board:
    """The board of these rows (of one unit and half-year), narrowed to a department, a month, or what is overdue."""
    items = list(rows.select_related("organization").order_by("due", "pk"))
    chosen = [
        item
        for item in items
        if (not department or item.department == department)
        and (not month or item.due == month)
        and (not overdue or item.is_overdue(day))
    ]
    return Board(
        tuple((state, tuple(item for item in chosen if item.state == state)) for state in State),
        tuple(sorted({item.department for item in items if item.department})),
        tuple(sorted({item.due for item in items if item.due})),
        sum(item.is_overdue(day) for item in items),
    )


def of(rows: QuerySet[PlanItem], unit: Organization, period: Period) -> QuerySet[PlanItem]:
    """Of these rows the plan of a unit (its own, not that of its subtree) and half-year."""
    return rows.filter(organization=unit, period=period.key)


class RowRefused(ValueError):
    """A row of several was refused, so none was saved: `row` says which, `message` why in Chinese."""

    def __init__(self, row: int, message: str):
        super().__init__(message)
        self.row, self.message = row, message


def adopt(
    items: Iterable[PlanItem],
    *,
    by,
    scope: Scope,
    ip_address: str = "",
) -> int:
    """Save new tasks, all or none; the number of them. Each is told to the trail with its gap. Raises RowRefused."""
    viewset, count = registers[REGISTER], 0
    with transaction.atomic():
        for row, item in enumerate(items):
            try:
                services.create(
                    item,
                    by=by,
                    register=REGISTER,
                    scope=scope,
                    save=lambda record: viewset.make(record, by=by),
                    saved=lambda record, action: viewset.saved(record, action, by=by),
                    reason="从差距起草",
                    ip_address=ip_address,
                )
            except services.OutsideScope as error:
                raise RowRefused(row, error.message) from error
            except ValidationError as error:
                raise RowRefused(row, "；".join(error.messages)) from error
            except IntegrityError as error:
                raise RowRefused(row, "这项任务或这项差距已经列入该计划期的打算，请刷新页面核对。") from error
            count += 1
    return count
