"""Section templates: texts of headings and sentences (see half_year.txt), read into plain structures.

A line is one of: a line of the head (名称：…, before everything else), `== ` a first-level heading, `= ` the opening of
a paragraph, a sentence. Lines that begin with # explain; blank lines do not count. What a text says wrongly, with line
and column, is told by reports.services.template_check.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from union_site.core.periods import Period

FOLDER = Path(__file__).parent
# The shipped templates in the order in which they are offered; each is a file of this folder.
SHIPPED = ("half_year", "year", "quarter", "brief", "bulletin", "speech", "mutual_aid", "safety_cup")
PERIODS = {"半年": 6, "季度": 3, "全年": 12}  # months
UNITS = {"区总": {"district"}, "镇街": {"town", "street"}, "系统": {"system"}}  # kinds of organisations
OTHER_UNITS = "基层"
EVERY_UNIT = "全部"
TITLE = "{单位}{期}工作总结"
FRAME = ("期", "期短", "下期", "单位", "上级", "上级工会", "范围")  # words that stand as {期}
_HEAD = re.compile(r"(名称|标题|报告期|单位)：\s*(.*)")


@dataclass(frozen=True)
class Line:
    """A line that says something: where its words begin (from 1), what it is, and its words.

    `kind`: head (its field in `name`), heading, lead or sentence.
    """

    number: int
    column: int
    kind: str
    text: str
    name: str = ""


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


@dataclass(frozen=True)
class Template:
    """A template: its name, the title it gives, for which periods and units it is, and its sections."""

    name: str
    title: str
    periods: tuple[str, ...]
    units: tuple[str, ...]
    sections: tuple[SectionTemplate, ...]

    def suits_period(self, period: Period) -> bool:
        """Whether papers of such a period are written with it."""
        months = period.last_month - period.first_month + 1
        return not self.periods or months in {PERIODS.get(word) for word in self.periods}

    def suits_unit(self, kind: str) -> bool:
        """Whether units of this kind (Organization.Kind) write with it."""
        word = next((word for word, kinds in UNITS.items() if kind in kinds), OTHER_UNITS)
        return not self.units or bool({EVERY_UNIT, word} & set(self.units))


@cache
def shipped(name: str) -> str:
    """The text of a shipped template."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def load(name: str = "half_year") -> Template:
    """Read a shipped template."""
    return parse(shipped(name))


def lines(text: str) -> Iterator[Line]:
    """The lines of a template that say something, in order."""
    in_head = True
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        start = len(raw) - len(raw.lstrip()) + 1
        if in_head and (match := _HEAD.fullmatch(line)):
            yield Line(number, start + match.start(2), "head", match[2], match[1])
            continue
        in_head = False
        kind, mark = ("heading", "== ") if line.startswith("== ") else ("lead", "= ")
        if line.startswith(mark):
            words = line[len(mark) :].strip()
            yield Line(number, start + line.index(words, len(mark)), kind, words)
        else:
            yield Line(number, start, "sentence", line)


@lru_cache(maxsize=64)
def parse(text: str) -> Template:
    """Read a template. What stands wrongly in it is read as a sentence; nothing is raised."""
    head: dict[str, str] = {}
    sections: list[tuple[str, list[tuple[str, list[str]]]]] = [("", [("", [])])]
    for line in lines(text):
        match line.kind:
            case "head":
                head.setdefault(line.name, line.text)
            case "heading":
                sections.append((line.text, [("", [])]))
            case "lead":
                sections[-1][1].append((line.text, []))
            case _:
                sections[-1][1][-1][1].append(line.text)
    return Template(
        head.get("名称", ""),
        head.get("标题") or TITLE,
        words_of(head.get("报告期", "")),
        words_of(head.get("单位", "")),
        tuple(
            SectionTemplate(heading, tuple(ParagraphTemplate(lead, tuple(said)) for lead, said in paragraphs if said))
            for heading, paragraphs in sections
            if heading or any(said for _, said in paragraphs)
        ),
    )


def words_of(text: str) -> tuple[str, ...]:
    """半年、全年 → ("半年", "全年")."""
    return tuple(word.strip() for word in re.split("[、，,]", text) if word.strip())


def named(text: str, name: str) -> str:
    """The text with another 名称 in its head."""
    for line in lines(text):
        if line.kind == "head" and line.name == "名称":
            rows = text.splitlines()
            rows[line.number - 1] = f"名称：{name}"
            return "\n".join(rows) + "\n"
    return f"名称：{name}\n{text}"
