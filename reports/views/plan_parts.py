"""What the pages of a plan ask for: a half-year and a unit in whose register the user may do something."""

from urllib.parse import urlencode

from members.models import Organization
from reports.models import PlanItem
from reports.models.plan import HALF_YEARS
from reports.services.plans import REGISTER
from reports.services.units import UnknownUnit, unit_by_id
from union_site.core import audit
from union_site.core.periods import Period, PeriodError
from union_site.core.records.forms import RecordForm, record_form
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.views.errors import NotFound

PLANNED = dict(HALF_YEARS)


def plan_period(request) -> Period:
    """The half-year of the address, else the one after the district's current period: the plan that is drafted or followed.

    The half-year that is reported is another matter, so this choice is not the one kept for the pages of figures.
    """
    text = request.GET.get("period", "")
    try:
        if text:
            period = Period.parse(text)
        else:
            current = request.user.district.current_period
            period = Period.half_of(Period.parse(current).last_day) + 1 if current else _now(request)
    except PeriodError as error:
        raise NotFound(str(error)) from error
    if period.key not in PLANNED:
        raise NotFound("工作打算按半年编制，请选择某年的上半年或下半年。")
    return period


def _now(request) -> Period:
    return Period.half_of(request.access.today)


def periods_to_plan(chosen: Period, today) -> list[Period]:
    """Half-years to choose from, the latest first: five before and two after the chosen one, and those about today."""
    around = {chosen + step for step in range(-5, 3)} | {Period.half_of(today) + step for step in range(-1, 2)}
    return sorted((period for period in around if period.key in PLANNED), reverse=True)


def plan_units(access, permission: Permission) -> list[Organization]:
    """The units whose plans the user may see or write: the district and its towns, or the user's own units."""
    scope = access.full_scope(permission, REGISTER)
    units = Organization.objects.within(scope).current().order_by("path")
    return list(units.filter(depth__lte=1) if scope.whole else units.filter(path__in=scope.paths))


def plan_unit(request, permission: Permission) -> Organization:
    """The unit of the address, else the one in the head of the page, else the top of the scope. 404 outside of it."""
    access = request.access
    scope = access.full_scope(permission, REGISTER)
    if wanted := request.GET.get("unit"):
        try:
            return unit_by_id(wanted, scope)
        except UnknownUnit as error:
            raise NotFound(str(error)) from error
    if access.unit and scope.covers(access.unit.path):
        return access.unit
    units = plan_units(access, permission)
    if not units:
        raise NotFound("您的管理范围内还没有单位。")
    return units[0]


def query_of(unit: Organization, period: Period, **more: str) -> str:
    """The address's query that opens this plan, with what else was chosen."""
    chosen = {"period": period.key, "unit": str(unit.public_id), **more}
    return urlencode({name: value for name, value in chosen.items() if value})


def item_form(item: PlanItem, access, data: dict[str, str] | None = None, **options) -> RecordForm:
    """The register's own form of a task, so that rules, words and duplicates are the register's."""
    return record_form(registers[REGISTER])(data, instance=item, access=access, **options)


def shown_data(form: RecordForm) -> dict[str, str]:
    """{input: text} as a form of the register shows a task, to be sent back with changes."""
    data = {}
    for name in form.fields:
        value = form[name].value()
        data[name] = "" if value is None else str(value)
    return data


def errors_of(form: RecordForm) -> list[str]:
    """What is wrong, in sentences."""
    return [message for messages in form.errors.values() for message in messages]


def refused(request, reason: str, item: PlanItem | None = None) -> None:
    """Also what was refused is told to the trail, without what was typed."""
    audit.write(
        audit.Action.DENIED,
        request=request,
        register=REGISTER,
        reason=reason,
        object_id=item.public_id if item else None,
        object_label=registers[REGISTER].title,
    )
