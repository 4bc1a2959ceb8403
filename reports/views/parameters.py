"""What every page of figures asks for: a period and a unit within the reader's scope."""

from datetime import date

from django.core.exceptions import PermissionDenied

from members.models import Organization
from reports.services.units import UnknownUnit, unit_by_id
from union_site.core.periods import Period, PeriodError
from union_site.core.roles import Permission
from union_site.core.views.errors import NotFound


def chosen_period(request) -> Period:
    """The period of the address, else the one chosen last, else the district's current one."""
    text = request.GET.get("period") or request.session.get("period") or request.user.district.current_period
    try:
        period = Period.parse(text) if text else Period.half_of(request.access.today)
    except PeriodError as error:
        raise NotFound(str(error)) from error
    if request.session.get("period") != period.key:
        request.session["period"] = period.key
    return period


def chosen_unit(request) -> Organization | None:
    """The unit of the address, else the one in the head of the page, else the top of the scope. 404 outside of it.

    None stands for the whole district, and so only for who may see all of it.
    """
    access = request.access
    scope = access.full_scope(Permission.FIGURES)
    if wanted := request.GET.get("unit"):
        try:
            return unit_by_id(wanted, scope)
        except UnknownUnit as error:
            raise NotFound(str(error)) from error
    if access.unit:
        return access.unit
    top = Organization.objects.within(scope).current()
    found = (top.filter(parent=None) if scope.whole else top.filter(path__in=scope.paths)).order_by("path").first()
    if found is None and not scope.whole:
        raise PermissionDenied
    return found


TREES = {"then": "按期末隶属", "today": "按现行隶属"}


def chosen_tree(request) -> date | None:
    """The day whose tree places the unions: None for that of each period's last day, or today (?tree=today)."""
    wanted = request.GET.get("tree") or "then"
    if wanted not in TREES:
        raise NotFound("没有这种隶属口径，请选择“按期末隶属”或“按现行隶属”。")
    return request.access.today if wanted == "today" else None


def trees_to_choose(request, tree_on: date | None) -> list[dict]:
    """The two choices as links to the same page, everything else of the query kept."""
    links = []
    for key, title in TREES.items():
        query = request.GET.copy()
        query.pop("page", None)
        query["tree"] = key
        links.append({"title": title, "url": f"?{query.urlencode()}", "current": (key == "today") == bool(tree_on)})
    return links


def tree_words(tree_on: date | None) -> str:
    """How the page says which tree it used."""
    return f"按现行（{tree_on}）的隶属关系统计" if tree_on else "按报告期最后一天的隶属关系统计"


def periods_to_choose(current: Period, today) -> list[Period]:
    """Half years from two after the current one's year back over five years."""
    last = max(current, Period.half_of(today))
    choices = [last + -step for step in range(12)]
    if current not in choices:
        choices.append(current)
    return sorted(set(choices), reverse=True)


def units_to_choose(request) -> list[Organization]:
    """The district and its towns, or the reader's own units."""
    scope = request.access.full_scope(Permission.FIGURES)
    units = Organization.objects.within(scope).current()
    return list(units.filter(depth__lte=1) if scope.whole else units.filter(path__in=scope.paths))


def whole_number(text: str | None, default: int) -> int:
    """The whole number that was sent, with at most nine digits; `default` for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else default
