"""One box for unions and people, within one's scope."""

from django.apps import apps
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from union_site.core import registry
from union_site.core.roles import Permission
from union_site.core.widths import tidy

SHOWN = 10
SHORTEST = 2  # characters: a single one finds everything and nothing


def search(request):
    """Unions by a part of their name; records as their registers search them (names by beginning, numbers exactly).

    A number may also be sent as a form, which keeps it out of addresses and their logs.
    """
    text = tidy(request.POST.get("q") or request.GET.get("q") or "")[:100]
    short = bool(text) and len(text) < SHORTEST
    groups = (
        []
        if short or not text
        else [group for group in (_unions(request, text), *_records(request, text)) if group["rows"]]
    )
    return render(request, "core/search.html", {"q": text, "groups": groups, "short": short})


def _unions(request, text: str) -> dict:
    scope = request.access.scope(Permission.VIEW)
    found = apps.get_model("members.Organization").objects.within(scope).current().filter(name__icontains=text)
    rows = [
        {"title": unit.name, "note": unit.get_kind_display(), "url": _detail("organization", unit, request)}
        for unit in found[: SHOWN + 1]
    ]
    return {"title": "工会组织", "rows": rows[:SHOWN], "more": len(rows) > SHOWN}


def _records(request, text: str):
    for key, viewset in registry.registers.items():
        if key == "organization" or not request.access.can(Permission.VIEW, key):
            continue
        found = list(viewset.search(request.access, text)[: SHOWN + 1])
        rows = [
            {
                "title": str(row),
                "note": str(getattr(row, "organization", None) or ""),
                "url": _detail(key, row, request),
            }
            for row in found[:SHOWN]
        ]
        yield {"title": viewset.title, "rows": rows, "more": len(found) > SHOWN}


def _detail(key: str, row, request) -> str:
    """The record's page, if the user may open pages of its register."""
    viewset = registry.registers.get(key)
    if viewset is None or not request.access.can(Permission.VIEW, key):
        return ""
    try:
        return reverse(viewset.url_name("detail"), args=[row.public_id])
    except NoReverseMatch:
        return ""
