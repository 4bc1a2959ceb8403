"""Invented aid, mutual aid, disputes and bargaining of a district; see union_site.core.generation."""

from datetime import date
from decimal import Decimal

from union_site.core.generation import World
from union_site.core.registry import generator
from welfare.models import (
    AidPayment,
    BargainingOffer,
    CollectiveContract,
    CoveredEmployer,
    FamilyMember,
    HardshipCase,
    LegalCase,
    LevelChange,
    MutualAidClaim,
    MutualAidEnrolment,
    Review,
)
from welfare.models.hardship import Level

WAYS = (HardshipCase.Way.LIFTED, HardshipCase.Way.LIFTED, HardshipCase.Way.RETIRED, HardshipCase.Way.CANCELLED)
CAUSES = ("本人患病", "家属患病", "子女就学", "意外灾害", "下岗失业")
RELATIONS = (("配偶", None), ("儿子", True), ("女儿", False), ("父亲", True), ("母亲", False))
SOURCES = ("中央财政", "省级配套", "区级经费", "工会经费", "社会捐助")
DISPUTES = ("劳动报酬", "工伤待遇", "经济补偿", "社会保险", "劳动合同")
RESULTS = ("调解成功", "撤回申请", "裁决支持", "裁决部分支持", "和解")


@generator(order=50)
def hardship(world: World) -> None:
    """Files of members, with household, changes of level, aid and yearly reviews."""
    people = world.made["people"]
    for number, (_, person, union) in enumerate(world.random.sample(people, min(len(people), world.share(3, least=6)))):
        opened = world.day(date(world.year - 4, 1, 1))
        closed = world.until_today(world.later(opened, 200, 1500)) if world.chance(0.35) else None
        level = world.one(Level.values)
        key = world.add(
            HardshipCase,
            organization_id=union.key,
            code=world.code("KN", opened.year),
            name=person.name,
            gender=person.gender,
            identity=person.identity,
            phone=person.phone,
            employer_name=world.one(union.firms).name,
            opening_level=level,
            kind=world.one(HardshipCase.Kind.values),
            causes=world.one(CAUSES),
            monthly_income=world.money(300, 1800, 10),
            opened_on=opened,
            closed_on=closed,
            close_way=world.one(WAYS) if closed else "",
        )
        _household(world, key)
        _history(
            world,
            key,
            opened,
            closed,
            organization_id=union.key,
            name=person.name,
            identity=person.identity,
            bank_card=person.bank_card,
        )
        if number % 4 == 1:
            _level_change(world, key, level, opened, closed)


def _household(world: World, case: int) -> None:
    for relation, male in world.some(RELATIONS, 3):
        parent = relation in ("父亲", "母亲")
        born = (world.year - 80, world.year - 55) if parent else (world.year - 50, world.year - 6)
        person = world.person(*born, male=male)
        world.add(
            FamilyMember,
            case_id=case,
            name=person.name,
            gender=person.gender,
            relation=relation,
            identity=person.identity,
            health=world.one(("良好", "良好", "慢性病", "重大疾病", "残疾")),
            occupation=world.one(("学生", "在职", "退休", "无业")),
        )


def _history(world: World, case: int, opened: date, closed: date | None, **whom) -> None:
    last = closed or world.last_day
    for kind in world.some(AidPayment.Kind.values, 3):
        world.add(
            AidPayment,
            case_id=case,
            **whom,
            kind=kind,
            paid_on=world.day(opened, last),
            amount=world.money(500, 8000, 100),
            source=world.one(SOURCES),
        )
    for year in range(max(opened.year, world.year - 2), last.year + 1):
        first, until = max(opened, date(year, 1, 1)), min(last, date(year, 12, 31))
        out = closed is not None and closed.year == year
        result = Review.Result.CLOSED if out else Review.Result.KEPT
        if world.chance(0.85):
            on = world.day(first, until)
            world.add(Review, case_id=case, year=year, reviewed_on=on, result=result, reviewer=world.people.name())


@generator(order=51)
def aid_of_the_season(world: World) -> None:
    """送温暖 in January to people without a file, 送清凉 in July to collectives: the workers of a place."""
    people = world.made["people"]
    for _, person, union in world.random.sample(people, min(len(people), world.share(2, least=4))):
        world.add(
            AidPayment,
            organization_id=union.key,
            recipient=AidPayment.Recipient.OUTSIDE,
            name=person.name,
            identity=person.identity,
            employer_name=world.one(union.firms).name,
            kind=AidPayment.Kind.WINTER,
            paid_on=world.day(date(world.year, 1, 5), date(world.year, 2, 5)),
            campaign=f"{world.year}年送温暖",
            amount=world.money(300, 1000, 100),
            bank_card=person.bank_card,
            source=world.one(SOURCES),
        )
    for union in (union for union in world.made["unions"] if union.firms and world.chance(0.2)):
        world.add(
            AidPayment,
            organization_id=union.key,
            recipient=AidPayment.Recipient.COLLECTIVE,
            name=f"{world.one(union.firms).name}一线职工",
            kind=AidPayment.Kind.SUMMER,
            paid_on=world.day(date(world.year - 1, 7, 1), date(world.year - 1, 8, 20)),
            campaign=f"{world.year - 1}年送清凉",
            goods="饮料、防暑药品",
            goods_value=world.money(500, 5000, 50),
            people=world.number(10, 120),
            source=world.one(SOURCES),
        )


