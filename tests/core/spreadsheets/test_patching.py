"""Single cells of somebody's own workbook are changed, and nothing else in it."""

import io
import re
import zipfile
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from tests.core.spreadsheets.books import MAIN, OFFICE, PACKAGE, book, cell, pack, parts
from tests.core.spreadsheets.patches import (
    PREFIXED,
    RED,
    YELLOW,
    opened,
    part,
    patched,
    roster,
    saved,
    typed,
    values,
)
from union_site.core.spreadsheets.patching import CellPatch, PatchError, SheetPatch, patch_workbook
from union_site.core.spreadsheets.reader import MEGABYTE
from union_site.core.spreadsheets.workbook import write_rows


def test_a_marked_cell_keeps_its_value_and_its_look_but_for_the_fill():
    before = roster()
    after = opened(patched(saved(before), {(3, 3): CellPatch(fill=RED)}))["C3"]
    assert after.value == datetime(2020, 1, 2)
    assert (after.number_format, after.border.left.style) == ("yyyy-mm-dd", "thin")
    assert after.fill.fgColor.rgb == "FFFFE3E0"


def test_all_that_is_not_a_cell_stays():
    sheet = opened(patched(saved(roster()), {(3, 1): CellPatch("张三丰", RED, "系统：改过")}))
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:D1"]
    assert sheet.data_validations.dataValidation[0].formula1 == '"10,20"'
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["D3:D4"]
    assert (sheet.column_dimensions["A"].width, sheet.print_title_rows, sheet.freeze_panes) == (18, "$1:$2", "A3")
    assert sheet["D5"].value == "=SUM(D3:D4)"


def test_parts_that_are_not_concerned_keep_their_bytes():
    content = saved(roster())
    before = zipfile.ZipFile(io.BytesIO(content))
    after = zipfile.ZipFile(io.BytesIO(patched(content, {(3, 2): CellPatch("009", RED, "系统：改过")})))
    changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {
        "xl/worksheets/sheet1.xml",
        "xl/styles.xml",
        "xl/comments/comment1.xml",
        "xl/drawings/commentsDrawing1.vml",
    }
    assert after.namelist() == before.namelist()
    assert {"xl/charts/chart1.xml", "xl/worksheets/sheet2.xml"} <= set(before.namelist())
    assert after.testzip() is None


def test_macros_stay():
    content = saved(roster())
    files = {
        name: zipfile.ZipFile(io.BytesIO(content)).read(name)
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    }
    files["xl/vbaProject.bin"] = bytes(range(256)) * 4
    result = patched(pack(files), {(3, 2): CellPatch(fill=RED)})
    assert zipfile.ZipFile(io.BytesIO(result)).read("xl/vbaProject.bin") == bytes(range(256)) * 4


def test_values_of_every_kind():
    cells = {
        (3, 1): CellPatch("赵六 & <子>"),
        (3, 2): CellPatch(None),
        (3, 3): CellPatch(date(2024, 5, 6)),
        (3, 4): CellPatch(Decimal("12.50")),
        (4, 1): CellPatch("=1+1"),
        (4, 2): CellPatch("＝cmd"),
        (4, 3): CellPatch(7),
        (4, 4): CellPatch(123456789012345678),
    }
    result = patched(saved(roster()), cells)
    assert values(result)[2:4] == [
        ["赵六 & <子>", "", date(2024, 5, 6), 12.5], ["'=1+1", "'＝cmd", date(1900, 1, 7), "123456789012345678"]
    ]  # fmt: skip
    assert opened(result)["C3"].number_format == "yyyy-mm-dd"


def test_a_day_in_a_cell_without_a_date_format_still_looks_like_one():
    workbook = roster()
    workbook["名册"]["B4"].number_format = "@"
    sheet = opened(patched(saved(workbook), {(3, 2): CellPatch(date(2024, 5, 6)), (4, 2): CellPatch(date(2024, 5, 6))}))
    assert sheet["B3"].value == datetime(2024, 5, 6)
    assert sheet["B3"].border.left.style == "thin"
    assert sheet["B4"].value == "2024-05-06"


def test_a_day_in_a_workbook_that_counts_from_1904():
    workbook = roster()
    workbook.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert opened(patched(saved(workbook), {(3, 3): CellPatch(date(2024, 5, 6))}))["C3"].value == datetime(2024, 5, 6)


