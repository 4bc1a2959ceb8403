"""Figures of a page, a command or a summary, always with the same period of the year before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from members.models import Organization
from union_site.core import wording
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.indicators import COUNTED, Breakdown, Indicator, Kind
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
    def reported(self) -> bool:
        """Something was reported; of a claim, enough to judge it."""
        return _known(self.now)

    @property
    def reported_before(self) -> bool:
        return _known(self.before)

    @property
    def words(self) -> str:
        """The value as it stands on a page, without its unit; — where nothing was reported."""
        return shown(self.now, self.indicator)

    @property
    def before_words(self) -> str:
        return shown(self.before, self.indicator)

    @property
    def unit(self) -> str:
        """The unit behind the words; 是 and 否 have none."""
        return "" if self.indicator.kind == Kind.CLAIM and self.indicator.unit != "%" else self.indicator.unit

    def title(self, before: bool = False) -> str:
        """What the reader is told when pointing at the figure in a text."""
        return self.indicator.label

    @property
    def definition(self) -> str:
        """The 口径 in words that holds for the period."""
        return self.indicator.described(self.period)

    @property
    def comparable_before(self):
        """The value of the year before, where it was counted by the same rule; else None."""
        return self.before if self.indicator.comparable(self.period, self.period.year_before) else None

    @property
    def verdict(self) -> str:
        """What became of a claim, in words; empty for other figures."""
        if not isinstance(self.now, dict):
            return ""
        return {True: "成立", False: "不成立", None: "缺少记录，不作判断"}[self.now["value"]]

    @property
    def evidence(self) -> list[str]:
        """The numbers behind a claim: `14,311 / 13,900`, or of each year `2021年：130 / 9,520`."""
        numbers = self.now["numbers"] if isinstance(self.now, dict) else []
        if numbers and isinstance(numbers[0], dict):
            return [
                f"{one['year']}年：{_joined(value for name, value in one.items() if name != 'year')}" for one in numbers
            ]
        return [_joined(numbers[:2])] if numbers else []

    @property
    def still_open(self) -> list[str]:
        """What stands against a claim, by name."""
        return self.now.get("open") or [] if isinstance(self.now, dict) else []

    @property
    def change(self) -> str:
        """同比增长… where both are amounts (a year is a number, but none that grows; of a list, how long it is)."""
        if self.indicator.kind in (Kind.DATE, Kind.CLAIM) or not self.indicator.countable:
            return ""
        if not self.indicator.comparable(self.period, self.period.year_before):
            return ""
        now, before = self.indicator.amount(self.now), self.indicator.amount(self.before)
        return wording.year_on_year(now, before, percent=self.indicator.unit == "%")

    @property
    def as_of(self) -> date:
        """截至: the period's last day, or today while the period runs."""
        return min(self.period.last_day, self.today)


def _joined(numbers) -> str:
    return " / ".join("—" if number is None else f"{number:,}" for number in numbers)


def _known(value) -> bool:
    return value is not None and not (isinstance(value, dict) and value["value"] is None)


def shown(value, indicator: Indicator) -> str:
    """5,652; 205.55; 4、5; 3 as a count for lists; 102.96 or 是 for claims."""
    if not _known(value):
        return "—"
    if isinstance(value, dict):
        if indicator.unit != "%":
            return "是" if value["value"] else "否"
        value = value["numbers"][-1]
    if isinstance(indicator, Breakdown):
        value = indicator.amount(value)
    if isinstance(value, list):
        if indicator.distinct:  # different values, not things: 5、7 days
            return "、".join(item["name"].removesuffix(indicator.unit) for item in value)
        return f"{len(value)}" if isinstance(value[0], dict) else "、".join(map(str, value))
    if indicator.kind == Kind.DATE:
        return str(value)
    number = Decimal(value)
    return f"{number:,.2f}".rstrip("0").rstrip(".") if number != number.to_integral_value() else f"{int(number):,}"


def numbered() -> list[Indicator]:
    """The figures of a half-year summary, in its order."""
    return sorted((i for i in indicators.values() if i.number), key=lambda i: i.number)


def address(key: str, unit: Organization, period: Period) -> str:
    """The page of a figure of a unit and period, as a path of this site."""
    return f"{reverse('reports:figure', args=[key])}?period={period.key}&unit={unit.public_id}"


def compute(
    chosen: Iterable[Indicator],
    period: Period,
    *,
    district: District,
    unit: Organization | None,
    today: date,
    names: bool = True,
    tree_on: date | None = None,
) -> dict[str, FigureValue]:
    """The figures by key. Lists come with their items (without `names`: as their length); the year before as lengths.

    `tree_on`: by the tree of that day (按现行隶属) instead of that of each period's last day.
    """
    chosen, before = list(chosen), period.year_before
    listed = [period] if names else []
    values = evaluate(chosen, [period, before], district=district, unit=unit, listed=listed, tree_on=tree_on)
    return {i.key: FigureValue(i, period, values[i.key, period], values[i.key, before], today) for i in chosen}


def canonical(
    chosen: Iterable[Indicator],
    period: Period,
    *,
    district: District,
    unit: Organization | None = None,
    tree_on: date | None = None,
) -> dict:
    """{key: value} in the form in which figures are exchanged: ints, decimal text, lists of objects, None."""
    chosen = list(chosen)
    values = evaluate(chosen, [period], district=district, unit=unit, tree_on=tree_on)
    return {i.key: i.canonical(values[i.key, period]) for i in chosen}


def canonical_by_town(
    chosen: Iterable[Indicator], period: Period, *, district: District, tree_on: date | None = None
) -> dict[str, dict]:
    """{key: {town: value}} in the same form."""
    chosen = list(chosen)
    values = evaluate_by_town(chosen, period, district=district, tree_on=tree_on)
    return {i.key: {town: i.canonical(value) for town, value in values[i.key].items()} for i in chosen}


def additive(indicator: Indicator) -> bool:
    """Whether the towns' values add up to the district's (percentages, dates and distinct counts of trades do not)."""
    return indicator.kind in COUNTED and indicator.unit != "%"
