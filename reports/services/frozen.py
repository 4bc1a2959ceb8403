"""A signed paper as it reads: from the copies that were made when it was signed, and from nothing else."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from members.models import Organization
from reports.models import Freeze, FrozenFigure, Paper
from reports.services.summary import Summary, SummaryParagraph, SummarySection
from reports.text.tokens import LAST_PERIOD, LAST_YEAR, FigureRun, Trouble, Values, is_stated
from union_site.core.indicators import COUNTED, Kind
from union_site.core.periods import Period


@dataclass(frozen=True)
class FrozenIndicator:
    """The rule of a figure as it was: what is asked of it is answered from the copy."""

    key: str
    label: str
    unit: str
    kind: Kind
    number: int | None
    section: str
    definition: str
    version: str  # the day from which an own indicator's version holds; "" for built-in ones

    def described(self, period: Period) -> str:
        return self.definition


@dataclass(frozen=True)
class FrozenValue:
    """A figure as it was when the paper was signed, with the questions that a live one answers."""

    indicator: FrozenIndicator
    period: Period
    now: object
    before: object
    today: date
    words: str
    before_words: str
    unit: str
    change: str

    @property
    def reported(self) -> bool:
        return self.words != "—"

    @property
    def reported_before(self) -> bool:
        return self.before_words != "—"

    @property
    def definition(self) -> str:
        return self.indicator.definition

    @property
    def as_of(self) -> date:
        return self.today

    def title(self, before: bool = False) -> str:
        """What the reader is told when pointing at the figure: its page shows the value of today."""
        words = self.before_words if before else self.words
        return f"{self.indicator.label}：定稿时 {words}{self.unit if words != '—' else ''}"


@dataclass(frozen=True)
class FrozenStatement:
    """A figure stated by hand, as it was."""

    key: str
    name: str
    value: str
    unit: str = ""


@dataclass(frozen=True)
class Rows:
    """The figures of a frozen paper, of its period and of the year before, by key."""

    now: dict[str, FrozenFigure] = field(default_factory=dict)
    before: dict[str, FrozenFigure] = field(default_factory=dict)
    elsewhere: dict[str, dict[str, FrozenFigure]] = field(default_factory=dict)  # of 上期 and other units

    def at(self, place: str) -> dict[str, FrozenFigure]:
        if place in ("", LAST_YEAR):
            return self.before if place else self.now
        return self.elsewhere.setdefault(place, {})


def of(paper: Paper) -> Freeze | None:
    """The freeze of a paper; None while it is being written."""
    return Freeze.objects.select_related("pdf", "pdf_internal", "docx", "frozen_by").filter(paper=paper).first()


def figures(freeze: Freeze) -> Rows:
    """The figures of a freeze, without the keys of their rows."""
    found = Rows()
    for row in freeze.figures.defer("row_keys"):
        found.at(row.at)[row.key] = row
    return found


def summary(freeze: Freeze) -> Summary:
    """The paper as it read when it was signed."""
    paper, kept = freeze.paper, figures(freeze)
    period = Period.parse(paper.period)
    counted = {key: row for key, row in kept.now.items() if not is_stated(key)}
    return Summary(
        title=freeze.title,
        period=period,
        unit=paper.organization,
        district=paper.district,
        sections=tuple(
            SummarySection(
                one["heading"],
                tuple(SummaryParagraph(part["lead"], tuple(map(run, part["runs"]))) for part in one["paragraphs"]),
            )
            for one in freeze.sections
        ),
        left_out=(),
        figures={key: _value(row, kept.before.get(key), period, freeze.as_of) for key, row in counted.items()},
        statements={
            key: FrozenStatement(key, row.definition["label"], row.value or "", row.definition["unit"])
            for key, row in kept.now.items()
            if is_stated(key)
        },
        as_of=freeze.as_of,
        values=Values({}, {}, {}),  # a copy is read, never computed
        units=_units(kept),
    )


def _units(kept: Rows) -> dict[str, Organization]:
    """The other units of which the text speaks, by the names that it gives them."""
    keys = {name: row.definition["of"] for name, found in kept.elsewhere.items() for row in found.values()}
    found = {str(one.public_id): one for one in Organization.objects.filter(public_id__in=set(keys.values()))}
    return {name: found[key] for name, key in keys.items() if name != LAST_PERIOD and key in found}


def stored_run(said: str | FigureRun | Trouble) -> str | dict:
    """A run of text as a freeze keeps it."""
    if isinstance(said, FigureRun):
        return {"text": said.text, "key": said.key, "at": said.at}
    if isinstance(said, Trouble):
        return {"text": said.text, "key": said.key, "trouble": said.reason, "nothing": said.nothing}
    return said


def run(kept: str | dict) -> str | FigureRun | Trouble:
    """A run of text as it was kept."""
    if isinstance(kept, str):
        return kept
    if "trouble" in kept:
        return Trouble(kept["text"], kept["key"], kept["trouble"], kept["nothing"])
    return FigureRun(kept["text"], kept["key"], kept["at"])


def _value(row: FrozenFigure, before: FrozenFigure | None, period: Period, as_of: date) -> FrozenValue:
    said = row.definition
    indicator = FrozenIndicator(
        row.key,
        said["label"],
        said["unit"],
        Kind(said["kind"]),
        said["number"],
        said["section"],
        said["description"],
        said["version"],
    )
    return FrozenValue(
        indicator,
        period,
        number(row),
        number(before) if before else None,
        as_of,
        row.words,
        before.words if before else "—",
        said["shown_unit"],
        said["change"],
    )


def number(row: FrozenFigure):
    """The value as it was computed: what was an amount or a share is one again."""
    amount = row.definition.get("kind") in COUNTED
    return Decimal(row.value) if amount and isinstance(row.value, str) else row.value
