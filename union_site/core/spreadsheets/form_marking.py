"""One-person forms given back with the cells marked that are wrong, in the clerk's own sheets.

What is wrong stands in comments at the cells, and once more right of the form, a sentence a row: rows of a form are not made
higher, so that it still fits its page.
"""

from collections.abc import Iterable

from union_site.core.spreadsheets.headings import ERROR_HEADING
from union_site.core.spreadsheets.marks import COLUMN_WIDTH, MOST_COMMENTS, NOTICE_FILL, OURS, Line, comment_of, marks
from union_site.core.spreadsheets.patching import CellPatch, SheetPatch
from union_site.core.spreadsheets.person_tables import FormPlaces, place_of
from union_site.core.spreadsheets.workbook import MARK_FILL


def patches(forms: FormPlaces, lines: Iterable[Line], about: str | None) -> dict[str, SheetPatch]:
    """{name of the sheet: what becomes of it}; `about`: what is to be said of all forms."""
    by_sheet: dict[int, list[Line]] = {}
    for line in lines:
        by_sheet.setdefault(place_of(line.number)[0], []).append(line)
    return {forms.sheets[position]: _sheet(forms, position, own, about) for position, own in by_sheet.items()}


def _sheet(forms: FormPlaces, position: int, lines: list[Line], about: str | None) -> SheetPatch:
    column, marked = forms.edges[position], forms.marked.get(position)
    patch = SheetPatch({}, {column: COLUMN_WIDTH})
    if marked is not None:
        patch.unmark, patch.cleared = OURS, (column, marked + 1)
    patch.cells[marked or 1, column] = CellPatch(ERROR_HEADING, comment=about)
    for line in sorted(lines, key=lambda one: one.number):
        _mark(patch, forms, line)
        row = max(place_of(line.number)[1], (marked or 1) + 1)
        for words in dict.fromkeys(line.words):
            while (row, column) in patch.cells:
                row += 1
            fill = MARK_FILL if line.problems else NOTICE_FILL
            patch.cells[row, column] = CellPatch(forms.said(words, line.number), fill)
    return patch


def _mark(patch: SheetPatch, forms: FormPlaces, line: Line) -> None:
    """Cells that hold several labels with their values bear what is said of each."""
    found: dict[tuple[int, int], tuple[str, list[str]]] = {}
    for index, fill, words in marks(line):
        place = forms.at(line.number, index - 1)
        if place is None:
            continue  # the form lacks the label: the column says so
        before, said = found.get(place, (fill, []))
        words = [forms.said(one, line.number) for one in words]
        found[place] = (MARK_FILL if MARK_FILL in (before, fill) else fill, [*said, *words])
    for place, (fill, said) in found.items():
        patch.cells[place] = CellPatch(
            fill=fill, comment=comment_of(said) if len(patch.cells) < MOST_COMMENTS else None
        )
