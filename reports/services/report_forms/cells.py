"""A bound cell with its value, and what is asked for all cells of a filling."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from members.models import Organization
from reports.models import FormBinding
from reports.services.report_forms.layout import DATE_GAP, cell_name
from reports.services.report_forms.numbers import stored_text, worded
from reports.services.report_forms.units import Asked
from union_site.core.consistency import Finding
from union_site.core.models import District, User
from union_site.core.periods import Period
from union_site.core.scope import Scope

Source, Value, Span = FormBinding.Source, FormBinding.Value, FormBinding.Span


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
