"""工作打算: the tasks of a half-year and what became of them."""

from urllib.parse import urlencode

from django.urls import reverse

from reports.models import PlanItem
from reports.models.plan import HALF_YEARS
from union_site.core.periods import Period
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, RowError, Target

STATE_TONES = {
    "proposed": "note",
    "waiting": "calm",
    "running": "wait",
    "done": "ok",
    "partly": "rare",
    "unkept": "bad",
}


class PlanItemResource(RegisterResource):
    """工作打算: one line a task."""

    key = register = "plan_item"
    order = 60
    title = "工作打算"
    sheet_titles = ("工作打算", "工作计划", "重点工作", "下半年工作打算", "半年工作打算")
    columns = (
        Column(
            "period",
            "计划期",
            kind="choice",
            choices=HALF_YEARS,
            required=True,
            synonyms=("计划时期", "计划期间", "所属时期", "时间段"),
            synonyms_of_choices={label.replace("年", "", 1): key for key, label in HALF_YEARS},
            help="如：2021年下半年。",
            example="2021年下半年",
        ),
        Column(
            "section",
            "板块",
            kind="choice",
            choices=PlanItem.Section,
            required=True,
            synonyms=("工作板块", "类别", "工作类别", "所属板块"),
            synonyms_of_choices={
                "思想政治引领": "ideology",
                "政治引领": "ideology",
                "文化引领": "ideology",
                "基层组织建设": "organising",
                "组织": "organising",
                "服务大局": "economy",
                "建功立业": "economy",
                "服务职工": "welfare",
                "维权服务": "welfare",
                "其他": "other",
                "自身建设": "other",
            },
        ),
        Column(
            "task", "任务", required=True, synonyms=("工作任务", "任务名称", "重点工作", "工作内容", "工作事项", "事项")
        ),
        Column("goal", "目标", synonyms=("任务目标", "工作目标", "目标要求", "预期目标", "量化目标")),
        Column(
            "department", "责任部门", synonyms=("责任部室", "牵头部门", "承办部门", "负责部门", "责任科室", "牵头部室")
        ),
        Column(
            "due",
            "计划完成月份",
            kind="month",
            synonyms=("完成月份", "计划完成时间", "完成时限", "计划月份", "时间节点"),
            example="2021年7月",
        ),
        Column(
            "state",
            "状态",
            kind="choice",
            choices=PlanItem.State,
            default=PlanItem.State.WAITING,
            synonyms=("进度", "完成情况", "工作状态", "进展", "进展情况"),
            synonyms_of_choices={
                "拟定": "proposed",
                "草拟": "proposed",
                "拟列入": "proposed",
                "未启动": "waiting",
                "未开展": "waiting",
                "待开展": "waiting",
                "进行中": "running",
                "正在推进": "running",
                "实施中": "running",
                "完成": "done",
                "已办结": "done",
                "办结": "done",
                "完成部分": "partly",
                "部分办结": "partly",
                "没有完成": "unkept",
                "未办结": "unkept",
            },
        ),
        Column("done_on", "完成日期", kind="date", synonyms=("实际完成日期", "完成时间", "实际完成时间", "办结日期")),
        Column("outcome_note", "兑现说明", synonyms=("未完成原因", "未完成的原因", "兑现情况说明", "完成情况说明")),
        Column(
            "organization",
            "计划单位",
            kind="organization",
            required=True,
            fallback="unit_name",
            synonyms=("填报单位", "制定单位", "所属工会"),
            help="不列这一列时，取表头上方的填报单位。",
        ),
    )
    targets = (
        Target(
            "plan_item",
            PlanItem,
            key=("organization", "period", "task"),
            fields=(
                "period",
                "section",
                "task",
                "goal",
                "department",
                "due",
                "state",
                "done_on",
                "outcome_note",
                "organization",
            ),
        ),
    )
    help = "一行一项任务，以计划单位、计划期和任务识别。再次导入时更新状态、完成日期和兑现说明。"

    def clean_row(self, values, context):
        if values.get("due") and values.get("period"):
            planned = Period.parse(values["period"])
            if not f"{planned.start:%Y-%m}" <= values["due"] <= f"{planned.last_day:%Y-%m}":
                message = f"计划完成月份不在{planned}内，请核对。"
                yield RowError("due", "month_outside", message, warning=True)


@register
class PlanItemViewSet(RecordViewSet):
    key = "plan_item"
    model = PlanItem
    title = "工作打算"
    menu_group = "数据和报表"
    icon = "list-check"
    list_display = ("period", "section", "task", "goal", "department", "due", "state", "done_on", "organization")
    list_filter = ("organization", "period", "section", "department", "state")
    search_fields = ("task",)
    ordering = ("-period", "id")
    tones = {"state": STATE_TONES}
    fieldsets = (
        ("任务", ("organization", "period", "section", "task", "goal")),
        ("责任和进度", ("department", "due", "state", "done_on", "outcome_note")),
    )
    uncopied = ("outcome_note",)
    menu_pages = (("打算看板", "reports:plan-board", "columns-3"),)
    resources = (PlanItemResource,)
    help = (
        "半年一份的工作打算，一项任务一条。总结写下一期的打算，并说明本期打算的兑现情况；以完成日期为准。"
        "“拟列”的只是建议，列入打算之前不计入指标，也不写进总结。"
    )

    def extra_links(self):
        return [{"title": "打算看板", "url": reverse("reports:plan-board"), "icon": "columns-3"}]

    def record_links(self, record, access):
        query = urlencode({"period": record.period, "unit": record.organization.public_id})
        return [{"title": "打算看板", "url": f"{reverse('reports:plan-board')}?{query}", "icon": "columns-3"}]
