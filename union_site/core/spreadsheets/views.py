"""The pages of an import: my imports, upload, preview, confirmation, result."""

from contextlib import contextmanager
from io import BytesIO
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from union_site.core import audit, jobs, registry
from union_site.core.files import store
from union_site.core.ids import new_public_id
from union_site.core.models import ImportBatch, Job, User
from union_site.core.roles import Permission
from union_site.core.spreadsheets import work
from union_site.core.spreadsheets.context import resources_of
from union_site.core.spreadsheets.importing import State
from union_site.core.spreadsheets.presenting import Presenter, rejected_rows
from union_site.core.spreadsheets.rows import Verdict
from union_site.core.spreadsheets.workbook import rejected_workbook

STEPS = ("上传文件", "核对预览", "写入登记簿", "完成")
STATE_TONES = {
    State.WAITING: "wait",
    State.READING: "note",
    State.PREVIEW: "wait",
    State.APPLYING: "note",
    State.DONE: "ok",
    State.REFUSED: "bad",
    State.FAILED: "bad",
    State.ABANDONED: "calm",
}
TABS = (
    ("new", "新增"),
    ("changed", "变更"),
    ("same", "无变化"),
    ("rejected", "退回"),
    ("warned", "提醒"),
)
MOST_FILES = 20
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RUNNING = (State.WAITING, State.READING, State.APPLYING)


def _batch(request, public_id: UUID) -> ImportBatch:
    """A batch of the user's own; anybody else's does not exist."""
    request.access.require(Permission.IMPORT)
    rows = ImportBatch.objects.select_related("file", "district", "user", "job")
    return get_object_or_404(rows, user=request.user, district=request.user.district, public_id=public_id)


def _title(batch: ImportBatch) -> str:
    resource = registry.resources.get(batch.resource)
    return resource.title if resource else ""


def _job_of(batch: ImportBatch) -> Job | None:
    return batch.job if batch.job and batch.job.user_id == batch.user_id else None


@require_GET
def import_list(request):
    """My imports, the newest first."""
    request.access.require(Permission.IMPORT)
    rows = ImportBatch.objects.filter(user=request.user, district=request.user.district).select_related("file")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    for batch in page.object_list:
        batch.tone, batch.title = STATE_TONES[batch.state], _title(batch)
    numbers = page.paginator.get_elided_page_range(page.number)
    return render(request, "imports/list.html", {"page": page, "numbers": numbers})


def import_start(request, register: str = ""):
    """Choose files; which register they belong to is recognised, or was chosen."""
    access = request.access
    access.require(Permission.IMPORT, register or None)
    if register and register not in registry.registers:
        raise Http404
    permitted = [key for key in registry.registers if access.can(Permission.IMPORT, key)]
    errors: list[str] = []
    if request.method == "POST":
        chosen = request.POST.get("register", register)
        if chosen and chosen not in permitted:
            raise PermissionDenied
        files = request.FILES.getlist("file")
        if request.META.get("UPLOAD_TOO_LARGE"):
            errors.append(f"文件超过 {settings.FILE_UPLOAD_MAX_BYTES // 1024 // 1024} 兆字节，请拆成几个文件后上传。")
        elif not files:
            errors.append("请选择要导入的文件。")
        elif len(files) > MOST_FILES:
            errors.append(f"一次最多上传 {MOST_FILES} 个文件，请分几次上传。")
        else:
            return HttpResponseRedirect(_upload(request, files, chosen))
        audit.write(audit.Action.IMPORT, request=request, register=chosen[:60], reason="上传未成功：" + errors[0])
    titles = sorted({registry.registers[resource.register].title for resource in resources_of(permitted)})
    context = {
        "register": register,
        "viewset": registry.registers.get(register),
        "choices": [(key, registry.registers[key].title) for key in permitted if registry.registers[key].resources],
        "templates": [
            (resource.title, _template_url(resource))
            for resource in resources_of([register] if register else permitted)
        ],
        "titles": titles,
        "errors": errors,
        "max_mb": settings.FILE_UPLOAD_MAX_BYTES // 1024 // 1024,
        "steps": STEPS,
    }
    return render(request, "imports/start.html", context, status=400 if errors else 200)


def _template_url(resource) -> str:
    return reverse(f"records:{resource.register}-template") + f"?resource={resource.key}"


def _upload(request, files, register: str) -> str:
    """Store the files encrypted, a batch each, and have them read. Returns the address of the preview."""
    upload, batches = new_public_id(), []
    for file in files:
        stored = store(
            file.read(), name=file.name, content_type=XLSX, district=request.user.district, user=request.user
        )
        batches.append(
            ImportBatch.objects.create(district=request.user.district, user=request.user, file=stored, upload=upload)
        )
        audit.write(
            audit.Action.IMPORT,
            request=request,
            register=register,
            batch=batches[-1],
            object_label=stored.name[:120],
            reason="上传",
        )
    names = files[0].name if len(files) == 1 else f"{files[0].name} 等 {len(files)} 个文件"
    arguments = {"batches": [batch.pk for batch in batches], "register": register}
    _enqueue(work.READ, f"读取 {names}", request.user, batches, arguments)
    return reverse("core:import-preview", args=[batches[0].public_id])


