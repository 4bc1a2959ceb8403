"""Indicators that staff define (自定义指标): what is asked of which register, in versions with a day of effect.

A definition is settings, not a record of a register: it names no person, and every reader of figures sees its value.
A version is never changed: another 口径 is another version from a day on, and marks a break in the series.
"""

from django.db import models
from django.utils import timezone

from reports.models.place import Place
from union_site.core.ids import new_public_id


class Definition(models.Model):
    """An indicator that staff define. Key, source, kind and unit of measure never change; other wording may.

    `source` names the rows (see reports.services.vocabulary); `department` keeps it (None: the district's own, kept by
    the editor). `sentence` may stand in the summary at `place`, where {{本指标}} is its value.
    """

    class Kind(models.TextChoices):
        FLOW = "flow", "期间发生数"
        STOCK = "stock", "期末在册数"
        YTD = "ytd", "年初累计数"

    public_id = models.UUIDField(default=new_public_id, unique=True, editable=False)
    district = models.ForeignKey("core.District", models.PROTECT, related_name="+", verbose_name="区总工会")
    number = models.PositiveIntegerField("序号", editable=False)
    name = models.CharField("指标名称", max_length=40)
    unit = models.CharField("计量单位", max_length=10)
    source = models.CharField("登记簿", max_length=80)
    kind = models.CharField("指标类型", max_length=10, choices=Kind)
    department = models.ForeignKey(
        "core.Department", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="负责部室"
    )
    place = models.CharField("所属板块", max_length=10, choices=Place)
    on_dashboard = models.BooleanField("在看板上显示", default=False)
    sentence = models.CharField("写入总结的句子", max_length=200, blank=True)
    retired_on = models.DateField("停用日期", null=True, blank=True)
    created_at = models.DateTimeField("定义时间", default=timezone.now, editable=False)
    created_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="定义人", editable=False)

    class Meta:
        verbose_name = "自定义指标"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "number"], name="definition_number", violation_error_message="该序号已被使用。"
            ),
            models.UniqueConstraint(
                fields=["district", "name"], name="definition_name", violation_error_message="已有同名的自定义指标。"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def key(self) -> str:
        """The key in texts, commands and addresses: own.7."""
        return f"own.{self.number}"


class DefinitionVersion(models.Model):
    """What a definition asks from `from_day` on: measure, days and conditions. Written once, never changed.

    `conditions` and `part` (of a share: what the part meets besides) are lists of {field, op, values, words}.
    """

    class Measure(models.TextChoices):
        COUNT = "count", "记录数"
        PEOPLE = "people", "人数（按身份证号码，一人只计一次）"
        SUM = "sum", "合计"
        SHARE = "share", "占比"

    definition = models.ForeignKey(Definition, models.PROTECT, related_name="versions", verbose_name="自定义指标")
    from_day = models.DateField("启用日期")
    measure = models.CharField("统计方式", max_length=10, choices=Measure)
    field = models.CharField("合计字段", max_length=80, blank=True)
    begun = models.CharField("日期字段", max_length=80)
    ended = models.CharField("结束日期字段", max_length=80, blank=True)
    conditions = models.JSONField("条件", default=list, blank=True)
    part = models.JSONField("其中条件", default=list, blank=True)
    breakdown = models.CharField("分组字段", max_length=80, blank=True)
    remark = models.CharField("口径说明", max_length=200, blank=True)
    reason = models.CharField("变更原因", max_length=200, blank=True)
    created_at = models.DateTimeField("保存时间", default=timezone.now, editable=False)
    created_by = models.ForeignKey("core.User", models.PROTECT, related_name="+", verbose_name="保存人", editable=False)

    class Meta:
        verbose_name = "口径版本"
        ordering = ["from_day"]
        constraints = [
            models.UniqueConstraint(
                fields=["definition", "from_day"],
                name="definition_version_day",
                violation_error_message="该指标在这一天已有一个口径。",
            ),
        ]
