"""Counts, decimals and money. Money is kept in 元 with two places, exactly as the spreadsheet shows it."""

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from union_site.core.spreadsheets.cells import (
    DASHES,
    EMPTY,
    NOTHING,
    PLAIN,
    UNKNOWN,
    CellError,
    Context,
    Parsed,
    number_text,
    refused,
)
from union_site.core.spreadsheets.chinese_numbers import chinese_number
from union_site.core.widths import HALF, compact, tidy

_PEOPLE = r"(?:[个名位]?(?:人/?次?|职工|员工|会员|同志|选手|代表)|名|位)"
_COUNT_UNITS = (
    rf"({_PEOPLE}|场次|场|个?小时|个?课时|课时|学时|课次|次|个?(?:班组|企业|单位|项目|站点|队)|家(?:企业|单位)?|支(?:队伍?)?"
    r"|个|件|户|条|份|册|本|天|岁|周岁|年度|年|度|张|分钟|分|只|套|项|期|批次?|辆|台|间|幅|届|组|%)?"
)
_MONEY_UNITS = r"(亿元|千万元|百万元|万元|千元|[元圆][整正]?|块钱?|亿|千万|百万|万|千|w|k)?"
_CURRENCY = r"(?:人民币|RMB|CNY)"
_WHOLE = r"(\d{1,3}(?:,\d{3})+|\d+|(?=\.\d))(\.\d*)?"
_NUMBER = re.compile(r"([+-]?)" + _WHOLE + _COUNT_UNITS, re.ASCII)
_MONEY = re.compile(rf"([+-]?){_CURRENCY}?[¥￥]?([+-]?){_WHOLE}{_MONEY_UNITS}(?:整|{_CURRENCY})?", re.I | re.ASCII)
_TINY = re.compile(r"[+-]?\d(?:\.\d+)?[Ee]-\d{1,2}", re.ASCII)  # with a larger one digits would be lost
_GAP = re.compile(r"\d\s+\d", re.ASCII)
_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:\s\d{3})+(?!\d)", re.ASCII)
_TOTAL = re.compile(
    r"^(?:合计|共计|总计|累计|总共|一共|共有?|计)[:为]?(?=[\d一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾¥￥])"
)
_RANGE = re.compile(r"[^\d]{0,2}[\d.,]+[^\d~至到-]{0,3}[~至到-]+[\d.,]+\D{0,4}")
_SUM = re.compile(r"=?[\d.,()]+[^\dEe]{0,3}(?:[*+×x÷][\d.,()]+\D{0,3})+(?:=.*)?", re.I)
_VAGUE = re.compile(
    r".*[几数].*|若干|许多|不少|多|少量|[上近成]?[百千万]+余?.{0,2}|全[体员部].*|.*(?:以[上下内]|不[足到]|超过?|[大小多少]于|[≥≤><+])\D*\d*\D{0,2}"
)
_FOREIGN = re.compile(r".*(?:\$|美元|美金|港币|港元|欧元|日元|英镑|USD|HKD|EUR|€|£).*", re.I)
_PER = re.compile(r"/(?:人|户|家|年|月|次|份|天)(?:次)?$|(?:每|/)?(?:人均)$")
_BRACKETS = re.compile(r"(?:人民币|RMB)?[¥￥]?\(([^()+-]+)\)(元|万元)?", re.I)
_ABOUT_BEFORE = re.compile(r"大约|大概|约计|约为|约有|将近|接近|约|近")
_ABOUT_WITHIN = re.compile(r"(?<=[\d〇零一二三四五六七八九十百千万亿拾佰仟])[余多](?![\d〇零一二三四五六七八九.])")
_SPOKEN_COUNT = re.compile(r"(.+?)" + _COUNT_UNITS)
_SPOKEN_MONEY = re.compile(r"(?:人民币)?(?:(.)角(?:(.)分)?|(.)分|(.+?)(?:[元圆](?:零?(.)角)?(?:零?(.)分)?)?)[整正]?")
_FACTORS = (
    dict.fromkeys(("元", "元整", "元正", "圆", "圆整", "圆正", "块", "块钱"), 1)
    | {"w": 10**4, "k": 10**3}
    | {
        sign + end: factor
        for sign, factor in (("千", 10**3), ("万", 10**4), ("百万", 10**6), ("千万", 10**7), ("亿", 10**8))
        for end in ("", "元")
    }
)
_DOUBTFUL = 3_000  # 万元: so much in one cell of a column headed 万元 was rather meant in 元
LARGEST_INTEGER = 2_147_483_647
LARGEST_MONEY = Decimal("999999999999.99")  # 元
CENT = Decimal("0.01")


