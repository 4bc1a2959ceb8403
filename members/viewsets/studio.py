"""创新工作室 with recommendations upward, and 荣誉 of people and collectives."""

from members.models import Honour, HonourTitle, Studio, StudioRecommendation
from members.viewsets.honour_registry import honour_registry, links
from members.viewsets.shared import (
    LEVEL_WORDS,
    birth_of,
    employer_name_column,
    follow_birth,
    identity_column,
    union_column,
)
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, RegisterResource, RowError, Target


class StudioResource(RegisterResource):
    """创新工作室: one line a studio, with its latest recommendation."""

    key = register = "studio"
    order = 50
    title = "创新工作室"
    sheet_titles = ("创新工作室", "劳模创新工作室", "职工创新工作室", "劳模工匠创新工作室")
    columns = (
        Column("code", "工作室编号", required=True, synonyms=("编号", "工作室编码", "工作室代码")),
        Column("name", "工作室名称", required=True, synonyms=("创新工作室名称", "工作室", "名称")),
        Column(
            "kind",
            "类别",
            kind="choice",
            choices=Studio.Kind,
            required=True,
            synonyms=("工作室类别", "工作室类型", "类型"),
            synonyms_of_choices={
                "劳模": "model_worker",
                "劳模工作室": "model_worker",
                "劳动模范创新工作室": "model_worker",
                "职工": "workers",
                "职工工作室": "workers",
                "工匠": "craftsman",
                "工匠工作室": "craftsman",
            },
        ),
        Column(
            "level",
            "级别",
            kind="choice",
            choices=Studio.Level,
            required=True,
            synonyms=("工作室级别", "认定级别", "命名级别", "等级"),
            synonyms_of_choices={
                "全国": "national",
                "国家级": "national",
                "省": "provincial",
                "市": "city",
                "地市级": "city",
                "区": "district",
                "区县级": "district",
                "县级": "district",
                "镇级": "town",
                "街道级": "town",
                "镇街级": "town",
                "企业级": "grassroots",
                "基层": "grassroots",
            },
        ),
        Column("leader", "领衔人", kind="name", synonyms=("领衔人姓名", "负责人", "带头人", "领办人", "牵头人")),
        Column("trade", "工种（领域）", synonyms=("工种", "领域", "专业领域", "涉及工种", "行业领域")),
        employer_name_column("所在单位"),
        union_column(),
        Column(
            "listed_on",
            "挂牌日期",
            kind="date",
            required=True,
            synonyms=("挂牌时间", "命名日期", "命名时间", "成立日期", "认定日期"),
        ),
        Column(
            "delisted_on",
            "摘牌日期",
            kind="date",
            synonyms=("摘牌时间", "撤销日期", "撤牌日期"),
            help="自该日起不再计入，仍在运行的留空。",
        ),
        Column("recommended_on", "推荐日期", kind="date", synonyms=("推荐时间", "推荐参评日期", "申报日期")),
        Column(
            "recommended_to",
            "推荐至",
            synonyms=("推荐至单位", "推荐到", "参评上级", "申报至"),
            help="推荐参评的上级工会。",
        ),
        Column("recommendation_result", "推荐结果", synonyms=("参评结果", "评选结果", "申报结果")),
    )
    targets = (
        Target(
            "studio",
            Studio,
            key=("code",),
            fields=(
                "code",
                "name",
                "kind",
                "level",
                "leader",
                "trade",
                "employer_name",
                "organization",
                "listed_on",
                "delisted_on",
            ),
        ),
        Target(
            "recommendation",
            StudioRecommendation,
            key=("studio", "on", "to"),
            parents={"studio": "studio"},
            fields={"on": "recommended_on", "to": "recommended_to", "result": "recommendation_result"},
            when=lambda values: values.get("recommended_on"),
        ),
    )
    main = "studio"
    likely = (Likely(("name", "organization")),)
    help = "一行一个工作室，以工作室编号识别。推荐参评的填写推荐日期和推荐至，再次推荐的改填新的日期后重新导入，原来的推荐记录保留。"

    def clean_row(self, values, context):
        if values.get("recommended_on") is None:
            for name in ("recommended_to", "recommendation_result"):
                if values.get(name):
                    yield RowError(name, "recommended_on_missing", "填写了推荐情况的，请填写推荐日期。")


