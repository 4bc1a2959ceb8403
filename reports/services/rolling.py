"""Rolling a paper forward: a new period's paper that starts from an earlier one's sections, with its tokens."""

import re
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from members.models import Organization
from reports.models import Paper, PaperSection
from reports.services import carrying, composing, owners, paper_trail, papers, templates
from reports.services.checks.wording import waits
from reports.services.drafting import period_words
from reports.text.spans import spans
from reports.text.tokens import Trouble, runs
from union_site.core import audit
from union_site.core.models import User
from union_site.core.periods import Period

NONE_BEFORE = "{unit}以前没有这种材料，无从沿用，请选择“重新起草”。"
# Words of the frame that name the period: those that follow it into the next one.
PERIOD_WORDS = ("期", "下期", "期短")


@dataclass(frozen=True)
class Unsaid:
    """A sentence whose figures cannot be said in the new period, and why."""

    section: str
    sentence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Rolled:
    """The new paper, and the sentences in it that want a look at once."""

    paper: Paper
    unsaid: tuple[Unsaid, ...]


def roll_forward(
    *,
    period: Period,
    unit: Organization,
    today: date,
    by: User,
    source: Paper | None = None,
    kind: str = "half_year",
    request=None,
) -> Rolled:
    """Start the paper of a period from an earlier one (default: the unit's latest of the kind); sections keep order and department.

    Raises ValidationError when there is none to start from, or the period has its paper already, or is none for the kind;
    UnknownTemplate for a kind that was taken out of use.
    """
    kept = templates.one(by.district, source.kind if source else kind)
    if reason := templates.unsuited(kept, period, unit):
        raise ValidationError(reason)
    source = source or carrying.latest_earlier(unit, kind, period)
    if source is None:
        raise ValidationError(NONE_BEFORE.format(unit=unit.name))
    words = replacements(Period.parse(source.period), period)
    with transaction.atomic():
        paper = Paper(
            district=by.district,
            organization=unit,
            period=period.key,
            kind=source.kind,
            title=_renamed(source.title, words)[:120],
            carried_from=source,
            created_by=by,
        )
        papers.add(paper)
        for old in source.sections.all():
            _carry(old, paper, words, by)
        if not paper.sections.exclude(department=None).exists():
            owners.assign(paper)
        changes = {"carried_from": [None, source.title[:120]]}
        paper_trail.record(paper, action=audit.Action.CREATE, changes=changes, by=by, request=request)
    return Rolled(paper, tuple(unsaid(paper, today=today)))


def replacements(old: Period, new: Period) -> dict[str, str]:
    """{words of the old period: words of the new one}: 2020年上半年, 上半年, and the half-year behind it."""
    before, after = (period_words(period) for period in (old, new))
    return {word: after[name] for name, word in before.items() if word != after[name]}


def _carry(old: PaperSection, paper: Paper, words: dict[str, str], by: User) -> None:
    text, origins = rolled_text(old.text, old.origins, words)
    PaperSection.objects.begin(
        by=by,
        paper=paper,
        position=old.position,
        heading=_renamed(old.heading, words)[:60],
        text=text,
        origins=origins,
        department=old.department,
    )


def rolled_text(text: str, origins: dict[str, str], words: dict[str, str]) -> tuple[str, dict[str, str]]:
    """A section's text in the new period, and where its sentences came from.

    The period's name follows where it is the paper's own: in sentences whose line in the template names it, and where it
    opens a sentence. Anywhere else somebody wrote it, perhaps of that very period; it stays, and the checks point at it.
    """
    found, kept, position = [], {}, 0
    for span in spans(text):
        line = origins.get(span.text, "")
        framed = any("{" + name + "}" in line for name in PERIOD_WORDS)
        sentence = _renamed(span.text, words) if framed else _opening_renamed(span.text, words)
        found += [text[position : span.start], sentence]
        position = span.end
        if line:
            kept[sentence] = line
    return "".join([*found, text[position:]]), kept


def _renamed(text: str, words: dict[str, str]) -> str:
    """The text with the period's words replaced, all at once, and none inside a token."""
    if not words:
        return text
    pattern = re.compile(r"\{\{[^{}]*\}\}|" + "|".join(map(re.escape, sorted(words, key=len, reverse=True))))
    return pattern.sub(lambda match: words.get(match[0], match[0]), text)


def _opening_renamed(sentence: str, words: dict[str, str]) -> str:
    for old in sorted(words, key=len, reverse=True):
        if re.match(re.escape(old) + "[，、来期以]", sentence):
            return words[old] + sentence[len(old) :]
    return sentence


def unsaid(paper: Paper, *, today: date) -> list[Unsaid]:
    """The sentences of a paper whose tokens cannot be said in its period."""
    sections = list(paper.sections.all())
    frame = composing.of_paper(paper)
    values = composing.compose([section.text for section in sections], frame, today=today).values
    found = []
    for section in sections:
        for span in spans(section.text):
            reasons = tuple(
                dict.fromkeys(
                    _reason(run, values)
                    for run in runs(span.text, values)
                    if isinstance(run, Trouble) and not waits(span.text, run)
                )
            )
            if reasons:
                found.append(Unsaid(str(section), span.text, reasons))
    return found


def _reason(run: Trouble, values) -> str:
    label = values.indicators[run.key].label if run.key in values.indicators else run.text
    return f"{label}：{run.reason}"
