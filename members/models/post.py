"""Who holds which post of a union (任职)."""

from django.db import models

from members.models.levels import UnionLevel
from union_site.core.rules import Filled, NotBefore, ruled
from union_site.core.scope import ScopedModel


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
        NotBefore(("appointed_on", "term_ends_on"), "任期届满日期不能早于任职日期。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="任职工会", related_name="+")
    name = models.CharField("姓名", max_length=50)
    gender = models.CharField("性别", max_length=10, choices=Gender, blank=True)
    level = models.CharField("层级", max_length=20, choices=UnionLevel)
    title = models.CharField("职务", max_length=20, choices=Title)
    full_time = models.BooleanField("专职", null=True, blank=True)
    appointed_on = models.DateField("任职日期")
    term_ends_on = models.DateField("任期届满日期", null=True, blank=True, help_text="有任期的填写")
    left_on = models.DateField("离任日期", null=True, blank=True, help_text="自该日起不再任职")

    classified = {"open": "level title full_time appointed_on term_ends_on left_on", "personal": "name gender"}

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
