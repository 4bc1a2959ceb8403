"""Plans of a half-year (工作打算): the next summary opens with what became of them."""

from datetime import date

from django.db import models
from django.db.models import Q

from union_site.core.months import MonthField
from union_site.core.periods import Period
from union_site.core.rules import Filled, Month, NeededWhen, Rule, ruled
from union_site.core.scope import ScopedModel

HALF_YEARS = tuple(
    (f"{year}H{half}", Period.parse(f"{year}H{half}").label) for year in range(2018, 2041) for half in (1, 2)
)


class DoneWithItsDay(Rule):
    """fields = (state, day): done tasks have the day on which they were done, others have none."""

    def q(self):
        state, day = self.fields
        return Q(**{state: "done", f"{day}__isnull": False}) | (~Q(**{state: "done"}) & Q(**{f"{day}__isnull": True}))

    def holds(self, values):
        state, day = (values.get(name) for name in self.fields)
        return (state == "done") == bool(day)


@ruled("plan_item")
class PlanItem(ScopedModel):
    """A task that a unit (`organization`) plans for a half-year, with a goal that can be measured.

    While it is proposed (拟列) it is a suggestion: no figure and no paper knows it. `source`: the gap from which it was
    drafted (target:…, worklist:…, plan:…; see reports.services.plan_drafting), so that none is proposed twice.
    """

    class Section(models.TextChoices):
        IDEOLOGY = "ideology", "思想引领"
        ORGANISING = "organising", "组织建设"
        ECONOMY = "economy", "服务中心"
        WELFARE = "welfare", "服务保障"
        OTHER = "other", "其他工作"

    class State(models.TextChoices):
        PROPOSED = "proposed", "拟列"
        WAITING = "waiting", "未开始"
        RUNNING = "running", "推进中"
        DONE = "done", "已完成"
        PARTLY = "partly", "部分完成"
        UNKEPT = "unkept", "未完成"

    UNDER_WAY = (State.WAITING, State.RUNNING)  # adopted, and nobody has said what became of it
    EXPLAINED = (State.PARTLY, State.UNKEPT)  # the reader is told why

    rules = (
        Filled(("task",), "任务不能为空。"),
        Month(("due",), "请填写年和月，如 2021-07。"),
        DoneWithItsDay(("state", "done_on"), "已完成的任务要填写完成日期，未完成的不填。"),
        NeededWhen(
            ("state", "outcome_note"), "部分完成、未完成的任务要填写兑现说明，写明原因。", when=EXPLAINED, text=True
        ),
    )

    organization = models.ForeignKey("members.Organization", models.PROTECT, verbose_name="计划单位", related_name="+")
    period = models.CharField("计划期", max_length=6, choices=HALF_YEARS)
    section = models.CharField("板块", max_length=20, choices=Section)
    task = models.CharField("任务", max_length=100)
    goal = models.CharField("目标", max_length=60, blank=True, help_text="可以衡量的目标，如：10家、100%")
    department = models.CharField("责任部门", max_length=40, blank=True)
    due = MonthField("计划完成月份", blank=True)
    state = models.CharField("状态", max_length=20, choices=State, default=State.WAITING)
    done_on = models.DateField("完成日期", null=True, blank=True, help_text="状态为“已完成”时填写")
    outcome_note = models.CharField(
        "兑现说明",
        max_length=200,
        blank=True,
        help_text="部分完成、未完成的，写明完成了多少、为什么没有完成；会写进总结",
    )
    source = models.CharField("起草依据", max_length=100, blank=True, editable=False)

    classified = {"open": "period section task goal department due state done_on outcome_note source"}

    class Meta:
        verbose_name = "工作打算"
        ordering = ["-period", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "period", "task"],
                name="plan_item_task",
                violation_error_message="该计划期的这项任务已登记。",
            ),
            models.UniqueConstraint(
                fields=["organization", "period", "source"],
                condition=~Q(source="") & Q(voided_at=None),
                name="plan_item_source",
                violation_error_message="这项差距已经列入该计划期的打算。",
            ),
        ]
        indexes = [models.Index(fields=["district", "-period", "id"], name="plan_item_list")]

    def __str__(self):
        return self.task

    @property
    def period_label(self) -> str:
        """2021年下半年."""
        return Period.parse(self.period).label

    def is_overdue(self, day: date) -> bool:
        """Whether the month by which it was to be done is over on `day` and nobody has said what became of it."""
        return self.state in self.UNDER_WAY and "" < self.due < f"{day:%Y-%m}"


def planned(period: Period) -> Q:
    """What a unit adopted for this very period; what is only proposed does not count."""
    return Q(period=period.key) & ~Q(state=PlanItem.State.PROPOSED)


def kept(period: Period) -> Q:
    """Done by the end of the period; what was done afterwards was not kept."""
    return planned(period) & Q(done_on__lte=period.last_day)


def open_at_the_end(period: Period) -> Q:
    """Not done by the end of the period, partly done included."""
    return planned(period) & (Q(done_on=None) | Q(done_on__gt=period.last_day))


def partly_kept(period: Period) -> Q:
    return planned(period) & Q(state=PlanItem.State.PARTLY)


def not_kept(period: Period) -> Q:
    """Neither done by the end of the period nor in part."""
    return open_at_the_end(period) & ~Q(state=PlanItem.State.PARTLY)
