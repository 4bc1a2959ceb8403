"""Documents issued and visits received."""

from datetime import date

from activities.models import IssuedDocument, Visit
from union_site.core.generation import World
from union_site.core.registry import generator

SECTIONS = ("思想引领", "文化引领", "组织建设", "安全生产", "技能提升", "困难帮扶", "集体协商")
GUESTS = {
    "national": "中华全国总工会",
    "provincial": "省总工会",
    "city": "江临市总工会",
    "peer": "临屿区总工会",
    "other": "江临市职工技术协会",
}


@generator(order=40)
def documents(world: World) -> None:
    root = world.made["root"][0]
    short = world.district.short_name.removesuffix("区")
    for year in range(world.year - 2, world.year + 1):
        for number in range(1, world.share(0.2, least=4) + 1):
            section = world.one(SECTIONS)
            campaign = number == 1
            world.add(
                IssuedDocument,
                organization_id=root.key,
                number=f"{short}工发〔{year}〕{number}号",
                title=f"关于开展{year}年集体协商要约行动的通知"
                if campaign
                else f"关于做好{section}工作的意见（{number}）",
                issued_on=world.day(date(year, 3, 1), date(year, 4, 30)) if campaign else world.day_of(year),
                section="集体协商" if campaign else section,
                campaign_year=year if campaign else None,
                department=world.one(("办公室", "宣教部", "基层工作部", "生产保护部", "权益保障部", "女职工部")),
            )


@generator(order=41)
def visits(world: World) -> None:
    for number in world.times(0.5, least=4):
        level = world.one(Visit.Level.values)
        world.add(
            Visit,
            organization_id=world.one([*world.made["root"], *world.made["above"]]).key,
            visited_on=world.day(),
            visitor=f"{GUESTS[level]}第{number}调研组",
            level=level,
            people=world.number(2, 12),
            subject=world.one(("两新组织建会", "产业工人队伍建设", "职工服务阵地", "新就业形态群体入会")),
            verdict=world.one(("", "肯定", "充分肯定")),
        )
