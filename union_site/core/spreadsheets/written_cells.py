"""The cells of the workbooks that we write, a column at a time.

Texts are inline strings, which no program evaluates. A text that would become a formula when someone saves the sheet in
another format is shielded with an apostrophe as well; the parsers take it off again.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import Any

from union_site.core.spreadsheets.cells import number_text

FORMATS = ("general", "text", "integer", "decimal", "money", "date", "datetime", "percent")
"""Column formats; "general" where a column is not told."""

STYLE = {name: number for number, name in enumerate(FORMATS)}
UNLOCKED = len(FORMATS)  # the same formats again, for cells that may be edited in a protected sheet
HEADER_STYLE = 2 * len(FORMATS)
ERROR_STYLE = HEADER_STYLE + 1
TITLE_STYLE = HEADER_STYLE + 2

MAXIMUM_TEXT = 32_767
DAY_ZERO = date(1899, 12, 30).toordinal()  # the day that a spreadsheet counts as 0
ROW_NUMBER = b"\0"  # stands in the reference of a cell for the number of its row; no text holds it

_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
# Nothing to shield, escape or cut; a lone text, and many texts with a line for each.
_PLAIN_TEXT = r"[0-9A-Za-z*\u4e00-\u9fff][0-9A-Za-z*\u4e00-\u9fff.,:;()/+\-（），。、；：·]{0,200}+"  # noqa: RUF001
_PLAIN = re.compile(_PLAIN_TEXT)
_PLAIN_LINES = re.compile(f"{_PLAIN_TEXT}(?:\n{_PLAIN_TEXT})*+")

_TEXT_OPENS, _TEXT_CLOSES = 's="%d" t="inlineStr"><is><t>', "</t></is></c>"

_NOTHING = type(None)
_TEXTS = frozenset({str, _NOTHING})
_COMPARABLE = (  # of these kinds, values that are equal make equal cells: 1, True and 1.0 are equal and do not
    frozenset({str, date, _NOTHING}),
    frozenset({int, _NOTHING}),
    frozenset({bool, _NOTHING}),
)
_FEW = 4  # values are written once where each stands at least so often on average


class Marked:
    """A cell to be shown in red in a book of rejected rows."""

    __slots__ = ("value",)

    def __init__(self, value: Any):
        self.value = value


def shield(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before = + - @, tab and line breaks."""
    return "'" + text if text.startswith(_FORMULA_STARTS) else text


def printable(text: str) -> str:
    """Text without the characters that XML cannot hold."""
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def written_text(value: Any) -> str:
    """What a cell says of a value: shielded, of printable characters, as long as a cell may be."""
    text = printable(shield(_words(value)))
    if len(text) > MAXIMUM_TEXT:
        text = text[: MAXIMUM_TEXT - 1] + "…"
    return _ESCAPE_LOOKALIKE.sub("_x005F_", text) if "_x" in text else text


def text_cell(place: str, text: str, style: int) -> str:
    return f'<c r="{place}" {_text(text, style)}'


class ColumnCells:
    """Writes the cells of one column, given its letters and its style."""

    def __init__(self, letters: str, style: int):
        self.style = style
        self._before = f'<c r="{letters}{ROW_NUMBER.decode()}" '
        self._before_text = self._before + _TEXT_OPENS % style

    def written(self, values: Sequence[Any]) -> Iterable[bytes]:
        """The cell of each value, with ROW_NUMBER in its reference; nothing for a value that is none.

        Most columns hold few different values, or texts in which nothing has to be escaped: both are seen once for all.
        """
        kinds = set(map(type, values))
        if any(kinds <= comparable for comparable in _COMPARABLE):
            different = set(values)
            if len(different) * _FEW <= len(values):
                return map({value: self._cell(value) for value in different}.__getitem__, values)
            if kinds <= _TEXTS and _all_plain(list(filter(None, values))):
                before, after = self._before_text, _TEXT_CLOSES
                return [f"{before}{text}{after}".encode() if text else b"" for text in values]
        return list(map(self._cell, values))

    def _cell(self, value: Any) -> bytes:
        body = "" if value is None or value == "" else _body(value, self.style)
        return f"{self._before}{body}".encode() if body else b""


def _all_plain(texts: Sequence[str]) -> bool:
    """Whether each text is `_PLAIN`. Lines inside of texts would pass for texts, hence the count."""
    lines = "\n".join(texts)
    return lines.count("\n") == len(texts) - 1 and bool(_PLAIN_LINES.fullmatch(lines))


def _body(value: Any, style: int) -> str:
    """A cell behind its reference; nothing for a number that is none."""
    if isinstance(value, Marked):
        return _text(_words(value.value), ERROR_STYLE)
    if isinstance(value, str):
        return _text(value, style)
    if isinstance(value, bool):
        return _text("是" if value else "否", style)
    if isinstance(value, int | float | Decimal):
        if not (isinstance(value, int) or _finite(value)):
            return ""
        if abs(value) >= 10**15:  # a spreadsheet keeps 15 digits
            return _text(format(Decimal(value), "f"), style)
        return f's="{style}"><v>{value}</v></c>'
    base = style % UNLOCKED
    if isinstance(value, datetime):
        plain = value.replace(tzinfo=None)
        seconds = plain.hour * 3600 + plain.minute * 60 + plain.second
        serial = plain.toordinal() - DAY_ZERO + seconds / 86400
        return f's="{_dated(style, base, "datetime")}"><v>{serial:.10g}</v></c>'
    if isinstance(value, date):
        return f's="{_dated(style, base, "date")}"><v>{value.toordinal() - DAY_ZERO}</v></c>'
    return _text(_words(value), style)


def _finite(value: float | Decimal) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else isfinite(value)


def _dated(style: int, base: int, kind: str) -> int:
    """A day in a column without a date format still has to look like one."""
    return style if base in (STYLE["date"], STYLE["datetime"]) else style - base + STYLE[kind]


def _words(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, float | int | Decimal) and not isinstance(value, bool):
        return number_text(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(map(_words, value))
    return str(value)


def _text(text: str, style: int) -> str:
    """A text cell behind its reference."""
    if _PLAIN.fullmatch(text):
        return f"{_TEXT_OPENS % style}{text}{_TEXT_CLOSES}"
    text = written_text(text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
    return f's="{style}" t="inlineStr"><is><t{space}>{text}</t></is></c>'
