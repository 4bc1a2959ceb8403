"""Workbooks of an odd make are marked rightly or not at all: where readers could differ, the patching is refused."""

import re
from datetime import date

import pytest

from tests.core.spreadsheets.books import MAIN, OFFICE, PACKAGE, cell, pack, parts
from tests.core.spreadsheets.patches import RED, part, patched, typed, values
from union_site.core.spreadsheets.patching import CellPatch, PatchError, SheetPatch, patch_workbook

STYLES, COMMENTS, SHEET, LINKS = (
    "xl/styles.xml",
    "xl/comments1.xml",
    "xl/worksheets/sheet1.xml",
    "xl/_rels/workbook.xml.rels",
)
ROW = f'<row r="1">{cell("A1", "甲")}{cell("B1", "乙")}</row>'
LISTS = '<fills count="1"><fill/></fills><cellXfs count="2"><xf/><xf/></cellXfs>'


def links(*more: tuple[str, str]) -> bytes:
    """Relations of one sheet, and more: (end of the type, target)."""
    found = [("worksheet", "worksheets/sheet1.xml"), *more]
    words = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(found, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{words}</Relationships>'.encode()


def sheet(rows: str = ROW, before: str = "", after: str = "") -> bytes:
    return f'<worksheet {MAIN} xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def styled(content: str, root: str = "styleSheet") -> dict[str, bytes]:
    """A workbook with formats of its own."""
    return {LINKS: links(("styles", "styles.xml")), STYLES: f"<{root} {MAIN}>{content}</{root}>".encode()}


def commented(content: str, root: str = "comments") -> dict[str, bytes]:
    """A workbook with comments."""
    return {
        "xl/worksheets/_rels/sheet1.xml.rels": links(("comments", "../comments1.xml")),
        COMMENTS: f"<{root} {MAIN}>{content}</{root}>".encode(),
    }


def refusal(content: dict[str, bytes], name: str = "表1", **more) -> str:
    patch = SheetPatch({(1, 1): CellPatch("新", RED, "系统：有误")})
    with pytest.raises(PatchError) as caught:
        patch_workbook(pack(typed(content)), {name: patch, **more})
    return caught.value.code


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</c></row>',  # not well-formed
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="B1"><v>2</v></c></row>',
        '<row r="2"/><row r="1"><c r="A1"><v>1</v></c></row>',
        '<row r="1"/><row r="3"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1<c r="B1"><v>2</v></c></v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c><x><c r="B1"><v>2</v></c></x></row>',
        '<x><row r="1"><c r="A1"><v>1</v></c></row></x>',
        '<row r="1"><c r="A1"><sheetData><row r="7"/></sheetData></c></row>',
    ],
)
def test_rows_and_cells_of_which_two_readers_make_two_things(rows):
    assert refusal(parts(sheet(rows))) == "unreadable"


@pytest.mark.parametrize("before, after", [('<x><row r="2"/></x>', ""), ("", '<x><row r="2"/></x>')])
def test_rows_outside_of_the_rows(before, after):
    assert refusal(parts(sheet(ROW, before, after))) == "unreadable"


MERGED = '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'


@pytest.mark.parametrize(
    "rows, before, after",
    [(ROW, MERGED, ""), (ROW, "", MERGED * 2), (f'<row r="1"><c r="A1"><is>{MERGED}</is></c></row>', "", MERGED)],
)
def test_merged_cells_that_do_not_stand_behind_the_rows(rows, before, after):
    assert refusal(parts(sheet(rows, before, after))) == "unreadable"


def test_anchors_of_controls_are_no_rows():
    anchor = '<controls xmlns:d="urn:d"><from><d:row>5</d:row></from></controls>'
    result = patched(pack(parts(sheet(ROW, "", MERGED + anchor))), {(1, 2): CellPatch("新")}, name="表1")
    assert values(result, "表1") == [["新", "乙"]]


def test_a_sheet_of_another_namespace():
    assert refusal(parts(f'<worksheet xmlns="urn:x"><sheetData>{ROW}</sheetData></worksheet>'.encode())) == "unreadable"


@pytest.mark.parametrize(
    "more",
    [
        {STYLES: f"<styleSheet {MAIN}/>".encode()},  # a part that no relation names
        {LINKS: links(("styles", "nowhere.xml"))},
        styled(LISTS, "worksheet"),
        styled(LISTS + LISTS),
        styled('<cellXfs count="2"><xf><xf/></xf></cellXfs>'),
        styled('<cellXfs count="2"><x/><xf/></cellXfs>'),
        styled('<fills count="2"><x/><fill/></fills>'),
    ],
)
def test_formats_that_cannot_be_counted(more):
    assert refusal(parts(sheet()) | more) == "unreadable"


