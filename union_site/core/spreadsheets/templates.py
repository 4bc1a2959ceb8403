"""Forms to fill in: an empty workbook with a register's headings, drop-downs and explanations."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from union_site.core.spreadsheets.tables import CHOICES_SHEET, NOTES_SHEET
from union_site.core.spreadsheets.written_cells import shield

HEADER_ROW = 3
LAST_PREPARED_ROW = 3000
_TEXT_KINDS = frozenset(
    {"text", "name", "identity", "uscc", "phone", "bank_card", "date", "month", "list", "choice", "yes_no"}
)
_HINTS = {
    "identity": "18位身份证号码，请保持文本格式。",
    "uscc": "18位统一社会信用代码，请保持文本格式。",
    "phone": "请保持文本格式。",
    "bank_card": "13至19位卡号，请保持文本格式，否则末尾几位会丢失。",
    "date": "例如2021-03-05。",
    "month": "例如2021年6月。",
    "integer": "整数，只填数字。",
    "money": "只填数字，单位见表头。",
    "list": "多项之间用“、”分开。",
    "yes_no": "填“是”或“否”。",
    "choice": "请从下拉列表中选择。",
}
_HEADER_FILL = PatternFill("solid", fgColor="F1EDE6")


def template_workbook(
    title: str,
    columns: Sequence[Any],
    notes: Sequence[str] = (),
    unit_name: str = "",
    period: str = "",
    properties: Mapping[str, str] | None = None,
) -> bytes:
    """The .xlsx of an empty form. A column offers headings and required, and may offer kind (a key of PARSERS),
    labels (what can be chosen), closed (nothing else can be) and help (a Chinese sentence); notes are lines for the
    explanations, period the words of the 报告期, properties document properties that are not seen in the sheet."""
    book = Workbook()
    for name, value in (properties or {}).items():
        book.custom_doc_props.append(StringProperty(name=name, value=value))
    sheet = book.active
    sheet.title = title[:31]
    choices = book.create_sheet(CHOICES_SHEET)
    choices.sheet_state = "hidden"
    explanations = book.create_sheet(NOTES_SHEET, 1)
    width = len(columns) + 1
    sheet.cell(1, 1, title).font = Font(bold=True, size=16)
    sheet.cell(1, 1).alignment = Alignment(horizontal="center")
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
    # The period first: what follows 填报单位 up to 填报日期 is the unit.
    stated = [f"报告期：{period}"] if period else []
    sheet.cell(2, 1, (" " * 8).join([*stated, f"填报单位：{unit_name}", "填报日期："]))
    _header_cell(sheet, 1, "序号", required=False)
    rows = []
    for number, column in enumerate(columns, 2):
        kind, labels = getattr(column, "kind", "text"), tuple(getattr(column, "labels", ()) or ())
        if kind == "yes_no" and not labels:
            labels = ("是", "否")
        closed = getattr(column, "closed", True)
        heading = column.headings[0]
        _header_cell(sheet, number, heading, required=column.required)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(10, min(28, 2 * len(heading) + 6))
        if kind in _TEXT_KINDS:
            sheet.column_dimensions[letter].number_format = "@"
        if labels:
            _drop_down(sheet, choices, letter, heading, labels, closed=closed)
        hint = str(getattr(column, "help", "") or "") or _HINTS.get(kind, "")
        if hint:
            sheet.cell(HEADER_ROW, number).comment = Comment(hint, "系统")
        rows.append((heading, "必填" if column.required else "选填", hint, "、".join(labels[:30])))
    sheet.freeze_panes = f"B{HEADER_ROW + 1}"
    _explain(explanations, notes, rows)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _header_cell(sheet, number: int, heading: str, *, required: bool) -> None:
    cell = sheet.cell(HEADER_ROW, number, f"{heading}*" if required else heading)
    cell.font = Font(bold=True, color="B3261E" if required else "000000")
    cell.fill = _HEADER_FILL
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _drop_down(sheet, choices, letter: str, heading: str, labels: tuple[str, ...], *, closed: bool) -> None:
    """Refers to a hidden sheet: a list inside the rule itself may not exceed 255 characters.

    Where other words are taken as well, the list is offered and nothing is said against them.
    """
    place = get_column_letter(choices.max_column + 1 if choices.cell(1, 1).value else 1)
    choices[f"{place}1"] = shield(heading)
    for row, label in enumerate(labels, 2):
        choices[f"{place}{row}"] = shield(label)
    rule = DataValidation("list", formula1=f"'{CHOICES_SHEET}'!${place}$2:${place}${len(labels) + 1}", allow_blank=True)
    rule.showErrorMessage = closed
    rule.errorTitle, rule.error = "不在可选范围内", "请从下拉列表中选择。"
    sheet.add_data_validation(rule)
    rule.add(f"{letter}{HEADER_ROW + 1}:{letter}{LAST_PREPARED_ROW}")


def _explain(sheet, notes: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    sheet.cell(1, 1, "填写说明：标“*”的为必填项；请勿改动表头；一行填写一条记录。").font = Font(bold=True)
    for number, note in enumerate(notes, 2):
        sheet.cell(number, 1, note)
    top = len(notes) + 3
    for number, row in enumerate([("项目", "要求", "说明", "可选内容"), *rows]):
        for index, text in enumerate(row, 1):
            cell = sheet.cell(top + number, index, shield(text))
            cell.alignment = Alignment(vertical="top", wrap_text=index > 2)
            cell.font = Font(bold=number == 0)
    for letter, width in zip("ABCD", (24, 8, 44, 60), strict=True):
        sheet.column_dimensions[letter].width = width
