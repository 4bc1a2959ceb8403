"""The same little table comes out of every kind of file; what is odd about a sheet is told."""

import struct
from datetime import date

import pytest

from tests.core.spreadsheets.books import book, cell, ods_cell, ods_parts, ods_row, pack, parts, xls
from union_site.core.spreadsheets.guard import GuardError
from union_site.core.spreadsheets.reader import ReadError, Sheet, read_workbook

ROWS = [["姓名", "单位"], ["张三", "第一\n小学"], ["李四", "机床厂"]]
CSV = '姓名,单位\n张三,"第一\n小学"\n李四,机床厂\n'
PAGE = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{charset}"><style>td{{x}}</style>'
    "<xml><x:ExcelWorkbook><x:Name>表1</x:Name></x:ExcelWorkbook></xml></head><body><table><tr><th>姓名</th><th>单位"
    "<tr><td>张三</td><td>第一<br>小学</td></tr><tr><td>李四</td><td> 机床厂&nbsp;</td></tr></table></body></html>"
)
SHEET_2003 = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<Worksheet ss:Name="表1"><Table>{rows}</Table></Worksheet></Workbook>'
)


def row_2003(*texts: str) -> str:
    return "<Row>" + "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in texts) + "</Row>"


FILES = {
    "xlsx": book("".join(f"<row>{''.join(cell(p, t) for p, t in r)}</row>" for r in (
        (("A1", "姓名"), ("B1", "单位")), (("A2", "张三"), ("B2", "第一\n小学")), (("A3", "李四"), ("B3", "机床厂")),
    ))),
    "xls": xls(ROWS),
    "ods": pack(ods_parts("".join([
        ods_row(ods_cell("姓名"), ods_cell("单位")),
        ods_row(ods_cell("张三"), ods_cell("第一</text:p><text:p>小学")),
        ods_row(ods_cell("李四"), ods_cell("机床厂")),
        ods_row('<table:table-cell table:number-columns-repeated="16384"/>', times=1048573),
    ]))),
    "csv": CSV.encode(),
    "csv with mark": CSV.encode("utf-8-sig"),
    "csv of excel": CSV.encode("gb18030"),
    "unicode text": CSV.replace(",", "\t").encode("utf-16"),
    "semicolons": CSV.replace(",", ";").encode(),
    "stated separator": ("sep=;\n" + CSV.replace(",", ";")).encode(),
    "shelled texts": CSV.replace("张三", '="张三"').encode(),
    "html": PAGE.format(charset="utf-8").encode(),
    "html of excel": PAGE.format(charset="gb2312").encode("gbk"),
    "xml of 2003": SHEET_2003.format(rows="".join(row_2003(*row) for row in ROWS)).encode(),
}  # fmt: skip


@pytest.mark.parametrize("content", FILES.values(), ids=FILES.keys())
def test_the_same_table_comes_out(content):
    assert read_workbook(content, name="表1.xlsx") == [Sheet("表1", False, ROWS)]


def test_spans_of_a_page_are_merged_ranges():
    page = (
        "<p>名册</p><table><tr><td colspan=2>甲</td><td rowspan=2>乙</td></tr>"
        '<tr style="display: none"><td>1</td><td>2</td></tr><tr><td>3<td>4<td>5</table>'
    )
    sheet = read_workbook(page.encode(), name="a.xls")[0]
    assert sheet.rows == [["名册", "", ""], ["甲", "", "乙"], ["1", "2", ""], ["3", "4", "5"]]
    assert sheet.merged == [(1, 0, 1, 1), (1, 2, 2, 2)]
    assert sheet.hidden_rows == {2}


def test_what_is_odd_about_a_sheet_of_a_workbook():
    xml = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cols><col min="2" max="3" '
        f'hidden="1"/></cols><sheetData><row r="1">{cell("A1", "金额")}{cell("D1", "x")}</row><row r="2" hidden="1">'
        '<c r="A2"><f>1+1</f></c><c r="B2"><f>1+1</f><v></v></c><c r="C2" t="str"><f>""</f><v></v></c>'
        '<c r="D2"><f>1</f><v>1</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="A1:C1"/></mergeCells>'
        "</worksheet>"
    )
    content = parts(xml.encode())
    content["xl/vbaProject.bin"] = b"x"
    sheet = read_workbook(pack(content))[0]
    assert (sheet.merged, sheet.hidden_rows, sheet.hidden_columns) == ([(0, 0, 0, 2)], {1}, {1, 2})
    assert sheet.uncomputed == {(1, 0), (1, 1)}
    assert sheet.notices == [("macros_ignored", "文件含有宏。系统只读取单元格的内容，不运行宏。")]


def test_what_is_odd_about_an_old_workbook():
    more = struct.pack("<HHHHHHHHHH", 0x0208, 16, 1, 0, 2, 0, 0, 0, 0x20, 0)
    more += struct.pack("<HHHHHHHH", 0x007D, 12, 1, 1, 0, 0, 1, 0)
    more += struct.pack("<HHHHHBB", 0x0205, 8, 1, 1, 0, 42, 1)
    more += struct.pack("<HHHHHHH", 0x00E5, 10, 1, 0, 0, 0, 1)
    sheet = read_workbook(xls([["姓名", "金额"], ["张三", 3.0], ["李四", 4.0]], more=more))[0]
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({1}, {1}, [(0, 0, 0, 1)])
    assert sheet.rows == [["姓名", "金额"], ["张三", "#N/A"], ["李四", 4.0]]


def test_what_is_odd_about_an_open_document():
    rows = ods_row(
        ods_cell("甲", 'table:number-columns-spanned="2"'), "<table:covered-table-cell/>", ods_cell("乙")
    ) + ods_row('<table:table-cell table:formula="of:=1"/>', ods_cell("x"), attributes='table:visibility="filter"')
    sheet = read_workbook(pack(ods_parts(rows)))[0]
    assert (sheet.merged, sheet.hidden_rows, sheet.uncomputed) == ([(0, 0, 0, 1)], {1}, {(1, 0)})


def test_what_is_odd_about_a_spreadsheet_of_2003():
    rows = (
        '<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">甲</Data></Cell><Cell><Data '
        'ss:Type="Number">2.5</Data></Cell></Row><Row ss:Hidden="1"><Cell ss:Index="2"><Data ss:Type="DateTime">'
        "2021-03-05T00:00:00.000</Data></Cell></Row>"
    )
    sheet = read_workbook(SHEET_2003.format(rows=rows).encode())[0]
    assert sheet.rows == [["", "", ""], ["甲", "", 2.5], ["", date(2021, 3, 5), ""]]
    assert (sheet.merged, sheet.hidden_rows) == ([(1, 0, 1, 1)], {2})


def test_a_comment_of_a_page_is_no_part_of_its_cell():
    page = "<table><tr><td><a class='comment-indicator'></a><comment>请核对</comment>张三</td></tr></table>"
    assert read_workbook(page.encode(), name="x.xls")[0].rows == [["张三"]]


def test_a_text_whose_letters_became_question_marks_is_refused():
    lost = CSV.encode("ascii", "replace") * 2
    with pytest.raises(ReadError) as error:
        read_workbook(lost, name="x.csv")
    assert error.value.message.startswith("文件中的汉字已变成问号，无法恢复。")


def test_a_flat_opendocument_file_is_called_by_its_name():
    flat = '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'
    with pytest.raises(GuardError) as error:
        read_workbook(flat.encode(), name="x.fods")
    assert error.value.message.startswith("这是单一文件的OpenDocument表格（.fods），不是Excel工作簿。")
