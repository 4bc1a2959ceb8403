"""Days and months, in the notations people use."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from union_site.core.spreadsheets.cells import EMPTY, NOTHING, PLAIN, CellError, Context, Parsed, number_text, refused
from union_site.core.widths import compact

_FIRST_SERIAL, _LAST_SERIAL = 20000, 60000  # 1954-10-03 to 2064-04-08; smaller and larger numbers are no dates
_SERIAL_EPOCH = date(1899, 12, 30)
_DATE = re.compile(
    r"(\d{4})(?:[-./年]|\.\s)(\d{1,2})(?:[-./月])(\d{1,2})日?(?:[T ]?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?"
)
_DATE_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DATE_INCOMPLETE = re.compile(r"\d{4}(?:年?|[-./年]\d{1,2}月?)")


@lru_cache(maxsize=20_000)
def _date_of_text(text: str) -> date | None:
    compacted = compact(text)
    if compacted in NOTHING:
        return None
    found = _DATE.fullmatch(compacted) or _DATE_COMPACT.fullmatch(compacted)
    if not found:
        if compacted.isascii() and compacted.isdigit() and len(compacted) == 5:
            return _date_of_number(float(compacted))
        raise refused("date_incomplete" if _DATE_INCOMPLETE.fullmatch(compacted) else "date_invalid", compacted)
    return _calendar_day(*map(int, found.groups()))


def _calendar_day(year: int, month: int, day: int) -> date:
    try:
        value = date(year, month, day)
    except ValueError:
        raise CellError("date_invalid") from None
    if not 1900 <= value.year <= 2100:
        raise CellError("date_range")
    return value


def _date_of_number(value: float) -> date:
    if value != value or abs(value) > 99_999_999:
        raise CellError("date_invalid")
    whole = int(value)
    if _FIRST_SERIAL <= whole <= _LAST_SERIAL:
        return _SERIAL_EPOCH + timedelta(days=whole)
    if whole == value and whole >= 1000_00_00:
        return _calendar_day(whole // 10000, whole // 100 % 100, whole % 100)
    if 1900 <= value < 2101 or (whole == value and 190000 <= whole <= 210012):
        raise CellError("date_incomplete")
    raise CellError("date_invalid")


def parse_date(value, context: Context = PLAIN) -> Parsed:
    """A day, from text in the usual notations, a date cell, yyyymmdd as a number or a spreadsheet's day number."""
    if type(value) is str:
        return _date_of_text(value), None
    if value is None:
        return EMPTY
    if isinstance(value, datetime):
        return _calendar_day(value.year, value.month, value.day), None
    if isinstance(value, date):
        return _calendar_day(value.year, value.month, value.day), None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _date_of_number(value), None
    raise CellError("date_invalid")


_MONTH = re.compile(r"(\d{4})(?:[-./年])(\d{1,2})月?(?:份)?")
_MONTH_COMPACT = re.compile(r"(\d{4})(\d{2})")


def parse_month(value, context: Context = PLAIN) -> Parsed:
    """A month as "2021-06"."""
    if isinstance(value, str):
        text = compact(value)
        if text in NOTHING:
            return EMPTY
        found = _MONTH.fullmatch(text) or _MONTH_COMPACT.fullmatch(text)
        if found:
            return _month(int(found.group(1)), int(found.group(2))), None
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if 190000 < value < 210013 and value == int(value):
            return _month(int(value) // 100, int(value) % 100), None
        if 1900 < value < 2101:
            # 2021.6 typed as a number; 2021.1 may have been 2021.10.
            year, _, digits = number_text(value).partition(".")
            if digits == "1":
                raise CellError("month_ambiguous")
            if len(digits) in (1, 2):
                return _month(int(year), int(digits)), None
            raise CellError("month_invalid")
    try:
        day, _ = parse_date(value)
    except CellError:
        raise refused("month_invalid", value) from None
    return (f"{day.year:04}-{day.month:02}", None) if day else EMPTY


def _month(year: int, month: int) -> str:
    if not (1900 <= year <= 2100 and 1 <= month <= 12):
        raise CellError("month_invalid")
    return f"{year:04}-{month:02}"
