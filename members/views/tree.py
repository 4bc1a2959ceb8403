"""The tree of unions, opened level by level."""

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import render

from members.models import Organization
from union_site.core.registry import registers
from union_site.core.roles import Permission

REGISTER = "organization"


def organization_tree(request):
    """The unions at the top of the reader's scope; with ?node= the children of one, as a part of the page."""
    access = request.access
    access.require(Permission.VIEW, REGISTER)
    scope = access.scope(Permission.VIEW, REGISTER)
    below = Organization.objects.current().filter(parent=OuterRef("pk"))
    rows = Organization.objects.within(scope).current().annotate(has_children=Exists(below))
    wanted = request.GET.get("node")
    if wanted:
        found = rows.filter(parent=_node(rows, wanted)).order_by("path")
        return render(request, "members/_tree_nodes.html", {"nodes": _nodes(found)})
    tops = rows.filter(parent=None) if scope.whole else rows.filter(path__in=scope.paths)
    context = {"nodes": _nodes(tops.order_by("path"), opened=True), "viewset": registers[REGISTER]}
    return render(request, "members/organization_tree.html", context)


def _node(rows, public_id: str) -> Organization:
    try:
        return rows.get(public_id=UUID(public_id))
    except (Organization.DoesNotExist, ValueError):
        raise Http404 from None


def _nodes(rows, *, opened: bool = False) -> list[dict]:
    viewset = registers[REGISTER]
    return [
        {
            "title": row.name,
            "note": row.get_kind_display() + (f"，{row.dissolved_on} 撤销" if row.dissolved_on else ""),
            "href": viewset.url("detail", row),
            "url": f"{viewset.url('tree')}?node={row.public_id}" if row.has_children else "",
            "open": opened and row.has_children,
        }
        for row in rows
    ]
