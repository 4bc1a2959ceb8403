"""Safety at work: the yearly contest 安康杯 with its quotas, and hazards that workers report (隐患随手拍)."""

from datetime import date

from django.db import models
from django.db.models import Q

from union_site.core.rules import Filled, InYear, NotAbove, NotBefore, NotNegative, Positive, Score, Year, ruled
from union_site.core.scope import ScopedModel


@ruled("safety_cup")
class SafetyCupEntry(ScopedModel):
    """An employer in the 安康杯 of a year. It counts from the day on which it enrolled; rate = participants / employees.

    `score` is given on review (考核得分), with or without a `self_score` (自评得分): not every town asks for one.
    """

    rules = (
        Year(("year",), "竞赛年度应为四位年份，如 2021。"),
        Filled(("employer_name",), "参赛单位不能为空。"),
        InYear(("year", "enrolled_on"), "报名日期应在竞赛年度之内。"),
        Positive(("employees",), "职工总数应为 1 人以上。"),
        Positive(("participants",), "参赛职工数应为 1 人以上。"),
        NotAbove(("employees", "participants"), "参赛职工数不能大于职工总数。"),
        NotNegative(("teams",), "参赛班组数不能为负数。"),
        NotAbove(("participants", "teams"), "参赛班组数不能大于参赛职工数。"),
        Score(("self_score",), "自评得分应在 0 至 100 分之间。"),
        Score(("score",), "考核得分应在 0 至 100 分之间。"),
    )

    year = models.PositiveSmallIntegerField("竞赛年度")
    employer_name = models.CharField("参赛单位", max_length=100)
    enrolled_on = models.DateField("报名日期", help_text="自该日起计入")
    employees = models.IntegerField("职工总数", null=True, blank=True)
    participants = models.IntegerField("参赛职工数", null=True, blank=True)
    teams = models.IntegerField("参赛班组数", null=True, blank=True)
    self_score = models.DecimalField("自评得分", max_digits=5, decimal_places=1, null=True, blank=True)
    score = models.DecimalField("考核得分", max_digits=5, decimal_places=1, null=True, blank=True)
    award = models.CharField("获奖情况", max_length=60, blank=True)

    classified = {"open": "year employer_name enrolled_on employees participants teams self_score score award"}

    class Meta:
        verbose_name = "安康杯竞赛"
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "year", "employer_name"],
                name="safety_cup",
                violation_error_message="该单位当年的参赛已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-year", "-id"], name="safety_cup_list")]

    def __str__(self):
        return f"{self.employer_name} {self.year}年"


@ruled("safety_quota")
class SafetyQuota(ScopedModel):
    """What a superior asks of a union for the 安康杯 of a year (参赛指标): at least so many organisations 家 and workers 人."""

    rules = (
        Year(("year",), "竞赛年度应为四位年份，如 2021。"),
        Positive(("organisations",), "参赛单位指标应为 1 家以上。"),
        Positive(("participants",), "参赛职工指标应为 1 人以上。"),
    )

    year = models.PositiveSmallIntegerField("竞赛年度")
    organization = models.ForeignKey(
        "members.Organization",
        models.PROTECT,
        verbose_name="承担单位",
        related_name="+",
        help_text="如镇（街道）、系统工会",
    )
    organisations = models.IntegerField("参赛单位指标（家）", null=True, blank=True)
    participants = models.IntegerField("参赛职工指标（人）", null=True, blank=True)
    document_number = models.CharField("下达文号", max_length=60, blank=True)

    classified = {"open": "year organisations participants document_number"}

    class Meta:
        verbose_name = "安康杯参赛指标"
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "year"], name="safety_quota", violation_error_message="该单位当年的指标已登记。"
            ),
            models.CheckConstraint(
                condition=Q(organisations__isnull=False) | Q(participants__isnull=False),
                name="safety_quota_filled",
                violation_error_message="请填写参赛单位指标或参赛职工指标，至少一项。",
            ),
        ]

    def __str__(self):
        return f"{self.organization} {self.year}年"


@ruled("hazard_report")
class HazardReport(ScopedModel):
    """A hazard reported by a worker; it counts on the day of the report, whatever became of it. Photos are attachments."""

    class Grade(models.TextChoices):
        GENERAL = "general", "一般"
        LARGER = "larger", "较大"
        MAJOR = "major", "重大"

    class State(models.TextChoices):
        ACCEPTED = "accepted", "已受理"
        CORRECTING = "correcting", "整改中"
        CORRECTED = "corrected", "已整改"
        UNFOUNDED = "unfounded", "不属实"

    HANDLED = (State.CORRECTED, State.UNFOUNDED)
    rules = (
        Filled(("code",), "编号不能为空。"),
        NotBefore(("reported_on", "deadline"), "整改期限不能早于上报日期。"),
        NotBefore(("reported_on", "handled_on"), "处理日期不能早于上报日期。"),
        NotNegative(("photos",), "照片数不能为负数。"),
    )

    code = models.CharField("编号", max_length=40)
    reported_on = models.DateField("上报日期", help_text="决定计入哪个报告期")
    description = models.CharField("隐患描述", max_length=300)
    grade = models.CharField("隐患等级", max_length=20, choices=Grade, blank=True)
    employer_name = models.CharField("所在单位", max_length=100, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    photos = models.IntegerField("照片数", null=True, blank=True)
    state = models.CharField("处理状态", max_length=20, choices=State, default=State.ACCEPTED)
    deadline = models.DateField("整改期限", null=True, blank=True)
    handled_on = models.DateField("处理日期", null=True, blank=True)
    handled_by = models.CharField("整改责任人", max_length=50, blank=True)
    handling = models.CharField("整改措施", max_length=300, blank=True, help_text="采取的措施，或核查的结论")

    classified = {
        "open": "code reported_on description grade employer_name place photos state deadline handled_on handling",
        "personal": "handled_by",
    }

    class Meta:
        verbose_name = "隐患随手拍"
        ordering = ["-reported_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="hazard_report_code", violation_error_message="该编号已登记。"
            ),
            models.CheckConstraint(
                condition=Q(handled_on=None) | Q(state__in=("corrected", "unfounded")),
                name="hazard_report_handled",
                violation_error_message="填写了处理日期的，处理状态应为“已整改”或“不属实”。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-reported_on", "-id"], name="hazard_report_list")]

    def __str__(self):
        return f"{self.code} {self.description}"


def hazards_open_on(day: date) -> Q:
    """Hazards not handled by the end of `day`; a handled one without its day counts as handled."""
    return Q(handled_on__gt=day) | (Q(handled_on=None) & ~Q(state__in=HazardReport.HANDLED))
