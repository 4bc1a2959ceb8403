"""Labour disputes (劳动争议案件). 件 and 人 are different figures; amounts in 元, of the whole case."""

from django.db import models
from django.db.models import Q

from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Filled, NotAbove, NotBefore, NotNegative, Positive, ruled
from union_site.core.scope import ScopedModel


@ruled("legal_case")
class LegalCase(ScopedModel):
    """A case. `organization` follows from the employer: its covering union, else the town where it lies."""

    class Way(models.TextChoices):
        CONSULTATION = "consultation", "咨询"
        DRAFTING = "drafting", "代书"
        MEDIATION = "mediation", "调解"
        ARBITRATION = "arbitration", "仲裁"
        LITIGATION = "litigation", "诉讼"

    rules = (
        Filled(("number",), "案号不能为空。"),
        NotBefore(("accepted_on", "closed_on"), "结案日期不能早于受理日期。"),
        Positive(("workers",), "涉及职工人数应大于 0。"),
        NotNegative(("amount",), "涉及金额不能为负数。"),
        NotNegative(("recovered",), "挽回金额不能为负数。"),
        NotNegative(("received",), "到账金额不能为负数。"),
        NotAbove(("amount", "recovered"), "挽回金额不能大于涉及金额。"),
        NotAbove(("recovered", "received"), "到账金额不能大于挽回金额。"),
    )

    number = models.CharField("案号", max_length=60)
    accepted_on = models.DateField("受理日期")
    closed_on = models.DateField("结案日期", null=True, blank=True)
    applicant = models.CharField("申请人", max_length=50, blank=True)
    identity = EncryptedTextField("申请人身份证号", help_text="可不填；填写后可核对会员登记")
    identity_index = BlindIndexField(source="identity", context="identity")
    workers = models.IntegerField("涉及职工人数", default=1)
    employer = models.ForeignKey(
        "members.Employer",
        models.PROTECT,
        related_name="+",
        verbose_name="用人单位",
        help_text="案件归属其所属工会或所在镇街",
    )
    subject = DictionaryField("争议类型", dictionary="dispute", max_length=40, blank=True)
    way = models.CharField("处理方式", max_length=20, choices=Way, blank=True)
    amount = models.DecimalField("涉及金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    result = DictionaryField("处理结果", dictionary="dispute_result", max_length=40, blank=True)
    recovered = models.DecimalField("挽回金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    received = models.DecimalField("到账金额（元）", max_digits=14, decimal_places=2, null=True, blank=True)

    classified = {
        "open": "number accepted_on closed_on workers employer subject way",
        "personal": "applicant",
        "sensitive": "identity identity_index amount result recovered received",
    }

    class Meta:
        verbose_name = "劳动争议案件"
        ordering = ["-accepted_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "number"], name="legal_case_number", violation_error_message="该案号已登记。"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-accepted_on", "-id"], name="legal_case_list"),
            models.Index(fields=["identity_index"], name="legal_case_identity", condition=~Q(identity_index="")),
        ]

    def __str__(self):
        return self.number

    def save(self, *args, **kwargs):
        if self.employer_id:
            self.organization_id = self.employer.organization_id
        super().save(*args, **kwargs)
