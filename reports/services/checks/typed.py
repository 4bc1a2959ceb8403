"""Checks of numbers that were typed by hand: equal to a figure, near to one, or at odds with one."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reports.services.checks.context import Context, Sentence
from reports.services.checks.findings import BAD, CALM, TYPED, VALUES, WAIT, Finding, Remedy
from reports.text.naming import words_before, words_behind
from reports.text.tokens import LAST_YEAR, FigureRun
from reports.text.typed import TypedNumber, base, like, numbers
from union_site.core.indicators import Indicator

SMALL = 10  # below it a number says nothing by itself
LARGE = 100  # from it on a number near to a figure is looked at, though it is called nothing
CLOSE = Decimal("0.01")
OFFERED = 3  # figures offered for one number
# Clauses that speak of what is wanted, not of what is.
PLANNED = re.compile(r"目标|任务|计划|力争|争取|将|拟|预计|不少于|不低于|至少|每|标准|下达")
BEFORE = re.compile(r"上年|去年|上一年|同期")
_FILTERS = {"余": "余", "近": "近", "约": "约"}


@dataclass(frozen=True)
class Typed:
    """A typed number in its sentence, and the figures that it is called after (`close`: right before it)."""

    sentence: Sentence
    number: TypedNumber
    called: tuple[str, ...]
    close: bool
    phrase: str
    before: bool
    planned: bool

    def value(self, context: Context, key: str) -> Decimal | None:
        """The value of a figure as the number is compared with it; None where units differ or nothing was reported."""
        figure = context.composition.figures[key]
        value = figure.before if self.before else figure.now
        if value is None:
            return None
        amount, unit = base(value, figure.indicator.unit)
        return amount if not self.number.unit or unit == self.number.unit else None


def typed_numbers(context: Context) -> list[Typed]:
    """Every number that was typed, with what it is called after."""
    found = []
    for one in context.sentences:
        by_hand = one.span.by_hand
        for number in numbers(by_hand):
            before, behind = words_before(by_hand, number.start), words_behind(by_hand, number.end)
            clause = by_hand[: number.end].rpartition("；")[2]
            last = re.split("[，。（：]", clause)[-1]
            called = _fitting(context, context.namer.before(before), number)
            close = bool(called)
            called = called or _fitting(context, context.namer.behind(behind), number)
            planned = bool(PLANNED.search(last) or behind.startswith(("以上", "以下", "目标")))
            found.append(Typed(one, number, called, close, before, bool(BEFORE.search(last)), planned))
    return found


def _fitting(context: Context, keys: list[str], number: TypedNumber) -> tuple[str, ...]:
    """Those of the figures that are counted in the number's unit."""
    units = {key: base(1, context.known[key].unit)[1] for key in keys}
    return tuple(key for key in keys if not number.unit or units[key] == number.unit)


def by_hand(context: Context) -> Iterable[Finding]:
    """Numbers that a figure says as well: the token is offered in their place."""
    for typed in typed_numbers(context):
        if typed.planned:
            continue
        keys = [key for key in typed.called if _agrees(context, typed, key)]
        if typed.called:
            if keys:
                yield _offer(context, typed, keys, WAIT, "与")
        elif typed.number.value >= SMALL and typed.number.unit:
            same = [key for key in context.numbers if _agrees(context, typed, key)]
            if same:
                yield _offer(context, typed, same, WAIT if len(same) == 1 else CALM, "与")
            elif typed.number.value >= LARGE and not typed.number.about:
                near = [key for key in context.numbers if _nearly(context, typed, key)]
                if len(near) == 1:
                    yield _offer(context, typed, near, CALM, "接近")


def _agrees(context: Context, typed: Typed, key: str) -> bool:
    value = typed.value(context, key)
    return value is not None and typed.number.true_of(value)


def _nearly(context: Context, typed: Typed, key: str) -> bool:
    value = typed.value(context, key)
    return value is not None and abs(value - typed.number.value) <= CLOSE * value


def _offer(context: Context, typed: Typed, keys: list[str], tone: str, relation: str) -> Finding:
    number, one = typed.number, typed.sentence
    shown = keys[:OFFERED]
    said = "、".join(f"“{context.label(key)}”（{_words(context, typed, key)}）" for key in shown)
    more = f"等{len(keys)}项指标" if len(keys) > OFFERED else ""
    equal = "相近" if relation == "接近" else "相符"
    return Finding(
        TYPED,
        tone,
        f"“{number.text}”是手打的，与指标{said}{more}{equal}，建议换成标记。",
        one.section,
        one.span,
        number.text,
        tuple(replacement(context, typed, key) for key in shown),
        tuple(context.figure_link(key, LAST_YEAR if typed.before else "") for key in shown),
        word=number.text,
    )