def test_comments_of_others_survive_and_ours_join_them():
    sheet = opened(
        patched(saved(roster()), {(3, 1): CellPatch(comment="系统：一"), (4, 2): CellPatch(comment="系统：二")})
    )
    found = {one.coordinate: (one.comment.text, one.comment.author) for row in sheet for one in row if one.comment}
    assert found == {"A3": ("组长\n系统：一", "王五"), "B4": ("系统：二", "系统")}


def test_comments_in_a_sheet_that_had_none():
    content = saved(roster())
    result = patched(content, {(1, 1): CellPatch(comment="系统：一")}, name="图表")
    assert opened(result, "图表")["A1"].comment.text == "系统：一"
    sheet = part(result, "xl/worksheets/sheet2.xml")
    assert sheet.index("<drawing ") < sheet.index("<legacyDrawing ")
    assert 'Extension="vml"' in part(result, "[Content_Types].xml")
    assert opened(result)["A3"].comment.text == "组长"


def test_the_mark_of_a_merged_area_stands_in_its_first_cell():
    sheet = opened(patched(saved(roster()), {(1, 3): CellPatch("名单", RED, "系统：标题")}))
    assert (sheet["A1"].value, sheet["A1"].fill.fgColor.rgb, sheet["A1"].comment.text) == (
        "名单", "FFFFE3E0", "系统：标题"
    )  # fmt: skip
    assert sheet["C1"].value is None


def test_an_appended_column_looks_like_its_neighbour():
    cells = {
        (2, 5): CellPatch("错误说明", like=4),
        (4, 5): CellPatch("姓名：不对。\n工号：不对。", RED, wrap=True, like=4),
    }
    result = patched(saved(roster()), cells, widths={5: 40})
    sheet = opened(result)
    assert (sheet["E2"].font.bold, sheet["E2"].fill.fgColor.rgb) == (True, "FFDDEEFF")
    assert (sheet["E4"].alignment.wrap_text, sheet["E4"].border.left.style) == (True, "thin")
    assert sheet.column_dimensions["E"].width == 40
    assert '<dimension ref="A1:E5"' in part(result, "xl/worksheets/sheet1.xml")


def test_the_width_of_one_column_of_a_run():
    sheet = f'<worksheet {MAIN}><cols><col min="2" max="9" width="5" hidden="1"/></cols><sheetData/></worksheet>'
    result = patched(book(sheet.encode()), {(1, 4): CellPatch("x")}, name="表1", widths={4: 40})
    assert re.findall(r'<col min="(\d)" max="(\d)" width="(\d+)"( hidden)?', part(result, "xl/worksheets/sheet1.xml")) == [
        ("2", "3", "5", " hidden"), ("4", "4", "40", ""), ("5", "9", "5", " hidden")
    ]  # fmt: skip


def test_a_row_grows_with_what_is_written_into_it():
    rows = f'<row r="1" ht="15" spans="1:1">{cell("A1", "a")}</row><row r="2" ht="40">{cell("A2", "b")}</row>'
    cells = {(number, 3): CellPatch("x\ny", wrap=True, height=30) for number in (1, 2, 3)}
    result = patched(book(rows), cells, name="表1")
    assert re.findall("<row [^>]*>", part(result, "xl/worksheets/sheet1.xml")) == [
        '<row r="1" ht="30" spans="1:3" customHeight="1">',
        '<row r="2" ht="40">',
        '<row r="3" ht="30" customHeight="1">',
    ]


def test_marks_are_taken_off_again():
    workbook = roster()
    cells = {
        (2, 1): CellPatch(fill=RED, comment="系统：标题"),
        (3, 1): CellPatch(fill=RED, comment="系统：一"),
        (4, 2): CellPatch(fill=YELLOW, comment="系统：二"),
    }
    marked = patched(saved(workbook), cells)
    # A spreadsheet program numbers formats anew when it saves.
    kept = saved(openpyxl.load_workbook(io.BytesIO(marked)))
    result = patched(kept, {(4, 1): CellPatch(fill=RED, comment="系统：三")}, unmark=frozenset({RED, YELLOW}))
    sheet = opened(result)
    found = {one.coordinate: one.comment.text for row in sheet for one in row if one.comment}
    assert found == {"A3": "组长", "A4": "系统：三"}
    assert [sheet[place].fill.fgColor.rgb for place in ("A2", "A4", "B4")] == ["FFDDEEFF", "FFFFE3E0", "00000000"]
    assert sheet["A3"].fill.patternType is None
    assert part(result, "xl/drawings/commentsDrawing1.vml").count('ObjectType="Note"') == 2


