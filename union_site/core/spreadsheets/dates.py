"""Days and months, in the notations people use."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from union_site.core.spreadsheets.cells import (
    EMPTY,
    NOTHING,
    PLAIN,
    UNKNOWN,
    UNSTATED,
    CellError,
    Context,
    Parsed,
    number_text,
    refused,
)
from union_site.core.spreadsheets.date_notations import PERIOD, gap_between_digits, in_digits, simplified
from union_site.core.widths import compact

_FIRST_SERIAL, _LAST_SERIAL = 20000, 60000  # 1954-10-03 to 2064-04-08; smaller and larger numbers are no dates
_SERIAL_EPOCH = date(1899, 12, 30)
_DATE = re.compile(
    r"(\d{4})([-./年]|\.\s)(\d{1,2})([-./月])(\d{1,2})[日号]?(?:[T ]?(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?)?"
)
_DATE_COMPACT = re.compile(r"(\d{4})[-./年]?(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH_OF_YEAR = re.compile(r"(\d{4})(?:[-./年])(\d{1,2})月?(?:份)?")
_MONTH_COMPACT = re.compile(r"(\d{4})(\d{2})")
_YEAR_ONLY = re.compile(r"\d{4}年?度?")
_DAY_OF_MONTH = re.compile(r"(?:0?[1-9]|1[0-2])(?:月(?:份|\d{1,2}[日号]?)?|[-./]\d{1,2})")
_SHORT_YEAR = re.compile(
    r"'?\d{2}(?:[-./年])\d{1,2}(?:[-./月])\d{1,2}[日号]?|\d{2}年\d{1,2}月?份?|\d{6}|\d{2}[-./]\d{1,2}"
)
_YEAR_LAST = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}")
_SEVERAL = re.compile(
    r"\d{4}[-./年].*\d.*(?:至|到|[~—–―、,;和及]).*\d.*|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}[日号]?[-/]\d.*"  # noqa: RUF001
    r"|\d{4}[-./年]\d{1,2}月?-(?:\d{4}[-./年].*|\d{1,2}月份?)|\d{1,2}月(?:\d{1,2}[日号]?)?[-~—至到、和]\d.*"
)
_UNLIMITED = frozenset("长期 长期有效 永久 永久有效 无固定期限 至今 现在 在任".split())
_KEPT_BY_MONTHS = frozenset({"date_year_missing", "date_short_year", "date_several", "date_period"})


@lru_cache(maxsize=20_000)
def _date_of_text(text: str) -> Parsed:
    compacted = compact(text)
    # 2021 1 1 is no November, and 3-1 12:30 is not the 11th: what a space parts is not read as one run of digits.
    gap = len(compacted) != len(text) and gap_between_digits(text)
    if not gap and (found := _day(compacted)):
        return found
    if compacted in NOTHING:
        return EMPTY
    if compacted in UNKNOWN or compacted in _UNLIMITED:
        return UNSTATED
    plain, code = simplified(text)
    if not gap and (found := _without_signs(compacted)):
        return found
    if plain != compacted and (found := _day(plain) or _without_signs(plain)):
        return found[0], found[1] or code
    if spelled := in_digits(plain):
        if found := _day(spelled) or _without_signs(spelled):
            return found[0], found[1] or code or "date_words"
        plain = spelled
    for pattern, refusal in (
        (_SHORT_YEAR, "date_short_year"),
        (_YEAR_ONLY, "date_incomplete"),
        (_DAY_OF_MONTH, "date_year_missing"),
        (_YEAR_LAST, "date_order"),
        (_SEVERAL, "date_several"),
        (PERIOD, "date_period"),
    ):
        if pattern.fullmatch(plain) or (not gap and pattern.fullmatch(compacted)):
            raise CellError(refusal)
    raise refused("date_invalid", compacted)


def _day(text: str) -> Parsed | None:
    """A year, a month and a day with signs between them."""
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, first, month, second, day, clock = found.groups()
    value = _calendar_day(int(year), int(month), int(day))
    if second == "-" and first != "-":
        return value, "date_mixed"  # 2021.3-5 may be March to May
    return value, "date_time_dropped" if clock and clock.strip("0:.") else None


def _without_signs(text: str) -> Parsed | None:
    """20210305, a spreadsheet's day number, or a month of a year, which stands for its first day."""
    if found := _DATE_COMPACT.fullmatch(text):
        return _calendar_day(*map(int, found.groups())), None
    if _SERIAL.fullmatch(text):
        return _date_of_number(float(text))
    if found := _MONTH_OF_YEAR.fullmatch(text) or (_is_month(text) and _MONTH_COMPACT.fullmatch(text)):
        return _calendar_day(int(found.group(1)), int(found.group(2)), 1), "day_assumed"
    return None


