"""A workbook as a clerk keeps it, and what becomes of it when cells of it are changed."""

import io
import warnings
import zipfile
from datetime import datetime

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation

from tests.core.spreadsheets.books import PACKAGE
from union_site.core.spreadsheets.guard import check_file
from union_site.core.spreadsheets.patching import SheetPatch, patch_workbook
from union_site.core.spreadsheets.reader import read_workbook

RED, YELLOW = "FFE3E0", "FFF4D6"


def saved(workbook) -> bytes:
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def roster() -> openpyxl.Workbook:
    """A sheet with most of what an office adds to one, and a second sheet with a chart."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "名册"
    sheet.append(["会员名册"])
    sheet.append(["姓名", "工号", "入会日期", "会费"])
    sheet.append(["张三", "007", datetime(2020, 1, 2), 10])
    sheet.append(["李四", "008", datetime(2020, 1, 3), 20])
    sheet.append(["合计", None, None, "=SUM(D3:D4)"])
    sheet.merge_cells("A1:D1")
    thin = Side(style="thin")
    for row in sheet["A2:D5"]:
        for one in row:
            one.border = Border(thin, thin, thin, thin)
    for one in sheet[2]:
        one.font, one.fill = Font(bold=True), PatternFill("solid", fgColor="FFDDEEFF")
        one.alignment = Alignment(horizontal="center")
    sheet["C3"].number_format = sheet["C4"].number_format = "yyyy-mm-dd"
    sheet["A3"].comment = Comment("组长", "王五")
    choice = DataValidation(type="list", formula1='"10,20"')
    choice.add("D3:D4")
    sheet.add_data_validation(choice)
    sheet.conditional_formatting.add("D3:D4", CellIsRule(operator="greaterThan", formula=["15"], font=Font(bold=True)))
    sheet.column_dimensions["A"].width = 18
    sheet.print_title_rows = "1:2"
    sheet.freeze_panes = "A3"
    other = workbook.create_sheet("图表")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=4, min_row=3, max_row=4))
    other.add_chart(chart, "B2")
    return workbook


def patched(content: bytes, cells: dict, *, name: str = "名册", **more) -> bytes:
    result = patch_workbook(content, {name: SheetPatch(cells, **more)})
    check_file(result)
    return result


def typed(content: dict[str, bytes]) -> dict[str, bytes]:
    """Parts made by hand with the kinds that a strict reader asks for."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    names = [name for name in content if name.startswith("xl/worksheets/sheet")]
    sheets = "".join(f'<Override PartName="/{name}" ContentType="{kind}.worksheet+xml"/>' for name in names)
    types = (
        f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{sheets}</Types>'
    )
    return {**content, "[Content_Types].xml": types.encode()}


def opened(content: bytes, name: str = "名册"):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Workbook contains no default style")  # of a book made by hand
        return openpyxl.load_workbook(io.BytesIO(content))[name]


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def unpacked(content: bytes) -> dict[str, bytes]:
    package = zipfile.ZipFile(io.BytesIO(content))
    return {name: package.read(name) for name in package.namelist()}


def values(content: bytes, name: str = "名册") -> list[list]:
    return next(sheet.rows for sheet in read_workbook(content) if sheet.name == name)


PREFIXED = (
    '<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- <row r="1"> --><x:worksheet xmlns:x="{main}" '
    "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'><x:dimension ref='A1'/><x:sheetData>"
    "<x:row r='1'><!-- </x:row> --><x:c r='A1' t='inlineStr'><x:is><x:t><![CDATA[a<b&c</x:row>]]></x:t></x:is></x:c></x:row>"
    "</x:sheetData><mc:AlternateContent><mc:Choice Requires='x14'><x:tableParts/></mc:Choice></mc:AlternateContent>"
    "<x:tableParts count='0'/></x:worksheet>"
)
