"""Assembling the half-year summary: sentences with live figures out of the section templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from members.models import Organization
from reports.models import Statement
from reports.services import composing, sentences
from reports.services.defined import Defined
from reports.services.figures import FigureValue
from reports.services.sentences import OwnSentence
from reports.text import template
from reports.text.tokens import FigureRun, Sentence, Values, is_stated, keys_of, render
from union_site.core.indicators import Indicator
from union_site.core.models import District
from union_site.core.periods import Period

NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class SummaryParagraph:
    """A paragraph: its opening and its sentences, each a sequence of text and figures."""

    lead: str
    sentences: tuple[Sentence, ...]

    @property
    def runs(self) -> list[str | FigureRun]:
        return [run for sentence in self.sentences for run in sentence.runs]


@dataclass(frozen=True)
class SummarySection:
    heading: str
    paragraphs: tuple[SummaryParagraph, ...]


@dataclass(frozen=True)
class LeftOut:
    """A sentence that was left out, with the labels of the figures that nobody reported."""

    place: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """A summary as it stands now."""

    title: str
    period: Period
    unit: Organization
    district: District
    sections: tuple[SummarySection, ...]
    left_out: tuple[LeftOut, ...]
    figures: dict[str, FigureValue]
    statements: dict[str, Statement]
    as_of: date

    @property
    def keys(self) -> set[str]:
        """The figures of which the text speaks."""
        return {run.key for s in self.sections for p in s.paragraphs for run in p.runs if isinstance(run, FigureRun)}

    @property
    def used(self) -> list[FigureValue]:
        """The figures of the text in the order of the list of figures, then the district's own, for the appendix."""
        keys = self.keys
        wanted = [
            value
            for value in self.figures.values()
            if value.indicator.key in keys and (value.indicator.number or isinstance(value.indicator, Defined))
        ]
        return sorted(wanted, key=lambda value: value.indicator.number or 1000)

    @property
    def stated(self) -> list[Statement]:
        """The figures of the text that were stated by hand."""
        keys = self.keys
        return [statement for key, statement in self.statements.items() if key in keys]


def assemble(
    period: Period, *, district: District, unit: Organization | None, today: date, name: str = "half_year"
) -> Summary:
    """Compute the figures that the templates speak of (one statement a table) and write the sentences."""
    unit = unit or Organization.objects.get(district=district, parent=None)
    templates = template.load(name)
    frame = composing.frame(period, district=district, unit=unit)
    own, known = frame.own, frame.known
    added, left_out = _added(own.active(period.last_day), frame.statements, known)
    lines = [line for section in templates for part in section.paragraphs for line in part.sentences]
    keys = {key for line in lines for key in keys_of(line)}
    missing = {key for key in keys if not is_stated(key)} - known.keys() - own.broken.keys()
    if missing:
        raise LookupError(f"文字模板用到了没有的指标：{'、'.join(sorted(missing))}")
    composition = composing.compose([*lines, *(one.text for one in added)], frame, today=today)
    found, values = composition.figures, composition.values
    words = _words(period, district, unit)
    sections = []
    for section in templates:
        paragraphs = []
        for part in section.paragraphs:
            kept = list(_sentences(part, added, values, words, left_out, _framed(section.heading, words)))
            if kept:
                paragraphs.append(SummaryParagraph(part.lead, tuple(kept)))
        if paragraphs:
            sections.append(SummarySection(_framed(section.heading, words), tuple(paragraphs)))
    sections = _numbered(sections)
    return Summary(
        title=_title(unit, period, words, planned="plan.items" in found and found["plan.items"].now is not None),
        period=period,
        unit=unit,
        district=district,
        sections=tuple(sections),
        left_out=tuple(left_out),
        figures=found,
        statements=frame.statements,
        as_of=min(period.last_day, today),
    )


def _title(unit: Organization, period: Period, words: dict[str, str], *, planned: bool) -> str:
    """The title; it speaks of the plan where there is one."""
    return f"{unit.name}{period.label}工作总结" + (f"和{words['下期']}工作打算" if planned else "")


def _framed(text: str, words: dict[str, str]) -> str:
    """The text with the words of the frame."""
    for name, word in words.items():
        text = text.replace("{" + name + "}", word)
    return text


def _numbered(sections: list[SummarySection]) -> list[SummarySection]:
    """Number what is there: 一、 for sections, （一） for openings; a single opening needs no number."""
    numbered, count = [], 0
    for section in sections:
        heading = section.heading
        if heading:
            heading = f"{NUMERALS[count]}、{heading}"
            count += 1
        leads = [part for part in section.paragraphs if part.lead]
        paragraphs = tuple(
            SummaryParagraph(f"（{NUMERALS[leads.index(part)]}）{part.lead}", part.sentences)
            if part.lead and len(leads) > 1
            else part
            for part in section.paragraphs
        )
        numbered.append(SummarySection(heading, paragraphs))
    return numbered


def _added(
    own: Iterable[Defined], stated: dict[str, Statement], known: dict[str, Indicator]
) -> tuple[list[OwnSentence], list[LeftOut]]:
    """The sentences that staff added with their indicators and statements, and those that can no longer be written."""
    wanted = [(d.key, d.definition_row.sentence, d.definition_row.get_place_display(), d.label) for d in own]
    wanted += [(key, row.sentence, row.get_place_display(), row.name) for key, row in stated.items()]
    added, left_out = [], []
    for key, sentence, lead, label in wanted:
        if not sentence:
            continue
        if sentences.problem(key, sentence, known):
            left_out.append(LeftOut(lead, (f"“{label}”的句子需要修订",)))
        else:
            added.append(OwnSentence(sentences.about(key, sentence), lead, label))
    return added, left_out


def _sentences(
    part, added: list[OwnSentence], values: Values, words: dict[str, str], left_out: list[LeftOut], heading: str
) -> Iterable[Sentence]:
    """The paragraph's sentences, then those that staff added to it; what cannot be said goes to `left_out`."""
    lead = part.lead.rstrip("。")
    rendered = [render(_framed(line, words), values) for line in part.sentences]
    rendered += [sentences.try_render(own, values) for own in added if own.lead == lead]
    for sentence in rendered:
        if sentence is None:
            continue
        if sentence.missing:
            labels = tuple(dict.fromkeys(_label(key, values) for key in sentence.missing))
            left_out.append(LeftOut("：".join(filter(None, (heading or "导语", lead))), labels))
        else:
            yield sentence


def _label(key: str, values: Values) -> str:
    """How a figure that was not reported is called."""
    if is_stated(key):
        return f"手工填报：{key.removeprefix('stated.')}"
    return values.indicators[key].label if key in values.indicators else "需要修订的句子"


def _words(period: Period, district: District, unit: Organization) -> dict[str, str]:
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
