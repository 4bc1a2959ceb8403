"""Where the table is in a sheet: title, 填报单位 line, header row, data rows, totals and signatures."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from union_site.core.spreadsheets import header_rows
from union_site.core.spreadsheets.messages import message
from union_site.core.spreadsheets.parsers import CellError, parse_date
from union_site.core.spreadsheets.xmlscan import column_letters
from union_site.core.widths import matching_key

Cell = str | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta
"""A cell as stored: numbers are floats, an empty cell is an empty string, a broken formula is #N/A or the like."""


class Notice(NamedTuple):
    """Something that was noticed about a whole sheet: a code of messages.NOTICES and the Chinese sentence."""

    code: str
    message: str


@dataclass
class Sheet:
    """One sheet as it stands: every row from the top, blank ones too, all of the sheet's width.

    Positions count from 0 in `rows` and in a row: merged (top, left, bottom, right, all inside), hidden_rows,
    hidden_columns, uncomputed (row, column) of formulas that were saved without a value.
    """

    name: str
    hidden: bool = False
    rows: list[list[Cell]] = field(default_factory=list)
    first_row: int = 1  # the number that the spreadsheet shows beside rows[0]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    notices: list[Notice] = field(default_factory=list)
    layout: dict | None = None  # of child_layout, where it was asked for


@dataclass
class Table:
    """The table of a sheet. Row numbers are those that the spreadsheet shows; column indexes count from 0."""

    title: str
    defaults: dict[str, object]  # "unit_name": str and "filled_on": date, as far as stated above the header
    header_row: int
    headings: list[tuple[int, str]]  # without the counter column 序号
    rows: list[tuple[int, list[Cell]]]  # the sheet's whole row: values stand at their column index
    totals: list[tuple[int, list[Cell]]]  # 合计 and 小计 rows, to be compared, not imported
    year_hint: int | None  # of the sheet's name, else of the title: 2019 for 2019年, 2019年度
    notices: list[Notice] = field(default_factory=list)
    filled: dict[int, set[int]] = field(default_factory=dict)  # row number → indexes filled down from a merged cell


HEADER_SEARCH_ROWS = 30
NOTES_SHEET, CHOICES_SHEET = "填写说明", "选项"  # of the forms that templates.py makes
COUNTER_HEADINGS = frozenset({"序号", "编序", "行号", "no", "no."})

_BLANK = ("", None)
_TOTAL = re.compile(
    r"(?:(?:本页|本表|本单位|全区|全镇)?(?:合计|小计|总计|共计|累计|总和)|[\u4e00-\u9fff]{2,15}小计|共(?=\d))([:：]?[\d,.]*(人次|人|元|万元|个|家|件|名|户|场|条)?)?"
)
_SIGNATURE = re.compile(
    r"(填表|填报|制表|审核|复核|审批|经办|统计|负责|分管|主管|联系|单位负责|主要负责)"
    r"(人|单位|日期|时间|电话|领导|人签字|人签名|人电话|部门)[:：].*"
)
_NOTE = re.compile(r"(注|备注|说明|填表说明|填报说明|附注|附|提示)([:：]|\d*[.、:：]).*", re.DOTALL)
_UNIT_NAME = re.compile(
    r"(?:填报|报送|上报|编制|制表|统计|申报)(?:单位|工会|部门)(?:\((?:盖章|公章|章)\))?[:：]\s*(.*?)\s*"
    r"(?=$|(?:填报|填表|报送|上报|制表|统计)(?:日期|时间|人)|联系(?:人|电话)|审核人|单位[:：]|[^\S ]{2,}|\s{2,})"
)
_FILLED_ON = re.compile(r"(?:填报|填表|报送|上报|制表|统计)(?:日期|时间)[:：]\s*([0-9年月日./\-\s]{6,16})")
_BARE_LABEL = re.compile(
    r"(填报|填表|报送|上报|编制|制表|统计|申报)(单位|工会|部门|日期|时间)([(（](盖章|公章|章)[)）])?(\s.*)?|年度(\s*20\d\d年?)?"
)
_LABEL_WITHOUT_COLON = re.compile(
    r"(?<!\S)((?:填报|填表|报送|上报|编制|制表|统计|申报)(?:单位|工会|部门|日期|时间)(?:\((?:盖章|公章|章)\))?)\s+(?![:：])"
)
_STATED_YEAR = re.compile(r"年度\s*[:：]?\s*(20\d\d)")
_LABEL = re.compile(
    r"((填报|填表|报送|上报|编制|制表|统计|申报)(单位|工会|部门|日期|时间|人)|计量单位|金额单位|单位|联系电话|联系人)[^:：]{0,6}[:：].*"
)
_YEAR = re.compile(r"(?<!\d)(20\d\d)\s*(?:年|$|-|_|\s)")
_NUMERIC_TEXT = re.compile(r"(?!\d{4}年度?$)[\d.,%:/\-+年月日\s]+")
_EXAMPLE_WORDS = frozenset({"例", "示例", "例如", "样例"})


