"""Activities (职工活动) of every category, with reports, trades, hand-outs and programmes of shows."""

from django.db import models
from django.db.models import Q

from union_site.core.dictionary_fields import DictionaryField, DictionaryRow
from union_site.core.ids import new_public_id
from union_site.core.rules import Filled, NotAbove, NotBefore, NotNegative, Positive, ruled
from union_site.core.scope import ChildModel, ScopedModel


class ActivityCategory(DictionaryRow):
    """A category of activities, a dictionary that staff extend. Figures ask for the codes of the built-in ones.

    Built-in categories have no district and are known to all.
    """

    code = models.SlugField("代码", max_length=30, unique=True)
    name = models.CharField("类别", max_length=30)
    district = models.ForeignKey("core.District", models.CASCADE, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = "活动类别"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name"],
                name="activity_category_own",
                violation_error_message="已有同名的活动类别。",
            ),
            models.UniqueConstraint(
                fields=["name"],
                condition=Q(district=None),
                name="activity_category_built_in",
                violation_error_message="已有同名的活动类别。",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.code = self.code or f"own-{new_public_id().hex[-20:]}"
        super().save(*args, **kwargs)


@ruled("activity")
class Activity(ScopedModel):
    """One event, however many unions report it: `code` (活动编号) is its identity, `organization` its host (主办单位).

    `sessions` 场次, `participations` 人次 (never mixed with `persons`, 人, which needs a roster). The start decides the period.
    `spending` 元. Trainings and lectures also say who spoke (`speaker`), to whom (`audience`) and for how many `class_hours` 课时.
    """

    class Relation(models.TextChoices):
        ORGANISED = "organised", "承办"
        ASSISTED = "assisted", "协办"

    rules = (
        Filled(("code",), "活动编号不能为空。"),
        NotBefore(("started_on", "ended_on"), "结束日期不能早于开始日期。"),
        Positive(("sessions",), "场次应为 1 场以上。"),
        NotNegative(("participations",), "参加人次不能为负数。"),
        NotAbove(("participations", "women"), "女职工人次不能大于参加人次。"),
        NotAbove(("participations", "persons"), "参加人数不能大于参加人次。"),
        Positive(("class_hours",), "课时应大于 0。"),
        NotNegative(("spending",), "活动经费不能为负数。"),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="主办单位", related_name="+")
    code = models.CharField("活动编号", max_length=40)
    name = models.CharField("活动名称", max_length=100)
    category = models.ForeignKey(ActivityCategory, models.PROTECT, verbose_name="活动类别")
    form = DictionaryField("活动形式", dictionary="activity_form", max_length=30, blank=True)
    co_hosts = models.CharField("联合主办单位", max_length=200, blank=True)
    superior = models.CharField("上级工会", max_length=60, blank=True, help_text="与上级工会合办或受其委托时填写")
    relation = models.CharField("与上级关系", max_length=20, choices=Relation, blank=True)
    partners = models.CharField("协作部门（单位）", max_length=200, blank=True, help_text="多个以“、”分隔")
    started_on = models.DateField("开始日期", help_text="决定计入哪个报告期")
    ended_on = models.DateField("结束日期", null=True, blank=True)
    place = models.CharField("地点", max_length=100, blank=True)
    sessions = models.IntegerField("场次", default=1)
    participations = models.IntegerField("参加人次", null=True, blank=True)
    persons = models.IntegerField("参加人数", null=True, blank=True, help_text="有名册时填写，与人次分开统计")
    women = models.IntegerField("其中女职工（人次）", null=True, blank=True)
    series = models.CharField("品牌系列", max_length=60, blank=True)
    sector = models.CharField("涉及行业", max_length=60, blank=True)
    award = models.CharField("获奖情况", max_length=60, blank=True)
    speaker = models.CharField("授课人（宣讲人）", max_length=60, blank=True, help_text="培训、宣讲、讲座时填写")
    class_hours = models.DecimalField("课时", max_digits=6, decimal_places=1, null=True, blank=True)
    audience = models.CharField("培训（宣讲）对象", max_length=60, blank=True)
    spending = models.DecimalField(
        "活动经费（元）", max_digits=12, decimal_places=2, null=True, blank=True, help_text="本活动实际支出"
    )
    spending_source = models.CharField("经费来源", max_length=60, blank=True, help_text="如工会经费、行政补助")

    classified = {
        "open": "code name category form co_hosts superior relation partners started_on ended_on place sessions "
        "participations persons women series sector award class_hours audience spending spending_source",
        "personal": "speaker",
    }

    class Meta:
        verbose_name = "职工活动"
        ordering = ["-started_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "code"], name="activity_code", violation_error_message="该活动编号已登记。"
            ),
        ]
        indexes = [models.Index(fields=["district", "-started_on", "-id"], name="activity_list")]

    def __str__(self):
        return self.name


