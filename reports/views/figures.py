"""The catalogue of figures, and the page of one: value, 口径, by town, year and month, and the rows behind it."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports.services import catalogue as known_figures
from reports.services import changes, figures, rows_export
from reports.services.consistency import check
from reports.services.defined import Defined
from reports.services.paper import SECTIONS
from reports.services.targets import progress
from reports.text.tokens import is_stated
from reports.views import figure_parts
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
from union_site.core.indicators import Indicator, Kind
from union_site.core.records.downloads import XLSX, disposition
from union_site.core.registry import indicators, registers
from union_site.core.roles import Permission
from union_site.core.views.errors import NotFound


def catalogue(request):
    """All figures with their values, by section, searched and filtered; doubtful ones are marked."""
    request.access.require(Permission.FIGURES)
    period, unit, district = chosen_period(request), chosen_unit(request), request.user.district
    wanted = {name: request.GET.get(name, "").strip() for name in ("q", "kind", "section", "register")}
    every = known_figures.in_order(district, period.last_day)
    chosen = [indicator for indicator in every if _matches(indicator, **wanted)]
    found = figures.compute(chosen, period, district=district, unit=unit, today=request.access.today, names=False)
    now = {key: value.now for key, value in found.items()}
    targeted = progress(chosen, period, now, district=district, unit=unit)
    marks = check(period, district=district, unit=unit).marked()
    groups: dict[str, list] = {}
    for key, value in found.items():
        line = {"value": value, "progress": targeted.get(key), "finding": marks.get(key)}
        groups.setdefault(_section(value.indicator), []).append(line)
    return render(
        request,
        "reports/catalogue.html",
        {
            "period": period,
            "unit": unit,
            "periods": periods_to_choose(period, request.access.today),
            "units": units_to_choose(request),
            "groups": groups,
            "stated": stated_here(request, period, unit, wanted["q"]) if not any(list(wanted.values())[1:]) else [],
            "count": len(found),
            "marked": sum(key in marks for key in found),
            "filters": _filters(every, wanted),
            "q": wanted["q"],
            "query": _query(period, unit),
        },
    )


def _matches(indicator: Indicator, *, q: str, kind: str, section: str, register: str) -> bool:
    """Whether the figure is of the chosen kind, section and register, and speaks of all the words sought."""
    if (kind and indicator.kind != kind) or (register and indicator.register != register):
        return False
    if section and _section(indicator) != section:
        return False
    title = registers[indicator.register].title if indicator.register in registers else ""
    spoken = f"{indicator.label} {indicator.definition} {indicator.key} {title} {_section(indicator)}"
    number = str(indicator.number or "")
    return all(word.lower() in spoken.lower() or word == number for word in q.split())


def _section(indicator: Indicator) -> str:
    """The part of the summary to which the figure belongs, in words."""
    return SECTIONS.get(indicator.section, "其他")


def _filters(every: list[Indicator], wanted: dict) -> list[dict]:
    """The choices above the catalogue: kinds, sections and registers that some figure has."""
    kinds = [(kind.value, kind.words) for kind in Kind]
    sections = [(title, title) for title in dict.fromkeys(map(_section, every))]
    keys = {indicator.register for indicator in every}
    titles = [(key, viewset.title) for key, viewset in registers.items() if key in keys]
    return [
        {"name": name, "label": label, "choices": choices, "chosen": wanted[name]}
        for name, label, choices in (
            ("kind", "类型", kinds),
            ("section", "板块", sections),
            ("register", "登记簿", titles),
        )
    ]


def figure(request, key: str):
    """One figure and the rows behind it, masked, within the reader's scope."""
    access = request.access
    access.require(Permission.FIGURES)
    if is_stated(key):
        return stated(request, key)
    indicator = _indicator(request, key)
    period, unit, tree_on = chosen_period(request), chosen_unit(request), chosen_tree(request)
    asked = figure_parts.Asked(indicator, period, unit, request.user.district, tree_on, access.today)
    query = _query(period, unit, tree_on)
    series = figure_parts.series(asked)
    may_see = access.can(Permission.VIEW, indicator.register)
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
            "indicator": indicator,
            "section": _section(indicator),
            "sources": figure_parts.sources(indicator),
            "findings": figure_parts.findings(asked, query),
            "progress": figure_parts.progress(asked, series["value"].now),
            "breakdowns": figure_parts.breakdowns(asked),
            "changes": changes.since_end(indicator, period, access, district=asked.district, unit=unit, tree_on=tree_on)
            if may_see
            else None,
            "trees": trees_to_choose(request, tree_on),
            "tree_key": "today" if tree_on else "",
            "tree_words": tree_words(tree_on),
            "query": query,
            "defined": defined_parts(request, indicator, period, unit, tree_on)
            if isinstance(indicator, Defined)
            else None,
            **series,
            **figure_parts.by_town(asked),
            **rows_behind(request, indicator, period, unit, tree_on),
        },
    )


@require_POST
def export_rows(request, key: str):
    """The rows behind a figure as a masked workbook: at once when few, else in the background."""
    access = request.access
    access.require(Permission.FIGURES)
    indicator = _indicator(request, key)
    access.require(Permission.EXPORT, indicator.register)
    period, unit, tree_on = chosen_period(request), chosen_unit(request), chosen_tree(request)
    found = rows_export.exported_rows(
        indicator, period, access, district=request.user.district, unit=unit, tree_on=tree_on
    )
    number = found.count()
    address = request.META.get("REMOTE_ADDR", "")[:45]
    rows_export.told(indicator, period, number, user=request.user, ip_address=address, unit=unit)
    if number > rows_export.AT_ONCE:
        rows_export.enqueue(indicator, period, number, user=request.user, unit=unit, tree_on=tree_on)
        messages.success(request, "数据较多，正在后台导出，完成后会提示您下载。")
        return HttpResponseRedirect(reverse("core:jobs"))
    name = unit.name if unit else request.user.district.name
    response = HttpResponse(
        rows_export.workbook(indicator, period, found, unit_name=name, by=request.user), content_type=XLSX
    )
    response["Content-Disposition"] = disposition(rows_export.file_name(indicator, period))
    return response


def _indicator(request, key: str) -> Indicator:
    """The figure under this key. Raises NotFound, with words where an own indicator needs a revision."""
    if key in indicators:
        return indicators[key]
    own = known_figures.own(request.user.district)
    if key not in own.working:
        raise NotFound(own.broken.get(key) or f"没有名为“{key[:40]}”的指标。")
    return own.working[key]


def _query(period, unit, tree_on: date | None = None) -> str:
    unit_words = f"&unit={unit.public_id}" if unit else ""
    return f"?period={period.key}{unit_words}" + ("&tree=today" if tree_on else "")