def holds_data(sheet: Sheet) -> bool:
    """Whether a sheet is meant to be imported: not hidden and not one of our own explanations."""
    return not sheet.hidden and sheet.name not in (NOTES_SHEET, CHOICES_SHEET)


def find_table(sheet: Sheet, known_headings: Iterable[str] = ()) -> Table | None:
    """The table of a sheet, or None where no row looks like a header.

    ``known_headings`` (headings of registers) help where a header is ambiguous, such as one of a single column.
    """
    known = {matching_key(heading) for heading in known_headings}
    position = _header_position(sheet.rows, known)
    if position is None:
        return None
    position = header_rows.first_row(position, sheet.merged)
    labels, height = _labels(sheet, position, known)
    above = sheet.rows[:position]
    title = _title(above)
    counter = {index for index, text in labels.items() if matching_key(text) in COUNTER_HEADINGS}
    table = Table(
        title=title,
        defaults={},
        header_row=sheet.first_row + position,
        headings=[(index, text) for index, text in labels.items() if index not in counter],
        rows=[],
        totals=[],
        year_hint=_year(sheet.name) or _year(title),
        notices=list(sheet.notices),
    )
    first = position + height
    headers = [_keys(row) for row in sheet.rows[position:first]]
    beside = []  # lines below the table that may say what those above it may
    for number, row in enumerate(sheet.rows[first:], sheet.first_row + first):
        kind = _kind_of_row(row, counter, headers, title)
        if kind == "data" and _begins_another(row, known):
            _drop_caption(table, number)
            table.notices.append(Notice("second_table", message("second_table", row=number)))
            break
        if kind == "data":
            table.rows.append((number, row))
        elif kind == "total":
            table.totals.append((number, row))
        elif kind == "header":
            _drop_caption(table, number)
        else:
            beside.append(row)
    table.defaults = _defaults([*above, *beside])
    table.year_hint = table.year_hint or _stated_year(above)
    _fill_down(table, sheet)
    table.notices += _seen(sheet, table)
    return table


def _keys(row: list[Cell]) -> dict[int, str]:
    return {index: matching_key(value) for index, value in enumerate(row) if _text(value)}


def _filled(row: list[Cell]) -> int:
    return sum(value not in _BLANK and (not isinstance(value, str) or bool(value.strip())) for value in row)


def _begins_another(row: list[Cell], known: set[str]) -> bool:
    """Whether a row below is the header of another table: nothing but headings that registers know."""
    keys = _keys(row)
    return (
        len(keys) >= 3 and len(keys) == _filled(row) and sum(key in known for key in keys.values()) >= 0.6 * len(keys)
    )


def _drop_caption(table: Table, number: int) -> None:
    """The lines just above a header further down are its caption, not data."""
    while table.rows and table.rows[-1][0] >= number - 2 and _filled(table.rows[-1][1]) == 1:
        table.rows.pop()


def _fill_down(table: Table, sheet: Sheet) -> None:
    """A cell that is merged over several rows counts for each of them that holds data of its own."""
    places = {number: place for place, (number, _) in enumerate(table.rows)}
    for top, left, bottom, _ in sheet.merged:
        first = places.get(sheet.first_row + top)
        if bottom == top or first is None or left >= len(table.rows[first][1]):
            continue
        value = table.rows[first][1][left]
        for number in range(sheet.first_row + top + 1, sheet.first_row + bottom + 1):
            place = places.get(number)
            if place is not None and left < len(table.rows[place][1]) and table.rows[place][1][left] in _BLANK:
                row = list(table.rows[place][1])
                row[left] = value
                table.rows[place] = (number, row)
                table.filled.setdefault(number, set()).add(left)


