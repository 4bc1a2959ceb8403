"""Notations of a day that are put into a plain one before they are read: weekdays, hours, words, foreign months."""

import re

from union_site.core.spreadsheets.cells import DASHES
from union_site.core.widths import HALF, compact, tidy

PERIOD = re.compile(
    r"\d{4}年?度?(?:[上下]半年|第?[一二三四1-4]季度?|[Qq][1-4]|年?[初中底末]|.*(?:节|期间|元旦|国庆|劳动节))"
)

_GAP = re.compile(r"(?<=\d)\s+(?=\d)", re.ASCII)
_WEEKDAY = re.compile(r"[\s(\[]*(?:星期|周|礼拜)[一二三四五六日天][)\]]?")
_HALF_DAY = r"(?:上午|下午|中午|早上|晚上|凌晨|早|晚|am|pm)"
_CLOCK = re.compile(
    rf"(?<=[\d日号])[\sT]*(?:{_HALF_DAY}\s*)?"
    rf"(?:\d{{1,2}}\s*(?::\d{{2}}(?::\d{{2}}(?:\.\d+)?)?|[点时](?:整|\d{{1,2}}分?)?)\s*{_HALF_DAY}?"
    rf"(?:[Zz]|[+-]\d{{2}}:?\d{{2}})?|(?<=\s)\d{{6}}|{_HALF_DAY})$",
    re.I,
)
_STAMP = re.compile(r"((?:19|20)\d{6})\d{4}(?:\d{2})?")
_SIGNS = re.compile(r"(?<=\d)\s*[,、，。·\\]\s*(?=\d)")  # noqa: RUF001
_DOUBLED = re.compile(r"(?<=[年月])[-./]+(?=\d)|(?<=\d)[-./]+(?=[年月日号])|(?<=[-./])[-./]+")
_PART_OF_MONTH = re.compile(r"(?<=[\d一二三四五六七八九十]月)份?(?:[上中下]旬|[初中底末])$")
_EDGES = " \"'`‘’“”。.,，;；、"  # noqa: RUF001
_WORDS = re.compile(
    r"(\d{4}年|[〇零○oO一二三四五六七八九]{4}年)?([一二三四五六七八九十]{1,3}月份?)?([一二三四五六七八九十]{1,3}[日号]?)?"
)
_CAPITALS = str.maketrans("零壹贰叁肆伍陆柒捌玖拾", "〇一二三四五六七八九十")
_DIGITS = {**dict(zip("一二三四五六七八九", "123456789", strict=True)), **dict.fromkeys("〇零○oO", "0")}
_YEAR_LAST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_FOREIGN = re.compile(
    r"(\d{1,2})[-\s,.]*([a-z]{3,9})[-\s,.]*(\d{4})|([a-z]{3,9})[-\s,.]*(\d{1,2})[-\s,.]+(\d{4})"
    r"|(\d{4})[-\s,.]*([a-z]{3,9})[-\s,.]*(\d{1,2})"
)


def gap_between_digits(text: str) -> bool:
    """Whether only a space stands between two digits, so that joining them may make another number of them."""
    return bool(_GAP.search(tidy(text)))


def simplified(text: str) -> tuple[str, str | None]:
    """The text in a plain notation as far as it can be put, without spaces, and the code of what was put right."""
    plain = start = tidy(text).translate(HALF)
    code = None
    for pattern, said in ((_WEEKDAY, "date_style"), (_CLOCK, "date_time_dropped"), (_WEEKDAY, "date_style")):
        shorter = pattern.sub("", plain)
        if shorter != plain and pattern is _CLOCK and not plain[len(shorter) :].strip(" T0:.Zz"):
            start, plain = start[: len(shorter)], shorter  # midnight says nothing
        elif shorter != plain:
            plain, code = shorter, "date_time_dropped" if "date_time_dropped" in (said, code) else said
    if found := _STAMP.fullmatch(plain):
        plain, code = found.group(1), "date_time_dropped"
    plain = plain.strip(_EDGES)
    if found := _YEAR_LAST.fullmatch(plain):
        plain = _by_size(*found.groups()) or plain
    if found := _FOREIGN.fullmatch(plain.lower()):
        plain = _in_order(found) or plain
    plain = _SIGNS.sub(".", plain)
    plain = _GAP.sub("-", plain)
    plain = _DOUBLED.sub("", compact(plain).translate(DASHES))
    plain = _PART_OF_MONTH.sub("", plain.translate(_CAPITALS) if "月" in plain or "年" in plain else plain)
    if code is None and plain != compact(start.translate(_CAPITALS)):
        code = "date_style"
    return plain, code


def _by_size(one: str, two: str, year: str) -> str:
    """30/6/2021 and 6/30/2021 as 2021-6-30, since no month is the 30th; "" for 5/6/2021, which may be either."""
    if int(one) == int(two) or int(one) <= 12 < int(two):
        return f"{year}-{one}-{two}"
    return f"{year}-{two}-{one}" if int(two) <= 12 < int(one) else ""


def _in_order(found: re.Match) -> str:
    """5-Mar-2021, March 5, 2021 and 2021-Mar-5 as 2021-3-5."""
    one, two, three = (group for group in found.groups() if group)
    day, name, year = (one, two, three) if not one.isalpha() else (two, one, three)
    if len(day) == 4:
        day, year = year, day
    month = _MONTHS.get(name[:3])
    whole = ("january february march april may june july august september october november december sept").split()
    return f"{year}-{month}-{day}" if month and (len(name) == 3 or name in whole) else ""


def in_digits(text: str) -> str:
    """A day written with Chinese numerals (二〇二一年三月五日, 2021年三月五日) with digits; "" for anything else."""
    found = _WORDS.fullmatch(text)
    if not found or not any(found.groups()):
        return ""
    year, month, day = found.groups()
    spelled = "".join(_DIGITS.get(character, character) for character in year or "")
    return spelled + "".join(_up_to_99(part) for part in (month, day) if part)


def _up_to_99(text: str) -> str:
    """十二月 as 12月, 三十一日 as 31日."""
    words, sign = re.fullmatch(r"(\D+?)((?:月份?|[日号])?)", text).groups()
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.get(tens, "1" if not tens else "?") if ten else "") + (
        _DIGITS.get(ones, "0" if ten and not ones else "?") + sign
    )
