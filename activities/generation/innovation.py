"""Innovation projects and results, mentors with apprentices, the 安康杯, and hazards that workers report."""

from datetime import date

from activities.generation.events import TRADES
from activities.models import (
    HazardReport,
    InnovationProject,
    InnovationResult,
    MentorPair,
    MentorPairPerson,
    SafetyCupEntry,
    SafetyQuota,
)
from members.generation.tree import workplace
from union_site.core.crypto import blind_index
from union_site.core.generation import World
from union_site.core.registry import generator

SUBJECTS = "焊接检测流程 注塑节能 仓储分拣 产线换型 园林养护 护理交接 面料裁剪 废水回用".split()
HAZARDS = ("应急灯损坏", "消防通道堆放杂物", "配电箱门未关闭", "灭火器过期", "防护栏缺失", "电线裸露", "安全帽未佩戴")
State = HazardReport.State
Role = MentorPairPerson.Role


@generator(order=33)
def projects(world: World) -> None:
    for number in world.times(2, least=4):
        union, firm = workplace(world)
        world.add(
            InnovationProject,
            organization_id=union.key,
            name=f"{world.one(SUBJECTS)}攻关之{number}",
            kind=world.one(("五小", "QC小组", "合理化建议", "技术革新")),
            employer_name=firm.name,
            approved_on=world.day(),
            participants=world.number(3, 30),
            state=world.one(InnovationProject.State.values),
        )
    for number in world.times(1, least=3):
        union, firm = workplace(world)
        world.add(
            InnovationResult,
            organization_id=union.key,
            name=f"{world.one(SUBJECTS)}工艺之{number}",
            kind=world.one(("发明专利", "实用新型专利", "工法", "先进操作法")),
            employer_name=firm.name,
            achieved_on=world.day(),
            benefit=world.money(20_000, 3_000_000, 1000) if world.chance(0.8) else None,
        )


@generator(order=34)
def mentor_pairs(world: World) -> None:
    for _ in world.times(3, least=4):
        union, _ = workplace(world)
        mentor = world.person(world.year - 58, world.year - 35)
        apprentice = world.person(world.year - 34, world.year - 20)
        signed = world.day()
        pair = world.add(
            MentorPair,
            organization_id=union.key,
            mentor_name=mentor.name,
            mentor_identity=mentor.identity,
            apprentice_name=apprentice.name,
            apprentice_identity=apprentice.identity,
            trade=world.one(TRADES),
            signed_on=signed,
            ends_on=world.later(signed, 365, 1095),
        )
        for role, person in ((Role.MENTOR, mentor), (Role.APPRENTICE, apprentice)):
            index = blind_index(person.identity, "identity")
            world.add(MentorPairPerson, pair_id=pair, role=role, identity_index=index)


@generator(order=35)
def safety_cup(world: World) -> None:
    """A third of the employers with a union, year after year."""
    firms = [(union, firm) for union in world.made["unions"] for firm in union.firms if firm.employees >= 10]
    for union, firm in world.random.sample(firms, max(1, len(firms) // 3)):
        for year in range(world.number(world.year - 2, world.year), world.year + 1):
            score = world.number(700, 1000)
            world.add(
                SafetyCupEntry,
                organization_id=union.key,
                year=year,
                employer_name=firm.name,
                enrolled_on=world.day(date(year, 3, 1), date(year, 5, 31)),
                employees=firm.employees,
                participants=world.number(firm.employees // 2, firm.employees),
                teams=max(1, firm.employees // 25),
                self_score=min(score + world.number(0, 40), 1000) / 10,
                score=score / 10 if year < world.year or world.chance(0.7) else None,
                award=world.one(("", "", "", "优胜单位", "优秀组织单位")),
            )


@generator(order=35)
def quotas(world: World) -> None:
    """Of each town and system for the last year, about what such a one reaches."""
    each = max(2, world.share(2) // len(world.made["above"]))
    for unit in world.made["above"]:
        world.add(
            SafetyQuota,
            organization_id=unit.key,
            year=world.year,
            organisations=world.number(each, each + 4),
            participants=world.number(each * 20, each * 60),
        )


@generator(order=36)
def hazards(world: World) -> None:
    for _ in world.times(5, least=5):
        union, firm = workplace(world)
        reported = world.day()
        state = world.one(State.values)
        handled = world.until_today(world.later(reported, 0, 30)) if state in HazardReport.HANDLED else None
        world.add(
            HazardReport,
            organization_id=union.key,
            code=world.code("SSP", reported.year),
            reported_on=reported,
            description=world.one(HAZARDS),
            grade=world.one(HazardReport.Grade.values),
            employer_name=firm.name,
            place=world.one(("一车间", "仓库", "食堂", "宿舍", "配电房")),
            photos=world.number(0, 5),
            state=state if handled else world.one((State.ACCEPTED, State.CORRECTING)),
            deadline=world.later(reported, 3, 30),
            handled_on=handled,
        )
