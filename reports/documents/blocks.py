"""What a document is made of: plain values that know nothing of PDF, Word or HTML.

A Document holds blocks in reading order; Appendix blocks come last. Texts are plain: what looks like markup is printed as it stands.
"""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

HEADING_LEVELS = (1, 2, 3, 4)
ALIGNMENTS = ("left", "center", "right")


@dataclass(frozen=True)
class Text:
    """Ordinary text within a paragraph."""

    text: str


@dataclass(frozen=True)
class Figure:
    """A figure within a paragraph or a table: its wording, its key, and the address of the rows behind it, if it is to be a link."""

    text: str
    key: str
    href: str | None = None


@dataclass(frozen=True)
class Lead:
    """The 楷体 opening of a paragraph, e.g. "（一）政治引领不断深化。"; it counts as a heading of the second level."""

    text: str


RUN_TYPES = (Text, Figure, Lead)


@dataclass(frozen=True)
class Heading:
    """A heading on a line of its own: 1 一、 in 黑体, 2 （一） in 楷体, 3 1. and 4 （1） in 仿宋."""

    level: int
    text: str

    def __post_init__(self):
        if self.level not in HEADING_LEVELS:
            raise ValueError(f"heading level {self.level} is not one of {HEADING_LEVELS}")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of runs. Bare strings are taken as Text."""

    runs: Sequence[Text | Figure | Lead | str]
    indent: bool = True

    def __post_init__(self):
        runs = (self.runs,) if isinstance(self.runs, (str, *RUN_TYPES)) else self.runs
        object.__setattr__(self, "runs", tuple(Text(run) if isinstance(run, str) else run for run in runs))

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @property
    def lead(self) -> str:
        """The text of the opening in 楷体, or ""."""
        return "".join(run.text for run in self.runs if isinstance(run, Lead))


@dataclass(frozen=True)
class Column:
    """A table's column: heading, share of the table's width (any unit, only proportions count), alignment of its cells."""

    heading: str
    width: float
    align: str = "left"

    def __post_init__(self):
        if self.align not in ALIGNMENTS:
            raise ValueError(f"alignment {self.align!r} is not one of {ALIGNMENTS}")
        if self.width <= 0:
            raise ValueError(f"column {self.heading!r} has no width")


@dataclass(frozen=True)
class Band:
    """A row of a table that spans all its columns: the name of a group of rows."""

    text: str


@dataclass(frozen=True)
class Table:
    """A table with set column widths. A cell is text, a Figure, or None for what was not reported (printed as a dash, never as 0)."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str | Figure | None] | Band]
    caption: str = ""

    def __post_init__(self):
        for number, row in enumerate(self.rows, 1):
            if not isinstance(row, Band) and len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells for {len(self.columns)} columns")


@dataclass(frozen=True)
class Chart:
    """An ECharts option (plain data, no functions), drawn over the full width and as high as so many lines of text."""

    option: Mapping = field(hash=False)
    caption: str
    alt: str
    lines: int = 10


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True)
class Signature:
    """署名 and 成文日期 of a document without a seal."""

    name: str
    date: datetime.date

    @property
    def date_text(self) -> str:
        return _day(self.date)


@dataclass(frozen=True)
class Appendix:
    """An 附件: begins on its own page under its label, with its title on the third line."""

    title: str
    blocks: Sequence = ()


@dataclass(frozen=True)
class RedHead:
    """版头: the 发文机关标志 in red (``mark``), the 发文字号 ("" for none) below it, and a red rule."""

    mark: str
    number: str = ""


@dataclass(frozen=True)
class Imprint:
    """版记 at the foot of the last page: 抄送, 印发机关 and 印发日期. What is empty is left out, with its rule."""

    copies_to: str = ""
    printed_by: str = ""
    printed_on: datetime.date | None = None

    def __bool__(self) -> bool:
        return bool(self.copies_to or self.printed_by or self.printed_on)

    @property
    def copies(self) -> str:
        """抄送：…。 with its full stop; "" for nobody."""
        return f"抄送：{self.copies_to.rstrip('。')}。" if self.copies_to else ""

    @property
    def printed(self) -> str:
        """2021年7月5日印发; "" without a day."""
        return f"{_day(self.printed_on)}印发" if self.printed_on else ""


def _day(day: datetime.date) -> str:
    """Arabic digits without zero padding, as the standard asks."""
    return f"{day.year}年{day.month}月{day.day}日"


@dataclass(frozen=True)
class Document:
    """An official document.

    title_lines: the title as it is to be broken (``titles.split_title`` breaks a long one); author: the issuing body, also the file's author;
    draft_mark: a word such as "征求意见稿" set under the title; date: the day that the file's properties state;
    watermark: words printed pale across every page of what is not signed yet.
    """

    title_lines: Sequence[str]
    author: str
    blocks: Sequence
    subject: str = ""
    keywords: Sequence[str] = ()
    draft_mark: str | None = None
    signature: Signature | None = None
    date: datetime.date | None = None
    red_head: RedHead | None = None
    imprint: Imprint | None = None
    watermark: str = ""

    def __post_init__(self):
        lines = (self.title_lines,) if isinstance(self.title_lines, str) else tuple(self.title_lines)
        if not any(line.strip() for line in lines):
            raise ValueError("a document needs a title")
        object.__setattr__(self, "title_lines", lines)
        kinds = [isinstance(block, Appendix) for block in self.blocks]
        if kinds != sorted(kinds):
            raise ValueError("appendices come after everything else")

    @property
    def title(self) -> str:
        return "".join(self.title_lines)

    @property
    def body(self) -> tuple:
        return tuple(block for block in self.blocks if not isinstance(block, Appendix))

    @property
    def appendices(self) -> tuple[Appendix, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Appendix))

    def labelled_appendices(self) -> Iterator[tuple[str, Appendix]]:
        """Each appendix with its label: "附件" if there is but one, else "附件1", "附件2" …"""
        several = len(self.appendices) > 1
        for number, appendix in enumerate(self.appendices, 1):
            yield (f"附件{number}" if several else "附件"), appendix

    def appendix_note(self) -> tuple[str, ...]:
        """The lines of the 附件说明 that stands between text and signature."""
        several = len(self.appendices) > 1
        return tuple(
            f"{'附件：' if number == 1 else '　　　'}{f'{number}.' if several else ''}{appendix.title}"
            for number, appendix in enumerate(self.appendices, 1)
        )
