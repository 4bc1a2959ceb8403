"""职工活动 with reports of several unions, trades served and hand-outs."""

from activities.models import Activity, ActivityCategory, ActivityReport, ActivityTrade, Handout
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.registry import register
from union_site.core.spreadsheets.resource import Column, Item, Lookup, RegisterResource, Target

CODE = ("编号", "活动编码", "活动序号", "活动代码")
CATEGORY_WORDS = {
    "思想政治引领": "政治引领",
    "思想引领": "政治引领",
    "政治思想引领": "政治引领",
    "文艺活动": "文艺",
    "文化": "文艺",
    "文化活动": "文艺",
    "读书": "阅读",
    "职工阅读": "阅读",
    "阅读活动": "阅读",
    "体育活动": "体育",
    "文体": "体育",
    "健身": "体育",
    "技术服务（劳模工匠服务队）": "技术服务",
    "劳模工匠服务队": "技术服务",
    "劳模服务": "技术服务",
    "安全生产": "安全",
    "安全活动": "安全",
    "劳动保护": "安全",
    "普法": "法律宣传",
    "普法宣传": "法律宣传",
    "法治宣传": "法律宣传",
    "就业招聘": "招聘会",
    "招聘": "招聘会",
    "欠薪": "欠薪检查",
    "治欠": "欠薪检查",
    "清欠": "欠薪检查",
    "治欠检查": "欠薪检查",
    "公益培训": "普惠培训",
    "普惠服务": "普惠培训",
    "女工": "女职工",
    "女职工活动": "女职工",
    "女工活动": "女职工",
    "女工部": "女职工",
    "女职工部": "女职工",
    "联谊交友": "联谊",
    "交友": "联谊",
    "婚恋交友": "联谊",
    "青年联谊": "联谊",
    "亲子活动": "亲子",
    "培训": "培训会议",
    "会议": "培训会议",
    "工会干部培训": "工会培训",
    "工会业务培训": "工会培训",
    "培训班": "工会培训",
    "宣讲活动": "宣讲",
    "宣讲会": "宣讲",
    "巡回宣讲": "宣讲",
}


class ActivityResource(RegisterResource):
    """活动登记: one line a report; lines of one 活动编号 are one activity, however many unions report it."""

    key = register = "activity"
    order = 40
    title = "活动登记"
    sheet_titles = ("活动登记", "职工活动", "活动台账", "活动统计")
    columns = (
        Column("code", "活动编号", required=True, synonyms=CODE, help="同一活动由几个单位填报的，编号相同。"),
        Column("name", "活动名称", required=True, synonyms=("活动主题", "活动标题", "名称")),
        Column(
            "category",
            "活动类别",
            kind="reference",
            lookup=Lookup(ActivityCategory, "name"),
            synonyms_of_choices=CATEGORY_WORDS,
            required=True,
            synonyms=("活动类型", "类别", "活动分类"),
            help="政治引领、文艺、阅读、体育、技术服务、安全、法律宣传、招聘会、欠薪检查、普惠培训、女职工、联谊、亲子、"
            "培训会议、工会培训或宣讲。政治引领性质的宣讲，类别填“政治引领”，形式填“宣讲”。",
        ),
        Column("form", "活动形式", synonyms=("形式", "活动方式", "开展形式")),
        Column(
            "reporter",
            "填报单位",
            kind="organization",
            required=True,
            fallback="unit_name",
            synonyms=("上报单位", "报送单位", "填表单位", "登记单位"),
        ),
        Column(
            "organization",
            "主办单位",
            kind="organization",
            required=True,
            anywhere=True,
            synonyms=("主办工会", "举办单位", "主办方", "组织单位", "承办工会"),
        ),
        Column("co_hosts", "联合主办单位", synonyms=("联办单位", "联合举办单位", "合办单位", "共同主办单位")),
        Column("superior", "上级工会", synonyms=("上级单位", "上级主办单位")),
        Column(
            "relation",
            "与上级关系",
            kind="choice",
            choices=Activity.Relation,
            synonyms=("上级关系", "承办协办", "与上级工会关系"),
            synonyms_of_choices={"承办单位": "organised", "协办单位": "assisted", "协助": "assisted"},
        ),
        Column("partners", "协作部门（单位）", synonyms=("协作部门", "协作单位", "合作单位", "配合部门", "联合部门")),
        Column(
            "started_on",
            "开始日期",
            kind="date",
            required=True,
            synonyms=("活动日期", "活动时间", "开始时间", "举办日期", "举办时间", "日期", "时间"),
        ),
        Column("ended_on", "结束日期", kind="date", synonyms=("结束时间", "截止日期")),
        Column("place", "地点", synonyms=("活动地点", "举办地点", "活动场所")),
        Column("sessions", "场次", kind="integer", default=1, synonyms=("活动场次", "场数", "次数", "举办场次")),
        Column(
            "participations",
            "参加人次",
            kind="integer",
            synonyms=("参与人次", "活动人次", "人次", "参加人次数", "惠及人次"),
        ),
        Column(
            "women",
            "其中女职工",
            kind="integer",
            synonyms=("女职工人次", "其中：女职工", "女职工", "其中女职工人次", "其中女性"),
        ),
        Column("series", "品牌系列", synonyms=("活动品牌", "品牌", "系列", "系列活动", "品牌名称")),
        Column(
            "trades",
            "服务工种（领域）",
            kind="list",
            synonyms=("服务工种", "服务领域", "工种", "工种（领域）"),
            help="多项之间用“、”分开。",
        ),
        Column("sector", "涉及行业", synonyms=("检查行业", "行业", "所涉行业")),
        Column("award", "获奖情况", synonyms=("获奖", "奖项", "所获奖项")),
        Column(
            "speaker",
            "授课人（宣讲人）",
            synonyms=("授课人", "宣讲人", "主讲人", "授课老师", "授课教师", "主讲老师", "讲师"),
        ),
        Column("class_hours", "课时", kind="decimal", places=1, synonyms=("课时数", "学时", "学时数", "培训学时")),
        Column(
            "audience",
            "培训（宣讲）对象",
            synonyms=("培训对象", "宣讲对象", "参训对象", "参加对象", "活动对象", "听众"),
        ),
        Column(
            "spending",
            "活动经费（元）",
            kind="money",
            synonyms=("活动经费", "经费", "经费支出", "活动支出", "经费支出（元）", "费用（元）", "活动费用"),
            help="本活动实际支出，没有统计的留空。",
        ),
        Column("spending_source", "经费来源", synonyms=("资金来源", "经费渠道", "列支渠道")),
    )
    targets = (
        Target(
            "activity",
            Activity,
            key=("code",),
            fields=(
                "code",
                "name",
                "category",
                "form",
                "organization",
                "co_hosts",
                "superior",
                "relation",
                "partners",
                "started_on",
                "ended_on",
                "place",
                "sessions",
                "participations",
                "women",
                "series",
                "sector",
                "award",
                "speaker",
                "class_hours",
                "audience",
                "spending",
                "spending_source",
            ),
            outside="use",
        ),
        Target(
            "trade",
            ActivityTrade,
            key=("activity", "trade"),
            parents={"activity": "activity"},
            each="trades",
            fields={"trade": Item.value},
        ),
        Target(
            "report",
            ActivityReport,
            key=("activity", "organization"),
            parents={"activity": "activity"},
            fields={"organization": "reporter"},
        ),
    )
    main = "report"
    help = "一行一次填报。几个单位联合举办的活动使用同一个活动编号，只计一次，归属主办单位。场次和人次分别填写。"


