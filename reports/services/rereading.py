"""A signed paper beside what it would say today, sentence by sentence: what reads otherwise, and what merely counts so."""

import difflib
from dataclasses import dataclass

from reports.services.summary import Summary, SummarySection
from reports.text import prose
from reports.text.tokens import FigureRun, Trouble


@dataclass(frozen=True)
class Sentence:
    """A sentence as said, and as it is whatever its figures say (`form`: figures as their keys)."""

    text: str
    form: str
    figures: tuple[tuple[str, str], ...] = ()  # (key, words), in order


@dataclass(frozen=True)
class Difference:
    """A sentence in two versions. kind: same, words, figures (the words are the same), added, removed.

    `values`: (key, words then, words now) of figures that say otherwise.
    """

    kind: str
    old: str = ""
    new: str = ""
    values: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Part:
    """A section in two versions: its headings, and its sentences in reading order."""

    heading: str
    old_heading: str
    differences: list[Difference]

    @property
    def changed(self) -> int:
        return sum(one.kind != "same" for one in self.differences) + (self.heading != self.old_heading)


def compare(old: Summary, new: Summary) -> list[Part]:
    """The sections of the newer version beside those of the older one; sections are matched by their headings."""
    before, after = _by_heading(old), _by_heading(new)
    parts = [
        Part(
            section.heading,
            before[name].heading if name in before else "",
            differences(sentences(before[name]) if name in before else [], sentences(section)),
        )
        for name, section in after.items()
    ]
    gone = [section for name, section in before.items() if name not in after]
    return parts + [Part("", section.heading, differences(sentences(section), [])) for section in gone]


def _by_heading(summary: Summary) -> dict[tuple[str, int], SummarySection]:
    """The sections by their headings; the second of a heading is its second."""
    found: dict[tuple[str, int], SummarySection] = {}
    for section in summary.sections:
        name = _bare(section.heading)
        found[name, sum(other == name for other, _ in found)] = section
    return found


def _bare(heading: str) -> str:
    """A heading without its number, which follows from what stands before it."""
    return heading.partition("、")[2] or heading


def sentences(section: SummarySection) -> list[Sentence]:
    """The sentences of a section; a figure is never cut, whatever marks its words hold."""
    found = []
    for part in section.paragraphs:
        if part.lead:
            found.append(Sentence(part.lead, part.lead))
        runs, text = [], ""
        for run in part.runs:
            if isinstance(run, str):
                text += run.replace("{{", "{ {")
            else:
                text += "{{" + str(len(runs)) + "}}"
                runs.append(run)
        found += [_sentence(one, runs) for one in prose.sentences(text)]
    return found


def _sentence(text: str, runs: list[FigureRun | Trouble]) -> Sentence:
    said, form, figures = text, text, []
    for number, run in enumerate(runs):
        place = "{{" + str(number) + "}}"
        if place not in text:
            continue
        at = getattr(run, "at", "")
        key = f"{run.key}@{at}" if at else run.key
        said = said.replace(place, run.text)
        form = form.replace(place, "{{" + key + "}}")
        figures.append((key, run.text))
    return Sentence(said, form, tuple(figures))


def differences(old: list[Sentence], new: list[Sentence]) -> list[Difference]:
    """What became of the sentences, in reading order."""
    found = []
    matcher = difflib.SequenceMatcher(None, [one.form for one in old], [one.form for one in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += [_same_words(one, other) for one, other in zip(old[a:b], new[c:d], strict=True)]
        elif b - a == d - c:
            found += [Difference("words", one.text, other.text) for one, other in zip(old[a:b], new[c:d], strict=True)]
        else:
            found += [Difference("removed", one.text) for one in old[a:b]]
            found += [Difference("added", "", one.text) for one in new[c:d]]
    return found


def _same_words(old: Sentence, new: Sentence) -> Difference:
    if old.text == new.text:
        return Difference("same", old.text, new.text)
    pairs = zip(old.figures, new.figures, strict=True)
    values = tuple((key, then, now) for (key, then), (_, now) in pairs if then != now)
    return Difference("figures", old.text, new.text, values)
