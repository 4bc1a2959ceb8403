"""Model workers with honours and care, studios with recommendations, honours of people and collectives."""

from datetime import date

from members.generation.tree import workplace
from members.models import Care, CareRule, Honour, HonourTitle, ModelWorker, Studio, StudioRecommendation
from union_site.core.generation import World
from union_site.core.registry import generator

State = ModelWorker.State
TITLES = ("劳动模范", "先进工作者", "五一劳动奖章", "工匠")
LEVELS = (HonourTitle.Level.DISTRICT,) * 4 + (HonourTitle.Level.CITY,) * 3 + (HonourTitle.Level.PROVINCIAL,) * 2
TRADES = "焊接 数控 电气 钳工 服装 园林 护理 教学 烹饪 物流".split()
COLLECTIVES = ("工人先锋号", "五一劳动奖状", "五一巾帼标兵岗", "模范职工之家")
PEOPLE = ("五一巾帼标兵", "优秀工会工作者", "优秀工会积极分子")
GIVERS = {"national": "中华全国总工会", "provincial": "省总工会", "city": "江临市总工会"}


@generator(order=24)
def care_rules(world: World) -> None:
    """The district's own rules: a check-up and a visit a year, recuperation every three."""
    for level in HonourTitle.Level.values:
        for kind, years in ((CareRule.Kind.CHECKUP, 1), (CareRule.Kind.VISIT, 1), (CareRule.Kind.RECUPERATION, 3)):
            world.add(
                CareRule,
                organization_id=world.made["root"][0].key,
                level=level,
                kind=kind,
                every_years=years,
                from_day=date(world.year - 5, 1, 1),
                document=f"工发〔{world.year - 5}〕3号",
            )


@generator(order=25)
def model_workers(world: World) -> None:
    for _ in world.times(2, least=4):
        union, firm = workplace(world)
        person = world.person(world.year - 80, world.year - 28)
        age = world.year - person.birth_on.year
        died = world.day() if age > 65 and world.chance(0.1) else None
        key = world.add(
            ModelWorker,
            organization_id=union.key,
            name=person.name,
            gender=person.gender,
            identity=person.identity,
            employer_name=firm.name,
            birth_on=person.birth_on,
            phone=person.phone,
            retired_on=date(person.birth_on.year + 60, person.birth_on.month, 28) if age > 60 else None,
            state=State.DECEASED if died else State.RETIRED if age > 60 else State.WORKING,
            deceased_on=died,
        )
        for title in world.some(TITLES, 2):
            _title(world, key, title, firm.name, person.birth_on)
        for kind in world.some(Care.Kind.values, 3):
            _care(world, key, kind, died)


def _title(world: World, key: int, title: str, employer: str, birth: date) -> None:
    first = birth.year + 24
    honoured = world.day(date(first, 4, 1), date(min(first + 30, world.year), 12, 31))
    world.add(
        HonourTitle,
        model_worker_id=key,
        birth_on=birth,
        level=world.one((*LEVELS, HonourTitle.Level.NATIONAL)),
        title=title,
        honoured_on=honoured,
        document_number=f"工发〔{honoured.year}〕{world.number(1, 90)}号",
        employer_name=employer,
    )


def _care(world: World, key: int, kind: str, died: date | None) -> None:
    paid = kind in (Care.Kind.VISIT, Care.Kind.MEDICAL, Care.Kind.HARDSHIP)
    amount = world.money(500, 5000, 100) if paid else None
    world.add(Care, model_worker_id=key, kind=kind, on=world.day(last=died), amount=amount)


@generator(order=26)
def studios(world: World) -> None:
    for _ in world.times(0.6, least=3):
        union, firm = workplace(world)
        leader, listed = world.people.name(), world.day(date(world.year - 8, 1, 1))
        trade = world.one(TRADES)
        key = world.add(
            Studio,
            organization_id=union.key,
            code=world.code("GZS", listed.year),
            name=f"{leader}{trade}创新工作室",
            kind=world.one(Studio.Kind.values),
            level=world.one(Studio.Level.values),
            leader=leader,
            trade=trade,
            employer_name=firm.name,
            listed_on=listed,
            delisted_on=world.until_today(world.later(listed, 700, 3000)) if world.chance(0.1) else None,
        )
        on = world.day(max(listed, world.first_day))
        result = world.one(("", "入选", "未入选"))
        world.add(StudioRecommendation, studio_id=key, on=on, to="江临市总工会", result=result)


@generator(order=27)
def honours(world: World) -> None:
    for number in world.times(2, least=4):
        if number % 3:
            _collective(world)
        else:
            _person(world)


def _collective(world: World) -> None:
    union, firm = workplace(world)
    recipient = f"{firm.name}第{world.number(1, 30)}班组"
    _honour(world, union, firm.name, kind=Honour.Kind.COLLECTIVE, title=world.one(COLLECTIVES), recipient=recipient)


def _person(world: World) -> None:
    """A member; half of the honours know the identity number."""
    _, person, union = world.one(world.made["people"])
    known = {"identity": person.identity, "birth_on": person.birth_on} if world.chance(0.5) else {}
    kind, employer = Honour.Kind.PERSON, world.one(union.firms).name
    _honour(world, union, employer, kind=kind, title=world.one(PEOPLE), recipient=person.name, **known)


def _honour(world: World, union, employer: str, **fields) -> None:
    level, given = world.one(LEVELS), world.day()
    world.add(
        Honour,
        organization_id=union.key,
        level=level,
        employer_name=employer,
        awarded_by=GIVERS.get(level, world.district.name),
        awarded_on=given,
        document_number=f"工发〔{given.year}〕{world.number(1, 90)}号",
        **fields,
    )
