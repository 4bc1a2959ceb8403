"""创新项目 and 创新成果: what workers take up and what comes of it."""

from activities.models import InnovationProject, InnovationResult
from members.viewsets.shared import union_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target

UNIT = ("单位", "单位名称", "所在单位", "工作单位", "用人单位")


class InnovationProjectResource(RegisterResource):
    """创新项目: one line a project."""

    key = register = "innovation_project"
    order = 40
    title = "创新项目"
    sheet_titles = ("创新项目", "职工创新项目", "创新项目立项", "创新立项")
    columns = (
        Column("name", "项目名称", required=True, synonyms=("创新项目名称", "创新项目", "课题名称", "立项项目")),
        Column("kind", "项目类型", synonyms=("项目类别", "创新类型", "创新类别", "课题类型")),
        Column("employer_name", "申报单位", synonyms=("立项单位", "实施单位", "项目单位", "承担单位", *UNIT)),
        union_column(),
        Column(
            "approved_on",
            "立项日期",
            kind="date",
            required=True,
            synonyms=("立项时间", "批准日期", "批准立项日期", "立项批准日期", "立项年月日"),
        ),
        Column(
            "participants",
            "参与人数",
            kind="integer",
            synonyms=("参加人数", "参与职工数", "项目组人数", "参与职工人数", "参与创新人数"),
        ),
        Column(
            "state",
            "进展",
            kind="choice",
            choices=InnovationProject.State,
            default="ongoing",
            synonyms=("项目进展", "进展情况", "实施进展", "项目状态", "状态"),
            synonyms_of_choices={
                "进行中": "ongoing",
                "推进中": "ongoing",
                "在研": "ongoing",
                "未结题": "ongoing",
                "结题": "finished",
                "已完成": "finished",
                "完成": "finished",
                "已验收": "finished",
                "中止": "stopped",
                "终止": "stopped",
                "已终止": "stopped",
            },
        ),
    )
    targets = (
        Target(
            "project",
            InnovationProject,
            key=("organization", "name", "approved_on"),
            fields=("name", "kind", "employer_name", "organization", "approved_on", "participants", "state"),
        ),
    )
    help = "一行一个项目，以工会、项目名称和立项日期识别。立项日期决定计入哪个报告期；人数没有统计的留空。"


@register
class InnovationProjectViewSet(RecordViewSet):
    key = "innovation_project"
    model = InnovationProject
    title = "创新项目"
    menu_group = "工会活动"
    icon = "bulb"
    list_display = ("name", "kind", "employer_name", "organization", "approved_on", "participants", "state")
    list_filter = ("organization", "state", "kind", "approved_on")
    search_fields = ("name", "employer_name")
    ordering = ("-approved_on", "-id")
    totals = ("participants",)
    fieldsets = (
        ("项目", ("name", "kind", "approved_on", "state")),
        ("单位和人员", ("employer_name", "organization", "participants")),
    )
    tones = {"state": {"ongoing": "wait", "finished": "ok", "stopped": "calm"}}
    resources = (InnovationProjectResource,)
    help = (
        "职工创新项目（五小、QC小组、合理化建议、技术革新等），立项时登记，结题后改进展。立项日期决定计入哪个报告期。"
    )


class InnovationResultResource(RegisterResource):
    """创新成果: one line a result. The benefit's heading says 元 or 万元."""

    key = register = "innovation_result"
    order = 40
    title = "创新成果"
    sheet_titles = ("创新成果", "职工创新成果", "成果登记")
    columns = (
        Column("name", "成果名称", required=True, synonyms=("创新成果名称", "创新成果", "专利名称")),
        Column("kind", "成果类型", synonyms=("成果类别", "成果形式", "专利类型")),
        Column("employer_name", "完成单位", synonyms=("成果单位", "获得单位", "所属单位", *UNIT)),
        union_column(),
        Column(
            "achieved_on",
            "取得日期",
            kind="date",
            required=True,
            synonyms=("取得时间", "完成日期", "完成时间", "授权日期", "获得日期"),
        ),
        Column(
            "benefit",
            "经济效益（元）",
            kind="money",
            synonyms=("经济效益", "创造效益", "年经济效益", "产生效益"),
            help="没有测算的留空，不要填 0。表头写“万元”的按万元读入。",
        ),
        Column("studio_name", "依托工作室", synonyms=("工作室", "所属工作室", "创新工作室", "依托创新工作室")),
    )
    targets = (
        Target(
            "result",
            InnovationResult,
            key=("organization", "name", "achieved_on"),
            fields=("name", "kind", "employer_name", "organization", "achieved_on", "benefit", "studio_name"),
        ),
    )
    help = "一行一项成果，以工会、成果名称和取得日期识别。经济效益以表头的单位（元或万元）为准。"


@register
class InnovationResultViewSet(RecordViewSet):
    key = "innovation_result"
    model = InnovationResult
    title = "创新成果"
    menu_group = "工会活动"
    icon = "stars"
    list_display = ("name", "kind", "employer_name", "organization", "achieved_on", "benefit", "studio_name")
    list_filter = ("organization", "kind", "achieved_on")
    search_fields = ("name", "employer_name", "studio_name")
    ordering = ("-achieved_on", "-id")
    totals = ("benefit",)
    fieldsets = (
        ("成果", ("name", "kind", "achieved_on", "benefit")),
        ("单位和工作室", ("employer_name", "organization", "studio_name")),
    )
    resources = (InnovationResultResource,)
    help = (
        "职工创新取得的专利、工法、先进操作法和改进。取得日期决定计入哪个报告期；经济效益以元为单位，没有测算的留空。"
    )
