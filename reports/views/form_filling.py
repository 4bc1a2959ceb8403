"""Filling a form: all cells with their values and doubts before it is filled, and what was filled."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reports.models import FormFilling
from reports.services.report_forms import bindings
from reports.services.report_forms import filling as fillings
from reports.services.report_forms.cells import CellValue, Question, is_named
from reports.services.report_forms.units import fillable
from reports.views.parameters import chosen_period, periods_to_choose
from reports.views.report_forms import READERS, form_of, refused, stored_download
from union_site.core.periods import Period, PeriodError
from union_site.core.roles import Permission
from union_site.core.scope import Scope
from union_site.core.views.errors import NotFound
from union_site.core.views.tools import allowed


@allowed(Permission.FILL)
def fill(request, public_id):
    """Choose period and unit, look at every value, have the form filled."""
    form = form_of(request, public_id)
    units = fillable(form, request.access.full_scope(Permission.FILL), form.district)
    if not units or form.retired_on is not None:
        reason = "这份报表已停用。" if form.retired_on else "这份报表由其他单位填报。"
        messages.error(request, reason)
        refused(request, form, reason)
        return redirect("reports:form", form.public_id)
    if request.method == "POST":
        return _start(request, form, units)
    period, unit = chosen_period(request), _unit(request, units)
    values = fillings.values_of(form.latest, _question(request, period, unit))
    before = _last_of_period(form, unit, period)
    groups = _groups(values, before)
    return render(
        request,
        "reports/forms/fill.html",
        {
            "form": form,
            "period": period,
            "unit": unit,
            "periods": _periods(period, request.access.today),
            "units": units,
            "groups": groups,
            "count": len(values),
            "filled": sum(not value.missing for value in values),
            "missing": [value for value in values if value.missing],
            "doubtful": sum(bool(value.findings) for value in values),
            "before": before,
            "drifted": sum(bool(line["drift"]) for _, lines in groups for line in lines),
        },
    )


def _start(request, form, units):
    try:
        period = Period.parse(request.POST.get("period", ""))
    except PeriodError as error:
        raise NotFound(str(error)) from error
    unit = next((unit for unit in units if str(unit.public_id) == request.POST.get("unit")), None)
    if unit is None:
        refused(request, form, "填报单位不在管理范围内。")
        raise NotFound("没有这个单位，或它不在您的管理范围内。")
    if not form.latest.bindings.exists():
        refused(request, form, "还没有对应任何单元格。")
        messages.error(request, "这份报表还没有对应任何单元格，请先设置。")
        return redirect("reports:form", form.public_id)
    job = fillings.enqueue(form, unit, period, user=request.user)
    return redirect("core:job", job.public_id)


def _unit(request, units):
    """The unit of the address, else the one in the head of the page, else the first that may be filled."""
    if wanted := request.GET.get("unit"):
        found = next((unit for unit in units if str(unit.public_id) == wanted), None)
        if found is None:
            raise NotFound("没有这个单位，或它不在您的管理范围内。")
        return found
    return next((unit for unit in units if request.access.unit == unit), units[0])


def _periods(current: Period, today) -> list[Period]:
    """Half years, and the quarters and years of the last three."""
    halves = periods_to_choose(current, today)
    last = max(halves).year
    more = [
        one
        for year in range(last, last - 3, -1)
        for one in (Period(year, 1, 12), *(Period(year, 3 * n - 2, 3 * n) for n in (4, 3, 2, 1)))
    ]
    return list(dict.fromkeys([*halves, *more]))


def _question(request, period: Period, unit) -> Question:
    access = request.access
    return Question(period, unit, request.user.district, access.full_scope(Permission.FILL), access.today, request.user)


def _last_of_period(form, unit, period: Period) -> FormFilling | None:
    found = FormFilling.objects.current().filter(version__form=form, organization=unit, period=period.key)
    return found.select_related("created_by").order_by("-pk").first()


def _groups(values: list[CellValue], before: FormFilling | None) -> list[tuple[str, list[dict]]]:
    """[(sheet, lines)]: each value with its link, and what the last filling of this period said where it differs."""
    earlier = {(v["sheet"], v["row"], v["column"]): v for v in before.values} if before else {}
    groups: dict[str, list[dict]] = {}
    for value in values:
        other = earlier.get(value.binding.place)
        said = value.to_store()
        drift = fillings.stored_words(other) if other and other["written"] != said["written"] else ""
        groups.setdefault(value.binding.sheet, []).append({"value": value, "url": figure_url(value), "drift": drift})
    return list(groups.items())


def figure_url(value: CellValue) -> str:
    """The page of the figure for the cell's own period and unit; empty where there is none."""
    if not value.is_figure or value.problem or not is_named(value.period):
        return ""
    query = f"?period={value.period.key}&unit={value.asked.unit.public_id}"
    return reverse("reports:figure", args=[value.binding.key]) + query


@allowed(*READERS)
def filling(request, public_id):
    """What was filled: the frozen values, the file, and what differs from the time before and from today's figures."""
    row = _filling(request, public_id)
    period = Period.parse(row.period)
    before = fillings.previous(row)
    now = None
    if request.GET.get("now"):
        now = _today(request, row, period)
    return render(
        request,
        "reports/forms/filling.html",
        {
            "filling": row,
            "form": row.version.form,
            "period": period,
            "cells": fillings.stored_cells(row.values),
            "missing": sum(value["missing"] for value in row.values),
            "before": before,
            "before_period": Period.parse(before.period) if before else None,
            "differences": fillings.differences(row.values, before.values) if before else [],
            "now": now,
            "asked_now": bool(request.GET.get("now")),
            "may_fill": request.access.can(Permission.FILL),
        },
    )


def _today(request, row: FormFilling, period: Period) -> list[fillings.Difference]:
    """What the same cells would say today, where that differs: later corrections of the rows behind them."""
    access = request.access
    permission = Permission.FILL if access.can(Permission.FILL) else Permission.FIGURES
    scope: Scope = access.full_scope(permission)
    if not scope.covers(row.organization.path):
        raise PermissionDenied
    filler = row.created_by or request.user
    question = Question(period, row.organization, request.user.district, scope, access.today, filler)
    values = [value.to_store() for value in fillings.values_of(row.version, question) if value.is_figure]
    frozen = [value for value in row.values if value["key"]]
    return fillings.differences(values, frozen)


@allowed(*READERS)
def filling_file(request, public_id):
    """The filled form."""
    row = _filling(request, public_id)
    return stored_download(request, row.file, f"填报上级报表：{row.version.form.name}", row)


def _filling(request, public_id) -> FormFilling:
    found = fillings.of(request.access).filter(version__form__in=bindings.readable(request.access))
    return get_object_or_404(
        found.select_related("version__form", "organization", "created_by", "file"), public_id=public_id
    )
