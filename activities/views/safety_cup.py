"""安康杯: the last three years side by side."""

from uuid import UUID

from django.db.models import Avg, Count, Max, Q, Sum
from django.http import Http404
from django.shortcuts import render

from union_site.core.indicators import percentage
from union_site.core.records.values import plain
from union_site.core.registry import registers
from union_site.core.roles import Permission

YEARS = 3  # the trend speaks of the last three years on record
BLUE, RED = "#2F6BAE", "#C8161D"
KNOWN = Q(employees__isnull=False, participants__isnull=False)


def safety_cup_trend(request):
    """安康杯 over three years, for the reader's scope and the chosen unit; with ?entry= that employer's own years."""
    viewset, access = registers["safety_cup"], request.access
    access.require(Permission.VIEW, viewset.key)
    entry = _entry(viewset, access, request.GET.get("entry", ""))
    rows = viewset.all_rows(access).filter(employer_name=entry.employer_name) if entry else viewset.rows(access)
    years = _years(rows)
    context = {
        "viewset": viewset,
        "list_url": viewset.url("list"),
        "entry": entry,
        "entry_url": viewset.url("detail", entry) if entry else "",
        "years": years,
        "option": _option(years),
    }
    return render(request, "activities/safety_cup_trend.html", context)


def _entry(viewset, access, text: str):
    """The record that the address names, or None without one. 404 outside the scope."""
    if not text:
        return None
    try:
        return viewset.record(access, Permission.VIEW, UUID(text))
    except ValueError:
        raise Http404 from None


def _years(rows) -> list[dict]:
    """Of each of the last years on record, the earliest first: numbers as texts, and as they are for the chart."""
    last = rows.aggregate(last=Max("year"))["last"]
    found = (
        rows.filter(year__gt=(last or 0) - YEARS)
        .order_by("year")
        .values("year")
        .annotate(
            organisations=Count("pk"),
            participants_sum=Sum("participants"),
            part=Sum("participants", filter=KNOWN),
            whole=Sum("employees", filter=KNOWN),
            teams_sum=Sum("teams"),
            reviewed=Count("pk", filter=Q(score__isnull=False)),
            average=Avg("score"),
            awarded=Count("pk", filter=~Q(award="")),
        )
    )
    return [_words(year) for year in found]


def _words(year: dict) -> dict:
    rate = percentage(year["part"], year["whole"])
    average = None if year["average"] is None else f"{year['average']:.1f}"
    cells = (
        plain(year["organisations"]),
        plain(year["participants_sum"]),
        "—" if rate is None else f"{rate}%",
        plain(year["teams_sum"]),
        plain(year["reviewed"]),
        plain(average),
        plain(year["awarded"]),
    )
    return {
        "year": year["year"],
        "cells": cells,
        "organisations": year["organisations"],
        "participants": year["participants_sum"],
    }


def _option(years: list[dict]) -> dict:
    """Workers as columns, organisations as a line with an axis of its own."""
    return {
        "color": [BLUE, RED],
        "grid": {"left": 8, "right": 8, "top": 48, "bottom": 8, "containLabel": True},
        "tooltip": {"trigger": "axis"},
        "legend": {"data": ["参赛职工", "参赛单位"], "top": 0},
        "xAxis": {"type": "category", "data": [f"{year['year']}年" for year in years]},
        "yAxis": [
            {"type": "value", "name": "人", "minInterval": 1},
            {"type": "value", "name": "家", "minInterval": 1, "splitLine": {"show": False}},
        ],
        "series": [
            {
                "type": "bar",
                "name": "参赛职工",
                "data": [year["participants"] for year in years],
                "barMaxWidth": 48,
            },
            {
                "type": "line",
                "name": "参赛单位",
                "yAxisIndex": 1,
                "data": [year["organisations"] for year in years],
            },
        ],
    }
