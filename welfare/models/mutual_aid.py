"""Medical mutual aid (医疗互助): enrolment of units for a policy year, and claims. Amounts in 元."""

from django.db import models

from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Filled, NeededWhen, NotBefore, NotNegative, Positive, Year, ruled
from union_site.core.scope import ScopedModel


@ruled("enrolment")
class MutualAidEnrolment(ScopedModel):
    """A unit (`organization`) enrols people for a policy year; people added later are a further row of the same unit."""

    rules = (
        Year(("policy_year",), "参保年度应在 1990 至 2099 之间。"),
        Positive(("people",), "参保人数应大于 0。"),
        NotNegative(("fee",), "缴费标准不能为负数。"),
        NotNegative(("premium",), "参保金额不能为负数。"),
    )

    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, verbose_name="参保单位（工会）", related_name="+"
    )
    policy_year = models.PositiveSmallIntegerField("参保年度")
    round = models.CharField("批次", max_length=20, default="首批", help_text="首批或追加")
    paid_on = models.DateField("缴费日期", help_text="可以早于参保年度，如上一年 12 月")
    people = models.IntegerField("参保人数")
    fee = models.DecimalField("缴费标准（元/人）", max_digits=8, decimal_places=2, null=True, blank=True)
    premium = models.DecimalField("参保金额（元）", max_digits=14, decimal_places=2)

    classified = {"open": "policy_year round paid_on people fee premium"}

    class Meta:
        verbose_name = "医疗互助参保"
        ordering = ["-policy_year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "policy_year", "round", "paid_on"],
                name="enrolment",
                violation_error_message="该单位当日的这一批参保已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "policy_year", "-id"], name="enrolment_list")]

    def __str__(self):
        return f"{self.organization} {self.policy_year}年 {self.round}"


@ruled("claim")
class MutualAidClaim(ScopedModel):
    """A claim; only a paid one counts, on the day it was paid, whatever policy year it belongs to."""

    class State(models.TextChoices):
        REVIEWING = "reviewing", "审核中"
        RETURNED = "returned", "已退回"
        PAID = "paid", "已支付"

    rules = (
        Filled(("code",), "报销编号不能为空。"),
        Year(("policy_year",), "参保年度应在 1990 至 2099 之间。"),
        NotBefore(("applied_on", "paid_on"), "支付日期不能早于申请日期。"),
        NeededWhen(("state", "paid_on"), "已支付的，请填写支付日期。", when=(State.PAID,)),
        NeededWhen(("state", "amount"), "已支付的，请填写报销金额。", when=(State.PAID,)),
        NotNegative(("amount",), "报销金额不能为负数。"),
    )

    organization = models.ForeignKey(
        "members.Organization", models.PROTECT, verbose_name="参保单位（工会）", related_name="+"
    )
    code = models.CharField("报销编号", max_length=40)
    name = models.CharField("姓名", max_length=50)
    identity = EncryptedTextField("身份证号")
    identity_index = BlindIndexField(source="identity", context="identity")
    policy_year = models.PositiveSmallIntegerField("参保年度")
    kind = DictionaryField("报销类别", dictionary="claim_kind", max_length=30, blank=True)
    applied_on = models.DateField("申请日期", null=True, blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.REVIEWING)
    paid_on = models.DateField("支付日期", null=True, blank=True)
    bank_card = EncryptedTextField("银行卡号", help_text="收款人的卡号，可不填；支付到卡的填写")
    amount = models.DecimalField("报销金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)

    classified = {
        "open": "code policy_year applied_on state paid_on",
        "personal": "name",
        "sensitive": "identity identity_index kind bank_card amount",
    }

    class Meta:
        verbose_name = "医疗互助报销"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="claim_code", violation_error_message="该报销编号已登记。"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "paid_on"], name="claim_paid_on"),
            models.Index(fields=["identity_index"], name="claim_identity"),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"
