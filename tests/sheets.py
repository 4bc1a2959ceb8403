"""Small workbooks for tests of sheets: made, imported as users do, and what became of their rows."""

import io
from types import SimpleNamespace

from openpyxl import Workbook

from union_site.core.spreadsheets import importing


def workbook(headings, *rows, title="", sheet="Sheet1", unit="云川区总工会") -> bytes:
    """A workbook with one sheet: title line, 填报单位 line, 序号 and headings in row 3, rows from row 4 on."""
    book = Workbook()
    page = book.active
    page.title = sheet
    page.append([title or sheet])
    page.append([f"填报单位：{unit}        填报日期：2021年9月3日"])
    page.append(["序号", *headings])
    for number, row in enumerate(rows, start=1):
        page.append([number, *row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def import_rows(district, headings, *rows, title="", sheet="Sheet1", user=None):
    """Import one sheet. Returns key (of the resource), verdicts, errors [(row, heading, code)] and warnings alike."""
    plan = importing.read(workbook(headings, *rows, title=title, sheet=sheet), "测试.xlsx")[0]
    assert plan.status == "ok", plan.reason
    batch, judged = importing.preview(plan, district=district, user=user)
    importing.apply(batch, user=user)
    return SimpleNamespace(
        key=plan.resource.key,
        unknown=plan.unknown,
        verdicts=[str(row.verdict) for row in judged],
        errors=[(row.number, issue.heading, issue.code) for row in judged for issue in row.errors],
        warnings=[(row.number, issue.heading, issue.code) for row in judged for issue in row.warnings],
        values=[row.values for row in judged],
    )
