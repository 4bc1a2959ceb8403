"""A paper as it reads now: sections with live figures, out of stored texts or of a fresh draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.models import Organization
from reports.models import Statement
from reports.services.composing import Composition, place_of
from reports.services.drafting import PLANNED_LATER, LeftOut, draft
from reports.services.figures import FigureValue
from reports.text import prose
from reports.text.tokens import FigureRun, Trouble, Values, runs
from union_site.core.models import District
from union_site.core.periods import Period

OWN = "own."  # keys of indicators that staff defined
NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class SummaryParagraph:
    """A paragraph: its opening, and its text, figures and tokens that cannot be said."""

    lead: str
    runs: tuple[str | FigureRun | Trouble, ...]

    @property
    def text(self) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)


@dataclass(frozen=True)
class SummarySection:
    heading: str
    paragraphs: tuple[SummaryParagraph, ...]


@dataclass(frozen=True)
class Summary:
    """A summary as it stands now."""

    title: str
    period: Period
    unit: Organization
    district: District
    sections: tuple[SummarySection, ...]
    left_out: tuple[LeftOut, ...]
    figures: dict[str, FigureValue]
    statements: dict[str, Statement]
    as_of: date
    values: Values
    units: dict[str, Organization]

    def place(self, at: str) -> tuple[Organization, Period]:
        """The unit and the period of which a figure `at` a place speaks."""
        return place_of(at, self.period, self.unit, self.units)

    @property
    def keys(self) -> set[str]:
        """The figures of which the text speaks."""
        return {run.key for s in self.sections for p in s.paragraphs for run in p.runs if isinstance(run, FigureRun)}

    @property
    def used(self) -> list[FigureValue]:
        """The figures of the text in the order of the list of figures, then the district's own, for the appendix."""
        keys = self.keys
        wanted = [
            value
            for value in self.figures.values()
            if value.indicator.key in keys and (value.indicator.number or value.indicator.key.startswith(OWN))
        ]
        return sorted(wanted, key=lambda value: value.indicator.number or 1000)

    @property
    def stated(self) -> list[Statement]:
        """The figures of the text that were stated by hand."""
        keys = self.keys
        return [statement for key, statement in self.statements.items() if key in keys]


def assemble(
    period: Period, *, district: District, unit: Organization | None, today: date, name: str = "half_year"
) -> Summary:
    """What a fresh draft reads like: the templates' sentences with their figures (one statement a table)."""
    unit = unit or Organization.objects.get(district=district, parent=None)
    made = draft(period, district=district, unit=unit, today=today, name=name)
    texts = [(section.heading, section.text) for section in made.sections]
    return summary_of(made.title, texts, made.composition, today=today, left_out=made.left_out)


def summary_of(
    title: str,
    sections: Iterable[tuple[str, str]],
    composition: Composition,
    *,
    today: date,
    left_out: tuple[LeftOut, ...] = (),
) -> Summary:
    """The summary whose sections are these (heading without number, text as stored), with their figures said."""
    frame = composition.frame
    said = [
        SummarySection(
            heading,
            tuple(
                SummaryParagraph(one.lead, said)
                for one in prose.paragraphs(text)
                if not waits(said := tuple(runs(one.text, composition.values)))
            ),
        )
        for heading, text in sections
    ]
    return Summary(
        title=title,
        period=frame.period,
        unit=frame.unit,
        district=frame.district,
        sections=tuple(_numbered([section for section in said if section.paragraphs])),
        left_out=left_out,
        figures=composition.figures,
        statements=frame.statements,
        as_of=min(frame.period.last_day, today),
        values=composition.values,
        units=composition.units,
    )


def waits(said: tuple[str | FigureRun | Trouble, ...]) -> bool:
    """Whether a paragraph or sentence says nothing but what will be planned later, and nothing is planned yet."""
    words = [run for run in said if not isinstance(run, str) or any(map(str.isalnum, run))]
    return bool(words) and all(isinstance(run, Trouble) and run.nothing and run.key in PLANNED_LATER for run in words)


def _numbered(sections: list[SummarySection]) -> list[SummarySection]:
    """Number what is there: 一、 for sections, （一） for openings; a single opening needs no number."""
    numbered, count = [], 0
    for section in sections:
        heading = section.heading
        if heading:
            heading = f"{_numeral(count)}、{heading}"
            count += 1
        leads = [part for part in section.paragraphs if part.lead]
        paragraphs = tuple(
            SummaryParagraph(f"（{_numeral(leads.index(part))}）{part.lead}", part.runs)
            if part.lead and len(leads) > 1
            else part
            for part in section.paragraphs
        )
        numbered.append(SummarySection(heading, paragraphs))
    return numbered


def _numeral(position: int) -> str:
    """一 for 0, 十一 for 10; a paper of a hundred parts is none."""
    tens, ones = divmod(position + 1, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十") + (
        NUMERALS[ones - 1] if ones else ""
    )
