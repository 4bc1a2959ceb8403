"""The figures that the cells of a form ask, evaluated together: for many towns as one breakdown, not one by one."""

from collections import defaultdict
from decimal import Decimal

from members.models import Organization
from reports.models import FormBinding
from reports.services import catalogue, consistency, statements, targets
from reports.services.defined import Defined, breakdown
from reports.services.report_forms.cells import CellValue, Question
from reports.services.report_forms.numbers import finished, nothing, scaled, spoken
from reports.text.tokens import is_stated
from union_site.core.consistency import Finding, asked_by, findings, rules_about
from union_site.core.evaluation import DISTRICT_ITSELF, evaluate, evaluate_by_town
from union_site.core.indicators import Breakdown, Claim, Indicator
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.widths import matching_key

Value = FormBinding.Value
FEW = 2  # towns that are asked one by one


class Figures:
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

    def ask(self, cells: list[CellValue], *, doubts: bool) -> None:
        """Evaluate what the cells ask; with `doubts` also the rules of consistency that speak of it."""
        groups: dict[tuple, list[CellValue]] = defaultdict(list)
        for cell in cells:
            groups[cell.asked.unit.pk, cell.asked.itself].append(cell)
        towns = self._towns(groups)
        self._ask_towns([cell for group in towns.values() for cell in group], doubts)
        for place, group in groups.items():
            unit, itself = group[0].asked.unit, group[0].asked.itself
            periods = list(dict.fromkeys(p for cell in group for p in _periods(cell)))
            figures = [cell for cell in group if not is_stated(cell.binding.key)]
            self._evaluate(figures, unit, itself, periods)
            self._ask_targets(figures, unit, itself)
            self._ask_items(figures, unit)
            if doubts and not itself and place not in towns:
                self._check(figures, unit)
            if len(figures) < len(group):
                stated = statements.of(unit, periods)
                self._stated |= {(key, unit.pk, period): row for (key, period), row in stated.items()}

    def _towns(self, groups: dict[tuple, list[CellValue]]) -> dict[tuple, list[CellValue]]:
        """Those of the groups that a breakdown by town answers at once: what stands right below the district, and itself."""
        whole = self.question.unit.parent_id is None
        found = {
            place: group
            for place, group in groups.items()
            if whole and (place[1] or group[0].asked.unit.parent_id == self.question.unit.pk)
        }
        return found if len(found) > FEW or any(itself for _, itself in found) else {}

    def _ask_towns(self, cells: list[CellValue], doubts: bool) -> None:
        """By period one evaluation for all towns; what it would only count is left to be asked one by one."""
        wanted: dict[Period, dict[str, Indicator]] = defaultdict(dict)
        units = {(cell.asked.unit.pk, cell.asked.itself): cell.asked for cell in cells}
        for cell in cells:
            indicator = self._known.get(cell.binding.key)
            if indicator is not None and (cell.asked.itself or _of_breakdown(indicator)):
                for period in _periods(cell):
                    wanted[period][indicator.key] = indicator
        district = self.question.district
        for period, chosen in wanted.items():
            rules = rules_about(chosen) if doubts else []
            asked = {one.key: one for one in (*chosen.values(), *asked_by(rules))}
            found = evaluate_by_town(asked.values(), period, district=district)
            for (pk, itself), unit in units.items():
                mine = {key: _of_town(values, unit) for key, values in found.items()}
                self._values |= {(key, pk, itself, period): mine[key] for key in chosen}
                if rules and not itself:
                    self._mark(pk, period, findings(rules, mine))

    def _evaluate(self, cells: list[CellValue], unit: Organization, itself: bool, periods: list[Period]) -> None:
        """What no breakdown by town has answered."""
        keys = dict.fromkeys(cell.binding.key for cell in cells)
        chosen = [
            self._known[key]
            for key in keys
            if any(
                (key, unit.pk, itself, p) not in self._values
                for cell in cells
                if cell.binding.key == key
                for p in _periods(cell)
            )
        ]
        if chosen and not itself:
            found = evaluate(chosen, periods, district=self.question.district, unit=unit, listed=[])
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

    def _check(self, cells: list[CellValue], unit: Organization) -> None:
        """What the rules of consistency find about the figures of the unit."""
        wanted: dict[Period, set[str]] = defaultdict(set)
        for cell in cells:
            wanted[cell.period].add(cell.binding.key)
        for period, keys in wanted.items():
            if rules := rules_about(keys):
                found = consistency.check(period, district=self.question.district, unit=unit, rules=rules)
                self._mark(unit.pk, period, found.findings)

    def _mark(self, pk: int, period: Period, found: list[Finding]) -> None:
        marks: dict[str, list[Finding]] = defaultdict(list)
        for finding in found:
            for key in finding.rule.uses:
                marks[key].append(finding)
        self._marks[pk, period] = marks

    def fill(self, cell: CellValue) -> None:
        """Give the cell its value."""
        cell.value = self._stated_value(cell) if is_stated(cell.binding.key) else self._value(cell)
        if not cell.asked.itself:
            cell.findings = self._marks.get((cell.asked.unit.pk, cell.period), {}).get(cell.binding.key, [])
        cell.written = nothing(cell.binding) if cell.value is None else cell.value

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


def _of_breakdown(indicator: Indicator) -> bool:
    """Whether a breakdown by town gives the same as asking each town; it counts what others name or judge."""
    return not indicator.own and indicator.countable and not isinstance(indicator, Claim)


def _of_town(values: dict[str, object], asked) -> object:
    """A town's value out of a breakdown, which calls towns of one short name by their full names."""
    if asked.itself:
        return values.get(DISTRICT_ITSELF)
    return values.get(asked.unit.short_name, values.get(asked.unit.name))


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
