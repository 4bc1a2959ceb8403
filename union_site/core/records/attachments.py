"""Scans and photos of a record: upload, download, strike out. They lie encrypted; their type is told by content."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from PIL import Image, ImageOps

from union_site.core import audit
from union_site.core.files import store
from union_site.core.models import Attachment
from union_site.core.records.downloads import disposition
from union_site.core.records.pages import FormOnlyPage
from union_site.core.roles import Permission
from union_site.core.widths import tidy

_SIGNATURES = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
)
_OFFICE = {
    ".docx": ("word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ".xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
WRONG_TYPE = "只能上传 PDF、JPG、PNG 图片，或 Word（.docx）、Excel（.xlsx）文件，且文件名的后缀要与内容一致。"
MISSING = "请先选择要上传的文件。"
EMPTY_FILE = "文件是空的，请检查后重新选择。"
MOST = 50  # attachments of a record
THUMBNAIL = 320  # pixels of the longer side
MOST_PIXELS = 60_000_000  # of a picture that is opened to make it small


class AttachmentError(ValueError):
    """A file that is not taken; the message says why and what to do."""


def content_type_of(data: bytes, name: str) -> str:
    """The type of a file by its content, which must agree with the ending of its name. Raises AttachmentError."""
    ending = "." + name.rpartition(".")[2].lower()
    for signature, content_type, endings in _SIGNATURES:
        if data.startswith(signature) and ending in endings:
            return content_type
    if ending in _OFFICE and data.startswith(b"PK\x03\x04"):
        part, content_type = _OFFICE[ending]
        try:
            with ZipFile(BytesIO(data)) as package:
                if part in package.namelist():
                    return content_type
        except (BadZipFile, ValueError, NotImplementedError):
            raise AttachmentError(WRONG_TYPE) from None
    raise AttachmentError(WRONG_TYPE)


def checked(upload, too_large: bool) -> tuple[bytes, str]:
    """The bytes and the type of an upload, or AttachmentError."""
    limit = settings.FILE_UPLOAD_MAX_BYTES
    if too_large or (upload is not None and upload.size > limit):
        raise AttachmentError(f"文件超过 {limit // 1024 // 1024} MB，请压缩或拆分后再上传。")
    if upload is None:
        raise AttachmentError(MISSING)
    data = upload.read()
    if not data:
        raise AttachmentError(EMPTY_FILE)
    return data, content_type_of(data, upload.name)


def thumbnail(stored) -> bytes | None:
    """A stored picture as a small JPEG; None where it cannot be read or is too large to be worth it."""
    with stored.file.open("rb") as file:
        data = file.read()
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return None
            picture.draft("RGB", (THUMBNAIL, THUMBNAIL))
            small = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    written = BytesIO()
    small.save(written, "JPEG", quality=80)
    return written.getvalue()


class UploadPage(FormOnlyPage):
    """上传附件."""

    def post(self, request, public_id):
        record = self.viewset.record(self.access, Permission.CHANGE, public_id)
        back = self.viewset.url("detail", record) + "#attachments"
        try:
            data, content_type = checked(request.FILES.get("file"), bool(request.META.get("UPLOAD_TOO_LARGE")))
            if self._attachments(record).count() >= MOST:
                raise AttachmentError(f"一条记录最多 {MOST} 个附件，请先作废不需要的附件。")
        except AttachmentError as error:
            audit.write(
                audit.Action.DENIED,
                request=request,
                record=record,
                register=self.viewset.key,
                reason=f"附件未上传：{error}",
            )
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
        name = tidy(request.FILES["file"].name.replace("\\", "/").rpartition("/")[2])[-150:]
        stored = store(data, name=name, content_type=content_type, district=record.district, user=request.user)
        with transaction.atomic():
            Attachment.objects.create(
                register=self.viewset.key,
                record_id=record.public_id,
                file=stored,
                kind=self._kind(),
                note=tidy(request.POST.get("note", ""))[:100],
                user=request.user,
            )
            self.told(record, {"attachment": [None, name]})
        messages.success(request, f"已上传附件“{name}”。")
        return HttpResponseRedirect(back)

    def _kind(self) -> str:
        """The chosen kind if the register knows it."""
        wanted = self.request.POST.get("kind", "")
        return wanted if wanted in dict(self.viewset.attachment_kinds) else ""

    def _attachments(self, record):
        return Attachment.objects.filter(register=self.viewset.key, record_id=record.public_id, voided_at=None)

    def told(self, record, changes: dict, reason: str = "") -> None:
        audit.write(
            audit.Action.CHANGE,
            request=self.request,
            record=record,
            register=self.viewset.key,
            changes=changes,
            reason=reason,
        )

    def attachment(self, record, attachment_id) -> Attachment:
        found = self._attachments(record).select_related("file").filter(public_id=attachment_id).first()
        if found is None:
            raise Http404
        return found


class AttachmentPage(UploadPage):
    """Download of an attachment: always as a file, never shown by the browser as a page of ours."""

    http_method_names = ["get"]

    def get(self, request, public_id, attachment_id):
        record = self.viewset.record(self.access, Permission.VIEW, public_id, void=True)
        found = self.attachment(record, attachment_id)
        with found.file.file.open("rb") as file:
            data = file.read()
        audit.write(
            audit.Action.EXPORT,
            request=request,
            record=record,
            register=self.viewset.key,
            changes={"attachment": [None, found.file.name]},
        )
        response = HttpResponse(data, content_type=found.file.content_type)
        response["Content-Disposition"] = disposition(found.file.name)
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ThumbnailPage(UploadPage):
    """A picture among the attachments, made small: shown on the record's page under the same rights as the file."""

    http_method_names = ["get"]

    def get(self, request, public_id, attachment_id):
        record = self.viewset.record(self.access, Permission.VIEW, public_id, void=True)
        found = self.attachment(record, attachment_id)
        small = thumbnail(found.file) if found.is_picture else None
        if small is None:
            raise Http404
        response = HttpResponse(small, content_type="image/jpeg")
        response["X-Content-Type-Options"] = "nosniff"
        return response


class AttachmentVoidPage(UploadPage):
    """作废 of an attachment: it is no longer offered, the file is kept."""

    def post(self, request, public_id, attachment_id):
        record = self.viewset.record(self.access, Permission.CHANGE, public_id)
        found = self.attachment(record, attachment_id)
        with transaction.atomic():
            found.voided_at = timezone.now()
            found.save(update_fields=["voided_at"])
            self.told(
                record, {"attachment": [found.file.name, None]}, reason=tidy(request.POST.get("reason", ""))[:200]
            )
        messages.success(request, f"已作废附件“{found.file.name}”。")
        return HttpResponseRedirect(self.viewset.url("detail", record) + "#attachments")
