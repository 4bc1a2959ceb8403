"""Sentences of a stored text with their places in it, and the words that were written by hand between the tokens."""

import re
from dataclasses import dataclass

from reports.text.prose import LEAD, SENTENCE
from reports.text.tokens import TOKEN

MASK = "\0"  # stands for every character of a token, so that places stay the same
_OPENED = re.compile(r"《[^《》]*》|“[^“”]*”|〔[^〔〕]*〕")


@dataclass(frozen=True)
class Span:
    """A sentence of a stored text: text[start:end]; openings of paragraphs (`lead`) are sentences of their own."""

    start: int
    end: int
    text: str
    lead: bool = False

    @property
    def by_hand(self) -> str:
        """The sentence with its tokens masked, character for character."""
        return masked(self.text)


def masked(text: str) -> str:
    """The text with every token, and whatever else stands in double braces, masked."""
    return re.sub(r"\{\{[^{}]*\}\}", lambda match: MASK * len(match[0]), text)


def unquoted(text: str) -> str:
    """The text with titles and quotations masked too: what stands in 《》, “” or 〔〕 is somebody else's words."""
    return _OPENED.sub(lambda match: MASK * len(match[0]), text)


def spans(text: str) -> list[Span]:
    """The sentences of a stored text, the same as prose.sentences finds, each with its place."""
    found, position = [], 0
    for line in text.splitlines(keepends=True):
        start = position + len(line) - len(line.lstrip())
        position += len(line)
        words = line.strip()
        if words == LEAD.strip() or words.startswith(LEAD):
            lead = words[len(LEAD) :].strip()
            if lead:
                at = start + words.index(lead, len(LEAD))
                found.append(Span(at, at + len(lead), lead, True))
            continue
        for match in SENTENCE.finditer(words):
            said = match[0].strip()
            if said:
                at = start + match.start() + len(match[0]) - len(match[0].lstrip())
                found.append(Span(at, at + len(said), said))
    return found


def tokens_in(text: str) -> list[tuple[int, int, str, str, str]]:
    """(start, end, key, at, filters) of every token of a text; `at` as in tokens.FigureRun."""
    return [(m.start(), m.end(), m[1], m[2] or "", m[3]) for m in TOKEN.finditer(text)]
