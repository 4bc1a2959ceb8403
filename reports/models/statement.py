"""Statements (手工填报数): a figure typed by hand where there are no rows to count, shown as it was typed."""

from django.db import models
from django.db.models import Q

from reports.models.place import Place
from union_site.core.periods import Period
from union_site.core.rules import Filled, Rule, ruled
from union_site.core.scope import ScopedModel

PERIODS = tuple(
    (key, Period.parse(key).label) for year in range(2018, 2041) for key in (f"{year}H1", f"{year}H2", str(year))
)
# What would end a token in a text, or an address.
FORBIDDEN = "{}|@[]/\\ "


class NameInText(Rule):
    """fields = (name,): the name can stand in a text as {{stated.name}}."""

    def q(self):
        condition = Q()
        for character in FORBIDDEN:
            condition &= ~Q(**{f"{self.fields[0]}__contains": character})
        return condition

    def test(self, name):
        return not any(character in name for character in FORBIDDEN)


@ruled("statement")
class Statement(ScopedModel):
    """A figure that a unit (`organization`) states for a period. The name is its key in texts: {{stated.name}}.

    `value` is the text as typed, `amount` the same as a number where it is one. It is added to nothing: a question about
    a unit is answered by the unit's own statement. `sentence` may stand in the summary at `place`.
    """

    rules = (
        Filled(("name",), "指标名称不能为空。"),
        NameInText(("name",), "指标名称中不能有空格、斜线，也不能有 { } | @ [ ] 等符号。"),
        Filled(("value",), "数值不能为空。"),
        Filled(("source",), "请写明数据来源，如：据区文旅局《2021年上半年统计表》。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="填报单位", related_name="+")
    period = models.CharField("报告期", max_length=6, choices=PERIODS)
    place = models.CharField("所属板块", max_length=10, choices=Place)
    name = models.CharField("指标名称", max_length=40, help_text="各期用同一名称；在文字中写作 {{stated.指标名称}}")
    value = models.CharField("数值", max_length=40, help_text="照原样显示，如：1,280、近300")
    amount = models.DecimalField("数值（数字）", max_digits=20, decimal_places=6, null=True, blank=True, editable=False)
    unit = models.CharField("计量单位", max_length=10, blank=True)
    source = models.CharField("数据来源", max_length=200, help_text="谁提供、依据什么文件或报表；可以上传附件")
    sentence = models.CharField(
        "写入总结的句子",
        max_length=200,
        blank=True,
        help_text="可不填；用 {{本指标}} 表示这个数，如：建成职工书屋{{本指标}}。",
    )

    classified = {"open": "period place name value amount unit source sentence"}

    class Meta:
        verbose_name = "手工填报数"
        ordering = ["-period", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name", "period"],
                name="statement_of_period",
                violation_error_message="该单位本期的这项数字已填报。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-period", "id"], name="statement_list")]

    def __str__(self):
        return f"{self.name} {self.value}{self.unit}"

    @property
    def key(self) -> str:
        """The key in texts and addresses: stated.职工书屋."""
        return f"stated.{self.name}"
