"""The pages on which rows that may be about a stored record are decided, and rejected ones settled in another way."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from union_site.core import audit, registry
from union_site.core.models import ImportBatch
from union_site.core.roles import Permission
from union_site.core.spreadsheets import deciding, staging
from union_site.core.spreadsheets.deciding import DecisionRefused
from union_site.core.spreadsheets.form_places import row_places
from union_site.core.spreadsheets.remedies import remedy_of
from union_site.core.spreadsheets.rows import Decision, Verdict
from union_site.core.spreadsheets.views import one_at_a_time, own_batch, preview_context

State = ImportBatch.State
NUMBERS = 200  # rows that a page sends at most
DECISIONS = {"update": Decision.UPDATE, "new": Decision.NEW, "skip": Decision.SKIP, "reset": ""}
RESULT_WORDS = {
    Decision.UPDATE: "更新已登记的记录",
    Decision.NEW: "作为新记录",
    Decision.SKIP: "跳过",
    "": "重新待核实",
}


@require_POST
def import_review(request, public_id: UUID):
    """Decide rows: `decision` is new, skip, reset, update, or update:<public id of the record>; `row` their numbers, or `all`."""
    batch = own_batch(request, public_id)
    request.access.require(Permission.IMPORT, batch.register)
    word, _, candidate = request.POST.get("decision", "").partition(":")
    numbers = None if request.POST.get("range") == "all" else _numbers(request)
    if word not in DECISIONS or not batch.resource:
        raise Http404
    decision = DECISIONS[word]
    try:
        outcome = deciding.decide(
            batch, decision, user=request.user, access=request.access, numbers=numbers, candidate=candidate
        )
    except DecisionRefused as refusal:
        _trail(request, batch, "核实未成功", {})
        return _back(request, batch, refused=refusal.message)
    counts = {"rows": [None, len(outcome.decided)]}
    if len(outcome.decided) <= 20:
        counts["numbers"] = [None, "、".join(map(str, outcome.decided))]
    _trail(request, batch, f"核实：{RESULT_WORDS[decision]}", counts)
    said = deciding.described(outcome, decision)
    return _back(request, batch, said=said) if outcome.decided else _back(request, batch, refused=said)


def _numbers(request) -> set[int]:
    """The rows that the form names; `only` stands for the button of one of them."""
    sent = request.POST.getlist("only") or request.POST.getlist("row")
    return {int(text) for text in sent[:NUMBERS] if text.isascii() and text.isdecimal() and len(text) < 10}


def _trail(request, batch: ImportBatch, reason: str, changes: dict) -> None:
    audit.write(
        audit.Action.IMPORT,
        request=request,
        register=batch.register,
        batch=batch,
        object_label=batch.sheet_name,
        reason=reason,
        changes=changes,
    )


def _back(request, batch: ImportBatch, said: str = "", refused: str = ""):
    """The rows anew, or the way back to them for a browser that sent the form as a page."""
    if not request.headers.get("HX-Request"):
        if said:
            messages.success(request, said)
        if refused:
            messages.error(request, refused)
        kept = {name: request.GET[name] for name in ("tab", "page") if request.GET.get(name, "").isalnum()}
        query = "?" + "&".join(f"{name}={value}" for name, value in kept.items()) if kept else ""
        return HttpResponseRedirect(reverse("core:import-preview", args=[batch.public_id]) + query)
    batch.refresh_from_db()
    context = preview_context(batch, request.GET) | {"said": said, "said_not": refused}
    return render(request, "imports/rows.html", context)


@require_POST
def import_remedy(request, public_id: UUID):
    """Settle rejected rows in the way that their register offers: `row` their numbers (`only`: one of them), `day` a day if one is asked for."""
    batch = own_batch(request, public_id)
    request.access.require(Permission.IMPORT, batch.register)
    resource = registry.resources.get(batch.resource)
    if resource is None or not resource.remedies:
        raise Http404
    if batch.state not in (State.PREVIEW, State.DONE):
        _trail(request, batch, "另行办理未成功", {})
        return _back(request, batch, refused=deciding.NOT_NOW)
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        day = None
    done, refused, notes = [], [], []
    with one_at_a_time(request):
        rows = batch.staged_rows.filter(number__in=_numbers(request), verdict=Verdict.REJECTED).order_by("number")
        title = ""
        for row in rows.exclude(decision=Decision.REMEDIED):
            remedy = remedy_of(resource, row)
            if remedy is None or not remedy.allowed(request.access):
                continue
            title = remedy.done_title
            values = staging.restorer(resource, staging.places_of(batch))(staging.decode(row.payload)["v"])
            address = request.META.get("REMOTE_ADDR", "")[:45]
            found = remedy.act(values, day=day, access=request.access, ip_address=address)
            if found.done:
                row.decision = Decision.REMEDIED
                row.save(update_fields=["decision"])
                done.append(row.number)
            else:
                refused.append(row.number)
            if found.words:
                notes.append(f"{row_places(batch).row(row.number)}：{found.words}")
    _trail(request, batch, title or "另行办理未成功", {"rows": [None, len(done)], "refused": [None, len(refused)]})
    words = "".join(notes[:5]) + (f"另有{len(notes) - 5}行未逐一列出。" if len(notes) > 5 else "")
    if not done:
        return _back(request, batch, refused=words or "没有可以这样办理的行。")
    return _back(request, batch, said=f"{len(done):,} 行{title}。{words}")
