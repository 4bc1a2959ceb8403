"""换届办理: the steps of an election with their state, and its papers to read and to download."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render

from reports.documents.blocks import Document, Heading
from reports.services import election_papers_job, rendering
from reports.services.election_papers import PAPERS, steps
from union_site.core import jobs
from union_site.core.registry import registers
from union_site.core.roles import Permission
from union_site.core.views.tools import post_only

REGISTER = "election"


def show(request, public_id):
    """The steps, and the texts as they stand now."""
    access, viewset = request.access, registers[REGISTER]
    election = viewset.record(access, Permission.VIEW, public_id)
    made = [
        {"paper": paper, **_shown(paper.make(election, access.today))}
        for paper in PAPERS.values()
        if paper.key != "steps" and (election.held_on or not paper.held)
    ]
    known = steps(election)
    context = {
        "viewset": viewset,
        "list_url": viewset.url("list"),
        "record_url": viewset.url("detail", election),
        "election": election,
        "title": viewset.label(election),
        "steps": known,
        "done": sum(1 for state in known if state.done_on),
        "papers": made,
        "may_export": access.can(Permission.EXPORT, REGISTER),
        "may_change": viewset.all_rows(access, Permission.CHANGE).filter(pk=election.pk).exists(),
    }
    return render(request, "reports/election_papers.html", context)


def _shown(document: Document) -> dict:
    """The document's texts for the page: (is a heading, is indented, text) of each block."""
    return {
        "document": document,
        "lines": [(isinstance(block, Heading), getattr(block, "indent", True), block.text) for block in document.body],
    }


@post_only
def export(request, public_id, paper: str, form: str):
    """Start making a paper as PDF or Word, and go to the page where it will lie."""
    election = registers[REGISTER].record(request.access, Permission.EXPORT, public_id)
    wanted = PAPERS.get(paper)
    if wanted is None or form not in rendering.TYPES:
        raise Http404
    if wanted.held and election.held_on is None:
        messages.error(request, "还没有登记换届日期，换届完成后才能生成选举结果的报告。")
        return redirect("reports:election-papers", public_id)
    job = jobs.enqueue(
        election_papers_job.KIND,
        title=f"{election.organization.name}{wanted.title}（{rendering.FORM_WORDS[form]}）",
        user=request.user,
        arguments={"election": str(election.public_id), "paper": paper, "form": form},
    )
    return redirect("core:job", job.public_id)
