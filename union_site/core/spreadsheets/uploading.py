"""The page on which files are sent: workbooks, several at once, or a package of them."""

import mimetypes
from pathlib import PurePath

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from union_site.core import audit, registry
from union_site.core.files import store
from union_site.core.ids import new_public_id
from union_site.core.models import ImportBatch
from union_site.core.periods import Period
from union_site.core.roles import Permission
from union_site.core.spreadsheets import packages, space, work
from union_site.core.spreadsheets.context import resources_of
from union_site.core.spreadsheets.packages import Member, PackageError
from union_site.core.spreadsheets.workbook import XLSX

STEPS = ("上传文件", "核对预览", "写入登记簿", "完成")
STEPS_ASKED = ("上传文件", "对应列", "核对预览", "写入登记簿", "完成")  # of a sheet in which something was uncertain
ACCEPTED = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv", ".zip")
MOST_FILES = 60  # packages unfolded


class UploadRefused(ValueError):
    """Nothing of the upload was kept; `message` says in Chinese why."""

    def __init__(self, message: str):
        self.message = message
        super().__init__(message)


def import_start(request, register: str = ""):
    """Choose files; which register they belong to is recognised, or was chosen."""
    access = request.access
    access.require(Permission.IMPORT, register or None)
    if register and register not in registry.registers:
        raise Http404
    permitted = [key for key in registry.registers if access.can(Permission.IMPORT, key)]
    errors: list[str] = []
    period = next((one for one in _periods() if one.key == request.GET.get("period")), _periods()[0])
    if request.method == "POST":
        chosen = request.POST.get("register", register)
        if chosen and chosen not in permitted:
            raise PermissionDenied
        try:
            return HttpResponseRedirect(upload(request, sent(request), chosen))
        except UploadRefused as refusal:
            errors.append(refusal.message)
        audit.write(audit.Action.IMPORT, request=request, register=chosen[:60], reason=f"上传未成功：{errors[0]}"[:200])
    titles = sorted({registry.registers[resource.register].title for resource in resources_of(permitted)})
    context = {
        "register": register,
        "viewset": registry.registers.get(register),
        "choices": [(key, registry.registers[key].title) for key in permitted if registry.registers[key].resources],
        "templates": [
            (resource.title, _template_url(resource, period))
            for resource in resources_of([register] if register else permitted)
        ],
        "titles": titles,
        "period": period,
        "periods": [(f"?period={one.key}", one.label) for one in _periods() if one != period],
        "errors": errors,
        "accept": ",".join(ACCEPTED),
        "max_mb": settings.FILE_UPLOAD_MAX_BYTES // 1024 // 1024,
        "steps": STEPS,
    }
    return render(request, "imports/start.html", context, status=400 if errors else 200)


def _periods() -> list[Period]:
    """For which a form may be taken from this page: this half year, the one before, and the year."""
    current = Period.half_of(timezone.localdate())
    return [current, current + -1, Period(current.year, 1, 12)]


def _template_url(resource, period: Period) -> str:
    return reverse(f"records:{resource.register}-template") + f"?resource={resource.key}&period={period.key}"


def sent(request) -> list[Member]:
    """The files of a request, packages unfolded. Raises UploadRefused."""
    files = request.FILES.getlist("file")
    most = settings.FILE_UPLOAD_MAX_BYTES
    if request.META.get("UPLOAD_TOO_LARGE"):
        raise UploadRefused(f"文件超过 {most // 1024 // 1024} 兆字节，请拆成几个文件后上传。")
    if not files:
        raise UploadRefused("请选择要导入的文件。")
    found: list[Member] = []
    for file in files:
        content = file.read()
        if not packages.is_package(content, file.name):
            found.append(Member(file.name, content))
            continue
        try:
            found += packages.unfold(content, file.name, most_bytes_each=most)
        except PackageError as error:
            raise UploadRefused(error.message) from error
    if len(found) > MOST_FILES:
        raise UploadRefused(f"一次最多上传 {MOST_FILES} 个文件，请分几次上传。")
    if not space.has_room(sum(len(file.content) for file in found)):
        raise UploadRefused(space.FULL)
    return found


def upload(request, files: list[Member], register: str, *, corrects: ImportBatch | None = None) -> str:
    """Store the files encrypted, a batch each, and have them read. Returns the address of the preview.

    corrects: the batch whose rejected rows they put right.
    """
    district, user = request.user.district, request.user
    together, batches = new_public_id(), []
    for name, content in files:
        stored = store(content, name=name, content_type=_content_type(name), district=district, user=user)
        batches.append(
            ImportBatch.objects.create(district=district, user=user, file=stored, upload=together, corrects=corrects)
        )
        audit.write(
            audit.Action.IMPORT,
            request=request,
            register=register,
            batch=batches[-1],
            object_label=stored.name[:120],
            reason="上传改好的文件" if corrects else "上传",
        )
    names = files[0].name if len(files) == 1 else f"{files[0].name} 等 {len(files)} 个文件"
    unit = request.access.unit
    arguments = {
        "batches": [batch.pk for batch in batches],
        "register": register,
        "unit": str(unit.public_id) if unit else "",
    }
    work.enqueue(work.READ, f"读取 {names}", user, batches, arguments)
    return reverse("core:import-preview", args=[batches[0].public_id])


def _content_type(name: str) -> str:
    if PurePath(name).suffix.lower() == ".xlsx":
        return XLSX
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
