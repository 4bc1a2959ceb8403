"""The documents of a paper: its files, its print view, and what stands round its text."""

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import json_script
from django.utils.safestring import mark_safe

from reports.documents.html import chart_place, fragment
from reports.documents.stored import from_store, linked
from reports.models import Paper
from reports.services import duties, framing, frozen, frozen_files, paper_trail, papers_job, rendering
from reports.views.paper_access import own_paper
from reports.views.report_forms import stored_download
from union_site.core import audit, jobs
from union_site.core.forms.base import DayInput, PlainForm
from union_site.core.periods import Period
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed, post_only


def site_address(request) -> str:
    """Where this site is found: the setting, else as the reader found it."""
    return settings.SITE_ADDRESS or request.build_absolute_uri("/").rstrip("/")


@post_only
@allowed(Permission.DOCUMENT)
def paper_file(request, public_id, form: str):
    """The file of a signed paper; of any other, start making it and go to the page where it will lie."""
    paper = own_paper(request, public_id)
    if form not in rendering.FORM_WORDS:
        raise Http404
    freeze = frozen.of(paper)
    stored = getattr(freeze, frozen_files.FIELDS[form]) if freeze else None
    if stored:
        return stored_download(request, stored, f"定稿：{freeze.title}", paper)
    job = jobs.enqueue(
        papers_job.KIND,
        title=f"{paper.title}（{rendering.FORM_WORDS[form]}）"[:120],
        user=request.user,
        arguments={"paper": str(paper.public_id), "form": form, "base": site_address(request)},
    )
    paper_trail.record(paper, action=audit.Action.EXPORT, label=job.title, request=request)
    return redirect("core:job", job.public_id)


@allowed(Permission.DOCUMENT)
def paper_print(request, public_id):
    """The document as a page to be printed: of a signed paper the copy, else with the draft's mark."""
    paper = own_paper(request, public_id)
    freeze = frozen.of(paper)
    made = from_store(freeze.document) if freeze else papers_job.draft(paper, by=request.user, at=timezone.localtime())
    charts = []

    def draw(chart):
        charts.append(chart.option)
        return chart_place(chart, f"chart-{len(charts)}")

    document = fragment(linked(made, ""), draw)
    options = [json_script(option, f"chart-{number}") for number, option in enumerate(charts, 1)]
    paper_trail.record(paper, action=audit.Action.EXPORT, label=f"打印：{made.title}", request=request)
    return render(
        request,
        "reports/paper_print.html",
        {"paper": paper, "title": made.title, "document": mark_safe(document), "options": options},
    )


class FrameForm(PlainForm):
    """What stands round the text."""

    head = forms.CharField(
        label="发文机关标志",
        max_length=40,
        required=False,
        help_text="套红头时填写，如：云川区总工会文件；留空则不套红头",
    )
    document_number = forms.CharField(
        label="发文字号",
        max_length=40,
        required=False,
        help_text="如：云总工〔2021〕12号；方括号、圆括号会改成六角括号",
    )
    copies_to = forms.CharField(
        label="抄送", max_length=200, required=False, help_text="机关之间用逗号或顿号隔开，句号由系统加上"
    )
    printed_by = forms.CharField(label="印发机关", max_length=60, required=False, help_text="如：云川区总工会办公室")
    issued_on = forms.DateField(label="印发日期", required=False, widget=DayInput())


@allowed(Permission.WRITE)
def paper_frame(request, public_id):
    """The form of red head and 版记, for who puts the paper together."""
    paper = own_paper(request, public_id)
    if not duties.of(request.access, paper).edits:
        raise PermissionDenied
    values = {name: getattr(paper, name) for name in framing.FIELDS}
    form = FrameForm(request.POST or None, initial=values)
    if request.method == "POST" and form.is_valid():
        try:
            framing.frame(paper, form.cleaned_data, by=request.user, request=request)
        except ValidationError as error:
            form.take(error)
        else:
            return redirect("reports:paper", paper.public_id)
    return render(
        request,
        "reports/paper_frame.html",
        {"paper": paper, "period": Period.parse(paper.period), "form": form, "frozen": frozen.of(paper)},
        status=400 if form.errors else 200,
    )


def parts(request, paper: Paper) -> dict:
    """Context of templates/reports/_paper_documents.html."""
    return {"may_frame": paper.state in duties.OPEN and duties.of(request.access, paper).edits}