def test_a_formula_that_is_overwritten_is_gone_and_the_rest_is_computed_anew():
    content = saved(roster())
    files = {
        name: zipfile.ZipFile(io.BytesIO(content)).read(name)
        for name in zipfile.ZipFile(io.BytesIO(content)).namelist()
    }
    files["xl/calcChain.xml"] = f'<calcChain {MAIN}><c r="D5" i="1"/></calcChain>'.encode()
    files["xl/_rels/workbook.xml.rels"] = files["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        f'<Relationship Id="rId99" Type="{OFFICE}/calcChain" Target="calcChain.xml"/></Relationships>'.encode(),
    )
    files["[Content_Types].xml"] = files["[Content_Types].xml"].replace(
        b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="application/x"/></Types>'
    )
    files["xl/workbook.xml"] = re.sub(b"<calcPr[^>]*>", b'<calcPr calcId="1"/>', files["xl/workbook.xml"])
    kept = patched(pack(files), {(3, 1): CellPatch("王")})
    assert "xl/calcChain.xml" in zipfile.ZipFile(io.BytesIO(kept)).namelist()
    result = patched(pack(files), {(5, 4): CellPatch(30)})
    assert opened(result)["D5"].value == 30
    assert "xl/calcChain.xml" not in zipfile.ZipFile(io.BytesIO(result)).namelist()
    assert "calcChain" not in part(result, "[Content_Types].xml") + part(result, "xl/_rels/workbook.xml.rels")
    assert '<calcPr calcId="1" fullCalcOnLoad="1"/>' in part(result, "xl/workbook.xml")


def test_cells_that_share_a_formula_get_their_own_when_its_first_cell_is_overwritten():
    rows = (
        '<row r="1"><c r="B1"><f t="shared" ref="B1:B3" si="0">A1*$A$1&amp;"A1"+SUM(A:A)+Log10(A2)</f><v>1</v></c></row>'
        '<row r="2"><c r="B2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="B3"><f t="shared" si="0"/><v>3</v></c><c r="C3"><f t="shared" si="1"/><v>4</v></c></row>'
    )
    result = part(patched(book(rows), {(1, 2): CellPatch(5)}, name="表1"), "xl/worksheets/sheet1.xml")
    assert '<c r="B1"><v>5</v></c>' in result
    assert '<c r="B2"><f>A2*$A$1&amp;"A1"+SUM(A:A)+Log10(A3)</f><v>2</v></c>' in result
    assert '<c r="B3"><f>A3*$A$1&amp;"A1"+SUM(A:A)+Log10(A4)</f><v>3</v></c>' in result
    assert '<c r="C3"><f t="shared" si="1"/><v>4</v></c>' in result


def test_rows_and_cells_that_were_not_there_are_put_in_order():
    rows = f'<row r="2">{cell("B2", "b")}{cell("D2", "d")}</row><row r="5"/>'
    cells = {(1, 1): "a1", (2, 1): "a2", (2, 3): "c2", (2, 5): "e2", (3, 2): "b3", (5, 1): "a5", (7, 1): "a7"}
    result = patched(book(rows), {place: CellPatch(text) for place, text in cells.items()}, name="表1")
    assert re.findall(r' r="(\w+)"', part(result, "xl/worksheets/sheet1.xml")) == (
        "1 A1 2 A2 B2 C2 D2 E2 3 B3 5 A5 7 A7".split()
    )
    assert values(result, "表1") == [
        ["a1", "", "", "", ""], ["a2", "b", "c2", "d", "e2"], ["", "b3", "", "", ""], [""] * 5, ["a5", "", "", "", ""],
        [""] * 5, ["a7", "", "", "", ""],
    ]  # fmt: skip


def test_rows_and_cells_without_references_count_on():
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>"
    result = patched(book(rows), {(2, 2): CellPatch(9), (2, 3): CellPatch(8)}, name="表1")
    assert values(result, "表1") == [[1.0, 2.0, ""], [3.0, 9.0, 8.0]]


