"""Members (会员): one person is one identity number in the whole district."""

from django.db import models
from django.db.models import Q

from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Filled, NotBefore, ruled
from union_site.core.scope import ChildModel, ScopedModel


@ruled("member")
class Member(ScopedModel):
    """A member of a union. `organization` is the union today; earlier ones are in `Transfer`."""

    class Status(models.TextChoices):
        NORMAL = "normal", "正常"
        KEPT = "kept", "保留会籍"
        LEFT = "left", "转出"
        CANCELLED = "cancelled", "注销"

    class Card(models.TextChoices):
        NONE = "none", "未申领"
        APPLIED = "applied", "已申领"
        ISSUED = "issued", "已发卡"

    class Gender(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    rules = (
        Filled(("identity_index",), "身份证号码不能为空。"),
        NotBefore(("birth_on", "joined_on"), "入会日期不能早于出生日期。"),
        NotBefore(("joined_on", "status_on"), "状态日期不能早于入会日期。"),
    )

    name = models.CharField("姓名", max_length=50)
    gender = models.CharField("性别", max_length=10, choices=Gender, blank=True)
    identity = EncryptedTextField("身份证号码", blank=False)
    identity_index = BlindIndexField(source="identity", context="identity")
    birth_on = models.DateField("出生日期", null=True, blank=True, editable=False)
    phone = EncryptedTextField("手机号码")
    phone_index = BlindIndexField(source="phone", context="phone")
    employer_name = models.CharField("工作单位", max_length=100, blank=True)
    education = DictionaryField("学历", dictionary="education", max_length=20, blank=True)
    political_status = DictionaryField(
        "政治面貌", dictionary="political_status", closed=True, max_length=20, blank=True
    )
    migrant_worker = models.BooleanField("农民工", null=True, blank=True)
    new_employment = DictionaryField("新就业形态", dictionary="new_employment", max_length=30, blank=True)
    joined_on = models.DateField("入会日期", null=True)
    status = models.CharField("会籍状态", max_length=20, choices=Status, default=Status.NORMAL)
    status_on = models.DateField("状态日期", null=True, blank=True, help_text="不再是“正常”状态的第一天")
    card = models.CharField("电子会员卡", max_length=20, choices=Card, default=Card.NONE)
    card_on = models.DateField("申领日期", null=True, blank=True)

    classified = {
        "open": "employer_name education migrant_worker new_employment joined_on status status_on card card_on",
        "personal": "name gender birth_on phone phone_index political_status",
        "sensitive": "identity identity_index",
    }

    class Meta:
        verbose_name = "会员"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "identity_index"],
                name="member_identity",
                violation_error_message="该身份证号码已登记为会员。",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-id"], name="member_list"),
            models.Index(fields=["organization", "-id"], name="member_organization"),
            models.Index(fields=["district", "name"], name="member_name"),
            models.Index(fields=["phone_index"], name="member_phone", condition=~Q(phone_index="")),
        ]

    def __str__(self):
        return self.name


class Transfer(ChildModel):
    """A transfer inside the district (会籍转接): from `on` the member belongs to `to_organization`."""

    scope_path = "member__organization__path"
    belongs_to = "member"

    member = models.ForeignKey(Member, models.CASCADE, related_name="transfers", verbose_name="会员")
    from_organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="+", verbose_name="原所属工会"
    )
    to_organization = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="+", verbose_name="转入工会"
    )
    on = models.DateField("转入日期", help_text="在新工会的第一天")

    classified = {"personal": "member", "open": "from_organization to_organization on"}

    class Meta:
        verbose_name = "会籍转接"
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "on"], name="transfer_day", violation_error_message="该会员在这一天已有一次转接。"
            )
        ]

    def __str__(self):
        return f"{self.member} {self.on}"
