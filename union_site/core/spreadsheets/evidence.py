"""What the cells of a column say about it: how many of them a kind of column would take."""

from typing import Any, NamedTuple

from union_site.core.spreadsheets.cells import CellError, as_text
from union_site.core.spreadsheets.parsers import PARSERS
from union_site.core.spreadsheets.stated import Cell
from union_site.core.spreadsheets.tables import Table

SAMPLE_CELLS = 100
SHOWN_CELLS = 5
TELLING = frozenset({"identity", "phone", "uscc", "bank_card"})
"""Kinds whose values are unmistakable."""

_NEUTRAL = frozenset({"text", "list"})
_HARMLESS = frozenset(
    "id_upgraded id_cleaned id_letters card_cleaned card_note uscc_cleaned phone_cleaned phone_several name_spaces name_dots day_assumed date_style "
    "date_words date_time_dropped money_rounded ticked".split()
) | {None}


class Evidence(NamedTuple):
    """The first filled cells of a column."""

    cells: list[Cell]

    @property
    def samples(self) -> list[str]:
        """Up to five different cells as text."""
        shown = []
        for cell in self.cells:
            try:
                shown.append(as_text(cell)[:40])
            except CellError:
                continue
        return list(dict.fromkeys(shown))[:SHOWN_CELLS]

    def agreement(self, column: Any) -> float | None:
        """The share of the cells that the column would take without a notice; None where the kind takes anything."""
        if column.kind in ("organization", "reference") or column.parse_kind in _NEUTRAL or not self.cells:
            return None
        parse, context = PARSERS[column.parse_kind], column.cell_context()
        taken = 0
        for cell in self.cells:
            try:
                value, warning = parse(cell, context)
            except CellError:
                continue
            taken += value is not None and warning in _HARMLESS
        return taken / len(self.cells)


def look_at(table: Table, index: int) -> Evidence:
    """The evidence of the column at this index."""
    cells = []
    for _, row in table.rows:
        cell = row[index] if index < len(row) else ""
        if cell not in ("", None) and not (isinstance(cell, str) and not cell.strip()):
            cells.append(cell)
            if len(cells) == SAMPLE_CELLS:
                break
    return Evidence(cells)


def unheaded(table: Table) -> list[int]:
    """Indexes right and left of the headings, and between them, whose cells are filled though nothing stands above."""
    headed = {index for index, _ in table.headings} | table.counter
    filled: dict[int, int] = {}
    rows = table.rows[:SAMPLE_CELLS]
    for _, row in rows:
        for index, cell in enumerate(row):
            if index not in headed and cell not in ("", None):
                filled[index] = filled.get(index, 0) + 1
    return sorted(index for index, count in filled.items() if count * 2 >= len(rows))
