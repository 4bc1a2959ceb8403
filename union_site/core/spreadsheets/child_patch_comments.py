"""Comments of a sheet, added and taken off: part of the child process that patches a workbook.

A comment lies in two parts: its words in comments.xml, its box in a drawing of an old kind (VML), which need not even
be well-formed XML. Comments of others stay; ours bear the author AUTHOR.
"""

import re

from child_patch_formulas import column_letters
from child_patch_xml import (
    TAG,
    Element,
    PatchRefused,
    attributes_of,
    child,
    children,
    children_of,
    entries,
    escape,
    inserted,
    is_spreadsheet,
    replaced,
    root,
    text_of,
)

AUTHOR = "系统"
MARK = "系统："  # what we add to the comment of somebody else begins so

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_VML = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
NEW_DRAWING = (
    "<xml {}>".format(" ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _VML.items()))
    + '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
).encode()
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"{0}>'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202"{0} style="position:absolute;margin-left:60pt;margin-top:2pt;'
    'width:200pt;height:{height}pt;z-index:{z};visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 31, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_ANY_SHAPE = re.compile(rb"<(?:[\w.-]+:)?shape\s.*?</(?:[\w.-]+:)?shape\s*>", re.DOTALL)
_ROW = re.compile(rb"<(?:[\w.-]+:)?Row\s*>\s*(\d+)\s*<")
_COLUMN = re.compile(rb"<(?:[\w.-]+:)?Column\s*>\s*(\d+)\s*<")
_NUMBER = re.compile(rb"_x0000_s(\d{1,9})")
_HAS_TYPE = re.compile(rb"""\bid\s*=\s*["']_x0000_t202["']""")
_OUR_LINES = re.compile(rb"(?:[\r\n]|&#1[03];|&#x[AaDd];|_x000D_)+" + MARK.encode())
_LETTERS_PER_LINE = 20

Place = tuple[int, int]  # row and column, from 1


def new_comments(strict: bool) -> bytes:
    name = "http://purl.oclc.org/ooxml/spreadsheetml/main" if strict else _MAIN
    return f'<comments xmlns="{name}"><authors/><commentList/></comments>'.encode()


def _root(part: bytes) -> Element:
    whole = root(part)
    names = [one.name for one in children_of(part, whole)]
    if whole.name != b"comments" or not is_spreadsheet(whole) or len(set(names)) < len(names):
        raise PatchRefused("unreadable")
    return whole


def _reference(place: Place) -> str:
    return f"{column_letters(place[1])}{place[0]}"


def _run(prefix: bytes, text: str) -> bytes:
    p = prefix.decode()
    font = f'<{p}rPr><{p}sz val="9"/><{p}color indexed="81"/><{p}rFont val="宋体"/><{p}charset val="134"/></{p}rPr>'
    return f'<{p}r>{font}<{p}t xml:space="preserve">'.encode() + escape(text) + f"</{p}t></{p}r>".encode()


def without_ours(part: bytes) -> tuple[bytes, list[str]]:
    """The comments without what we once wrote, and the references of the cells whose comment was ours alone."""
    authors = child(part, _root(part), b"authors")
    names = [text_of(part[one.inner : one.inner_end]) for one in entries(part, authors, b"author")] if authors else []
    listed = child(part, root(part), b"commentList")
    if listed is None:
        return part, []
    kept, gone = [], []
    for one in children_of(part, listed):
        author = one.get("authorId") or ""
        whole = part[one.start : one.end]
        if author.isdecimal() and int(author) < len(names) and names[int(author)] == AUTHOR:
            gone.append(one.get("ref") or "")
            continue
        kept.append(_without_our_words(whole))
    return replaced(part, listed, listed.attributes, b"".join(kept)), gone


def _without_our_words(comment: bytes) -> bytes:
    """Somebody else's comment without the lines that we added; some programs put them into one piece with the rest."""
    if MARK.encode() not in comment:
        return comment
    for one in reversed(_texts(comment, root(comment))):
        added = _OUR_LINES.search(comment, one.inner, one.inner_end)
        if added:
            comment = comment[: added.start()] + comment[one.inner_end :]
    return comment


def _texts(comment: bytes, element: Element) -> list[Element]:
    found = []
    for one in children_of(comment, element):
        found += [one] if one.name == b"t" else _texts(comment, one)
    return found


def with_ours(part: bytes, texts: dict[Place, str]) -> tuple[bytes, list[Place]]:
    """The comments with further texts, and the cells that had none and now need a box."""
    whole = _root(part)
    p = whole.prefix
    authors = child(part, whole, b"authors")
    author = b"<" + p + b"author>" + escape(AUTHOR) + b"</" + p + b"author>"
    if authors is None:
        part = inserted(
            part,
            whole,
            b"<" + p + b"authors>" + author + b"</" + p + b"authors>",
            frozenset((b"commentList", b"extLst")),
        )
        number = 0
    else:
        names = [text_of(part[one.inner : one.inner_end]) for one in entries(part, authors, b"author")]
        number = names.index(AUTHOR) if AUTHOR in names else len(names)
        if number == len(names):
            content = part[authors.inner : authors.inner_end] + author
            part = replaced(part, authors, authors.attributes, content)
    whole = root(part)
    listed = child(part, whole, b"commentList")
    if listed is None:
        part = inserted(part, whole, b"<" + p + b"commentList/>", frozenset((b"extLst",)))
        listed = child(part, root(part), b"commentList")
    wanted = {_reference(place): place for place in texts}
    pieces, boxes = [], []
    for one in children_of(part, listed):
        place = wanted.pop((one.get("ref") or "").replace("$", "").upper(), None)
        comment = part[one.start : one.end]
        pieces.append(comment if place is None else _with_run(comment, texts[place]))
    for reference, place in wanted.items():
        opening = f'comment ref="{reference}" authorId="{number}">'.encode()
        text = b"<" + p + b"text>" + _run(p, texts[place]) + b"</" + p + b"text>"
        pieces.append(b"<" + p + opening + text + b"</" + p + b"comment>")
        boxes.append(place)
    return replaced(part, listed, listed.attributes, b"".join(pieces)), boxes


def _with_run(comment: bytes, words: str) -> bytes:
    whole = root(comment)
    text = child(comment, whole, b"text")
    run = _run(whole.prefix, "\n" + words)
    if text is None:
        return inserted(
            comment, whole, b"<" + whole.prefix + b"text>" + run + b"</" + whole.prefix + b"text>", frozenset()
        )
    content = comment[text.inner : text.inner_end]
    plain = children(comment, text.inner, text.inner_end)
    if len(plain) == 1 and plain[0].name == b"t":
        # A plain text may not stand beside runs: it becomes a run itself.
        content = b"<" + whole.prefix + b"r>" + content + b"</" + whole.prefix + b"r>"
    return replaced(comment, text, text.attributes, content + run)


def without_boxes(drawing: bytes, references: list[str]) -> bytes:
    """The drawing without the boxes of comments that are gone."""
    gone = set(references)

    def keep(found: re.Match) -> bytes:
        row, column = _ROW.search(found[0]), _COLUMN.search(found[0])
        is_note = row and column and b"Note" in found[0]
        if is_note and _reference((int(row[1]) + 1, int(column[1]) + 1)) in gone:
            return b""
        return found[0]

    return _ANY_SHAPE.sub(keep, drawing) if gone else drawing


def with_boxes(drawing: bytes, boxes: list[Place], texts: dict[Place, str]) -> bytes:
    """The drawing with boxes for further comments."""
    end = drawing.rfind(b"</")
    if end < 0:
        drawing, end = NEW_DRAWING, NEW_DRAWING.rfind(b"</")
    opening = next((found[4] for found in TAG.finditer(drawing) if not found[1]), b"")
    known = attributes_of(opening)
    missing = "".join(
        f' xmlns:{prefix}="{name}"' for prefix, name in _VML.items() if known.get(f"xmlns:{prefix}") != name
    )
    number = max((int(found) for found in _NUMBER.findall(drawing)), default=1024)
    pieces = [] if _HAS_TYPE.search(drawing) else [_SHAPE_TYPE.format(missing)]
    for z, (row, column) in enumerate(boxes, 1):
        lines = sum(len(line) // _LETTERS_PER_LINE + 1 for line in texts[row, column].split("\n"))
        pieces.append(
            _SHAPE.format(
                missing,
                number=number + z,
                z=z,
                height=max(lines, 3) * 15 + 6,
                left=column,
                right=column + 3,
                top=max(row - 2, 0),
                bottom=max(row - 2, 0) + max(lines, 3) + 1,
                row=row - 1,
                column=column - 1,
            )
        )
    return drawing[:end] + "".join(pieces).encode() + drawing[end:]
