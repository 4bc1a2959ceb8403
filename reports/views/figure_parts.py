"""The parts of a figure's page: its value beside earlier years and months, breakdowns, findings, targets, registers."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from members.models import Organization
from reports import charts
from reports.services import consistency, figures, targets
from reports.views.consistency import finding_words
from union_site.core.consistency import rules_about
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.indicators import Breakdown, Indicator, Kind, Months
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

YEARS = 5  # of the series: the period and the same of the years before
MONTHLY = {
    Kind.FLOW: "各月发生数",
    Kind.STOCK: "各月末在册数",
    Kind.YTD: "年初至各月末累计数",
    Kind.LIST: "各月或各月末的数量",
}


@dataclass(frozen=True)
class Asked:
    """What the page is asked: one figure of a period and a unit, by the tree of the period's end or of `tree_on`."""

    indicator: Indicator
    period: Period
    unit: Organization | None
    district: District
    tree_on: date | None
    today: date

    @property
    def whole(self) -> bool:
        """The whole district, so that there is something to break down by town."""
        return self.unit is None or self.unit.parent_id is None

    @property
    def is_amount(self) -> bool:
        """The value can be charted."""
        return self.indicator.kind not in (Kind.CLAIM, Kind.DATE) and not self.indicator.distinct

    def evaluated(self, chosen: list[Indicator], periods: list[Period], listed: list[Period]) -> dict:
        return evaluate(chosen, periods, district=self.district, unit=self.unit, listed=listed, tree_on=self.tree_on)


def series(asked: Asked) -> dict:
    """The value, the same period of earlier years and the months, all in the statement that counts the figure."""
    indicator, period = asked.indicator, asked.period
    years = [period]
    for _ in range(YEARS - 1):
        years.append(years[-1].year_before)
    months = _months(asked)
    before = [month.year_before for month in months]
    found = asked.evaluated([indicator], list(dict.fromkeys([*years, *months, *before])), [])
    values = {one: found[indicator.key, one] for one in [*years, *months, *before]}
    return {
        "value": figures.FigureValue(indicator, period, values[period], values[period.year_before], asked.today),
        "years": [(one.label, figures.shown(values[one], indicator)) for one in years],
        "years_chart": _years_chart(asked, years, values),
        "months_chart": _months_chart(asked, months, before, values),
        "months_note": MONTHLY.get(indicator.kind, ""),
    }


def _months(asked: Asked) -> list[Period]:
    """The months of the period that have begun, of figures that may be asked of months."""
    if not asked.indicator.monthly or not asked.is_amount:
        return []
    months = [Period(year, month, month) for year, month in asked.period.months()]
    return [month for month in months if month.start <= asked.today]


def _years_chart(asked: Asked, years: list[Period], values: dict) -> dict | None:
    amounts = {one.label: asked.indicator.amount(values[one]) for one in reversed(years)}
    if not asked.is_amount or sum(value is not None for value in amounts.values()) < 2:
        return None
    return charts.by_year(asked.indicator.label, asked.indicator.unit, amounts)


def _months_chart(asked: Asked, months: list[Period], before: list[Period], values: dict) -> dict | None:
    both = [
        (f"{stretch[0].year}年", {f"{month.first_month}月": asked.indicator.amount(values[month]) for month in stretch})
        for stretch in (months, before)
        if stretch
    ]
    if all(value is None for _, amounts in both for value in amounts.values()):
        return None
    return charts.by_month(both, asked.indicator.unit)


def by_town(asked: Asked) -> dict:
    """The towns' values as words, and as a chart where there are several amounts."""
    indicator = asked.indicator
    if not asked.whole or isinstance(indicator, Months) or indicator.distinct:
        return {"towns": []}
    towns = evaluate_by_town([indicator], asked.period, district=asked.district, tree_on=asked.tree_on)[indicator.key]
    drawn = len(towns) > 1 and indicator.kind not in (Kind.CLAIM, Kind.DATE)
    return {
        "towns": [(town, figures.shown(number, indicator)) for town, number in towns.items()],
        "additive": figures.additive(indicator) or isinstance(indicator, Breakdown),
        "town_chart": charts.by_town(indicator.label, indicator.unit, towns) if drawn else None,
    }


def breakdowns(asked: Asked) -> list[dict]:
    """The figure's breakdowns (by kind, by industry), or its own parts where it is one: name, count, share in percent."""
    own = isinstance(asked.indicator, Breakdown)
    chosen = [i for i in indicators.values() if isinstance(i, Breakdown) and i.of == asked.indicator.key]
    chosen = [asked.indicator] if own else chosen
    if not chosen:
        return []
    found = asked.evaluated(chosen, [asked.period], [asked.period])
    return [_parts(one, found[one.key, asked.period]) for one in chosen if found[one.key, asked.period]]


def _parts(indicator: Breakdown, items: list[dict]) -> dict:
    total = sum(item["count"] for item in items)
    return {
        "indicator": indicator,
        "parts": [(item["name"], item["count"], item["count"] * 100 / total if total else None) for item in items],
        "total": total,
    }


def findings(asked: Asked, query: str) -> list[dict]:
    """What the consistency rules that speak of the figure have found."""
    rules = rules_about([asked.indicator.key])
    if not rules:
        return []
    found = consistency.check(
        asked.period, district=asked.district, unit=asked.unit, rules=rules, tree_on=asked.tree_on
    )
    return [finding_words(finding, found.values, query) for finding in found.findings]


def progress(asked: Asked, value) -> targets.Progress | None:
    """How far the unit is with its target of the year."""
    key = asked.indicator.key
    found = targets.progress([asked.indicator], asked.period, {key: value}, district=asked.district, unit=asked.unit)
    return found.get(key)


def sources(indicator: Indicator) -> list[dict]:
    """The registers that feed the figure, by itself and through the figures that it uses."""
    keys = dict.fromkeys(
        [indicator.register, *(indicators[key].register for key in indicator.uses if key in indicators)]
    )
    return [
        {"title": registers[key].title, "url": reverse(registers[key].url_name("list"))}
        for key in keys
        if key in registers
    ]