def _seen(sheet: Sheet, table: Table) -> list[Notice]:
    """What a reader of the screen may not have seen in the table."""
    notices = []
    numbers = {number for number, _ in table.rows}
    columns = {index for index, _ in table.headings}
    if rows := sorted(numbers & {sheet.first_row + row for row in sheet.hidden_rows}):
        notices.append(Notice("hidden_rows", message("hidden_rows", rows=shown_places(map(str, rows)))))
    if hidden := sorted(columns & sheet.hidden_columns):
        shown = shown_places(column_letters(index + 1) for index in hidden)
        notices.append(Notice("hidden_columns", message("hidden_columns", columns=shown)))
    if cells := sorted(
        (row, column) for row, column in sheet.uncomputed if sheet.first_row + row in numbers and column in columns
    ):
        shown = shown_places(f"{column_letters(column + 1)}{sheet.first_row + row}" for row, column in cells)
        notices.append(Notice("uncomputed", message("uncomputed", cells=shown)))
    return notices


def shown_places(texts: Iterable[str]) -> str:
    """Rows, columns or cells for a sentence: the first ten, and how many there are."""
    listed = list(texts)
    return "、".join(listed[:10]) + (f"等{len(listed)}处" if len(listed) > 10 else "")


def _text(value: Cell) -> str:
    return value.strip() if isinstance(value, str) else ""


def _header_position(rows: list[list[Cell]], known: set[str]) -> int | None:
    """The first of the best-looking rows: many short, different texts, and a width like the rows below."""
    best, best_score = None, 0.0
    seen = 0
    for position, row in enumerate(rows):
        filled = [value for value in row if value not in _BLANK and _text(value) != "" or _is_number(value)]
        if not filled:
            continue
        seen += 1
        if seen > HEADER_SEARCH_ROWS:
            break
        score = _header_score(filled, known)
        if score > best_score * 1.2:
            best, best_score = position, score
    if best:
        upper = {index: _text(value) for index, value in enumerate(rows[best - 1]) if _text(value)}
        if _second_header_row(rows, best - 1, upper):
            return best - 1  # the row of sub-headings was the longer one
    return best


def _is_number(value: Cell) -> bool:
    return not isinstance(value, str) and value is not None


def _header_score(filled: list[Cell], known: set[str]) -> float:
    texts = [_text(value) for value in filled]
    keys = [matching_key(text) for text in texts]
    recognised = sum(key in known for key in keys)
    if len(filled) < 2 and not recognised:
        return 0.0
    if any(_LABEL.fullmatch(text) or _SIGNATURE.fullmatch(text) for text in texts):
        return 0.0
    if len(texts) <= 4 and _BARE_LABEL.fullmatch(texts[0]) and recognised < 2:
        return 0.0  # 填报单位 and a name beside it; as a heading it stands among others
    plausible = sum(
        bool(text) and len(text) <= 40 and not _NUMERIC_TEXT.fullmatch(text) and not text.startswith("合计")
        for text in texts
    )
    if plausible < 0.8 * len(filled):
        return 0.0
    different = len(set(keys)) / len(keys)
    if different < 0.6:
        return 0.0
    counter = keys[0] in COUNTER_HEADINGS
    return plausible * different + 3 * recognised + (plausible if counter else 0)


def _labels(sheet: Sheet, position: int, known: set[str]) -> tuple[dict[int, str], int]:
    """Heading by column index, and over how many rows the header extends: as merged, else where gaps say so (2)."""
    rows = sheet.rows
    high = min(header_rows.height(position, sheet.merged), len(rows) - position)
    if high > 1:
        return header_rows.merged_labels(rows, position, high, sheet.merged, known), high
    upper = {index: _text(value) for index, value in enumerate(rows[position]) if _text(value)}
    lower = _second_header_row(rows, position, upper)
    if not lower:
        return upper, 1
    labels = dict(upper)
    repeated = len(set(lower.values())) < len(lower)
    for index, text in lower.items():
        group = next((upper[left] for left in range(index, -1, -1) if left in upper), "")
        labels[index] = f"{group}{text}" if repeated or text in upper.values() else text
    return dict(sorted(labels.items())), 2


