"""The pages on which a cell of a preview is put right.

A cell of personal data is masked in its form too; its text is shown on demand to the one who sent the file (nobody else
has the address), and that is written into the trail.
"""

from uuid import UUID

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from union_site.core import audit
from union_site.core.roles import Permission
from union_site.core.spreadsheets import staging
from union_site.core.spreadsheets.cleaning import own_words
from union_site.core.spreadsheets.editing import LONGEST, EditRefused, Sheet, edit, editable, row_of
from union_site.core.spreadsheets.form_places import row_places
from union_site.core.spreadsheets.presenting import Presenter
from union_site.core.spreadsheets.rows import Verdict
from union_site.core.spreadsheets.views import own_batch, preview_context


@require_http_methods(["GET", "POST"])
def import_cell(request, public_id: UUID, number: int, index: int):
    """The form of one cell of a row, or of a line below one, and what it sends."""
    batch = own_batch(request, public_id)
    row = row_of(batch, number, request.user)
    presenter = Presenter(batch) if row else None
    line = number if row and row.number != number else 0
    found = presenter.column_at(index, below=bool(line)) if presenter else None
    if found is None:
        raise Http404
    column, place = found
    request.access.require(Permission.IMPORT, batch.register)
    personal = presenter.is_personal(column)
    reveal = request.method == "POST" and "reveal" in request.POST
    if request.method == "POST" and not reveal:
        return _save(request, batch, number, index)
    if not editable(batch):
        return _back(request, batch, refused="这次导入现在不能修改。")
    if reveal:
        _trail(request, batch, number, index, audit.Action.REVEAL, "查看待导入的单元格")
    payload = staging.decode(row.payload)
    text = Sheet(batch, request.user).raw_text(payload, index, line)
    said = staging.issues(payload.get("e", []))
    own = [own_words(issue) for issue in said if (issue.letter, issue.line) == (place.letter, line)]
    problems = [presenter.where.said(words, number) for words in own]
    context = {
        "batch": batch,
        "number": number,
        "index": index,
        "where": presenter.where.line(row.number, number),
        "heading": column.heading if (column, place) in presenter.behind else place.heading,
        "text": "" if personal and not reveal else text,
        "masked": presenter.masked(column, text) if personal and not reveal else "",
        "problems": problems,
        "choices": column.labels,
        "longest": LONGEST,
        "query": _query(request),
    }
    template = "imports/cell_form.html" if request.headers.get("HX-Request") else "imports/cell.html"
    return render(request, template, context)


def _save(request, batch, number: int, index: int):
    text = request.POST.get("text", "")
    try:
        row = edit(batch, number, index, text, user=request.user)
    except EditRefused as refusal:
        _trail(request, batch, number, index, audit.Action.IMPORT, "修改单元格未成功")
        return _back(request, batch, refused=refusal.message)
    _trail(request, batch, number, index, audit.Action.IMPORT, "修改待导入的单元格")
    where = row_places(batch)
    said = f"{where.line(row.number, number)}已改，" + (where.row(row.number) if row.number != number else "")
    said += (
        "仍不能导入，请看这一行的说明。"
        if row.verdict == Verdict.REJECTED
        else f"现在是“{row.get_verdict_display()}”。"
    )
    return _back(request, batch, said=said)


def _back(request, batch, said: str = "", refused: str = ""):
    """The rows anew, or the way back to them for a browser that sent the form as a page."""
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(reverse("core:import-preview", args=[batch.public_id]) + _query(request))
    context = preview_context(batch, request.GET) | {"said": said, "said_not": refused}
    return render(request, "imports/rows.html", context)


def _query(request) -> str:
    kept = {name: request.GET[name] for name in ("tab", "page") if request.GET.get(name)}
    return "?" + "&".join(f"{name}={value}" for name, value in kept.items() if value.isalnum()) if kept else ""


def _trail(request, batch, number: int, index: int, action, reason: str) -> None:
    audit.write(
        action,
        request=request,
        register=batch.register,
        batch=batch,
        object_label=f"{batch.sheet_name} {row_places(batch).cell(number, index)}"[:120],
        reason=reason,
    )
