"""The values of a form's cells for a period and a unit: computed together, each with its day, its rows and its doubts."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from members.models import Organization
from reports.models import FormBinding
from reports.services import catalogue, consistency, statements, targets
from reports.services.defined import Defined, breakdown
from reports.services.report_forms.layout import DATE_GAP, SheetLayout, cell_name
from reports.services.report_forms.numbers import DASH, finished, scaled, spoken, stored_text, worded
from reports.services.report_forms.units import Asked, Names
from reports.text.tokens import is_stated
from union_site.core.consistency import Finding, rules_about
from union_site.core.evaluation import DISTRICT_ITSELF, evaluate, evaluate_by_town
from union_site.core.indicators import Breakdown, Indicator
from union_site.core.models import District, User
from union_site.core.periods import Period
from union_site.core.scope import Scope
from union_site.core.widths import matching_key

Source, Value, Unit, Span = FormBinding.Source, FormBinding.Value, FormBinding.Unit, FormBinding.Span


@dataclass(frozen=True)
class Question:
    """What is asked once for all cells of a filling: period, unit, and on whose behalf."""

    period: Period
    unit: Organization
    district: District
    scope: Scope
    today: date
    filler: User


@dataclass
class CellValue:
    """One bound cell with its value. `value`: int, Decimal, date, text or None (nothing reported); `written` goes into the cell."""

    binding: FormBinding
    heading: str
    label: str = ""
    value: object = None
    written: object = None
    asked: Asked | None = None
    period: Period | None = None
    as_of: date | None = None
    problem: str = ""  # why there can be no value
    findings: list[Finding] = field(default_factory=list)

    @property
    def cell(self) -> str:
        return cell_name(self.binding.row, self.binding.column)

    @property
    def words(self) -> str:
        """The value as it stands on a page; of a cell that shows percent, in percent."""
        if self.binding.scale == FormBinding.Scale.FRACTION and isinstance(self.written, int | Decimal):
            return f"{worded((Decimal(self.written) * 100).normalize() + 0)}%"
        return worded(self.written)

    @property
    def chip(self) -> str:
        """What fills the cell, in few words: 医疗互助参保人数（上年同期）."""
        if not self.is_figure or self.binding.value == Value.NOW:
            return self.label
        part = self.binding.part if self.binding.value == Value.PART else Value(self.binding.value).label
        return f"{self.label}（{part.removesuffix('（%）')}）"

    @property
    def missing(self) -> bool:
        return self.value is None

    @property
    def is_figure(self) -> bool:
        return self.binding.source == Source.FIGURE

    @property
    def period_words(self) -> str:
        return span_words(self.period) if self.period else ""

    def to_store(self) -> dict:
        """As a filling keeps it; numbers as text, so that nothing is rounded."""
        return {
            "sheet": self.binding.sheet,
            "row": self.binding.row,
            "column": self.binding.column,
            "heading": self.heading,
            "label": self.label,
            "key": self.binding.key if self.is_figure else "",
            "kind": "number" if isinstance(self.written, int | Decimal) else "words",
            "written": None if self.written is None else stored_text(self.written),
            "missing": self.missing,
            "problem": self.problem,
            "unit": self.asked.name if self.asked else "",
            "period": self.period_words,
            "as_of": self.as_of.isoformat() if self.as_of else "",
        }


def period_of(span: str, chosen: Period) -> Period:
    """The stretch that a cell asks for when the form is filled for `chosen`."""
    last = chosen.last_month
    if span == Span.QUARTER:
        first = (last - 1) // 3 * 3 + 1
        return Period(chosen.year, first, first + 2)
    if span == Span.YEAR_TO_DATE:
        return Period(chosen.year, 1, last)
    if span == Span.LAST_YEAR:
        return Period(chosen.year - 1, 1, 12)
    return chosen


def span_words(period: Period) -> str:
    if is_named(period):
        return period.label
    return f"{period.year}年{period.first_month}—{period.last_month}月"


def is_named(period: Period) -> bool:
    """Whether a page's address can name the stretch; January to September has no name."""
    return Period.parse(period.key) == period


def compute(bindings: Iterable[FormBinding], sheets: list[SheetLayout], question: Question) -> list[CellValue]:
    """The cells' values in the order of the sheets. One evaluation for each unit asked, whatever the number of cells."""
    bindings, by_name = list(bindings), {sheet.name: sheet for sheet in sheets}
    known = _Figures(question)
    names = Names(question.unit, question.scope, sheets)
    cells = [_cell(binding, by_name.get(binding.sheet), names, known) for binding in bindings]
    figures = [cell for cell in cells if cell.is_figure and not cell.problem]
    known.ask(figures)
    for cell in figures:
        known.fill(cell)
    order = {sheet.name: number for number, sheet in enumerate(sheets)}
    return sorted(cells, key=lambda c: (order.get(c.binding.sheet, 0), c.binding.row, c.binding.column))


