"""Two readings of papers beside each other, sentence by sentence: of two papers, or of a signed one then and now."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports.models import Freeze, Paper
from reports.services import composing, frozen
from reports.services.composing import Composition
from reports.text import prose
from reports.text.spans import spans, tokens_in
from reports.text.tokens import FigureRun, Trouble, runs

Runs = tuple[str | FigureRun | Trouble, ...]
ALIKE = 0.5  # from which a sentence that went and one that came are taken for the same, rewritten


@dataclass(frozen=True)
class SaidSentence:
    """A sentence as it is stored and as it reads."""

    stored: str
    runs: Runs

    @property
    def text(self) -> str:
        return "".join(run if isinstance(run, str) else run.text for run in self.runs)

    @property
    def figures(self) -> list[FigureRun]:
        return [run for run in self.runs if isinstance(run, FigureRun)]


@dataclass(frozen=True)
class SaidSection:
    """A section as it reads: heading without number, its stored text, and its sentences."""

    heading: str
    text: str
    sentences: tuple[SaidSentence, ...]


@dataclass(frozen=True)
class Pair:
    """A sentence of the paper and the one it is compared with; one of them is None where there is no other.

    kind: same (word for word), values (the same sentence with other figures), changed, added, removed.
    """

    kind: str
    new: SaidSentence | None
    old: SaidSentence | None

    @property
    def figures(self) -> list[tuple[FigureRun, FigureRun]]:
        """The figures of the same sentence beside each other (new, old) that read differently."""
        if self.kind != "values":
            return []
        return [
            (new, old) for new, old in zip(self.new.figures, self.old.figures, strict=False) if new.text != old.text
        ]


@dataclass(frozen=True)
class ComparedSection:
    """A section with its sentences in pairs; `other` is the heading that the other paper's section has."""

    heading: str
    other: str
    pairs: tuple[Pair, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs there are of each kind."""
        found = dict.fromkeys(("same", "values", "changed", "added", "removed"), 0)
        for pair in self.pairs:
            found[pair.kind] += 1
        return found


def said(paper: Paper, *, today: date) -> list[SaidSection]:
    """The paper as it reads: computed now, or as it was when it was frozen."""
    if freeze := frozen.of(paper):
        return said_then(freeze)
    texts = [(section.heading, section.text) for section in paper.sections.all()]
    return said_now(texts, composing.compose([text for _, text in texts], composing.of_paper(paper), today=today))


def said_now(texts: Iterable[tuple[str, str]], composition: Composition) -> list[SaidSection]:
    """Sections (heading, stored text) with the figures of a composition."""
    return [
        SaidSection(
            heading,
            text,
            tuple(SaidSentence(span.text, tuple(runs(span.text, composition.values))) for span in spans(text)),
        )
        for heading, text in texts
    ]


def said_then(freeze: Freeze) -> list[SaidSection]:
    """The frozen words put back into the stored sentences, figure by figure."""
    words = [
        frozen.run(kept)
        for section in freeze.sections
        for paragraph in section["paragraphs"]
        for kept in paragraph["runs"]
        if isinstance(kept, dict) and kept.get("key")
    ]
    found = []
    for section in freeze.stored:
        sentences = []
        for span in spans(section["text"]):
            said_runs, position = [], 0
            for start, end, key, at, _ in tokens_in(span.text):
                said_runs.append(span.text[position:start])
                position = end
                if words and words[0].key == key and getattr(words[0], "at", at) == at:
                    said_runs.append(words.pop(0))
                else:
                    said_runs.append(Trouble(span.text[start:end], key, "定稿时没有写出来。", nothing=True))
            said_runs.append(span.text[position:])
            sentences.append(SaidSentence(span.text, tuple(run for run in said_runs if run)))
        found.append(SaidSection(section["heading"], section["text"], tuple(sentences)))
    return found


def compare(new: list[SaidSection], old: list[SaidSection]) -> list[ComparedSection]:
    """Two papers section by section; a section finds the other's of the same heading, else the one in its place."""
    left = list(old)
    named = {section.heading for section in new}
    found = []
    for section in new:
        other = next((one for one in left if one.heading == section.heading), None)
        other = other or _most_alike(section, [one for one in left if one.heading not in named])
        if other is not None:
            left.remove(other)
        found.append(ComparedSection(section.heading, other.heading if other else "", tuple(pairs(section, other))))
    gone = [
        ComparedSection("", section.heading, tuple(Pair("removed", None, one) for one in section.sentences))
        for section in left
    ]
    return found + gone


def _most_alike(section: SaidSection, others: Iterable[SaidSection]) -> SaidSection | None:
    """The section whose heading and sentences are most alike, if half of them are."""
    scored = [
        (
            difflib.SequenceMatcher(None, section.heading + section.text, one.heading + one.text, False).quick_ratio(),
            one,
        )
        for one in others
    ]
    best = max(scored, key=lambda item: item[0], default=(0, None))
    return best[1] if best[0] >= ALIKE else None


def pairs(new: SaidSection, old: SaidSection | None) -> list[Pair]:
    """The sentences of a section in reading order, each beside the other paper's."""
    if old is None:
        return [Pair("added", one, None) for one in new.sentences]
    came, went = iter(new.sentences), iter(old.sentences)
    found: list[Pair] = []
    added: list[SaidSentence] = []
    removed: list[SaidSentence] = []

    def settle() -> None:
        found.extend(_rewritten(added, removed))
        added.clear()
        removed.clear()

    for change in prose.changes(old.text, new.text):
        match change.kind:
            case "same":
                settle()
                one, other = next(came), next(went)
                found.append(Pair("same" if one.text == other.text else "values", one, other))
            case "added":
                added.append(next(came))
            case _:
                removed.append(next(went))
    settle()
    return found


def _rewritten(added: list[SaidSentence], removed: list[SaidSentence]) -> Iterable[Pair]:
    """Sentences that came beside those that went, where they are alike; the others stand alone."""
    left = list(removed)
    for one in added:
        scored = [(difflib.SequenceMatcher(None, one.stored, other.stored, False).ratio(), other) for other in left]
        ratio, other = max(scored, key=lambda item: item[0], default=(0, None))
        if other is not None and ratio >= ALIKE:
            # What went before it in the other paper has no match any more.
            while left[0] is not other:
                yield Pair("removed", None, left.pop(0))
            left.pop(0)
            yield Pair("changed", one, other)
        else:
            yield Pair("added", one, None)
    for other in left:
        yield Pair("removed", None, other)


def differences(new: str, old: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Both texts in pieces, each with whether it differs from the other."""
    ours, theirs = [], []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, old, new, False).get_opcodes():
        theirs.append((old[a:b], kind != "equal"))
        ours.append((new[c:d], kind != "equal"))
    return [one for one in ours if one[0]], [one for one in theirs if one[0]]
