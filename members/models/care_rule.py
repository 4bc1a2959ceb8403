"""What model workers of a level are due (关爱标准): a dated table that the staff keep, with the document that says so."""

from django.db import models

from members.models.model_worker import Care, HonourTitle
from union_site.core.rules import Filled, NotBefore, Positive, ruled
from union_site.core.scope import ScopedModel


@ruled("care_rule")
class CareRule(ScopedModel):
    """Model workers of `level` in the union's subtree are due one care of `kind` every `every_years` years.

    In force from `from_day` until the day before `to_day`. The rule of the nearest union goes before those above it.
    """

    class Kind(models.TextChoices):
        CHECKUP = Care.Kind.CHECKUP.value, "健康体检"
        VISIT = Care.Kind.VISIT.value, "走访慰问"
        RECUPERATION = Care.Kind.RECUPERATION.value, "疗休养"

    rules = (
        Positive(("every_years",), "间隔年数应大于0。"),
        NotBefore(("from_day", "to_day"), "停止日期不能早于开始日期。"),
        Filled(("document",), "请填写依据文件。"),
    )

    organization = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        verbose_name="制定工会",
        related_name="+",
        help_text="适用于该工会及其下级工会的劳模",
    )
    level = models.CharField("荣誉级别", max_length=20, choices=HonourTitle.Level)
    kind = models.CharField("关爱类别", max_length=20, choices=Kind)
    every_years = models.IntegerField("间隔（年）", default=1, help_text="每几年一次，每年一次的填1")
    includes_retired = models.BooleanField("含退休劳模", default=False, help_text="不勾选的，自退休之日起不再列入")
    from_day = models.DateField("开始日期")
    to_day = models.DateField("停止日期", null=True, blank=True, help_text="自该日起不再适用")
    document = models.CharField("依据文件", max_length=100, help_text="文件名称或文号")

    classified = {"open": "level kind every_years includes_retired from_day to_day document"}

    class Meta:
        verbose_name = "劳模关爱标准"
        ordering = ["-from_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "level", "kind", "from_day"],
                name="care_rule",
                violation_error_message="该级别当日开始的同类标准已登记。",
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()}级劳模{self.get_kind_display()}"
