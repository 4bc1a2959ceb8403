"""The first draft of a paper: the sentences of the templates that hold for the unit and period, with their tokens."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from members.models import Organization
from reports.services import composing, sentences
from reports.services.composing import Composition, Frame
from reports.services.sentences import OwnSentence
from reports.text import template
from reports.text.prose import Prose, stored
from reports.text.template import ParagraphTemplate
from reports.text.tokens import CONDITION, Values, is_stated, keys_of, settle
from union_site.core.models import District
from union_site.core.periods import Period

# A sentence of these figures alone is drafted even while there is nothing to say: the plan is often adopted after the
# draft, and then stands in the paper. Until then the paper passes over it.
PLANNED_LATER = {"plan.items"}


@dataclass(frozen=True)
class LeftOut:
    """A sentence that was left out, with the labels of the figures that nobody reported."""

    place: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class DraftSection:
    """A section as it is drafted: heading without number, text as stored, and {sentence: line of the template}."""

    heading: str
    text: str
    origins: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Draft:
    """Title and sections, the sentences that were left out, and the values that decided so."""

    title: str
    sections: tuple[DraftSection, ...]
    left_out: tuple[LeftOut, ...]
    composition: Composition


def draft(period: Period, *, district: District, unit: Organization, today: date, name: str = "half_year") -> Draft:
    """Decide which sentences of the template can be said of the unit and period; figures stay tokens.

    Raises LookupError when the template speaks of a figure that there is not.
    """
    frame = composing.frame(period, district=district, unit=unit)
    templates = template.load(name)
    added, left_out = _added(frame)
    lines = [line for section in templates for part in section.paragraphs for line in part.sentences]
    keys = {key for line in lines for key in keys_of(line) if not is_stated(key)}
    if missing := keys - frame.known.keys() - frame.own.broken.keys():
        raise LookupError(f"文字模板用到了没有的指标：{'、'.join(sorted(missing))}")
    composition = composing.compose([*lines, *(one.text for one in added)], frame, today=today)
    words = frame_words(period, district, unit)
    sections = []
    for section in templates:
        heading = _framed(section.heading, words)
        prose, origins = [], {}
        for part in section.paragraphs:
            kept = list(_kept(part, added, composition.values, words, left_out, heading))
            origins.update(kept)
            if kept:
                prose.append(Prose(part.lead, "".join(text for text, _ in kept)))
        if prose:
            sections.append(DraftSection(heading, stored(prose), origins))
    planned = "plan.items" in composition.figures and composition.figures["plan.items"].now is not None
    title = f"{unit.name}{period.label}工作总结" + (f"和{words['下期']}工作打算" if planned else "")
    return Draft(title, tuple(sections), tuple(left_out), composition)


def _kept(
    part: ParagraphTemplate,
    added: list[OwnSentence],
    values: Values,
    words: dict[str, str],
    left_out: list[LeftOut],
    heading: str,
) -> Iterable[tuple[str, str]]:
    """(sentence with tokens, line of the template) of a paragraph, then those that staff added to it."""
    lead = part.lead.rstrip("。")
    lines = [(line, settle(_framed(line, words), values)) for line in part.sentences]
    lines += [(one.text, sentences.try_settle(one, values)) for one in added if one.lead == lead]
    for line, found in lines:
        if found is None:
            if keys_of(line) == PLANNED_LATER:
                yield CONDITION.sub("", _framed(line, words)), line
            continue
        text, missing = found
        if missing:
            labels = tuple(dict.fromkeys(_label(key, values) for key in missing))
            left_out.append(LeftOut("：".join(filter(None, (heading or "导语", lead))), labels))
        if not missing or keys_of(line) == PLANNED_LATER:
            yield text, line


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


def _label(key: str, values: Values) -> str:
    """How a figure that was not reported is called."""
    if is_stated(key):
        return f"手工填报：{key.removeprefix('stated.')}"
    return values.indicators[key].label if key in values.indicators else "需要修订的句子"


def _framed(text: str, words: dict[str, str]) -> str:
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
    return {
        "期": period.label,
        "期短": period.label.removeprefix(f"{period.year}年") or "全年",
        "下期": (period + 1).label.removeprefix(f"{period.year}年"),
        "单位": unit.name,
        "上级": f"区委和{superior}" if unit.parent_id is None and superior else superior or "上级工会",
        "上级工会": superior or "上级工会",
        "范围": whole,
    }
