"""The page on which an import is taken back as a whole, and the job that does it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from union_site.core import audit, jobs, registry
from union_site.core.models import ImportBatch, Job
from union_site.core.roles import Permission
from union_site.core.spreadsheets import undoing

State = ImportBatch.State
UNDO = "import.undo"
NOT_DONE = "只有已完成的导入可以撤销。"


@jobs.handler(UNDO)
def undo_batch(job: Job, progress: jobs.Progress) -> str:
    """Take a batch back; it is done again as it was when that is not possible."""
    own = ImportBatch.objects.filter(pk=job.arguments["batch"], user=job.user).select_related("district", "file")
    batch = own.filter(state__in=[State.UNDOING, State.UNDONE]).first()
    if batch is None:
        raise jobs.JobError("这次导入不能撤销。")
    progress.url(reverse("core:import-undo", args=[batch.public_id]))
    if batch.state == State.UNDONE:
        return "已撤销。"  # by an attempt that was interrupted before it could say so
    progress(0, 1, f"正在撤销“{batch.sheet_name}”…")
    try:
        deleted, restored = undoing.undo(batch, user=job.user, hold=progress.hold)
    except undoing.UndoRefused as refused:
        _back(batch)
        raise jobs.JobError(refused.message) from refused
    except PermissionDenied:
        _back(batch)
        raise jobs.JobError("您已没有导入这份登记簿的权限。") from None
    return f"已撤销：删除 {deleted:,} 条，恢复 {restored:,} 条。"


def _back(batch: ImportBatch) -> None:
    """The batch stands again as it stood before somebody asked to undo it."""
    ImportBatch.objects.filter(pk=batch.pk, state=State.UNDOING).update(state=_state_before(batch))


def _state_before(batch: ImportBatch) -> str:
    return State.DONE if batch.finished_at else State.FAILED


def _undoable(batch: ImportBatch) -> bool:
    """Written, or asked to be undone by a job that is over without having done it."""
    over = batch.job is None or batch.job.is_over
    return batch.state == State.DONE or (batch.state in (State.FAILED, State.UNDOING) and over)


@require_http_methods(["GET", "HEAD", "POST"])
def import_undo(request, public_id):
    """What undoing would do and what is in its way; posted, it is done. The importer alone may."""
    request.access.require(Permission.IMPORT)
    rows = ImportBatch.objects.select_related("file", "district", "user", "job", "undone_by")
    batch = get_object_or_404(rows, user=request.user, district=request.user.district, public_id=public_id)
    if batch.register:
        request.access.require(Permission.IMPORT, batch.register)
    if request.method == "POST":
        if _ask(request, batch):
            return HttpResponseRedirect(reverse("core:import-undo", args=[public_id]))
        batch.refresh_from_db()
    running = batch.state == State.UNDOING and not _undoable(batch)
    finding = None
    if _undoable(batch) and batch.resource in registry.resources:
        finding = undoing.examine(batch, request.user)
    resource = registry.resources.get(batch.resource)
    context = {
        "batch": batch,
        "title": resource.title if resource else "",
        "job": batch.job if running else None,
        "finding": finding,
        "more": finding.count - len(finding.conflicts) if finding else 0,
        "failed": batch.job.message if batch.job and batch.job.kind == UNDO and batch.job.state == "failed" else "",
        "not_done": "" if finding or running or batch.state == State.UNDONE else NOT_DONE,
        "preview_url": reverse("core:import-preview", args=[public_id]),
        "start_url": reverse("core:import-start", args=[batch.register] if batch.register else []),
    }
    return render(request, "imports/undo.html", context, status=409 if request.method == "POST" else 200)


def _ask(request, batch: ImportBatch) -> bool:
    """Start the undoing; False when there is something in its way, or nothing (more) to undo."""
    if not _undoable(batch) or batch.resource not in registry.resources:
        possible = False
    else:
        possible = undoing.examine(batch, request.user).possible
    if possible:
        with transaction.atomic():
            taken = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, job=batch.job).update(
                state=State.UNDOING
            )
            if taken:
                title = f"撤销导入 {batch.sheet_name}"
                job = jobs.enqueue(UNDO, title=title, user=request.user, arguments={"batch": batch.pk})
                # A job that runs at once has undone the batch by now: only the job is noted.
                ImportBatch.objects.filter(pk=batch.pk).update(job=job)
        possible = bool(taken)
    audit.write(
        audit.Action.IMPORT,
        request=request,
        register=batch.register,
        batch=batch,
        object_label=batch.sheet_name,
        reason="撤销导入：开始" if possible else "撤销导入：未能撤销",
    )
    return possible
