"""A sheet of a form drawn as a table: what each cell shows, what fills it, what is offered for it."""

from dataclasses import dataclass, field

from django.urls import reverse

from reports.models import FormBinding, FormVersion, ReportForm
from reports.services import catalogue
from reports.services.report_forms.cells import CellValue, Question
from reports.services.report_forms.layout import SheetLayout, cell_name
from reports.services.report_forms.offers import Offer, Offers
from reports.services.report_forms.units import Names
from reports.services.report_forms.values import compute

CHARACTER = 8  # pixels of a character of a column's width
NARROWEST, WIDEST = 44, 320
USUAL = 9  # characters of a column without a width of its own


@dataclass
class Sheets:
    """A form's latest version while it is being bound: its sheets, bindings with values, and offers."""

    form: ReportForm
    version: FormVersion
    question: Question
    layouts: list[SheetLayout]
    bindings: dict[tuple[str, int, int], FormBinding]
    names: Names
    offers_of: Offers
    _offers: dict[str, dict[tuple[int, int], Offer]] = field(default_factory=dict)
    _values: dict[tuple[str, int, int], CellValue] = field(default_factory=dict)

    @classmethod
    def of(cls, form: ReportForm, question: Question) -> "Sheets":
        version = form.latest
        layouts = [SheetLayout.stored(kept) for kept in version.sheets()]
        names = Names(question.unit, question.scope, layouts)
        figures = catalogue.in_order(question.district, question.today)
        found = {row.place: row for row in version.bindings.select_related("organization")}
        return cls(form, version, question, layouts, found, names, Offers(figures, names))

    @property
    def shown(self) -> list[tuple[int, SheetLayout]]:
        """The sheets that are not hidden, by number."""
        return [(number, sheet) for number, sheet in enumerate(self.layouts) if not sheet.hidden and sheet.height]

    def offers(self, sheet: SheetLayout) -> dict[tuple[int, int], Offer]:
        if sheet.name not in self._offers:
            self._offers[sheet.name] = self.offers_of.of_sheet(sheet, self.taken(sheet))
        return self._offers[sheet.name]

    def taken(self, sheet: SheetLayout) -> set[tuple[int, int]]:
        return {(row, column) for name, row, column in self.bindings if name == sheet.name}

    def value(self, binding: FormBinding) -> CellValue:
        """What the cell would say for the period that the page shows."""
        if not self._values:
            found = compute([*self.bindings.values()], self.layouts, self.question, doubts=False)
            self._values = {value.binding.place: value for value in found}
        return self._values[binding.place]

    def value_of_draft(self, binding: FormBinding) -> CellValue:
        """The same of a binding that is not stored."""
        return compute([binding], self.layouts, self.question)[0]


def rows_of(sheets: Sheets, number: int, current: tuple[int, int] | None) -> list[list[dict]]:
    """The visible rows of a sheet, each a list of its cells."""
    sheet = sheets.layouts[number]
    return [
        [
            cell_of(sheets, number, row, column, current)
            for column in range(sheet.width)
            if sheet.is_shown(row, column) or _peeks(sheet, row, column)
        ]
        for row in range(sheet.height)
        if row not in sheet.hidden_rows
    ]


def _peeks(sheet: SheetLayout, row: int, column: int) -> bool:
    """The first visible cell of a merged range whose own first cell is hidden stands for it."""
    top, left, bottom, right = sheet.area(row, column)
    if column in sheet.hidden_columns or (top not in sheet.hidden_rows and left not in sheet.hidden_columns):
        return False
    first_row = next(r for r in range(top, bottom + 1) if r not in sheet.hidden_rows)
    first_column = next(c for c in range(left, right + 1) if c not in sheet.hidden_columns)
    return (row, column) == (first_row, first_column)


def cell_of(sheets: Sheets, number: int, row: int, column: int, current: tuple[int, int] | None = None) -> dict:
    """What the table shows at a place."""
    sheet = sheets.layouts[number]
    top, left, bottom, right = sheet.area(row, column)
    binding = sheets.bindings.get((sheet.name, row, column))
    offer = None if binding else sheets.offers(sheet).get((row, column))
    value = sheets.value(binding) if binding else None
    letters = sheet.style(row, column)
    text = sheet.text(row, column)
    return {
        "id": f"cell-{number}-{row}-{column}",
        "name": cell_name(row, column),
        "row": row,
        "column": column,
        "text": text,
        "heading": sheet.heading(row, column),
        "rowspan": sum(r not in sheet.hidden_rows for r in range(top, bottom + 1)),
        "colspan": sum(c not in sheet.hidden_columns for c in range(left, right + 1)),
        "css": _classes(letters, text, right > left, binding, offer),
        "formula": sheet.is_formula(row, column),
        "open": bool(binding) or sheet.may_be_filled(row, column),
        "value": value,
        "offer": offer,
        "current": (row, column) == current,
        "url": cell_url(sheets.form, number, row, column),
    }


def cell_url(form: ReportForm, number: int, row: int, column: int) -> str:
    return f"{sheet_url(form, number)}&row={row}&column={column}"


def sheet_url(form: ReportForm, number: int) -> str:
    return reverse("reports:form-cells", args=[form.public_id]) + f"?sheet={number}"


def _classes(letters: str, text: str, merged: bool, binding, offer) -> str:
    """The look of a cell in words of the style sheet."""
    names = []
    if "o" in letters:
        names.append("is-lined")
    if "b" in letters:
        names.append("is-bold")
    if "t" in letters:
        names.append("is-large")
    if "c" in letters or (merged and not set(letters) & set("lr")):
        names.append("is-centred")
    elif "r" in letters:
        names.append("is-right")
    if binding:
        names.append("is-bound")
    elif offer:
        names.append("is-offered")
    return " ".join(names)


def columns_of(sheet: SheetLayout) -> list[int]:
    """The widths of the visible columns in pixels."""
    return [
        min(WIDEST, max(NARROWEST, round(sheet.widths.get(column, USUAL) * CHARACTER)))
        for column in range(sheet.width)
        if column not in sheet.hidden_columns
    ]
