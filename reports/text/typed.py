"""Numbers that were typed into a text: what they say, of which values they are true, and in what unit of measure.

Years, days, ordinals and numbers in titles are no figures. Amounts are taken in 元 (万 is multiplied out); 人 is not 人次.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from reports.text.spans import unquoted

# Units of measure that mean the same in a comparison. 人 and 人次 do not.
SAME_UNITS = (("人", "名", "位"), ("场", "场次", "次"), ("个", "家", "项"), ("件", "起"))
UNITS = tuple(
    "人次 场次 万元 亿元 元 名 人 位 家 个 场 项 件 起 份 册 张 次 天 期 批 支 所 台 户 座 条 篇 % ％".split()
)
NEAR = Decimal("0.05")
SCALES = {"": 1, "千": 1000, "万": 10_000, "亿": 100_000_000}

_UNIT = "|".join(UNITS)
_ARABIC = re.compile(
    r"(?P<about>近|约|超过|超|逾)?(?P<number>(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:\.\d+)?)(?P<scale>千|万|亿)?"
    rf"(?P<more>余|多)?(?P<scale2>万|亿)?(?P<unit>{_UNIT})?"
)
_CHINESE = re.compile(
    rf"(?P<about>近|约|超过|超|逾)?(?P<number>[一二三四五六七八九十百千两]+)(?P<scale>万|亿)?(?P<more>余|多)?(?P<scale2>)(?P<unit>{_UNIT})"
)
# What stands before or behind a number that is none of a figure.
_NOT_BEFORE = re.compile(r"(?:第|[A-Za-z0-9.．·／/\-—:]|[〇○])$")
_NOT_BEHIND = re.compile(
    r"^(?:年|月|日|号|时|点|分钟|届|周年|岁|世纪|个月|个工作日|[A-Za-z0-9·／/:：\-—]|以上|以下|多年)"
)
_MORE_THAN = {"超": True, "超过": True, "逾": True}
_DIGITS = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"两": 2}


@dataclass(frozen=True)
class TypedNumber:
    """A number in a text: text[start:end] with its unit. It is true of values from `low` to `high` (None: no end)."""

    start: int
    end: int
    text: str
    value: Decimal
    unit: str
    about: str
    low: Decimal
    high: Decimal | None
    decimals: int
    scaled: bool

    def true_of(self, value) -> bool:
        """Whether the number may be said of a value (in 元 where it is money)."""
        value = Decimal(value)
        return self.low <= value and (self.high is None or value <= self.high)

    def contradicts(self, other: "TypedNumber") -> bool:
        """Whether no value exists of which both are true."""
        low = max(self.low, other.low)
        ends = [end for end in (self.high, other.high) if end is not None]
        return bool(ends) and low > min(ends)


def like(unit: str) -> str:
    """A name for the unit of measure and those that mean the same."""
    unit = unit.replace("％", "%")
    return next((group[0] for group in SAME_UNITS if unit in group), unit)


def base(value, unit: str) -> tuple[Decimal, str]:
    """A value and its unit as numbers are compared: 205.55 万元 is 2,055,500 元."""
    scale = {"万元": 10_000, "亿元": 100_000_000}.get(unit)
    return (Decimal(value) * scale, "元") if scale else (Decimal(value), like(unit))


def numbers(text: str) -> list[TypedNumber]:
    """The numbers that a text types, in order. Give it a text whose tokens are masked (see spans.masked)."""
    words = unquoted(text)
    found = [one for match in _ARABIC.finditer(words) if (one := _arabic(words, match))]
    taken = [(one.start, one.end) for one in found]
    for match in _CHINESE.finditer(words):
        if not any(start < match.end() and match.start() < end for start, end in taken) and (
            one := _chinese(words, match)
        ):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _is_figure(text: str, match: re.Match) -> bool:
    behind = text[match.end() :] if match["unit"] else text[match.end("more") if match["more"] else match.end() :]
    if match["unit"] and _NOT_BEHIND.match(match["unit"] + behind[:3]):
        return False
    return not _NOT_BEFORE.search(text[: match.start()]) and not _NOT_BEHIND.match(behind)


def _arabic(text: str, match: re.Match) -> TypedNumber | None:
    if not _is_figure(text, match):
        return None
    digits = match["number"].replace(",", "").replace("，", "")
    return _made(text, match, Decimal(digits), len(digits.partition(".")[2]))


def _chinese(text: str, match: re.Match) -> TypedNumber | None:
    """十余项, 近千名, 三百二十人; a lone 百 or 十 (百人以上, 十佳) is a word."""
    said = match["number"]
    if not _is_figure(text, match) or not (match["about"] or match["more"] or len(said) > 1):
        return None
    value = chinese_value(said)
    return None if value is None or (value < 10 and not match["scale"]) else _made(text, match, Decimal(value), 0)


def chinese_value(said: str) -> int | None:
    """The value of a Chinese numeral below 10,000; None for what is none (二三)."""
    total, digit = 0, None
    for character in said:
        if character in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[character]
        else:
            total += (1 if digit is None else digit) * {"十": 10, "百": 100, "千": 1000}[character]
            digit = None
    return total + (digit or 0)


def _made(text: str, match: re.Match, number: Decimal, decimals: int) -> TypedNumber:
    unit, scale = match["unit"] or "", match["scale"] or match["scale2"] or ""
    factor = Decimal(SCALES[scale])
    if unit in ("万元", "亿元"):
        factor *= SCALES[unit[0]]
        unit = "元"
    value = number * factor
    about = "余" if match["more"] else "超" if match["about"] in _MORE_THAN else match["about"] or ""
    step = factor.scaleb(-decimals)
    rounded = factor > 1 or decimals
    match about:
        case "余":
            low, high = value, value + _last_step(value)
        case "超":
            low, high = value, None
        case "近":
            low, high = value * (1 - NEAR), value
        case "约":
            low, high = value * (1 - NEAR), value * (1 + NEAR)
        case _:
            low, high = (value - step / 2, value + step / 2) if rounded else (value, value)
    start, end = match.span()
    return TypedNumber(
        start, end, text[start:end], value, like(unit), about, low, high, decimals, factor > 1 and unit != "元"
    )


def _last_step(value: Decimal) -> Decimal:
    """The place of the last digit that is not 0: 10 for 560, 100 for 500."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent)
