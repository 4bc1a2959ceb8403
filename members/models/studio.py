"""Innovation studios (创新工作室) with their recommendations upward, and honours (荣誉) of people and collectives."""

from django.db import models
from django.db.models import Q

from members.models.model_worker import HonourTitle
from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Filled, NotBefore, OnlyWhen, ruled
from union_site.core.scope import ChildModel, ScopedModel


@ruled("studio")
class Studio(ScopedModel):
    """A studio, in operation from `listed_on` until the day before `delisted_on`."""

    class Kind(models.TextChoices):
        MODEL_WORKER = "model_worker", "劳模创新工作室"
        WORKERS = "workers", "职工创新工作室"
        CRAFTSMAN = "craftsman", "工匠创新工作室"

    class Level(models.TextChoices):
        NATIONAL = "national", "全国级"
        PROVINCIAL = "provincial", "省级"
        CITY = "city", "市级"
        DISTRICT = "district", "区级"
        TOWN = "town", "镇（街道）级"
        GRASSROOTS = "grassroots", "基层级"

    rules = (
        Filled(("code",), "工作室编号不能为空。"),
        NotBefore(("listed_on", "delisted_on"), "摘牌日期不能早于挂牌日期。"),
    )

    code = models.CharField("工作室编号", max_length=40)
    name = models.CharField("工作室名称", max_length=100)
    kind = models.CharField("类别", max_length=20, choices=Kind)
    level = models.CharField("级别", max_length=20, choices=Level)
    leader = models.CharField("领衔人", max_length=50, blank=True)
    trade = DictionaryField("工种（领域）", dictionary="service_field", max_length=40, blank=True)
    employer_name = models.CharField("所在单位", max_length=100, blank=True)
    listed_on = models.DateField("挂牌日期")
    delisted_on = models.DateField("摘牌日期", null=True, blank=True, help_text="自该日起不再计入")

    classified = {
        "open": "code name kind level trade employer_name listed_on delisted_on",
        "personal": "leader",
    }

    class Meta:
        verbose_name = "创新工作室"
        ordering = ["-listed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="studio_code", violation_error_message="该工作室编号已登记。"
            ),
        ]
        indexes = [models.Index(fields=["district", "-listed_on", "-id"], name="studio_list")]

    def __str__(self):
        return self.name


class StudioRecommendation(ChildModel):
    """A studio recommended to a superior union (推荐参评), with what came of it."""

    scope_path = "studio__organization__path"
    belongs_to = "studio"

    studio = models.ForeignKey(Studio, models.CASCADE, related_name="recommendations", verbose_name="创新工作室")
    on = models.DateField("推荐日期")
    to = models.CharField("推荐至", max_length=60, blank=True, help_text="如市总工会")
    result = models.CharField("推荐结果", max_length=60, blank=True)

    classified = {"open": "studio on to result"}

    class Meta:
        verbose_name = "工作室推荐"
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["studio", "on", "to"],
                name="studio_recommendation",
                violation_error_message="该工作室当日的这次推荐已登记。",
            ),
        ]

    def __str__(self):
        return f"{self.to} {self.on}".strip()


@ruled("honour")
class Honour(ScopedModel):
    """An honour given to a person or a collective (工人先锋号, 五一巾帼标兵 …). Honours of model workers: HonourTitle.

    With the identity number of a person (optional) it is shown on the pages of that person.
    """

    class Kind(models.TextChoices):
        COLLECTIVE = "collective", "集体"
        PERSON = "person", "个人"

    SUPERIOR = (HonourTitle.Level.NATIONAL, HonourTitle.Level.PROVINCIAL, HonourTitle.Level.CITY)
    rules = (
        Filled(("title",), "荣誉称号不能为空。"),
        Filled(("recipient",), "获奖者不能为空。"),
        OnlyWhen(
            ("kind", "identity_index"),
            "集体荣誉不填写身份证号；属于个人的，请选择“个人”。",
            states=("person",),
            empty="",
        ),
        NotBefore(("birth_on", "awarded_on"), "授予日期不能早于获奖者的出生日期。"),
    )

    level = models.CharField("荣誉级别", max_length=20, choices=HonourTitle.Level)
    kind = models.CharField("集体/个人", max_length=20, choices=Kind)
    title = DictionaryField("荣誉称号", dictionary="honour_title", max_length=60)
    recipient = models.CharField("获奖者", max_length=100, help_text="个人姓名，或集体的名称")
    identity = EncryptedTextField("身份证号", help_text="个人荣誉可填，填写后在本人的页面显示这项荣誉")
    identity_index = BlindIndexField(source="identity", context="identity")
    birth_on = models.DateField("出生日期", null=True, blank=True, editable=False)
    employer_name = models.CharField("所在单位", max_length=100, blank=True)
    awarded_by = models.CharField("授予单位", max_length=60, blank=True)
    awarded_on = models.DateField("授予日期")
    document_number = models.CharField("表彰文号", max_length=60, blank=True)

    classified = {
        "open": "level kind title employer_name awarded_by awarded_on document_number",
        "personal": "recipient birth_on",
        "sensitive": "identity identity_index",
    }

    class Meta:
        verbose_name = "荣誉"
        ordering = ["-awarded_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "title", "recipient", "awarded_on"],
                name="honour",
                violation_error_message="该项荣誉已登记。",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-awarded_on", "-id"], name="honour_list"),
            models.Index(fields=["identity_index"], name="honour_identity_index", condition=~Q(identity_index="")),
        ]

    def __str__(self):
        return f"{self.title} {self.recipient}"
