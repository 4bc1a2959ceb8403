"""Files: uploads, results of jobs, and attachments of records. All lie encrypted in the storage."""

from django.db import models
from django.utils import timezone

from union_site.core.ids import new_public_id


class StoredFile(models.Model):
    """A file in the encrypted storage, with the name under which people know it."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey("core.District", models.PROTECT, null=True, related_name="+")
    file = models.FileField(upload_to="%Y/%m")
    name = models.CharField("文件名", max_length=200)
    content_type = models.CharField(max_length=100, default="application/octet-stream")
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    sha256 = models.CharField(max_length=64)
    user = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "文件"

    def __str__(self):
        return self.name


class Attachment(models.Model):
    """A scan or photo that belongs to a record of any register."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    register = models.CharField(max_length=60)
    record_id = models.UUIDField("记录的行标识")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    kind = models.CharField("类别", max_length=20, blank=True)  # one of the register's attachment_kinds, or none
    note = models.CharField("说明", max_length=100, blank=True)
    user = models.ForeignKey("core.User", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "附件"
        ordering = ["id"]
        indexes = [models.Index(fields=["record_id"], name="attachment_record")]

    @property
    def is_picture(self) -> bool:
        return self.file.content_type in ("image/jpeg", "image/png")
