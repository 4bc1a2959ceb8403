"""One row of a sheet, with some of its cells changed: part of the child process that patches a workbook."""

import re
from functools import lru_cache
from typing import NamedTuple

from child_patch_formulas import column_letters, column_number, moved
from child_patch_styles import Styles
from child_patch_xml import REST_OF_TAG, Element, PatchRefused, attributes_of, children, escape, put, text_of

_CELL = re.compile(rb"<((?:[^\s<>/:]+:)?)c(?=[\s/>])" + REST_OF_TAG)
_LETTERS = re.compile(rb"""(?:^|\s)r\s*=\s*["']\s*\$?([A-Za-z]{1,3})""")
_STYLE = re.compile(rb"""(?:^|\s)s\s*=\s*["']\s*(\d{1,7})\s*["']""")

Cells = dict[int, dict]
"""Patches of a row by column; each has some of value (kind, text), fill, wrap, like (a column)."""


class Shared(NamedTuple):
    """A formula that was stored once for many cells, and whose first cell was overwritten."""

    formula: str
    row: int
    column: int


class RowEditor:
    """Writes rows anew. `dropped`: whether a formula was lost; `orphans`: shared formulas without their first cell."""

    def __init__(self, prefix: bytes, styles: Styles, *, first_day: int, column_styles: list[tuple[int, int, int]]):
        """first_day: what is taken off a day's number (1,462 where days are counted from 1904)."""
        self.prefix, self._styles = prefix, styles
        self._first_day, self._column_styles = first_day, column_styles
        self.restyled: dict[int, int] = {}
        self.orphans: dict[str, Shared] = {}
        self.dropped = False

    def new_row(self, number: int, cells: Cells) -> bytes:
        content = b"".join(self._new_cell(number, column, cells[column], {}, None) for column in sorted(cells))
        name = self.prefix + b"row"
        attributes = _row_attributes(f' r="{number}"'.encode(), cells)
        return b"<" + name + attributes + b">" + content + b"</" + name + b">" if content else b""

    def edited(self, part: bytes, row: Element, number: int, cells: Cells) -> bytes:
        """A row's bytes with patches; `row` is its element within `part`."""
        own = part[row.inner : row.inner_end]
        found = _split(own)
        raw = {column: match[2] for column, match in found}
        default = _style(row.attributes) if row.get("customFormat") in ("1", "true") else None
        missing = sorted(set(cells).difference(raw))
        every = bool(self.restyled or self.orphans)
        pieces, copied = [], 0
        for column, match in found:
            while missing and missing[0] < column:
                pieces.append(own[copied : match.start()])
                copied = match.start()
                pieces.append(self._new_cell(number, missing[0], cells[missing.pop(0)], raw, default))
            if every or column in cells:
                one = _whole(own, match)
                pieces.append(own[copied : one.start])
                copied = one.end
                pieces.append(self._cell(own, one, number, column, cells.get(column), raw))
        end = max(_whole(own, found[-1][1]).end, copied) if found else 0
        pieces.append(own[copied:end])
        pieces += [self._new_cell(number, column, cells[column], raw, default) for column in missing]
        pieces.append(own[end:])
        name = row.prefix + b"row"
        attributes = _row_attributes(row.attributes, cells)
        return b"<" + name + attributes + b">" + b"".join(pieces) + b"</" + name + b">"

    def _cell(self, own: bytes, cell: Element, row: int, column: int, patch: dict | None, raw: dict) -> bytes:
        attributes, content = cell.attributes.rstrip(), own[cell.inner : cell.inner_end]
        style = before = _style(attributes)
        if self.restyled:
            style = self.restyled.get(style, style)
        content = self._orphan(content, row, column)
        if patch is not None:
            style = self._styled(style, patch, raw)
            if "value" in patch:
                style, kind, content = self._value(style, patch["value"], content, row, column)
                for name in ("cm", "vm"):
                    attributes = put(attributes, name, None)
                attributes = put(attributes, "t", kind)
        if style != before:
            attributes = put(attributes, "s", str(style))
        name = cell.prefix + b"c"
        return b"<" + name + attributes + (b">" + content + b"</" + name + b">" if content else b"/>")

    def _new_cell(self, row: int, column: int, patch: dict, raw: dict, default: int | None) -> bytes:
        style = default if default is not None else self._column_style(column)
        style = self._styled(style, patch, raw)
        kind, content = None, b""
        if "value" in patch:
            style, kind, content = self._value(style, patch["value"], b"", row, column)
        if not style and not content:
            return b""
        name = self.prefix + b"c"
        more = f' s="{style}"' if style else ""
        more += f' t="{kind}"' if kind else ""
        tag = b"<" + name + f' r="{column_letters(column)}{row}"{more}'.encode()
        return tag + (b">" + content + b"</" + name + b">" if content else b"/>")

    def _styled(self, style: int, patch: dict, raw: dict) -> int:
        if patch.get("like"):
            style = _style(raw[patch["like"]]) if patch["like"] in raw else style
            style = self.restyled.get(style, style)
        return self._styles.variant(style, fill=patch.get("fill"), wrap=bool(patch.get("wrap")))

    def _value(self, style: int, value: tuple, before: bytes, row: int, column: int) -> tuple[int, str | None, bytes]:
        """(format, type, content) of a cell that gets a value, in place of what it held."""
        self._lose_formula(before, row, column)
        kind, text = value[:2]
        p = self.prefix
        if kind == "date":
            shows = self._styles.date_kind(style)
            number = int(text) - self._first_day
            if shows != "text" and number > 0:
                # A cell that names no format has the first; readers do not look whether that shows days.
                style = style if shows == "date" and style else self._styles.dated(style)
                kind, text = "number", str(number)
            else:
                kind, text = "text", value[2]
        if kind == "none":
            return style, None, b""
        if kind == "number":
            return style, None, b"<" + p + b"v>" + text.encode() + b"</" + p + b"v>"
        words = b"<" + p + b't xml:space="preserve">' + escape(text) + b"</" + p + b"t>"
        return style, "inlineStr", b"<" + p + b"is>" + words + b"</" + p + b"is>"

    def _lose_formula(self, content: bytes, row: int, column: int) -> None:
        if b"f" not in content:
            return
        for one in children(content, 0, len(content)):
            if one.name == b"f":
                self.dropped = True
                formula = text_of(content[one.inner : one.inner_end])
                if one.get("t") == "shared" and formula:
                    self.orphans[one.get("si") or ""] = Shared(formula, row, column)

    def _orphan(self, content: bytes, row: int, column: int) -> bytes:
        """The content of a cell whose formula was stored in a cell that is overwritten: it gets the text itself."""
        if not self.orphans or b"shared" not in content:
            return content
        for one in children(content, 0, len(content)):
            shared = self.orphans.get(one.get("si") or "") if one.name == b"f" and one.get("t") == "shared" else None
            if shared and not one.inner_end > one.inner:
                formula = moved(shared.formula, row - shared.row, column - shared.column)
                name = one.prefix + b"f"
                whole = b"<" + name + b">" + escape(formula).replace(b"&quot;", b'"') + b"</" + name + b">"
                return content[: one.start] + whole + content[one.end :]
        return content

    def _column_style(self, column: int) -> int:
        return next((style for first, last, style in self._column_styles if first <= column <= last), 0)


