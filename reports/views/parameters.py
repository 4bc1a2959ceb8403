"""What every page of figures asks for: a period and a unit within the reader's scope."""

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
