"""安康杯 by year and employer; 隐患随手拍."""

from activities.models import HazardReport, SafetyCupEntry
from members.viewsets.shared import union_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target


class SafetyCupResource(RegisterResource):
    """安康杯: one line an employer; the year stands in a column, or in the sheet's name or title."""

    key = register = "safety_cup"
    order = 40
    title = "安康杯竞赛"
    sheet_titles = ("安康杯", "安康杯竞赛")
    columns = (
        Column(
            "year",
            "竞赛年度",
            kind="integer",
            required=True,
            fallback="year",
            synonyms=("年度", "年份", "参赛年度"),
            help="没有这一列时，取工作表名称或标题中的年份，如“2021年”。",
        ),
        Column(
            "employer_name",
            "参赛单位",
            required=True,
            synonyms=("参赛企业", "参赛单位名称", "参赛企业名称", "参赛企事业单位", "单位名称"),
        ),
        union_column(),
        Column(
            "enrolled_on",
            "报名日期",
            kind="date",
            required=True,
            synonyms=("报名时间", "参赛日期", "申报日期", "参赛时间"),
        ),
        Column(
            "employees",
            "职工总数",
            kind="integer",
            synonyms=("职工人数", "单位职工数", "职工总人数", "在岗职工数", "职工数"),
        ),
        Column(
            "participants",
            "参赛职工数",
            kind="integer",
            synonyms=("参赛人数", "参赛职工人数", "参加职工数", "参与职工数", "参加人数"),
        ),
        Column(
            "teams",
            "参赛班组数",
            kind="integer",
            synonyms=("班组数", "参赛班组", "参赛班组（科室）数", "参赛班组个数"),
        ),
        Column("self_score", "自评得分", kind="decimal", synonyms=("自评分", "自评分数", "自查得分")),
        Column("score", "考核得分", kind="decimal", synonyms=("考核分", "得分", "考评得分", "复核得分", "评审得分")),
        Column("award", "获奖情况", synonyms=("获奖", "奖项", "获得奖项", "评定结果")),
    )
    targets = (
        Target(
            "entry",
            SafetyCupEntry,
            key=("employer_name", "year"),
            fields=(
                "year",
                "employer_name",
                "organization",
                "enrolled_on",
                "employees",
                "participants",
                "teams",
                "self_score",
                "score",
                "award",
            ),
        ),
    )
    help = "一行一个参赛单位。各年度分工作表填写的，年份写在工作表名称或标题中。参赛职工数不能大于职工总数。"


@register
class SafetyCupViewSet(RecordViewSet):
    key = "safety_cup"
    model = SafetyCupEntry
    title = "安康杯竞赛"
    menu_group = "工会活动"
    icon = "shield"
    list_display = (
        "year",
        "employer_name",
        "organization",
        "enrolled_on",
        "employees",
        "participants",
        "teams",
        "score",
        "award",
    )
    list_filter = ("organization", "year", "enrolled_on")
    search_fields = ("employer_name",)
    ordering = ("-year", "-id")
    totals = ("employees", "participants", "teams")
    fieldsets = (
        ("参赛单位", ("year", "employer_name", "organization", "enrolled_on")),
        ("参赛情况", ("employees", "participants", "teams")),
        ("考核", ("self_score", "score", "award")),
    )
    resources = (SafetyCupResource,)
    help = "一个单位一个年度一条，自报名日期起计入。参与率为参赛职工数占职工总数的百分比，没有统计的留空，不要填 0。"


class HazardResource(RegisterResource):
    """隐患随手拍: one line a report."""

    key = register = "hazard_report"
    order = 40
    title = "隐患随手拍"
    sheet_titles = ("隐患随手拍", "安全隐患随手拍", "隐患台账", "随手拍")
    columns = (
        Column("code", "编号", required=True, synonyms=("隐患编号", "上报编号", "随手拍编号", "工单编号")),
        Column(
            "reported_on",
            "上报日期",
            kind="date",
            required=True,
            synonyms=("上报时间", "报送日期", "发现日期", "拍摄日期", "提交日期"),
        ),
        Column("description", "隐患描述", required=True, synonyms=("隐患内容", "隐患情况", "问题描述", "隐患名称")),
        Column(
            "grade",
            "隐患等级",
            kind="choice",
            choices=HazardReport.Grade,
            synonyms=("等级", "隐患级别", "隐患类别", "风险等级"),
            synonyms_of_choices={
                "一般隐患": "general",
                "较大隐患": "larger",
                "重大隐患": "major",
                "严重": "major",
            },
        ),
        Column("employer_name", "所在单位", synonyms=("单位", "隐患单位", "被查单位", "单位名称", "责任单位")),
        union_column(),
        Column("place", "地点", synonyms=("隐患地点", "隐患部位", "所在部位", "具体位置")),
        Column("photos", "照片数", kind="integer", synonyms=("照片张数", "照片数量", "图片数", "照片")),
        Column(
            "state",
            "处理状态",
            kind="choice",
            choices=HazardReport.State,
            default="accepted",
            synonyms=("状态", "处理情况", "整改状态", "整改情况", "处理结果"),
            synonyms_of_choices={
                "受理": "accepted",
                "待处理": "accepted",
                "未整改": "accepted",
                "处理中": "correcting",
                "正在整改": "correcting",
                "整改完成": "corrected",
                "完成整改": "corrected",
                "已处理": "corrected",
                "已完成": "corrected",
                "情况不属实": "unfounded",
                "不实": "unfounded",
            },
        ),
        Column("deadline", "整改期限", kind="date", synonyms=("整改时限", "限期整改日期", "整改截止日期", "完成期限")),
        Column(
            "handled_on",
            "处理日期",
            kind="date",
            synonyms=("处理时间", "整改日期", "整改完成日期", "办结日期", "处置日期"),
        ),
    )
    targets = (
        Target(
            "report",
            HazardReport,
            key=("code",),
            fields=(
                "code",
                "reported_on",
                "description",
                "grade",
                "employer_name",
                "organization",
                "place",
                "photos",
                "state",
                "deadline",
                "handled_on",
            ),
        ),
    )
    help = "一行一件，以编号识别。处理日期只在“已整改”或“不属实”时填写。照片在系统里该件的“附件”中上传。"


@register
class HazardReportViewSet(RecordViewSet):
    key = "hazard_report"
    model = HazardReport
    title = "隐患随手拍"
    menu_group = "工会活动"
    icon = "camera"
    list_display = (
        "code",
        "reported_on",
        "description",
        "grade",
        "employer_name",
        "organization",
        "photos",
        "state",
        "deadline",
        "handled_on",
    )
    list_filter = ("organization", "state", "grade", "reported_on", "deadline", "handled_on")
    search_fields = ("code", "employer_name", "description")
    ordering = ("-reported_on", "-id")
    totals = ("photos",)
    fieldsets = (
        ("隐患", ("code", "reported_on", "description", "grade")),
        ("单位和地点", ("employer_name", "organization", "place", "photos")),
        ("处理", ("state", "deadline", "handled_on")),
    )
    tones = {
        "state": {"accepted": "note", "correcting": "wait", "corrected": "ok", "unfounded": "calm"},
        "grade": {"general": "calm", "larger": "wait", "major": "bad"},
    }
    resources = (HazardResource,)
    help = "职工上报的安全隐患，一件一条，不论是否属实都计入上报件数。整改前后的照片在该件的“附件”中上传。"
