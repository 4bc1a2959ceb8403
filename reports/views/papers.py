"""Pages of papers: the list, drafting one, and a paper as it reads now."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Max, Prefetch
from django.shortcuts import redirect, render
from django.urls import reverse

from reports.models import PaperSection
from reports.services import papers, templates, versions, workflow
from reports.services.templates import UnknownTemplate
from reports.services.units import UnknownUnit, unit_by_id
from reports.text.tokens import Trouble
from reports.views import paper_documents, paper_versions
from reports.views.paper_access import own_paper, sent
from reports.views.paper_choices import kinds_to_choose, paper_periods, writing_units
from reports.views.paper_origins import left_out_rows, sources_of
from reports.views.paper_parts import remarked, tone, work
from reports.views.parameters import chosen_period, chosen_unit
from reports.views.rolling import carry_forward
from reports.views.runs import shown_sections
from union_site.core.periods import Period, PeriodError
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only


@allowed(Permission.FIGURES)
def paper_list(request):
    """The papers of the units within the scope, the newest period first, and the form that drafts one."""
    rows = versions.newest(papers.of(request.access)).annotate(saved_at=Max("sections__texts__saved_at"))
    rows = rows.prefetch_related(Prefetch("sections", PaperSection.objects.select_related("department")))
    period = chosen_period(request)
    names = templates.names(request.user.district)
    return render(
        request,
        "reports/papers.html",
        {
            "rows": [
                {
                    "paper": row,
                    "period": Period.parse(row.period).label,
                    "kind": names.get(row.kind, "—"),
                    "tone": tone(row.state),
                    "holder": workflow.holder(row, row.sections.all()),
                }
                for row in rows
            ],
            "period": period,
            "periods": paper_periods(period, request.access.today),
            "kind": request.GET.get("kind", "half_year"),
            "kinds": kinds_to_choose(request.user.district),
            "may_edit_templates": templates.may_edit(request.access),
            "unit": chosen_unit(request),
            "units": writing_units(request.access),
        },
    )


@post_only
@allowed(Permission.WRITE)
def paper_new(request):
    """Draft a paper of a kind, unit and period, or open the one that is there."""
    kind, again = sent(request.POST, "kind", "half_year"), reverse("reports:papers")
    try:
        period = Period.parse(request.POST.get("period", ""))
        unit = unit_by_id(request.POST.get("unit", ""), request.access.full_scope(Permission.WRITE))
    except (PeriodError, UnknownUnit) as error:
        messages.error(request, str(error))
        return redirect(again)
    again += f"?{urlencode({'kind': kind, 'period': period.key, 'unit': unit.public_id})}"
    there = versions.newest(papers.of(request.access)).filter(organization=unit, period=period.key, kind=kind).first()
    if there:
        messages.info(request, "这份材料已经起草，请继续编写。")
        return redirect("reports:paper", there.public_id)
    if request.POST.get("start") == "carry":
        return carry_forward(request, period, unit, kind)
    try:
        paper = papers.create(
            period=period, unit=unit, kind=kind, today=request.access.today, by=request.user, request=request
        )
    except (ValidationError, UnknownTemplate) as error:
        messages.error(request, "".join(error.messages) if isinstance(error, ValidationError) else str(error))
        return redirect(again)
    messages.success(request, "已按登记的数据写出初稿，请逐部分核对、修改。")
    return redirect("reports:paper", paper.public_id)


@allowed(Permission.FIGURES)
def paper_detail(request, public_id):
    """A paper as it reads now: every figure a link, what cannot be said marked, a link to write each section."""
    paper = own_paper(request, public_id)
    summary = papers.read(paper, today=request.access.today)
    sections = list(paper.sections.select_related("department"))
    found = work(request, paper, sections)
    query = f"?period={paper.period}&unit={paper.organization.public_id}"
    return render(
        request,
        "reports/paper.html",
        {
            "paper": paper,
            "period": summary.period,
            "summary": summary,
            "sections": remarked(found, paper, sections, shown_sections(summary)),
            "work": found,
            "troubles": [
                (run.text, run.reason)
                for section in summary.sections
                for part in section.paragraphs
                for run in part.runs
                if isinstance(run, Trouble)
            ],
            "query": query,
            "may_export": request.access.can(Permission.DOCUMENT),
            "left_out": left_out_rows(sections, query, {one.section.pk for one in found.lines if not one.why}),
            "sources": sources_of(paper, sections, summary.values) if "sources" in request.GET else None,
            **paper_documents.parts(request, paper),
            **paper_versions.parts(request, paper),
        },
    )
