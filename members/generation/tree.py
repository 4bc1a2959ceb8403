"""The tree of unions and the employers that they cover (or do not cover yet)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from math import sqrt

from members.models import (
    Affiliation,
    CoverageChange,
    Employer,
    Headcount,
    Merger,
    Organization,
    OrganizingStep,
    Restructuring,
)
from members.services import tree
from union_site.core.generation import World
from union_site.core.registry import generator

Kind = Organization.Kind
PLACES = "青石 望溪 金泽 柳桥 沙埠 临湾 东岙 南屿 白鹭 云门 石坪 松岗 长渡 河口 清塘 梅渚 新埭 大堰 乌桥 凤鸣 双溪 荷塘 北仓 马渚".split()
SYSTEMS = "教育 卫健 国资 交通 建设 金融 城管 文旅 水利 供销".split()
FIRST = "兴恒金云海华瑞德凯永天鼎博宏嘉通盛元泰正润祥安信达丰隆昌和美新东方圣佳顺百万远"
TRADES = (
    ("制造业", "机械 纺织 服饰 缝纫设备 塑业 包装 医药化工 汽配 电子科技 五金制品 模具 家具"),
    ("批发和零售业", "商贸 贸易 超市"),
    ("建筑业", "建设工程 装饰工程 市政园林"),
    ("交通运输、仓储和邮政业", "物流 快递服务 客运"),
    ("住宿和餐饮业", "餐饮管理 酒店管理"),
    ("租赁和商务服务业", "人力资源 物业服务"),
    ("信息传输、软件和信息技术服务业", "软件 网络科技"),
    ("农、林、牧、渔业", "农业开发 水产养殖"),
)
INSTITUTIONS = {"教育": ("第{}中学", "第{}小学", "实验幼儿园{}园区"), "卫健": ("第{}人民医院", "第{}社区卫生服务中心")}
ENTERPRISES = (Employer.Kind.PRIVATE,) * 12 + (Employer.Kind.STATE, Employer.Kind.COLLECTIVE, Employer.Kind.FOREIGN)


@dataclass(slots=True)
class Firm:
    """An employer that was made: its key, its name and its employees in the last year."""

    key: int
    name: str
    employees: int


@dataclass(slots=True)
class Union:
    """A union that was made. `above` is its town or system (its own key for those)."""

    key: int
    name: str
    level: str  # district, town, system or grassroots
    above: int
    founded_on: date
    dissolved: bool = False
    members: int = 0  # counted while they are made
    firms: list[Firm] = field(default_factory=list)


def workplace(world: World) -> tuple[Union, Firm]:
    """A union that covers an employer, and one of its employers: where something takes place."""
    union = world.one(world.made["unions"])
    while not union.firms:
        union = world.one(world.made["unions"])
    return union, world.one(union.firms)


@generator(order=10)
def organizations(world: World) -> None:
    """The district, its towns and systems, and the grassroots unions with their employers."""
    root = _root(world)
    above = _towns(world, root)
    unions = [_grassroots(world, world.one(above), number) for number in world.times(1000 / 60, least=6)]
    world.made |= {"root": [root], "above": above, "unions": unions}
    world.made["units"] = [root, *above, *unions]
    for _ in world.times(2.5, least=3):
        _employer(world, _company(world), seat=world.one(above), union=None)
    _moves(world, [union for union in above if union.level == "town"], unions)
    _restructurings(world, unions)
    world.write(Organization, Affiliation, Employer, CoverageChange, Restructuring)
    tree.rebuild(world.district, today=world.last_day)
    _merger(world)


def _root(world: World) -> Union:
    root = Organization.objects.get(district=world.district, parent=None)
    root.founded_on, root.uscc, root.chair = date(1985, 5, 1), world.uscc("81"), world.people.name()
    root.save(update_fields=["founded_on", "uscc", "chair"])
    return Union(root.pk, root.name, "district", root.pk, root.founded_on)


def _towns(world: World, root: Union) -> list[Union]:
    many = max(2, min(len(PLACES), round(sqrt(world.members / 400))))
    above = []
    for number, place in enumerate(PLACES[:many]):
        street = number % 3 == 1
        name = f"{place}{'街道' if street else '镇'}总工会"
        above.append(_add(world, name, Kind.STREET if street else Kind.TOWN, "town", root, date(1998, 6, 1)))
    for system in SYSTEMS[: max(1, min(len(SYSTEMS), many // 3))]:
        name = f"{world.district.short_name}{system}系统工会"
        above.append(_add(world, name, Kind.SYSTEM, "system", root, date(2001, 9, 1)))
    return above


def _add(world: World, name: str, kind: Kind, level: str, parent: Union, founded: date, dissolved=None) -> Union:
    key = world.add(
        Organization,
        name=name,
        kind=kind,
        parent_id=parent.key,
        path=f"~{name}",  # until the tree is derived
        uscc=world.uscc("81"),
        founded_on=founded,
        dissolved_on=dissolved,
        chair=world.people.name(),
        phone=world.people.phone(),
        women_committee_on=world.day(founded) if world.chance(0.4) else None,
        **_legal(world, founded),
    )
    return Union(key, name, level, parent.key if level == "grassroots" else key, founded, dissolved is not None)


def _legal(world: World, founded: date) -> dict:
    """Half of the unions are registered as legal persons, for five years."""
    if world.chance(0.5):
        return {"legal_state": Organization.LegalState.NONE}
    registered = world.day(max(founded, date(world.year - 5, 6, 1)))
    return {
        "legal_state": Organization.LegalState.REGISTERED,
        "legal_number": world.code("FR", registered.year),
        "legal_registered_on": registered,
        "legal_valid_to": date(registered.year + 5, registered.month, min(registered.day, 28)),
        "legal_representative": world.people.name(),
    }


def _grassroots(world: World, above: Union, number: int) -> Union:
    """Most unions stand in one employer, some cover several; one in a hundred was dissolved."""
    founded = world.day(date(2003, 1, 1), world.last_day)
    dissolved = world.day(max(founded, world.first_day), world.last_day) if number % 97 == 50 else None
    if above.level == "system" or world.chance(0.8):
        name = _institution(world, above) if above.level == "system" else _company(world)
        union = _add(world, f"{name}工会", Kind.SINGLE, "grassroots", above, founded, dissolved)
        names = [name]
    else:
        kind, word = world.one(
            ((Kind.JOINT, "联合工会"), (Kind.SECTOR, "行业工会联合会"), (Kind.REGIONAL, "区域工会联合会"))
        )
        place = above.name.removesuffix("总工会")
        union = _add(world, f"{place}第{number}{word}", kind, "grassroots", above, founded, dissolved)
        names = [_company(world) for _ in range(world.number(2, 6))]
    if not union.dissolved:
        union.firms = [_employer(world, name, seat=above, union=union) for name in names]
    return union


def _company(world: World) -> str:
    """A firm's name that no other one of the district has."""
    taken = world.made.setdefault("names", set())
    while True:
        _, words = world.one(TRADES)
        short = world.district.short_name.removesuffix("区")
        name = f"{short}{world.one(FIRST)}{world.one(FIRST)}{world.one(words.split())}有限公司"
        if name not in taken:
            taken.add(name)
            return name


