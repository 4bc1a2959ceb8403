"""Which column of a sheet is which, as the person who sent it is asked: what a page shows, and what it sends back.

A batch keeps the headings of its sheet with a few cells of each, encrypted, so that no page has to read the file again.
"""

import base64
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from union_site.core import registry
from union_site.core.crypto import (
    DecryptionError,
    decrypt_bytes,
    encrypt_bytes,
    mask_identity,
    mask_numbers,
    mask_of,
)
from union_site.core.spreadsheets import collecting
from union_site.core.spreadsheets.answers import answer_keys, is_single
from union_site.core.spreadsheets.completeness import stated
from union_site.core.spreadsheets.evidence import look_at
from union_site.core.spreadsheets.guessing import ASKED
from union_site.core.spreadsheets.headings import match
from union_site.core.spreadsheets.places import BELOW
from union_site.core.spreadsheets.recognition import Plan, fingerprint
from union_site.core.spreadsheets.resource import Column, RegisterResource
from union_site.core.spreadsheets.taking import Taken
from union_site.core.spreadsheets.xmlscan import column_letters

CONTEXT = "core_importbatch.mapping"
NOT_IMPORTED = "-"  # what a form sends for 不导入这一列; nothing at all is no answer
SHOWN_SAMPLES = 3
_LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[\s\-－]?\d){9,}[\s\-]?[Xx]?")
_MASKED = frozenset({"identity", "phone", "bank_card"})


class MappingRefused(ValueError):
    """What a form sent cannot be followed; `messages` {column index, None for the whole: Chinese sentence}."""

    def __init__(self, messages: Mapping[int | None, str]):
        self.messages = dict(messages)
        super().__init__("；".join(self.messages.values()))


@dataclass
class Heading:
    """A column of the sheet: `key` names it in answers, `column` is what it was taken for ("" for nothing)."""

    index: int
    letter: str
    key: str
    column: str
    asked: bool
    candidates: list[str]  # names of columns, the likeliest first
    likely: bool  # whether the first candidate may be offered as the answer
    samples: list[str]

    @property
    def shown(self) -> str:
        return mask_numbers(self.key)

    @property
    def called(self) -> str:
        """The heading with its column; the label of a form alone."""
        return f"{self.letter}列“{self.shown}”" if self.letter.isalpha() else f"“{self.shown}”"


@dataclass
class Described:
    """What a batch keeps of its sheet."""

    position: int
    fingerprint: str
    headings: list[Heading] = field(default_factory=list)
    registers: list[str] = field(default_factory=list)  # keys of the resources between which nothing decides
    stated: list[str] = field(default_factory=list)  # required columns of which the lines around the table speak
    is_forms: bool = False  # headings are the labels of one-person forms, letters their cells

    @property
    def word(self) -> str:
        """What a heading is called."""
        return "项目" if self.is_forms else "列"


def description(plan: Plan) -> dict[str, Any]:
    """What a batch remembers of a planned sheet beside staging.mapping_of; {} for one without a table."""
    if plan.table is None:
        return {}
    placed = _placed(plan)
    totals = {place.index for place in plan.spread.totals} if plan.spread else set()
    asked = {question.index: question for question in plan.questions if question.kind == "column"}
    lines = []
    for index, key in answer_keys(plan.table).items():
        if index in totals:
            continue  # to be compared, whatever is said of the other columns
        question = asked.get(index)
        candidates = question.candidates if question else []
        likely = bool(candidates) and candidates[0].confidence >= ASKED
        samples = question.samples if question else look_at(plan.table, index).samples
        lines.append(
            [index, key, placed.get(index, ""), question is not None, [one.name for one in candidates], likely, samples]
        )
    registers = [one.name for question in plan.questions if question.kind == "register" for one in question.candidates]
    kept = {"headings": lines, "registers": registers, "stated": _stated(plan)}
    if plan.table.forms:  # labels stand in cells, not in columns
        kept["cells"] = [plan.table.forms.label(index) for index, *_ in lines]
    sealed = base64.b64encode(encrypt_bytes(json.dumps(kept, ensure_ascii=False).encode(), CONTEXT)).decode()
    return {"position": plan.position, "fingerprint": fingerprint(plan.table), "sheet": sealed}


def _placed(plan: Plan) -> dict[int, str]:
    """{column index: what it was taken for, as an answer would say it}."""
    return {
        place.index: collecting.answer_for(name, place, plan.spread)
        for name, places in plan.places.items()
        for place in places
        if place.key != BELOW
    }


def _stated(plan: Plan) -> list[str]:
    """The required columns that the sheet may lack, since the lines around the table say what they would."""
    columns = plan.resource.columns if plan.resource else ()
    return [column.name for column in columns if column.required and stated(column, plan.table) is not None]


def described(kept: Mapping[str, Any]) -> Described | None:
    """The sheet that a description tells of, None where there is none."""
    try:
        sealed = base64.b64decode(kept["sheet"])
        told = json.loads(decrypt_bytes(sealed, CONTEXT))
    except (KeyError, DecryptionError):
        return None
    cells = told.get("cells") or [column_letters(index + 1) for index, *_ in told["headings"]]
    headings = [Heading(index, cell, *rest) for cell, (index, *rest) in zip(cells, told["headings"], strict=True)]
    more = told["registers"], told["stated"], "cells" in told
    return Described(kept["position"], kept["fingerprint"], headings, *more)


def masked_sample(text: str, column: Column | None = None) -> str:
    """A cell as an example on the page: whatever may be a person's number is masked."""
    if column is not None and column.parse_kind in _MASKED:
        return mask_of(column.parse_kind)(text)
    return _LONG_NUMBER.sub(lambda found: mask_identity(found[0]), mask_numbers(text))


