"""The process that changes single cells of one .xlsx or .xlsm: a program of its own, run by patching.py with limits.

Like child.py it imports nothing of this project but the child*.py beside it. It is fed on standard input: the length of
the patches (8 bytes), the patches as a pickle of plain values, the file. It answers b"+" and the new file, or b"-" and
the code of a refusal.

Arguments: bytes of address space, seconds of processor time.
"""

import os
import pickle
import struct
import sys

# Appended, so that no file here can stand in for a module of Python.
sys.path.append(os.path.dirname(os.path.abspath(__file__)))

from child_patch_comments import NEW_DRAWING, new_comments, with_boxes, with_ours, without_boxes, without_ours
from child_patch_sheet import SheetPatcher, namespaced
from child_patch_styles import EMPTY, Styles
from child_patch_xml import (
    TAG,
    PatchRefused,
    child,
    children_of,
    entries,
    inserted,
    is_strict,
    namespaces,
    office,
    plain,
    put,
    replaced,
    root,
)
from child_patch_zip import Package, resolve

WORKBOOK, TYPES = "xl/workbook.xml", "[Content_Types].xml"
_STYLES = "xl/styles.xml"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_AFTER_CALCULATION = frozenset(
    b"oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr webPublishObjects "
    b"extLst".split()
)
_DAYS_BEFORE_1904 = 1462


class Relations:
    """Where a part points to: the part beside it in the folder _rels."""

    def __init__(self, package: Package, owner: str):
        folder, _, name = owner.rpartition("/")
        self._package, self._owner, self.name = package, owner, f"{folder}/_rels/{name}.rels".lstrip("/")
        known = plain(package.read(self.name)) if self.name in package else b""
        self._part = known or f'<Relationships xmlns="{_RELATIONS}"/>'.encode()
        ids = [one.get("Id") for one in self._entries()]
        if len(set(ids)) < len(ids) or not all(one.get("Id") and one.get("Target") for one in self._entries()):
            raise PatchRefused("unreadable")

    def _entries(self):
        return children_of(self._part, root(self._part))

    def target(self, *, relation: str | None = None, kind: str | None = None) -> str | None:
        """The name of the part with a relation's id, or with the end of its type."""
        for one in self._entries():
            wanted = one.get("Id") == relation if relation else (one.get("Type") or "").endswith(f"/{kind}")
            if wanted and one.get("TargetMode") != "External":
                return resolve(one.get("Target") or "", self._owner)
        return None

    def add(self, kind: str, target: str, strict: bool) -> str:
        """Point to a part of the package; the id of the new relation."""
        taken = {one.get("Id") for one in self._entries()}
        number = 1
        while f"rId{number}" in taken:
            number += 1
        whole = root(self._part)
        words = f'Relationship Id="rId{number}" Type="{office(strict)}/{kind}" Target="/{target}"/>'
        self._part = inserted(self._part, whole, b"<" + whole.prefix + words.encode(), frozenset())
        self._package.replace(self.name, [self._part])
        return f"rId{number}"

    def remove(self, kind: str) -> None:
        for one in reversed(self._entries()):
            if (one.get("Type") or "").endswith(f"/{kind}"):
                self._part = self._part[: one.start] + self._part[one.end :]
        self._package.replace(self.name, [self._part])


