"""Pages of papers: the list, drafting one, and a paper as it reads now."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members.models import Organization
from reports.models import Paper
from reports.services import papers, papers_job, rendering
from reports.services.units import UnknownUnit, unit_by_id
from reports.text.tokens import FigureRun, Trouble, is_stated
from reports.views.parameters import chosen_period, chosen_unit, periods_to_choose
from reports.views.rolling import carry_forward
from union_site.core import audit, jobs
from union_site.core.periods import Period, PeriodError
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only


@allowed(Permission.FIGURES)
def paper_list(request):
    """The papers of the units within the scope, the newest period first, and the form that drafts one."""
    rows = papers.of(request.access).annotate(saved_at=Max("sections__texts__saved_at"))
    period = chosen_period(request)
    return render(
        request,
        "reports/papers.html",
        {
            "rows": [(row, Period.parse(row.period).label) for row in rows],
            "period": period,
            "periods": periods_to_choose(period, request.access.today),
            "unit": chosen_unit(request),
            "units": writing_units(request.access),
        },
    )


def writing_units(access) -> list[Organization]:
    """The units whose papers the user may write: the district and its towns, or the user's own units."""
    scope = access.full_scope(Permission.WRITE)
    units = Organization.objects.within(scope).current().order_by("path")
    return list(units.filter(depth__lte=1) if scope.whole else units.filter(path__in=scope.paths))


@post_only
@allowed(Permission.WRITE)
def paper_new(request):
    """Draft the summary of a unit and period, or open the one that is there."""
    try:
        period = Period.parse(request.POST.get("period", ""))
        unit = unit_by_id(request.POST.get("unit", ""), request.access.full_scope(Permission.WRITE))
    except (PeriodError, UnknownUnit) as error:
        messages.error(request, str(error))
        return redirect("reports:papers")
    there = papers.of(request.access).filter(organization=unit, period=period.key).first()
    if there:
        messages.info(request, "这份总结已经起草，请继续编写。")
        return redirect("reports:paper", there.public_id)
    if request.POST.get("start") == "carry":
        return carry_forward(request, period, unit)
    try:
        paper = papers.create(period=period, unit=unit, today=request.access.today, by=request.user, request=request)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
        return redirect("reports:papers")
    messages.success(request, "已按登记的数据写出初稿，请逐部分核对、修改。")
    return redirect("reports:paper", paper.public_id)


@allowed(Permission.FIGURES)
def paper_detail(request, public_id):
    """A paper as it reads now: every figure a link, what cannot be said marked, a link to write each section."""
    paper = own_paper(request, public_id)
    summary = papers.read(paper, today=request.access.today)
    sections = list(paper.sections.all())
    query = f"?period={paper.period}&unit={paper.organization.public_id}"
    return render(
        request,
        "reports/paper.html",
        {
            "paper": paper,
            "period": summary.period,
            "summary": summary,
            "sections": [
                (section.heading, [(part.lead, shown_runs(part.runs, summary)) for part in section.paragraphs])
                for section in summary.sections
            ],
            "parts": sections,
            "may_write": papers.may_write(request.access, paper),
            "troubles": [
                (run.text, run.reason)
                for section in summary.sections
                for part in section.paragraphs
                for run in part.runs
                if isinstance(run, Trouble)
            ],
            "query": query,
            "may_export": request.access.can(Permission.DOCUMENT),
        },
    )


@post_only
@allowed(Permission.DOCUMENT)
def paper_file(request, public_id, form: str):
    """Start making the PDF or Word file of a paper and go to the page where it will lie."""
    paper = own_paper(request, public_id)
    if form not in rendering.FORM_WORDS:
        raise Http404
    job = jobs.enqueue(
        papers_job.KIND,
        title=f"{paper.title}（{rendering.FORM_WORDS[form]}）"[:120],
        user=request.user,
        arguments={"paper": str(paper.public_id), "form": form},
    )
    audit.write(
        audit.Action.EXPORT,
        request=request,
        register=papers.REGISTER,
        object_id=paper.public_id,
        object_label=job.title[:120],
        organization_id=paper.organization_id,
    )
    return redirect("core:job", job.public_id)


def own_paper(request, public_id) -> Paper:
    """A paper that the user may read; any other does not exist."""
    return get_object_or_404(papers.of(request.access), public_id=public_id)


def shown_runs(runs, summary) -> list[dict]:
    """Text, links and troubles of a paragraph, for a template."""
    shown = []
    for run in runs:
        if isinstance(run, FigureRun):
            period = summary.period.year_before if run.before else summary.period
            address = f"{reverse('reports:figure', args=[run.key])}?period={period.key}&unit={summary.unit.public_id}"
            shown.append({"text": run.text, "url": address, "title": figure_title(run.key, summary)})
        elif isinstance(run, Trouble):
            shown.append({"text": run.text, "trouble": run.reason})
        else:
            shown.append({"text": run})
    return shown


def figure_title(key: str, summary) -> str:
    """What the reader is told when pointing at a figure."""
    if is_stated(key):
        return f"手工填报：{key.removeprefix('stated.')}"
    return summary.figures[key].indicator.label
