"""Beyond the summary: model workers by level, posts, studios, honours, and elections of the grassroots."""

from django.db.models import Exists, OuterRef, Q

from members.models import Election, Honour, HonourTitle, ModelWorker, Post, Studio, UnionLevel
from union_site.core.consistency import adds_up, not_above
from union_site.core.indicators import Breakdown, Indicator, Kind, Ratio, during, in_force
from union_site.core.periods import Period
from union_site.core.registry import add_consistency_rules, add_indicators

# --- model workers -----------------------------------------------------------------------------------------------

Level = HonourTitle.Level


def honoured(period: Period, *levels: Level) -> Exists:
    """Honoured by the last day (at one of the levels)."""
    titles = HonourTitle.objects.current().filter(model_worker=OuterRef("pk"), honoured_on__lte=period.last_day)
    return Exists(titles.filter(level__in=levels) if levels else titles)


def alive(period: Period) -> Q:
    return ~Q(state=ModelWorker.State.DECEASED) | Q(deceased_on__gt=period.last_day)


def model_workers(period: Period) -> Q:
    return alive(period) & Q(honoured(period))


def of_level(level: Level):
    """Whose highest honour is of this level."""
    higher = Level.values[: Level.values.index(level)]

    def where(period: Period) -> Q:
        rule = alive(period) & Q(honoured(period, level))
        return rule & ~Q(honoured(period, *higher)) if higher else rule

    return where


WORKER = {
    "section": "1.3",
    "model": ModelWorker,
    "register": "model_worker",
    "columns": ("name", "gender", "employer_name", "organization", "state"),
}
ALIVE = "期末健在、已获得表彰的劳模工匠"

add_indicators(
    Indicator(
        "model.total",
        "劳模工匠",
        "名",
        Kind.STOCK,
        definition=f"{ALIVE}人数，一人多次获评只计一人。",
        where=model_workers,
        **WORKER,
    ),
    *(
        Indicator(
            f"model.{level.value}",
            f"其中：{level.label}级劳模工匠",
            "名",
            Kind.STOCK,
            definition=f"{ALIVE}中，最高荣誉为{level.label}级的人数。",
            where=of_level(level),
            **WORKER,
        )
        for level in Level
    ),
)
add_consistency_rules(
    adds_up(
        "model.levels",
        "全国、省、市、区各级劳模工匠之和等于劳模工匠总数。",
        whole="model.total",
        parts=tuple(f"model.{level.value}" for level in Level),
        advice="请核对劳模荣誉的级别和表彰日期。",
    ),
)

# --- studios and honours -----------------------------------------------------------------------------------------

STUDIO = {
    "section": "1.3",
    "model": Studio,
    "where": lambda period: in_force(period.last_day, "listed_on", "delisted_on"),
    "register": "studio",
    "columns": ("code", "name", "kind", "level", "leader", "organization", "listed_on", "delisted_on"),
}
IN_OPERATION = "期末已挂牌且未摘牌的创新工作室"
HONOUR = {
    "section": "4.4",
    "model": Honour,
    "where": lambda period: during("awarded_on", period),
    "register": "honour",
    "columns": ("level", "kind", "title", "recipient", "employer_name", "awarded_on"),
}

add_indicators(
    Indicator(
        "studio.in_operation",
        "创新工作室",
        "家",
        Kind.STOCK,
        definition=f"{IN_OPERATION}（劳模、职工、工匠）数。",
        **STUDIO,
    ),
    Breakdown(
        "studio.by_kind",
        "创新工作室（按类别）",
        "家",
        Kind.LIST,
        definition=f"{IN_OPERATION}，按类别分列。",
        by="kind",
        words=dict(Studio.Kind.choices),
        of="studio.in_operation",
        **STUDIO,
    ),
    Breakdown(
        "studio.by_level",
        "创新工作室（按级别）",
        "家",
        Kind.LIST,
        definition=f"{IN_OPERATION}，按级别分列。",
        by="level",
        words=dict(Studio.Level.choices),
        of="studio.in_operation",
        **STUDIO,
    ),
    Indicator(
        "honours.all",
        "获得荣誉",
        "项",
        Kind.FLOW,
        definition="授予日期在报告期内的各级荣誉，集体和个人都计入，含区级。",
        **HONOUR,
    ),
    Breakdown(
        "honours.by_level",
        "获得荣誉（按级别）",
        "项",
        Kind.LIST,
        definition="授予日期在报告期内的各级荣誉，按荣誉级别分列。",
        by="level",
        words={level.value: f"{level.label}级" for level in Level},
        of="honours.all",
        **HONOUR,
    ),
)

# --- posts and elections -----------------------------------------------------------------------------------------

POST = {
    "section": "2.1",
    "model": Post,
    "where": lambda period: in_force(period.last_day, "appointed_on", "left_on"),
    "register": "post",
    "columns": ("name", "organization", "level", "title", "appointed_on", "left_on"),
}
DUE = "届满日期在报告期内的基层工会换届"


def grassroots_due(period: Period) -> Q:
    return Q(level=UnionLevel.GRASSROOTS) & during("due_on", period)


ELECTION = {
    "section": "2.1",
    "model": Election,
    "register": "election",
    "columns": ("organization", "round", "due_on", "planned_month", "held_on", "chair"),
}

add_indicators(
    Indicator(
        "post.in_office",
        "在任工会干部职务",
        "个",
        Kind.STOCK,
        definition="期末在任（离任日起不再计入）的工会干部职务数，一人兼任几个职务计几个。",
        **POST,
    ),
    Breakdown(
        "post.by_title",
        "在任工会干部（按职务）",
        "个",
        Kind.LIST,
        definition="期末在任的工会干部职务，按职务分列。",
        by="title",
        words=dict(Post.Title.choices),
        of="post.in_office",
        **POST,
    ),
    Indicator(
        "election.grassroots_due",
        "应换届基层工会",
        "家",
        Kind.FLOW,
        definition=f"{DUE}数。",
        where=grassroots_due,
        **ELECTION,
    ),
    Indicator(
        "election.grassroots_done",
        "完成换届基层工会",
        "家",
        Kind.FLOW,
        definition="换届日期在报告期内的基层工会换届数，不论何时届满。",
        where=lambda period: Q(level=UnionLevel.GRASSROOTS) & during("held_on", period),
        **ELECTION,
    ),
    Ratio(
        "election.grassroots_share",
        "基层工会按期换届率",
        "%",
        Kind.FLOW,
        definition=f"{DUE}中，换届日期不晚于期末的所占百分比。",
        where=grassroots_due,
        part=lambda period: Q(held_on__lte=period.last_day),
        **ELECTION,
    ),
)
add_consistency_rules(
    not_above(
        "honours.received",
        "新获上级荣誉不多于获得荣誉。",
        whole="honours.all",
        parts=("honours.received",),
        advice="请核对荣誉的级别和授予日期。",
    ),
)
