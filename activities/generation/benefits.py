"""Recuperation trips, benefit programmes and merchants with their agreements."""

from datetime import date

from activities.models import BenefitProgramme, Merchant, MerchantAgreement, RecuperationGroup, RecuperationTrip
from union_site.core.generation import World
from union_site.core.registry import generator

PLACES = "嘉澄市 临屿市 云岭县 望海县 松溪县".split()
SHOPS = "药房 超市 影城 书店 洗车行 餐馆 健身馆 眼镜店".split()
PROGRAMMES = ("职工普惠日", "观影优惠", "职工疗养券", "生日蛋糕券", "健身年卡", "职工食堂补贴")


@generator(order=37)
def trips(world: World) -> None:
    for _ in world.times(0.6, least=3):
        departed, days = world.day(), world.number(3, 7)
        key = world.add(
            RecuperationTrip,
            organization_id=world.one(world.made["units"]).key,
            code=world.code("LXY", departed.year),
            destination=world.one(PLACES),
            departed_on=departed,
            returned_on=world.later(departed, days - 1, days - 1),
            days=days,
        )
        for kind in world.some(RecuperationGroup.Kind.values, 3):
            world.add(RecuperationGroup, trip_id=key, kind=kind, people=world.number(4, 40))


@generator(order=38)
def programmes(world: World) -> None:
    for number in world.times(0.1, least=2):
        started = world.day(date(world.year - 4, 1, 1))
        world.add(
            BenefitProgramme,
            organization_id=world.one([*world.made["root"], *world.made["above"]]).key,
            name=f"{world.one(PROGRAMMES)}第{number}季",
            kind=world.one(("消费优惠", "文体福利", "健康服务")),
            started_on=started,
            stopped_on=world.until_today(world.later(started, 200, 1000)) if world.chance(0.3) else None,
        )


@generator(order=39)
def merchants(world: World) -> None:
    towns = [unit for unit in world.made["above"] if unit.level == "town"]
    for number in world.times(0.8, least=3):
        town, shop = world.one(towns), world.one(SHOPS)
        key = world.add(
            Merchant,
            organization_id=town.key,
            code=world.code("SJ"),
            name=f"{town.name.removesuffix('总工会')}第{number}{shop}",
        )
        from_day = world.day(date(world.year - 2, 1, 1), date(world.year - 1, 12, 31))
        last_day = world.later(from_day, 364, 364)
        world.add(MerchantAgreement, merchant_id=key, offer="九折", from_day=from_day, last_day=last_day)
        if world.chance(0.6):
            again = world.later(last_day, 1, 1)
            until = world.later(again, 364, 729)
            world.add(MerchantAgreement, merchant_id=key, offer="八八折", from_day=again, last_day=until)
