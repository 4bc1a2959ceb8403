"""Section templates: data files of headings and sentences (see half_year.txt), read into plain structures."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class ParagraphTemplate:
    """A paragraph: its opening in 楷体 (may be empty) and its sentences, one a line of the file."""

    lead: str
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class SectionTemplate:
    """A section: its first-level heading (empty for the introduction) and its paragraphs."""

    heading: str
    paragraphs: tuple[ParagraphTemplate, ...]


@cache
def load(name: str = "half_year") -> tuple[SectionTemplate, ...]:
    """Read a template file of this folder."""
    return parse((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def parse(text: str) -> tuple[SectionTemplate, ...]:
    sections: list[tuple[str, list[tuple[str, list[str]]]]] = [("", [("", [])])]
    for line in map(str.strip, text.splitlines()):
        if not line or line.startswith("#"):
            continue
        if line.startswith("== "):
            sections.append((line[3:].strip(), [("", [])]))
        elif line.startswith("= "):
            sections[-1][1].append((line[2:].strip(), []))
        else:
            sections[-1][1][-1][1].append(line)
    return tuple(
        SectionTemplate(heading, tuple(ParagraphTemplate(lead, tuple(lines)) for lead, lines in paragraphs if lines))
        for heading, paragraphs in sections
        if heading or any(lines for _, lines in paragraphs)
    )
