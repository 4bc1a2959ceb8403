"""Cell formats for patched cells, appended to styles.xml: part of the child process that patches a workbook.

A cell that is marked gets a copy of its own format with another fill, so that its font, borders and number format stay.
A fill of ours keeps the colour that was there before as its background colour, which no program shows with a solid
fill; so a mark can be taken off again, even after the workbook was saved elsewhere.
"""

import re
from typing import NamedTuple

from child_patch_xml import (
    TAG,
    Element,
    PatchRefused,
    attributes_of,
    child,
    children_of,
    entries,
    get,
    inserted,
    is_spreadsheet,
    put,
    replaced,
    root,
)

_ORDER = (b"numFmts", b"fonts", b"fills", b"borders", b"cellStyleXfs", b"cellXfs", b"cellStyles", b"dxfs")
_LATER = {
    name: frozenset((*_ORDER[number + 1 :], b"tableStyles", b"colors", b"extLst")) for number, name in enumerate(_ORDER)
}
_FIRST_OF = {
    b"fonts": b'<{0}font><{0}sz val="11"/></{0}font>',
    b"fills": b'<{0}fill><{0}patternFill patternType="none"/></{0}fill>'
    b'<{0}fill><{0}patternFill patternType="gray125"/></{0}fill>',
    b"borders": b"<{0}border/>",
    b"cellXfs": b'<{0}xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>',
}
EMPTY = b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></styleSheet>'
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_TEXT_FORMAT, _PLAIN_DATE = "49", "14"
_QUIET = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_CLEAR_INDEX = "64"  # the background that programs write where there is none


class _Wish(NamedTuple):
    """What a copy of a format has of its own."""

    style: int
    fill: str | None = None
    wrap: bool = False
    date: bool = False


