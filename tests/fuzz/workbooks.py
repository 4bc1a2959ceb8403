"""Workbooks as programs write them, with anything changed: elements, attributes, prefixes, encodings, parts, bytes."""

import io
import re
import zipfile
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from tests.core.spreadsheets.books import MAIN, OFFICE, cell, pack, parts
from tests.core.spreadsheets.patches import PREFIXED, RED, YELLOW, patched, roster, saved, typed, unpacked
from tests.fuzz.choices import Choices
from union_site.core.spreadsheets.patching import CellPatch
from union_site.core.spreadsheets.workbook import write_rows

Parts = dict[str, bytes]

_TAG = re.compile(rb"<(/?)([\w:.-]+)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb"""(?<=\s)([\w:.-]+)=(["'])([^"'<>]*)\2""")
_ROWS = "".join(
    f'<row r="{number}">{cell(f"A{number}", "张三")}<c r="B{number}" s="1"><f t="shared" si="0"'
    + (' ref="B2:B5">A2&amp;$C$1</f>' if number == 2 else "/>")
    + f'<v>{number}</v></c><c r="C{number}" t="e"><v>#N/A</v></c></row>'
    for number in range(2, 6)
)
SNIPPETS = (
    b'<row r="3"/>', b'<row r="3"><c r="A3"><v>3</v></c></row>', b"<row><c><v>1</v></c><c t='b'><v>1</v></c></row>",
    b'<row r="900"><c r="A900"><v>9</v></c></row>', b'<c r="B3"><v>7</v></c>', b'<c r="Z3" s="2"/>', b"<c><v>5</v></c>",
    b'<c r="A1" t="inlineStr"><is><r><t>a</t></r><rPh sb="0" eb="1"><t>b</t></rPh></is></c>', b"<c r='D4'><f>1/0</f></c>",
    b'<c r="B4"><f t="shared" ref="B4:B6" si="0">A4</f><v>1</v></c>', b'<c r="C3"><f t="array" ref="C3:C4">A1</f></c>',
    b'<mergeCells count="1"><mergeCell ref="A3:B4"/></mergeCells>', b'<mergeCell ref="B2:D5"/>', b'<mergeCell ref="A:A"/>',
    b'<legacyDrawing r:id="rId1"/>', b'<tableParts count="0"/>', b"<extLst><ext><c r='A2'/><row/></ext></extLst>",
    b"<cols><col min='1' max='3' width='9'/></cols>", b'<col min="2" max="16384" style="1" hidden="1"/>', b"<sheetData/>",
    b'<dimension ref="B2"/>', b"<!-- <row r='1'> -->", b"<![CDATA[a<b&c]]>", b"<?x <c r='A1'> ?>", b"</row>", b"<row>",
    b"<c>", b"</c>", b"<v>", b"</sheetData>", b"&lt;", b"&", b"]]>", b'"', b"'", b">", b"\r\n\t ", b"\0", b"\xff",
    b"<x:row xmlns:x='urn:x'><x:c/></x:row>", b'<row r="2" hidden="1" spans="1:2 4:5" ht="x" customFormat="1" s="1"/>',
    b'<fill><patternFill patternType="solid"><fgColor rgb="FFFFE3E0"/></patternFill></fill>', b'<xf numFmtId="14"/>',
    b'<xf fillId="9999999"><alignment/><alignment/></xf>', b"<cellXfs/>", b"<fills count='0'></fills>", b"<numFmts/>",
    b'<numFmt numFmtId="200" formatCode="yyyy&quot;x&quot;"/>', b"<authors><author>&#31995;&#32479;</author></authors>",
    b'<comment ref="B3" authorId="0"><text><t>a</t></text></comment>', b'<comment ref="$A$3"/>', b"<commentList/>",
    b'<calcPr calcId="1" fullCalcOnLoad="0"/>', b"<workbookPr date1904='1'/>", b"<sheet name='x'/>", b"<Relationship/>",
    b'<v:shape id="_x0000_s999999999"><x:Row>2</x:Row><x:Column>0</x:Column></v:shape>', b"<br>", b"<v:shape >",
)  # fmt: skip
VALUES = (
    b"", b"0", b"-1", b"1", b"2", b"3", b" 3 ", b"99", b"4294967296", b"A1", b"a2", b"$B$2", b"B3", b"A2:C3", b"XFD1048576",
    b"A", b"1:3", b"true", b"s", b"str", b"e", b"b", b"n", b"d", b"inlineStr", b"shared", b"rId1", b"rId2", b"rId9",
    b"&amp;&#x41;", b"x/y", b"a>b", b"\xe8\xa1\xa8", b"..", b"/xl/workbook.xml", b"worksheets/sheet1.xml", b"1e5", b"\xef\xbc\x93",
)  # fmt: skip


@lru_cache(maxsize=1)
def books() -> tuple[Parts, ...]:
    """An office's, one that comes back marked, LibreOffice's, our own, by hand: shared formulas, prefixes, no references."""
    full = saved(roster())
    marks = {(3, 1): CellPatch(fill=RED, comment="系统：一"), (4, 2): CellPatch("改", YELLOW, "系统：二")}
    marks |= {(4, 5): CellPatch("说明", RED, wrap=True, height=40, like=4), (2, 5): CellPatch("错误说明")}
    own = io.BytesIO()
    write_rows(own, [("名册", ["姓名", "日期"], [["张三", None], ["李四", None]], ["text", "date"])])
    plain = "<row><c><v>1</v></c><c t='str'><v>b</v></c></row><row/><row><c/><c r='C3'><v>3</v></c></row>"
    found = [
        full,
        patched(full, marks),
        Path(__file__).parents[1].joinpath("core/spreadsheets/files/roster.xlsx").read_bytes(),
        own.getvalue(),
    ]
    made = [f"<worksheet {MAIN}><sheetData>{_ROWS}</sheetData></worksheet>", PREFIXED.format(main=MAIN[7:-1])]
    made.append(f'<worksheet {MAIN} xmlns:r="{OFFICE}"><sheetData>{plain}</sheetData></worksheet>')
    return (*map(unpacked, found), *(typed(parts(sheet.encode())) for sheet in made))


def workbook(choices: Choices) -> bytes:
    """A workbook with up to seven things changed in it."""
    content = dict(choices.one_of(books()))
    edits = choices.below(8)
    for _ in range(edits):
        names = sorted((name for name in content if name.endswith((".xml", ".rels", ".vml"))), key=_rank)
        if not names:
            break
        name = names[min(choices.below(len(names)), choices.below(len(names)))]
        change = choices.one_of(_PARTS_CHANGES if choices.below(8) == 7 else _CHANGES)
        if change in _PARTS_CHANGES:
            change(choices, content, name)
        else:
            content[name] = change(choices, content[name])
    return _packed(choices, content)


def _rank(name: str) -> tuple[bool, ...]:
    """Sheets first, then what marks are written into."""
    words = ("worksheets/sheet", "comments", "styles", "vml", "workbook", "Content_Types")
    return (*(word not in name for word in words), name)


def _packed(choices: Choices, content: Parts) -> bytes:
    how = choices.below(10)
    if how < 7:
        return pack(content, zipfile.ZIP_STORED if how == 1 else zipfile.ZIP_DEFLATED)
    whole = bytearray(pack(content, zipfile.ZIP_STORED))
    if how == 7:
        return choices.take(choices.below(40)) + bytes(whole)
    if how == 8:
        return bytes(whole) + choices.take(choices.below(40))
    for _ in range(1 + choices.below(3)):
        whole[choices.below(len(whole))] = choices.below(256)
    return bytes(whole)


def _somewhere(choices: Choices, part: bytes) -> int:
    """Where a tag begins."""
    places = [found.start() for found in _TAG.finditer(part)]
    return choices.one_of(places) if places else 0


def _element(choices: Choices, part: bytes) -> tuple[int, int]:
    """A whole element, or one tag of it."""
    found = _TAG.match(part, _somewhere(choices, part))
    if not found:
        return 0, 0
    end = part.find(b"</" + found[2] + b">", found.end()) if not found[1] and not found[4] else -1
    return found.start(), end + len(found[2]) + 3 if end >= 0 and choices.below(4) else found.end()


def _insert(choices: Choices, part: bytes) -> bytes:
    place = _somewhere(choices, part)
    if choices.below(8) == 7:
        place = choices.below(len(part) + 1)
    return part[:place] + choices.one_of(SNIPPETS) + part[place:]


def _delete(choices: Choices, part: bytes) -> bytes:
    start, end = _element(choices, part)
    return part[:start] + part[end:]


def _move(choices: Choices, part: bytes) -> bytes:
    """An element once more, or elsewhere."""
    start, end = _element(choices, part)
    piece = part[start:end]
    if choices.below(2):
        part = part[:start] + part[end:]
    place = _somewhere(choices, part)
    return part[:place] + piece + part[place:]


def _attribute(choices: Choices, part: bytes) -> bytes:
    found = list(_ATTRIBUTE.finditer(part))
    if not found:
        return part
    one = choices.one_of(found)
    value = b"" if choices.below(4) == 3 else one[1] + b"=" + one[2] + choices.one_of(VALUES) + one[2]
    return part[: one.start()] + value + part[one.end() :]


def _other_attribute(choices: Choices, part: bytes) -> bytes:
    found = [one for one in _TAG.finditer(part) if not one[1]]
    if not found:
        return part
    name = choices.one_of((b"r", b"s", b"t", b"x:r", b"xml:space", b"hidden", b"count", b"ref", b"cm", b"r:id", b"ht"))
    place = choices.one_of(found).end(2)
    return part[:place] + b" " + name + b'="' + choices.one_of(VALUES) + b'"' + part[place:]


def _references_gone(choices: Choices, part: bytes) -> bytes:
    names = choices.one_of((b"c", b"row", b"(?:c|row)"))
    return re.sub(rb"(<(?:\w+:)?" + names + rb'\b[^<>]*?) r="[^"]*"', rb"\1", part)


def _prefixed(choices: Choices, part: bytes) -> bytes:
    """All elements of the default namespace with a prefix."""
    prefix = choices.one_of((b"x", b"\xe8\xa1\xa8", b"a.b", b"r"))
    part = re.sub(rb"<(/?)(?=[A-Za-z]+[\s/>])", rb"<\1" + prefix + b":", part)
    return part.replace(b"xmlns=", b"xmlns:" + prefix + b"=", 1)


def _quotes(choices: Choices, part: bytes) -> bytes:
    return _ATTRIBUTE.sub(rb"\1 = '\3'" if choices.below(2) else rb"\1='\3'", part)


def _breaks(choices: Choices, part: bytes) -> bytes:
    """A line break behind every tag or within it."""
    sign = choices.one_of((b"\n", b"\r\n  ", b"\t"))
    return (
        part.replace(b"><", b">" + sign + b"<")
        if choices.below(2)
        else re.sub(rb"(?<=[\w\"'])(/?>)", sign + rb"\1", part)
    )


def _encoding(choices: Choices, part: bytes) -> bytes:
    how = choices.below(5)
    if how == 0:
        return b"\xef\xbb\xbf" + part
    if how == 1:
        return b"\n \n" + part
    if how == 2:
        return b'<?xml version="1.0" encoding="us-ascii"?>' + re.sub(rb"^<\?.*?\?>", b"", part)
    if how == 3:
        return re.sub(rb"^<\?.*?\?>", b"", part)
    return part.decode("utf-8", "replace").encode("utf-16")


def _long(choices: Choices, part: bytes) -> bytes:
    """A row of very many cells, or a cell with very much in it."""
    number = 1 + choices.below(8)
    if choices.below(2):
        cells = b'<c r="A%d" t="str"><v>' % number + b"long" * 9000 + b"</v></c>"
    else:
        cells = b"<c><v>1</v></c>" * (450 + choices.below(100))
    row = b'<row r="%d">' % number + cells + b"</row>"
    start, end = _element(choices, part)
    return part[:start] + row + part[end if choices.below(2) else start :]


def _bytes(choices: Choices, part: bytes) -> bytes:
    place = choices.below(len(part) + 1)
    return part[:place] + choices.take(choices.below(4)) + part[place + choices.below(4) :]


def _part_gone(choices: Choices, content: Parts, name: str) -> None:
    del content[name]


def _part_renamed(choices: Choices, content: Parts, name: str) -> None:
    new = choices.one_of((name.upper(), name.lower(), name + "x", "/" + name, name.replace("/", "\\")))
    content[new] = content.pop(name)


def _part_copied(choices: Choices, content: Parts, name: str) -> None:
    content[name] = choices.one_of(list(content.values()))


_Change = Callable[[Choices, bytes], bytes]
_CHANGES: tuple[_Change, ...] = (
    _insert, _insert, _insert, _delete, _delete, _move, _move, _attribute, _attribute, _attribute, _other_attribute,
    _references_gone, _prefixed, _quotes, _breaks, _encoding, _long, _bytes,
)  # fmt: skip
_PARTS_CHANGES = (_part_gone, _part_renamed, _part_copied)
