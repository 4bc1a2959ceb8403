"""The pages of an import after the upload: preview, confirmation, result."""

from contextlib import contextmanager
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from union_site.core import audit, registry
from union_site.core.models import ImportBatch, Job, User
from union_site.core.roles import Permission
from union_site.core.spreadsheets import deciding, history, review_pages, work
from union_site.core.spreadsheets.editing import editable
from union_site.core.spreadsheets.importing import State
from union_site.core.spreadsheets.marking import is_large, markable
from union_site.core.spreadsheets.presenting import Presenter
from union_site.core.spreadsheets.uploading import ACCEPTED, STEPS, STEPS_ASKED

STATE_TONES = {
    State.WAITING: "wait",
    State.READING: "note",
    State.MAPPING: "wait",
    State.PREVIEW: "wait",
    State.APPLYING: "note",
    State.DONE: "ok",
    State.REFUSED: "bad",
    State.FAILED: "bad",
    State.ABANDONED: "calm",
    State.UNDOING: "note",
    State.UNDONE: "calm",
}
TABS = (
    ("new", "新增"),
    ("changed", "变更"),
    ("same", "无变化"),
    ("likely", "待核实"),
    ("rejected", "退回"),
    ("warned", "提醒"),
)
PAGE = 50
RUNNING = (State.WAITING, State.READING, State.MAPPING, State.APPLYING)


def own_batch(request, public_id: UUID) -> ImportBatch:
    """A batch of the user's own; anybody else's does not exist."""
    request.access.require(Permission.IMPORT)
    rows = ImportBatch.objects.select_related("file", "district", "user", "job")
    return get_object_or_404(rows, user=request.user, district=request.user.district, public_id=public_id)


def _title(batch: ImportBatch) -> str:
    resource = registry.resources.get(batch.resource)
    return resource.title if resource else ""


def job_of(batch: ImportBatch) -> Job | None:
    return batch.job if batch.job and batch.job.user_id == batch.user_id else None


@require_GET
def import_preview(request, public_id: UUID):
    """What will happen, before it happens; afterwards what has happened. Somebody else's import is only told of."""
    batch = history.visible_batch(request.access, public_id)
    if batch.user_id != request.user.pk:
        return render(request, "imports/record.html", record_context(batch, request.access))
    context = preview_context(batch, request.GET)
    if batch.state == State.MAPPING and not context["job"]:
        return HttpResponseRedirect(reverse("core:import-mapping", args=[public_id]))
    return render(request, "imports/preview.html", context)


def record_context(batch: ImportBatch, access) -> dict:
    """What is told of somebody else's import: where it came from and what became of it, no rows."""
    may_take = history.may_take_files(access, batch)
    return {
        "batch": described(batch),
        "counts": [(word, getattr(batch, key)) for key, word in (("rows", "行数"), *TABS)],
        "may_take_file": may_take and batch.file_id,
        "may_take_marked": may_take and markable(batch),
        "marked_large": batch.file_id and is_large(batch),
        "list_url": _list_url(batch),
        **links(batch, history.visible_batches(access)),
    }


def links(batch: ImportBatch, rows) -> dict:
    """The import that this one corrects, and those that correct it, among `rows`, which may be seen."""
    return {
        "corrects": rows.filter(pk=batch.corrects_id).first() if batch.corrects_id else None,
        "corrections": list(rows.filter(corrects=batch).exclude(state=State.ABANDONED).order_by("pk")),
    }


def correctable(batch: ImportBatch) -> bool:
    """Whether there are rejected rows that may be put right in the file and sent again."""
    return bool(batch.rejected and batch.state in (State.PREVIEW, State.DONE))


def sheet_context(batch: ImportBatch) -> dict:
    """What every page of a batch shows: its title, state and step, and the other sheets of the upload."""
    asked = batch.state == State.MAPPING or "said" in batch.mapping
    steps = STEPS_ASKED if asked else STEPS
    word = {State.DONE: "完成", State.APPLYING: "写入登记簿", State.MAPPING: "对应列"}.get(batch.state, "核对预览")
    family = [described(one) for one in work.siblings(batch)]
    return {
        "batch": batch,
        "title": _title(batch),
        "tone": STATE_TONES[batch.state],
        "family": family,
        "steps": steps,
        "step": steps.index(word) + 1,
        "start_url": reverse("core:import-start", args=[batch.register] if batch.register else []),
    }


def preview_context(batch: ImportBatch, asked) -> dict:
    """What the preview shows of a batch; `asked`: the query with tab and page."""
    job = job_of(batch)
    own = ImportBatch.objects.filter(user=batch.user_id, district=batch.district_id)
    context = sheet_context(batch)
    context |= {
        "markable": markable(batch),
        "marked_large": batch.file_id and is_large(batch),
        "correctable": correctable(batch),
        "accept": ",".join(ACCEPTED),
        "max_mb": settings.FILE_UPLOAD_MAX_BYTES // 1024 // 1024,
        **links(batch, own),
        "confirmable": [one for one in context["family"] if one.state == State.PREVIEW],
        "unmapped": [one for one in context["family"] if one.state == State.MAPPING and one.pk != batch.pk],
        "left": _left(batch),
        "has_sheet": "sheet" in batch.mapping,
        "job": job if batch.state in RUNNING and job and not job.is_over else None,
        "stopped": job.message if batch.state in (State.WAITING, State.READING) and job and job.is_over else "",
        "can_continue": batch.state in (State.FAILED, State.APPLYING) and (job is None or job.is_over),
        "list_url": _list_url(batch),
    }
    if batch.resource and batch.state in (State.PREVIEW, State.DONE, State.FAILED, State.APPLYING):
        context |= rows_page(asked, batch) | review_pages.counts(batch)
    return context


