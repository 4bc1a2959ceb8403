"""Targets of the year (年度目标任务)."""

from django.db import models
from django.db.models import Q

from union_site.core.rules import Filled, Positive, Rule, Year, ruled
from union_site.core.scope import ScopedModel


class PercentOfWhole(Rule):
    """fields = (unit, value): a target in percent is at most 100."""

    def q(self):
        return ~Q(**{self.fields[0]: "%"}) | Q(**{f"{self.fields[1]}__lte": 100})

    def test(self, unit, value):
        return unit != "%" or value <= 100


@ruled("target")
class AnnualTarget(ScopedModel):
    """What a unit (`organization`) has to reach in a year, as the superior union set it (`set_by`).

    The indicator is named as the letter names it; `indicator_key` is the figure of that name, empty where there is none.
    """

    rules = (
        Filled(("indicator_name",), "指标不能为空。"),
        Year(("year",), "请填写四位数的年度，如 2021。"),
        Positive(("value",), "目标值应大于 0。"),
        PercentOfWhole(("unit", "value"), "以百分比计的目标值不能超过 100。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="承担单位", related_name="+")
    year = models.PositiveSmallIntegerField("年度")
    indicator_name = models.CharField(
        "指标", max_length=60, help_text="与指标目录中的名称一致时，系统自动计算完成情况，如：医疗互助参保人数"
    )
    indicator_key = models.CharField("对应指标", max_length=60, blank=True, editable=False)
    set_by = models.CharField("下达单位", max_length=60, blank=True, help_text="下达这项任务的上级工会全称")
    value = models.DecimalField("目标值", max_digits=14, decimal_places=2)
    unit = models.CharField("计量单位", max_length=10, blank=True)

    classified = {"open": "year indicator_name indicator_key set_by value unit"}

    class Meta:
        verbose_name = "年度目标任务"
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year", "indicator_name"],
                name="target_of_year",
                violation_error_message="该单位本年度的这项指标已下达目标。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-year", "id"], name="target_list")]

    def __str__(self):
        return f"{self.organization} {self.year}年 {self.indicator_name}"
