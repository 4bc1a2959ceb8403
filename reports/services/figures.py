"""Figures of a page, a command or a summary, always with the same period of the year before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from members.models import Organization
from union_site.core import wording
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.indicators import Indicator, Kind
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.registry import indicators


@dataclass(frozen=True)
class FigureValue:
    """A figure of a period beside that of the year before."""

    indicator: Indicator
    period: Period
    now: object
    before: object
    today: date

    @property
    def words(self) -> str:
        """The value as it stands on a page, without its unit; — where nothing was reported."""
        return shown(self.now)

    @property
    def before_words(self) -> str:
        return shown(self.before)

    @property
    def change(self) -> str:
        """同比增长… where both are numbers."""
        if self.indicator.kind is Kind.DATE:
            return ""
        return wording.year_on_year(number(self.now), number(self.before), percent=self.indicator.unit == "%")

    @property
    def as_of(self) -> date:
        """截至: the period's last day, or today while the period runs."""
        return min(self.period.last_day, self.today)


def number(value) -> int | Decimal | None:
    """A figure as a number: of a list, how long it is."""
    return len(value) if isinstance(value, list) else value


def shown(value) -> str:
    """5,652; 205.55; 4、5; 3项 as a count for lists."""
    if value is None:
        return "—"
    if isinstance(value, list):
        return f"{len(value)}" if isinstance(value[0], dict) else "、".join(map(str, value))
    number = Decimal(value)
    return f"{number:,.2f}".rstrip("0").rstrip(".") if number != number.to_integral_value() else f"{int(number):,}"


def numbered() -> list[Indicator]:
    """The figures of a half-year summary, in its order."""
    return sorted((i for i in indicators.values() if i.number), key=lambda i: i.number)


def all_in_order() -> list[Indicator]:
    return sorted(indicators.values(), key=lambda i: (i.section, i.number or 1000, i.key))


def compute(
    chosen: Iterable[Indicator],
    period: Period,
    *,
    district: District,
    unit: Organization | None,
    today: date,
    names: bool = True,
) -> dict[str, FigureValue]:
    """The figures by key. Lists come with their items (without `names`: as their length); the year before as lengths."""
    chosen, before = list(chosen), period.year_before
    values = evaluate(chosen, [period, before], district=district, unit=unit, listed=[period] if names else [])
    return {i.key: FigureValue(i, period, values[i.key, period], values[i.key, before], today) for i in chosen}


def canonical(
    chosen: Iterable[Indicator], period: Period, *, district: District, unit: Organization | None = None
) -> dict:
    """{key: value} in the form in which figures are exchanged: ints, decimal text, lists of objects, None."""
    chosen = list(chosen)
    values = evaluate(chosen, [period], district=district, unit=unit)
    return {i.key: i.canonical(values[i.key, period]) for i in chosen}


def canonical_by_town(chosen: Iterable[Indicator], period: Period, *, district: District) -> dict[str, dict]:
    """{key: {town: value}} in the same form."""
    chosen = list(chosen)
    values = evaluate_by_town(chosen, period, district=district)
    return {i.key: {town: i.canonical(value) for town, value in values[i.key].items()} for i in chosen}


def additive(indicator: Indicator) -> bool:
    """Whether the towns' values add up to the district's (percentages, dates and distinct counts of trades do not)."""
    return indicator.kind in {Kind.FLOW, Kind.STOCK, Kind.YTD} and indicator.unit != "%"
