"""What was carried over unchanged from the last period's text, and may no longer be so."""

import re
from collections.abc import Iterable

from reports.services.checks.context import Context, Sentence
from reports.services.checks.findings import CALM, CARRIED, CARRIED_ON, WAIT, Finding
from reports.text import template
from reports.text.spans import MASK, masked, spans
from reports.text.typed import numbers
from union_site.core.periods import Period

_HAN = "\u4e00-\u9fff"
_MONTH = re.compile(r"(?<!\d)\d{1,2}月(?:\d{1,2}日|份|底)?")
_PLACE = re.compile(
    rf"[{_HAN}]{{2,6}}?(?:街道|社区|广场|公园|中学|小学|医院|宾馆|会议中心|文化宫|体育馆)|[{_HAN}]{{2,3}}(?:镇|村|园区)"
)
_NAME = re.compile(
    r"《[^《》]{2,40}》|“[^“”]{2,30}”|["
    + _HAN
    + "]{2,12}(?:有限公司|集团|学院)|["
    + _HAN
    + "]{2,4}(?:同志|主席|书记|部长|处长)"
)
_LEADS = re.compile(r"^(?:在|赴|到|于|和|与|由|请|及|前往|联合|组织|分别|走进|的)+")
_BREAK = re.compile("[，。；、！？（）" + MASK + "]")
BEFORE = 6  # characters before a typed number that tell what it counts
LONG = 8  # characters from which a sentence without figures is one that may go out of date


def unchanged(context: Context) -> Iterable[Finding]:
    """Sentences, names, months and places by hand that stand in the last period's text as well."""
    if context.last is None:
        return
    old_label = Period.parse(context.last.period).label
    old_sentences = {span.text for section in context.last_sections for span in spans(section.text)}
    old_hand = MASK.join(masked(section.text) for section in context.last_sections)
    old_months = {match[0] for match in _MONTH.finditer(old_hand)}
    known = _of_template()
    for one in context.sentences:
        hand = one.span.by_hand
        if old_label != context.period.label and old_label in hand:
            yield _finding(context, one, f"文中写着上一份材料的报告期“{old_label}”，请看是否要改。", old_label, WAIT)
            continue
        if one.origin or one.span.lead:
            continue  # the template says it each time, and its figures are live; an opening states nothing
        if "{{" not in one.text and one.text in old_sentences and len(one.text) >= LONG:
            yield _finding(context, one, "这一句与上一期一字不差，是否仍然如此？", one.text)
            continue
        pieces = [
            piece
            for piece in fragments(hand)
            if piece not in known and (piece in old_months if _MONTH.fullmatch(piece) else piece in old_hand)
        ]
        if pieces:
            words = "、".join(f"“{piece.strip('“”')}”" for piece in pieces)
            yield _finding(context, one, f"{words}与上一期相同，是否仍然如此？", pieces[0])


def fragments(hand: str) -> list[str]:
    """Months, places, names, and typed numbers with the words before them, each once, in order."""
    found = [
        (match.start(), _LEADS.sub("", match[0]))
        for pattern in (_MONTH, _NAME, _PLACE)
        for match in pattern.finditer(hand)
    ]
    for number in numbers(hand):
        words = _BREAK.split(hand[max(0, number.start - BEFORE) : number.start])[-1]
        if len(words) >= 2:
            found.append((number.start - len(words), words + number.text))
    return list(dict.fromkeys(piece for _, piece in sorted(found)))


def _of_template() -> str:
    """What the shipped template itself says."""
    return "\n".join(
        words
        for section in template.load().sections
        for part in section.paragraphs
        for words in (part.lead, *part.sentences)
    )


def _finding(context: Context, one: Sentence, words: str, found: str, tone: str = CALM) -> Finding:
    return Finding(CARRIED, tone, words, one.section, one.span, found, word=CARRIED_ON, asks="confirm")
