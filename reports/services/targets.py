"""Targets of the year and the figures that they speak of: which figure, what was reached, how much of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from members.models import Organization
from reports.models import AnnualTarget
from reports.services import catalogue
from reports.services.defined import Defined
from union_site.core.evaluation import evaluate
from union_site.core.indicators import Indicator, Kind, percentage, plain
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.registry import indicators
from union_site.core.widths import matching_key

# Units of measure that mean the same. 人 and 人次 do not, nor do 元 and 万元.
SAME_UNITS = (("人", "名"), ("场", "场次", "次"), ("个", "家", "项"))


def in_words(number: int | Decimal) -> str:
    """A number as people write it: 13,900."""
    return f"{Decimal(number).normalize():,f}"


@dataclass(frozen=True)
class Completion:
    """What was reached of a target until now: the value, and its share in percent (None where it cannot be said)."""

    reached: object
    percent: Decimal | None


def units_like(unit: str) -> tuple[str, ...]:
    """The units of measure in which a target of a figure of `unit` may be given; a target may leave it out."""
    return ("", *next((group for group in SAME_UNITS if unit in group), (unit,)))


def key_of(name: str, known: dict[str, Indicator] | None = None) -> str:
    """The key of the figure called `name` (or declared under this other name); "" where there is none, or several.

    `known`: the figures among which it is sought (default: the built-in ones).
    """
    wanted = matching_key(name or "")
    found = {
        indicator.key
        for indicator in (indicators if known is None else known).values()
        if wanted in map(matching_key, (indicator.label, *indicator.names))
    }
    return found.pop() if wanted and len(found) == 1 else ""


def figure_of(target: AnnualTarget) -> Indicator | None:
    """The figure that a target speaks of, if there is one and it is counted in the target's unit of measure."""
    indicator = indicators.get(target.indicator_key)
    if indicator is None:  # one that the district's staff defined, by its key or, of an imported target, by its name
        own = catalogue.own(target.district).working
        indicator = own.get(target.indicator_key or key_of(target.indicator_name, own))
    return indicator if indicator is not None and target.unit in units_like(indicator.unit) else None


def completion(target: AnnualTarget) -> Completion | None:
    """What the target's unit has reached in the target's year, as far as it is recorded."""
    indicator = figure_of(target)
    if indicator is None:
        return None
    year = Period(target.year, 1, 12)
    unit = target.organization
    reached = evaluate([indicator], [year], district=unit.district, unit=unit)[indicator.key, year]
    reached = indicator.amount(reached)
    if not isinstance(reached, int | Decimal):
        return None
    # A share of a whole is compared as it is: 95% of a target of 100% is 95%.
    return Completion(reached, percentage(reached, target.value))


@dataclass(frozen=True)
class Progress:
    """A target of the year beside what was reached from 1 January to the end of a period."""

    target: AnnualTarget
    reached: object
    percent: Decimal | None

    @property
    def value_words(self) -> str:
        """The target as it was set: 13,900."""
        return in_words(self.target.value)

    @property
    def percent_words(self) -> str:
        return "—" if self.percent is None else f"{plain(self.percent)}%"


def progress(
    chosen: Iterable[Indicator],
    period: Period,
    values: dict[str, object],
    *,
    district: District,
    unit: Organization | None,
) -> dict[str, Progress]:
    """How far the unit is with its targets of the period's year, by key; figures without a target are left out.

    `values` are those of the period. What happens in a period is added up from 1 January on for a comparison with the year.
    """
    known = {indicator.key: indicator for indicator in chosen}
    # An imported target names an indicator that staff defined by its words alone.
    named = {indicator.label: key for key, indicator in known.items() if isinstance(indicator, Defined)}
    spoken_of = Q(indicator_key__in=list(known)) | Q(indicator_key="", indicator_name__in=list(named))
    rows = AnnualTarget.objects.current().filter(spoken_of, district=district, year=period.year)
    rows = rows.filter(organization=unit) if unit else rows.filter(organization__parent=None)
    found: dict[str, AnnualTarget] = {}
    for row in rows.select_related("organization").order_by("pk"):
        key = row.indicator_key or named[row.indicator_name]
        if row.unit in units_like(known[key].unit):
            found.setdefault(key, row)
    year_to_date = Period(period.year, 1, period.last_month)
    if period != year_to_date and found:
        asked = [known[key] for key in found]
        evaluated = evaluate(asked, [year_to_date], district=district, unit=unit, listed=[])
        values = {key: evaluated[key, year_to_date] for key in found}
    return {key: _progress(known[key], row, values.get(key)) for key, row in found.items()}


def _progress(indicator: Indicator, target: AnnualTarget, value) -> Progress:
    reached = indicator.amount(value)
    counted = isinstance(reached, int | Decimal)
    return Progress(target, reached if counted else None, percentage(reached, target.value) if counted else None)


@dataclass(frozen=True)
class Unmet:
    """A target of the year that its figure has not reached; `reached` is None where nothing is recorded."""

    target: AnnualTarget
    indicator: Indicator
    reached: int | Decimal | None

    @property
    def measure(self) -> str:
        return self.target.unit or self.indicator.unit


def unmet(unit: Organization, year: int, until: Period | None) -> list[Unmet]:
    """The unit's targets of `year` that were not reached in `until` (from 1 January on), those without a figure left out.

    Without `until` the year has not begun: what stands in a register (a stock) is as it was at the end of the year before.
    """
    rows = AnnualTarget.objects.current().filter(organization=unit, year=year)
    spoken = [
        (row, indicator)
        for row in rows.select_related("organization", "district").order_by("pk")
        if (indicator := figure_of(row)) is not None and indicator.kind != Kind.CLAIM
    ]
    known = {indicator.key: indicator for _, indicator in spoken if until or indicator.kind == Kind.STOCK}
    day = until or Period(year - 1, 1, 12)
    values = evaluate(known.values(), [day], district=unit.district, unit=unit, listed=[]) if known else {}
    found = []
    for row, indicator in spoken:
        reached = indicator.amount(values.get((indicator.key, day)))
        reached = reached if isinstance(reached, int | Decimal) else None
        if reached is None or reached < row.value:
            found.append(Unmet(row, indicator, reached))
    return found
