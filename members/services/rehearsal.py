"""What a restructuring would do: it is carried out and taken back within one transaction, and the difference is told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction

from members.models import Organization, Restructuring
from members.services import restructure
from union_site.core.evaluation import evaluate_by_town
from union_site.core.indicators import Indicator, plain
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers
from union_site.core.scope import Scope, ScopedModel

PERIODS = 2  # half years compared: so many from the day on, and so many up to the present


@dataclass(frozen=True)
class FigureChange:
    """A figure of a town in a period that would be another: None stands for nothing reported."""

    period: Period
    indicator: Indicator
    town: str
    before: str
    after: str


@dataclass
class Rehearsal:
    """What would pass (names by what they are), what stays with the unions that end, which figures would change."""

    passing: dict[str, list[str]]
    staying: list[tuple[str, int]] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    figures: list[FigureChange] = field(default_factory=list)

    @property
    def digest(self) -> str:
        """Equal for two rehearsals by which the same things would pass."""
        return restructure.digest(self.passing)


class _Rehearsed(Exception):
    """Takes everything back."""


def rehearse(record: Restructuring, *, scope: Scope, today: date, compare: bool = True, by=None) -> Rehearsal:
    """What `restructure.order` would do with an unsaved restructuring, as if its day had come. Raises Refused."""
    periods = _periods(record.on, today) if compare else []
    chosen = [indicator for indicator in indicators.values() if indicator.number]
    before = {period: evaluate_by_town(chosen, period, district=record.district) for period in periods}
    found = Rehearsal({}, _staying(record), periods)
    try:
        with transaction.atomic():
            restructure.check(record, scope=scope)
            record.save()
            found.passing = restructure.carry_out(record, today=max(today, record.on), by=by)
            for period in periods:
                after = evaluate_by_town(chosen, period, district=record.district)
                found.figures += _changes(period, chosen, before[period], after)
            raise _Rehearsed
    except _Rehearsed:
        record.pk = None
        record.organization.refresh_from_db()
    return found


def _periods(day: date, today: date) -> list[Period]:
    """The half years whose last day lies on or after the day, up to the present one: the first and the latest few."""
    if day > today:
        return []
    period, found = Period.half_of(day), []
    while period <= Period.half_of(today):
        found.append(period)
        period = period + 1
    return found if len(found) <= 2 * PERIODS else [*found[:PERIODS], *found[-PERIODS:]]


def _staying(record: Restructuring) -> list[tuple[str, int]]:
    """Rows of each register that remain with the unions that end."""
    gone: list[Organization] = []
    if record.kind == Restructuring.Kind.MERGE:
        gone = restructure.absorbed(record)
    elif record.kind == Restructuring.Kind.DISSOLVE:
        gone = [record.organization]
    passing = {"member", "employer"} if gone and (record.kind == Restructuring.Kind.MERGE or record.other_id) else set()
    found = []
    for key, viewset in registers.items():
        if gone and key not in passing and issubclass(viewset.model, ScopedModel):
            count = viewset.model.objects.current().filter(organization__in=gone).count()
            if count:
                found.append((viewset.title, count))
    return found


def _changes(period: Period, chosen: Iterable[Indicator], before: dict, after: dict) -> list[FigureChange]:
    found = []
    for indicator in chosen:
        was, will = before[indicator.key], after[indicator.key]
        for town in {**was, **will}:
            if was.get(town) != will.get(town):
                found.append(FigureChange(period, indicator, town, _words(was.get(town)), _words(will.get(town))))
    return found


def _words(value) -> str:
    if value is None:
        return "—"
    if isinstance(value, dict):
        return "是" if value["value"] else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return plain(value.quantize(Decimal("0.01"))) if isinstance(value, Decimal) else f"{value:,}"
