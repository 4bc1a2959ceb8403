"""Hardship files (困难职工档案) with family, level history, aid and yearly reviews. Amounts in 元."""

from django.core.exceptions import ValidationError
from django.db import models

from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.rules import Filled, NeededWhen, NotBefore, NotNegative, Year, ruled
from union_site.core.scope import ChildModel, ScopedModel

CHANGED_BEFORE_OPENING = "变更日期不能早于档案的建档日期。"
REVIEWED_BEFORE_OPENING = "复核日期不能早于档案的建档日期。"


class Level(models.TextChoices):
    """Levels of a hardship file."""

    NATIONAL = "national", "全国级"
    PROVINCIAL = "provincial", "省级"
    DISTRICT = "district", "区级"


class Gender(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


@ruled("hardship")
class HardshipCase(ScopedModel):
    """A file of a worker in hardship. The level of a day is `opening_level` and the `LevelChange`s since.

    A person may have a closed file and a new one: people are counted by identity number, not by file.
    """

    class Kind(models.TextChoices):
        DEEP = "deep", "深度困难"
        RELATIVE = "relative", "相对困难"
        ACCIDENT = "accident", "意外致困"

    class Way(models.TextChoices):
        """How a file came to its end (撤档方式)."""

        LIFTED = "lifted", "解困脱困"
        RETIRED = "retired", "退休"
        DECEASED = "deceased", "去世"
        LEFT = "left", "转出"
        CANCELLED = "cancelled", "注销"

    rules = (
        Filled(("code",), "档案编号不能为空。"),
        Filled(("identity_index",), "身份证号不能为空。"),
        NotBefore(("opened_on", "closed_on"), "撤档日期不能早于建档日期。"),
        NotNegative(("monthly_income",), "收入不能为负数。"),
        NeededWhen(("close_way", "closed_on"), "选择了撤档方式的，请填写撤档日期。", when=tuple(Way)),
    )

    code = models.CharField("档案编号", max_length=40)
    name = models.CharField("姓名", max_length=50)
    gender = models.CharField("性别", max_length=10, choices=Gender, blank=True)
    identity = EncryptedTextField("身份证号", blank=False)
    identity_index = BlindIndexField(source="identity", context="identity")
    phone = EncryptedTextField("联系电话")
    phone_index = BlindIndexField(source="phone", context="phone")
    employer_name = models.CharField("工作单位", max_length=100, blank=True)
    opening_level = models.CharField(
        "建档级别", max_length=20, choices=Level, help_text="建档时的级别，之后的变化记入级别变更"
    )
    kind = models.CharField("困难类型", max_length=20, choices=Kind, blank=True)
    causes = EncryptedTextField("致困原因")
    causes_index = BlindIndexField(source="causes", context="text")
    monthly_income = models.DecimalField("家庭月人均收入（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    opened_on = models.DateField("建档日期")
    closed_on = models.DateField("撤档日期", null=True, blank=True, help_text="自该日起不再在档")
    close_way = models.CharField("撤档方式", max_length=20, choices=Way, blank=True)
    close_reason = models.CharField("撤档原因", max_length=40, blank=True)

    classified = {
        "open": "code employer_name opened_on closed_on",
        "personal": "name gender phone phone_index",
        "sensitive": "identity identity_index opening_level kind causes causes_index monthly_income close_way close_reason",
    }

    class Meta:
        verbose_name = "困难职工档案"
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="hardship_code", violation_error_message="该档案编号已登记。"
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-opened_on", "-id"], name="hardship_list"),
            models.Index(fields=["identity_index"], name="hardship_identity"),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"


class LevelChange(ChildModel):
    """A dated change of a file's level: `on` is the first day of the new level."""

    scope_path = "case__organization__path"
    belongs_to = "case"

    case = models.ForeignKey(HardshipCase, models.CASCADE, related_name="level_changes", verbose_name="困难职工档案")
    on = models.DateField("变更日期", help_text="新级别的第一天")
    previous_level = models.CharField("原级别", max_length=20, choices=Level, blank=True)
    level = models.CharField("现级别", max_length=20, choices=Level)

    classified = {"sensitive": "case on previous_level level"}

    class Meta:
        verbose_name = "级别变更"
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "on"], name="level_change_day", violation_error_message="该档案在这一天已有级别变更。"
            )
        ]

    def __str__(self):
        return f"{self.on} {self.get_level_display()}"

    def clean(self):
        if self.on < self.case.opened_on:
            raise ValidationError({"on": CHANGED_BEFORE_OPENING})


@ruled("family")
class FamilyMember(ChildModel):
    """A member of the household of a hardship file."""

    scope_path = "case__organization__path"
    belongs_to = "case"
    rules = (Filled(("name",), "成员姓名不能为空。"),)

    case = models.ForeignKey(HardshipCase, models.CASCADE, related_name="family", verbose_name="困难职工档案")
    name = models.CharField("成员姓名", max_length=50)
    gender = models.CharField("性别", max_length=10, choices=Gender, blank=True)
    relation = models.CharField("与职工关系", max_length=20, blank=True)
    identity = EncryptedTextField("身份证号")
    identity_index = BlindIndexField(source="identity", context="identity")
    health = EncryptedTextField("健康状况")
    health_index = BlindIndexField(source="health", context="text")
    occupation = models.CharField("身份", max_length=20, blank=True)

    classified = {
        "personal": "case name gender relation occupation",
        "sensitive": "identity identity_index health health_index",
    }

    class Meta:
        verbose_name = "家庭成员"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "name", "identity_index"],
                name="family_member",
                violation_error_message="该家庭成员已登记。",
            ),
        ]

    def __str__(self):
        return f"{self.relation} {self.name}"


@ruled("review")
class Review(ChildModel):
    """The yearly review (年度复核) of a file."""

    class Result(models.TextChoices):
        KEPT = "kept", "保留"
        CLOSED = "closed", "退出"

    scope_path = "case__organization__path"
    belongs_to = "case"
    rules = (Year(("year",), "复核年度应在 1990 至 2099 之间。"),)

    case = models.ForeignKey(HardshipCase, models.CASCADE, related_name="reviews", verbose_name="困难职工档案")
    year = models.PositiveSmallIntegerField("复核年度")
    reviewed_on = models.DateField("复核日期")
    result = models.CharField("复核结果", max_length=20, choices=Result)
    reviewer = models.CharField("复核人", max_length=30, blank=True)

    classified = {"sensitive": "case result", "open": "year reviewed_on reviewer"}

    class Meta:
        verbose_name = "年度复核"
        ordering = ["-year", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "year"], name="review_year", violation_error_message="该档案本年度已复核。"
            )
        ]

    def __str__(self):
        return f"{self.year}年 {self.get_result_display()}"

    def clean(self):
        if self.reviewed_on < self.case.opened_on:
            raise ValidationError({"reviewed_on": REVIEWED_BEFORE_OPENING})