def _cell(binding: FormBinding, sheet: SheetLayout | None, names: Names, known: "_Figures") -> CellValue:
    heading = sheet.heading(binding.row, binding.column) if sheet else ""
    cell = CellValue(binding, heading)
    if binding.source == Source.WORDS:
        original = sheet.text(binding.row, binding.column) if sheet else ""
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
        cell.written = _nothing(binding)
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


def after_label(original: str, words: str | None) -> str | None:
    """What a cell holds once the words are in it: a label stays in front, a gap for a day is taken by the day."""
    if words is None:
        return None
    label = original.rstrip()
    if label.endswith(("：", ":")):
        return label + words
    if label and DATE_GAP.search(label):
        return DATE_GAP.sub("", label).rstrip() + words
    return words


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


def _nothing(binding: FormBinding):
    return DASH if binding.missing == FormBinding.Missing.DASH else None


class _Figures:
    """What the cells of one filling ask, evaluated together."""

    def __init__(self, question: Question):
        self.question = question
        self._own = catalogue.own(question.district)
        self._known = {**catalogue.registry.indicators, **self._own.working}
        self._values: dict[tuple, object] = {}  # (key, unit, itself, period)
        self._items: dict[tuple, list] = {}
        self._targets: dict[tuple, targets.Progress] = {}
        self._stated: dict[tuple, object] = {}
        self._marks: dict[tuple, dict[str, list[Finding]]] = {}

    def labelled(self, key: str) -> tuple[str, str]:
        """The name of a figure, and why it cannot be asked (empty: it can)."""
        if is_stated(key):
            return f"手工填报：{key.removeprefix('stated.')}", ""
        indicator = self._known.get(key)
        if indicator is None:
            return key, self._own.broken.get(key) or f"指标“{key}”已不存在，请重新选择。"
        if isinstance(indicator, Defined) and not indicator.is_active(self.question.today):
            return indicator.label, f"自定义指标“{indicator.label}”已停用，请重新选择。"
        return indicator.label, ""

    def ask(self, cells: list[CellValue]) -> None:
        groups: dict[tuple, list[CellValue]] = defaultdict(list)
        for cell in cells:
            groups[cell.asked.unit.pk, cell.asked.itself].append(cell)
        for (_, itself), group in groups.items():
            unit = group[0].asked.unit
            periods = list(dict.fromkeys(p for cell in group for p in _periods(cell)))
            figures = [cell for cell in group if not is_stated(cell.binding.key)]
            self._evaluate(figures, unit, itself, periods)
            self._ask_targets(figures, unit, itself)
            self._ask_items(figures, unit)
            self._check(figures, unit, itself)
            if len(figures) < len(group):
                stated = statements.of(unit, periods)
                self._stated |= {(key, unit.pk, period): row for (key, period), row in stated.items()}

    def _evaluate(self, cells: list[CellValue], unit: Organization, itself: bool, periods: list[Period]) -> None:
        chosen = [self._known[key] for key in dict.fromkeys(cell.binding.key for cell in cells)]
        district = self.question.district
        if itself:
            for period in periods:
                for key, towns in evaluate_by_town(chosen, period, district=district).items():
                    self._values[key, unit.pk, True, period] = towns.get(DISTRICT_ITSELF)
        elif chosen:
            found = evaluate(chosen, periods, district=district, unit=unit, listed=[])
            self._values |= {(key, unit.pk, False, period): value for (key, period), value in found.items()}

    def _ask_targets(self, cells: list[CellValue], unit: Organization, itself: bool) -> None:
        wanted: dict[Period, list[Indicator]] = defaultdict(list)
        for cell in cells:
            if cell.binding.value in (Value.TARGET, Value.COMPLETION) and not itself:
                wanted[cell.period].append(self._known[cell.binding.key])
        for period, chosen in wanted.items():
            now = {one.key: self._values[one.key, unit.pk, False, period] for one in chosen}
            found = targets.progress(chosen, period, now, district=self.question.district, unit=unit)
            self._targets |= {(key, unit.pk, period): progress for key, progress in found.items()}

    def _ask_items(self, cells: list[CellValue], unit: Organization) -> None:
        """Of breakdowns the items, by name."""
        district = self.question.district
        for cell in cells:
            place = (cell.binding.key, unit.pk, cell.period)
            if cell.binding.value != Value.PART or place in self._items:
                continue
            self._items[place] = items_of(self._known[cell.binding.key], cell.period, district=district, unit=unit)

    def _check(self, cells: list[CellValue], unit: Organization, itself: bool) -> None:
        """What the rules of consistency find about the figures of the unit."""
        if itself:
            return
        wanted: dict[Period, set[str]] = defaultdict(set)
        for cell in cells:
            wanted[cell.period].add(cell.binding.key)
        for period, keys in wanted.items():
            rules = rules_about(keys)
            if not rules:
                continue
            found = consistency.check(period, district=self.question.district, unit=unit, rules=rules).findings
            marks: dict[str, list[Finding]] = defaultdict(list)
            for finding in found:
                for key in finding.rule.uses:
                    marks[key].append(finding)
            self._marks[unit.pk, period] = marks

    def fill(self, cell: CellValue) -> None:
        """Give the cell its value."""
        cell.value = self._stated_value(cell) if is_stated(cell.binding.key) else self._value(cell)
        if not cell.asked.itself:
            cell.findings = self._marks.get((cell.asked.unit.pk, cell.period), {}).get(cell.binding.key, [])
        cell.written = _nothing(cell.binding) if cell.value is None else cell.value

    def _stated_value(self, cell: CellValue):
        row = self._stated.get((cell.binding.key, cell.asked.unit.pk, cell.period.key))
        if cell.binding.value == Value.BEFORE:
            row = self._stated.get((cell.binding.key, cell.asked.unit.pk, cell.period.year_before.key))
        if row is None:
            return None
        return row.value if row.amount is None else scaled(row.amount, row.unit, cell.binding)

    def _raw(self, cell: CellValue, period: Period):
        return self._values.get((cell.binding.key, cell.asked.unit.pk, cell.asked.itself, period))

    def _value(self, cell: CellValue):
        binding, indicator = cell.binding, self._known[cell.binding.key]
        place = (binding.key, cell.asked.unit.pk, cell.period)
        if binding.value == Value.PART:
            found = {matching_key(name): count for name, count in self._items.get(place) or ()}
            return finished(found.get(matching_key(binding.part)), indicator.unit, binding)
        if binding.value == Value.TARGET:
            progress = self._targets.get(place)
            return None if progress is None else scaled(progress.target.value, indicator.unit, binding)
        if binding.value == Value.COMPLETION:
            progress = self._targets.get(place)
            return None if progress is None or progress.percent is None else scaled(progress.percent, "%", binding)
        if binding.value == Value.GROWTH:
            grown = self._growth(cell, indicator)
            return None if grown is None else scaled(grown, "%", binding)
        period = cell.period.year_before if binding.value == Value.BEFORE else cell.period
        return finished(spoken(indicator, self._raw(cell, period)), indicator.unit, binding)

    def _growth(self, cell: CellValue, indicator: Indicator) -> Decimal | None:
        """同比 in percent; of percentages in points. None where one is missing, or the year before was 0 or counted otherwise."""
        before_period = cell.period.year_before
        if not indicator.comparable(cell.period, before_period):
            return None
        now, before = (spoken(indicator, self._raw(cell, period)) for period in (cell.period, before_period))
        if not all(isinstance(value, int | Decimal) for value in (now, before)):
            return None
        if indicator.unit == "%":
            return Decimal(now) - Decimal(before)
        return (Decimal(now) - Decimal(before)) * 100 / Decimal(before) if before else None


def _periods(cell: CellValue) -> list[Period]:
    needed = {Value.BEFORE: [cell.period.year_before], Value.GROWTH: [cell.period, cell.period.year_before]}
    return needed.get(cell.binding.value, [cell.period])


def items_of(
    indicator: Indicator, period: Period, *, district: District, unit: Organization
) -> list[tuple[str, object]]:
    """(name, number) of the parts of a breakdown, or of an own indicator that is grouped; empty where there are none."""
    if isinstance(indicator, Breakdown):
        found = evaluate([indicator], [period], district=district, unit=unit)[indicator.key, period]
        return [(item["name"], item["count"]) for item in found or ()]
    if isinstance(indicator, Defined):
        return breakdown(indicator, period, district=district, unit=unit) or []
    return []


def has_parts(indicator: Indicator) -> bool:
    return isinstance(indicator, Breakdown) or (
        isinstance(indicator, Defined) and bool(indicator.versions[-1].question.breakdown)
    )
