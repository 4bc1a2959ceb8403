"""Counts, decimals and money. Money is kept in 元 with two places, exactly as the spreadsheet shows it."""

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from union_site.core.spreadsheets.cells import EMPTY, NOTHING, PLAIN, CellError, Context, Parsed, number_text, refused
from union_site.core.widths import compact

_COUNT_UNITS = r"(?:人次|人|名|位|场次|场|次|个|件|家|户|条|份|册|本|天|岁|年度|年|度|张|分|只|套|项|期|批|%)?"
_NUMBER = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d*)?" + _COUNT_UNITS)
_MONEY = re.compile(
    r"([+-]?)[¥￥$]?([+-]?)(?:RMB)?(\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(\.\d*)?(亿元|万元|元整|元|万|亿)?", re.I
)
_FACTORS = {"元": 1, "元整": 1, "万": 10_000, "万元": 10_000, "亿": 100_000_000, "亿元": 100_000_000, "千元": 1_000}
LARGEST_INTEGER = 2_147_483_647
LARGEST_MONEY = Decimal("999999999999.99")  # 元
CENT = Decimal("0.01")


def _decimal_of(value, pattern: re.Pattern) -> tuple[Decimal, str] | None:
    """The number and the unit written beside it, or None for nothing."""
    if isinstance(value, bool | date | time | timedelta):
        raise CellError("number_invalid")
    if isinstance(value, str):
        text = compact(value).lstrip("'")
        if text in NOTHING:
            return None
        found = pattern.fullmatch(text)
        if not found:
            raise refused("number_invalid", text)
        groups = found.groups()
        if pattern is _MONEY:
            first, second, whole, fraction, unit = groups
            sign = first or second
        else:
            (sign, whole, fraction), unit = groups, None
        text = f"{sign}{whole.replace(',', '') or '0'}{fraction or ''}".rstrip(".")
    else:
        if value is None:
            return None
        text, unit = number_text(value), None
    if len(text) > 40:
        raise CellError("number_too_large")
    try:
        return Decimal(text), unit or ""
    except InvalidOperation:
        raise CellError("number_invalid") from None


def parse_integer(value, context: Context = PLAIN) -> Parsed:
    """A count: 12, 12.0, "12人", "1,200"."""
    if type(value) is float and value.is_integer() and 0 <= value <= LARGEST_INTEGER:
        return int(value), None
    found = _decimal_of(value, _NUMBER)
    if found is None:
        return EMPTY
    number = found[0]
    if abs(number) > LARGEST_INTEGER:
        raise CellError("number_too_large")
    if number != number.to_integral_value():
        raise CellError("integer_invalid")
    if number < 0 and not context.negative:
        raise CellError("number_negative")
    return int(number), None


def parse_decimal(value, context: Context = PLAIN) -> Parsed:
    """A number with decimal places, exactly as the spreadsheet shows it."""
    found = _decimal_of(value, _NUMBER)
    if found is None:
        return EMPTY
    number = found[0]
    if number < 0 and not context.negative:
        raise CellError("number_negative")
    if abs(number) > LARGEST_MONEY:
        raise CellError("number_too_large")
    if context.places is not None:
        number = number.quantize(Decimal(1).scaleb(-context.places), ROUND_HALF_UP)
    return number, None


def parse_money(value, context: Context = PLAIN) -> Parsed:
    """An amount in 元 with two decimal places; 万元 in the cell, else in the heading, is converted exactly."""
    found = _decimal_of(value, _MONEY)
    if found is None:
        return EMPTY
    number, unit = found
    number *= _FACTORS.get(unit) or _FACTORS.get(context.unit.split("/")[0]) or 1
    if number < 0 and not context.negative:
        raise CellError("number_negative")
    if abs(number) > LARGEST_MONEY:
        raise CellError("number_too_large")
    cents = number.quantize(CENT, ROUND_HALF_UP)
    return cents, None if cents == number else "money_rounded"
