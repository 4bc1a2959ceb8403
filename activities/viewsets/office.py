"""印发文件 and 来访调研."""

from activities.models import IssuedDocument, Visit
from activities.viewsets.shared import OwnedByReporter, reporter_column
from members.viewsets.shared import LEVEL_WORDS
from union_site.core.records.viewset import RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target


class IssuedDocumentResource(OwnedByReporter, RegisterResource):
    """印发文件: one line a document."""

    key = register = "issued_document"
    order = 40
    title = "印发文件"
    sheet_titles = ("印发文件", "文件目录", "发文目录", "发文登记")
    columns = (
        Column("number", "文号", required=True, synonyms=("发文字号", "文件字号", "发文号", "文件编号", "文件号")),
        Column("title", "文件标题", required=True, synonyms=("标题", "文件名称", "文件题名", "发文标题")),
        Column(
            "issued_on",
            "印发日期",
            kind="date",
            required=True,
            synonyms=("印发时间", "发文日期", "发文时间", "成文日期", "签发日期"),
        ),
        Column(
            "section",
            "主题栏目",
            synonyms=("栏目", "主题", "所属栏目", "主题分类", "板块"),
            help="写入工作总结的哪个部分，如“安全生产”“互助帮扶”。",
        ),
        Column(
            "campaign_year",
            "要约行动年度",
            kind="integer",
            synonyms=("集体协商要约行动年度", "行动年度"),
            help="只有集体协商要约行动的通知填写。",
        ),
        Column("department", "主办部门", synonyms=("主办科室", "起草部门", "拟稿部门", "责任部门", "承办部门")),
        reporter_column("印发单位", synonyms=("发文单位", "发文机关")),
    )
    targets = (
        Target(
            "document",
            IssuedDocument,
            key=("number",),
            fields=("number", "title", "issued_on", "section", "campaign_year", "department", "organization"),
        ),
    )
    help = "一行一份文件，以文号识别。要约行动年度只有集体协商要约行动的通知填写。"


@register
class IssuedDocumentViewSet(RecordViewSet):
    key = "issued_document"
    model = IssuedDocument
    title = "印发文件"
    menu_group = "工会活动"
    icon = "file-text"
    list_display = ("number", "title", "organization", "issued_on", "section", "campaign_year", "department")
    list_filter = ("organization", "issued_on", "section", "department", "campaign_year")
    search_fields = ("number", "title")
    ordering = ("-issued_on", "-id")
    fieldsets = (
        ("文件", ("number", "title", "organization", "issued_on")),
        ("归类", ("section", "department", "campaign_year")),
    )
    resources = (IssuedDocumentResource,)
    help = "工会印发的政策文件。印发日期决定计入哪个报告期，主题栏目决定写入工作总结的哪个部分。正文可在“附件”中上传。"


class VisitResource(OwnedByReporter, RegisterResource):
    """来访调研: one line a visit."""

    key = register = "visit"
    order = 40
    title = "来访调研"
    sheet_titles = ("来访调研", "来访登记", "上级调研", "接待登记")
    columns = (
        Column(
            "visited_on",
            "来访日期",
            kind="date",
            required=True,
            synonyms=("来访时间", "调研日期", "调研时间", "接待日期", "接待时间", "日期", "时间"),
        ),
        Column("visitor", "来访单位", required=True, synonyms=("调研单位", "来访部门", "来访单位（部门）", "来宾单位")),
        Column(
            "level",
            "来访层级",
            kind="choice",
            choices=Visit.Level,
            required=True,
            synonyms=("层级", "单位层级", "来访级别", "单位级别"),
            synonyms_of_choices={
                **{word: value for word, value in LEVEL_WORDS.items() if value != "district"},
                "全总": "national",
                "省总": "provincial",
                "市总": "city",
                "同级单位": "peer",
                "区级": "peer",
                "兄弟区县": "peer",
                "平级": "peer",
            },
        ),
        Column("people", "人数", kind="integer", synonyms=("来访人数", "来宾人数", "调研人数")),
        Column("subject", "调研主题", synonyms=("主题", "调研内容", "来访事由", "调研课题", "来访内容")),
        Column("verdict", "评价", synonyms=("调研评价", "评价意见", "反馈", "领导评价")),
        reporter_column("接待单位", synonyms=("所属工会", "接待工会")),
    )
    targets = (
        Target(
            "visit",
            Visit,
            key=("organization", "visited_on", "visitor"),
            fields=("visited_on", "visitor", "level", "people", "subject", "verdict", "organization"),
        ),
    )
    help = "一行一次来访。全国、省、市工会的来访计入上级来访调研，同级和其他单位的不计入。"


@register
class VisitViewSet(RecordViewSet):
    key = "visit"
    model = Visit
    title = "来访调研"
    menu_group = "工会活动"
    icon = "map-pin"
    list_display = ("visited_on", "visitor", "level", "organization", "people", "subject", "verdict")
    list_filter = ("organization", "level", "visited_on")
    search_fields = ("visitor", "subject")
    ordering = ("-visited_on", "-id")
    totals = ("people",)
    fieldsets = (
        ("来访", ("visited_on", "visitor", "level", "people")),
        ("调研", ("organization", "subject", "verdict")),
    )
    resources = (VisitResource,)
    help = "上级和其他单位的来访、调研、检查。全国、省、市工会的来访计入“上级来访调研”。"