class Styles:
    """The formats of a workbook; `part` is styles.xml as it came, `written()` with what was added."""

    def __init__(self, part: bytes):
        whole = root(part)
        names = [found[3] for found in TAG.finditer(part) if not found[1] and found[3] in _ORDER]
        if whole.name != b"styleSheet" or not is_spreadsheet(whole) or len(set(names)) < len(names):
            raise PatchRefused("unreadable")
        self.prefix = whole.prefix
        for name in (b"fonts", b"fills", b"borders", b"cellXfs"):
            part = self._with_list(part, name)
        self._part = part
        whole = root(part)
        formats = child(part, whole, b"numFmts")
        self._codes = {
            one.get("numFmtId"): one.get("formatCode") or "" for one in (children_of(part, formats) if formats else ())
        }
        fills, formats = child(part, whole, b"fills"), child(part, whole, b"cellXfs")
        self._fills = [part[one.start : one.end] for one in entries(part, fills, b"fill")]
        self._formats = [part[one.start : one.end] for one in entries(part, formats, b"xf")]
        self._counts = len(self._fills), len(self._formats)
        self._made: dict[_Wish, int] = {}
        self._filled: dict[tuple[str, str], int] = {}

    def _with_list(self, part: bytes, name: bytes) -> bytes:
        whole = root(part)
        first = _FIRST_OF[name].replace(b"{0}", self.prefix)
        found = child(part, whole, name)
        if found is None:
            full = self.prefix + name
            size = first.count(b"<" + self.prefix + name[:-1].replace(b"cellXf", b"xf"))
            count = str(size if name != b"fills" else 2).encode()
            return inserted(
                part, whole, b"<" + full + b' count="' + count + b'">' + first + b"</" + full + b">", _LATER[name]
            )
        if not children_of(part, found):
            return replaced(part, found, put(found.attributes, "count", "2" if name == b"fills" else "1"), first)
        return part

    def written(self) -> bytes:
        part = self._part
        for name, formats, before in (
            (b"fills", self._fills, self._counts[0]),
            (b"cellXfs", self._formats, self._counts[1]),
        ):
            if len(formats) == before:
                continue
            found = child(part, root(part), name)
            content = part[found.inner : found.inner_end] + b"".join(formats[before:])
            part = replaced(part, found, put(found.attributes, "count", str(len(formats))), content)
        return part

    @property
    def changed(self) -> bool:
        return (len(self._fills), len(self._formats)) != self._counts

    @property
    def added(self) -> range:
        """The numbers of the formats that were added."""
        return range(self._counts[1], len(self._formats))

    def variant(self, style: int, *, fill: str | None = None, wrap: bool = False) -> int:
        """The number of a format like `style` with a solid fill (RRGGBB) or lines that break."""
        return self._copy(_Wish(self._known(style), fill, wrap)) if fill or wrap else style

    def date_kind(self, style: int) -> str:
        """Whether a format shows a number as a "date", as a "number", or everything as "text"."""
        number = get(self._tag(self._known(style)), "numFmtId") or "0"
        code = self._codes.get(number, "")
        if number == _TEXT_FORMAT or code.strip() == "@":
            return "text"
        if number.isdecimal() and int(number) in _DATE_FORMATS and not code:
            return "date"
        return "date" if re.search("[ymdhs年月日]", _QUIET.sub("", code), re.IGNORECASE) else "number"

    def dated(self, style: int) -> int:
        """The number of a format like `style` that shows a day."""
        return self._copy(_Wish(self._known(style), date=True))

    def unmarked(self, colours: set[str]) -> dict[int, int]:
        """For every format with a fill of ours (RRGGBB): the one that the cell had before it was marked."""
        cleared: dict[int, int] = {}
        for number, entry in enumerate(self._formats[: self._counts[1]]):
            fill = self._fill_of(get(_opening(entry), "fillId"))
            colour = _part_of(fill, b"fgColor")
            if (attributes_of(colour).get("rgb") or "").upper()[-6:] in colours:
                back = attributes_of(_part_of(fill, b"bgColor"))
                number_of_fill = 0
                if back and back.get("indexed") != _CLEAR_INDEX:
                    number_of_fill = self._solid(_part_of(fill, b"bgColor"), b"")
                cleared[number] = self._like(put(_opening(entry), "fillId", str(number_of_fill)), entry)
        return cleared

    def _like(self, opening: bytes, entry: bytes) -> int:
        wanted = _compared(opening), _content(entry)
        for number, other in enumerate(self._formats):
            if (_compared(_opening(other)), _content(other)) == wanted:
                return number
        return self._add(opening, _content(entry))

    def _known(self, style: int) -> int:
        return style if 0 <= style < len(self._formats) else 0

    def _tag(self, style: int) -> bytes:
        return _opening(self._formats[style])

    def _copy(self, wish: _Wish) -> int:
        if wish not in self._made:
            entry = self._formats[wish.style]
            opening, content = _opening(entry), _content(entry)
            if wish.fill:
                before = self._fill_of(get(opening, "fillId"))
                kept = _part_of(before, b"fgColor") if b'"solid"' in before or b"'solid'" in before else b""
                opening = put(put(opening, "fillId", str(self._solid(_rgb(wish.fill), kept))), "applyFill", "1")
            if wish.wrap:
                opening, content = put(opening, "applyAlignment", "1"), self._wrapped(content)
            if wish.date:
                opening = put(put(opening, "numFmtId", _PLAIN_DATE), "applyNumberFormat", "1")
            self._made[wish] = self._add(opening, content)
        return self._made[wish]

    def _add(self, opening: bytes, content: bytes) -> int:
        name = self.prefix + b"xf"
        tag = b"<" + name + b" " + opening.strip()
        self._formats.append(tag + b">" + content + b"</" + name + b">" if content else tag + b"/>")
        return len(self._formats) - 1

    def _wrapped(self, content: bytes) -> bytes:
        shape = Element(b"", b"", b"", 0, 0, len(content), len(content))
        rest = b"".join(content[one.start : one.end] for one in children_of(content, shape) if one.name != b"alignment")
        return b"<" + self.prefix + b'alignment horizontal="left" vertical="center" wrapText="1"/>' + rest

    def _fill_of(self, number: str | None) -> bytes:
        place = int(number) if number and number.isdecimal() else 0
        return self._fills[place] if place < len(self._fills) else b""

    def _solid(self, colour: bytes, background: bytes) -> int:
        key = colour.strip(), background.strip()
        if key not in self._filled:
            p = self.prefix
            back = background.strip() or b'indexed="' + _CLEAR_INDEX.encode() + b'"'
            whole = (
                b"<"
                + p
                + b"fill><"
                + p
                + b'patternFill patternType="solid"><'
                + p
                + b"fgColor "
                + colour.strip()
                + b"/><"
                + p
                + b"bgColor "
                + back
                + b"/></"
                + p
                + b"patternFill></"
                + p
                + b"fill>"
            )
            if whole in self._fills:
                self._filled[key] = self._fills.index(whole)
            else:
                self._fills.append(whole)
                self._filled[key] = len(self._fills) - 1
        return self._filled[key]


def _rgb(colour: str) -> bytes:
    return b'rgb="FF' + colour.encode() + b'"'


def _opening(entry: bytes) -> bytes:
    return root(entry).attributes


def _content(entry: bytes) -> bytes:
    whole = root(entry)
    return entry[whole.inner : whole.inner_end].strip()


def _compared(attributes: bytes) -> dict[str, str]:
    return {name: value for name, value in attributes_of(attributes).items() if name != "applyFill"}


def _part_of(fill: bytes, name: bytes) -> bytes:
    """The attributes of a fill's colour, as they are written."""
    found = re.search(rb"<(?:[\w.-]+:)?" + name + rb"(\s[^<>]*?)/?>", fill)
    return found[1] if found else b""
