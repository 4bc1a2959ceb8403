"""What unions offer to members: recuperation trips (疗休养), benefit programmes (普惠项目) and merchants (合作商家)."""

from django.db import models

from union_site.core.dictionary_fields import DictionaryField
from union_site.core.rules import Filled, NotBefore, Positive, ruled
from union_site.core.scope import ChildModel, ScopedModel


@ruled("recuperation")
class RecuperationTrip(ScopedModel):
    """A trip (批次): `organization` organises it, its groups say who went. `days` (天数) counts the first and the last."""

    rules = (
        Filled(("code",), "批次编号不能为空。"),
        NotBefore(("departed_on", "returned_on"), "返回日期不能早于出发日期。"),
        Positive(("days",), "天数应为 1 天以上。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="组织单位", related_name="+")
    code = models.CharField("批次编号", max_length=40)
    destination = models.CharField("目的地", max_length=60)
    departed_on = models.DateField("出发日期", help_text="决定计入哪个报告期")
    returned_on = models.DateField("返回日期", null=True, blank=True)
    days = models.IntegerField("天数", null=True, blank=True)

    classified = {"open": "code destination departed_on returned_on days"}

    class Meta:
        verbose_name = "疗休养"
        ordering = ["-departed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="recuperation_code", violation_error_message="该批次编号已登记。"
            ),
        ]
        indexes = [models.Index(fields=["district", "-departed_on", "-id"], name="recuperation_list")]

    def __str__(self):
        return f"{self.code} {self.destination}"


@ruled("recuperation_group")
class RecuperationGroup(ChildModel):
    """The people (人) of one kind on a trip."""

    class Kind(models.TextChoices):
        FRONT_LINE = "front_line", "一线职工"
        CADRE = "cadre", "优秀工会干部"
        MODEL_WORKER = "model_worker", "劳模"

    scope_path = "trip__organization__path"
    belongs_to = "trip"
    rules = (Positive(("people",), "人数应为 1 人以上。"),)

    trip = models.ForeignKey(RecuperationTrip, models.CASCADE, related_name="groups", verbose_name="疗休养批次")
    kind = models.CharField("人员类别", max_length=20, choices=Kind)
    people = models.IntegerField("人数")

    classified = {"open": "trip kind people"}

    class Meta:
        verbose_name = "疗休养人员"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trip", "kind"],
                name="recuperation_group",
                violation_error_message="该批次的此类人员已登记。",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.people}人"


@ruled("benefit_programme")
class BenefitProgramme(ScopedModel):
    """A series of benefits in operation from `started_on`; on `stopped_on` it is no longer."""

    rules = (
        Filled(("name",), "项目名称不能为空。"),
        NotBefore(("started_on", "stopped_on"), "停止日期不能早于启动日期。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="主办单位", related_name="+")
    name = models.CharField("项目名称", max_length=60)
    kind = DictionaryField("类别", dictionary="benefit_kind", max_length=30, blank=True)
    started_on = models.DateField("启动日期")
    stopped_on = models.DateField("停止日期", null=True, blank=True, help_text="自该日起不再计入")

    classified = {"open": "name kind started_on stopped_on"}

    class Meta:
        verbose_name = "普惠项目"
        ordering = ["-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name", "started_on"],
                name="benefit_programme",
                violation_error_message="该单位当日启动的同名项目已登记。",
            ),
        ]

    def __str__(self):
        return self.name


@ruled("merchant")
class Merchant(ScopedModel):
    """A shop that gives members a discount. It belongs to the town where it lies (`organization`)."""

    rules = (
        Filled(("code",), "商家编号不能为空。"),
        Filled(("name",), "商家名称不能为空。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="所在镇街", related_name="+")
    code = models.CharField("商家编号", max_length=40)
    name = models.CharField("商家名称", max_length=100)

    classified = {"open": "code name"}

    class Meta:
        verbose_name = "合作商家"
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="merchant_code", violation_error_message="该商家编号已登记。"
            ),
        ]

    def __str__(self):
        return self.name


@ruled("merchant_agreement")
class MerchantAgreement(ChildModel):
    """An agreement with a merchant, valid on its first and last day alike; a renewal is a further one."""

    scope_path = "merchant__organization__path"
    belongs_to = "merchant"
    rules = (NotBefore(("from_day", "last_day"), "协议止不能早于协议起。"),)

    merchant = models.ForeignKey(Merchant, models.CASCADE, related_name="agreements", verbose_name="合作商家")
    offer = models.CharField("优惠内容", max_length=100, blank=True)
    from_day = models.DateField("协议起")
    last_day = models.DateField("协议止", null=True, blank=True, help_text="最后一个有效日，未约定期限的留空")

    classified = {"open": "merchant offer from_day last_day"}

    class Meta:
        verbose_name = "商家协议"
        ordering = ["-from_day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "from_day"],
                name="merchant_agreement",
                violation_error_message="该商家自当日起的协议已登记。",
            ),
        ]

    def __str__(self):
        return f"{self.from_day} 至 {self.last_day or '未约定期限'}"
