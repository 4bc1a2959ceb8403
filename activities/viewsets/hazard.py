"""隐患随手拍: hazards that workers report, and what became of them."""

from activities.models import HazardReport
from members.viewsets.shared import union_column
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target


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
        Column("handled_by", "整改责任人", kind="name", synonyms=("责任人", "整改人", "处理人", "整改负责人")),
        Column("handling", "整改措施", synonyms=("处理说明", "整改说明", "处理措施", "处置措施", "处理意见")),
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
                "handled_by",
                "handling",
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
        ("处理", ("state", "deadline", "handled_on", "handled_by", "handling")),
    )
    attachment_kinds = (("before", "整改前"), ("after", "整改后"), ("other", "其他"))
    tones = {
        "state": {"accepted": "note", "correcting": "wait", "corrected": "ok", "unfounded": "calm"},
        "grade": {"general": "calm", "larger": "wait", "major": "bad"},
    }
    resources = (HazardResource,)
    help = "职工上报的安全隐患，一件一条，不论是否属实都计入上报件数。整改前后的照片在该件的“附件”中上传，选择“整改前”“整改后”后分别显示。"