def _is_month(text: str) -> bool:
    """Whether six digits can only be a year and a month: 202103, but not 200305, which may be 2020-03-05."""
    if not (text.isdigit() and len(text) == 6 and 1900 <= int(text[:4]) <= 2100 and 1 <= int(text[4:]) <= 12):
        return False
    return not (1 <= int(text[2:4]) <= 12 and 1 <= int(text[4:]) <= 31)


def _calendar_day(year: int, month: int, day: int) -> date:
    try:
        value = date(year, month, day)
    except ValueError:
        raise CellError("date_invalid") from None
    if not 1900 <= value.year <= 2100:
        raise CellError("date_range")
    return value


def _in_reach(value: float | int | Decimal) -> bool:
    """Whether a number can be a date at all; not one is NaN or infinite."""
    return not (isinstance(value, Decimal) and value.is_nan()) and abs(value) <= 99_999_999


def _date_of_number(value: float | int | Decimal) -> Parsed:
    if not _in_reach(value):
        raise CellError("date_invalid")
    whole = int(value)
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _SERIAL_EPOCH + timedelta(days=whole), "date_serial"
    if whole == value and whole >= 1000_00_00:
        return _calendar_day(whole // 10000, whole // 100 % 100, whole % 100), None
    if whole == value and 1000_00 <= whole <= 9999_99:
        return _date_of_text(str(whole))
    if whole == value and 1900 <= whole <= 2100:
        raise CellError("date_incomplete")
    if 1900 < value < 2101:
        year, month, code = _month_of_number(value)
        return _calendar_day(year, month, 1), code or "day_assumed"
    raise CellError("date_invalid")


def _month_of_number(value: float | int | Decimal) -> tuple[int, int, str | None]:
    """2021.6 typed as a number: year, month and what is to be said. 2021.1 may have been 2021.10; January is taken."""
    year, _, digits = number_text(value).partition(".")
    if len(digits) not in (1, 2) or not 1 <= int(digits) <= 12:
        raise CellError("date_invalid")
    return int(year), int(digits), "month_ambiguous" if digits == "1" else None


def parse_date(value, context: Context = PLAIN) -> Parsed:
    """A day, from text in the usual notations, a date cell, yyyymmdd as a number or a spreadsheet's day number.

    A month stands for its first day, with a notice: the figures of that month, quarter and half-year stay right. A year
    alone, a year of two digits and days before months are not guessed at.
    """
    if type(value) is str:
        return _date_of_text(value)
    if value is None:
        return EMPTY
    if isinstance(value, datetime):
        dropped = value.hour or value.minute or value.second
        return _calendar_day(value.year, value.month, value.day), "date_time_dropped" if dropped else None
    if isinstance(value, date):
        return _calendar_day(value.year, value.month, value.day), None
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _date_of_number(value)
    raise refused("date_invalid", value)


def parse_month(value, context: Context = PLAIN) -> Parsed:
    """A month as "2021-06"."""
    if isinstance(value, str):
        text = compact(value)
        if text in NOTHING:
            return EMPTY
        found = _MONTH_OF_YEAR.fullmatch(text) or _MONTH_COMPACT.fullmatch(text)
        if found and not gap_between_digits(value):
            return _month(int(found.group(1)), int(found.group(2))), None
    try:
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool) and _in_reach(value):
            if 190000 < value < 210013 and value == int(value):
                return _month(int(value) // 100, int(value) % 100), None
            if 1900 < value < 2101:
                year, month, code = _month_of_number(value)
                return _month(year, month), code
        day, code = parse_date(value)
    except CellError as error:
        if error.code in _KEPT_BY_MONTHS:
            raise
        raise refused("month_invalid", value) from None
    if day is None:
        return None, code
    # A month in words has no day to be assumed; what it was written with is still said.
    if code == "day_assumed":
        code = "date_words" if isinstance(value, str) and not any(map(str.isdigit, value)) else None
    return _month(day.year, day.month), code if code in ("date_words", "date_serial", "date_mixed") else None


def _month(year: int, month: int) -> str:
    if not (1900 <= year <= 2100 and 1 <= month <= 12):
        raise CellError("month_invalid")
    return f"{year:04}-{month:02}"
