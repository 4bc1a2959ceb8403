"""Reads a workbook in a process of its own, so that no file can harm the one that serves people."""

import datetime
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from union_site.core.spreadsheets.guard import FileType, Limits, check_file
from union_site.core.spreadsheets.messages import NOTICES
from union_site.core.spreadsheets.tables import Cell, Notice, Sheet, Table, find_table, holds_data

__all__ = ["READ_MESSAGES", "ReadError", "Sheet", "Table", "find_table", "holds_data", "read_workbook"]

CHILD = Path(__file__).with_name("child.py")
MEGABYTE = 1024 * 1024
OUT_OF_MEMORY = 3  # exit status agreed with child.py

READ_MESSAGES = {
    "too_complex": (
        "文件内容过多或过于复杂，读取时超出了内存或时间上限。请把数据复制到新建的工作簿中，或拆成几个文件后上传。"
    ),
    "too_long": "表格超出了{limit}行的上限。请删除表格下方多余的内容，或拆成几个文件后上传。",
    "too_wide": "第{row}行的内容超出了{limit}列的上限。请删除表格右侧多余的内容后上传。",
    "cell_too_long": "第{row}行有一个单元格超过{limit}个字，可能缺少一个引号。请在Excel或WPS表格中检查后，另存为.xlsx上传。",
    "encoding_unknown": "无法识别文件的文字编码。请用Excel或WPS表格打开，确认没有乱码，另存为.xlsx后上传。",
    "letters_lost": "文件中的汉字已变成问号，无法恢复。请用Excel或WPS表格打开原来的表格，另存为.xlsx后上传。",
    "no_table": "网页中没有表格。请用Excel或WPS表格打开原始表格，另存为.xlsx后上传。",
    "unreadable": "文件无法读取，可能已损坏。请用Excel或WPS表格打开，另存为.xlsx后重新上传。",
}


class ReadError(ValueError):
    """The file could not be read; ``code`` is a key of READ_MESSAGES, ``message`` the Chinese sentence."""

    def __init__(self, code: str, **details):
        self.code, self.message = code, READ_MESSAGES[code].format(**details)
        super().__init__(self.message)


# Status of a child that ran out of memory (Python says so itself, the parser aborts) or time; 1 is a parser's refusal.
ENDED_BY_LIMIT = (OUT_OF_MEMORY, -signal.SIGKILL, -signal.SIGXCPU, -signal.SIGABRT, -signal.SIGSEGV)


class _PlainUnpickler(pickle.Unpickler):
    """Builds plain values only: whatever happens in the child, it cannot make this process call anything."""

    _allowed = {name: getattr(datetime, name) for name in ("date", "datetime", "time", "timedelta")}

    def find_class(self, module, name):
        if module == "datetime" and name in self._allowed:
            return self._allowed[name]
        raise pickle.UnpicklingError(f"{module}.{name} is not a cell value")


def read_workbook(
    source: str | os.PathLike | bytes | BinaryIO,
    *,
    name: str = "",
    limits: Limits | None = None,
    stamped: Callable[[str], object] | None = None,
    memory: int = 512 * MEGABYTE,
    cpu_seconds: int = 10,
    wall_seconds: float = 60,
    layout: bool = False,
) -> list[Sheet]:
    """The sheets of a file of any kind that the guard knows, given as path, bytes or open binary file.

    Checks it with the guard first (GuardError); raises ReadError when the parser fails or exceeds ``memory`` (bytes of
    address space), ``cpu_seconds`` or ``wall_seconds``. ``stamped`` is called with the stamp of one of our forms, as it
    stands in the file, before any row is read; what it raises ends the reading.
    With ``layout`` the sheets of an .xlsx tell how they look.
    """
    limits = limits or Limits()
    verdict = check_file(source, name, limits)
    signs = {*verdict.signs, "layout"} if layout else verdict.signs
    numbers = (memory, cpu_seconds, limits.rows, limits.columns, limits.sheets)
    # -I: neither the working folder nor PYTHON* variables decide what the child imports; -B: it writes nothing.
    command = [sys.executable, "-I", "-B", str(CHILD), verdict.kind, *map(str, numbers), ",".join(signs)]
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as stream:
            sheets = _read(command, stream, None, wall_seconds, stamped)
    else:
        content = bytes(source) if isinstance(source, bytes | bytearray | memoryview) else source.read()
        sheets = _read(command, subprocess.PIPE, content, wall_seconds, stamped)
    _complete(sheets, verdict)
    return sheets


def _complete(sheets: list[Sheet], verdict: FileType) -> None:
    """A text or web page names no sheet: the file's name stands for it. Notices say what was left out."""
    for sheet in sheets:
        sheet.file = Path(verdict.name).stem
        sheet.name = sheet.name or sheet.file or "表格"
        if verdict.macros:
            sheet.notices.append(Notice("macros_ignored", NOTICES["macros_ignored"]))


def _read(command: list[str], stdin, content: bytes | None, wall_seconds: float, stamped) -> list[Sheet]:
    child = subprocess.Popen(  # noqa: S603 - our own program, numbers and words of the guard as arguments
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={"LANG": "C.UTF-8"}
    )
    watch = threading.Timer(wall_seconds, child.kill)
    watch.daemon = True
    watch.start()
    try:
        if content is not None:
            _feed(child, content)
        sheets = _receive(child.stdout, stamped)
        status = child.wait()
    finally:
        watch.cancel()
        child.kill()
        child.stdout.close()
        child.wait()
    if sheets is None:
        raise ReadError("too_complex" if status in ENDED_BY_LIMIT else "unreadable")
    return sheets


def _feed(child: subprocess.Popen, content: bytes) -> None:
    """The child reads everything before it answers, so this cannot block both ways."""
    try:
        child.stdin.write(content)
        child.stdin.close()
    except BrokenPipeError:
        return  # the child is gone; its status says why


def _receive(stream: BinaryIO, stamped: Callable[[str], object] | None) -> list[Sheet] | None:
    """The sheets, or None when the child ended before it had said everything."""
    sheets: list[Sheet] = []
    while True:
        try:
            kind, *rest = _PlainUnpickler(stream).load()
            if kind == "sheet":
                sheets.append(_sheet(*rest))
            elif kind == "rows":
                sheets[-1].rows.extend(rest[0])
            elif kind == "columns":
                sheets[-1].rows.extend(map(list, zip(*map(_unpacked, rest[0]), strict=True)))
            elif kind == "refused":
                raise ReadError(rest[0], **rest[1])
            elif kind == "end":
                return sheets
        except ReadError:
            raise
        except (EOFError, pickle.UnpicklingError, OSError, ValueError, TypeError, LookupError):
            return None
        if kind == "stamp" and stamped:
            stamped(rest[0])


def _unpacked(column: list[Cell] | tuple[list[Cell], bytes]) -> Iterable[Cell]:
    """See child.packed."""
    return map(column[0].__getitem__, column[1]) if type(column) is tuple else column


def _sheet(name: str, hidden: bool, attributes: dict[str, list]) -> Sheet:
    places = {key: frozenset(attributes.get(key, ())) for key in ("hidden_rows", "hidden_columns", "uncomputed")}
    return Sheet(name, hidden, merged=attributes.get("merged", []), layout=attributes.get("layout"), **places)
