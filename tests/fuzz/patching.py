"""Any workbook is given back with its marks at their places and all else as it was, or refused in words of our own.

What is asked of it: whatever the reader could read before it reads again, with the same values but for those that were
given; a part that was well-formed stays so; what was openpyxl's to open still is.
"""

import io
import math
import pickle
import re
import sys
import warnings
import xml.etree.ElementTree as ElementTree
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl

from tests.core.spreadsheets.patches import RED, YELLOW
from tests.fuzz.choices import Choices
from tests.fuzz.workbooks import books, workbook
from union_site.core.spreadsheets import patching
from union_site.core.spreadsheets.guard import GuardError, check_file
from union_site.core.spreadsheets.patching import PATCH_MESSAGES, UNCHANGED, CellPatch, PatchError, SheetPatch
from union_site.core.spreadsheets.reader import _receive
from union_site.core.spreadsheets.tables import Sheet

sys.path.append(str(Path(patching.__file__).parent))  # as in the child

import child  # noqa: E402
import child_patch  # noqa: E402
from child_patch_xml import PatchRefused  # noqa: E402
from child_text import Refused  # noqa: E402

DAY = date(2024, 5, 6)
GIVEN = (UNCHANGED, "新值", "=1+1", "", 7, DAY)
READ = {"新值": ("新值",), "=1+1": ("'=1+1",), "": ("",), DAY: (DAY, DAY.isoformat())}
ROWS, COLUMNS = 200_000, 500
Place = tuple[int, int]


def one(data: bytes) -> None:
    choices = Choices(data)
    apart = choices.below(64) == 63
    patches = {}
    content = workbook(choices)
    try:
        signs = check_file(content).signs
    except GuardError:
        return
    before = _read(content, signs)
    names = [sheet.name for sheet in before or ()] or ["名册"]
    for _ in range(1 + choices.below(2)):
        patches[choices.one_of(names)] = _marks(choices)
    result = _apart(content, patches) if apart else _here(content, patches)
    if result is None or before is None:
        return
    after = _read(result, check_file(result).signs)
    assert after is not None
    _compare(before, after, patches)
    _check_parts(content, result)
    _check_marks(content, result, before, patches)


def _marks(choices: Choices) -> SheetPatch:
    patch = SheetPatch()
    for _ in range(choices.below(8)):
        place = 1 + choices.below(8), 1 + choices.below(7)
        value, how = choices.one_of(GIVEN), choices.below(64)
        patch.cells[place] = CellPatch(
            value,
            (None, RED, YELLOW, RED)[how % 4],
            f"系统：第{place[0]}行\n<&>" if how & 4 else None,
            wrap=bool(how & 8),
            height=30.0 if how & 16 else None,
            like=1 + choices.below(6) if how & 32 and value is not UNCHANGED else None,
        )
    how = choices.below(16)
    if how & 1:
        patch.widths[1 + choices.below(7)] = 40.0
    if how & 2:
        patch.unmark = frozenset({RED, YELLOW})
    if how & 4:
        patch.cleared = 1 + choices.below(6), 1 + choices.below(6)
    return patch


def _here(content: bytes, patches: dict[str, SheetPatch]) -> bytes | None:
    """Patched in this process, where all is seen that would merely end the child."""
    plain = {name: patching._plain_sheet(patch) for name, patch in patches.items()}
    try:
        return child_patch.patch(content, pickle.loads(pickle.dumps(plain))).getvalue()
    except PatchRefused as refusal:
        assert refusal.code in PATCH_MESSAGES
        return None


def _apart(content: bytes, patches: dict[str, SheetPatch]) -> bytes | None:
    """As the site does it; both ways come to the same."""
    here = _here(content, patches)
    try:
        result = patching.patch_workbook(content, patches)
    except PatchError as refusal:
        assert refusal.message == PATCH_MESSAGES[refusal.code]
        result = None
    assert result == here
    return result


def _read(content: bytes, signs: frozenset[str]) -> list[Sheet] | None:
    """What the reader's child would send; None where it could not read the file."""
    output = io.BytesIO()
    try:
        child.read_with_calamine(output, content, "xlsx", set(signs), ROWS, COLUMNS)
    except Refused:
        return None
    except Exception as error:  # the child ends with it
        if type(error).__module__ in ("python_calamine", "zipfile") or isinstance(error, (KeyError, ValueError)):
            return None
        raise
    child.send(("end", ""), output)
    return _receive(io.BytesIO(output.getvalue()), None)


def _compare(before: list[Sheet], after: list[Sheet], patches: dict[str, SheetPatch]) -> None:
    told = [(sheet.name, sheet.hidden, sheet.merged, sheet.hidden_rows) for sheet in before]
    assert told == [(sheet.name, sheet.hidden, sheet.merged, sheet.hidden_rows) for sheet in after]
    seen = set()
    for old, new in zip(before, after, strict=True):
        patch = patches.get(old.name, SheetPatch()) if old.name not in seen else SheetPatch()
        seen.add(old.name)
        widened = {column - 1 for column in patch.widths}
        assert new.hidden_columns - widened == old.hidden_columns - widened
        wanted = _wanted(old, patch)
        height = max(len(old.rows), len(new.rows))
        width = max(len(row) for row in [*old.rows, *new.rows, []])
        for row in range(height):
            for column in range(width):
                place, found = (row + 1, column + 1), _at(new.rows, row, column)
                if place in wanted:
                    assert _is_given(found, wanted[place]), (old.name, place, found, wanted[place])
                elif patch.cleared and patch.cleared[0] == place[1] and patch.cleared[1] <= place[0]:
                    homes = {_home(old, one) for one in patch.cells}
                    assert found == "" or place in homes, (old.name, place, found)
                else:
                    assert _same(found, _at(old.rows, row, column)), (
                        old.name,
                        place,
                        found,
                        _at(old.rows, row, column),
                    )