@pytest.mark.parametrize(
    "main",
    ["http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"],
)
def test_prefixes_comments_and_the_strict_kind(main):
    content = parts(PREFIXED.format(main=main).encode())
    if "purl" in main:
        office = "http://purl.oclc.org/ooxml/officeDocument/relationships"
        for name in ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"):
            content[name] = content[name].replace(OFFICE.encode(), office.encode())
        content["xl/workbook.xml"] = content["xl/workbook.xml"].replace(MAIN.encode(), f'xmlns="{main}"'.encode())
    content["xl/_rels/workbook.xml.rels"] = content["xl/_rels/workbook.xml.rels"].replace(
        b"worksheets/sheet1", b"/xl/worksheets/sheet1"
    )
    cells = {(1, 1): CellPatch(fill=RED, comment="系统：一"), (1, 2): CellPatch("新"), (2, 1): CellPatch(3)}
    result = patched(pack(typed(content)), cells, name="表1", widths={2: 30})
    assert values(result, "表1") == [["a<b&c</x:row>", "新"], [3.0, ""]]
    sheet = part(result, "xl/worksheets/sheet1.xml")
    assert '<x:cols><x:col min="2" max="2" width="30" customWidth="1"/></x:cols><x:sheetData>' in sheet
    assert sheet.index("</mc:AlternateContent>") < sheet.index("<x:legacyDrawing") < sheet.index("<x:tableParts count")
    assert "系统：一" in part(result, "xl/comments1.xml")
    assert part(result, "xl/_rels/workbook.xml.rels").count("/relationships/styles") == 1
    if "purl" not in main:
        one = opened(result, "表1")["A1"]
        assert (one.fill.fgColor.rgb, one.comment.text) == ("FFFFE3E0", "系统：一")


def test_a_name_with_signs_that_xml_writes_otherwise():
    content = parts(f'<row r="1">{cell("A1", "a")}</row>')
    content["xl/workbook.xml"] = content["xl/workbook.xml"].replace("表1".encode(), "甲&amp;乙&#20855;".encode())
    result = patched(pack(content), {(1, 1): CellPatch("b")}, name="甲&乙具")
    assert values(result, "甲&乙具") == [["b"]]


def test_a_workbook_of_our_own():
    file = io.BytesIO()
    write_rows(file, [("名册", ["姓名", "日期"], [["张三", date(2020, 1, 2)]], ["text", "date"])])
    result = patched(
        file.getvalue(), {(2, 2): CellPatch(date(2021, 3, 4), RED, "系统：日期"), (2, 3): CellPatch("说明")}
    )
    assert values(result) == [["姓名", "日期", ""], ["张三", date(2021, 3, 4), "说明"]]
    assert opened(result)["B2"].comment.text == "系统：日期"


def test_two_sheets_at_once_share_what_they_can():
    entries = '<sheet name="甲" sheetId="1" r:id="rId1"/><sheet name="乙" sheetId="2" r:id="rId2"/>'
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2)
    )
    files = parts(f'<row r="1">{cell("A1", "a")}</row>') | {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>'.encode(),
        "xl/worksheets/sheet2.xml": f"<worksheet {MAIN}><sheetData/></worksheet>".encode(),
    }
    content = pack(typed(files))
    patch = SheetPatch({(1, 1): CellPatch("值", RED, "系统：有误")})
    result = patch_workbook(content, {"甲": patch, "乙": patch})
    assert [opened(result, name)["A1"].comment.text for name in "甲乙"] == ["系统：有误", "系统：有误"]
    assert part(result, "xl/styles.xml").count("FFE3E0") == 1
    assert opened(result, "甲")["A1"].fill.fgColor.rgb == "FFFFE3E0"


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (book(), "没有", "sheet_missing"),
        (book(f"<worksheet {MAIN}></worksheet>".encode()), "表1", "unreadable"),
        (book(f"<worksheet {MAIN}><sheetData><row></worksheet>".encode()), "表1", "unreadable"),
        (book(b"nothing"), "表1", "unreadable"),
        (b"PK\x03\x04 nothing", "表1", "unreadable"),
    ],
)
def test_what_cannot_be_patched_is_refused(content, name, code):
    with pytest.raises(PatchError) as caught:
        patch_workbook(content, {name: SheetPatch({(1, 1): CellPatch(1)})})
    assert caught.value.code == code


def test_the_limit_of_memory_holds():
    rows = "".join(f'<row r="{n}">{cell(f"A{n}", "长" * 200)}</row>' for n in range(1, 40_000))
    with pytest.raises(PatchError) as caught:
        patch_workbook(book(rows), {"表1": SheetPatch({(1, 1): CellPatch(1)})}, memory=48 * MEGABYTE)
    assert caught.value.code == "too_complex"
