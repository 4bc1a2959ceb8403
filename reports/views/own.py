"""What pages of figures show of the district's own indicators, and of figures stated by hand."""

from django.shortcuts import render
from django.urls import reverse

from members.models import Organization
from reports.models import Statement
from reports.services import catalogue, definitions, figures, statements
from reports.services.defined import Defined, breakdown
from reports.views.parameters import chosen_period, chosen_unit
from union_site.core.models import Attachment
from union_site.core.periods import Period
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.views.errors import NotFound

YEARS = 5  # of the series on a figure's page
REGISTER = "statement"


def on_dashboard(access, period: Period) -> list[Defined]:
    """The own indicators that stand on a reader's first page: the district's, and those of the reader's departments.

    Who reads for the whole district without a department sees those of all departments.
    """
    departments = {grant.department_id for grant in access.grants if grant.department_id}
    everything = not departments and access.full_scope(Permission.FIGURES).whole
    return [
        indicator
        for indicator in catalogue.own(access.user.district).active(period.last_day)
        if indicator.definition_row.on_dashboard
        and (everything or indicator.definition_row.department_id in {None, *departments})
    ]


def defined_parts(request, indicator: Defined, period: Period, unit, tree_on) -> dict:
    """The versions, the marks in the series and the breakdown of an own indicator."""
    definition = indicator.definition_row
    in_force = indicator.version_on(period.last_day)
    periods = [period]
    for _ in range(YEARS - 1):
        periods.append(periods[-1].year_before)
    groups = breakdown(indicator, period, district=definition.district, unit=unit, tree_on=tree_on)
    return {
        "definition": definition,
        "owner": definition.department or definition.district,
        "retired_on": definition.retired_on,
        "versions": [
            {
                "from_day": version.from_day,
                "words": version.question.said(),
                "reason": version.reason,
                "current": version is in_force,
            }
            for version in reversed(indicator.versions)
        ],
        "breaks": indicator.breaks(periods),
        "breakdown": [(words, figures.shown(value, indicator)) for words, value in groups or ()],
        "breakdown_title": in_force.question.rows.fields[in_force.question.breakdown].title if groups else "",
        "url": reverse("reports:definition", args=[definition.public_id])
        if definitions.may_change(request.access, definition)
        else "",
    }


def stated_here(request, period: Period, unit: Organization | None, sought: str) -> list[Statement]:
    """What the unit itself stated for the period, for the catalogue."""
    unit = unit or _root(request)
    found = statements.of(unit, [period]).values()
    return [row for row in found if not sought or sought in row.name or sought in row.source]


def stated(request, key: str):
    """A figure stated by hand: as typed, with its source, the papers that show it, and what was stated earlier."""
    period, unit = chosen_period(request), chosen_unit(request) or _root(request)
    name = key.removeprefix("stated.")
    series = Statement.objects.current().filter(organization=unit, name=name).select_related("updated_by")
    series = list(series.order_by("-period")[:12])
    if not series:
        raise NotFound(f"{unit.name}没有填报过“{name}”。")
    statement = next((row for row in series if row.period == period.key), None)
    viewset = registers[REGISTER]
    may_open = statement is not None and viewset.all_rows(request.access).filter(pk=statement.pk).exists()
    files = Attachment.objects.filter(register=REGISTER, voided_at=None).select_related("file")
    return render(
        request,
        "reports/stated.html",
        {
            "period": period,
            "unit": unit,
            "name": name,
            "statement": statement,
            "series": series,
            "record_url": viewset.url("detail", statement) if may_open else "",
            "files": files.filter(record_id=statement.public_id) if may_open else (),
            "query": f"?period={period.key}&unit={unit.public_id}",
        },
    )


def _root(request) -> Organization:
    return Organization.objects.get(district=request.user.district, parent=None)
