"""Checks that figures of different kinds are not added, compared or made parts of each other (期末在册数, 期间发生数; 人, 人次)."""

import re
from collections.abc import Iterable

from reports.services.checks.context import Context, Sentence
from reports.services.checks.findings import KINDS, WAIT, Finding
from reports.text.spans import masked, tokens_in
from union_site.core.indicators import Indicator, Kind

_PART = re.compile("其中")
_SUM = re.compile("合计|共计|总计|相加|之和|加上|合并计算")
_COMPARED = re.compile("比|多于|少于|高于|低于|超过|大于|小于|占")
_STOPS = "。；！？"
PEOPLE, TIMES = ("人", "名", "位"), ("人次",)


def mixed(context: Context) -> Iterable[Finding]:
    """Sentences that put figures of different kinds together."""
    for one in context.sentences:
        yield from _of_sentence(context, one)


def _of_sentence(context: Context, one: Sentence) -> Iterable[Finding]:
    by_hand = masked(one.text)
    tokens = [
        (start, end, context.known[key])
        for start, end, key, before, filters in tokens_in(one.text)
        if not before and key in context.numbers and "同比" not in filters and "任务" not in filters
    ]
    for match in _PART.finditer(by_hand):
        whole = next((found for found in reversed(tokens) if found[1] <= match.start()), None)
        end = min((place for stop in _STOPS if (place := by_hand.find(stop, match.end())) >= 0), default=len(by_hand))
        for part in tokens:
            if whole and match.end() <= part[0] < end and by_hand.count("；", whole[1], part[0]) == 0:
                yield from _found(context, one, whole[2], part[2], "不宜用“其中”相连")
    if match := _SUM.search(by_hand):
        for first, second in zip(tokens, tokens[1:], strict=False):
            yield from _found(context, one, first[2], second[2], f"不能{match[0] if match[0] != '之和' else '相加'}")
    for first, second in zip(tokens, tokens[1:], strict=False):
        between = by_hand[first[1] : second[0]]
        if _COMPARED.fullmatch(between.strip("，\0")):
            yield from _found(context, one, first[2], second[2], "不能相比")


def _found(context: Context, one: Sentence, first: Indicator, second: Indicator, words: str) -> Iterable[Finding]:
    reason = differ(first, second, from_january=context.period.first_month == 1)
    if reason:
        yield Finding(
            KINDS,
            WAIT,
            f"“{first.label}”与“{second.label}”{words}：{reason}。",
            one.section,
            one.span,
            "{{" + second.key,
            links=(context.figure_link(first.key), context.figure_link(second.key)),
            word=second.key[-20:],
        )


def differ(first: Indicator, second: Indicator, *, from_january: bool) -> str:
    """Why two figures may not be put together, in words; "" where they may. What began in January counts alike."""
    if first.unit == "%" or second.unit == "%":
        return ""
    kinds = [Kind.FLOW if from_january and one.kind == Kind.YTD else one.kind for one in (first, second)]
    if kinds[0] != kinds[1]:
        return f"前者是{first.kind.words}，后者是{second.kind.words}"
    units = (first.unit, second.unit)
    if any(a in PEOPLE and b in TIMES for a, b in (units, units[::-1])):
        return f"前者以“{first.unit}”计，后者以“{second.unit}”计"
    return ""
