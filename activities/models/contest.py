"""Skill contests (技能比武), a row per trade, and their winners."""

from django.db import models
from django.db.models import Q

from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Filled, NotAbove, NotBefore, NotNegative, ruled
from union_site.core.scope import ChildModel, ScopedModel


@ruled("contest")
class Contest(ScopedModel):
    """A contest: `organization` is the host; the host's level tells enterprise, town, system and district contests."""

    class HostLevel(models.TextChoices):
        DISTRICT = "district", "区"
        TOWN = "town", "镇(街道)"
        SYSTEM = "system", "系统"
        GRASSROOTS = "grassroots", "基层"

    rules = (
        Filled(("code",), "比武编号不能为空。"),
        NotBefore(("started_on", "ended_on"), "结束日期不能早于开始日期。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="主办单位", related_name="+")
    code = models.CharField("比武编号", max_length=40)
    name = models.CharField("比武名称", max_length=100)
    host_level = models.CharField("主办层级", max_length=20, choices=HostLevel)
    started_on = models.DateField("开始日期", help_text="决定计入哪个报告期")
    ended_on = models.DateField("结束日期", null=True, blank=True)

    classified = {"open": "code name host_level started_on ended_on"}

    class Meta:
        verbose_name = "技能比武"
        ordering = ["-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="contest_code", violation_error_message="该比武编号已登记。"
            ),
        ]
        indexes = [models.Index(fields=["district", "-started_on", "-id"], name="contest_list")]

    def __str__(self):
        return self.name


@ruled("contest_trade")
class ContestTrade(ChildModel):
    """A trade (工种) of a contest with its contestants (人) and skill promotions (人)."""

    scope_path = "contest__organization__path"
    belongs_to = "contest"
    rules = (
        NotNegative(("contestants",), "参赛人数不能为负数。"),
        NotNegative(("promotions",), "技能晋级人数不能为负数。"),
        NotAbove(("contestants", "promotions"), "技能晋级人数不能大于参赛人数。"),
    )

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="trades", verbose_name="技能比武")
    trade = DictionaryField("工种", dictionary="trade", max_length=40)
    contestants = models.IntegerField("参赛人数", null=True, blank=True)
    promotions = models.IntegerField("技能晋级人数", null=True, blank=True)

    classified = {"open": "contest trade contestants promotions"}

    class Meta:
        verbose_name = "比武工种"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "trade"], name="contest_trade", violation_error_message="该比武的此工种已登记。"
            ),
        ]

    def __str__(self):
        return self.trade


@ruled("contest_winner")
class ContestWinner(ChildModel):
    """A winner (获奖选手) in one trade of a contest; `honour` is the honour that was made of it, once.

    `union` is the winner's own union; the row itself belongs to the host of the contest.
    """

    class SkillLevel(models.TextChoices):
        """The eight levels of vocational skill (《关于健全完善新时代技能人才职业技能等级制度的意见（试行）》)."""

        APPRENTICE = "apprentice", "学徒工"
        JUNIOR = "junior", "初级工"
        INTERMEDIATE = "intermediate", "中级工"
        SENIOR = "senior", "高级工"
        TECHNICIAN = "technician", "技师"
        SENIOR_TECHNICIAN = "senior_technician", "高级技师"
        SPECIAL_TECHNICIAN = "special_technician", "特级技师"
        CHIEF_TECHNICIAN = "chief_technician", "首席技师"

    scope_path = "contest__organization__path"
    belongs_to = "contest"
    rules = (
        Filled(("trade",), "工种不能为空。"),
        Filled(("name",), "选手姓名不能为空。"),
    )

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="winners", verbose_name="技能比武")
    trade = models.CharField("工种", max_length=40)
    name = models.CharField("选手姓名", max_length=50)
    identity = EncryptedTextField("身份证号", help_text="可不填，填写后获得的荣誉在本人的页面显示")
    identity_index = BlindIndexField(source="identity", context="identity")
    employer_name = models.CharField("所在单位", max_length=100, blank=True)
    union = models.ForeignKey(
        "members.Organization", models.PROTECT, verbose_name="所属工会", related_name="+", null=True, blank=True
    )
    rank = models.CharField("获奖等次", max_length=20, blank=True, help_text="如一等奖、第一名、优胜奖")
    skill_level = models.CharField("晋级技能等级", max_length=20, choices=SkillLevel, blank=True)
    honour = models.ForeignKey(
        "members.Honour", models.PROTECT, verbose_name="已生成荣誉", related_name="+", null=True, editable=False
    )

    classified = {
        "open": "contest trade employer_name union rank skill_level honour",
        "personal": "name",
        "sensitive": "identity identity_index",
    }

    class Meta:
        verbose_name = "获奖选手"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contest", "trade", "name", "identity_index"],
                name="contest_winner",
                violation_error_message="该选手在这次比武的此工种已登记。",
            ),
        ]
        indexes = [
            models.Index(fields=["identity_index"], name="contest_winner_identity", condition=~Q(identity_index=""))
        ]

    def __str__(self):
        return f"{self.name}（{self.trade}{self.rank}）"
