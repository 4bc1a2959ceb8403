"""技能比武: contests, a line per trade; 获奖选手, and the honours made of them."""

from activities.models import Contest, ContestTrade, ContestWinner
from activities.views.contest import contest_honours
from members.viewsets.shared import employer_name_column, identity_column, union_column
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.roles import Permission
from union_site.core.spreadsheets.likeness import Likely
from union_site.core.spreadsheets.resource import Column, CrossTab, Lookup, RegisterResource, Target


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
            fallback="unit_name",
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
    crosstabs = (CrossTab("trade", {"contestants": ("人数",)}, open=True),)
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
            columns=("trade", "contestants", "promotions"),
            form=("trade", "contestants", "promotions"),
        ),
        Child(
            ContestWinner,
            title="获奖选手",
            columns=("trade", "rank", "name", "identity", "employer_name", "union", "skill_level", "honour"),
            form=("trade", "rank", "name", "identity", "employer_name", "union", "skill_level"),
            help="登记后可用页面上方的“生成荣誉”，把选手一次记入荣誉登记簿。",
            limit=500,
        ),
    )
    resources = (ContestResource,)
    help = (
        "一次比武一条，各工种的参赛人数和技能晋级登记在“工种”下，获奖的登记在“获奖选手”下。开始日期决定计入哪个报告期。"
    )

    def extra_urls(self):
        return [("<uuid:public_id>/honours/", contest_honours, "honours")]

    def record_links(self, record, access):
        if not (access.can(Permission.CHANGE, self.key) and access.can(Permission.ADD, "honour")):
            return []
        return [{"title": "生成荣誉", "url": self.url("honours", record), "icon": "award"}]


class ContestWinnerResource(RegisterResource):
    """获奖选手: one line a winner and trade; the contest is found by its number."""

    key = register = "contest_winner"
    order = 50
    title = "获奖选手"
    sheet_titles = ("获奖选手", "技能比武获奖选手", "比武获奖名单", "获奖名单")
    columns = (
        Column(
            "contest",
            "比武编号",
            kind="reference",
            lookup=Lookup(Contest, "code"),
            required=True,
            synonyms=("竞赛编号", "比武编码", "赛事编号"),
            help="须是已登记的技能比武。",
        ),
        Column("contest_name", "比武名称", synonyms=("竞赛名称", "赛事名称"), ignored=True),
        Column(
            "trade", "工种", required=True, synonyms=("比武工种", "竞赛工种", "比武项目", "竞赛项目", "职业（工种）")
        ),
        Column("rank", "获奖等次", synonyms=("等次", "名次", "奖项", "获奖名次", "获奖等级", "获奖情况")),
        Column(
            "name",
            "选手姓名",
            kind="name",
            required=True,
            synonyms=("姓名", "获奖选手", "获奖人", "获奖者", "获奖选手姓名"),
        ),
        identity_column(required=False, help="可不填，填写后获得的荣誉在本人的页面显示。"),
        employer_name_column("所在单位"),
        union_column(required=False, optional=True, help="选手所属的工会。"),
        Column(
            "skill_level",
            "晋级技能等级",
            kind="choice",
            choices=ContestWinner.SkillLevel,
            synonyms=("技能等级", "晋级等级", "晋升技能等级", "晋升等级"),
            synonyms_of_choices={
                "五级": "junior",
                "五级工": "junior",
                "四级": "intermediate",
                "四级工": "intermediate",
                "三级": "senior",
                "三级工": "senior",
                "二级": "technician",
                "二级技师": "technician",
                "一级": "senior_technician",
                "一级技师": "senior_technician",
            },
        ),
    )
    targets = (
        Target(
            "winner",
            ContestWinner,
            key=("contest", "trade", "name", "identity"),
            fields=(
                "contest",
                "trade",
                "rank",
                "name",
                "identity",
                "employer_name",
                {"union": "organization"},
                "skill_level",
            ),
        ),
    )
    likely = (Likely(("contest", "trade", "name"), near="identity"),)
    help = "一行一名选手一个工种。请先导入技能比武，比武编号要与登记的一致。"


@register
class ContestWinnerViewSet(RecordViewSet):
    key = "contest_winner"
    model = ContestWinner
    title = "获奖选手"
    menu_group = "工会活动"
    icon = "medal"
    list_display = (
        "contest",
        "trade",
        "rank",
        "name",
        "identity",
        "employer_name",
        "union",
        "skill_level",
        "honour",
    )
    list_filter = ("organization", "contest__started_on", "trade", "rank", "skill_level")
    search_fields = ("name", "employer_name")
    fieldsets = (
        ("比武", ("contest", "trade", "rank", "skill_level")),
        ("选手", ("name", "identity", "employer_name", "union")),
        ("荣誉", ("honour",)),
    )
    detail_only = ("honour",)
    resources = (ContestWinnerResource,)
    help = "技能比武的获奖选手，一人一个工种一条。在技能比武的页面可以把选手一次记入荣誉登记簿，同一选手不会重复生成。"
