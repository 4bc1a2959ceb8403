"""Activities of every category with reports, trades, hand-outs and programmes; skill contests with their trades."""

from datetime import date

from activities.models import (
    Activity,
    ActivityCategory,
    ActivityReport,
    ActivityTrade,
    Contest,
    ContestTrade,
    ContestWinner,
    Handout,
    Programme,
)
from union_site.core.generation import World
from union_site.core.registry import generator

TRADES = "焊工 电工 钳工 数控车工 叉车 缝纫 护理 育婴 中式烹调 园林绿化 快递分拣 茶艺".split()
FORMS = ("培训", "演练", "讲座", "竞赛", "展览", "走访")
UNITS = {"disease_brochure": "册", "safety_manual": "册", "safety_material": "份", "legal_material": "份"}
SPOKEN = ("lecture", "union_training", "training", "meeting", "safety")
SERIES = ("", "", "", "“中国梦·劳动美”", "职工大学堂", "“工惠万家”")


def host_of(world: World):
    """Half of what takes place is held by towns and systems or by the district."""
    return world.one(world.made[world.one(("root", "above", "unions", "unions"))])


@generator(order=30)
def activities(world: World) -> None:
    """As many of every category; a third are reported by several unions and still count once."""
    categories = list(ActivityCategory.objects.order_by("position", "id"))
    every = world.made["activities"] = []
    for number in world.times(12, least=len(categories)):
        category = categories[number % len(categories)]
        host = host_of(world)
        started = world.day()
        sessions = world.number(1, 4)
        superior = host.level == "district" and world.chance(0.3)
        people = world.number(15, 220) * sessions if world.chance(0.95) else None
        key = world.add(
            Activity,
            organization_id=host.key,
            code=world.code("HD", started.year),
            name=f"{started.year}年{category.name}活动第{number}期",
            category_id=category.pk,
            form=world.one(FORMS),
            superior="江临市总工会" if superior else "",
            relation=world.one(Activity.Relation.values) if superior else "",
            started_on=started,
            ended_on=world.later(started, 0, 3),
            place=world.one(("职工之家", "文化礼堂", "体育中心", "企业车间", "线上")),
            sessions=sessions,
            participations=people,
            persons=people and world.number(people // 2, people),
            women=people and world.number(0, people),
            series=world.one(SERIES),
            **({"spending": world.money(500, 40_000), "spending_source": "工会经费"} if world.chance(0.7) else {}),
            **(_lesson(world) if category.code in SPOKEN else {}),
        )
        every.append((key, started))
        _details(world, key, host, category.code)


def _lesson(world: World) -> dict:
    return {
        "speaker": world.people.name(),
        "class_hours": world.number(2, 16),
        "audience": world.one(("工会干部", "一线职工", "班组长", "新就业形态劳动者")),
    }


def _details(world: World, key: int, host, category: str) -> None:
    reporting = {host.key} | {unit.key for unit in world.some(world.made["unions"], 3) if world.chance(0.3)}
    for unit in sorted(reporting):
        world.add(ActivityReport, activity_id=key, organization_id=unit)
    if category == "service":
        for trade in world.some(TRADES, 3):
            world.add(ActivityTrade, activity_id=key, trade=trade)
    if category in ("safety", "legal") or world.chance(0.1):
        for kind in world.some(Handout.Kind.values, 2):
            unit = UNITS.get(kind, "件")
            world.add(Handout, activity_id=key, kind=kind, quantity=world.number(20, 800), unit=unit)


@generator(order=31)
def programmes(world: World) -> None:
    for number in world.times(0.6, least=3):
        key, started = world.one(world.made["activities"])
        selected = world.chance(0.4)
        world.add(
            Programme,
            organization_id=world.one(world.made["unions"]).key,
            name=f"《劳动者之歌》第{number}章",
            activity_id=key,
            selected_for="江临市职工文艺汇演" if selected else "",
            selected_on=world.later(started, 5, 60) if selected else None,
            award=world.one(("一等奖", "二等奖", "三等奖", "优秀奖")) if selected else "",
        )


@generator(order=32)
def contests(world: World) -> None:
    for number in world.times(1, least=2):
        host = host_of(world)
        started = world.day(date(world.year - 2, 3, 1))
        key = world.add(
            Contest,
            organization_id=host.key,
            code=world.code("BW", started.year),
            name=f"{started.year}年职工技能比武（{number}）",
            host_level=host.level,
            started_on=started,
            ended_on=world.later(started, 0, 4),
        )
        for trade in world.some(TRADES, 4):
            contestants = world.number(8, 90)
            world.add(
                ContestTrade,
                contest_id=key,
                trade=trade,
                contestants=contestants,
                promotions=world.number(0, contestants // 4),
            )
            for rank in ("一等奖", "二等奖", "三等奖"):
                _winner(world, key, trade, rank)


def _winner(world: World, contest: int, trade: str, rank: str) -> None:
    union = world.one(world.made["unions"])
    person = world.person(1965, 2000)
    world.add(
        ContestWinner,
        contest_id=contest,
        trade=trade,
        rank=rank,
        name=person.name,
        union_id=union.key,
        skill_level=world.one(("", "", "senior", "technician")),
        identity=person.identity,
    )
