"""Members with their transfers, elections and posts."""

from datetime import date
from itertools import accumulate

from members.generation.tree import Union
from members.models import Election, ElectionStep, Member, Post, Transfer, TransferRequest
from members.models.election import expiry
from union_site.core.generation import World
from union_site.core.registry import generator

EDUCATION = ("初中", "高中", "中专", "大专", "大专", "本科", "本科", "研究生")
POLITICAL = ("群众",) * 7 + ("中共党员", "中共党员", "共青团员", "民主党派")
NEW_EMPLOYMENT = ("货车司机", "网约车司机", "快递员", "外卖配送员")
CARDS = (Member.Card.NONE, Member.Card.APPLIED, Member.Card.ISSUED, Member.Card.ISSUED)
GONE = (Member.Status.KEPT, Member.Status.LEFT, Member.Status.CANCELLED)


@generator(order=20)
def members(world: World) -> None:
    """Spread over the unions by the size of their employers; some came from another union."""
    unions = [union for union in world.made["unions"] if union.firms]
    reach = list(accumulate(sum(firm.employees for firm in union.firms) for union in unions))
    every = world.made["people"] = []
    for number, union in enumerate(world.random.choices(unions, cum_weights=reach, k=world.members)):
        union.members += 1
        key, person, joined = _member(world, union)
        if number % 20 == 0:
            every.append((key, person, union))
        if number % 100 == 9:
            _request(world, key, person, union, unions)
        if number % 50 == 7:
            _transfer(world, key, union, unions, joined)


def _member(world: World, union: Union):
    random = world.random
    person = world.person(world.year - 59, world.year - 19)
    birth = person.birth_on
    joined = world.day(max(union.founded_on, date(birth.year + 18, birth.month, 1)), world.last_day)
    gone = random.random() < 0.06
    card = world.one(CARDS)
    key = world.add(
        Member,
        organization_id=union.key,
        name=person.name,
        gender=person.gender,
        identity=person.identity,
        birth_on=birth,
        phone="" if random.random() < 0.01 else person.phone,
        employer_name="" if random.random() < 0.01 else world.one(union.firms).name,
        education=world.one(EDUCATION),
        political_status=world.one(POLITICAL),
        migrant_worker=random.random() < 0.3,
        new_employment=world.one(NEW_EMPLOYMENT) if random.random() < 0.05 else "",
        joined_on=joined,
        status=world.one(GONE) if gone else Member.Status.NORMAL,
        status_on=world.day(joined) if gone else None,
        card=card,
        card_on=world.day(joined) if card != Member.Card.NONE else None,
    )
    return key, person, joined


def _transfer(world: World, member: int, union: Union, unions: list[Union], joined: date) -> None:
    origin = world.one(unions)
    if origin.key != union.key:
        on = world.day(joined)
        world.add(Transfer, member_id=member, from_organization_id=origin.key, to_organization_id=union.key, on=on)


def _request(world: World, member: int, person, union: Union, unions: list[Union]) -> None:
    """Still waiting for the other union's answer."""
    target = world.one(unions)
    if target.key != union.key:
        world.add(
            TransferRequest,
            organization_id=union.key,
            member_id=member,
            name=person.name,
            identity=person.identity,
            from_organization_id=union.key,
            to_organization_id=target.key,
            on=world.last_day,
        )


@generator(order=21)
def elections(world: World) -> None:
    """Every union has a term of five years; those due in the year are done, under way or late."""
    for union in world.made["units"]:
        if union.dissolved:
            continue
        due_year = world.number(world.year - 3, world.year + 1)
        due = world.day_of(due_year)
        held = world.until_today(world.later(due, -60, 60)) if world.chance(0.9) else None
        if held is None:
            state = world.one((Election.State.WAITING, Election.State.PREPARING, Election.State.POSTPONED))
        else:
            state = Election.State.DONE
        years = 5 if union.level != "grassroots" or world.chance(0.6) else 3
        key = world.add(
            Election,
            organization_id=union.key,
            level=union.level,
            term_years=years,
            expires_on=expiry(held, years),
            term=f"第{'二三四五六七'[world.number(0, 5)]}届",
            round=f"{due_year}年换届",
            due_on=due,
            planned_month=f"{due:%Y-%m}",
            state=state,
            held_on=held,
            chair=world.people.name() if held else "",
            document_number=f"云工复〔{held.year}〕{world.number(1, 400)}号" if held else "",
            **(_result(world) if held and world.chance(0.5) else {}),
        )
        if held or state == Election.State.PREPARING:
            asked = min(held or due, world.last_day)
            world.add(ElectionStep, election_id=key, step=ElectionStep.Step.REQUEST, done_on=asked)


def _result(world: World) -> dict:
    """Who was there, and what the count was."""
    entitled = world.number(40, 300)
    attended = world.number(entitled * 3 // 4, entitled)
    size = world.one((5, 7, 9))
    return {
        "meeting": Election.Meeting.DELEGATES if entitled > 100 else Election.Meeting.MEMBERS,
        "committee_size": size,
        "candidates": size + 1,
        "entitled": entitled,
        "attended": attended,
        "chair_votes": world.number(entitled * 3 // 5, attended),
    }


@generator(order=22)
def posts(world: World) -> None:
    """A chair and some others in each union; advisors on bargaining in towns and at the district."""
    few = (Post.Title.VICE_CHAIR, Post.Title.AUDIT, Post.Title.WOMEN, Post.Title.COMMITTEE, Post.Title.STAFF)
    advisors = (Post.Title.ADVISOR_FULL, Post.Title.ADVISOR_PART)
    for union in world.made["units"]:
        titles = [Post.Title.CHAIR, *world.some(few, 2)]
        if union.level != "grassroots":
            titles += world.some(advisors, 2)
        for title in titles:
            _post(world, union, title)


def _post(world: World, union: Union, title: Post.Title) -> None:
    person = world.person(world.year - 58, world.year - 25, male=False if title == Post.Title.WOMEN else None)
    appointed = world.day(max(union.founded_on, date(world.year - 6, 1, 1)), world.last_day)
    world.add(
        Post,
        organization_id=union.key,
        name=person.name,
        gender=person.gender,
        level=union.level,
        title=title,
        full_time=title in (Post.Title.STAFF, Post.Title.ADVISOR_FULL),
        appointed_on=appointed,
        left_on=world.until_today(world.later(appointed, 300, 1500)) if world.chance(0.15) else None,
    )