class Book:
    """A workbook's package with what concerns all sheets: kinds of parts, formats, calculation."""

    def __init__(self, content: bytes):
        self.package = Package(content)
        self._part = plain(self.package.read(WORKBOOK))
        self._whole = root(self._part)
        self.strict = is_strict(self._whole)
        self.relations = Relations(self.package, WORKBOOK)
        self._styles_name = self.relations.target(kind="styles")
        if not self._styles_name and _STYLES in self.package:
            raise PatchRefused("unreadable")  # readers differ in whether it counts
        self.styles = Styles(plain(self.package.read(self._styles_name)) if self._styles_name else EMPTY)
        settings = child(self._part, self._whole, b"workbookPr")
        if sum(found[3] == b"workbookPr" and not found[1] for found in TAG.finditer(self._part)) > 1:
            raise PatchRefused("unreadable")
        self.first_day = _DAYS_BEFORE_1904 if settings and settings.get("date1904") in ("1", "true") else 0
        self._claimed: set[str] = set()

    def claim(self, part: str | None) -> None:
        """Have a part for the sheet that is patched now; none belongs to two sheets."""
        if part and part.lower() in self._claimed:
            raise PatchRefused("unreadable")
        self._claimed.add((part or "").lower())

    def sheet_part(self, name: str) -> str:
        """The part of the sheet of a name."""
        sheets = child(self._part, self._whole, b"sheets")
        listed = entries(self._part, sheets, b"sheet") if sheets else []
        if sum(found[3] == b"sheet" and not found[1] for found in TAG.finditer(self._part)) != len(listed):
            raise PatchRefused("unreadable")
        for fold in (str, str.casefold):
            for one in listed:
                if fold(one.get("name") or "") != fold(name):
                    continue
                prefixes = [prefix for prefix, uri in namespaces(self._whole).items() if uri.endswith("/relationships")]
                found = (one.get(f"{prefix}:id") for prefix in [*prefixes, "r"])
                relation = next((value for value in found if value), None) or _any_id(one.attributes)
                part = self.relations.target(relation=relation) if relation else None
                if sum(_any_id(other.attributes) == relation for other in listed) > 1:
                    raise PatchRefused("unreadable")
                if part and part in self.package:
                    return part
        raise PatchRefused("sheet_missing", name=name)

    def declare(self, part: str, kind: str) -> None:
        """Tell the kind of a new part."""
        types = plain(self.package.read(TYPES))
        whole = root(types)
        words = f'Override PartName="/{part}" ContentType="{kind}"/>'.encode()
        self.package.replace(TYPES, [inserted(types, whole, b"<" + whole.prefix + words, frozenset())])

    def declare_drawings(self) -> None:
        types = plain(self.package.read(TYPES))
        whole = root(types)
        known = {(one.get("Extension") or "").lower() for one in children_of(types, whole) if one.name == b"Default"}
        if "vml" not in known:
            words = b'Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
            new = inserted(types, whole, b"<" + whole.prefix + words, frozenset((b"Default", b"Override")))
            self.package.replace(TYPES, [new])

    def finish_styles(self) -> None:
        if not self.styles.changed:
            return
        if not self._styles_name:
            self._styles_name = _STYLES
            self.relations.add("styles", self._styles_name, self.strict)
            self.declare(self._styles_name, _SPREADSHEET + "styles+xml")
        self.package.replace(self._styles_name, [self.styles.written()])

    def calculate_anew(self) -> None:
        """Have every formula computed when the workbook is opened."""
        found = child(self._part, self._whole, b"calcPr")
        if found:
            attributes = put(found.attributes, "fullCalcOnLoad", "1")
            content = self._part[found.inner : found.inner_end]
            part = replaced(self._part, found, attributes, content)
        else:
            words = b"<" + self._whole.prefix + b'calcPr calcId="0" fullCalcOnLoad="1"/>'
            part = inserted(self._part, self._whole, words, _AFTER_CALCULATION)
        self.package.replace(WORKBOOK, [part])

    def forget_order(self) -> None:
        """Take out the list of formulas in the order of calculation: it may name cells that have none any more."""
        chain = self.relations.target(kind="calcChain")
        if not chain:
            return
        self.package.remove(chain)
        self.relations.remove("calcChain")
        types = plain(self.package.read(TYPES))
        for one in reversed(children_of(types, root(types))):
            if (one.get("PartName") or "").lstrip("/").lower() == chain.lower():
                types = types[: one.start] + types[one.end :]
        self.package.replace(TYPES, [types])


def _any_id(attributes: bytes) -> str | None:
    return namespaced(attributes).get("id")


