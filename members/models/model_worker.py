"""Model workers (劳模工匠), their honours of this kind, and the care given to them."""

from django.db import models
from django.db.models import Q

from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.rules import Filled, NotBefore, NotNegative, OnlyWhen, ruled
from union_site.core.scope import ChildModel, ScopedModel


@ruled("model_worker")
class ModelWorker(ScopedModel):
    """A person honoured as a model worker; several honours, one row."""

    class State(models.TextChoices):
        WORKING = "working", "在职"
        RETIRED = "retired", "退休"
        DECEASED = "deceased", "去世"

    class Gender(models.TextChoices):
        MALE = "male", "男"
        FEMALE = "female", "女"

    rules = (
        Filled(("identity_index",), "身份证号不能为空。"),
        OnlyWhen(("state", "retired_on"), "填写了退休日期的，现状应为“退休”或“去世”。", states=("retired", "deceased")),
        NotBefore(("birth_on", "retired_on"), "退休日期不能早于出生日期。"),
        NotBefore(("birth_on", "deceased_on"), "去世日期不能早于出生日期。"),
        NotBefore(("retired_on", "deceased_on"), "去世日期不能早于退休日期。"),
    )

    name = models.CharField("姓名", max_length=50)
    gender = models.CharField("性别", max_length=10, choices=Gender, blank=True)
    identity = EncryptedTextField("身份证号", blank=False)
    identity_index = BlindIndexField(source="identity", context="identity")
    birth_on = models.DateField("出生日期", null=True, blank=True, editable=False)
    employer_name = models.CharField("工作单位", max_length=100, blank=True)
    phone = EncryptedTextField("联系电话")
    phone_index = BlindIndexField(source="phone", context="phone")
    state = models.CharField("现状", max_length=20, choices=State, default=State.WORKING)
    retired_on = models.DateField("退休日期", null=True, blank=True, help_text="自该日起按退休对待")
    deceased_on = models.DateField("去世日期", null=True, blank=True)

    classified = {
        "open": "employer_name",
        "personal": "name gender birth_on phone phone_index state retired_on deceased_on",
        "sensitive": "identity identity_index",
    }

    class Meta:
        verbose_name = "劳模工匠"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "identity_index"],
                name="model_worker_identity",
                violation_error_message="该身份证号已登记为劳模。",
            ),
            models.CheckConstraint(
                condition=Q(deceased_on=None) | Q(state="deceased"),
                name="model_worker_deceased",
                violation_error_message="填写了去世日期的，现状应为“去世”。",
            ),
        ]

    def __str__(self):
        return self.name


@ruled("honour_title")
class HonourTitle(ChildModel):
    """An honour that makes a model worker (劳动模范, 五一劳动奖章, 工匠 …), with the unit of that time.

    `birth_on` repeats the person's, so that the database can refuse an honour before birth.
    """

    scope_path = "model_worker__organization__path"
    belongs_to = "model_worker"

    class Level(models.TextChoices):
        NATIONAL = "national", "全国"
        PROVINCIAL = "provincial", "省"
        CITY = "city", "市"
        DISTRICT = "district", "区"

    rules = (NotBefore(("birth_on", "honoured_on"), "表彰日期不能早于本人的出生日期。"),)

    model_worker = models.ForeignKey(ModelWorker, models.CASCADE, related_name="honours", verbose_name="劳模")
    level = models.CharField("荣誉级别", max_length=20, choices=Level)
    title = models.CharField("荣誉称号", max_length=60)
    honoured_on = models.DateField("表彰日期")
    document_number = models.CharField("表彰文号", max_length=60, blank=True)
    employer_name = models.CharField("当时工作单位", max_length=100, blank=True)
    birth_on = models.DateField("出生日期", null=True, blank=True, editable=False)

    classified = {
        "open": "level title honoured_on document_number employer_name",
        "personal": "model_worker birth_on",
    }

    class Meta:
        verbose_name = "劳模荣誉"
        ordering = ["-honoured_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["model_worker", "title", "honoured_on"],
                name="honour_title",
                violation_error_message="该荣誉已登记。",
            )
        ]

    def __str__(self):
        return f"{self.title}（{self.honoured_on}）"

    def clean(self):
        self.birth_on = self.model_worker.birth_on

    def save(self, *args, **kwargs):
        self.birth_on = self.model_worker.birth_on
        super().save(*args, **kwargs)


@ruled("care")
class Care(ChildModel):
    """Care for a model worker (关爱记录): a visit, a grant, a check-up, a recuperation. `amount` in 元."""

    scope_path = "model_worker__organization__path"
    belongs_to = "model_worker"

    class Kind(models.TextChoices):
        VISIT = "visit", "走访慰问"
        MEDICAL = "medical", "医疗补助"
        HARDSHIP = "hardship", "困难补助"
        CHECKUP = "checkup", "健康体检"
        RECUPERATION = "recuperation", "疗休养"

    rules = (NotNegative(("amount",), "金额不能为负数。"),)

    model_worker = models.ForeignKey(ModelWorker, models.CASCADE, related_name="cares", verbose_name="劳模")
    kind = models.CharField("关爱类别", max_length=20, choices=Kind)
    on = models.DateField("日期")
    amount = models.DecimalField("金额（元）", max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    classified = {"open": "kind on amount note", "personal": "model_worker"}

    class Meta:
        verbose_name = "劳模关爱"
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["model_worker", "kind", "on"],
                name="care_day",
                violation_error_message="该劳模当日的同类关爱已登记。",
            ),
        ]
        indexes = [models.Index(fields=["district", "on"], name="care_on")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.on}"