@dataclass
class Choice:
    """What a heading may be given to: a column, or what several headings hold (see collecting)."""

    name: str
    title: str
    required: bool


@dataclass
class Line:
    """A heading on the page, with its select: groups of (words, choices), what is chosen, what is wrong."""

    heading: Heading
    groups: list[tuple[str, list[Choice]]]
    chosen: str
    samples: list[str]
    problem: str = ""

    @property
    def is_open(self) -> bool:
        return self.heading.asked


def lines(
    sheet: Described,
    resource: type[RegisterResource],
    sent: Mapping[int, str] | None = None,
    problems: Mapping[int | None, str] | None = None,
    hidden: frozenset[str] | set[str] = frozenset(),
) -> list[Line]:
    """The headings of a sheet with what may be chosen for each. `sent`: what a refused form chose; `hidden`: columns
    whose cells are never shown."""
    columns = {column.name: column for column in resource.columns if not column.ignored}
    choices, several = _choices(resource), collecting.offers(resource)
    placed = {heading.column for heading in sheet.headings}
    shown: list[Line] = []
    for heading in sheet.headings:
        own = choices.get(heading.column)
        first = dict.fromkeys(name for name in (heading.column, *heading.candidates) if name in choices)
        rest = [name for name in choices if name not in first]
        groups = [
            ("最可能", [*first]),
            ("其他项目", [name for name in rest if name not in placed and name not in several]),
            ("分成多列的项目", [name for name in rest if name in several]),
            ("已对应其他列的项目", [name for name in rest if name in placed and name not in several]),
        ]
        if sent is not None and heading.index in sent:
            chosen = sent[heading.index]
        elif heading.asked:
            open_ = [name for name in heading.candidates if name not in {line.chosen for line in shown}]
            chosen = open_[0] if heading.likely and open_ else ""
        else:
            chosen = heading.column if own is not None else NOT_IMPORTED
        column = columns.get(collecting.column_of(heading.column))
        samples = [
            "已填写（隐藏）"
            if column is not None and column.name in hidden and column.parse_kind == "text"
            else masked_sample(text, column)
            for text in heading.samples[:SHOWN_SAMPLES]
        ]
        shown.append(
            Line(
                heading,
                [(words, [choices[name] for name in found]) for words, found in groups if found],
                chosen,
                list(dict.fromkeys(samples)),
                (problems or {}).get(heading.index, ""),
            )
        )
    return shown


def _choices(resource: type[RegisterResource]) -> dict[str, Choice]:
    """{answer: choice} of all that a heading may be said to be."""
    single = [column for column in resource.columns if is_single(column) and not column.ignored]
    found = {column.name: Choice(column.name, column.heading, column.required) for column in single}
    return found | {answer: Choice(answer, title, False) for answer, title in collecting.offers(resource).items()}


def answers_of(sheet: Described, resource: type[RegisterResource], sent: Mapping[int, str]) -> dict[str, str]:
    """The answers {heading: what it is, "" for none} that a form sent as {column index: answer or NOT_IMPORTED}.

    Raises MappingRefused, also where nothing was given to a required column.
    """
    choices, several = _choices(resource), collecting.offers(resource)
    answers: dict[str, str] = {}
    taken = Taken(resource)
    problems: dict[int | None, str] = {}
    unknown = set(sent) - {heading.index for heading in sheet.headings}
    if unknown:
        problems[None] = f"表中没有所选的{sheet.word}，请刷新页面后重新选择。"
    for heading in sheet.headings:
        name = sent.get(heading.index, "")
        known = heading.column in choices
        if not name and not heading.asked:
            name = heading.column if known else NOT_IMPORTED  # a line that the form did not send stays as it is
        if name == NOT_IMPORTED and heading.column and not known:
            continue  # a column that the register knows and does not keep
        if not name:
            problems[heading.index] = f"请选择“{heading.shown}”是什么内容，或选“不导入这一{sheet.word}”。"
        elif name == NOT_IMPORTED:
            answers[heading.key] = ""
        elif name not in choices:
            problems[heading.index] = f"“{resource.title}”没有所选的项目，请重新选择。"
        elif problem := taken.several(name, heading) if name in several else taken.single(name, heading):
            problems[heading.index] = problem
        else:
            answers[heading.key] = name
    problems |= taken.contradictions()
    lacking = taken.lacking({*sheet.stated})
    if lacking and not problems:
        problems[None] = (
            f"还缺少必填的{sheet.word}：{'、'.join(lacking)}。请在表中为它选出一{sheet.word}；表中确实没有的，请补上后重新上传，或跳过这张表。"
        )
    if problems:
        raise MappingRefused(problems)
    return answers


@dataclass
class Fit:
    """How well a sheet fits a register: headings that it knows, and required ones that the sheet lacks."""

    resource: type[RegisterResource]
    known: list[str]
    lacking: list[str]

    @property
    def key(self) -> str:
        return self.resource.key


def fit(sheet: Described, resource: type[RegisterResource]) -> Fit:
    """What speaks for the register of `resource`, and what against it, by the headings alone."""
    columns = [column for column in resource.columns if not column.ignored and not column.child]
    mapping = match([(heading.index, heading.key) for heading in sheet.headings], columns)
    known = set(mapping.columns.values())
    lacking = [column.heading for column in mapping.missing if column.name not in sheet.stated]
    return Fit(resource, [heading.shown for heading in sheet.headings if heading.index in known], lacking)


def fits(sheet: Described, keys: Iterable[str]) -> list[Fit]:
    """Registers in the order in which they fit."""
    found = [fit(sheet, registry.resources[key]) for key in keys if key in registry.resources]
    return sorted(found, key=lambda one: (-len(one.known), len(one.lacking), one.resource.order))
