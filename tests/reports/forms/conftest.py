"""Registering a form and binding its cells in few words."""

from datetime import date

import pytest

from reports.models import FormBinding, ReportForm
from reports.services.report_forms import bindings
from reports.services.report_forms.cells import Question
from reports.services.report_forms.filling import values_of
from tests.reports.forms import books
from union_site.core.periods import Period
from union_site.core.scope import Scope
from union_site.core.spreadsheets.xmlscan import column_number

TODAY = date(2021, 9, 1)


def place(reference: str) -> tuple[int, int]:
    """C6 → (5, 2)."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, column_number(letters) - 1


def binding(reference: str, key: str, sheet: str = books.SHEET, **said) -> FormBinding:
    row, column = place(reference)
    return FormBinding(sheet=sheet, row=row, column=column, key=key, **said)


@pytest.fixture
def register():
    """register(user, content, name=…, organization=…) → the stored form."""

    def make(user, content: bytes | None = None, **said) -> ReportForm:
        content = content or books.form()
        sheets = bindings.checked(content, "报表.xlsx")
        file = bindings.keep(content, "报表.xlsx", by=user)
        form = ReportForm(district=user.district, **{"name": "工会工作统计半年报表", **said})
        return bindings.create(form=form, sheets=sheets, file=file, by=user)

    return make


@pytest.fixture
def bind():
    """bind(form, user, *bindings) stores them."""

    def store(form, user, *made: FormBinding) -> None:
        bindings.bind(form=form, bindings=list(made), said="测试", by=user)

    return store


@pytest.fixture
def values():
    """values(form, unit, user, "2021H1") → {cell: CellValue}."""

    def of(form, unit, user, period: str = "2021H1", *, scope: Scope | None = None) -> dict:
        scope = scope or Scope.everything(form.district_id)
        question = Question(Period.parse(period), unit, form.district, scope, TODAY, user)
        return {value.cell: value for value in values_of(form.latest, question)}

    return of
