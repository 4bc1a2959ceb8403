"""Checks of the text itself: tokens that cannot be said, gaps, punctuation, characters that no font has."""

import re
from collections.abc import Iterable

from reports.documents import fonts
from reports.documents.punctuation import full_width
from reports.services.checks.context import Context, Sentence
from reports.services.checks.findings import BAD, FONTS, GAPS, MARKS, TOKENS, WAIT, Finding, Remedy
from reports.services.drafting import PLANNED_LATER
from reports.text.spans import MASK, masked
from reports.text.tokens import Trouble, keys_of

_HAN = "\u4e00-\u9fff"
_GAP = re.compile(
    rf"(?<![A-Za-zＡ-Ｚ])(?:[XＸ]{{1,4}}|[×*]{{2,4}})(?![A-Za-zＡ-Ｚ光射])"
    rf"|(?<=[{_HAN}])x{{1,4}}(?=[{_HAN}])|〔待补〕|_{{2,}}|＿{{2,}}|[？?]{{2,}}|（\s*）|(?<=[共有约达])…+(?=[{_HAN}])"
)
_SETTING = "fang"  # the role in which running text is set


def tokens(context: Context) -> Iterable[Finding]:
    """Tokens that cannot be said: unknown ones, stray braces, figures that nobody reported."""
    for one in context.sentences:
        for run in one.runs:
            if not isinstance(run, Trouble) or waits(one.text, run):
                continue
            known = context.known.get(run.key)
            label = f"“{known.label}”：" if known else ""
            remedies = ()
            if run.key and one.text.count("{{") == 1:
                remedies = (Remedy("删去这一句", ""),)
            links = (context.figure_link(run.key),) if known else ()
            yield Finding(
                TOKENS, BAD, f"{label}{run.reason}", one.section, one.span, run.text, remedies, links, word=run.text
            )


def waits(sentence: str, trouble: Trouble) -> bool:
    """Whether a sentence only waits for the plan, which is adopted after the draft; the paper passes over it until then."""
    return trouble.nothing and keys_of(sentence) == PLANNED_LATER


def gaps(context: Context) -> Iterable[Finding]:
    """Places that were to be filled in later: X家, ××, 〔待补〕."""
    for one in context.sentences:
        for match in _GAP.finditer(one.span.by_hand):
            # A piece of the text behind it, since the mark alone may stand in many places.
            shown = one.text[match.start() : match.end() + 4].split(MASK)[0]
            yield Finding(GAPS, BAD, f"“{shown}”还没有填写。", one.section, one.span, match[0], word=f"{match.start()}")


def mended(text: str) -> str:
    """A stored text with full-width punctuation; what stands in tokens is left as it is, and so is the mark of an opening."""
    lines = []
    for line in text.split("\n"):
        # A token reads as a number with its unit, which is Chinese.
        stand_in = masked(line).replace(MASK, "数")
        wide = full_width(stand_in)
        lines.append("".join(new if new != old else kept for new, old, kept in zip(wide, stand_in, line, strict=True)))
    return "\n".join(lines)


def marks(context: Context) -> Iterable[Finding]:
    """Half-width punctuation inside Chinese, with the sentence as it ought to be."""
    whole = {section.pk: mended(section.text) for section in context.sections}
    for one in context.sentences:
        new = whole[one.section.pk][one.span.start : one.span.end]
        if new != one.text:
            wrong = "".join(dict.fromkeys(a for a, b in zip(one.text, new, strict=True) if a != b))
            yield Finding(
                MARKS,
                WAIT,
                f"半角的“{wrong}”改为全角。",
                one.section,
                one.span,
                wrong[:1],
                (Remedy("改为全角", new),),
            )


def characters(context: Context) -> Iterable[Finding]:
    """Characters that no font of this installation has. Nothing can be told where there are no Chinese fonts at all."""
    try:
        found = fonts.document_fonts()
    except fonts.FontsMissing:
        return
    for one in context.sentences:
        missing = missing_characters(one, found)
        if missing:
            yield Finding(
                FONTS, BAD, f"字库中没有“{missing}”，印出来是“〓”，请换一个字，或请管理员安装含有它的字体。",
                one.section, one.span, missing[0], word=missing[:20],
            )  # fmt: skip


def missing_characters(one: Sentence, found: fonts.FontSet) -> str:
    """The characters of what a sentence says that no font has, each once."""
    return "".join(
        character
        for character in dict.fromkeys(one.said)
        if character > "\x7f" and not character.isspace() and found.role_for(character, _SETTING) is None
    )
