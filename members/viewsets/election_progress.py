"""换届进度: how far a year's round of elections has come, town by town."""

from django.db.models import Count, Q
from django.db.models.functions import Substr
from django.shortcuts import render

from members.models import Election, Organization, UnionLevel
from union_site.core.evaluation import DISTRICT_ITSELF
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.scope import SEGMENT
from union_site.core.worklists import usual_day

REGISTER = "election"
COLUMNS = ("应换届", "已完成", "筹备", "未启动", "延期", "已届满未换")


def election_progress(request):
    """The unions of a round by state, for each town of the reader's scope; a town opens to its elections."""
    access = request.access
    access.require(Permission.VIEW, REGISTER)
    viewset, day = registers[REGISTER], usual_day(access)
    rows = viewset.rows(access)
    years = sorted(set(rows.annotate(year=Substr("round", 1, 4)).values_list("year", flat=True)), reverse=True)
    year = request.GET.get("year", "")
    year = year if year in years else next((known for known in years if known <= str(day.year)), "")
    level = request.GET.get("level", "")
    level = level if level in UnionLevel.values else ""
    counted = counts(rows.filter(round__startswith=year), level, day) if year else []
    context = {
        "viewset": viewset,
        "list_url": viewset.url("list"),
        "day": day,
        "years": years,
        "year": year,
        "levels": UnionLevel.choices,
        "level": level,
        "columns": COLUMNS,
        "lines": _lines(viewset, counted),
        "total": [(title, sum(line[number] for line in counted)) for number, title in enumerate(COLUMNS, start=1)],
    }
    return render(request, "members/election_progress.html", context)


def counts(rows, level: str, day) -> list[tuple]:
    """(path of the town, unions, held, preparing, waiting, postponed, overdue) of each town; one statement."""
    held = Q(held_on__lte=day)
    rows = rows.filter(level=level) if level else rows
    grouped = rows.order_by().annotate(town=Substr("organization__path", 1, 2 * SEGMENT)).values("town")
    found = grouped.annotate(
        rows=Count("pk"),
        held=Count("pk", filter=held),
        preparing=Count("pk", filter=~held & Q(state__in=(Election.State.PREPARING, Election.State.DONE))),
        waiting=Count("pk", filter=Q(state=Election.State.WAITING)),
        postponed=Count("pk", filter=Q(state=Election.State.POSTPONED)),
        overdue=Count("pk", filter=(Q(held_on=None) | Q(held_on__gt=day)) & Q(due_on__lt=day)),
    )
    return sorted(found.values_list("town", "rows", "held", "preparing", "waiting", "postponed", "overdue"))


def _lines(viewset, counted: list[tuple]) -> list[dict]:
    """The counts with the towns' names; the district's own elections stand under 区本级."""
    paths = [line[0] for line in counted]
    towns = {town.path: town for town in Organization.objects.filter(path__in=paths)}
    return [
        {
            "name": towns[path].name if towns[path].parent_id else DISTRICT_ITSELF,
            "url": f"{viewset.url('list')}?organization={towns[path].public_id}",
            "cells": list(zip(COLUMNS, numbers, strict=True)),
            "unions": numbers[0],
            "held": numbers[1],
        }
        for path, *numbers in counted
    ]
