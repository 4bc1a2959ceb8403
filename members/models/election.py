"""Elections of unions at the end of a term (换届), and the steps of their procedure.

Terms are those of 《中华人民共和国工会法》 and 《中国工会章程》; the procedure is that of 《工会基层组织选举工作条例》.
"""

from datetime import date

from django.db import models
from django.db.models import Q

from members.models.levels import UnionLevel
from union_site.core.months import MonthField, months_after
from union_site.core.rules import Filled, Month, NotAbove, NotNegative, OnlyWhen, Positive, ruled
from union_site.core.scope import ChildModel, ScopedModel


@ruled("election")
class Election(ScopedModel):
    """A union's election of a round (换届轮次, e.g. 2021年换届). Held when `held_on` is filled, and only then done.

    `expires_on` follows from the day and the term: when the elected committee's own term runs out.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "未启动"
        PREPARING = "preparing", "筹备"
        DONE = "done", "已完成"
        POSTPONED = "postponed", "延期"

    class Years(models.IntegerChoices):
        THREE = 3, "三年"
        FIVE = 5, "五年"

    class Meeting(models.TextChoices):
        MEMBERS = "members", "会员大会"
        DELEGATES = "delegates", "会员代表大会"

    rules = (
        Filled(("round",), "换届轮次不能为空。"),
        Month(("planned_month",), "请填写年和月，如 2021-07。"),
        Positive(("committee_size",), "委员名额应大于0。"),
        Positive(("audit_size",), "经费审查委员会委员名额应大于0。"),
        NotAbove(("candidates", "committee_size"), "委员名额不能大于委员候选人数。"),
        Positive(("entitled",), "应到会人数应大于0。"),
        NotNegative(("attended",), "实到会人数不能为负数。"),
        NotAbove(("entitled", "attended"), "实到会人数不能大于应到会人数。"),
        OnlyWhen(("state", "attended"), "填写了实到会人数的，请填写换届日期。", states=("done",)),
        NotNegative(("chair_votes",), "主席得票数不能为负数。"),
        NotAbove(("attended", "chair_votes"), "主席得票数不能大于实到会人数。"),
        OnlyWhen(("state", "chair_votes"), "填写了主席得票数的，请填写换届日期。", states=("done",)),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="工会名称", related_name="+")
    level = models.CharField("层级", max_length=20, choices=UnionLevel)
    term = models.CharField("届次", max_length=20, blank=True, help_text="本次选举产生的届次，如第五届")
    term_years = models.PositiveSmallIntegerField(
        "任期", choices=Years, null=True, blank=True, help_text="基层工会三年或五年，镇街、系统工会五年"
    )
    round = models.CharField("换届轮次", max_length=30, help_text="如“2021年换届”，以年份开头，决定属于哪一年的换届")
    due_on = models.DateField("届满日期")
    planned_month = MonthField("计划换届月份", blank=True)
    state = models.CharField(
        "状态", max_length=20, choices=State, default=State.WAITING, help_text="填写换届日期后即为“已完成”"
    )
    meeting = models.CharField(
        "大会形式", max_length=20, choices=Meeting, blank=True, help_text="会员不足100人的，召开会员大会"
    )
    committee_size = models.IntegerField("委员名额（人）", null=True, blank=True)
    candidates = models.IntegerField("委员候选人数（人）", null=True, blank=True, help_text="差额选举，应多于名额")
    audit_size = models.IntegerField("经费审查委员会委员名额（人）", null=True, blank=True)
    held_on = models.DateField("换届日期", null=True, blank=True, help_text="未换届的留空")
    expires_on = models.DateField(
        "新一届届满日期", null=True, blank=True, editable=False, help_text="换届日期加任期，由系统得出"
    )
    entitled = models.IntegerField("应到会人数（人）", null=True, blank=True)
    attended = models.IntegerField("实到会人数（人）", null=True, blank=True)
    chair = models.CharField("当选主席", max_length=30, blank=True)
    chair_votes = models.IntegerField("主席得票数（票）", null=True, blank=True)
    vice_chairs = models.CharField("当选副主席", max_length=100, blank=True, help_text="几位的用顿号隔开")
    committee = models.CharField("当选委员", max_length=300, blank=True, help_text="全体委员的姓名，用顿号隔开")
    audit_chair = models.CharField("经费审查委员会主任", max_length=30, blank=True)
    women_chair = models.CharField("女职工委员会主任", max_length=30, blank=True)
    document_number = models.CharField("批复文号", max_length=60, blank=True)

    classified = {
        "open": "level term term_years round due_on planned_month state meeting committee_size candidates audit_size "
        "held_on expires_on entitled attended chair_votes document_number",
        "personal": "chair vice_chairs committee audit_chair women_chair",
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
            models.CheckConstraint(
                condition=Q(term_years=None) | Q(term_years__in=(3, 5)),
                name="election_term_years",
                violation_error_message="任期只能是三年或五年。",
            ),
        ]
        indexes = [
            models.Index(fields=["district", "-due_on", "-id"], name="election_list"),
            models.Index(fields=["organization", "due_on"], name="election_organization"),
        ]

    def __str__(self):
        return f"{self.organization} {self.round}"

    def follow_term(self) -> None:
        """Derive when the elected committee's term runs out."""
        self.expires_on = expiry(self.held_on, self.term_years)

    def save(self, *args, **kwargs):
        self.follow_term()
        super().save(*args, **kwargs)


