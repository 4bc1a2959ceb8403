"""关注清单: what needs attention on a day. An overview, and one page a list."""

from datetime import date

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import render

from union_site.core import registry
from union_site.core.access import Access
from union_site.core.records.listing import columns_of, narrowed
from union_site.core.records.viewset import ORGANIZATION
from union_site.core.roles import Permission
from union_site.core.worklists import counted, readable, usual_day

PAGE = 20
FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)


def worklist_index(request):
    """All lists of the registers that the reader may view, with the number of rows, by the groups of the menu."""
    request.access.require(Permission.VIEW)
    day, problem = _day(request)
    groups: dict[str, list] = {}
    for one in counted(request.access, day):
        groups.setdefault(one.worklist.viewset.menu_group, []).append(one)
    return render(request, "core/worklists.html", {"groups": groups, "day": day, "problem": problem})


def worklist_panel(request):
    """The lists that have rows, as a part of the first page, fetched after it so that it need not wait."""
    access = request.access
    access.require(Permission.VIEW)
    day = usual_day(access)
    waiting = [one for one in counted(access, day, [one for one in readable(access) if one.todo]) if one.count]
    return render(request, "core/_worklists_panel.html", {"waiting": waiting, "day": day})


def worklist_page(request, key: str):
    """The rows of one list, with what is due in words."""
    worklist = registry.worklists.get(key)
    if worklist is None:
        raise Http404
    viewset = worklist.viewset
    request.access.require(Permission.VIEW, worklist.register)
    access = _of_unit(request, worklist)
    day, problem = _day(request)
    rows = worklist.rows(access, day)
    tabs = worklist.tabs(day)
    found = rows.order_by().aggregate(
        all=Count("pk"), **{f"tab{number}": Count("pk", filter=tab.where) for number, tab in enumerate(tabs)}
    )
    chosen = next((tab for tab in tabs if tab.key == request.GET.get("tab")), None)
    if chosen:
        rows = rows.filter(chosen.where)
    columns = columns_of(viewset, viewset.model, worklist.columns or viewset.list_display)
    page = Paginator(narrowed(rows.order_by(*worklist.order, "pk"), columns, worklist.needs), PAGE)
    page.count = found[f"tab{tabs.index(chosen)}" if chosen else "all"]
    shown = page.get_page(request.GET.get("page"))
    lines = [
        {
            "cells": [(column, column.show(row)) for column in columns],
            "note": worklist.note(row, day),
            "url": viewset.url("detail", row),
        }
        for row in shown.object_list
    ]
    return render(
        request,
        "core/worklist.html",
        {
            "worklist": worklist,
            "viewset": viewset,
            "list_url": viewset.url("list"),
            "day": day,
            "unit": access.unit if access is not request.access else None,
            "problem": problem,
            "tabs": [(tab, found[f"tab{number}"], tab is chosen) for number, tab in enumerate(tabs)],
            "chosen": chosen,
            "count": found["all"],
            "columns": columns,
            "lines": lines,
            "has_notes": any(line["note"] for line in lines),
            "page": shown,
            "page_numbers": shown.paginator.get_elided_page_range(shown.number),
        },
    )


def _of_unit(request, worklist) -> Access:
    """The reader's rights within the union of the address (?unit=), else those of the page; 404 outside the scope."""
    wanted, access = request.GET.get("unit", ""), request.access
    if not wanted:
        return access
    units = apps.get_model(ORGANIZATION).objects.within(access.full_scope(Permission.VIEW, worklist.register))
    try:
        unit = units.current().filter(public_id=wanted).first()
    except ValidationError:
        unit = None
    if unit is None:
        raise Http404
    return Access(access.user, access.today, unit)


def _day(request) -> tuple[date, str]:
    """The day of the address, else the usual one; and what is wrong with the address's."""
    usual, text = usual_day(request.access), request.GET.get("day", "").strip()
    if not text:
        return usual, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return usual, f"“{text[:20]}”不是日期，请按 2021-06-30 的样式填写。"
    if not FIRST <= day <= LAST:
        return usual, "请填写 1990 年至 2099 年之间的日期。"
    return day, ""