def _second_header_row(rows: list[list[Cell]], position: int, upper: dict[int, str]) -> dict[int, str]:
    """Sub-headings under merged group headings: they fill gaps of the row above and stand only below groups."""
    if position + 1 >= len(rows) or len(upper) < 2:
        return {}
    row = rows[position + 1]
    lower = {index: _text(value) for index, value in enumerate(row) if _text(value)}
    if not lower or len(lower) != sum(value not in _BLANK for value in row) or min(lower) == 0:
        return {}
    gaps = [index for index in range(min(upper), max(max(upper), max(lower)) + 1) if index not in upper]
    plain = [index for index in upper if index not in lower]
    if not gaps or not plain or any(index not in lower for index in gaps):
        return {}
    groups = set()
    for gap in gaps:
        left = next((index for index in range(gap, -1, -1) if index in upper), None)
        if left is not None:
            groups.add(left)
    if set(lower) != groups | set(gaps):
        return {}
    if any(_NUMERIC_TEXT.fullmatch(text) or len(text) > 20 for text in lower.values()):
        return {}
    return lower


def _title(above: list[list[Cell]]) -> str:
    for row in above:
        texts = [_text(value) for value in row if _text(value)]
        if (
            texts
            and not _LABEL.fullmatch(texts[0])
            and not _BARE_LABEL.fullmatch(texts[0])
            and not _NOTE.fullmatch(texts[0])
        ):
            return " ".join(texts[0].split())
    return ""


def _defaults(above: list[list[Cell]]) -> dict[str, object]:
    """What the lines above the header state for every row; a label and its value may stand in one cell or in two."""
    defaults: dict[str, object] = {}
    for row in above:
        line = "  ".join(
            value.strftime("%Y-%m-%d") if isinstance(value, datetime.date) else str(value).strip()
            for value in row
            if value not in _BLANK
        )
        line = _LABEL_WITHOUT_COLON.sub(r"\1:", line.replace("（", "(").replace("）", ")"))
        unit = _UNIT_NAME.search(line)
        if unit and unit.group(1) and "unit_name" not in defaults:
            defaults["unit_name"] = unit.group(1)
        day = _FILLED_ON.search(line)
        if day and "filled_on" not in defaults:
            try:
                value, _ = parse_date("".join(day.group(1).split()))
            except CellError:
                continue  # an unreadable 填报日期 is no reason to refuse the rows
            defaults["filled_on"] = value
    return defaults


def _year(text: str) -> int | None:
    found = _YEAR.search(text)
    return int(found.group(1)) if found else None


def _stated_year(above: list[list[Cell]]) -> int | None:
    """Of a line such as 年度：2021 above the header."""
    for row in above:
        line = " ".join(
            str(int(value)) if isinstance(value, float) and value.is_integer() else str(value) for value in row
        )
        if found := _STATED_YEAR.search(line):
            return int(found.group(1))
    return None


def _kind_of_row(row: list[Cell], counter: set[int], headers: list[dict[int, str]], title: str) -> str:
    """data, total, header (repeated), or skip: blank, counter only, signature, note, example, repeated title."""
    first = first_index = None
    filled = 0
    for index, value in enumerate(row):
        if value == "" or value is None or (isinstance(value, str) and not value.strip()):
            continue
        filled += index not in counter
        if first is None:
            first, first_index = value, index
    if first is None:
        return "skip"
    others = (value for index, value in enumerate(row) if index != first_index and value not in _BLANK)
    if is_total(_text(next(others, ""))):
        return "total"
    if not isinstance(first, str):
        return "skip" if filled == 0 else "data"
    text = first.strip()
    if is_total(text):
        return "total"
    if first_index in counter and (filled == 0 or text in _EXAMPLE_WORDS):
        return "skip"
    if (
        _SIGNATURE.fullmatch(text)
        or (filled <= 4 and _BARE_LABEL.fullmatch(text))
        or (filled <= 2 and _NOTE.fullmatch(text))
    ):
        return "skip"
    if any(_repeats(row, header) for header in headers):
        return "header"
    return "skip" if filled == 1 and text == title else "data"


def _repeats(row: list[Cell], header: dict[int, str]) -> bool:
    """A header printed again on the next page, perhaps with a space or a word changed."""
    keys = _keys(row)
    same = sum(header.get(index) == key for index, key in keys.items())
    return len(header) > 1 and same >= 0.75 * max(len(header), _filled(row)) and len(keys) == _filled(row)


def is_total(text: str) -> bool:
    """合计, 小计：, 青石镇小计, 合计 53 人, 共53人."""
    return bool(_TOTAL.fullmatch("".join(text.split()))) if len(text) < 40 else False