def holds(own: bytes, column: int) -> bool:
    """Whether a row's content has a cell in a column."""
    return any(place == column for place, _ in _split(own))


def _split(own: bytes) -> list[tuple[int, re.Match]]:
    """The opening tags of a row's cells by column; one without a reference stands right of the one before it.

    Refused where the cells are not in order, or something stands between them.
    """
    found, column, end = [], 0, 0
    for match in _CELL.finditer(own):
        told, last = _LETTERS.search(match[2]), column
        column = _number(told[1]) if told else column + 1
        if column <= last or match.start() < end or own[end : match.start()].strip():
            raise PatchRefused("unreadable")
        end = _whole(own, match).end
        found.append((column, match))
    return found


def _whole(own: bytes, match: re.Match) -> Element:
    """The cell that an opening tag begins."""
    inner = inner_end = end = match.end()
    if not match[3]:
        inner_end = own.find(b"</" + match[1] + b"c>", inner)
        end = own.find(b">", inner_end) + 1
        if inner_end < 0:
            raise PatchRefused("unreadable")
    return Element(b"c", match[1], match[2], match.start(), inner, inner_end, end)


@lru_cache(maxsize=1000)
def _number(letters: bytes) -> int:
    return column_number(letters.decode())


def _style(attributes: bytes) -> int:
    found = _STYLE.search(attributes)
    return int(found[1]) if found else 0


def _height(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0


def _row_attributes(attributes: bytes, cells: Cells) -> bytes:
    """The row is as high as its new cells ask for, if it was not yet."""
    known = attributes_of(attributes)
    height = max((patch.get("height", 0) for patch in cells.values()), default=0)
    if height > _height(known.get("ht")):
        attributes = put(put(attributes, "ht", f"{height:g}"), "customHeight", "1")
    first, colon, last = (known.get("spans") or "").partition(":")
    if colon and " " not in last and first.isdecimal() and last.isdecimal() and cells:
        spans = f"{min(int(first), *cells)}:{max(int(last), *cells)}"
        attributes = put(attributes, "spans", spans) if spans != known["spans"] else attributes
    elif known.get("spans") and cells:
        attributes = put(attributes, "spans", None)
    return attributes.rstrip()
