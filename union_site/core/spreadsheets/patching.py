"""Changes single cells of somebody's own workbook and nothing else in it, in a process of its own.

A library that reads a workbook and writes it anew loses what it does not know: pictures, charts, drop-downs, macros.
Here parts that are not concerned keep their very bytes, and in a sheet that is, only the cells named are written anew.
"""

import pickle
import re
import struct
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from union_site.core.spreadsheets.reader import ENDED_BY_LIMIT, MEGABYTE
from union_site.core.spreadsheets.written_cells import DAY_ZERO, printable, written_text

CHILD = Path(__file__).with_name("child_patch.py")
UNCHANGED: Any = type("Unchanged", (), {"__repr__": lambda self: "UNCHANGED"})()
MAXIMUM_COMMENT = 2_000  # letters

PATCH_MESSAGES = {
    "sheet_missing": "工作簿中找不到要标注的工作表。",
    "too_complex": "工作簿内容过多，标注时超出了内存或时间上限。",
    "unreadable": "工作簿的内部结构比较特殊，无法在原文件上标注。",
}


class PatchError(ValueError):
    """The workbook cannot be patched; ``code`` is a key of PATCH_MESSAGES, ``message`` the Chinese sentence."""

    def __init__(self, code: str):
        self.code, self.message = code, PATCH_MESSAGES[code]
        super().__init__(self.message)


@dataclass(frozen=True, slots=True)
class CellPatch:
    """What becomes of a cell. Its own format (font, borders, number format) stays unless something here says otherwise.

    value: None empties the cell; a formula that stood there is gone; text that would be a formula is shielded. A day is
    written as a date if the cell's format allows it. fill: RRGGBB. comment: in addition to one that is there.
    wrap: lines break. height: of the row in points, if it is lower. like: a column (from 1) of the same row whose format is taken.
    """

    value: Any = UNCHANGED
    fill: str | None = None
    comment: str | None = None
    wrap: bool = False
    height: float | None = None
    like: int | None = None


@dataclass(slots=True)
class SheetPatch:
    """What becomes of a sheet.

    cells: by (row, column), both from 1; in a merged area the first cell stands for all; columns beyond the used ones
    are appended. widths: of columns, in characters. unmark: fills (RRGGBB) of an earlier patch that are taken off first,
    together with the comments of that patch. cleared: (column, row) whose cells from that row on are emptied first.
    """

    cells: dict[tuple[int, int], CellPatch] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    unmark: frozenset[str] = frozenset()
    cleared: tuple[int, int] | None = None


def patch_workbook(
    content: bytes,
    patches: Mapping[str, SheetPatch],
    *,
    memory: int = 512 * MEGABYTE,
    cpu_seconds: int = 30,
    wall_seconds: float = 90,
) -> bytes:
    """An .xlsx or .xlsm with the cells of some sheets (by name) changed.

    The file must have passed the guard. Raises PatchError when that is not possible within ``memory`` (bytes of address
    space), ``cpu_seconds`` and ``wall_seconds``, or at all.
    """
    plain = pickle.dumps({name: _plain_sheet(patch) for name, patch in patches.items()}, 5)
    command = [sys.executable, "-I", "-B", str(CHILD), str(memory), str(cpu_seconds)]
    child = subprocess.Popen(  # noqa: S603 - our own program with numbers as arguments
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"LANG": "C.UTF-8"},
    )
    watch = threading.Timer(wall_seconds, child.kill)
    watch.daemon = True
    watch.start()
    try:
        answer, _ = child.communicate(b"".join((struct.pack(">Q", len(plain)), plain, content)))
    finally:
        watch.cancel()
        child.kill()
        child.wait()
    if child.returncode or not answer:
        raise PatchError("too_complex" if child.returncode in ENDED_BY_LIMIT else "unreadable")
    if answer[:1] != b"+":
        raise PatchError(answer[1:].decode())
    return answer[1:]


def _plain_sheet(patch: SheetPatch) -> dict[str, Any]:
    cells = {place: _plain_cell(cell) for place, cell in patch.cells.items()}
    return {"cells": cells, "widths": patch.widths, "unmark": sorted(patch.unmark), "cleared": patch.cleared}


def _plain_cell(cell: CellPatch) -> dict[str, Any]:
    plain: dict[str, Any] = {}
    if cell.value is not UNCHANGED:
        plain["value"] = _plain_value(cell.value)
    if cell.fill:
        if not re.fullmatch("[0-9A-F]{6}", cell.fill):
            raise ValueError(f"{cell.fill} is not a colour")
        plain["fill"] = cell.fill
    if cell.comment:
        plain["comment"] = printable(cell.comment)[:MAXIMUM_COMMENT]
    if cell.wrap:
        plain["wrap"] = True
    if cell.height:
        plain["height"] = cell.height
    if cell.like:
        plain["like"] = cell.like
    return plain


def _plain_value(value: Any) -> tuple:
    """(kind, text) as the child writes it: none, text, number, or date with the text for a cell that shows texts."""
    if value is None or value == "":
        return ("none", "")
    if isinstance(value, bool):
        return ("text", "是" if value else "否")
    if isinstance(value, int | float | Decimal):
        if value != value or value in (float("inf"), float("-inf")):
            return ("none", "")
        if abs(value) >= 10**15:  # a spreadsheet keeps 15 digits
            return ("text", format(Decimal(value), "f"))
        return ("number", str(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        return ("date", str(value.toordinal() - DAY_ZERO), value.isoformat())
    return ("text", written_text(value))