class _Read(NamedTuple):
    """What a cell says: the number, the unit beside it, and a code of messages.WARNINGS or CHANGES."""

    number: Decimal
    unit: str
    code: str | None


def _read(value, pattern: re.Pattern) -> _Read | None:
    """The number of a cell, or None for nothing."""
    if value is None:
        return None
    if isinstance(value, str):
        text = compact(value).lstrip("'`’‘")
        if text in NOTHING:
            return None
        if text in UNKNOWN:
            return _Read(None, "", "left_blank")
        if len(text) == len(value) and (found := pattern.fullmatch(text)):
            return _arabic(found, pattern, None)
        return _read_text(_plainly(value, text), pattern)
    if isinstance(value, bool | date | time | timedelta):
        raise refused("number_invalid", value)
    text = number_text(value)
    if len(text) > 40:
        raise CellError("number_too_large")
    return _Read(Decimal(text), "", None)


def _plainly(value: str, text: str) -> str:
    """The text without what says nothing about the number; 3 5 is not 35, but 1 200 is 1200."""
    written = tidy(value).translate(HALF)
    if _GAP.search(written) and _GAP.search(_THOUSANDS.sub("1", written)):
        raise CellError("number_invalid")
    return _TOTAL.sub("", text.translate(DASHES).rstrip(",;。、"))


def _refusal(text: str) -> CellError:
    """Why a text is no number."""
    for pattern, code in ((_FOREIGN, "number_currency"), (_RANGE, "number_range"), (_SUM, "number_formula")):
        if pattern.fullmatch(text):
            return CellError(code)
    return CellError("number_vague") if _VAGUE.fullmatch(text) else refused("number_invalid", text)


def _read_text(text: str, pattern: re.Pattern) -> _Read:
    if _TINY.fullmatch(text):
        return _Read(Decimal(text), "", None)
    if found := pattern.fullmatch(text):
        return _arabic(found, pattern, None)
    if (inside := _BRACKETS.fullmatch(text)) and (
        found := pattern.fullmatch(inside.group(1) + (inside.group(2) or ""))
    ):
        read = _arabic(found, pattern, "number_brackets")
        return read._replace(number=-read.number)
    exact = _exactly(text)
    about = "approximate" if exact != text else None
    if about and (found := pattern.fullmatch(exact)):
        return _arabic(found, pattern, about)
    spoken = _spoken_money(exact) if pattern is _MONEY else _spoken_count(exact)
    if spoken is None:
        raise _refusal(text)
    return _Read(*spoken, about or "number_words")


def _exactly(text: str) -> str:
    """The number of 约3万元, 300余元 and 50人左右 without the word that says it is not exact; each at most once."""
    if found := _ABOUT_BEFORE.match(text):
        text = text[found.end() :]
    if text.endswith(("左右", "上下")):
        text = text[:-2]
    return _ABOUT_WITHIN.sub("", text, count=1)


