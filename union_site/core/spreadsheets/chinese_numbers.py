"""Numbers written with Chinese numerals: 一千二百, 壹万贰仟叁佰, 三万五 (35000), 3万5千, 三点五."""

import re
from decimal import Decimal

_PLAIN = str.maketrans("壹贰叁肆伍陆柒捌玖零○拾佰仟萬億两弍", "一二三四五六七八九〇〇十百千万亿二二")
_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")}
_UNITS = (("亿", 100_000_000), ("万", 10_000), ("千", 1_000), ("百", 100), ("十", 10))
_ARABIC = re.compile(r"\d{1,9}(?:\.\d{1,6})?", re.ASCII)


def chinese_number(text: str) -> Decimal | None:
    """The number that a text without spaces says, or None where it says none, or not one without doubt."""
    if len(text) > 40:
        return None
    text = text.translate(_PLAIN)
    whole, point, places = text.partition("点")
    if point:
        digits = [_DIGITS.get(character) for character in places]
        number = _value(whole)
        if number is None or number != int(number) or not digits or None in digits:
            return None
        return number + Decimal("0." + "".join(map(str, digits)))
    return _value(text)


def _value(text: str) -> Decimal | None:
    for sign, factor in _UNITS:
        if sign in text:
            head, _, tail = text.rpartition(sign)
            return _with_unit(head, tail, factor)
    if _ARABIC.fullmatch(text):
        return Decimal(text)
    return Decimal(_DIGITS[text]) if text in _DIGITS else None


def _with_unit(head: str, tail: str, factor: int) -> Decimal | None:
    high = Decimal(1) if not head and factor == 10 else _value(head.removeprefix("〇"))
    if high is None or high == 0 or (factor <= 1_000 and high >= 10) or (factor == 10_000 and high >= 10_000):
        return None
    if not tail:
        return high * factor
    if tail.isascii() and tail.isdigit() and len(tail) != len(str(factor)) - 1:
        return None  # 1万2000 is clear, 1万2 is not
    if tail in _DIGITS and factor > 10:
        low = Decimal(_DIGITS[tail]) * factor / 10  # 三万五 is 35000, 三万〇五 is not
    else:
        low = _value(tail.removeprefix("〇"))
    if not low or low >= factor or high != int(high):
        return None
    return high * factor + low