def _institution(world: World, above: Union) -> str:
    """A school, a hospital or a firm of a system, by its number."""
    short, taken = world.district.short_name, world.made.setdefault("names", set())
    system = above.name.removeprefix(short).removesuffix("系统工会")
    patterns = INSTITUTIONS.get(system, (f"{system}第{{}}公司",))
    while True:
        name = short + world.one(patterns).format(world.number(1, 40 + len(taken)))
        if name not in taken:
            taken.add(name)
            return name


def _employer(world: World, name: str, *, seat: Union, union: Union | None) -> Firm:
    """With its employees of three years: most are small, a few are large."""
    institution = seat.level == "system" and not name.endswith("公司")
    industry = next(
        (trade for trade, words in TRADES if any(word in name for word in words.split())), "居民服务、修理和其他服务业"
    )
    key = world.add(
        Employer,
        name=name,
        uscc=world.uscc(),
        kind=Employer.Kind.INSTITUTION if institution else world.one(ENTERPRISES),
        industry="教育" if institution else industry,
        seat_id=seat.key,
        union_id=union.key if union else None,
        organization_id=union.key if union else seat.key,
        organizing=Employer.Organizing.COVERED if union else Employer.Organizing.OFFERED,
        founded_on=world.day(date(1995, 1, 1), date(world.year - 3, 12, 31)),
        disclosure_on=world.day() if union and world.chance(0.5) else None,
        congress_on=world.day() if union and world.chance(0.5) else None,
    )
    if not union:
        world.add(OrganizingStep, employer_id=key, state=OrganizingStep.State.OFFERED, on=world.day())
    employees = round(25 * 2 ** world.random.expovariate(1.2))
    for year in range(world.year - 2, world.year + 1):
        employees = min(max(3, round(employees * world.random.uniform(0.92, 1.1))), 9000)
        world.add(
            Headcount,
            employer_id=key,
            year=year,
            employees=employees,
            women=round(employees * world.random.uniform(0.2, 0.6)),
            migrant_workers=round(employees * world.random.uniform(0, 0.5)),
            new_employment=round(employees * 0.1) if world.chance(0.1) else 0,
        )
    return Firm(key, name, employees)


def _moves(world: World, towns: list[Union], unions: list[Union]) -> None:
    """A few unions moved from one town to another within the three years."""
    movable = [union for union in unions if union.above in {town.key for town in towns}]
    for union in world.random.sample(movable, min(len(movable), world.share(0.2))):
        world.add(
            Affiliation,
            organization_id=union.key,
            previous_parent_id=world.one([town for town in towns if town.key != union.above]).key,
            parent_id=union.above,
            on=world.day(),
            reason="区划调整",
        )


def _restructurings(world: World, unions: list[Union]) -> None:
    """Some employers came from one union to another; some unions are to be dissolved next year."""
    standing = [union for union in unions if union.firms]
    for union in world.random.sample(standing, min(len(standing), world.share(0.3))):
        world.add(
            CoverageChange,
            employer_id=world.one(union.firms).key,
            previous_union_id=union.above,
            union_id=union.key,
            on=world.day(union.founded_on, world.last_day),
        )
        world.add(
            Restructuring,
            organization_id=union.key,
            kind=Restructuring.Kind.DISSOLVE,
            on=world.day(date(world.year + 1, 1, 1), date(world.year + 1, 12, 31)),
            reason="企业注销",
        )


def _merger(world: World) -> None:
    """Two employers were once taken for one; that was taken back."""
    kept, merged = Employer.objects.filter(district=world.district).order_by("name")[:2]
    world.add(
        Merger,
        organization_id=kept.organization_id,
        subject=Merger.Subject.EMPLOYER,
        kept_id=kept.public_id,
        kept_label=kept.name,
        merged_id=merged.public_id,
        merged_label=merged.name,
        reason="名称相近，误认为重复",
        state=Merger.State.UNDONE,
        done_at=datetime.combine(world.last_day, time(9), UTC),
        undone_at=datetime.combine(world.last_day, time(10), UTC),
        note="不是同一个单位",
    )
    world.write(Merger)
