"""The text of a section as it is stored and typed: paragraphs of sentences with tokens (see tokens.py).

A line is a paragraph. A line that begins with "= " is the opening in 楷体 of the paragraph below it; blank lines do not
count. Nothing is lost between text and paragraphs but blank lines and spaces at the ends of lines.
"""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

SENTENCE = re.compile(r"(?:\{\{[^{}]*\}\}|[^。！？])+(?:[。！？][”』」）]?)?|[。！？]")
LEAD = "= "


@dataclass(frozen=True)
class Prose:
    """A paragraph: its opening ("" for none) and its text with tokens."""

    lead: str
    text: str


@dataclass(frozen=True)
class Change:
    """What became of a sentence between two versions of a text: kind is same, added or removed."""

    kind: str
    text: str


def paragraphs(text: str) -> list[Prose]:
    """The paragraphs of a stored text. An opening without a paragraph below it stands alone."""
    found: list[Prose] = []
    lead = ""
    for line in map(str.strip, text.splitlines()):
        if not line:
            continue
        if line == LEAD.strip() or line.startswith(LEAD):
            if lead:
                found.append(Prose(lead, ""))
            lead = line[len(LEAD) :].strip()
        else:
            found.append(Prose(lead, line))
            lead = ""
    if lead:
        found.append(Prose(lead, ""))
    return found


def stored(found: Iterable[Prose]) -> str:
    """Paragraphs as they are stored, an opening on a line of its own."""
    lines = []
    for paragraph in found:
        if paragraph.lead:
            lines.append(LEAD + paragraph.lead)
        if paragraph.text:
            lines.append(paragraph.text)
    return "\n".join(lines)


def sentences(text: str) -> list[str]:
    """The sentences of a text, tokens whole, each with its full stop; openings are sentences of their own."""
    found = []
    for paragraph in paragraphs(text):
        if paragraph.lead:
            found.append(paragraph.lead)
        found += [match[0].strip() for match in SENTENCE.finditer(paragraph.text) if match[0].strip()]
    return found


def changes(old: str, new: str) -> list[Change]:
    """What differs between two texts, sentence by sentence, in reading order."""
    return _compared(sentences(old), sentences(new))


def line_changes(old: str, new: str) -> list[Change]:
    """What differs between two texts, line by line."""
    return _compared(old.splitlines(), new.splitlines())


def _compared(before: list[str], after: list[str]) -> list[Change]:
    found = []
    for kind, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Change("same", text) for text in after[c:d]]
        else:
            found += [Change("removed", text) for text in before[a:b]]
            found += [Change("added", text) for text in after[c:d]]
    return found
