"""The catalogue of figures, and the page of one: value, 口径, by town, by year, and the rows behind it."""

from django.shortcuts import render
from django.urls import reverse

from reports import charts
from reports.services import catalogue as known_figures
from reports.services import figures
from reports.services.defined import Defined
from reports.services.paper import SECTIONS
from reports.text.tokens import is_stated
from reports.views.own import defined_parts, stated, stated_here
from reports.views.parameters import (
    chosen_period,
    chosen_tree,
    chosen_unit,
    periods_to_choose,
    tree_words,
    trees_to_choose,
    units_to_choose,
)
from reports.views.rows_behind import rows_behind
from union_site.core import audit
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.indicators import Indicator, Kind, Months
from union_site.core.registry import indicators, registers
from union_site.core.roles import Permission
from union_site.core.views.errors import NotFound

YEARS = 3


def catalogue(request):
    """All figures with their values, by section, with search in names and 口径."""
    request.access.require(Permission.FIGURES)
    period, unit = chosen_period(request), chosen_unit(request)
    sought = request.GET.get("q", "").strip()
    chosen = [
        i
        for i in known_figures.in_order(request.user.district, period.last_day)
        if not sought or sought in i.label or sought in i.definition or sought in i.key
    ]
    found = figures.compute(
        chosen, period, district=request.user.district, unit=unit, today=request.access.today, names=False
    )
    groups: dict[str, list] = {}
    for value in found.values():
        groups.setdefault(SECTIONS.get(value.indicator.section, "其他"), []).append(value)
    return render(
        request,
        "reports/catalogue.html",
        {
            "period": period,
            "unit": unit,
            "periods": periods_to_choose(period, request.access.today),
            "units": units_to_choose(request),
            "groups": groups,
            "stated": stated_here(request, period, unit, sought),
            "count": len(found),
            "q": sought,
            "query": _query(period, unit),
        },
    )


def figure(request, key: str):
    """One figure and the rows behind it, masked, within the reader's scope."""
    access = request.access
    access.require(Permission.FIGURES)
    if is_stated(key):
        return stated(request, key)
    district = request.user.district
    indicator = indicators.get(key) or _own(district, key)
    period, unit = chosen_period(request), chosen_unit(request)
    whole, tree_on = unit is None or unit.parent_id is None, chosen_tree(request)
    value = figures.compute(
        [indicator], period, district=district, unit=unit, today=access.today, names=False, tree_on=tree_on
    )[key]
    towns = (
        evaluate_by_town([indicator], period, district=district, tree_on=tree_on)[key]
        if whole and not isinstance(indicator, Months) and not indicator.distinct
        else {}
    )
    drawn = len(towns) > 1 and indicator.kind not in (Kind.CLAIM, Kind.DATE)
    register = registers.get(indicator.register)
    behind = rows_behind(request, indicator, period, unit, tree_on)
    audit.write(
        audit.Action.VIEW,
        request=request,
        register=indicator.register,
        object_label=f"指标：{indicator.label}（{period}）"[:120],
        organization_id=unit.pk if unit else None,
    )
    return render(
        request,
        "reports/figure.html",
        {
            "period": period,
            "unit": unit,
            "periods": periods_to_choose(period, access.today),
            "units": units_to_choose(request),
            "value": value,
            "indicator": indicator,
            "register": register,
            "register_url": reverse(register.url_name("list")) if register else "",
            "towns": [(town, figures.shown(number, indicator)) for town, number in towns.items()],
            "additive": figures.additive(indicator),
            "town_chart": charts.by_town(indicator.label, indicator.unit, towns) if drawn else None,
            "years": _years(indicator, period, district, unit, tree_on),
            "trees": trees_to_choose(request, tree_on),
            "tree_key": "today" if tree_on else "",
            "tree_words": tree_words(tree_on),
            "query": _query(period, unit),
            "defined": defined_parts(request, indicator, period, unit, tree_on)
            if isinstance(indicator, Defined)
            else None,
            **behind,
        },
    )


def _own(district, key: str) -> Defined:
    """The district's own indicator under this key. Raises NotFound, with words where it needs a revision."""
    own = known_figures.own(district)
    if key not in own.working:
        raise NotFound(own.broken.get(key) or f"没有名为“{key}”的指标。")
    return own.working[key]


def _query(period, unit) -> str:
    return f"?period={period.key}" + (f"&unit={unit.public_id}" if unit else "")


def _years(indicator: Indicator, period, district, unit, tree_on) -> list[tuple[str, str]]:
    """The same period of this and earlier years, in one statement."""
    periods = [period]
    for _ in range(YEARS - 1):
        periods.append(periods[-1].year_before)
    found = evaluate([indicator], periods, district=district, unit=unit, listed=[], tree_on=tree_on)
    return [(one.label, figures.shown(found[indicator.key, one], indicator)) for one in periods]
