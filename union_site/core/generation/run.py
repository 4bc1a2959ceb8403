"""Making a district: found it, let the generators of all apps add their rows, write them, all or nothing."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from union_site.core import audit, registry
from union_site.core.generation.accounts import open_accounts
from union_site.core.generation.plain import fill
from union_site.core.generation.world import World
from union_site.core.models import District
from union_site.core.services import districts

FIRST = "明清云青玉兰梅竹松枫桐榆柳荷菱"
SECOND = "湖溪川江泽河浦洲屿岭山峰原坪"


class SeedTaken(ValueError):
    """A district of this seed exists already; existing districts are never touched."""

    def __init__(self, name: str):
        self.message = f"已有“{name}”，不会改动。请换一个 --seed。"
        super().__init__(self.message)


@dataclass(frozen=True)
class Made:
    """A district that was made, and how many rows of each model."""

    district: District
    counts: dict[str, int]  # verbose name of the model: rows
    accounts: list[tuple[str, str]] = field(default_factory=list)  # user name, role

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def district_name(seed: int) -> str:
    """The invented district of a seed; different seeds have different names: 明湖区, 清湖区, …"""
    number, first = divmod(seed, len(FIRST))
    round_, second = divmod(number, len(SECOND))
    return f"{FIRST[first]}{SECOND[second]}{round_ + 1 if round_ else ''}区"


def generate(*, members: int, seed: int, year: int, password: str = "") -> Made:
    """Make a district of so many members, standing at the end of `year`; with a password also accounts of every role.

    Raises SeedTaken, and ValidationError where the password is too plain.

    One transaction: on SQLite nobody else writes meanwhile. Encryption happens inside, unlike everywhere else, since rows
    are made and written by and by to keep the memory small.
    """
    autodiscover_modules("generation")
    short = district_name(seed)
    name = f"{short}总工会"
    with transaction.atomic():
        if District.objects.filter(name=name).exists():
            raise SeedTaken(name)
        district = districts.begin(name=name, short_name=short, superior_name="江临市总工会")
        district.current_period = f"{year}H2"
        district.save(update_fields=["current_period"])
        world = World(district, members=members, seed=seed, year=year)
        for _, generator in sorted(registry.generators, key=lambda item: item[0]):
            generator(world)
        fill(world)
        counts = {str(model._meta.verbose_name): rows.count for model, rows in world.rows.items()}
        accounts = open_accounts(district, seed=seed, password=password) if password else []
        audit.write(
            audit.Action.SETTING, object_label=name, district_id=district.pk, reason=f"生成虚构的测试数据（种子{seed}）"
        )
    return Made(district, counts, accounts)