def expiry(held_on: date | None, years: int | None) -> date | None:
    """The day on which a term of so many years runs out; None while the election or the term is unknown."""
    return months_after(held_on, 12 * years) if held_on and years else None


@ruled("election_step")
class ElectionStep(ChildModel):
    """A step of the procedure that was done on a day. The steps stand in the order in which they follow each other."""

    scope_path = "election__organization__path"
    belongs_to = "election"

    class Step(models.TextChoices):
        REQUEST = "request", "报送请示"
        APPROVAL = "approval", "上级批复"
        PREPARATION = "preparation", "组织筹备"
        DELEGATES = "delegates", "选举代表"
        CANDIDATES = "candidates", "确定候选人"
        PUBLICITY = "publicity", "公示候选人"
        CONGRESS = "congress", "召开大会"
        REPORT = "report", "报告结果"
        CONFIRMATION = "confirmation", "结果批复"
        ANNOUNCEMENT = "announcement", "公布结果"
        REGISTRATION = "registration", "备案归档"

    # What each step asks for, after 《工会基层组织选举工作条例》 and 《中国工会章程》.
    REQUIREMENTS = {
        Step.REQUEST: "经同级党组织同意，在任期届满前向上一级工会书面报送召开换届选举大会的请示。",
        Step.APPROVAL: "收到上一级工会同意换届的批复。因故提前或者延期换届的，也须报上一级工会批准。",
        Step.PREPARATION: "由上届工会委员会负责筹备，起草工作报告、经费收支和经费审查工作报告、选举办法。",
        Step.DELEGATES: "召开会员代表大会的，组织会员选举代表；召开会员大会的，不需要这一步。",
        Step.CANDIDATES: "候选人建议名单报同级党组织和上一级工会审查同意，委员实行差额选举。",
        Step.PUBLICITY: "向会员公示候选人名单，听取意见。",
        Step.CONGRESS: "实到会人数达到应到会人数的三分之二以上方可选举，无记名投票，获得应到会人数过半数赞成票的当选。",
        Step.REPORT: "选举结果书面报告同级党组织和上一级工会。",
        Step.CONFIRMATION: "上一级工会自接到报告之日起15日内予以批复。",
        Step.ANNOUNCEMENT: "向会员公布上一级工会的批复和新一届工会组织成员名单。",
        Step.REGISTRATION: "办理工会法人资格变更登记（主席变动的）和上级备案，选举材料归档。",
    }

    rules = (Filled(("step",), "请选择步骤。"),)

    election = models.ForeignKey(Election, models.CASCADE, related_name="steps", verbose_name="换届")
    step = models.CharField("步骤", max_length=20, choices=Step)
    done_on = models.DateField("完成日期")
    note = models.CharField("说明", max_length=100, blank=True, help_text="如文号、公示地点")

    classified = {"open": "election step done_on note"}

    class Meta:
        verbose_name = "换届步骤"
        ordering = ["done_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["election", "step"], name="election_step", violation_error_message="这一步骤已登记。"
            ),
        ]

    def __str__(self):
        return f"{self.get_step_display()} {self.done_on}"
