"""Reads a table that was saved as text (.csv, .txt): part of the child process, imports nothing of this project.

UTF-8 with and without mark, UTF-16 with mark, else GB18030 (which holds GBK and GB2312). Comma, tab, semicolon or bar.
"""

import codecs
import csv
import io
from collections import Counter

DELIMITERS = (",", "\t", ";", "|")
LONGEST_CELL = 32_767  # what a cell of a workbook holds
_SAMPLE = 64 * 1024


class Refused(ValueError):
    """A file that is not read, with a key of READ_MESSAGES and its details."""

    def __init__(self, code: str, **details):
        self.code, self.details = code, details
        super().__init__(code)


def decoded(content: bytes, declared: str = "") -> str:
    """The text of a file; `declared` is an encoding that it names itself."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            candidates = [encoding]
            break
    else:
        candidates = ["utf-8", "gb18030"]
        if declared.lower() in ("gb2312", "gbk", "gb18030", "x-gbk"):
            candidates = ["gb18030", "utf-8"]
    for encoding in candidates:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("encoding_unknown")


def delimiter_of(text: str) -> tuple[str, bool]:
    """The sign between the cells, and whether a first line `sep=;` says so itself."""
    sample = text[:_SAMPLE]
    first = sample.split("\n", 1)[0].strip().strip('"')
    if len(first) == 5 and first.lower().startswith("sep=") and first[4] in DELIMITERS:
        return first[4], True
    if first.lower() == "sep=" and sample.lower().startswith("sep=\t"):
        return "\t", True
    best, best_score = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        try:
            for number, row in enumerate(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)):
                if len(row) > 1:
                    widths[len(row)] += 1
                if number == 100:
                    break
        except csv.Error:
            continue
        if widths:
            width, lines = max(widths.items(), key=lambda entry: (entry[1], entry[0]))
            if (lines, width) > best_score:
                best, best_score = delimiter, (lines, width)
    return best, False


def _cell(text: str) -> str:
    """A cell without the shell in which exports keep long numbers from being rounded: ="0123" or a tab."""
    text = text.strip(" \t")
    if text.startswith('="') and text.endswith('"') and len(text) > 2:
        return text[2:-1]
    return text


def _rows(text: str, delimiter: str, skip: bool):
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for number, row in enumerate(reader):
            if number == 0 and skip:
                continue
            cells = [_cell(value) for value in row]
            while cells and not cells[-1]:
                cells.pop()
            yield cells
    except csv.Error:
        raise Refused("cell_too_long", row=reader.line_num, limit=LONGEST_CELL) from None


def read_text(content: bytes, rows: int, columns: int, cells: int):
    """Yields the rows, all of one width, texts only. Raises Refused beyond so many rows, columns or cells.

    The text is gone through twice, first for its size: the rows never stand in memory all at once.
    """
    csv.field_size_limit(LONGEST_CELL)
    text = decoded(content)
    del content
    if "\0" in text:
        raise Refused("unreadable")
    if text.isascii() and text.count("??") > 4:
        raise Refused("letters_lost")  # saved in an encoding that has no Chinese
    delimiter, skip = delimiter_of(text)
    height = width = 0
    for number, row in enumerate(_rows(text, delimiter, skip), 1):
        if row:
            height, width = number, max(width, len(row))
            if len(row) > columns:
                raise Refused("too_wide", row=number, limit=columns)
            if number > rows:
                raise Refused("too_long", limit=rows)
    if height * width > cells:
        raise Refused("too_complex")
    for number, row in enumerate(_rows(text, delimiter, skip), 1):
        if number > height:
            return
        yield row + [""] * (width - len(row))