def _arabic(found: re.Match, pattern: re.Pattern, code: str | None) -> _Read:
    if pattern is _MONEY:
        first, second, whole, fraction, unit = found.groups()
        if first and second:
            raise CellError("number_invalid")
        sign = first or second
    else:
        sign, whole, fraction, unit = found.groups()
    text = f"{sign}{whole.replace(',', '') or '0'}{fraction or ''}".rstrip(".")
    if len(text) > 40:
        raise CellError("number_too_large")
    return _Read(Decimal(text), unit or "", code)


def _spoken_count(text: str) -> tuple[Decimal, str] | None:
    found = _SPOKEN_COUNT.fullmatch(text)
    number = chinese_number(found.group(1)) if found else None
    return None if number is None else (number, found.group(2) or "")


def _spoken_money(text: str) -> tuple[Decimal, str] | None:
    """An amount in words, and 元 unless the words leave the unit to the heading."""
    found = _SPOKEN_MONEY.fullmatch(text)
    if not found:
        return None
    only_jiao, more_fen, only_fen, yuan, jiao, fen = found.groups()
    number = Decimal(0)
    for words, factor in ((yuan, 1), (jiao or only_jiao, Decimal("0.1")), (fen or more_fen or only_fen, CENT)):
        if words:
            part = chinese_number(words)
            if part is None or (factor != 1 and part >= 10):
                return None
            number += part * factor
    stated = not yuan or any(sign in text for sign in "元圆万亿萬億")
    return number, "元" if stated else ""


def parse_integer(value, context: Context = PLAIN) -> Parsed:
    """A count: 12, 12.0, "12人", "1,200", "一千二百人"; 约50人 is taken as 50 with a notice."""
    if type(value) is float and value.is_integer() and 0 <= value <= LARGEST_INTEGER and context.factor == 1:
        return int(value), None
    found = _read(value, _NUMBER)
    if found is None or found.number is None:
        return EMPTY if found is None else (None, found.code)
    number = found.number
    if found.unit == "%":
        raise CellError("number_percent")
    if context.factor != 1 and not found.unit and not (isinstance(value, str) and re.search("[百千万亿]", value)):
        number *= context.factor
    if abs(number) > LARGEST_INTEGER:
        raise CellError("number_too_large")
    if number != number.to_integral_value():
        raise CellError("integer_invalid")
    if number < 0 and not context.negative:
        raise CellError("number_negative")
    return int(number), found.code


def parse_decimal(value, context: Context = PLAIN) -> Parsed:
    """A number with decimal places, exactly as the spreadsheet shows it."""
    found = _read(value, _NUMBER)
    if found is None or found.number is None:
        return EMPTY if found is None else (None, found.code)
    number = found.number
    if number < 0 and not context.negative:
        raise CellError("number_negative")
    if abs(number) > LARGEST_MONEY:
        raise CellError("number_too_large")
    if context.places is not None:
        rounded = number.quantize(Decimal(1).scaleb(-context.places), ROUND_HALF_UP)
        return rounded, found.code or (None if rounded == number else "number_rounded")
    return number, found.code


def parse_money(value, context: Context = PLAIN) -> Parsed:
    """An amount in 元 with two decimal places; 万元 in the cell, else in the heading, is converted exactly."""
    if type(value) is str and "/" in context.unit:
        value = _PER.sub("", compact(value)) or value
    found = _read(value, _MONEY)
    if found is None or found.number is None:
        return EMPTY if found is None else (None, found.code)
    number, unit, code = found
    expected = _FACTORS.get(context.unit.split("/")[0]) or 1
    factor = _FACTORS.get(unit.lower()) or expected
    if factor != expected:
        code = code or "money_unit"
    elif expected == 10_000 and abs(number) >= _DOUBTFUL and not unit:
        code = code or "money_doubtful"
    number *= factor
    if number < 0 and not context.negative:
        raise CellError("number_negative")
    if abs(number) > LARGEST_MONEY:
        raise CellError("number_too_large")
    cents = number.quantize(CENT, ROUND_HALF_UP)
    return cents, code if cents == number else "money_rounded"