@register
class StudioViewSet(RecordViewSet):
    key = "studio"
    model = Studio
    title = "创新工作室"
    menu_group = "组织和人员"
    icon = "bulb"
    list_display = ("code", "name", "kind", "level", "leader", "trade", "organization", "listed_on", "delisted_on")
    list_filter = ("organization", "kind", "level", "trade", "listed_on", "delisted_on")
    search_fields = ("name", "code")
    ordering = ("-listed_on", "-id")
    fieldsets = (
        ("基本信息", ("code", "name", "kind", "level", "leader", "trade")),
        ("单位和工会", ("employer_name", "organization")),
        ("挂牌", ("listed_on", "delisted_on")),
    )
    children = (
        Child(
            StudioRecommendation,
            title="推荐参评",
            columns=("on", "to", "result"),
            form=("on", "to", "result"),
            help="向上级工会推荐参评一次登记一条。",
        ),
    )
    resources = (StudioResource,)
    help = "劳模、职工、工匠创新工作室。不再运行的填写摘牌日期，自该日起不再计入；推荐参评登记在工作室之下。"


class HonourResource(RegisterResource):
    """荣誉: one line an honour and recipient."""

    key = register = "honour"
    order = 50
    title = "荣誉"
    sheet_titles = ("荣誉", "获得荣誉", "荣誉登记", "获奖情况", "表彰情况")
    columns = (
        Column(
            "level",
            "荣誉级别",
            kind="choice",
            choices=HonourTitle.Level,
            required=True,
            synonyms=("级别", "荣誉等级", "表彰级别", "获奖级别"),
            synonyms_of_choices=LEVEL_WORDS,
        ),
        Column(
            "kind",
            "集体/个人",
            kind="choice",
            choices=Honour.Kind,
            required=True,
            synonyms=("荣誉类别", "荣誉类型", "集体或个人", "获奖类别", "类别"),
            synonyms_of_choices={
                "集体荣誉": "collective",
                "先进集体": "collective",
                "单位": "collective",
                "个人荣誉": "person",
                "先进个人": "person",
            },
        ),
        Column("title", "荣誉称号", required=True, synonyms=("称号", "荣誉名称", "获得荣誉", "奖项名称", "表彰称号")),
        Column(
            "recipient",
            "获奖者",
            required=True,
            synonyms=("获奖单位（个人）", "获奖个人（集体）", "获得者", "获奖对象", "受表彰对象", "获奖人"),
            help="个人姓名，或集体的名称。",
        ),
        identity_column("身份证号", required=False, help="个人荣誉可填，集体荣誉留空。"),
        employer_name_column("所在单位"),
        union_column(),
        Column("awarded_by", "授予单位", synonyms=("授予机关", "表彰单位", "颁发单位", "颁奖单位", "表彰机关")),
        Column(
            "awarded_on",
            "授予日期",
            kind="date",
            required=True,
            synonyms=("授予时间", "表彰日期", "表彰时间", "获奖日期", "获奖时间", "获得时间"),
        ),
        Column("document_number", "表彰文号", synonyms=("文号", "表彰文件", "表彰文件号", "文件号")),
    )
    targets = (
        Target(
            "honour",
            Honour,
            key=("organization", "title", "recipient", "awarded_on"),
            fields=(
                "level",
                "kind",
                "title",
                "recipient",
                "identity",
                {"birth_on": birth_of},
                "employer_name",
                "organization",
                "awarded_by",
                "awarded_on",
                "document_number",
            ),
        ),
    )
    likely = (
        Likely(("title", "recipient", "level"), near="awarded_on"),
        Likely(("identity", "title", "level"), near="awarded_on"),
    )
    help = "一行一项荣誉，集体和个人都登记在这里。个人获评劳动模范、工匠等的，可在该荣誉的页面一步登记为劳模工匠。"


@register
class HonourViewSet(RecordViewSet):
    key = "honour"
    model = Honour
    title = "荣誉"
    menu_group = "组织和人员"
    icon = "award"
    list_display = ("title", "recipient", "level", "kind", "employer_name", "organization", "awarded_on")
    list_filter = ("organization", "level", "kind", "awarded_on")
    search_fields = ("title", "recipient")
    ordering = ("-awarded_on", "-id")
    fieldsets = (
        ("荣誉", ("level", "kind", "title", "recipient", "identity")),
        ("单位和工会", ("employer_name", "organization")),
        ("授予", ("awarded_by", "awarded_on", "document_number")),
    )
    resources = (HonourResource,)
    tones = {"level": {"national": "rare", "provincial": "wait", "city": "note", "district": "calm"}}
    help = (
        "集体和个人获得的荣誉，一项一条。授予日期在报告期内的全国、省、市级荣誉计入“新获上级荣誉”，区级不计入。"
        "个人荣誉填写身份证号的，在本人的会员页和劳模页也能看到。"
    )

    def prepare(self, record):
        follow_birth(record)

    def extra_urls(self):
        return [("<uuid:public_id>/registry/", honour_registry, "registry")]

    def record_links(self, record, access):
        return links(record, access)
