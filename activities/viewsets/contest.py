"""技能比武: contests, a line per trade."""

from activities.models import Contest, ContestTrade
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, RegisterResource, Target


class ContestResource(RegisterResource):
    """技能比武: one line a trade; lines of one 比武编号 are one contest."""

    key = register = "contest"
    order = 40
    title = "技能比武"
    sheet_titles = ("技能比武", "技能竞赛", "岗位练兵")
    columns = (
        Column("code", "比武编号", required=True, synonyms=("竞赛编号", "编号", "比武编码", "赛事编号")),
        Column(
            "name",
            "比武名称",
            required=True,
            synonyms=("竞赛名称", "比赛名称", "赛事名称", "技能比武名称", "技能竞赛名称"),
        ),
        Column(
            "organization",
            "主办单位",
            kind="organization",
            required=True,
            synonyms=("主办工会", "举办单位", "主办方", "承办单位", "组织单位"),
        ),
        Column(
            "host_level",
            "主办层级",
            kind="choice",
            choices=Contest.HostLevel,
            required=True,
            synonyms=("层级", "比武层级", "主办级别", "竞赛层级", "举办层级"),
            synonyms_of_choices={
                "区级": "district",
                "区总": "district",
                "区总工会": "district",
                "镇": "town",
                "街道": "town",
                "镇街": "town",
                "镇街道": "town",
                "镇（街）": "town",
                "镇街级": "town",
                "镇（街道）级": "town",
                "系统级": "system",
                "产业": "system",
                "行业系统": "system",
                "企业": "grassroots",
                "企业级": "grassroots",
                "基层工会": "grassroots",
                "基层级": "grassroots",
            },
        ),
        Column(
            "started_on",
            "开始日期",
            kind="date",
            required=True,
            synonyms=("开始时间", "比武日期", "比武时间", "竞赛日期", "举办日期", "举办时间", "日期"),
        ),
        Column("ended_on", "结束日期", kind="date", synonyms=("结束时间", "截止日期")),
        Column(
            "trade",
            "工种",
            required=True,
            synonyms=("比武工种", "竞赛工种", "项目", "比武项目", "竞赛项目", "职业（工种）"),
        ),
        Column(
            "contestants",
            "参赛人数",
            kind="integer",
            synonyms=("参加人数", "参赛职工数", "参赛选手数", "参赛选手人数", "选手人数"),
        ),
    )
    targets = (
        Target(
            "contest",
            Contest,
            key=("code",),
            fields=("code", "name", "organization", "host_level", "started_on", "ended_on"),
        ),
        Target(
            "trade",
            ContestTrade,
            key=("contest", "trade"),
            parents={"contest": "contest"},
            fields=("trade", "contestants"),
        ),
    )
    main = "trade"
    help = "一行一个工种，同一次比武的各行编号相同。工种按名称归并计数，请使用统一的叫法。"


@register
class ContestViewSet(RecordViewSet):
    key = "contest"
    model = Contest
    title = "技能比武"
    menu_group = "工会活动"
    icon = "trophy"
    list_display = ("code", "name", "organization", "host_level", "started_on", "ended_on")
    list_filter = ("organization", "host_level", "started_on")
    search_fields = ("name", "code")
    ordering = ("-started_on", "-id")
    fieldsets = (("基本信息", ("code", "name", "organization", "host_level")), ("时间", ("started_on", "ended_on")))
    children = (
        Child(
            ContestTrade,
            title="工种",
            columns=("trade", "contestants", "winners", "promotions"),
            form=("trade", "contestants", "winners", "promotions"),
        ),
    )
    resources = (ContestResource,)
    help = "一次比武一条，各工种的参赛人数、获奖选手和技能晋级登记在“工种”下。开始日期决定计入哪个报告期。"