def replacement(context: Context, typed: Typed, key: str) -> Remedy:
    """The sentence with the figure's token in the place of the number, worded as it was."""
    number, text = typed.number, typed.sentence.text
    token = token_like(context.known[key], number, typed.before, typed.value(context, key))
    sentence = text[: number.start] + token + text[number.end :]
    return Remedy(f"换成“{context.label(key)}”", sentence)


def token_like(indicator: Indicator, number: TypedNumber, before: bool, value) -> str:
    """The token that says the figure as the number did: 560余件 → {{hazard.reports|余}}, 206 → {{hardship.total|数}}."""
    filters = []
    if number.about in _FILTERS and like(indicator.unit) == number.unit:
        filters.append(_FILTERS[number.about])
    elif number.scaled and value is not None and value >= 10_000:
        filters.append(f"万:{number.decimals}")
    if not number.unit and indicator.unit:
        filters.append("数")
    return "{{" + indicator.key + ("@上年" if before else "") + "".join("|" + name for name in filters) + "}}"


def _words(context: Context, typed: Typed, key: str) -> str:
    figure = context.composition.figures[key]
    return (figure.before_words if typed.before else figure.words) + figure.unit


def values(context: Context) -> Iterable[Finding]:
    """Numbers at odds with a figure of the same name, different numbers under one name, one figure in several wordings."""
    found = typed_numbers(context)
    yield from _against_figures(context, found)
    yield from _against_each_other(found)
    yield from _wordings(context)


def _against_figures(context: Context, found: list[Typed]) -> Iterable[Finding]:
    for typed in found:
        if typed.planned or not typed.close or typed.number.about == "超":
            continue
        compared = {key: value for key in typed.called if (value := typed.value(context, key)) is not None}
        if not compared or any(typed.number.true_of(value) for value in compared.values()):
            continue
        key = next((one for one in compared if one in context.keys), next(iter(compared)))
        label = context.label(key)
        beside = not typed.before and "{{" + key in typed.sentence.section.text
        words = f"“{typed.number.text}”与指标“{label}”（{_words(context, typed, key)}）不符"
        one = typed.sentence
        yield Finding(
            VALUES,
            BAD if beside else WAIT,
            words + ("，而这一部分另有这项指标，出现了两个数。" if beside else "，请核实，或换成标记。"),
            one.section,
            one.span,
            typed.number.text,
            (replacement(context, typed, key),),
            (context.figure_link(key, LAST_YEAR if typed.before else ""),),
            word=typed.number.text,
        )


def _against_each_other(found: list[Typed]) -> Iterable[Finding]:
    """The same words before different numbers, where no figure is called so."""
    same: dict[tuple, list[Typed]] = defaultdict(list)
    for typed in found:
        if not typed.called and not typed.planned and len(typed.phrase) >= 4 and typed.number.unit:
            same[typed.phrase[-6:], typed.number.unit, typed.before].append(typed)
    for group in same.values():
        first = group[0]
        for other in group[1:]:
            if first.number.contradicts(other.number):
                yield Finding(
                    VALUES,
                    WAIT,
                    f"“{other.phrase[-8:]}{other.number.text}”与前面的“{first.phrase[-8:]}{first.number.text}”不一致。",
                    other.sentence.section,
                    other.sentence.span,
                    other.number.text,
                    word=other.number.text,
                )


def _wordings(context: Context) -> Iterable[Finding]:
    """A figure that reads differently in several places: 561件 and 560余件 are both true, and better alike."""
    said: dict[tuple[str, bool], dict[str, Sentence]] = defaultdict(dict)
    for one in context.sentences:
        for run in one.runs:
            if isinstance(run, FigureRun) and run.key in context.numbers:
                parsed = numbers(run.text)
                plain = len(parsed) == 1 and parsed[0].text.rstrip() == run.text and parsed[0].unit
                if plain and parsed[0].unit == base(1, context.known[run.key].unit)[1]:
                    said[run.key, run.at].setdefault(run.text, one)
    for (key, at), texts in said.items():
        if len(texts) > 1:
            *_, one = texts.values()
            written = "、".join(f"“{text}”" for text in texts)
            yield Finding(
                VALUES,
                CALM,
                f"指标“{context.label(key)}”在文中有{written}几种写法，请看是否要统一。",
                one.section,
                one.span,
                one.text[one.text.find("{{" + key) :].split("}}")[0] + "}}",
                links=(context.figure_link(key, at),),
                word=key[-20:],
            )