@pytest.mark.parametrize("more", [{}, styled(LISTS)])
def test_a_cell_does_not_come_by_a_format_that_was_not_there(more):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="2"><v>44000</v></c><c r="C1" s="1"><v>44000</v></c></row>'
    assert refusal(parts(sheet(rows)) | more) == "unreadable"


@pytest.mark.parametrize(
    "more",
    [
        commented("<authors/><commentList/>", "worksheet"),
        commented("<authors><x/><author>甲</author></authors><commentList/>"),
        commented("<authors/><authors><author>甲</author></authors><commentList/>"),
    ],
)
def test_comments_whose_authors_cannot_be_counted(more):
    assert refusal(parts(sheet()) | more) == "unreadable"


@pytest.mark.parametrize(
    "relations",
    [
        links().replace(b'Target="worksheets/sheet1.xml"', b""),
        links(("theme", "theme.xml")).replace(b"rId2", b"rId1"),
        links(("theme", "")),
    ],
)
def test_relations_that_are_incomplete_or_ambiguous(relations):
    assert refusal(parts(sheet()) | {LINKS: relations}) == "unreadable"


@pytest.mark.parametrize(
    "sheets",
    [
        '<sheet name="表1" sheetId="1" r:id="rId1"/><sheet name="表2" sheetId="2" r:id="rId1"/>',
        '<sheet name="表1" sheetId="1" r:id="rId1"/><sheets><sheet name="表2" sheetId="2" r:id="rId2"/></sheets>',
    ],
)
def test_two_sheets_that_are_the_same(sheets):
    workbook = f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'.encode()
    assert refusal(parts(sheet()) | {"xl/workbook.xml": workbook}) == "unreadable"


def test_a_workbook_that_counts_days_in_two_ways():
    content = parts(sheet())
    settings = b'<workbookPr/><workbookPr date1904="1"/><sheets>'
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(b"<sheets>", settings)
    assert refusal(content) == "unreadable"


def test_two_sheets_that_share_their_comments():
    entries = '<sheet name="表1" sheetId="1" r:id="rId1"/><sheet name="表2" sheetId="2" r:id="rId2"/>'
    content = parts(sheet()) | commented("<authors/><commentList/>")
    content |= {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>'.encode(),
        LINKS: links(("worksheet", "worksheets/sheet2.xml")),
        "xl/worksheets/sheet2.xml": sheet(),
        "xl/worksheets/_rels/sheet2.xml.rels": content["xl/worksheets/_rels/sheet1.xml.rels"],
    }
    assert refusal(content, 表2=SheetPatch({(1, 1): CellPatch(comment="系统：也有误")})) == "unreadable"


def test_a_width_of_columns_that_have_no_number():
    content = pack(parts(sheet(before='<cols><col min="x" max="" style="1.5" width="9"/></cols>')))
    result = patched(content, {(1, 3): CellPatch("丙")}, name="表1", widths={3: 40})
    assert values(result, "表1") == [["甲", "乙", "丙"]]
    assert '<col min="3" max="3" width="40" customWidth="1"/>' in part(result, SHEET)


def test_what_declares_ascii_is_written_as_what_it_becomes():
    content = parts(b'<?xml version="1.0" encoding="US-ASCII"?>\n' + sheet('<row r="1"><c r="A1"><v>1</v></c></row>'))
    result = patched(pack(content), {(1, 2): CellPatch("说明")}, name="表1")
    assert values(result, "表1") == [[1.0, "说明"]]
    assert "ASCII" not in part(result, SHEET)


def test_a_column_is_emptied_however_its_cells_are_written():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row r='2'><c r='B2'><v>3</v></c></row><row r='3'><c r = 'B3'><v>4</v></c></row>"
    result = patched(pack(parts(sheet(rows))), {}, name="表1", cleared=(2, 1))
    assert values(result, "表1") == [[1.0]]


def test_a_day_where_the_format_of_cells_without_one_shows_days():
    lists = '<numFmts><numFmt numFmtId="0" formatCode="yyyy-mm-dd"/></numFmts><cellXfs><xf numFmtId="0"/></cellXfs>'
    result = patched(pack(typed(parts(sheet()) | styled(lists))), {(1, 3): CellPatch(date(2024, 5, 6))}, name="表1")
    assert values(result, "表1") == [["甲", "乙", date(2024, 5, 6)]]
    assert re.search('<c r="C1" s="1"><v>45418</v></c>', part(result, SHEET))
