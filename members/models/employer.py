"""Employers (用人单位): who works where, and which union covers it."""

from datetime import date

from django.db import models
from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from members.models.organization import Organization, active_on
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import NotAbove, NotBefore, NotNegative, ruled
from union_site.core.scope import ChildModel, ScopedModel


@ruled("employer")
class Employer(ScopedModel):
    """A firm or institution. `union` is the covering union (none yet: empty), `seat` the town where it lies.

    `organization` (the owner of the row) is the covering union, else the seat; see `members.services.employers`.
    """

    class Kind(models.TextChoices):
        STATE = "state", "国有企业"
        COLLECTIVE = "collective", "集体企业"
        PRIVATE = "private", "私营企业"
        HMT = "hmt", "港澳台企业"
        FOREIGN = "foreign", "外资企业"
        GOVERNMENT = "government", "机关"
        INSTITUTION = "institution", "事业单位"
        SOCIAL = "social", "社会组织"
        SELF_EMPLOYED = "self_employed", "个体工商户"

    class Organizing(models.TextChoices):
        """How far an employer has come on the way to a union (建会)."""

        NONE = "none", "未建"
        OFFERED = "offered", "已要约"
        PREPARING = "preparing", "筹备"
        APPROVED = "approved", "已批复"
        COVERED = "covered", "已覆盖"

    ENTERPRISES = (Kind.STATE, Kind.COLLECTIVE, Kind.PRIVATE, Kind.HMT, Kind.FOREIGN)
    rules = (NotBefore(("founded_on", "closed_on"), "注销日期不能早于成立日期。"),)

    name = models.CharField("单位名称", max_length=100)
    uscc = models.CharField("统一社会信用代码", max_length=18, blank=True)
    kind = models.CharField("单位性质", max_length=20, choices=Kind)
    industry = DictionaryField("所属行业", dictionary="industry", max_length=40, blank=True)
    seat = models.ForeignKey("members.Organization", models.PROTECT, related_name="+", verbose_name="所在镇街（系统）")
    union = models.ForeignKey(
        "members.Organization", models.PROTECT, null=True, blank=True, related_name="employers", verbose_name="覆盖工会"
    )
    organizing = models.CharField(
        "建会状态", max_length=20, choices=Organizing, default=Organizing.NONE, editable=False
    )
    founded_on = models.DateField("成立日期", null=True, blank=True)
    closed_on = models.DateField("注销日期", null=True, blank=True, help_text="自该日起不再计入")
    disclosure_on = models.DateField("厂务公开建制日期", null=True, blank=True)
    congress_on = models.DateField("职代会建制日期", null=True, blank=True)

    classified = {
        "open": "name uscc kind industry seat union organizing founded_on closed_on disclosure_on congress_on"
    }

    class Meta:
        verbose_name = "用人单位"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"], name="employer_name", violation_error_message="已有同名的单位。"
            ),
            models.UniqueConstraint(
                fields=["district", "uscc"],
                condition=~Q(uscc=""),
                name="employer_uscc",
                violation_error_message="该统一社会信用代码已被使用。",
            ),
        ]
        indexes = [models.Index(fields=["district", "kind"], name="employer_kind")]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.organization_id = self.union_id or self.seat_id
        self.follow_steps()
        super().save(*args, **kwargs)

    def follow_steps(self) -> None:
        """Derive the state of building a union: covered by a standing union, else as the latest step says."""
        latest = self.organizing_steps.current().order_by("-on", "-id").first() if self.pk else None
        if self.union_id and self.union.dissolved_on is None:
            self.organizing = self.Organizing.COVERED
        else:
            self.organizing = latest.state if latest else self.Organizing.NONE

    @staticmethod
    def owner_on(period):
        """The union to which an employer counted on the period's last day."""
        return covering_then(period.last_day, "pk", "organization_id")


def open_on(day: date, prefix: str = "") -> Q:
    """Founded by the day (an unknown day of founding counts as long ago) and open at its end.

    `prefix` leads from the row to the employer, here and in `covered_on`.
    """
    founded = Q(**{f"{prefix}founded_on": None}) | Q(**{f"{prefix}founded_on__lte": day})
    return founded & (Q(**{f"{prefix}closed_on": None}) | Q(**{f"{prefix}closed_on__gt": day}))


