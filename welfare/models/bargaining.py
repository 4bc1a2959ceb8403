"""Collective contracts (集体合同) and offers of collective bargaining (集体协商要约)."""

from django.db import models

from union_site.core.rules import NotBefore, NotNegative, Year, ruled
from union_site.core.scope import ScopedModel


@ruled("collective_contract")
class CollectiveContract(ScopedModel):
    """A contract of a union with its employer or employers, in force from `valid_from` to `valid_to`, both included."""

    class Kind(models.TextChoices):
        GENERAL = "general", "集体合同"
        WAGE = "wage", "工资专项"
        WOMEN = "women", "女职工专项"
        SAFETY = "safety", "劳动安全卫生专项"

    class Filing(models.TextChoices):
        NONE = "none", "未备案"
        REVIEWING = "reviewing", "审查中"
        FILED = "filed", "已备案"

    rules = (
        NotBefore(("valid_from", "valid_to"), "有效期止不能早于有效期起。"),
        NotBefore(("signed_on", "valid_to"), "有效期止不能早于签订日期。"),
        NotNegative(("employers",), "覆盖单位数不能为负数。"),
        NotNegative(("employees",), "覆盖职工数不能为负数。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="工会名称", related_name="+")
    kind = models.CharField("合同类型", max_length=20, choices=Kind)
    signed_on = models.DateField("签订日期")
    valid_from = models.DateField("有效期起", null=True, blank=True)
    valid_to = models.DateField("有效期止", null=True, blank=True, help_text="最后有效的一天")
    employers = models.IntegerField("覆盖单位数", null=True, blank=True, help_text="区域性、行业性合同填写")
    employees = models.IntegerField("覆盖职工数", null=True, blank=True)
    filing = models.CharField("备案状态", max_length=20, choices=Filing, default=Filing.NONE)

    classified = {"open": "kind signed_on valid_from valid_to employers employees filing"}

    class Meta:
        verbose_name = "集体合同"
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "signed_on"],
                name="collective_contract",
                violation_error_message="该工会当日签订的同类合同已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-signed_on", "-id"], name="collective_contract_list")]

    def __str__(self):
        return f"{self.organization} {self.get_kind_display()} {self.signed_on}"


@ruled("bargaining_offer")
class BargainingOffer(ScopedModel):
    """An offer to bargain that a union made to its employer in the campaign (要约行动) of a year."""

    class Response(models.TextChoices):
        NONE = "none", "未回应"
        BARGAINING = "bargaining", "协商中"
        ANSWERED = "answered", "已回应"
        REFUSED = "refused", "拒绝"

    class Result(models.TextChoices):
        SIGNED = "signed", "新签"
        RENEWED = "renewed", "续签"
        FAILED = "failed", "未达成"

    rules = (
        Year(("campaign_year",), "要约行动年度应在 1990 至 2099 之间。"),
        NotBefore(("offered_on", "answered_on"), "回应日期不能早于要约日期。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="工会名称", related_name="+")
    campaign_year = models.PositiveSmallIntegerField("要约行动年度")
    offered_on = models.DateField("要约日期")
    response = models.CharField("企业回应", max_length=20, choices=Response, default=Response.NONE)
    answered_on = models.DateField("回应日期", null=True, blank=True)
    result = models.CharField("结果", max_length=20, choices=Result, blank=True)

    classified = {"open": "campaign_year offered_on response answered_on result"}

    class Meta:
        verbose_name = "集体协商要约"
        ordering = ["-offered_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "campaign_year", "offered_on"],
                name="bargaining_offer",
                violation_error_message="该工会当日的要约已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-offered_on", "-id"], name="bargaining_offer_list")]

    def __str__(self):
        return f"{self.organization} {self.offered_on}"
