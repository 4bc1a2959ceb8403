"""Collective contracts (集体合同) and offers of collective bargaining (集体协商要约)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from union_site.core.rules import AllowedWhen, NotBefore, NotNegative, Year, ruled
from union_site.core.scope import ChildModel, ScopedModel


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
        NotBefore(("signed_on", "submitted_on"), "报送日期不能早于签订日期。"),
        NotBefore(("submitted_on", "filed_on"), "备案日期不能早于报送日期。"),
        NotBefore(("signed_on", "filed_on"), "备案日期不能早于签订日期。"),
        AllowedWhen(("filed_on", "filing"), "填写了备案日期的，备案状态应为“已备案”。", allowed=(Filing.FILED,)),
        AllowedWhen(
            ("submitted_on", "filing"),
            "填写了报送日期的，备案状态应为“审查中”或“已备案”。",
            allowed=(Filing.REVIEWING, Filing.FILED),
        ),
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
    submitted_on = models.DateField(
        "报送日期",
        null=True,
        blank=True,
        help_text="签字之日起 10 日内由用人单位报送人社部门审查（《集体合同规定》第四十二条）",
    )
    filing = models.CharField("备案状态", max_length=20, choices=Filing, default=Filing.NONE)
    filed_on = models.DateField(
        "备案日期",
        null=True,
        blank=True,
        help_text="人社部门收到文本之日起 15 日内未提出异议的，合同即行生效（《劳动法》第三十四条）",
    )
    predecessor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals", verbose_name="续签自"
    )

    classified = {
        "open": "kind signed_on valid_from valid_to employers employees submitted_on filing filed_on predecessor"
    }

    class Meta:
        verbose_name = "集体合同"
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "signed_on"],
                name="collective_contract",
                violation_error_message="该工会当日签订的同类合同已登记。",
            ),
            models.UniqueConstraint(
                fields=["predecessor"],
                condition=Q(predecessor__isnull=False),
                name="collective_contract_renewal",
                violation_error_message="这份合同已登记过续签的合同。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-signed_on", "-id"], name="collective_contract_list")]

    def __str__(self):
        return f"{self.organization} {self.get_kind_display()} {self.signed_on}"

    def clean(self):
        if self.predecessor_id and self.predecessor_id == self.pk:
            raise ValidationError({"predecessor": "不能续签自这份合同本身。"})
        if self.predecessor_id and self.signed_on < self.predecessor.signed_on:
            raise ValidationError({"signed_on": "签订日期不能早于所续签合同的签订日期。"})


class CoveredEmployer(ChildModel):
    """An employer that a regional or sectoral contract covers; without any, a contract covers its union's employers."""

    scope_path = "contract__organization__path"
    belongs_to = "contract"

    contract = models.ForeignKey(
        CollectiveContract, models.CASCADE, related_name="covered_employers", verbose_name="集体合同"
    )
    employer = models.ForeignKey("members.Employer", models.PROTECT, related_name="+", verbose_name="用人单位")

    classified = {"open": "contract employer"}

    class Meta:
        verbose_name = "覆盖单位"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "employer"],
                name="covered_employer",
                violation_error_message="这份合同的覆盖单位中已有该单位。",
            )
        ]

    def __str__(self):
        return str(self.employer)


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
        AllowedWhen(
            ("answered_on", "response"),
            "填写了回应日期的，企业回应不能是“未回应”。",
            allowed=(Response.BARGAINING, Response.ANSWERED, Response.REFUSED),
        ),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="工会名称", related_name="+")
    campaign_year = models.PositiveSmallIntegerField("要约行动年度")
    offered_on = models.DateField("要约日期")
    response = models.CharField("企业回应", max_length=20, choices=Response, default=Response.NONE)
    answered_on = models.DateField(
        "回应日期", null=True, blank=True, help_text="收到要约之日起 20 日内书面回应（《集体合同规定》第三十二条）"
    )
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
