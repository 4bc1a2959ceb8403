"""The values of a form's cells for a period and a unit, each with its day, its unit and its doubts."""

from collections.abc import Iterable
from datetime import date

from reports.models import FormBinding
from reports.services.report_forms.cells import CellValue, Question, after_label, period_of
from reports.services.report_forms.evaluated import Figures
from reports.services.report_forms.layout import DATE_GAP, SheetLayout
from reports.services.report_forms.numbers import nothing
from reports.services.report_forms.units import Asked, Names

Source, Unit = FormBinding.Source, FormBinding.Unit


def compute(
    bindings: Iterable[FormBinding], sheets: list[SheetLayout], question: Question, *, doubts: bool = True
) -> list[CellValue]:
    """The cells' values in the order of the sheets; with `doubts` also what the rules of consistency say of them."""
    bindings, by_name = list(bindings), {sheet.name: sheet for sheet in sheets}
    known = Figures(question)
    names = Names(question.unit, question.scope, sheets)
    cells = [_cell(binding, by_name.get(binding.sheet), names, known) for binding in bindings]
    figures = [cell for cell in cells if cell.is_figure and not cell.problem]
    known.ask(figures, doubts=doubts)
    for cell in figures:
        known.fill(cell)
    order = {sheet.name: number for number, sheet in enumerate(sheets)}
    return sorted(cells, key=lambda c: (order.get(c.binding.sheet, 0), c.binding.row, c.binding.column))


def _cell(binding: FormBinding, sheet: SheetLayout | None, names: Names, known: "Figures") -> CellValue:
    heading = sheet.heading(binding.row, binding.column) if sheet else ""
    cell = CellValue(binding, heading)
    if binding.source == Source.WORDS:
        original = sheet.text(binding.row, binding.column) if sheet else ""
        cell.heading = DATE_GAP.sub("", original).strip("：: \n") or heading
        cell.label = FormBinding.Words(binding.key).label if binding.key in FormBinding.Words.values else binding.key
        cell.value = _words(binding.key, known.question)
        cell.written = after_label(original, cell.value)
        return cell
    cell.label, cell.problem = known.labelled(binding.key)
    cell.period = period_of(binding.period, known.question.period)
    cell.as_of = min(cell.period.last_day, known.question.today)
    if not cell.problem:
        cell.asked = _unit_of(binding, sheet, names, known.question)
        cell.problem = cell.asked.problem
    if cell.problem:
        cell.written = nothing(binding)
    return cell


def _words(key: str, question: Question):
    period = question.period
    return {
        FormBinding.Words.UNIT: question.unit.name,
        FormBinding.Words.PERIOD: period.label,
        FormBinding.Words.YEAR: f"{period.year}年",
        FormBinding.Words.DAY: _day(question.today),
        FormBinding.Words.LAST_DAY: _day(period.last_day),
        FormBinding.Words.FILLER: question.filler.name,
    }.get(key)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _unit_of(binding: FormBinding, sheet: SheetLayout | None, names: Names, question: Question) -> Asked:
    if binding.unit == Unit.FORM:
        return Asked(question.unit)
    if binding.unit == Unit.FIXED:
        unit = binding.organization
        inside = unit.path.startswith(question.unit.path) and question.scope.covers(unit.path) and not unit.is_void
        return Asked(unit) if inside else Asked(None, problem="指定的单位不属于填报单位，或不在您的管理范围内。")
    found = None
    if sheet is not None:
        look = names.beside if binding.unit == Unit.ROW else names.above
        found = look(sheet, binding.row, binding.column)
    where = "本行左边" if binding.unit == Unit.ROW else "本列上边"
    return found or Asked(None, problem=f"{where}没有写明单位，或该单位不属于填报单位。")
