"""The way of a file with mistakes: given back marked, put right, sent again."""

from uuid import UUID

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from union_site.core import audit, jobs
from union_site.core.models import ImportBatch
from union_site.core.roles import Permission
from union_site.core.spreadsheets import marking, work
from union_site.core.spreadsheets.history import may_take_files, visible_batch
from union_site.core.spreadsheets.uploading import UploadRefused, sent, upload
from union_site.core.spreadsheets.views import correctable, own_batch, preview_context
from union_site.core.views.jobs import download


@require_http_methods(["GET", "POST"])
def import_marked(request, public_id: UUID):
    """The file with its bad cells marked; posted, it is made in the background, as a large one must be."""
    batch = visible_batch(request.access, public_id)
    if not marking.markable(batch) or not may_take_files(request.access, batch):
        raise Http404
    if request.method == "POST":
        _trail(request, batch, "标注退回的行：开始")
        arguments = {"batch": batch.pk, "register": batch.register}
        job = jobs.enqueue(marking.MARK, title=f"标注 {batch.file.name}", user=request.user, arguments=arguments)
        return redirect("core:job", job.public_id)
    if marking.is_large(batch):
        return redirect("core:import-preview", batch.public_id)
    marked = marking.mark(batch)
    _trail(request, batch, "下载标注的文件", changes={"rows": [None, marked.rows]})
    return download(marked.content, marked.name, marked.content_type)


def _trail(request, batch: ImportBatch, reason: str, **more) -> None:
    label = batch.file.name if batch.file else batch.sheet_name
    audit.write(
        audit.Action.EXPORT,
        request=request,
        register=batch.register,
        batch=batch,
        object_label=label[:120],
        reason=reason,
        **more,
    )


@require_POST
def import_correct(request, public_id: UUID):
    """Take the file back that was put right, into the register of the batch that it corrects."""
    batch = own_batch(request, public_id)
    request.access.require(Permission.IMPORT, batch.register or None)
    if not correctable(batch):
        _refused(request, batch, "这次导入没有要改正的行。")
        return redirect("core:import-preview", batch.public_id)
    registers = {one.register for one in work.siblings(batch) if one.file_id == batch.file_id and one.register}
    try:
        address = upload(request, sent(request), batch.register if len(registers) == 1 else "", corrects=batch)
    except UploadRefused as refusal:
        _refused(request, batch, refusal.message)
        context = preview_context(batch, request.GET) | {"upload_errors": [refusal.message]}
        return render(request, "imports/preview.html", context, status=400)
    return HttpResponseRedirect(address)


def _refused(request, batch: ImportBatch, why: str) -> None:
    audit.write(
        audit.Action.IMPORT,
        request=request,
        register=batch.register,
        batch=batch,
        reason=f"上传改好的文件未成功：{why}"[:200],
    )
