"""The summary on screen: every figure a link to its rows; and its files, made in the background."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from reports.services import papers_job
from reports.services.paper import members_by_town, short_change
from reports.services.summary import assemble
from reports.views.parameters import chosen_period, chosen_unit, periods_to_choose, units_to_choose
from reports.views.runs import shown_sections
from union_site.core import audit, jobs
from union_site.core.roles import Permission


def show(request):
    """The text of a period and unit, with what was left out and the table of figures."""
    access = request.access
    access.require(Permission.FIGURES)
    period, unit = chosen_period(request), chosen_unit(request)
    summary = assemble(period, district=request.user.district, unit=unit, today=access.today)
    query = f"?period={period.key}&unit={summary.unit.public_id}"
    return render(
        request,
        "reports/summary.html",
        {
            "summary": summary,
            "period": period,
            "unit": summary.unit,
            "periods": periods_to_choose(period, access.today),
            "units": units_to_choose(request),
            "sections": shown_sections(summary),
            "figures": [(value, short_change(value)) for value in summary.used],
            "chart": members_by_town(summary),
            "query": query,
            "may_export": access.can(Permission.DOCUMENT),
        },
    )


@require_POST
def export(request, form: str):
    """Start making the PDF or Word file and go to the page where it will lie."""
    request.access.require(Permission.DOCUMENT)
    period, unit = chosen_period(request), chosen_unit(request)
    job = jobs.enqueue(
        papers_job.KIND,
        title=f"{unit.name}{period.label}工作总结（{'PDF' if form == 'pdf' else 'Word'}）",
        user=request.user,
        arguments={"period": period.key, "unit": str(unit.public_id), "form": form},
    )
    audit.write(
        audit.Action.EXPORT, request=request, register="summary", object_label=job.title, organization_id=unit.pk
    )
    return redirect("core:job", job.public_id)
