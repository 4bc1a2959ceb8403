"""A form as a superior's office makes one: titles, grouped headings, town rows, sums, a hidden column, a second sheet."""

from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

SHEET, COMPARED = "综合情况", "对比情况"
TOWNS = ("青石镇", "白鹭街道", "临湾镇", "教育系统", "区本级")
FIRST = 6  # the row of the first town, as the spreadsheet counts
SUM = FIRST + len(TOWNS)
THIN = Side(style="thin")
LINED = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
HEADINGS = {
    "A4": "序号",
    "B4": "镇（街道）、系统",
    "C4": "组织建设",
    "C5": "工会组织数（个）",
    "D5": "会员人数（人）",
    "E4": "困难职工帮扶",
    "E5": "困难职工数（名）",
    "F5": "医疗互助参保人数（人）",
    "G4": "法律援助",
    "G5": "受理案件数（件）",
    "H5": "涉及金额（元）",
}
COMPARISONS = ("实名采集会员（人）", "医疗互助参保人数（人）", "受理劳动争议案件（起）", "百人以上企业建会率（%）")


def _general(book: Workbook, towns: tuple[str, ...], headings: dict[str, str]) -> None:
    sheet = book.active
    sheet.title = SHEET
    sheet.merge_cells("A1:H1")
    sheet["A1"] = "江临市工会工作统计半年报表"
    sheet["A1"].font, sheet["A1"].alignment = Font(name="宋体", size=18, bold=True), MIDDLE
    sheet.merge_cells("A2:D2")
    sheet["A2"] = "填报单位："
    sheet.merge_cells("F2:H2")
    sheet["F2"] = "填表日期：    年   月   日"
    for place, text in headings.items():
        sheet[place] = text
    for area in ("A4:A5", "B4:B5", "C4:D4", "E4:F4", "G4:H4"):
        sheet.merge_cells(area)
    last = FIRST + len(towns)
    for number, town in enumerate(towns, start=1):
        row = FIRST + number - 1
        sheet.cell(row, 1, number)
        sheet.cell(row, 2, town)
    sheet.cell(last, 2, "合计")
    for column in range(3, 9):
        letter = get_column_letter(column)
        sheet.cell(last, column, f"=SUM({letter}{FIRST}:{letter}{last - 1})")
    for row in sheet.iter_rows(min_row=4, max_row=last, max_col=8):
        for cell in row:
            cell.border, cell.alignment = LINED, MIDDLE
    for cell in (*sheet[4], *sheet[5]):
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFE8EEF7")
    for column, width in zip("ABCDEFGH", (6, 20, 13, 13, 13, 16, 13, 16), strict=True):
        sheet.column_dimensions[column].width = width
    for row in range(FIRST, last):
        sheet.cell(row, 8).number_format = "#,##0.00"
    sheet.cell(last + 1, 1, "填表人：")
    sheet.cell(last + 1, 6, "审核人：")
    sheet["J4"] = "校验用"
    sheet.column_dimensions["J"].hidden = True
    sheet.add_data_validation(DataValidation(type="list", formula1='"是,否"', sqref="J6:J10"))
    sheet.freeze_panes = "C6"
    sheet.page_setup.orientation = "landscape"


def _compared(book: Workbook) -> None:
    sheet = book.create_sheet(COMPARED)
    sheet.merge_cells("A1:F1")
    sheet["A1"] = "主要指标对比表"
    sheet.append(["指标", "本期", "上年同期", "同比增减（%）", "本年任务数", "完成率"])
    for name in COMPARISONS:
        sheet.append([name])
    for row in sheet.iter_rows(min_row=2, max_row=2 + len(COMPARISONS), max_col=6):
        for cell in row:
            cell.border = LINED
    for row in range(3, 3 + len(COMPARISONS)):
        sheet.cell(row, 6).number_format = "0.00%"
    sheet.column_dimensions["A"].width = 32


def form(*, towns: tuple[str, ...] = TOWNS, headings: dict[str, str] = HEADINGS, compared: bool = True) -> bytes:
    """The workbook: row 6 is the first town's, the sums follow the last."""
    book = Workbook()
    _general(book, towns, headings)
    if compared:
        _compared(book)
    file = BytesIO()
    book.save(file)
    return file.getvalue()