def patch_sheet(book: Book, name: str, patch: dict) -> SheetPatcher:
    """Change one sheet. Its part is written at once: what became of its formulas must be known."""
    part = book.sheet_part(name)
    book.claim(part)
    sheet = SheetPatcher(plain(book.package.read(part)), book.styles, first_day=book.first_day)
    cells: dict[tuple[int, int], dict] = {}
    comments: dict[tuple[int, int], str] = {}
    for place, cell in patch["cells"].items():
        home = sheet.home(place)
        first = cells.setdefault(home, {})
        for key, value in cell.items():
            if key == "comment":
                known = comments.get(home)
                comments[home] = value if known in (None, value) else f"{known}\n{value}"
            elif key not in first or home == place:
                first[key] = value
    sheet.widen(patch["widths"])
    sheet.stretch([place for place, cell in cells.items() if cell])
    unmarked = book.styles.unmarked(set(patch["unmark"])) if patch["unmark"] else {}
    _comment(book, sheet, part, comments, drop=bool(patch["unmark"]))
    cells = {place: cell for place, cell in cells.items() if cell}
    book.package.replace(part, _packed(sheet.pieces(cells, unmarked, patch["cleared"])))
    return sheet


def _packed(pieces) -> list[bytes]:
    """Small pieces put together."""
    found, small, size = [], [], 0
    for piece in pieces:
        small.append(piece)
        size += len(piece)
        if size > 1 << 20:
            found.append(b"".join(small))
            small, size = [], 0
    return [*found, b"".join(small)]


def _comment(book: Book, sheet: SheetPatcher, part: str, texts: dict[tuple[int, int], str], *, drop: bool) -> None:
    relations = Relations(book.package, part)
    words_part = relations.target(kind="comments")
    if words_part and words_part not in book.package:
        words_part = None
    if not texts and not (drop and words_part):
        return
    words = plain(book.package.read(words_part)) if words_part else new_comments(book.strict)
    relation = sheet.drawing_relation()
    boxes_part = relations.target(relation=relation) if relation else None
    if relation and (not boxes_part or boxes_part not in book.package):
        raise PatchRefused("unreadable")
    book.claim(words_part)
    book.claim(boxes_part)
    boxes = book.package.read(boxes_part) if boxes_part else NEW_DRAWING
    if drop:
        words, gone = without_ours(words)
        boxes = without_boxes(boxes, gone)
    words, new = with_ours(words, texts) if texts else (words, [])
    boxes = with_boxes(boxes, new, texts) if new else boxes
    if not words_part:
        words_part = book.package.free_name("xl/comments{}.xml")
        relations.add("comments", words_part, book.strict)
        book.declare(words_part, _SPREADSHEET + "comments+xml")
    if not boxes_part:
        boxes_part = book.package.free_name("xl/drawings/vmlDrawing{}.vml")
        sheet.add_drawing(relations.add("vmlDrawing", boxes_part, book.strict))
        book.declare_drawings()
    book.package.replace(words_part, [words])
    book.package.replace(boxes_part, [boxes])


def patch(content: bytes, patches: dict[str, dict]):
    """The patched file, as a binary stream in memory."""
    book = Book(content)
    del content
    dropped = computed = False
    for name, one in patches.items():
        sheet = patch_sheet(book, name, one)
        if sheet.uses(book.styles.added):
            raise PatchRefused("unreadable")
        dropped |= sheet.dropped
        computed |= sheet.has_formulas
    book.finish_styles()
    if dropped:
        book.forget_order()
    if computed:
        book.calculate_anew()
    return book.package.write()


def main(memory: int, seconds: int) -> None:
    from child import limit_this_process

    limit_this_process(memory, seconds)
    source = sys.stdin.buffer
    (size,) = struct.unpack(">Q", source.read(8))
    patches = pickle.loads(source.read(size))  # noqa: S301 - from our own process, plain values
    content = source.read()
    try:
        answer = patch(content, patches).getbuffer()
    except PatchRefused as refusal:
        sys.stdout.buffer.write(b"-" + refusal.code.encode())
        return
    sys.stdout.buffer.write(b"+")
    sys.stdout.buffer.write(answer)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main(*map(int, sys.argv[1:3]))
    except (MemoryError, RecursionError):
        sys.exit(3)
