"""Sheets of any shape, imported as users do: what became of them."""

import io
from types import SimpleNamespace

from openpyxl import Workbook

from union_site.core.spreadsheets import importing


def book(*rows, sheet="Sheet1", merged=()) -> bytes:
    """A workbook with one sheet of these rows."""
    made = Workbook()
    page = made.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    for cells in merged:
        page.merge_cells(cells)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def plan_of(district, *rows, sheet="Sheet1", merged=()):
    return importing.read(book(*rows, sheet=sheet, merged=merged), "表.xlsx", words=importing.words_of(district))[0]


def take(district, *rows, sheet="Sheet1", merged=(), user=None, apply=True):
    """Import a sheet of these rows. Returns resource key, batch, verdicts, errors [(row, letter, code)] and notices."""
    plan = plan_of(district, *rows, sheet=sheet, merged=merged)
    assert plan.status == "ok", plan.reason
    batch, judged = importing.preview(plan, district=district, user=user)
    if apply:
        importing.apply(batch, user=user)
    return SimpleNamespace(
        key=plan.resource.key,
        batch=batch,
        rows=judged,
        unknown=plan.unknown,
        verdicts=[(row.number, str(row.verdict)) for row in judged],
        errors=[(issue.line or row.number, issue.letter, issue.code) for row in judged for issue in row.errors],
        notices=[notice.message for notice in plan.notices],
    )