def large_on(day: date) -> Q:
    """An enterprise with 100 or more employees by the number of the day's year, open at the end of the day."""
    counted = Headcount.objects.current().filter(employer=OuterRef("pk"), year=day.year, employees__gte=100)
    return Q(kind__in=Employer.ENTERPRISES) & open_on(day) & Q(Exists(counted))


def covered_on(day: date, prefix: str = "") -> Q:
    """Covered, at the end of the day, by a union that stood then. Never NULL, so that it may be negated."""
    standing = Organization.objects.filter(active_on(day)).values("pk")
    return Q(In(Coalesce(covering_then(day, f"{prefix}pk", f"{prefix}union_id"), Value(0)), standing.query))


def covering_then(day: date, employer: str, today: str) -> Coalesce:
    """The key of the union that covered an employer on a day: that before the next change of coverage, else today's.

    `employer` leads from the row to the employer's key, `today` to the covering (or owning) union's.
    """
    later = CoverageChange.objects.current().filter(employer=OuterRef(employer), on__gt=day).order_by("on")
    return Coalesce(Subquery(later.values("previous_union_id")[:1]), F(today), output_field=BigIntegerField())


class CoverageChange(ChildModel):
    """A dated change of the covering union (覆盖变更), as restructurings make them: from `on` it is `union`."""

    scope_path = "employer__organization__path"
    belongs_to = "employer"

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="coverage_changes", verbose_name="用人单位")
    previous_union = models.ForeignKey(
        "members.Organization", models.PROTECT, related_name="+", verbose_name="原覆盖工会"
    )
    union = models.ForeignKey("members.Organization", models.PROTECT, related_name="+", verbose_name="现覆盖工会")
    on = models.DateField("变更日期", help_text="由新的工会覆盖的第一天")

    classified = {"open": "employer previous_union union on"}

    class Meta:
        verbose_name = "覆盖变更"
        ordering = ["-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "on"],
                name="coverage_day",
                violation_error_message="该单位在这一天已有一次覆盖变更。",
            )
        ]

    def __str__(self):
        return f"{self.employer} {self.on}"


class OrganizingStep(ChildModel):
    """A dated step towards a union: surveyed, offered, prepared, approved. That it is covered follows from the union."""

    scope_path = "employer__organization__path"
    belongs_to = "employer"

    class State(models.TextChoices):
        NONE = "none", "未建（普查）"
        OFFERED = "offered", "已要约"
        PREPARING = "preparing", "筹备"
        APPROVED = "approved", "已批复"

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="organizing_steps", verbose_name="用人单位")
    state = models.CharField("建会状态", max_length=20, choices=State)
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=100, blank=True, help_text="如要约对象、批复文号")

    classified = {"open": "employer state on note"}

    class Meta:
        verbose_name = "建会进展"
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "state", "on"],
                name="organizing_step",
                violation_error_message="该单位当日的这一步已登记。",
            ),
        ]

    def __str__(self):
        return f"{self.get_state_display()} {self.on}"


@ruled("headcount")
class Headcount(ChildModel):
    """The employees of an employer in a year: the number used for every period of that year."""

    scope_path = "employer__organization__path"
    belongs_to = "employer"
    rules = (
        NotAbove(("employees", "women"), "女职工数不能大于职工数。"),
        NotNegative(("employees",), "职工数不能为负数。"),
    )

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="headcounts", verbose_name="用人单位")
    year = models.PositiveSmallIntegerField("年度")
    employees = models.IntegerField("职工数（人）")
    women = models.IntegerField("其中女职工（人）", null=True, blank=True)
    migrant_workers = models.IntegerField("其中农民工（人）", null=True, blank=True)
    new_employment = models.IntegerField("其中新就业形态（人）", null=True, blank=True)

    classified = {"open": "employer year employees women migrant_workers new_employment"}

    class Meta:
        verbose_name = "职工人数"
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "year"], name="headcount_year", violation_error_message="该年度的职工人数已登记。"
            ),
        ]

    def __str__(self):
        return f"{self.year}年 {self.employees}人"

    @staticmethod
    def owner_on(period):
        """The union to which the employer counted on the period's last day."""
        return covering_then(period.last_day, "employer_id", "employer__organization_id")