class ActivityReport(ChildModel):
    """A union's report of an activity: a joint activity has one from each union, and still counts once."""

    scope_path = "organization__path"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="reports", verbose_name="活动")
    organization = models.ForeignKey("members.Organization", models.PROTECT, related_name="+", verbose_name="填报单位")

    classified = {"open": "activity organization"}
    organization_id: int

    class Meta:
        verbose_name = "活动填报"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "organization"],
                name="activity_report",
                violation_error_message="该单位已填报此活动。",
            )
        ]

    def __str__(self):
        return str(self.organization)


class ActivityTrade(ChildModel):
    """A trade (工种、领域) served by an activity: distinct trades are counted, not summed."""

    scope_path = "activity__organization__path"
    belongs_to = "activity"

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="trades", verbose_name="活动")
    trade = DictionaryField("服务工种（领域）", dictionary="service_field", max_length=40)

    classified = {"open": "activity trade"}

    class Meta:
        verbose_name = "服务工种"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "trade"], name="activity_trade", violation_error_message="该工种已登记。"
            )
        ]

    def __str__(self):
        return self.trade


@ruled("handout")
class Handout(ChildModel):
    """Things handed out at an activity, by kind."""

    class Kind(models.TextChoices):
        DISEASE_BROCHURE = "disease_brochure", "职业病防治宣传册"
        SAFETY_MANUAL = "safety_manual", "安全知识手册"
        SAFETY_MATERIAL = "safety_material", "安全宣传资料"
        LEGAL_MATERIAL = "legal_material", "法律宣传资料"
        SOUVENIR = "souvenir", "纪念品"

    scope_path = "activity__organization__path"
    belongs_to = "activity"
    rules = (NotNegative(("quantity",), "数量不能为负数。"),)

    activity = models.ForeignKey(Activity, models.CASCADE, related_name="handouts", verbose_name="活动")
    kind = models.CharField("物品类别", max_length=30, choices=Kind)
    quantity = models.IntegerField("数量")
    unit = models.CharField("单位", max_length=10, blank=True)

    classified = {"open": "activity kind quantity unit"}

    class Meta:
        verbose_name = "发放物品"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "kind"], name="handout_kind", violation_error_message="该活动的此类物品已登记。"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.quantity}{self.unit}"


@ruled("programme")
class Programme(ScopedModel):
    """A programme of a show (汇演节目): `organization` performs, `selected_for` names the superior's show, if any."""

    rules = (Filled(("name",), "节目名称不能为空。"),)

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="演出单位", related_name="+")
    name = models.CharField("节目名称", max_length=100)
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, blank=True, related_name="programmes", verbose_name="所属活动"
    )
    selected_for = models.CharField("入选上级汇演", max_length=100, blank=True)
    selected_on = models.DateField("入选日期", null=True, blank=True)
    award = models.CharField("获奖", max_length=40, blank=True)

    classified = {"open": "name activity selected_for selected_on award"}

    class Meta:
        verbose_name = "汇演节目"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["district", "name", "organization"],
                name="programme_name",
                violation_error_message="该节目已登记。",
            ),
            models.CheckConstraint(
                condition=Q(selected_for="") | Q(selected_on__isnull=False),
                name="programme_selected_on",
                violation_error_message="填写了入选上级汇演的，请填写入选日期。",
            ),
        ]

    def __str__(self):
        return self.name
