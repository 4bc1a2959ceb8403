"""What a paper was when it was signed (定稿): copies that nothing changes afterwards."""

import zlib

from django.db import models
from django.utils import timezone

from reports.models.paper import Paper


class Freeze(models.Model):
    """A frozen paper: its title, sections as said, tree, files. Written once; nothing ever changes it.

    `sections`: [{"heading", "paragraphs": [{"lead", "runs": [text | {"text", "key", "at"}]}]}]; `stored`: the sections'
    texts with tokens; `tree`: [[public id, name, parent's public id]] of the unit on the period's last day; `document`:
    the blocks that every file was made of; `content_hash`: SHA-256 over all of these and the figures.
    """

    paper = models.OneToOneField(Paper, models.PROTECT, related_name="freeze", verbose_name="工作总结")
    title = models.CharField("标题", max_length=120)
    as_of = models.DateField("数据截止日期")
    sections = models.JSONField("文字")
    stored = models.JSONField("带标记的文字")
    tree = models.JSONField("组织树")
    document = models.JSONField("公文", default=dict)
    content_hash = models.CharField("内容摘要", max_length=64)
    pdf = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="PDF")
    pdf_internal = models.ForeignKey(
        "core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="内部PDF"
    )
    docx = models.ForeignKey("core.StoredFile", models.PROTECT, null=True, related_name="+", verbose_name="Word")
    frozen_at = models.DateTimeField("定稿时间", default=timezone.now)
    frozen_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="签发人")

    class Meta:
        verbose_name = "定稿"

    def save(self, *args, **kwargs):
        """Raises ValueError for a freeze that is there: only its files are added later (services.frozen_files)."""
        if not self._state.adding:
            raise ValueError("a freeze is written once")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise ValueError("a freeze is never deleted")


class FrozenFigure(models.Model):
    """A figure of a frozen paper: its value and words, its rule as it was, and the keys of the rows behind it.

    `value`: as JSON (money and shares as text); `definition`: {"label", "unit", "kind", "description", "version"};
    `row_keys`: the public ids of the rows, 16 bytes each, sorted and compressed; `rows_hash`: SHA-256 over them and over
    what the rows said (their updated_at); `rows_written_at`: the latest of these.
    """

    freeze = models.ForeignKey(Freeze, models.PROTECT, related_name="figures", verbose_name="定稿")
    key = models.CharField("指标", max_length=60)
    at = models.CharField(
        "何时何地", max_length=100, blank=True, default="", help_text="空为本期本单位，另有上年、上期和单位名称"
    )
    value = models.JSONField("数值", null=True)
    words = models.CharField("写法", max_length=200, blank=True)
    definition = models.JSONField("口径")
    row_count = models.PositiveIntegerField("行数", null=True)
    row_keys = models.BinaryField("行标识", default=b"")
    rows_hash = models.CharField("行的摘要", max_length=64, blank=True)
    rows_written_at = models.DateTimeField("行最近的更新时间", null=True)

    class Meta:
        verbose_name = "定稿的指标"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["freeze", "key", "at"], name="frozen_figure", violation_error_message="该指标已经定稿。"
            ),
        ]

    def keep_rows(self, keys: list[bytes]) -> None:
        """Keep the rows' public ids (16 bytes each)."""
        self.row_count, self.row_keys = len(keys), zlib.compress(b"".join(sorted(keys)))

    @property
    def rows(self) -> list[bytes]:
        """The rows' public ids, 16 bytes each."""
        data = zlib.decompress(bytes(self.row_keys)) if self.row_keys else b""
        return [data[i : i + 16] for i in range(0, len(data), 16)]


class DocumentCopy(models.Model):
    """A file that was made of a document without watermark, kept for a while under the digest of all that made it."""

    key = models.CharField("内容摘要", max_length=64, unique=True)
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+", verbose_name="文件")
    made_at = models.DateTimeField("生成时间", default=timezone.now)

    class Meta:
        verbose_name = "公文的副本"
