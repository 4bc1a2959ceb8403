"""Elections of unions at the end of a term (换届), and who holds which post (任职)."""

from django.db import models
from django.db.models import Q

from members.models.levels import UnionLevel
from union_site.core.months import MonthField
from union_site.core.rules import Filled, Month, NotBefore, ruled
from union_site.core.scope import ScopedModel


@ruled("election")
class Election(ScopedModel):
    """A union's election of a round (换届轮次, e.g. 2021年换届). Held when `held_on` is filled, and only then done."""

    class State(models.TextChoices):
        WAITING = "waiting", "未启动"
        PREPARING = "preparing", "筹备"
        DONE = "done", "已完成"
        POSTPONED = "postponed", "延期"

    rules = (
        Filled(("round",), "换届轮次不能为空。"),
        Month(("planned_month",), "请填写年和月，如 2021-07。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="工会名称", related_name="+")
    level = models.CharField("层级", max_length=20, choices=UnionLevel)
    term = models.CharField("届次", max_length=20, blank=True, help_text="如第五届")
    round = models.CharField("换届轮次", max_length=30, help_text="如“2021年换届”，以年份开头，决定属于哪一年的换届")
    due_on = models.DateField("届满日期")
    planned_month = MonthField("计划换届月份", blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=State, default=State.WAITING, help_text="填写换届日期后即为“已完成”"
    )
    held_on = models.DateField("换届日期", null=True, blank=True, help_text="未换届的留空")
    chair = models.CharField("当选主席", max_length=30, blank=True)
    document_number = models.CharField("批复文号", max_length=60, blank=True)

    classified = {
        "open": "level term round due_on planned_month state held_on document_number",
        "personal": "chair",
    }

    class Meta:
        verbose_name = "换届"
        ordering = ["-due_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "round"],
                name="election_round",
                violation_error_message="该工会这一轮换届已登记。",
            ),
            models.CheckConstraint(
                condition=(Q(held_on=None) & ~Q(state="done")) | (Q(held_on__isnull=False) & Q(state="done")),
                name="election_done",
                violation_error_message="状态为“已完成”的，应填写换届日期；没有换届日期的，请选择其他状态。",
            ),
            models.CheckConstraint(
                condition=Q(chair="") | Q(held_on__isnull=False),
                name="election_chair",
                violation_error_message="填写了当选主席的，请填写换届日期。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-due_on", "-id"], name="election_list")]

    def __str__(self):
        return f"{self.organization} {self.round}"


@ruled("post")
class Post(ScopedModel):
    """A person in a post of a union, from `appointed_on` until the day before `left_on`."""

    class Gender(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    class Title(models.TextChoices):
        CHAIR = "chair", "主席"
        VICE_CHAIR = "vice_chair", "副主席"
        AUDIT = "audit", "经费审查委员会主任"
        WOMEN = "women", "女职工委员会主任"
        COMMITTEE = "committee", "委员"
        STAFF = "staff", "专职干部"
        ADVISOR_FULL = "advisor_full", "专职集体协商指导员"
        ADVISOR_PART = "advisor_part", "兼职集体协商指导员"

    rules = (
        Filled(("name",), "姓名不能为空。"),
        NotBefore(("appointed_on", "left_on"), "离任日期不能早于任职日期。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="任职工会", related_name="+")
    name = models.CharField("姓名", max_length=50)
    gender = models.CharField("性别", max_length=10, choices=Gender, blank=True)
    level = models.CharField("层级", max_length=20, choices=UnionLevel)
    title = models.CharField("职务", max_length=20, choices=Title)
    full_time = models.BooleanField("专职", null=True, blank=True)
    appointed_on = models.DateField("任职日期")
    left_on = models.DateField("离任日期", null=True, blank=True, help_text="自该日起不再任职")

    classified = {"open": "level title full_time appointed_on left_on", "personal": "name gender"}

    class Meta:
        verbose_name = "工会干部任职"
        ordering = ["-appointed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name", "title", "appointed_on"],
                name="post",
                violation_error_message="该人员的这次任职已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-appointed_on", "-id"], name="post_list")]

    def __str__(self):
        return f"{self.name} {self.get_title_display()}"
