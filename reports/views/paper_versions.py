"""A signed paper afterwards: what would differ today, its correction, and its versions side by side."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render

from reports.models import Paper
from reports.services import drift, duties, freezing, frozen, paper_trail, versions
from reports.views.paper_access import own_paper, sent
from union_site.core import audit
from union_site.core.periods import Period
from union_site.core.roles import Permission
from union_site.core.views.tools import allowed


def parts(request, paper: Paper) -> dict:
    """Context of _paper_frozen.html, _paper_drift.html and _paper_versions.html."""
    freeze, every = frozen.of(paper), versions.of(paper)
    found = {"frozen": freeze, "versions": every if len(every) > 1 else []}
    if freeze:
        newest = every[0].paper
        found |= {
            "intact": freezing.intact(freeze),
            "files_missing": freeze.pdf is None or freeze.docx is None,
            "drifted": drift.count(freeze, request.access.today),
            "may_correct": newest.pk == paper.pk and duties.of(request.access, paper).edits,
            "newer": newest if newest.pk != paper.pk else None,
        }
    return found


def _frozen(request, public_id):
    """A signed paper that the reader may see, and its freeze."""
    paper = own_paper(request, public_id)
    freeze = frozen.of(paper)
    if freeze is None:
        raise Http404
    freeze.paper = paper
    return paper, freeze


@allowed(Permission.FIGURES)
def paper_drift(request, public_id):
    """What a signed paper would say otherwise today."""
    paper, freeze = _frozen(request, public_id)
    found = drift.of(freeze, request.access)
    paper_trail.record(paper, action=audit.Action.VIEW, label=f"定稿后的变化：{freeze.title}", request=request)
    return render(
        request,
        "reports/paper_drift.html",
        {
            "paper": paper,
            "period": Period.parse(paper.period),
            "frozen": freeze,
            "drift": found,
            "today": request.access.today,
            "may_correct": not paper.corrections.exists() and duties.of(request.access, paper).edits,
        },
    )


@allowed(Permission.WRITE)
def paper_correct(request, public_id):
    """The next version of a signed paper: asks for the reason, then leads to the new draft."""
    paper, freeze = _frozen(request, public_id)
    if not duties.of(request.access, paper).edits:
        raise PermissionDenied
    said, reason = "", ""
    if request.method == "POST":
        reason = sent(request.POST, "reason")
        try:
            new = freezing.correct(paper, reason=reason, by=request.user, request=request)
        except ValidationError as error:
            said = "".join(error.messages)
        else:
            messages.success(request, f"已建立第{new.version}版，文字与上一版相同，请修改后重新送审。")
            return redirect("reports:paper", new.public_id)
    return render(
        request,
        "reports/paper_correct.html",
        {"paper": paper, "period": Period.parse(paper.period), "frozen": freeze, "said": said, "reason": reason},
        status=400 if said else 200,
    )
