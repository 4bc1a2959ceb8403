"""What a signed paper would say otherwise today: which figures, by how much, which rows, and who wrote them.

The paper itself never changes (see freezing). Values of today are computed with one statement a table, and so is the
question whose rows were touched at all; only of those figures the rows themselves are compared.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from members.models import Organization
from reports.models import Freeze, FrozenFigure
from reports.services import comparing, composing, drift_rows, frozen, statements
from reports.services.comparing import SaidSentence
from reports.services.composing import Composition
from reports.services.drift_rows import RowDrift
from reports.services.figures import FigureValue, shown
from reports.services.freezing import definition, plain_json
from reports.services.summary import waits
from reports.text.tokens import LAST_PERIOD, LAST_YEAR, is_stated
from union_site.core.access import Access
from union_site.core.evaluation import evaluate
from union_site.core.indicators import Count, Indicator, Latest
from union_site.core.periods import Period

OWN_PLACES = ("", LAST_YEAR, LAST_PERIOD)  # what a figure of the paper's own unit is `at`
NO_UNIT = "现在没有名为“{name}”的下属单位。"


@dataclass(frozen=True)
class FigureDrift:
    """A figure of a signed paper that was touched since: its words then and today, and the difference.

    `by` is None where one of the two is no number (what was not reported is not 0). `reason`: why it cannot be computed
    today. `rule_changed`: it is computed by another rule than then.
    """

    figure: FrozenFigure
    period: Period
    now: str
    differs: bool
    by: Decimal | None = None
    reason: str = ""
    rule_changed: bool = False
    rows: RowDrift = field(default_factory=RowDrift)
    unit_asked: Organization | None = None  # None: the paper's own

    @property
    def label(self) -> str:
        return self.figure.definition["label"]

    @property
    def unit(self) -> str:
        return self.figure.definition["unit"]

    @property
    def place(self) -> str:
        """The other unit of which the figure speaks, as the text calls it; "" for the paper's own."""
        return "" if self.figure.at in OWN_PLACES else self.figure.at

    @property
    def by_words(self) -> str:
        """+3, -1,200.5; 名单不同 where as many are named; — where there is nothing to subtract."""
        if self.by is None:
            return "—"
        if not self.by:
            return "内容不同" if self.differs else "不变"
        text = f"{self.by:+,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Drift:
    """What differs today: `figures` with another value, `touched` with the same value from rows that changed.

    `sentences`: (as signed, as it would read today) of those that would read otherwise.
    """

    figures: list[FigureDrift]
    touched: list[FigureDrift]
    sentences: list[tuple[str, str]]

    def __bool__(self) -> bool:
        return bool(self.figures or self.sentences)


def of(freeze: Freeze, access: Access) -> Drift:
    """The drift of a frozen paper, with rows that the reader may see named and the others counted."""
    made = _composed(freeze, access.today)
    compared = _compared(freeze, made)
    moved = _moved(made, compared)
    found = [one for one in compared if one.differs or one.rule_changed or one.reason or one.figure.pk in moved]
    with_rows = drift_rows.of(freeze, [(one, moved.get(one.figure.pk)) for one in found], access)
    figures = [one for one in with_rows if one.differs or one.reason]
    touched = [one for one in with_rows if not (one.differs or one.reason) and (one.rows or one.rule_changed)]
    return Drift(figures, touched, _sentences(freeze, made))


def count(freeze: Freeze, today: date) -> int:
    """How many figures would be different today: for the line on the paper's page."""
    return sum(one.differs or bool(one.reason) for one in _compared(freeze, _composed(freeze, today)))


def _composed(freeze: Freeze, today: date) -> Composition:
    paper = freeze.paper
    frame = composing.of_paper(paper)
    return composing.compose([one["text"] for one in freeze.stored], frame, today=today)


def _compared(freeze: Freeze, made: Composition) -> list[FigureDrift]:
    """Every figure of the freeze beside its value of today, in the order of the list of figures."""
    kept = sorted(
        freeze.figures.defer("row_keys"), key=lambda row: (row.definition.get("number") or 1000, row.at, row.pk)
    )
    return [_stated(row, made) if is_stated(row.key) else _figure(row, made) for row in kept]


def _place(row: FrozenFigure, made: Composition) -> tuple[Organization | None, Period]:
    """The unit and the period of which the figure speaks; no unit where none bears its name any more."""
    unit, period = made.place(row.at)
    return unit if row.at in OWN_PLACES or row.at in made.units else None, period


