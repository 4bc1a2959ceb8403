"""Skill contests (技能比武), a row per trade."""

from django.db import models

from union_site.core.rules import Filled, NotBefore, NotNegative, ruled
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
    """A trade (工种) of a contest with its contestants (人), winners and skill promotions."""

    scope_path = "contest__organization__path"
    belongs_to = "contest"
    rules = (
        NotNegative(("contestants",), "参赛人数不能为负数。"),
        NotNegative(("promotions",), "技能晋级人数不能为负数。"),
    )

    contest = models.ForeignKey(Contest, models.CASCADE, related_name="trades", verbose_name="技能比武")
    trade = models.CharField("工种", max_length=40)
    contestants = models.IntegerField("参赛人数", null=True, blank=True)
    winners = models.CharField("获奖选手", max_length=200, blank=True)
    promotions = models.IntegerField("技能晋级人数", null=True, blank=True)

    classified = {"open": "contest trade contestants promotions", "personal": "winners"}

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
