"""The first draft of a paper: the sentences of the templates that hold for the unit and period, with their tokens."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from members.models import Organization
from reports.services import composing, sentences, templates
from reports.services.composing import Composition, Frame
from reports.services.sentences import OwnSentence
from reports.text.prose import Prose, stored
from reports.text.template import FRAME, ParagraphTemplate, Template
from reports.text.tokens import CONDITION, TOKEN, Values, is_stated, keys_of
from union_site.core.models import District
from union_site.core.periods import Period

# A sentence of these figures alone is drafted even while there is nothing to say: the plan is often adopted after the
# draft, and then stands in the paper. Until then the paper passes over it.
PLANNED_LATER = {"plan.items"}


@dataclass(frozen=True)
class LeftOut:
    """A sentence that was left out, with the labels and keys of the figures that nobody reported.

    `heading`, `lead`, `after`: the section, the opening and the sentence behind which it would have stood. `line`: the
    template's sentence with the words of its frame, from which it can be settled again.
    """

    place: str
    labels: tuple[str, ...]
    keys: tuple[str, ...] = ()
    heading: str = ""
    lead: str = ""
    after: str = ""
    line: str = ""


@dataclass(frozen=True)
class DraftSection:
    """A section as it is drafted: heading without number, text as stored, and {sentence: line of the template}."""

    heading: str
    text: str
    origins: dict[str, str] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Kept:
    """A sentence of a draft with its tokens, the line of the template, and whether its figures are there now."""

    text: str
    line: str
    said_now: bool


@dataclass(frozen=True)
class Draft:
    """Title and sections, the sentences that were left out, and the values that decided so."""

    title: str
    sections: tuple[DraftSection, ...]
    left_out: tuple[LeftOut, ...]
    composition: Composition


def draft(period: Period, *, district: District, unit: Organization, today: date, name: str = "half_year") -> Draft:
    """Decide which sentences of the district's template can be said of the unit and period; figures stay tokens.

    Raises UnknownTemplate. A sentence that the grammar no longer allows is left out with its reason.
    """
    return draft_of(templates.one(district, name).parsed, period, district=district, unit=unit, today=today)


def draft_of(made: Template, period: Period, *, district: District, unit: Organization, today: date) -> Draft:
    """The draft that a template gives, whether it is in force or only being written."""
    frame = composing.frame(period, district=district, unit=unit)
    added, no_longer = _added(frame)
    lines = [line for section in made.sections for part in section.paragraphs for line in part.sentences]
    composition = composing.compose([*lines, *(one.text for one in added)], frame, today=today)
    words = frame_words(period, district, unit)
    sections: list[DraftSection] = []
    waiting: list[LeftOut] = list(no_longer)  # until there is a section that lists them
    every: list[LeftOut] = list(no_longer)
    whole = False  # the last section of the template has something to say now
    for section in made.sections:
        heading = framed(section.heading, words)
        prose, origins, missed, said = [], {}, [], False
        for part in section.paragraphs:
            kept = list(_kept(part, added, composition.values, words, missed, heading))
            origins.update({one.text: one.line for one in kept})
            said = said or any(one.said_now for one in kept)
            if kept:
                prose.append(Prose(part.lead, "".join(one.text for one in kept)))
        every += missed
        waiting += missed
        whole = said
        if prose:
            sections.append(DraftSection(heading, stored(prose), origins, tuple(waiting)))
            waiting = []
    if waiting or not sections:
        last = sections.pop() if sections else DraftSection("", "")
        sections.append(DraftSection(last.heading, last.text, last.origins, (*last.left_out, *waiting)))
    title = framed(_bracketed(made.title, whole), words)
    return Draft(title, tuple(sections), tuple(every), composition)


def _bracketed(title: str, whole: bool) -> str:
    """The title with what stands in brackets only where the template's last section was written."""
    start, found, rest = title.partition("[")
    if not found:
        return title
    inner, _, end = rest.partition("]")
    return start + (inner if whole else "") + end


def _kept(
    part: ParagraphTemplate,
    added: list[OwnSentence],
    values: Values,
    words: dict[str, str],
    left_out: list[LeftOut],
    heading: str,
) -> Iterable[Kept]:
    """The sentences of a paragraph, then those that staff added to it."""
    lead, after = part.lead.rstrip("。"), ""
    lines = [(line, framed(line, words)) for line in part.sentences]
    lines += [(one.text, one.text) for one in added if one.lead == lead]
    for line, said in lines:
        found, later = sentences.try_settle(said, values), _planned_later(line)
        if found is None:
            if later:
                yield Kept(CONDITION.sub("", said), line, said_now=False)
            continue
        text, missing = found
        if missing:
            missing = tuple(dict.fromkeys(missing))
            place = "：".join(filter(None, (heading or "导语", lead)))
            labels = tuple(dict.fromkeys(figure_label(key, values) for key in missing))
            # What stands in the text already has no line to be taken in.
            left_out.append(LeftOut(place, labels, missing, heading, part.lead, after, "" if later else said))
        if not missing or later:
            after = text
            yield Kept(text, line, said_now=not missing)


def _planned_later(line: str) -> bool:
    """Whether a sentence says nothing but what will be planned."""
    rest = TOKEN.sub("", CONDITION.sub("", line))
    return keys_of(line) == PLANNED_LATER and not any(map(str.isalnum, rest))


def _added(frame: Frame) -> tuple[list[OwnSentence], list[LeftOut]]:
    """The sentences that staff added with their indicators and statements, and those that can no longer be written."""
    wanted = [
        (one.key, one.definition_row.sentence, one.definition_row.get_place_display(), one.label)
        for one in frame.own.active(frame.period.last_day)
    ]
    wanted += [(key, row.sentence, row.get_place_display(), row.name) for key, row in frame.statements.items()]
    added, left_out = [], []
    for key, sentence, lead, label in wanted:
        if not sentence:
            continue
        if sentences.problem(key, sentence, frame.known):
            left_out.append(LeftOut(lead, (f"“{label}”的句子需要修订",)))
        else:
            added.append(OwnSentence(sentences.about(key, sentence), lead, label))
    return added, left_out


def figure_label(key: str, values: Values) -> str:
    """How a figure that was not reported is called."""
    if is_stated(key):
        return f"手工填报：{key.removeprefix('stated.')}"
    return values.indicators[key].label if key in values.indicators else "需要修订的句子"


def framed(text: str, words: dict[str, str]) -> str:
    """The text with the words of the frame."""
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text


def frame_words(period: Period, district: District, unit: Organization) -> dict[str, str]:
    """Words of the frame: the period and the next one, who writes, under whom, and how the whole is called."""
    whole = {
        Organization.Kind.DISTRICT: "全区",
        Organization.Kind.TOWN: "全镇",
        Organization.Kind.STREET: "全街道",
        Organization.Kind.SYSTEM: "全系统",
    }.get(unit.kind, "本单位")
    superior = district.superior_name if unit.parent_id is None else unit.parent.name
    words = {
        **period_words(period),
        "单位": unit.name,
        "上级": f"区委和{superior}" if unit.parent_id is None and superior else superior or "上级工会",
        "上级工会": superior or "上级工会",
        "范围": whole,
    }
    return {name: words[name] for name in FRAME}


def period_words(period: Period) -> dict[str, str]:
    """The words of the frame that hang on the period alone."""
    return {
        "期": period.label,
        "期短": period.label.removeprefix(f"{period.year}年") or "全年",
        "下期": (period + 1).label.removeprefix(f"{period.year}年"),
    }
