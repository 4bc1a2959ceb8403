"""Numbers in sentences: 余, 近, 约, 万, 同比, shares and targets, each only where it is true.

余 never stands behind more than the value, 近 never behind less and never more than a twentieth above it, 约 within a
twentieth either way. Where no round number fits, the exact one is written. All take and return Decimal-exact text.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from union_site.core.indicators import plain

NEAR = Decimal("0.05")
SMALL_BASE = 5  # no percentage of growth on a base below this


def _round(value: Decimal, digits: int, rounding: str) -> Decimal:
    """`value` to `digits` significant digits."""
    step = Decimal(1).scaleb(value.adjusted() - digits + 1)
    return (value / step).to_integral_value(rounding) * step


def exactly(value) -> str:
    """The number as it is: 5652, 61.394066."""
    return plain(Decimal(value))


def more_than(value) -> str:
    """余: 561 → `560余`, 1234 → `1200余`; round numbers and numbers below 10 stay exact."""
    value = Decimal(value)
    if value < 10:
        return exactly(value)
    floor = _round(value, 2, ROUND_FLOOR)
    return exactly(floor) if floor == value else f"{plain(floor)}余"


def nearly(value) -> str:
    """近: 3311 → `近3400`; exact where the next round number is more than 5% away, or is the value."""
    value = Decimal(value)
    if value < 10:
        return exactly(value)
    for digits in (1, 2):
        ceiling = _round(value, digits, ROUND_CEILING)
        if ceiling == value:
            return exactly(value)
        if ceiling - value <= value * NEAR:
            return f"近{plain(ceiling)}"
    return exactly(value)


def about(value) -> str:
    """约: the nearest number of two digits, within 5%."""
    value = Decimal(value)
    if value < 10:
        return exactly(value)
    rounded = _round(value, 2, ROUND_HALF_UP)
    return exactly(value) if rounded == value or abs(rounded - value) > value * NEAR else f"约{plain(rounded)}"


def in_ten_thousands(value, decimals: int = 2) -> str:
    """万: 14311 → `1.43万`, rounded half up; below one 万 the exact number."""
    value = Decimal(value)
    if value < 10_000:
        return exactly(value)
    return f"{plain((value / 10_000).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))}万"


def rounded(value, decimals: int = 2) -> str:
    """At most `decimals` decimals, half up: 205.547903 → `205.55`."""
    return plain(Decimal(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def year_on_year(value, before, *, percent: bool = False) -> str:
    """同比增长12.3% / 同比下降… / 与上年同期持平, or "" where nothing can be said truthfully.

    No percentage on a base of 0 or below 5 (`SMALL_BASE`): the difference is written instead. Percentages are compared
    in 个百分点.
    """
    if value is None or before is None:
        return ""
    value, before = Decimal(value), Decimal(before)
    if value == before:
        return "与上年同期持平"
    word = "增长" if value > before else "下降"
    if percent:
        return f"同比{'提高' if value > before else '降低'}{plain(abs(value - before))}个百分点"
    if before < SMALL_BASE:
        return f"同比{'增加' if value > before else '减少'}{plain(abs(value - before))}"
    share = abs(value - before) * 100 / before
    digits = Decimal("0.1") if share >= Decimal("0.05") else Decimal("0.01")
    return f"同比{word}{plain(share.quantize(digits, ROUND_HALF_UP))}%"


def joined(names: list[str], last: str = "、") -> str:
    """甲、乙、丙; with last="和": 甲、乙和丙."""
    if len(names) < 2 or last == "、":
        return "、".join(names)
    return "、".join(names[:-1]) + last + names[-1]


def shares(amounts: Sequence, decimals: int = 1) -> list[str]:
    """The percentages of the parts of a whole, which add up to exactly 100: `["33.4", "33.3", "33.3"]`.

    The units that rounding leaves over go to the largest remainders (the earlier of equal ones). Empty where the whole is 0;
    a part that was not reported counts as 0. Raises ValueError for a part below 0, since it is none.
    """
    parts = [Decimal(amount or 0) for amount in amounts]
    whole = sum(parts)
    if any(part < 0 for part in parts):
        raise ValueError("a part of a whole is not below 0")
    if not whole:
        return []
    steps = 100 * 10**decimals
    exact = [part * steps / whole for part in parts]
    floors = [int(value.to_integral_value(ROUND_FLOOR)) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda place: (floors[place] - exact[place], place))
    for place in by_remainder[: steps - sum(floors)]:
        floors[place] += 1
    return [plain(Decimal(value).scaleb(-decimals)) for value in floors]


def of_the_target(percent) -> str:
    """完成年度任务的102.96%, 超额完成 left to the reader. "" where there is no target or nothing was reached."""
    return "" if percent is None else f"完成年度任务的{rounded(percent)}%"


def side_by_side(values: Sequence, unit: str) -> str:
    """The end of 甲、乙、丙分别为…: `3名、57名和58名`, each with its unit."""
    return joined([f"{rounded(value)}{unit}" for value in values], last="和")