class HandoutResource(RegisterResource):
    """发放物品: one line a kind of thing handed out at an activity."""

    key = "handout"
    register = "activity"
    order = 50
    title = "发放物品"
    sheet_titles = ("发放物品", "物品发放", "宣传资料", "资料发放")
    columns = (
        Column(
            "activity",
            "活动编号",
            kind="reference",
            lookup=Lookup(Activity, "code"),
            required=True,
            synonyms=CODE,
            help="须是已登记的活动。",
        ),
        Column("activity_name", "活动名称", synonyms=("活动主题",), ignored=True),
        Column(
            "kind",
            "物品类别",
            kind="choice",
            choices=Handout.Kind,
            required=True,
            synonyms=("物品名称", "资料类别", "发放物品", "物品种类", "资料名称"),
            synonyms_of_choices={
                "职业病宣传册": "disease_brochure",
                "职业病防治手册": "disease_brochure",
                "职业病防治宣传资料": "disease_brochure",
                "安全手册": "safety_manual",
                "安全生产手册": "safety_manual",
                "安全生产知识手册": "safety_manual",
                "安全资料": "safety_material",
                "安全生产宣传资料": "safety_material",
                "法律资料": "legal_material",
                "普法资料": "legal_material",
                "法律法规宣传资料": "legal_material",
                "普法宣传资料": "legal_material",
                "小礼品": "souvenir",
                "宣传品": "souvenir",
                "礼品": "souvenir",
            },
        ),
        Column("quantity", "数量", kind="integer", required=True, synonyms=("发放数量", "份数", "册数")),
        Column("unit", "单位", synonyms=("计量单位", "数量单位")),
    )
    targets = (Target("handout", Handout, key=("activity", "kind"), fields=("activity", "kind", "quantity", "unit")),)
    help = "一行一类物品。请先导入活动登记，活动编号要与登记的一致。"


@register
class ActivityViewSet(RecordViewSet):
    key = "activity"
    model = Activity
    title = "职工活动"
    menu_group = "工会活动"
    icon = "calendar-event"
    list_display = (
        "code",
        "name",
        "category",
        "form",
        "organization",
        "started_on",
        "sessions",
        "participations",
        "spending",
    )
    list_filter = ("organization", "category", "started_on", "relation")
    search_fields = ("name", "code", "series")
    ordering = ("-started_on", "-id")
    totals = ("sessions", "participations", "spending")
    fieldsets = (
        ("基本信息", ("code", "name", "category", "form", "series")),
        ("时间和地点", ("started_on", "ended_on", "place")),
        ("主办和协作", ("organization", "co_hosts", "superior", "relation", "partners")),
        ("规模", ("sessions", "participations", "women", "persons")),
        ("培训和宣讲", ("speaker", "audience", "class_hours")),
        ("经费", ("spending", "spending_source")),
        ("其他", ("sector", "award")),
    )
    children = (
        Child(ActivityReport, title="填报单位", columns=("organization",), form=("organization",)),
        Child(ActivityTrade, title="服务工种（领域）", columns=("trade",), form=("trade",)),
        Child(Handout, title="发放物品", columns=("kind", "quantity", "unit"), form=("kind", "quantity", "unit")),
    )
    resources = (ActivityResource, HandoutResource)
    help = "一次活动一条，联合举办的只登记一次，各单位记在“填报单位”下。人次与人数（有名册时填）请勿混填，没有统计的留空，不要填 0。"
