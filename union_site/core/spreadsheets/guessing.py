"""Headings that no column accepts as they stand: which column they nearly name, judged by their words and their cells.

What is certain is taken and said in a notice; what is not becomes a question, to be asked once.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any, NamedTuple

from union_site.core.spreadsheets.answers import unheaded_name
from union_site.core.spreadsheets.evidence import TELLING, Evidence, look_at, unheaded
from union_site.core.spreadsheets.headings import IGNORED, normalise
from union_site.core.spreadsheets.tables import Table
from union_site.core.spreadsheets.xmlscan import column_letters

TAKEN = 0.8  # from here on a near match is taken, if nothing else comes near
LEAD = 0.1  # by so much it must lead
LOADED = 0.6  # from here on the best candidate is taken where nobody can be asked
ASKED = 0.45  # from here on a candidate for a missing required column is worth a question
ASKED_OPTIONAL = 0.65  # and one for a column that may be absent
AGAINST = 0.3  # a column of which fewer cells agree is another one, whatever its heading says


class Candidate(NamedTuple):
    """What a heading, or a sheet, may mean: a column's name and heading, or a resource's key and title."""

    name: str
    heading: str
    confidence: float  # 0 to 1


@dataclass
class Question:
    """What a person has to say about a sheet.

    kind "column": what the column `heading` at `index` is; kind "register": to which register the sheet belongs (index
    -1, no letter, heading or samples). `candidates`: the best first; `samples`: up to five different cells as text.
    """

    kind: str
    index: int = -1
    letter: str = ""
    heading: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    samples: list[str] = field(default_factory=list)


# Words that make another thing of a heading: the identity number of a spouse is not the person's.
_QUALIFIERS = re.compile(
    r"配偶|父|母|子女|子|女|家属|成员|亲属|监护|紧急|单位|企业|负责|法人|代理|经办|原|现|新|非|上级|开户|银行|撤|复"
)
_TELEPHONE = frozenset({"电话", "手机", "联系方式", "联系电话", "联系手机", "移动电话", "手机电话", "本人电话"})
_OWN = re.compile(r"^(职工|员工|会员|本人|个人|参保人|人员)(?=..)")


@lru_cache(maxsize=4096)
def _core(heading: str) -> str:
    """职工的身份证件号码, 证件号 and 身份证 are the same; so are 联系方式 and 手机号码."""
    key = re.sub(r"[的\d().、,_\-/\[\]*]", "", normalise(heading).key)
    key = re.sub(r"(号码|号|码)$", "", key) or key
    key = _OWN.sub("", key)
    if key in _TELEPHONE:
        return "电话"
    key = re.sub(r"^(公民|居民)?(身份证件|证件|公民身份|身份)$", "身份证", key)
    return re.sub(r"^(公民|居民)身份证$", "身份证", key)


def _likeness(heading: str, column: Any) -> float:
    """How alike the words are: 0.9 where only ornament differs, never more than 0.7 where words do."""
    core = _core(heading)
    best = 0.0
    if not core:
        return best  # a number or ornament alone
    for accepted in column.headings:
        other = _core(accepted)
        if core == other:
            return 0.9
        alike = SequenceMatcher(None, core, other).ratio()
        differing = "".join([sign for sign in core if sign not in other] + [sign for sign in other if sign not in core])
        best = max(best, min(alike, 0.5 if _QUALIFIERS.search(differing) else 0.7))
    return best


def _confidence(heading: str, evidence: Evidence, column: Any) -> float:
    likeness = _likeness(heading, column) if heading else 0.0
    agreement = evidence.agreement(column)
    if agreement is None:
        return likeness
    if agreement < AGAINST and evidence.cells:
        return 0.0
    if agreement < 0.8:
        return min(likeness, 0.6)
    if column.parse_kind in TELLING:
        if column.parse_kind == "phone" and not heading:
            return 0.6
        # A spouse's number is as valid as the person's own.
        foreign = bool(heading) and bool(_QUALIFIERS.search(_core(heading)))
        return 0.55 if foreign and likeness < 0.9 else max(likeness, 0.85)
    if column.words and set(column.labels) >= {"男", "女"} and len(set(evidence.samples)) <= 2:
        return max(likeness, 0.85)
    return min(likeness + 0.05, 0.95)


def guess(
    table: Table, unknown: Iterable[tuple[int, str]], columns: Sequence[Any], missing: Iterable[str]
) -> tuple[dict[int, Candidate], list[Question]]:
    """What is certain ({index: candidate}) and what has to be asked about the unknown headings of a table.

    `columns`: those that no heading has been given yet; `missing`: names of the required ones among them.
    """
    missing = set(missing)
    offers: dict[int, list[Candidate]] = {}
    seen: dict[int, Evidence] = {}
    texts = {index: text for index, text in unknown if normalise(text).key not in IGNORED}
    texts.update((index, "") for index in (unheaded(table) if missing else ()))
    for index, text in texts.items():
        evidence = seen[index] = look_at(table, index)
        if not evidence.cells and not text:
            continue
        found = [
            Candidate(column.name, column.heading, round(confidence, 2))
            for column in columns
            if (confidence := _confidence(text, evidence, column))
            >= (ASKED if column.name in missing else ASKED_OPTIONAL)
        ]
        if found:
            offers[index] = sorted(found, key=lambda one: -one.confidence)
    taken = _certain(offers)
    given = {candidate.name for candidate in taken.values()}
    questions = []
    for index, offered in offers.items():
        open_ = [candidate for candidate in offered if candidate.name not in given]
        if index not in taken and open_:
            letter = column_letters(index + 1)
            heading = texts[index] or unheaded_name(index)
            questions.append(Question("column", index, letter, heading, open_, seen[index].samples))
    return taken, questions


def hopes(table: Table, headings: Iterable[tuple[int, str]], columns: Sequence[Any]) -> list[Question]:
    """What is asked where a register needs `columns` and nothing speaks for any of the headings left, nor against it."""
    questions = []
    for index, heading in headings:
        evidence = look_at(table, index)
        if not evidence.cells:
            continue
        open_ = [
            Candidate(column.name, column.heading, 0.0)
            for column in columns
            if (agreement := evidence.agreement(column)) is None or agreement >= AGAINST
        ]
        if open_:
            questions.append(Question("column", index, column_letters(index + 1), heading, open_, evidence.samples))
    return questions


def _certain(offers: dict[int, list[Candidate]]) -> dict[int, Candidate]:
    """The candidates that lead clearly, among those of the heading and among the headings that want the column."""
    taken = {}
    for index, offered in offers.items():
        best = offered[0]
        rivals = [one.confidence for one in offered[1:]] + [
            one.confidence
            for other, list_ in offers.items()
            if other != index
            for one in list_
            if one.name == best.name
        ]
        if best.confidence >= TAKEN and all(best.confidence - rival >= LEAD for rival in rivals):
            taken[index] = best
    return taken
