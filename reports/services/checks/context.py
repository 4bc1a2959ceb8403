"""What the checks of a paper look at, looked up once: its sentences, the values of all figures, the last period's paper."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from reports.models import ClaimEvidence, Paper, PaperSection
from reports.services import carrying, composing, figures
from reports.services.composing import Composition
from reports.text.naming import Namer
from reports.text.spans import Span, spans
from reports.text.tokens import FigureRun, Trouble, runs
from union_site.core.indicators import COUNTED, Claim, Indicator, Listing
from union_site.core.periods import Period


@dataclass(frozen=True)
class Sentence:
    """A sentence of a section, and what it says."""

    section: PaperSection
    span: Span
    runs: tuple[str | FigureRun | Trouble, ...]

    @property
    def text(self) -> str:
        """As it is stored, with tokens."""
        return self.span.text

    @property
    def said(self) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)

    @property
    def origin(self) -> str:
        """The line of the template from which it came unchanged; "" for one that was written or changed by hand."""
        return self.section.origins.get(self.text, "")


@dataclass(frozen=True)
class Context:
    """A paper with everything that its checks ask about."""

    paper: Paper
    period: Period
    today: date
    sections: list[PaperSection]
    sentences: list[Sentence]
    composition: Composition
    last: Paper | None
    last_sections: list[PaperSection]
    evidence: list[ClaimEvidence] = field(default_factory=list)

    @property
    def known(self) -> dict[str, Indicator]:
        return self.composition.values.indicators

    @cached_property
    def keys(self) -> set[str]:
        """The figures of which the text speaks."""
        return {run.key for one in self.sentences for run in one.runs if isinstance(run, FigureRun)}

    @cached_property
    def numbers(self) -> dict[str, Indicator]:
        """The figures that are a single number of this period or the year before, by key."""
        return {
            key: value.indicator
            for key, value in self.composition.figures.items()
            if value.indicator.kind in COUNTED and (value.now is not None or value.before is not None)
        }

    @cached_property
    def namer(self) -> Namer:
        return Namer(self.numbers.values())

    def figure_url(self, key: str, at: str = "") -> str:
        """The page of a figure; `at` as in tokens.FigureRun."""
        return figures.address(key, *self.composition.place(at))

    def label(self, key: str) -> str:
        """What a figure is called in a sentence."""
        return self.known[key].label.removeprefix("其中：")

    def figure_link(self, key: str, at: str = "") -> tuple[str, str]:
        return self.label(key), self.figure_url(key, at)

    def evidence_for(self, section: PaperSection, sentence: str, word: str) -> ClaimEvidence | None:
        """What somebody named for a word of a sentence, the newest of it."""
        wanted = (section.pk, sentence, word)
        return next((one for one in self.evidence if (one.section_id, one.sentence, one.word) == wanted), None)


def prepare(paper: Paper, *, today: date) -> Context:
    """Look up a paper's text, the values of every single number of its period (in one composition), and its past."""
    sections = list(paper.sections.select_related("department"))
    frame = composing.of_paper(paper)
    wanted = [
        one.key
        for one in frame.known.values()
        if isinstance(one, Claim) or (one.kind in COUNTED and not isinstance(one, Listing))
    ]
    # A sentence that came from a line of the template is judged by the conditions of that line.
    lines = [line for section in sections for line in section.origins.values() if line.startswith("?")]
    texts = [*(section.text for section in sections), *lines, "".join("{{" + key + "}}" for key in wanted)]
    composition = composing.compose(texts, frame, today=today)
    last = carrying.last_paper(paper)
    return Context(
        paper,
        frame.period,
        today,
        sections,
        list(_sentences(sections, composition)),
        composition,
        last,
        list(last.sections.all()) if last else [],
        list(ClaimEvidence.objects.filter(section__paper=paper).select_related("by").order_by("-id")),
    )


def _sentences(sections: Iterable[PaperSection], composition: Composition) -> Iterable[Sentence]:
    for section in sections:
        for span in spans(section.text):
            yield Sentence(section, span, tuple(runs(span.text, composition.values)))
