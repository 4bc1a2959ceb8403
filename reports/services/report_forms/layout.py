"""How a form looks, read once from its workbook: cells as text, merged ranges, and the headings that speak of a cell."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from union_site.core.crypto import mask_numbers
from union_site.core.spreadsheets.cells import CellError, as_text
from union_site.core.spreadsheets.guard import MEGABYTE, GuardError, Limits
from union_site.core.spreadsheets.reader import ReadError, read_workbook
from union_site.core.spreadsheets.tables import Sheet
from union_site.core.spreadsheets.xmlscan import column_letters

LIMITS = Limits(file_size=10 * MEGABYTE, unfolded=100 * MEGABYTE, rows=500, columns=80, sheets=30)
MOST_CELLS = 12_000  # of all sheets together
BESIDE = 3  # row headings that speak of a cell, and
ABOVE = 4  # column headings
DATE_GAP = re.compile(r"[\s_＿]*(?:\d{4}|[\s_＿]*)年[\s_＿]*\d{0,2}[\s_＿]*月(?:[\s_＿]*\d{0,2}[\s_＿]*日)?[\s_＿]*$")
_NUMBER = re.compile(r"[-+]?[\d,]+(?:\.\d+)?%?")
_PLACEHOLDERS = frozenset(("", "-", "--", "—", "——", "/", "\\", "×", "××", "x", "xx", "X", "XX", "…", "……"))
_COUNTER = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3}|甲|乙|丙)[)）]?[.、．]?")


class FormError(ValueError):
    """The file cannot be a form; the message says in Chinese why and what to do."""


@dataclass
class SheetLayout:
    """One sheet of a form, positions from 0. `texts` are as wide as the sheet is drawn; `styles` by place, of child_layout."""

    name: str
    hidden: bool
    texts: list[list[str]]
    merged: list[tuple[int, int, int, int]]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    formulas: frozenset[tuple[int, int]]
    widths: dict[int, float] = field(default_factory=dict)
    styles: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def height(self) -> int:
        return len(self.texts)

    @property
    def width(self) -> int:
        return len(self.texts[0]) if self.texts else 0

    @cached_property
    def _anchors(self) -> dict[tuple[int, int], tuple[int, int, int, int]]:
        return {
            (row, column): area
            for area in self.merged
            for row in range(area[0], area[2] + 1)
            for column in range(area[1], area[3] + 1)
        }

    def area(self, row: int, column: int) -> tuple[int, int, int, int]:
        """The merged range in which a cell lies, or the cell: top, left, bottom, right."""
        return self._anchors.get((row, column), (row, column, row, column))

    def is_covered(self, row: int, column: int) -> bool:
        """Whether another cell of a merged range is shown in its place."""
        return self.area(row, column)[:2] != (row, column)

    def holds(self, row: int, column: int) -> bool:
        return 0 <= row < self.height and 0 <= column < self.width

    def text(self, row: int, column: int) -> str:
        """What the cell shows: a merged one the text of its range."""
        top, left, _, _ = self.area(row, column)
        return self.texts[top][left] if self.holds(top, left) else ""

    def is_formula(self, row: int, column: int) -> bool:
        return (row, column) in self.formulas

    def style(self, row: int, column: int) -> str:
        return self.styles.get((row, column), "")

    def is_shown(self, row: int, column: int) -> bool:
        return row not in self.hidden_rows and column not in self.hidden_columns and not self.is_covered(row, column)

    def takes_number(self, row: int, column: int) -> bool:
        """Whether the cell waits for something: empty, a mark for emptiness, or a number of an earlier period."""
        text = self.text(row, column).strip()
        return not self.is_formula(row, column) and (text in _PLACEHOLDERS or bool(_NUMBER.fullmatch(text)))

    def takes_words(self, row: int, column: int) -> bool:
        """Whether the cell is a label after which something is to be written: 填报单位：, 填表日期：  年  月  日."""
        text = self.text(row, column).rstrip()
        return text.endswith(("：", ":")) or bool(text and DATE_GAP.search(text) and len(text) < 40)

    def may_be_filled(self, row: int, column: int) -> bool:
        if not self.holds(row, column) or not self.is_shown(row, column) or self.is_formula(row, column):
            return False
        return self.takes_number(row, column) or self.takes_words(row, column)

    def _is_heading(self, row: int, column: int) -> bool:
        text = self.text(row, column).strip()
        return not (text in _PLACEHOLDERS or _NUMBER.fullmatch(text) or _COUNTER.fullmatch(text))

    def beside(self, row: int, column: int) -> list[tuple[int, str]]:
        """The headings to the left of a cell, the nearest first: (column, text)."""
        found: list[tuple[int, str]] = []
        at = column - 1
        while at >= 0 and len(found) < BESIDE:
            left = self.area(row, at)[1]
            if self._is_heading(row, at) and not self.is_formula(row, left):
                found.append((left, _line(self.text(row, at))))
            at = left - 1
        return found

    def above(self, row: int, column: int) -> list[tuple[int, str]]:
        """The headings above a cell, the nearest first: (row, text). The title over the whole table is none."""
        found: list[tuple[int, str]] = []
        at = row - 1
        while at >= 0 and len(found) < ABOVE:
            top, left, _, right = self.area(at, column)
            is_title = right - left + 1 >= max(3, 0.7 * self.width)
            if is_title and (found or not self.is_table(top, left)):
                break
            if self._is_heading(at, column):
                found.append((top, _line(self.text(at, column))))
            elif found:
                break  # the block of headings has ended
            at = top - 1
        return found

    def is_table(self, row: int, column: int) -> bool:
        return "o" in self.style(row, column)

    @cached_property
    def has_table(self) -> bool:
        """Whether the form draws lines round its cells, so that those without are not part of its table."""
        return any("o" in letters for letters in self.styles.values())

    def heading(self, row: int, column: int) -> str:
        """The headings of a cell in words: 青石镇 · 困难职工 / 国家级."""
        beside = [text for _, text in reversed(self.beside(row, column))]
        above = [text for _, text in reversed(self.above(row, column))]
        return " · ".join(" / ".join(dict.fromkeys(part)) for part in (beside, above) if part)

    def to_store(self) -> dict:
        return {
            "name": self.name,
            "hidden": self.hidden,
            "texts": self.texts,
            "merged": [list(area) for area in self.merged],
            "hidden_rows": sorted(self.hidden_rows),
            "hidden_columns": sorted(self.hidden_columns),
            "formulas": sorted(map(list, self.formulas)),
            "widths": sorted(self.widths.items()),
            "styles": [[row, column, letters] for (row, column), letters in sorted(self.styles.items())],
        }

    @classmethod
    def stored(cls, kept: dict) -> "SheetLayout":
        return cls(
            name=kept["name"],
            hidden=kept["hidden"],
            texts=kept["texts"],
            merged=[tuple(area) for area in kept["merged"]],
            hidden_rows=frozenset(kept["hidden_rows"]),
            hidden_columns=frozenset(kept["hidden_columns"]),
            formulas=frozenset(map(tuple, kept["formulas"])),
            widths=dict(map(tuple, kept["widths"])),
            styles={(row, column): letters for row, column, letters in kept["styles"]},
        )


def cell_name(row: int, column: int) -> str:
    """B5, as the spreadsheet says it."""
    return f"{column_letters(column + 1)}{row + 1}"


def _line(text: str) -> str:
    return re.sub(r"\s+", "", text) if len(text) < 40 else re.sub(r"\s+", " ", text).strip()


def read_form(content: bytes, name: str) -> list[SheetLayout]:
    """The sheets of an uploaded form. Raises FormError with what is wrong and what to do."""
    try:
        sheets = read_workbook(content, name=name, limits=LIMITS, layout=True)
    except (GuardError, ReadError) as error:
        raise FormError(error.message) from error
    found = [_layout(sheet) for sheet in sheets if sheet.layout is not None]
    if not found:
        raise FormError("请用Excel或WPS表格打开这份报表，另存为“Excel 工作簿（*.xlsx）”后上传。")
    if sum(sheet.height * sheet.width for sheet in found) > MOST_CELLS:
        raise FormError("这份报表太大。请删去与填报无关的工作表和表格外的内容，保存后上传。")
    if not any(not sheet.hidden and sheet.height for sheet in found):
        raise FormError("这份报表是空的，没有可以填的表格。请核对是否选错了文件。")
    return found


def _layout(sheet: Sheet) -> SheetLayout:
    """The sheet with what is formatted as a table below and to the right of its last content."""
    rows, columns = sheet.layout["extent"]
    height = max(len(sheet.rows), rows)
    width = max((len(sheet.rows[0]) if sheet.rows else 0), columns)
    merged = [
        area for area in sheet.merged if area[0] < height and area[1] < width
    ]  # a range beyond the drawn part has nothing to show
    texts = [[""] * width for _ in range(height)]
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            texts[row][column] = _text(cell)
    return SheetLayout(
        name=sheet.name,
        hidden=sheet.hidden,
        texts=texts,
        merged=[(top, left, min(bottom, height - 1), min(right, width - 1)) for top, left, bottom, right in merged],
        hidden_rows=sheet.hidden_rows,
        hidden_columns=sheet.hidden_columns,
        formulas=frozenset(place for place in sheet.layout["formulas"] if place[0] < height and place[1] < width),
        widths={column: size for column, size in sheet.layout["widths"].items() if column < width},
        styles={place: letters for place, letters in sheet.layout["styles"].items() if place[0] < height},
    )


def _text(cell) -> str:
    try:
        return mask_numbers(as_text(cell))
    except CellError:
        return ""
