"""Breaking text into justified lines, as the grid of 28 characters of GB/T 9704-2012 asks.

The lines are made here, from the fonts' own widths, because WeasyPrint stretches a line at spaces only and Chinese has none: its
paragraphs would be ragged. Here a line's surplus is spread evenly between its characters, numbers and words staying whole.
"""

import itertools
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from reports.documents.fonts import GETA, UNSEEN, VARIATION_SELECTOR, FontSet
from reports.documents.geometry import BODY_PT, GAP_PT
from reports.documents.punctuation import KEPT_IN_PAIRS, NEVER_FIRST, NEVER_LAST

USUAL_GAP_EM = GAP_PT / BODY_PT
LEAST_GAP_EM = -0.025  # characters may move so close together to take one more in
MOST_GAP_EM = 0.35  # a line that would need wider gaps stays ragged
FROM_CHINESE = 0x2000
MIDDLE_DOT = "·"


@dataclass(frozen=True, slots=True)
class Cell:
    """A character as it will be printed: the role of its font, its width in em, and what it belongs to (a link or None)."""

    character: str
    role: str
    width: float
    href: str | None = None

    @property
    def is_western(self) -> bool:
        return ord(self.character) < FROM_CHINESE and self.character != MIDDLE_DOT


@dataclass(frozen=True, slots=True)
class Line:
    """Cells of a line and the gap in em after each Chinese cell and at each end of a number or word."""

    cells: tuple[Cell, ...]
    gap: float
    first: bool

    @property
    def text(self) -> str:
        return "".join(cell.character for cell in self.cells)

    @property
    def width(self) -> float:
        """Natural width in em, with the usual gaps."""
        return _natural(self.cells) + USUAL_GAP_EM * _gaps(self.cells)


def cells_of(text: str, role: str, fonts: FontSet, href: str | None = None) -> list[Cell]:
    """The cells of a text set in ``role``; figures and Latin letters within 仿宋 and 楷体 are set in the Latin font."""
    cells = []
    for character in text.replace("\r\n", " ").replace("\n", " ").replace("\t", " "):
        if unicodedata.category(character) in UNSEEN or VARIATION_SELECTOR.match(character):
            continue
        western = ord(character) < FROM_CHINESE and character != MIDDLE_DOT and role in ("fang", "kai")
        found = fonts.role_for(character, "latin" if western else role)
        if found is None:
            character, found = GETA, fonts.role_for(GETA, role) or role
        cells.append(Cell(character, found, fonts[found].advance(character), href))
    return cells


def break_lines(cells: Iterable[Cell], width: float, *, indent: float = 0.0, justify: bool = True) -> list[Line]:
    """Break cells into lines of ``width`` em, the first shorter by ``indent`` em.

    No line begins with a closing mark or ends with an opening one; numbers and words are cut only if they are wider than a whole line.
    """
    lines, current, room = [], [], width - indent
    for unit in _units(list(cells), width):
        while unit:
            trial = [*current, *unit] if current else _strip_left(unit)
            if _fits(trial, room) or not current:
                current = trial
                break
            lines.append(_line(current, room, justify, first=not lines))
            current, room = [], width
    if current or not lines:
        lines.append(_line(current, room, False, first=not lines))
    return lines


def _units(cells, width):
    """Groups of cells between which a line may end."""
    unit = []
    for cell in cells:
        if unit and _may_break(unit, cell):
            yield from _cut_to_fit(unit, width)
            unit = []
        unit.append(cell)
    yield from _cut_to_fit(unit, width)


def _may_break(unit, right):
    """Whether a line may end behind a group of cells; blanks at its end are dropped, so what stands before them counts."""
    left = unit[-1]
    a, b = left.character, right.character
    last = next((cell.character for cell in reversed(unit) if cell.character != " "), " ")
    if b == " " or b in NEVER_FIRST or last in NEVER_LAST:
        return False
    if a == b and a in KEPT_IN_PAIRS:
        return False
    return a == " " or not (left.is_western and right.is_western)


def _cut_to_fit(unit, width):
    while unit and not _fits(unit, width):
        count = next(n for n in range(len(unit), 0, -1) if n == 1 or _fits(unit[:n], width))
        yield unit[:count]
        unit = unit[count:]
    if unit:
        yield unit


def _fits(cells, room):
    cells = _strip_right(cells)
    return _natural(cells) + LEAST_GAP_EM * _gaps(cells) <= room + 1e-6


def _line(cells, room, justify, first):
    cells = tuple(_strip_right(cells))
    gaps = _gaps(cells)
    gap = (room - _natural(cells)) / gaps if gaps else 0.0
    if not justify:
        gap = min(gap, USUAL_GAP_EM)
    elif gap > MOST_GAP_EM:
        gap = USUAL_GAP_EM
    return Line(cells, gap, first)


def _natural(cells):
    return sum(cell.width for cell in cells)


def _gaps(cells):
    return sum(not (left.is_western and right.is_western) for left, right in itertools.pairwise(cells))


def _strip_left(cells):
    return list(itertools.dropwhile(lambda cell: cell.character == " ", cells))


def _strip_right(cells):
    end = len(cells)
    while end and cells[end - 1].character == " ":
        end -= 1
    return cells[:end]
