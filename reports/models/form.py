"""Forms of the superior (上级报表): a workbook that came from above, what fills which of its cells, and each time it was filled.

A form and its bindings are settings of the district, like own indicators. A filling is a row: it holds what a unit reported.
"""

import json
import zlib

from django.db import models
from django.db.models import Q
from django.utils import timezone

from union_site.core.crypto import decrypt_bytes, encrypt_bytes
from union_site.core.ids import new_public_id
from union_site.core.rules import Filled, ruled
from union_site.core.scope import ScopedModel

LAYOUT = "form_version.layout"


class ReportForm(models.Model):
    """A form that has to be filled each period. `organization`: whose form it is; None: each unit fills it for itself."""

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey("core.District", models.PROTECT, related_name="+", verbose_name="区总工会")
    name = models.CharField("报表名称", max_length=80)
    issuer = models.CharField("来文单位", max_length=60, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="填报单位"
    )
    retired_on = models.DateField("停用日期", null=True, blank=True)
    created_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="登记人", editable=False
    )

    class Meta:
        verbose_name = "上级报表"
        ordering = ["retired_on", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"], name="report_form_name", violation_error_message="已有同名的上级报表。"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def latest(self) -> "FormVersion":
        """The workbook that is filled now."""
        return self.versions.select_related("file").order_by("-number").first()


class FormVersion(models.Model):
    """A workbook of the form as it came. `lost`: bindings of the version before that found no place: {cell, words, reason}."""

    form = models.ForeignKey(ReportForm, models.PROTECT, related_name="versions", verbose_name="上级报表")
    number = models.PositiveSmallIntegerField("版次")
    file = models.ForeignKey("core.StoredFile", models.PROTECT, related_name="+", verbose_name="空白表")
    drawn = models.BinaryField("表样", help_text="画出表格所需的内容，加密")
    lost = models.JSONField("未能沿用的单元格", default=list, blank=True)
    created_at = models.DateTimeField("上传时间", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        "core.User", models.PROTECT, null=True, related_name="+", verbose_name="上传人", editable=False
    )

    class Meta:
        verbose_name = "报表版次"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "number"], name="form_version_number", violation_error_message="该版次已存在。"
            ),
        ]

    def draw(self, sheets: list[dict]) -> None:
        """Keep how the sheets look (of report_forms.layout), encrypted: a form may name people."""
        text = json.dumps(sheets, ensure_ascii=False, separators=(",", ":"))
        self.drawn = encrypt_bytes(zlib.compress(text.encode()), LAYOUT)

    def sheets(self) -> list[dict]:
        return json.loads(zlib.decompress(decrypt_bytes(self.drawn, LAYOUT)))


class FormBinding(models.Model):
    """What fills one cell of a version. Positions count from 0.

    `source` figure: the value of the indicator `key` that `value` names, of `unit` and `period`, in `scale`; source
    words: a text, by `key` one of Words. `part` names the item of a breakdown.
    """

    class Source(models.TextChoices):
        FIGURE = "figure", "指标"
        WORDS = "words", "文字"

    class Value(models.TextChoices):
        NOW = "now", "本期数值"
        BEFORE = "before", "上年同期"
        GROWTH = "growth", "同比增减（%）"
        TARGET = "target", "本年任务"
        COMPLETION = "completion", "完成率（%）"
        PART = "part", "其中的一项"

    class Words(models.TextChoices):
        UNIT = "unit", "填报单位"
        PERIOD = "period", "报告期"
        YEAR = "year", "年度"
        DAY = "day", "填表日期"
        LAST_DAY = "last_day", "截止日期"
        FILLER = "filler", "填表人"

    class Unit(models.TextChoices):
        FORM = "form", "填报单位（含下级）"
        ROW = "row", "按行：左边的单位"
        COLUMN = "column", "按列：上边的单位"
        FIXED = "fixed", "指定的下级单位"

    class Span(models.TextChoices):
        CHOSEN = "chosen", "所填的报告期"
        QUARTER = "quarter", "期末所在的季度"
        YEAR_TO_DATE = "ytd", "年初至期末"
        LAST_YEAR = "last_year", "上一年全年"

    class Scale(models.TextChoices):
        AS_IS = "as_is", "照指标的单位"
        YUAN = "yuan", "元"
        TEN_THOUSAND = "wan", "万元（人数等以万计）"
        FRACTION = "fraction", "小数（单元格设为百分比格式）"

    class Missing(models.TextChoices):
        BLANK = "blank", "留空"
        DASH = "dash", "填“—”"

    version = models.ForeignKey(FormVersion, models.CASCADE, related_name="bindings", verbose_name="版次")
    sheet = models.CharField("工作表", max_length=100)
    row = models.PositiveIntegerField("行")
    column = models.PositiveIntegerField("列")
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.FIGURE)
    key = models.CharField("指标代码", max_length=80)
    value = models.CharField("填什么", max_length=12, choices=Value, default=Value.NOW)
    part = models.CharField("其中哪一项", max_length=80, blank=True)
    unit = models.CharField("哪个单位的数", max_length=10, choices=Unit, default=Unit.FORM)
    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="指定的单位"
    )
    period = models.CharField("哪一期", max_length=10, choices=Span, default=Span.CHOSEN)
    scale = models.CharField("单位换算", max_length=10, choices=Scale, default=Scale.AS_IS)
    decimals = models.PositiveSmallIntegerField("小数位数", null=True, blank=True)
    missing = models.CharField("没有数据时", max_length=10, choices=Missing, default=Missing.BLANK)

    class Meta:
        verbose_name = "单元格对应"
        ordering = ["sheet", "row", "column"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "sheet", "row", "column"],
                name="form_binding_cell",
                violation_error_message="该单元格已有对应。",
            ),
            models.CheckConstraint(
                condition=~Q(unit="fixed") | Q(organization__isnull=False),
                name="form_binding_fixed_unit",
                violation_error_message="请选择是哪个单位的数。",
            ),
        ]

    @property
    def place(self) -> tuple[str, int, int]:
        return self.sheet, self.row, self.column


@ruled("form_filling")
class FormFilling(ScopedModel):
    """A form as it was filled for a unit (`organization`) and period: values frozen, the file kept.

    `values`: a list of objects as report_forms.values.CellValue stores itself.
    """

    rules = (Filled(("period",), "报告期不能为空。"),)

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="填报单位", related_name="+")
    version = models.ForeignKey(
        FormVersion, models.PROTECT, verbose_name="报表版次", related_name="fillings", editable=False
    )
    period = models.CharField("报告期", max_length=6)
    filled_on = models.DateField("填表日期")
    values = models.JSONField("所填的数", default=list, editable=False)
    file = models.ForeignKey(
        "core.StoredFile", models.PROTECT, verbose_name="填好的表", related_name="+", editable=False
    )

    classified = {"open": "version period filled_on values file"}

    class Meta:
        verbose_name = "填报记录"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["version", "-id"], name="form_filling_version"),
            models.Index(fields=["district", "-id"], name="form_filling_list"),
        ]

    def __str__(self):
        return f"{self.version.form} {self.period} {self.organization}"