def _figure(row: FrozenFigure, made: Composition) -> FigureDrift:
    unit, asked = _place(row, made)
    value: FigureValue | None = made.figures.get(row.key)
    if value is None:
        reason = made.frame.own.broken.get(row.key) or "这项指标现在已经没有了。"
        return FigureDrift(row, asked, "—", True, reason=reason)
    if unit is None:
        return FigureDrift(row, asked, "—", True, reason=NO_UNIT.format(name=row.at))
    if row.at in ("", LAST_YEAR):
        raw = value.before if row.at else value.now
    else:
        raw = made.values.elsewhere.get(row.at, {}).get(row.key)
    now = plain_json(value.indicator.canonical(raw))
    rule = definition(value, asked)
    changed = any(rule[name] != row.definition.get(name) for name in ("description", "version", "unit", "kind"))
    then = frozen.number(row)
    return FigureDrift(
        row,
        asked,
        shown(raw, value.indicator),
        now != row.value,
        _difference(_amount(then, value.indicator), _amount(raw, value.indicator)),
        rule_changed=changed,
        unit_asked=unit,
    )


def _stated(row: FrozenFigure, made: Composition) -> FigureDrift:
    unit, asked = _place(row, made)
    if unit is None:
        return FigureDrift(row, asked, "—", True, reason=NO_UNIT.format(name=row.at))
    # The frame knows those of the period and of the year before alone.
    stated = made.frame.stated if row.at in ("", LAST_YEAR) else statements.of(unit, [asked])
    statement = stated.get((row.key, asked.key))
    if statement is None:
        return FigureDrift(row, asked, "—", True, unit_asked=unit)
    by = _difference(statements.amount_of(row.value or ""), statement.amount)
    return FigureDrift(row, asked, statement.value, statement.value != row.value, by, unit_asked=unit)


def _amount(value, indicator: Indicator) -> Decimal | None:
    """The value as a number, as the page says it: of a list how long it is, of a claim nothing."""
    amount = indicator.amount(value)
    return Decimal(str(amount)) if isinstance(amount, int | Decimal) and not isinstance(amount, bool) else None


def _difference(then: Decimal | None, now: Decimal | None) -> Decimal | None:
    return None if then is None or now is None else now - then


def _moved(made: Composition, compared: Iterable[FigureDrift]) -> dict[int, Indicator]:
    """{figure's key: indicator} of those whose rows are not as many, or were written later, than when it was signed."""
    frame = made.frame
    known = frame.known
    counted = [one for one in compared if one.figure.key in known and one.figure.at in ("", LAST_YEAR)]
    probes: dict[str, Indicator] = {}
    for one in counted:
        for name, measure in (("count", Count()), ("latest", Latest("updated_at"))):
            probes[f"{one.figure.key}#{name}"] = _probe(known[one.figure.key], name, measure)
    periods = [frame.period, frame.period.year_before]
    found = evaluate(probes.values(), periods, district=frame.district, unit=frame.unit)
    moved = {}
    for one in counted:
        many, latest = (found[f"{one.figure.key}#{name}", one.period] for name in ("count", "latest"))
        if (many or 0) != (one.figure.row_count or 0) or latest != one.figure.rows_written_at or one.differs:
            moved[one.figure.pk] = known[one.figure.key]
    # Of the few that speak of 上期 or of another unit the rows are compared where the value is another one.
    elsewhere = [one for one in compared if one.figure.key in known and one.figure.at not in ("", LAST_YEAR)]
    return moved | {one.figure.pk: known[one.figure.key] for one in elsewhere if one.differs and not one.reason}


def _probe(indicator: Indicator, name: str, measure) -> Indicator:
    """A plain figure over the same rows."""
    return Indicator(
        key=f"{indicator.key}#{name}",
        label=indicator.label,
        unit="",
        kind=indicator.kind,
        section=indicator.section,
        definition="",
        model=indicator.model,
        where=indicator.where,
        register=indicator.register,
        measure=measure,
        annotate=indicator.annotate,
        owner=indicator.owner,
        owner_on=indicator.owner_on,
        own=indicator.own,
    )


def _sentences(freeze: Freeze, made: Composition) -> list[tuple[str, str]]:
    """Sentences that would read otherwise with the values of today, in the order of the text; "" where there is none."""
    then = comparing.said_then(freeze)
    now = comparing.said_now([(one["heading"], one["text"]) for one in freeze.stored], made)
    pairs = [
        (_read(old), _read(new))
        for before, after in zip(then, now, strict=True)
        for old, new in zip(before.sentences, after.sentences, strict=True)
    ]
    return [(old, new) for old, new in pairs if old != new]


def _read(one: SaidSentence) -> str:
    """What the paper reads there; it passes over what only waits for the plan."""
    return "" if waits(one.runs) else one.text
