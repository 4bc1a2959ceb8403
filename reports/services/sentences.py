"""Sentences that staff add to the summary: the grammar of texts, tried before it is stored.

{{本指标}} stands for the figure that the sentence belongs to.
"""

import re
from dataclasses import dataclass

from reports.text import template
from reports.text.phrases import Stated, TokenError
from reports.text.tokens import CONDITION, FAULTS, TOKEN, Values, is_stated, keys_of, render, settle
from union_site.core.indicators import Breakdown, Claim, Indicator, Listing, Months

ITSELF = re.compile(r"\{\{\s*本指标")
_TRIAL_NUMBER = 123_456


@dataclass(frozen=True)
class OwnSentence:
    """A sentence, the opening of the paragraph where it stands, and what it belongs to, in words."""

    text: str
    lead: str
    label: str


def about(key: str, sentence: str) -> str:
    """The sentence with {{本指标}} as the key."""
    return ITSELF.sub("{{" + key, sentence)


def finished(sentence: str) -> str:
    """The sentence with its full stop."""
    return sentence if not sentence or sentence.endswith(("。", "！", "；")) else f"{sentence}。"


def problem(key: str, sentence: str, known: dict[str, Indicator], indicator: Indicator | None = None) -> str:
    """What is wrong with a sentence, in words; empty when it can stand in a summary.

    `key`: what {{本指标}} means; `indicator`: that figure while it is not among `known` yet.
    """
    text = about(key, sentence)
    if not ITSELF.search(sentence) and key not in keys_of(text):
        return "请在句子中用 {{本指标}} 表示这个数。"
    figures = {**known, **({key: indicator} if indicator else {})}
    missing = [name for name in keys_of(text) if not is_stated(name) and name not in figures]
    if missing:
        return f"句子用到了没有的指标：{'、'.join(sorted(missing))}。"
    tried = {name: Stated("1", "个") if is_stated(name) else trial(figures[name]) for name in keys_of(text)}
    values = Values(figures, tried, tried, 2021)
    try:
        while match := CONDITION.match(text):
            render(match[0] + "试", values)
            text = text[match.end() :]
        render(text, values)
    except FAULTS as error:
        return str(error) if isinstance(error, TokenError) else "句子中的标记无法识别，请对照示例修改。"
    if "{{" in TOKEN.sub("", text) or "}}" in TOKEN.sub("", text):
        return "句子中有无法识别的标记，请对照示例修改。"
    return ""


def trial(indicator: Indicator):
    """A value of the figure's shape."""
    if isinstance(indicator, Claim):
        return {"value": True, "numbers": [1, 1, 1], "open": []}
    if isinstance(indicator, Months):
        return [1]
    if isinstance(indicator, Breakdown):
        return [{"name": "示例", "count": 1}]
    return [{"name": "示例"}] if isinstance(indicator, Listing) else _TRIAL_NUMBER


def try_settle(sentence: str, values: Values) -> tuple[str, tuple[str, ...]] | None:
    """Settle a stored sentence (see tokens.settle); one that can no longer be said is missing, and breaks no summary."""
    try:
        return settle(sentence, values)
    except FAULTS:
        return sentence, ("",)


def leads(name: str = "half_year") -> set[str]:
    """The openings of the shipped template's paragraphs, without their full stops."""
    return {part.lead.rstrip("。") for section in template.load(name).sections for part in section.paragraphs}