def _enqueue(kind: str, title: str, user, batches: list[ImportBatch], arguments: dict) -> None:
    """Start the job and let each batch know it, before a worker can have changed the batches."""
    with transaction.atomic():
        job = jobs.enqueue(kind, title=title, user=user, arguments=arguments)
        ImportBatch.objects.filter(pk__in=[batch.pk for batch in batches]).update(job=job)


@require_GET
def import_preview(request, public_id: UUID):
    """What will happen, before it happens; afterwards what has happened."""
    batch = _batch(request, public_id)
    job = _job_of(batch)
    family = [_described(one) for one in work.siblings(batch)]
    context = {
        "batch": batch,
        "title": _title(batch),
        "tone": STATE_TONES[batch.state],
        "family": family,
        "confirmable": [one for one in family if one.state == State.PREVIEW],
        "job": job if batch.state in RUNNING and job and not job.is_over else None,
        "can_continue": batch.state in (State.FAILED, State.APPLYING) and (job is None or job.is_over),
        "steps": STEPS,
        "step": 4 if batch.state == State.DONE else 3 if batch.state == State.APPLYING else 2,
        "list_url": _list_url(batch),
        "start_url": reverse("core:import-start", args=[batch.register] if batch.register else []),
    }
    if batch.resource and batch.state in (State.PREVIEW, State.DONE, State.FAILED, State.APPLYING):
        context |= _rows_page(request, batch)
    return render(request, "imports/preview.html", context)


def _described(batch: ImportBatch) -> ImportBatch:
    batch.title, batch.tone = _title(batch), STATE_TONES[batch.state]
    return batch


def _list_url(batch: ImportBatch) -> str:
    viewset = registry.registers.get(batch.register)
    return reverse(viewset.url_name("list")) if viewset else ""


def _rows_page(request, batch: ImportBatch) -> dict:
    kept = ("rejected", "warned") if batch.state == State.DONE else tuple(key for key, _ in TABS)
    tabs = [(key, word, getattr(batch, key), key in kept) for key, word in TABS]
    filled = [key for key, _, count, shown in tabs if count and shown]
    # What needs a decision comes first.
    default = next((key for key in ("rejected", "changed", "new", "warned", "same") if key in filled), "new")
    tab = request.GET.get("tab", default)
    if tab not in dict(TABS) or tab not in kept:
        tab = default
    rows = batch.staged_rows.order_by("number")
    rows = rows.filter(warned=True) if tab == "warned" else rows.filter(verdict=tab)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    presenter = Presenter(batch)
    return {
        "tabs": tabs,
        "tab": tab,
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number),
        "headings": presenter.headings(),
        "rows": presenter.rows(list(page.object_list)),
    }


@require_GET
def import_panel(request, public_id: UUID):
    """The progress of a batch; the page is loaded anew when the job is over."""
    batch = _batch(request, public_id)
    job = _job_of(batch)
    if job is None or job.is_over:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "imports/panel.html", {"batch": batch, "job": job})


@require_POST
def import_confirm(request, public_id: UUID):
    """Write the preview, with the other sheets of the same upload that wait (or this one alone)."""
    with _one_at_a_time(request):
        if not _confirm(request, _batch(request, public_id)):
            messages.warning(request, "这次导入已经处理过了。")
    return HttpResponseRedirect(reverse("core:import-preview", args=[public_id]))


@contextmanager
def _one_at_a_time(request):
    """A decision on a preview waits for the user's other ones, and is made on what these have left."""
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=request.user.pk).first()
        yield


def _confirm(request, batch: ImportBatch) -> bool:
    """Start writing; False when there is nothing (more) to confirm."""
    job = _job_of(batch)
    over = job is None or job.is_over
    ready = [batch] if batch.state == State.PREVIEW or (batch.state in (State.FAILED, State.APPLYING) and over) else []
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
    ImportBatch.objects.filter(pk__in=[one.pk for one in ready]).update(state=State.APPLYING)
    names = ready[0].sheet_name if len(ready) == 1 else f"{ready[0].sheet_name} 等 {len(ready)} 个工作表"
    _enqueue(work.APPLY, f"导入 {names}", request.user, ready, {"batches": [one.pk for one in ready]})
    return True


@require_POST
def import_abandon(request, public_id: UUID):
    """Give a preview up; nothing was written yet, and nothing of it is kept."""
    with _one_at_a_time(request):
        batch = _batch(request, public_id)
        waiting = batch.state in (State.PREVIEW, State.REFUSED)
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


@require_GET
def import_rejected(request, public_id: UUID):
    """The rejected rows as they came, wrong cells marked, for correction and a second upload."""
    batch = _batch(request, public_id)
    if not batch.resource or not batch.staged_rows.filter(verdict=Verdict.REJECTED).exists():
        raise Http404
    headings, rows = rejected_rows(batch)
    file = BytesIO()
    rejected_workbook(file, _title(batch), headings, rows)
    audit.write(
        audit.Action.EXPORT,
        request=request,
        register=batch.register,
        batch=batch,
        object_label=batch.sheet_name,
        reason="下载退回的行",
        changes={"rows": [None, len(rows)]},
    )
    response = HttpResponse(file.getvalue(), content_type=XLSX)
    name = quote(f"{_title(batch)}_退回的行.xlsx", safe="")
    response["Content-Disposition"] = f"attachment; filename=\"rejected.xlsx\"; filename*=UTF-8''{name}"
    response["Cache-Control"] = "no-store"
    return response
