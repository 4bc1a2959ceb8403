"""Figures about what was planned: targets of the year and the plan of a half-year."""

from django.db.models import Case, F, IntegerField, Q, Value, When

from reports.models import AnnualTarget, PlanItem
from reports.models.plan import kept, not_kept, open_at_the_end, partly_kept, planned
from reports.services.targets import units_like
from union_site.core.indicators import Claim, Count, Kind, Listing, Sum, percentage
from union_site.core.periods import Period
from union_site.core.registry import add_indicators

# --- targets of the year -----------------------------------------------------------------------------------------


def asked_of(key: str, unit: str):
    """The unit's target of the year for the figure `key`, set by its superior, in a unit of measure that fits."""

    def where(period: Period) -> Q:
        by_superior = ~Q(set_by=F("organization__name"))
        return Q(indicator_key=key, year=period.year, unit__in=units_like(unit)) & by_superior

    return where


def reached(key: str):
    """Whether the value of the figure `key` has reached its target: [value, target, percent]."""

    def judge(found: dict, used: dict) -> dict:
        value, target = used[key], found.get("target")
        if target is None:
            return {"value": None, "numbers": [] if value is None else [value]}
        target = int(target) if target == target.to_integral_value() else target
        if value is None:
            return {"value": None, "numbers": [None, target]}
        return {"value": value >= target, "numbers": [value, target, percentage(value, target)]}

    return judge


def completion_of(key: str, unit: str, name: str, label: str, section: str, definition: str, number: int | None = None):
    """The claim that a target of the year was reached."""
    where = asked_of(name, unit)
    return Claim(
        key,
        label,
        "%",
        Kind.CLAIM,
        section,
        definition,
        AnnualTarget,
        where,
        "target",
        evidence=lambda period: {"target": (Sum("value"), where(period))},
        judge=reached(name),
        uses=(name,),
        own=True,
        columns=("organization", "year", "indicator_name", "set_by", "value", "unit"),
        number=number,
    )


add_indicators(
    completion_of(
        "mutual.target",
        "人",
        "mutual.insured",
        "医疗互助参保任务完成",
        "4.3",
        "医疗互助参保人数占上级工会下达给本单位的年度目标的百分比，达到或超过目标才算全面完成；没有下达目标的不作判断。",
        number=63,
    ),
)

# --- the plan of a half-year -------------------------------------------------------------------------------------

PLAN = {
    "model": PlanItem,
    "register": "plan_item",
    "columns": ("period", "section", "task", "goal", "department", "due", "state", "done_on", "outcome_note"),
    "own": True,
    "monthly": False,
}
IN_TEXT_ORDER = Case(
    *(When(section=section, then=Value(place)) for place, section in enumerate(PlanItem.Section.values)),
    output_field=IntegerField(),
)


def why(row: PlanItem) -> str:
    """Why a task was not done by the end of its period, in the unit's words, else as far as the register tells."""
    if row.outcome_note:
        return row.outcome_note.rstrip("。；，、 ")
    if row.done_on:
        return f"{row.done_on.month}月{row.done_on.day}日完成"
    return {PlanItem.State.WAITING: "尚未开始", PlanItem.State.RUNNING: "仍在推进"}.get(row.state, "")


def explained(row: PlanItem) -> dict:
    return {"name": row.task, "section": row.get_section_display(), "target": row.goal, "reason": why(row)}


def plan_done(found: dict, used: dict) -> dict | None:
    """Whether every task was done: [done, all, percent], and the names of the open ones."""
    total, done = found.get("all"), found.get("done") or 0
    if not total:
        return None
    judged = {"value": done == total, "numbers": [done, total, percentage(done, total)]}
    left = used["plan.still_open"]
    return judged if isinstance(left, int) else {**judged, "open": [item["name"] for item in left or []]}


add_indicators(
    Listing(
        "plan.items",
        "下一期重点工作",
        "项",
        Kind.LIST,
        "5",
        "本单位工作打算中，计划期为报告期之后一期的任务，按板块和计划完成月份排列；拟列的和下级单位的打算不计入。",
        where=lambda period: planned(period + 1),
        number=77,
        item=lambda row: {
            "name": row.task,
            "section": row.get_section_display(),
            "target": row.goal,
            "department": row.department,
            "due": row.due,
        },
        order=(IN_TEXT_ORDER, "due"),
        **PLAN,
    ),
    Claim(
        "plan.previous_done",
        "本期工作打算完成情况",
        "%",
        Kind.CLAIM,
        "5",
        "计划期为本报告期的任务中，完成日期不晚于期末的所占百分比；期末之后完成的算未完成，拟列的不计入。",
        where=planned,
        number=78,
        evidence=lambda period: {
            "done": (Count(), kept(period)),
            "all": (Count(), planned(period)),
        },
        judge=plan_done,
        uses=("plan.still_open",),
        **PLAN,
    ),
    Listing(
        "plan.still_open",
        "本期工作打算未完成任务",
        "项",
        Kind.LIST,
        "5",
        "计划期为本报告期、到期末还没有完成的任务。",
        where=open_at_the_end,
        item=lambda row: {"name": row.task, "section": row.get_section_display(), "due": row.due},
        order=(IN_TEXT_ORDER, "due"),
        **PLAN,
    ),
    Listing(
        "plan.promised",
        "本期工作打算",
        "项",
        Kind.LIST,
        "5",
        "本单位计划期为本报告期的任务，拟列的和下级单位的打算不计入。",
        where=planned,
        item=lambda row: {"name": row.task, "section": row.get_section_display(), "target": row.goal, "due": row.due},
        order=(IN_TEXT_ORDER, "due"),
        **PLAN,
    ),
    Listing(
        "plan.kept",
        "本期工作打算已完成任务",
        "项",
        Kind.LIST,
        "5",
        "计划期为本报告期、完成日期不晚于期末的任务。",
        where=kept,
        item=lambda row: {
            "name": row.task,
            "section": row.get_section_display(),
            "target": row.goal,
            "date": f"{row.done_on}",
        },
        order=(IN_TEXT_ORDER, "done_on"),
        **PLAN,
    ),
    Listing(
        "plan.partly",
        "本期工作打算部分完成任务",
        "项",
        Kind.LIST,
        "5",
        "计划期为本报告期、状态为部分完成的任务，并列出兑现说明。",
        where=partly_kept,
        item=explained,
        order=(IN_TEXT_ORDER, "due"),
        **PLAN,
    ),
    Listing(
        "plan.unkept",
        "本期工作打算没有兑现的任务",
        "项",
        Kind.LIST,
        "5",
        "计划期为本报告期、到期末没有完成、也没有部分完成的任务，并列出原因；期末之后完成的也在其中。",
        where=not_kept,
        item=explained,
        order=(IN_TEXT_ORDER, "due"),
        **PLAN,
    ),
)