def _left(batch: ImportBatch) -> list[tuple[str, int]]:
    """(name, position) of the sheets of the file that were not taken, and to which somebody may give a register."""
    left = {one["position"]: one["name"] for one in batch.mapping.get("left", ()) if "sheet" in one}
    if batch.state == State.REFUSED and "sheet" in batch.mapping:
        left.setdefault(batch.mapping["position"], batch.sheet_name)
    return [(name, position) for position, name in left.items()]


def described(batch: ImportBatch) -> ImportBatch:
    """The batch with the title of its kind of sheet and the tone of its state, for a page."""
    batch.title, batch.tone = _title(batch), STATE_TONES[batch.state]
    return batch


def _list_url(batch: ImportBatch) -> str:
    viewset = registry.registers.get(batch.register)
    return reverse(viewset.url_name("list")) if viewset else ""


def rows_page(asked, batch: ImportBatch) -> dict:
    """The rows of a tab as the page shows them; `asked`: the query with tab and page."""
    kept = ("likely", "rejected", "warned") if batch.state == State.DONE else tuple(key for key, _ in TABS)
    tabs = [(key, word, getattr(batch, key), key in kept) for key, word in TABS]
    tabs = review_pages.with_review(batch, tabs)
    filled = [key for key, _, count, shown in tabs if count and shown]
    # What needs a decision comes first.
    default = next((key for key in ("rejected", "likely", "changed", "new", "warned", "same") if key in filled), "new")
    tab = asked.get("tab", default)
    if tab not in dict(TABS) or tab not in kept:
        tab = default
    if tab == "likely":
        return {"tabs": tabs, "tab": tab} | review_pages.context(batch, asked.get("page"))
    rows = batch.staged_rows.order_by("number")
    rows = rows.filter(warned=True) if tab == "warned" else rows.filter(verdict=tab)
    page = Paginator(rows, PAGE).get_page(asked.get("page"))
    presenter = Presenter(batch)
    return {
        "tabs": tabs,
        "tab": tab,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "headings": presenter.headings(),
        "is_forms": presenter.where.forms is not None,
        "rows": review_pages.with_remedies(batch, page.object_list, presenter.rows(list(page.object_list))),
        "editable": editable(batch),
        "remedy": review_pages.remedy_context(batch, page.object_list) if tab == "rejected" else None,
    }


@require_GET
def import_panel(request, public_id: UUID):
    """The progress of a batch; the page is loaded anew when the job is over."""
    batch = own_batch(request, public_id)
    job = job_of(batch)
    if job is None or job.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "imports/panel.html", {"batch": batch, "job": job})


@require_POST
def import_confirm(request, public_id: UUID):
    """Write the preview, with the other sheets of the same upload that wait (or this one alone)."""
    with one_at_a_time(request):
        if not _confirm(request, own_batch(request, public_id)):
            messages.warning(request, "这次导入已经处理过了。")
    return HttpResponseRedirect(reverse("core:import-preview", args=[public_id]))


@contextmanager
def one_at_a_time(request):
    """A decision on a preview waits for the user's other ones, and is made on what these have left."""
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=request.user.pk).first()
        yield


def _confirm(request, batch: ImportBatch) -> bool:
    """Start writing; False when there is nothing (more) to confirm."""
    job = job_of(batch)
    over = job is None or job.is_over
    ready = [batch] if batch.state == State.PREVIEW or (batch.state in (State.FAILED, State.APPLYING) and over) else []
    ready = ready or ([batch] if deciding.waiting_to_be_written(batch) else [])
    if ready and batch.state == State.PREVIEW and request.POST.get("alone") != "1":
        ready = [one for one in work.siblings(batch) if one.state == State.PREVIEW]
    for one in ready:
        request.access.require(Permission.IMPORT, one.register)
    audit.write(
        audit.Action.IMPORT,
        request=request,
        register=batch.register,
        batch=batch,
        object_label=batch.sheet_name,
        reason="确认导入" if ready else "重复确认，未处理",
    )
    if not ready:
        return False
    if unmapped := [one.sheet_name for one in work.siblings(batch) if one.state == State.MAPPING]:
        named = "、".join(f"“{name}”" for name in unmapped)
        messages.info(request, f"工作表{named}还没有对应列，这次没有导入；对应之后可以另行确认导入。")
    ImportBatch.objects.filter(pk__in=[one.pk for one in ready]).update(state=State.APPLYING)
    names = ready[0].sheet_name if len(ready) == 1 else f"{ready[0].sheet_name} 等 {len(ready)} 个工作表"
    work.enqueue(work.APPLY, f"导入 {names}", request.user, ready, {"batches": [one.pk for one in ready]})
    return True


@require_POST
def import_abandon(request, public_id: UUID):
    """Give a preview up; nothing was written yet, and nothing of it is kept."""
    with one_at_a_time(request):
        batch = own_batch(request, public_id)
        job = job_of(batch)
        stopped = batch.state in (State.WAITING, State.READING) and (job is None or job.is_over)
        waiting = stopped or batch.state in (State.PREVIEW, State.REFUSED)
        if waiting:
            batch.staged_rows.all().delete()
            batch.state = State.ABANDONED
            batch.save(update_fields=["state"])
    if waiting:
        messages.success(request, "已放弃这次导入，登记簿没有任何改动。")
    else:
        messages.warning(request, "这次导入正在写入或已经结束，不能放弃。")
    audit.write(
        audit.Action.IMPORT,
        request=request,
        register=batch.register,
        batch=batch,
        object_label=batch.sheet_name,
        reason="放弃导入" if waiting else "放弃未成功",
    )
    return HttpResponseRedirect(reverse("core:import-list"))
