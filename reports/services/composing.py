"""The values of which a text speaks, computed together: figures of its period and the year before, targets, statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from members.models import Organization
from reports.models import Statement
from reports.services import catalogue, figures, statements, targets
from reports.services.catalogue import Own
from reports.services.figures import FigureValue
from reports.text.tokens import Values, is_stated, keys_of, keys_of_targets
from union_site.core import registry
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


@dataclass(frozen=True)
class Composition:
    """The values of a text, and the figures behind them by key."""

    frame: Frame
    values: Values
    figures: dict[str, FigureValue]


def frame(period: Period, *, district: District, unit: Organization) -> Frame:
    """Look up what a text of the unit and period may speak of."""
    stated = statements.of(unit, [period, period.year_before])
    return Frame(period, district, unit, catalogue.own(district), stated)


def compose(texts: Iterable[str], frame: Frame, *, today: date) -> Composition:
    """Compute what the texts speak of, one statement a table. Keys that nobody knows are left to whoever renders."""
    texts, period, known = list(texts), frame.period, frame.known
    keys = sorted({key for text in texts for key in keys_of(text) if key in known})
    found = figures.compute([known[key] for key in keys], period, district=frame.district, unit=frame.unit, today=today)
    now_stated, before_stated = (statements.in_text(frame.stated, one) for one in (period, period.year_before))
    aimed = {key for text in texts for key in keys_of_targets(text) if not is_stated(key)} & found.keys()
    values = Values(
        known,
        {**{key: value.now for key, value in found.items()}, **now_stated},
        {**{key: value.comparable_before for key, value in found.items()}, **before_stated},
        period.year,
        _reached(aimed, found, frame) if aimed else {},
    )
    return Composition(frame, values, found)


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
