"""Days and months, in the notations people use."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from union_site.core.spreadsheets.cells import EMPTY, NOTHING, PLAIN, CellError, Context, Parsed, number_text, refused
from union_site.core.widths import compact

_FIRST_SERIAL, _LAST_SERIAL = 20000, 60000  # 1954-10-03 to 2064-04-08; smaller and larger numbers are no dates
_SERIAL_EPOCH = date(1899, 12, 30)
_DATE = re.compile(
    r"(\d{4})(?:[-./年]|\.\s)(\d{1,2})(?:[-./月])(\d{1,2})[日号]?(?:[T ]?(\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)Z?)?"
)
_DATE_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_MONTH_OF_YEAR = re.compile(r"(\d{4})(?:[-./年])(\d{1,2})月?(?:份)?")
_MONTH_COMPACT = re.compile(r"(\d{4})(\d{2})")
_YEAR_ONLY = re.compile(r"\d{4}年?")
_DAY_OF_MONTH = re.compile(r"\d{1,2}(?:月(?:份|\d{1,2}[日号]?)?|[-./]\d{1,2})")
_SHORT_YEAR = re.compile(r"'?\d{2}(?:[-./年])\d{1,2}(?:[-./月])\d{1,2}[日号]?|\d{2}年\d{1,2}月?份?|\d{6}")
_YEAR_LAST = re.compile(r"\d{1,2}[-./]\d{1,2}[-./]\d{4}")
_SEVERAL = re.compile(
    r"\d{4}[-./年].*\d.*(?:至|到|[~—–―、,;和及]).*\d.*|\d{4}[-./年]\d{1,2}[-./月]\d{1,2}[日号]?[-/]\d.*"  # noqa: RUF001
)
_WORDS = re.compile(
    r"([〇零○oO一二三四五六七八九]{4}年)?([一二三四五六七八九十]{1,3}月份?)?([一二三四五六七八九十]{1,3}[日号])?"
)
_DIGITS = {**dict(zip("一二三四五六七八九", "123456789", strict=True)), **dict.fromkeys("〇零○oO", "0")}
_KEPT_BY_MONTHS = frozenset({"date_year_missing", "date_short_year", "date_several"})


@lru_cache(maxsize=20_000)
def _date_of_text(text: str) -> Parsed:
    compacted = compact(text)
    found = _DATE.fullmatch(compacted)
    if found:
        clock = found.group(4)
        dropped = clock and clock.strip("0:.")
        return _calendar_day(*map(int, found.group(1, 2, 3))), "date_time_dropped" if dropped else None
    if compacted in NOTHING:
        return EMPTY
    if found := _DATE_COMPACT.fullmatch(compacted):
        return _calendar_day(*map(int, found.groups())), None
    if _SERIAL.fullmatch(compacted):
        return _date_of_number(float(compacted))
    if spelled := _in_digits(compacted):
        day, code = _date_of_text(spelled)
        return day, code or "date_words"
    if _SHORT_YEAR.fullmatch(compacted) and not _is_month(compacted):
        raise CellError("date_short_year")
    if found := _MONTH_OF_YEAR.fullmatch(compacted) or _MONTH_COMPACT.fullmatch(compacted):
        return _calendar_day(int(found.group(1)), int(found.group(2)), 1), "day_assumed"
    for pattern, code in (
        (_YEAR_ONLY, "date_incomplete"),
        (_DAY_OF_MONTH, "date_year_missing"),
        (_YEAR_LAST, "date_order"),
        (_SEVERAL, "date_several"),
    ):
        if pattern.fullmatch(compacted):
            raise CellError(code)
    raise refused("date_invalid", compacted)


def _in_digits(text: str) -> str:
    """A day written with Chinese numerals (二〇二一年三月五日) with digits; "" for anything else."""
    found = _WORDS.fullmatch(text)
    if not found or not any(found.groups()):
        return ""
    year, month, day = found.groups()
    spelled = "".join(_DIGITS.get(character, character) for character in year or "")
    return spelled + "".join(_up_to_99(part) for part in (month, day) if part)


def _up_to_99(text: str) -> str:
    """十二月 as 12月, 三十一日 as 31日."""
    words, sign = re.fullmatch(r"(\D+?)([月日号]份?)", text).groups()
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.get(tens, "1" if not tens else "?") if ten else "") + (
        _DIGITS.get(ones, "0" if ten and not ones else "?") + sign
    )


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
        if found:
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
        return EMPTY
    # A month in words has no day to be assumed; what it was written with is still said.
    code = "date_words" if code == "day_assumed" else code
    return _month(day.year, day.month), code if code in ("date_words", "date_serial") else None


def _month(year: int, month: int) -> str:
    if not (1900 <= year <= 2100 and 1 <= month <= 12):
        raise CellError("month_invalid")
    return f"{year:04}-{month:02}"