def _level_change(world: World, case: int, level: str, opened: date, closed: date | None) -> None:
    now = world.one([other for other in Level.values if other != level])
    on = world.day(opened, closed or world.last_day)
    world.add(LevelChange, case_id=case, on=on, previous_level=level, level=now)


@generator(order=51)
def enrolments(world: World) -> None:
    """Nearly every union each policy year, mostly paid in the December before; a few add people later."""
    for union in (union for union in world.made["unions"] if union.firms):
        for year in range(world.year - 2, world.year + 1):
            if world.chance(0.1):
                continue
            people = max(1, round(union.members * world.random.uniform(0.5, 0.95)))
            _enrol(world, union.key, year, "首批", world.day(date(year - 1, 12, 1), date(year - 1, 12, 31)), people)
            if world.chance(0.15):
                _enrol(world, union.key, year, "追加", world.day(date(year, 1, 5), date(year, 3, 31)), people // 10 + 1)


def _enrol(world: World, union: int, year: int, batch: str, paid: date, people: int) -> None:
    fee = Decimal(100)
    world.add(
        MutualAidEnrolment,
        organization_id=union,
        policy_year=year,
        round=batch,
        paid_on=paid,
        people=people,
        fee=fee,
        premium=people * fee,
    )


@generator(order=52)
def claims(world: World) -> None:
    states = (MutualAidClaim.State.PAID,) * 8 + (MutualAidClaim.State.REVIEWING, MutualAidClaim.State.RETURNED)
    for _ in world.times(6):
        _, person, union = world.one(world.made["people"])
        applied = world.day()
        state = world.one(states)
        paid = world.until_today(world.later(applied, 5, 60)) if state == MutualAidClaim.State.PAID else None
        if state == MutualAidClaim.State.PAID and paid is None:
            state = MutualAidClaim.State.REVIEWING
        world.add(
            MutualAidClaim,
            organization_id=union.key,
            code=world.code("BX", applied.year),
            name=person.name,
            identity=person.identity,
            policy_year=applied.year,
            kind=world.one(("住院医疗", "特殊病种", "意外伤害", "女职工特病")),
            applied_on=applied,
            state=state,
            paid_on=paid,
            bank_card=person.bank_card,
            amount=world.money(200, 12_000, 10) if paid else None,
        )


@generator(order=53)
def legal_cases(world: World) -> None:
    unions = [union for union in world.made["unions"] if union.firms]
    for _ in world.times(3, least=4):
        union = world.one(unions)
        accepted = world.day()
        closed = world.until_today(world.later(accepted, 3, 120))
        workers, amount = world.number(1, 12), world.money(2000, 90_000, 100)
        recovered = min(amount, world.money(1000, 60_000, 100)) if closed else None
        world.add(
            LegalCase,
            organization_id=union.key,
            employer_id=world.one(union.firms).key,
            number=world.code("云工调", accepted.year),
            accepted_on=accepted,
            closed_on=closed,
            applicant=world.people.name(),
            workers=workers,
            subject=world.one(DISPUTES),
            way=world.one(LegalCase.Way.values),
            amount=amount,
            result=world.one(RESULTS) if closed else "",
            recovered=recovered,
            received=recovered if world.chance(0.8) else None,
        )


@generator(order=54)
def bargaining(world: World) -> None:
    """Contracts of three years for half of the unions; offers of the year's campaign."""
    for union in (union for union in world.made["unions"] if union.firms):
        if world.chance(0.5):
            for kind in world.some(CollectiveContract.Kind.values, 3):
                _contract(world, union, kind)
        for year in range(world.year - 2, world.year + 1):
            if world.chance(0.3):
                _offer(world, union.key, year)


def _contract(world: World, union, kind: str) -> None:
    signed = world.day(date(world.year - 4, 1, 1))
    valid_to = signed.replace(year=signed.year + 3, day=min(signed.day, 28))
    filing = world.one(CollectiveContract.Filing.values)
    submitted = world.later(signed, 1, 12) if filing != CollectiveContract.Filing.NONE else None
    contract = world.add(
        CollectiveContract,
        organization_id=union.key,
        kind=kind,
        signed_on=signed,
        valid_from=signed,
        valid_to=valid_to,
        employers=len(union.firms),
        employees=sum(firm.employees for firm in union.firms),
        filing=filing,
        submitted_on=submitted,
        filed_on=world.later(submitted, 5, 15) if filing == CollectiveContract.Filing.FILED else None,
    )
    if len(union.firms) > 1 or world.chance(0.3):  # mostly regional contracts name the employers
        for firm in union.firms:
            world.add(CoveredEmployer, contract_id=contract, employer_id=firm.key)


def _offer(world: World, union: int, year: int) -> None:
    offered = world.day(date(year, 3, 1), date(year, 6, 30))
    answered = world.later(offered, 2, 30) if world.chance(0.8) else None
    done = (BargainingOffer.Response.BARGAINING, BargainingOffer.Response.ANSWERED)
    world.add(
        BargainingOffer,
        organization_id=union,
        campaign_year=year,
        offered_on=offered,
        response=world.one(done) if answered else BargainingOffer.Response.NONE,
        answered_on=answered,
        result=world.one(BargainingOffer.Result.values) if answered else "",
    )