def _wanted(sheet: Sheet, patch: SheetPatch) -> dict[Place, object]:
    """The values given, by the first cell of their merged area."""
    found: dict[Place, object] = {}
    own = set()
    for place, cell in patch.cells.items():
        home = _home(sheet, place)
        if cell.value is not UNCHANGED and (home not in found or home == place) and home not in own:
            found[home] = cell.value
            own |= {home} & {place}
    return found


def _home(sheet: Sheet, place: Place) -> Place:
    for top, left, bottom, right in sheet.merged:
        if top < place[0] <= bottom + 1 and left < place[1] <= right + 1:
            return top + 1, left + 1
    return place


def _at(rows: list[list], row: int, column: int) -> object:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one):
        return math.isnan(other)
    return type(one) is type(other) and one == other


def _is_given(found: object, given: object) -> bool:
    if given == 7:
        return found == 7.0 or isinstance(found, date | time | timedelta)  # as the cell's own format shows it
    if given == DAY and isinstance(found, datetime):
        return found.date() == DAY
    return found in READ[given]


_CONCERNED = re.compile(
    r"(?i)xl/worksheets|comments|vmldrawing|drawings/|styles|_rels/|content_types|xl/workbook\.xml|calc"
)


def _check_parts(content: bytes, result: bytes) -> None:
    """Parts that are not concerned keep their bytes; the others stay well-formed."""
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(result)) as after:
        assert after.testzip() is None
        old = {info.filename for info in before.infolist()}
        new = {info.filename for info in after.infolist()}
        assert all("calc" in name.lower() for name in old - new)
        for name in new:
            try:
                one, other = before.read(name) if name in old else b"<new/>", after.read(name)
            except zipfile.BadZipFile:  # the directory names a part otherwise than the part does
                continue
            if one == other or name.endswith("/"):
                continue
            assert _CONCERNED.search(name), name
            assert _is_xml(other) or not _is_xml(one), name


def _is_xml(part: bytes) -> bool:
    try:
        ElementTree.fromstring(part)
    except (ElementTree.ParseError, ValueError, LookupError):
        return False
    return True


_WHOLE_COLUMN = re.compile(rb"""["'][A-Z]+:[A-Z]+["']|1048576""")


def _check_marks(content: bytes, result: bytes, before: list[Sheet], patches: dict[str, SheetPatch]) -> None:
    """Another program still opens the workbook, and finds the marks in it."""
    with zipfile.ZipFile(io.BytesIO(result)) as package:
        if any("\\" in name or name.startswith(("/", "XL")) for name in package.namelist()):
            return  # it asks for parts by the very letters of their names
        if any(_WHOLE_COLUMN.search(package.read(name)) for name in package.namelist() if "heets/" in name):
            return  # it makes a cell of every place of a merged area
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            first = openpyxl.load_workbook(io.BytesIO(content))
        except Exception:  # of a workbook that it does not open, nothing can be said
            return
        second = openpyxl.load_workbook(io.BytesIO(result))
    assert first.sheetnames == second.sheetnames
    for sheet in before:
        if sheet.name not in patches or sheet.name not in second.sheetnames:
            continue
        patch, opened, old = patches[sheet.name], second[sheet.name], first[sheet.name]
        homes: dict[Place, list[tuple[Place, CellPatch]]] = {}
        for place, cell in patch.cells.items():
            homes.setdefault(_home(sheet, place), []).append((place, cell))
        for home, cells in homes.items():
            own = dict(cells).get(home)
            fill = (own and own.fill) or next((cell.fill for _, cell in cells if cell.fill), None)
            found = opened.cell(*home)
            if fill:
                assert (found.fill.patternType, found.fill.fgColor.rgb) == ("solid", f"FF{fill}"), home
            for _, cell in cells:
                if cell.comment:
                    assert found.comment and cell.comment in found.comment.text.replace("\r\n", "\n"), home
        if not patch.unmark:
            for row in old.iter_rows():
                for cell in row:
                    if cell.comment:
                        kept = opened.cell(cell.row, cell.column).comment
                        assert kept and kept.text.startswith(cell.comment.text), cell.coordinate


def seeds() -> list[bytes]:
    marks = bytes([5, 3, 1, 1, 5, 3, 2, 2, 1, 4, 3, 63, 0, 4, 5, 4, 6, 3, 1, 7, 4, 1, 2, 2])
    plain = [bytes([0, book, 0, 0, 0]) + marks for book in range(len(books()))]
    return [
        *plain,
        bytes([63, 1, 0, 0, 0, *marks]),
        *(bytes([0, 0, 1, 0, 0, 0, kind, 3]) + marks for kind in range(18)),
    ]
