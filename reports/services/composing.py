"""The values of which a text speaks, computed together: figures of its period and the year before, targets, statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from members.models import Organization
from reports.models import Paper, Statement
from reports.services import catalogue, figures, statements, targets
from reports.services.catalogue import Own
from reports.services.figures import FigureValue
from reports.text.tokens import LAST_PERIOD, LAST_YEAR, Values, is_stated, keys_of, keys_of_targets, places_of
from union_site.core import registry
from union_site.core.evaluation import evaluate
from union_site.core.models import District
from union_site.core.periods import Period


@dataclass(frozen=True)
class Frame:
    """What a text of a unit and period may speak of, before anything is computed."""

    period: Period
    district: District
    unit: Organization
    own: Own
    stated: dict[tuple[str, str], Statement]

    @property
    def known(self) -> dict:
        """Every figure that can be asked, by key."""
        return {**registry.indicators, **self.own.working}

    @property
    def statements(self) -> dict[str, Statement]:
        """What the unit itself stated for the period, by key."""
        return {key: row for (key, of_period), row in self.stated.items() if of_period == self.period.key}


def place_of(at: str, period: Period, unit: Organization, units: Mapping[str, Organization]):
    """(unit, period) of which a figure `at` a place speaks (see tokens.FigureRun) in a text of `unit` and `period`.

    `units`: those that the text calls by a name; a name that is none of them gives the text's own.
    """
    periods = {LAST_YEAR: period.year_before, LAST_PERIOD: period + -1}
    return units.get(at, unit), periods.get(at, period)


@dataclass(frozen=True)
class Composition:
    """The values of a text, the figures behind them by key, and the other units of which it speaks by name."""

    frame: Frame
    values: Values
    figures: dict[str, FigureValue]
    units: dict[str, Organization] = field(default_factory=dict)

    def place(self, at: str) -> tuple[Organization, Period]:
        """The unit and the period of which a figure `at` a place speaks."""
        return place_of(at, self.frame.period, self.frame.unit, self.units)


def frame(period: Period, *, district: District, unit: Organization) -> Frame:
    """Look up what a text of the unit and period may speak of."""
    stated = statements.of(unit, [period, period.year_before])
    return Frame(period, district, unit, catalogue.own(district), stated)


def of_paper(paper: Paper) -> Frame:
    """What the texts of a paper may speak of."""
    return frame(Period.parse(paper.period), district=paper.district, unit=paper.organization)


def compose(texts: Iterable[str], frame: Frame, *, today: date) -> Composition:
    """Compute what the texts speak of, one statement a table. Keys that nobody knows are left to whoever renders."""
    texts, period, known = list(texts), frame.period, frame.known
    keys = sorted({key for text in texts for key in keys_of(text) if key in known})
    found = figures.compute([known[key] for key in keys], period, district=frame.district, unit=frame.unit, today=today)
    now_stated, before_stated = (statements.in_text(frame.stated, one) for one in (period, period.year_before))
    places = _places(texts)
    units = _units(places, frame)
    aimed = {key for text in texts for key in keys_of_targets(text) if not is_stated(key)} & found.keys()
    values = Values(
        known,
        {**{key: value.now for key, value in found.items()}, **now_stated},
        {**{key: value.comparable_before for key, value in found.items()}, **before_stated},
        period.year,
        _reached(aimed, found, frame) if aimed else {},
        {name: _elsewhere(name, keys, units, frame) for name, keys in places.items() if name in {LAST_PERIOD, *units}},
    )
    return Composition(frame, values, found, units)


def _places(texts: Iterable[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for text in texts:
        for name, keys in places_of(text).items():
            found.setdefault(name, set()).update(keys)
    return found


def _units(places: dict[str, set[str]], frame: Frame) -> dict[str, Organization]:
    """The units beneath the one that writes, by the names that a text gives them; a name that two bear is none."""
    names = places.keys() - {LAST_PERIOD}
    if not names:
        return {}
    beneath = Organization.objects.current().filter(district=frame.district, path__startswith=frame.unit.path)
    rows = list(beneath.filter(Q(name__in=names) | Q(short_name__in=names)))
    found = {name: [row for row in rows if name in (row.name, row.short_name)] for name in names}
    return {name: alike[0] for name, alike in found.items() if len(alike) == 1}


def _elsewhere(name: str, keys: set[str], units: dict[str, Organization], frame: Frame) -> dict:
    """The values of the period before, where it was counted by the same rule, or of another unit, by key."""
    unit, period = place_of(name, frame.period, frame.unit, units)
    known = frame.known
    chosen = [
        known[key]
        for key in sorted(keys)
        if key in known and (period == frame.period or known[key].comparable(frame.period, period))
    ]
    found = evaluate(chosen, [period], district=frame.district, unit=unit) if chosen else {}
    stated = {key for key in keys if is_stated(key)}
    by_hand = statements.in_text(statements.of(unit, [period]), period) if stated else {}
    return {one.key: found[one.key, period] for one in chosen} | {key: by_hand.get(key) for key in stated}


def _reached(keys: set[str], found: dict[str, FigureValue], frame: Frame) -> dict[str, Decimal | None]:
    """How much of their targets of the year these figures have reached, in percent."""
    progress = targets.progress(
        [found[key].indicator for key in keys],
        frame.period,
        {key: found[key].now for key in keys},
        district=frame.district,
        unit=frame.unit,
    )
    return {key: one.percent for key, one in progress.items()}
