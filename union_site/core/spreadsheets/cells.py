"""What every parser shares: the error, what a column tells its parser, and a cell as text."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from union_site.core.spreadsheets.messages import message


class CellError(ValueError):
    """A cell that cannot be accepted: ``code`` of messages.ERRORS, ``message`` in Chinese."""

    def __init__(self, code: str, **details):
        self.code = code
        self.message = message(code, **details)
        super().__init__(self.message)


FORMULA_ERRORS = frozenset("#N/A #REF! #VALUE! #DIV/0! #NAME? #NULL! #NUM! #SPILL! #CALC! #GETTING_DATA".split())


def unfit(value: Any) -> CellError | None:
    """The error of a cell whose class no number, date or name can have: a time, a duration, TRUE or FALSE."""
    if isinstance(value, bool):
        return CellError("cell_logical")
    if isinstance(value, time | timedelta):
        return CellError("cell_time")
    return None


def is_hashes(text: str) -> bool:
    """Whether a text is what a page or text file shows of a number in a column that was too narrow: ###."""
    return len(text) > 2 and not text.strip("#")


def refused(code: str, value: Any, /, **details) -> CellError:
    """The error of a cell that a parser cannot take: that of a broken formula where it is one, else ``code``."""
    if error := unfit(value):
        return error
    text = value.strip() if isinstance(value, str) else ""
    if is_hashes(text):
        return CellError("cell_hashes")
    if text in FORMULA_ERRORS:
        return CellError("formula_error", value=text)
    return CellError(code, **details)


class Context:
    """What a column tells its parser; made once per column and never changed by a parser.

    unit: of the heading (元, 万元), factor: what a plain count stands for under a heading in 万人 or 千人; max_length:
    characters of a text; choices: made by choice_table(), labels: what to offer when a choice is unknown; negative:
    whether a number may be below zero; places: decimal places kept of a decimal, None for all.
    """

    __slots__ = ("choices", "factor", "labels", "max_length", "negative", "places", "unit")

    def __init__(self, *, unit="", max_length=None, choices=None, labels=(), negative=False, places=None):
        self.unit, self.max_length, self.choices = unit, max_length, choices
        self.factor = {"万": 10_000, "千": 1_000}.get(unit[:1], 1)
        self.labels, self.negative, self.places = tuple(labels), negative, places


PLAIN = Context()
Parsed = tuple[Any, str | None]
"""A value, and a code of messages.WARNINGS or messages.CHANGES or None."""
Parser = Callable[[Any, Context], Parsed]

EMPTY: Parsed = (None, None)
NOTHING = frozenset(
    {"", "-", "--", "---", "—", "——", "/", "//", "\\", "无", "没有", "暂无", "未填", "空", "空白", "N/A", "n/a"}
)
"""What people write into a date or number cell to say that there is nothing."""
UNKNOWN = frozenset(
    "不详 不清楚 不清 不明 未知 待定 未定 待补 待补充 待填 待查 待核实 暂缺 暂未 未填写 未统计 未登记 正在办理 办理中".split()
)
"""And to say that they do not know it: read as nothing, with a notice."""
UNSTATED: tuple[None, str] = (None, "left_blank")
DITTO = frozenset(
    {
        "同上",
        "同前",
        "如上",
        "(同上)",
        "（同上）",
        "同上。",
        "〃",
        "-〃-",
        "—〃—",
        "″",
        '"',
        "“",
        "”",
        "''",
        "’’",
        "\u301e",
        "\u301d",
        "\u201f",
    }
)
"""What stands for the cell above."""
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹣ー"), "-")  # noqa: RUF001


def number_text(value: float | int | Decimal) -> str:
    """A number as a spreadsheet shows it: at most 15 significant digits, no exponent, no needless .0."""
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise CellError("number_invalid")
        if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        return format(Decimal(format(value, ".15g")), "f")
    if isinstance(value, int):
        if abs(value) >= 10**40:
            raise CellError("number_too_large")
        return str(value)
    if not value.is_finite() or (value and abs(value.adjusted()) > 40):
        raise CellError("number_invalid")
    return format(value, "f")


def lost_digits(value: Any) -> bool:
    """Whether a cell is a number of more digits than a spreadsheet keeps of one."""
    if isinstance(value, Decimal):
        return value.is_finite() and value.adjusted() >= 15
    return isinstance(value, int | float) and not isinstance(value, bool) and 1e15 <= abs(value) < float("inf")


def as_text(value) -> str:
    """Any cell as text; "" for nothing."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"  # as a spreadsheet shows [h]:mm:ss
    raise CellError("kind_unexpected")
