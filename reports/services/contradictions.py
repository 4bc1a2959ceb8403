"""Several papers side by side: figures of one indicator, unit and period that read differently, and typed numbers at odds.

A town's paper is also held against the district's own breakdown by towns.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reports.models import Paper
from reports.services import catalogue, comparing
from reports.services.figures import shown
from reports.text.naming import Namer, words_before
from reports.text.spans import masked
from reports.text.tokens import LAST_YEAR, FigureRun
from reports.text.typed import TypedNumber, base, numbers
from union_site.core.evaluation import evaluate_by_town
from union_site.core.indicators import COUNTED, Indicator
from union_site.core.periods import Period

MOST = 12  # papers compared at once


@dataclass(frozen=True)
class Statement:
    """What a paper says: the words of the number, in which sentence, and whether it was typed by hand."""

    paper: Paper
    section: str
    sentence: str
    words: str
    number: TypedNumber
    typed: bool


@dataclass(frozen=True)
class Contradiction:
    """One subject of a unit and period that papers say differently. tone bad: no value makes all of them true."""

    tone: str
    subject: str
    unit: str
    period: Period
    note: str
    statements: tuple[Statement, ...]
    key: str = ""


def find(papers: list[Paper], *, today: date) -> list[Contradiction]:
    """What the papers contradict each other in, what cannot all be true first."""
    if not papers:
        return []
    known = {key: one for key, one in catalogue.known(papers[0].district).items() if one.kind in COUNTED}
    namer = Namer(known.values())
    by_figure: dict[tuple, list[Statement]] = defaultdict(list)
    by_words: dict[tuple, list[Statement]] = defaultdict(list)
    for paper in papers:
        for key, phrase, before, one in _statements(paper, known, namer, today):
            place = (paper.organization_id, _of(paper, before))
            if key:
                by_figure[key, *place].append(one)
            else:
                by_words[phrase, one.number.unit, *place].append(one)
    found = [_judged(known[key].label, key, period, group) for (key, _, period), group in by_figure.items()]
    found += [_judged(phrase, "", period, group) for (phrase, _, _, period), group in by_words.items()]
    found += _against_breakdown(papers, by_figure, known)
    order = {"bad": 0, "wait": 1, "calm": 2}
    return sorted(filter(None, found), key=lambda one: order[one.tone])


def _of(paper: Paper, before: bool) -> Period:
    period = Period.parse(paper.period)
    return period.year_before if before else period


def _statements(
    paper: Paper, known: dict[str, Indicator], namer: Namer, today: date
) -> Iterable[tuple[str, str, bool, Statement]]:
    """(key of the figure or "", words before the number, of the year before, the statement) of everything that is counted."""
    for section in comparing.said(paper, today=today):
        heading = section.heading or "导语"
        for sentence in section.sentences:
            for run in sentence.runs:
                if not isinstance(run, FigureRun) or run.at not in ("", LAST_YEAR) or run.key not in known:
                    continue  # what is said of 上期 or of a unit beneath is a paper of its own
                if number := figure_number(run, known):
                    yield run.key, "", bool(run.at), Statement(paper, heading, sentence.text, run.text, number, False)
            by_hand = masked(sentence.stored)
            for number in numbers(by_hand):
                words = words_before(by_hand, number.start)
                keys = [key for key in namer.before(words) if base(1, known[key].unit)[1] == number.unit]
                said = Statement(paper, heading, sentence.text, number.text, number, True)
                if len(keys) == 1:
                    yield keys[0], words, False, said
                elif len(words) >= 4 and number.unit:
                    yield "", words[-8:], False, said


def figure_number(run: FigureRun, known: dict[str, Indicator]) -> TypedNumber | None:
    """What a figure in the text says as a number; None where it says anything else (同比增长…)."""
    unit = known[run.key].unit
    parsed = numbers(run.text) or numbers(run.text + unit)
    if len(parsed) != 1 or parsed[0].start or parsed[0].end < len(run.text):
        return None
    if not parsed[0].unit:
        parsed = numbers(run.text + unit)
    return parsed[0] if parsed and parsed[0].unit == base(1, unit)[1] else None


def _judged(subject: str, key: str, period: Period, group: list[Statement]) -> Contradiction | None:
    """Whether the statements of several papers can all be true; one and the same words are no matter."""
    if len({one.paper.pk for one in group}) < 2:
        return None
    different = list({(one.paper.pk, one.words): one for one in group}.values())
    if len({one.words for one in different}) < 2:
        return None
    clash = any(
        one.number.contradicts(other.number) for place, one in enumerate(different) for other in different[place + 1 :]
    )
    typed = any(one.typed for one in different)
    note = "写法不同，都符合同一个数。"
    if clash:
        note = "其中有手打的数，请核对后换成标记。" if typed else "材料定稿的时间不同，登记簿其间有变动。"
    return Contradiction(
        "bad" if clash else "calm", subject, group[0].paper.organization.name, period, note, tuple(different), key
    )


def _against_breakdown(
    papers: list[Paper], by_figure: dict[tuple, list[Statement]], known: dict[str, Indicator]
) -> Iterable[Contradiction]:
    """What towns' papers say against the district's figures of those towns, where a paper of the district is chosen too."""
    periods = {paper.period for paper in papers if paper.organization.parent_id is None}
    towns = [paper for paper in papers if paper.organization.depth == 1 and paper.period in periods]
    for period in sorted({paper.period for paper in towns}):
        of_period = [paper for paper in towns if paper.period == period]
        mine = {paper.organization_id: paper for paper in of_period}
        wanted = {
            key: group
            for key, group in by_figure.items()
            if key[1] in mine and key[2].key == period and not known[key[0]].own
        }
        if not wanted:
            continue
        asked = [known[key] for key in sorted({key for key, _, _ in wanted})]
        values = evaluate_by_town(asked, Period.parse(period), district=papers[0].district)
        for (key, unit, _), group in wanted.items():
            town = mine[unit].organization
            by_town = values[key]
            value = by_town.get(town.short_name, by_town.get(town.name))
            wrong = [one for one in group if not _true_of(one, value, known[key])]
            if wrong:
                said = f"{shown(value, known[key])}{known[key].unit}" if value is not None else "没有记录"
                yield Contradiction(
                    "bad",
                    known[key].label,
                    town.name,
                    Period.parse(period),
                    f"全区分单位的数中，{town.short_name or town.name}是{said}。",
                    tuple({(one.paper.pk, one.words): one for one in wrong}.values()),
                    key,
                )


def _true_of(one: Statement, value, indicator: Indicator) -> bool:
    if value is None:
        return one.number.value == 0
    return isinstance(value, int | Decimal) and one.number.true_of(base(value, indicator.unit)[0])
