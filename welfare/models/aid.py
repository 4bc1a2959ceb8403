"""Aid given (帮扶发放): to people with a hardship file, to others, and to collectives. Amounts in 元."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import AllowedWhen, AnyGiven, Filled, NeededWhen, Positive, ruled
from union_site.core.scope import ScopedModel
from welfare.models.hardship import HardshipCase

BEFORE_OPENING = "发放日期不能早于档案的建档日期。"


@ruled("aid_payment")
class AidPayment(ScopedModel):
    """A payment of aid, with the source of the money; goods (慰问品) stand beside it with their value.

    To a person with a hardship file, `case` is that file, and `organization`, `name` and `identity` are the file's (see
    `save` and services.aid). Others are named here; their identity number is optional. A collective (the workers of a
    building site, a team) is named by `name` and counts with the `people` that were reached: 人次, never 人.
    """

    class Recipient(models.TextChoices):
        FILED = "filed", "在档困难职工"
        OUTSIDE = "outside", "档外职工"
        COLLECTIVE = "collective", "集体"

    class Kind(models.TextChoices):
        LIVING = "living", "生活救助"
        MEDICAL = "medical", "医疗救助"
        ILLNESS = "illness", "大病救助"
        STUDY = "study", "助学救助"
        AUTUMN = "autumn", "金秋助学"
        WINTER = "winter", "送温暖"
        SUMMER = "summer", "送清凉"
        CONSOLATION = "consolation", "慰问"

    rules = (
        NeededWhen(("recipient", "case_id"), "发给在档困难职工的，请选择困难职工档案。", when=(Recipient.FILED,)),
        AllowedWhen(
            ("case_id", "recipient"), "选择了困难职工档案的，发放对象应为“在档困难职工”。", allowed=(Recipient.FILED,)
        ),
        Filled(("name",), "发放对象的姓名或名称不能为空。"),
        AllowedWhen(
            ("recipient", "identity_index"),
            "发给集体的，不填写身份证号。",
            when=(Recipient.COLLECTIVE,),
            allowed=("",),
        ),
        Positive(("people",), "人次应大于 0。"),
        AllowedWhen(
            ("recipient", "people"),
            "发给个人的，人次应为 1。",
            when=(Recipient.FILED, Recipient.OUTSIDE),
            allowed=(1,),
        ),
        AnyGiven(("goods_value", "amount"), "请填写发放金额，或慰问品的折价。"),
        Positive(("amount",), "发放金额应大于 0。"),
        Positive(("goods_value",), "慰问品折价应大于 0。"),
    )

    organization = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        verbose_name="所属工会",
        related_name="+",
        blank=True,
        help_text="档外职工和集体必填；在档困难职工随档案",
    )
    recipient = models.CharField("发放对象", max_length=20, choices=Recipient, default=Recipient.FILED)
    case = models.ForeignKey(
        HardshipCase,
        models.PROTECT,
        related_name="payments",
        verbose_name="困难职工档案",
        null=True,
        blank=True,
        help_text="发给在档困难职工的必填，姓名和工会随档案",
    )
    name = models.CharField(
        "姓名或名称", max_length=100, blank=True, help_text="档外职工填姓名，集体填名称，如某工地户外劳动者"
    )
    identity = EncryptedTextField("身份证号", help_text="填写后自动关联在档的困难职工档案")
    identity_index = BlindIndexField(source="identity", context="identity")
    employer_name = models.CharField("工作单位或地点", max_length=100, blank=True)
    kind = models.CharField("发放类别", max_length=20, choices=Kind)
    paid_on = models.DateField("发放日期")
    campaign = models.CharField("活动批次", max_length=60, blank=True, help_text="如“2021年送温暖”")
    amount = models.DecimalField("发放金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    goods = models.CharField("慰问品", max_length=100, blank=True, help_text="品名和数量")
    goods_value = models.DecimalField("慰问品折价（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    people = models.IntegerField("人次", default=1, help_text="集体填写慰问到的人次，个人为 1")
    bank_card = EncryptedTextField("银行卡号", help_text="收款人的卡号，可不填；发放到卡的填写")
    source = DictionaryField(
        "资金来源", dictionary="funding", max_length=40, blank=True, help_text="如中央财政、工会经费、社会捐助"
    )

    classified = {
        "open": "recipient employer_name campaign goods people source",
        "personal": "name",
        "sensitive": "case identity identity_index kind paid_on amount goods_value bank_card",
    }

    class Meta:
        verbose_name = "帮扶发放"
        ordering = ["-paid_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "paid_on", "name", "identity_index"],
                name="aid_payment",
                violation_error_message="该对象当日的同类发放已登记。",
            ),
            models.UniqueConstraint(
                fields=["district", "identity_index", "kind", "paid_on"],
                condition=~Q(identity_index=""),
                name="aid_payment_person",
                violation_error_message="该人员当日的同类发放已登记。",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-paid_on", "-id"], name="aid_list"),
            models.Index(fields=["identity_index"], name="aid_identity", condition=~Q(identity_index="")),
        ]

    def __str__(self):
        return f"{self.name} {self.get_kind_display()} {self.paid_on}"

    @property
    def parent_record(self):
        """The file that the payment belongs to, if any."""
        return self.case

    def follow_case(self):
        """Take over union, name and identity number of the file: it is the file that says who the person is."""
        if self.case_id:
            self.recipient = self.Recipient.FILED
            self.organization_id, self.name, self.identity = (
                self.case.organization_id,
                self.case.name,
                self.case.identity,
            )

    def clean(self):
        if self.recipient != self.Recipient.COLLECTIVE:
            self.follow_case()
        if self.case_id and self.paid_on < self.case.opened_on:
            raise ValidationError({"paid_on": BEFORE_OPENING})

    def save(self, *args, **kwargs):
        self.follow_case()
        super().save(*args, **kwargs)
