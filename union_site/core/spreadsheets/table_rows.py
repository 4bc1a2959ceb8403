"""What a row below a header is: data, a total, the header once more, or nothing to import; and what it inherits."""

import re
from collections.abc import Iterable

from union_site.core.spreadsheets.stated import BARE_LABEL, BLANK, END, NOTE, SIGNATURE, Cell, filled, text_of
from union_site.core.widths import HALF, matching_key

Lines = list[tuple[int, list[Cell]]]
_TOTAL = re.compile(
    r"(?:(?:本页|本表|本单位|全区|全镇)?(?:合计|小计|总计|共计|累计|总和)|[\u4e00-\u9fff]{2,15}小计|共(?=\d))([:：]?[\d,.]*(人次|人|元|万元|个|家|件|名|户|场|条)?)?"
)
_TOTAL_SIGN = frozenset("计和共")  # one of these is in every total
_EXAMPLE_WORDS = frozenset({"例", "示例", "例如", "样例"})
_DAY_ALONE = re.compile(r"[\d\s]*年[\d\s]*月[\d\s]*日|20\d\d[-./]\d{1,2}[-./]\d{1,2}")
_CIRCLED = {chr(0x2460 + number): number + 1 for number in range(20)}
_STEMS = frozenset("甲乙丙丁戊己庚辛壬癸")
_FORMULA = re.compile(r"\d{1,2}=\d{1,2}(?:[+\-*/×÷]\d{1,2})+")


def head_of(row: list[Cell]) -> list[tuple[int, Cell]]:
    """The first three filled cells with their indexes: what tells most rows apart, at little cost."""
    head = []
    for index, value in enumerate(row):
        if value == "" or value is None or (type(value) is str and not value.strip()):
            continue
        head.append((index, value))
        if len(head) == 3:
            break
    return head


def kind_of_row(
    row: list[Cell], head: list[tuple[int, Cell]], counter: set[int], headers: list[dict[int, str]], title: str
) -> str:
    """data, total, header (repeated), or skip: blank, counter only, signature, note, example, repeated title."""
    if not head:
        return "skip"
    first_index, first = head[0]
    if len(head) > 1 and is_total(text_of(head[1][1])):
        return "total"
    if not isinstance(first, str):
        return "skip" if all(index in counter for index, _ in head) else "data"
    text = first.strip()
    if is_total(text):
        return "total"
    if first_index in counter and (len(head) == 1 or text in _EXAMPLE_WORDS):
        return "skip"
    if SIGNATURE.fullmatch(text) or (len(head) == 1 and END.fullmatch(text)):
        return "skip"
    if len(head) < 3 or BARE_LABEL.fullmatch(text):
        count = filled(row) - sum(index in counter for index, _ in head)
        if (count <= 4 and BARE_LABEL.fullmatch(text)) or (count <= 2 and NOTE.fullmatch(text)):
            return "skip"
        if count == 1 and text == title:
            return "skip"
    return "header" if any(_repeats(row, head, header) for header in headers) else "data"


def keys_of(row: list[Cell]) -> dict[int, str]:
    """{index: matching key} of the texts of a row."""
    return {index: matching_key(value) for index, value in enumerate(row) if text_of(value)}


def _repeats(row: list[Cell], head: list[tuple[int, Cell]], header: dict[int, str]) -> bool:
    """A header printed again on the next page, perhaps with a space or a word changed."""
    if not any(isinstance(value, str) and header.get(index) == matching_key(value) for index, value in head):
        return False
    keys = keys_of(row)
    same = sum(header.get(index) == key for index, key in keys.items())
    return len(header) > 1 and same >= 0.75 * max(len(header), filled(row)) and len(keys) == filled(row)


def is_total(text: str) -> bool:
    """合计, 小计：, 青石镇小计, 合计 53 人, 共53人."""
    if len(text) >= 40 or _TOTAL_SIGN.isdisjoint(text):
        return False
    return bool(_TOTAL.fullmatch("".join(text.split())))


def numbers_columns(row: list[Cell], columns: int) -> bool:
    """Whether a row just below the header only numbers its columns: 1 2 3 4, 甲 乙 1 2, (1) (2) (3=1+2), A B C D."""
    cells = [value for value in row if value not in BLANK and (not isinstance(value, str) or value.strip())]
    if len(cells) < 3 or len(cells) < 0.7 * columns:
        return False
    numbers, letters, stems, others = [], [], 0, 0
    for value in cells:
        text = "".join(value.translate(HALF).split()).strip("()[]栏列") if isinstance(value, str) else value
        if isinstance(text, float) and text.is_integer():
            numbers.append(int(text))
        elif isinstance(text, str) and text in _CIRCLED:
            numbers.append(_CIRCLED[text])
        elif isinstance(text, str) and text.isdecimal() and len(text) <= 2:
            numbers.append(int(text))
        elif isinstance(text, str) and _FORMULA.fullmatch(text):
            numbers.append(int(text.split("=")[0]))
        elif isinstance(text, str) and len(text) == 1 and text.upper() in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            letters.append(ord(text.upper()))
        elif isinstance(text, str) and (text in _STEMS or text in "-—/栏次"):
            stems += 1
        else:
            others += 1
    if others or (numbers and letters and not stems):
        return False
    if stems and isinstance(cells[0], float):
        return False  # 1 | 甲 | 乙: a counter and names
    counted = numbers or letters
    if len(counted) < 2 and stems < 3:
        return False
    follows = all(after - before == 1 for before, after in zip(counted, counted[1:], strict=False))
    return follows and (not numbers or numbers[0] <= 2)


def caption_rows(merged: Iterable[tuple[int, int, int, int]]) -> dict[int, tuple[int, int]]:
    """{position: (left, right)} of the rows in which one cell is merged across three columns or more."""
    return {top: (left, right) for top, left, bottom, right in merged if top == bottom and right - left >= 2}


def is_caption(row: list[Cell], span: tuple[int, int]) -> bool:
    """Whether the merged text is all that the row says: 一、机关单位, 以下为新增人员."""
    return filled(row) == 1 and bool(text_of(row[span[0]]) if span[0] < len(row) else "")


def drop_caption(rows: Lines, number: int) -> None:
    """The lines just above a header further down are its caption, not data."""
    while rows and rows[-1][0] >= number - 2 and filled(rows[-1][1]) == 1:
        rows.pop()


def drop_day(rows: Lines) -> None:
    """A day (or 年 月 日) that stands alone at the end belongs to the signature."""
    while len(rows) > 1 and filled(rows[-1][1]) == 1:
        alone = next((text for value in rows[-1][1] if value not in BLANK and (text := text_of(value))), "")
        if not _DAY_ALONE.fullmatch(alone):
            return
        rows.pop()


def fill_down(rows: Lines, merged: Iterable[tuple[int, int, int, int]], first_row: int) -> dict[int, set[int]]:
    """A cell that is merged over several rows counts for each of them that holds data of its own.

    Returns {row number: indexes that were filled}.
    """
    filled_at: dict[int, set[int]] = {}
    places = {number: place for place, (number, _) in enumerate(rows)} if merged else {}
    for top, left, bottom, _ in merged:
        first = places.get(first_row + top)
        if bottom == top or first is None or left >= len(rows[first][1]):
            continue
        value = rows[first][1][left]
        for number in range(first_row + top + 1, first_row + bottom + 1):
            place = places.get(number)
            if place is not None and left < len(rows[place][1]) and rows[place][1][left] in BLANK:
                row = list(rows[place][1])
                row[left] = value
                rows[place] = (number, row)
                filled_at.setdefault(number, set()).add(left)
    return filled_at
