"""An indicator out of a definition: evaluated, broken down and opened to its rows as the built-in ones are."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F

from reports.models import Definition, DefinitionVersion, Place
from reports.services.conditions import Condition, ConditionError
from reports.services.questions import Question, QuestionError
from reports.services.vocabulary import way_to_unit
from union_site.core.evaluation import rows
from union_site.core.indicators import Indicator, Kind, percentage
from union_site.core.periods import Period

MOST_GROUPS = 30


class Broken(ValueError):
    """A stored definition that can no longer be asked (a field is gone); the message says why."""


@dataclass(frozen=True)
class Dated:
    """A version: what is asked from `from_day` on, and why it was changed."""

    from_day: date
    question: Question
    reason: str = ""


@dataclass(frozen=True)
class Defined(Indicator):
    """An indicator that staff defined. What is asked of a period is the version in force on its last day.

    Before the first version the first one applies. Periods of different versions are not compared.
    """

    versions: tuple[Dated, ...] = ()
    definition_row: Definition = None

    def version_on(self, day: date) -> Dated:
        in_force = [version for version in self.versions if version.from_day <= day]
        return in_force[-1] if in_force else self.versions[0]

    def parts(self, period):
        return self.version_on(period.last_day).question.parts(period)

    def combine(self, parts):
        return percentage(parts["part"], parts["whole"]) if "whole" in parts else super().combine(parts)

    def comparable(self, period, other):
        return self.version_on(period.last_day) is self.version_on(other.last_day)

    def described(self, period):
        version = self.version_on(period.last_day)
        words = version.question.said()
        if period.last_day < version.from_day:
            return f"{words}（该口径自{version.from_day.isoformat()}起定义，此前的报告期按首个口径计算。）"
        return words

    def breaks(self, periods: list[Period]) -> list[str]:
        """What marks the series of these periods: 口径自2021-07-01起变更."""
        last, first = max(p.last_day for p in periods), min(p.last_day for p in periods)
        changed = [version for version in self.versions[1:] if first < version.from_day <= last]
        return [
            f"口径自{version.from_day.isoformat()}起变更" + (f"：{version.reason}" if version.reason else "")
            for version in changed
        ]

    def is_active(self, day: date) -> bool:
        """Not retired by `day`."""
        retired_on = self.definition_row.retired_on
        return retired_on is None or day < retired_on


def question_of(definition: Definition, version: DefinitionVersion) -> Question:
    """What a version asks. Raises KeyError or TypeError where it was not stored by this program."""
    return Question(
        source=definition.source,
        kind=definition.kind,
        unit=definition.unit,
        measure=version.measure,
        field=version.field,
        begun=version.begun,
        ended=version.ended,
        conditions=tuple(map(Condition.stored, version.conditions)),
        part=tuple(map(Condition.stored, version.part)),
        breakdown=version.breakdown,
        remark=version.remark,
    )


def indicator_of(definition: Definition, versions: list[DefinitionVersion]) -> Defined:
    """The indicator of a definition and its versions, oldest first. Raises Broken."""
    try:
        dated = tuple(Dated(row.from_day, question_of(definition, row), row.reason) for row in versions)
        for version in dated:
            version.question.verify()
        return defined(definition, dated)
    except (QuestionError, ConditionError, KeyError, TypeError) as error:
        reason = str(error) if isinstance(error, QuestionError | ConditionError) else "保存的内容无法识别。"
        raise Broken(f"自定义指标“{definition.name}”需要修订：{reason}") from error


def defined(definition: Definition, versions: tuple[Dated, ...]) -> Defined:
    """The indicator of versions that were checked."""
    latest = versions[-1].question
    source = latest.rows
    owner, owner_on = way_to_unit(source.model)

    def where(period: Period):
        return indicator.version_on(period.last_day).question.where(period)

    indicator = Defined(
        key=definition.key,
        label=definition.name,
        unit=definition.unit,
        kind=Kind(definition.kind),
        section=Place(definition.place).section,
        definition=latest.said(),
        model=source.model,
        where=where,
        register=source.register,
        measure=latest.how(),
        owner=owner,
        owner_on=owner_on,
        scale=latest.scale,
        columns=latest.columns,
        link=source.link,
        versions=versions,
        definition_row=definition,
    )
    return indicator


def breakdown(
    indicator: Defined, period: Period, *, district, unit=None, tree_on: date | None = None
) -> list[tuple[str, object]] | None:
    """(words, value) by the values of the version's breakdown field, the most rows first; None without one."""
    question = indicator.version_on(period.last_day).question
    if not question.breakdown:
        return None
    asked = question.rows.fields[question.breakdown]
    found = rows(indicator, period, district=district, unit=unit, tree_on=tree_on)
    parts = question.parts(period)
    measures = {f"part_{name}": measure.aggregate(where) for name, (measure, where) in parts.items()}
    grouped = found.order_by().values(group=F(asked.name)).annotate(rows=Count("pk"), **measures)
    words = dict(asked.choices()) if asked.field.choices or asked.field.is_relation else {}
    return [
        (
            _group_words(group["group"], words),
            indicator.combine({name: measure.value(group[f"part_{name}"]) for name, (measure, _) in parts.items()}),
        )
        for group in grouped.order_by("-rows", "group")[:MOST_GROUPS]
    ]


def _group_words(value, words: dict[str, str]) -> str:
    if value is None or value == "":
        return "未填写"
    if isinstance(value, bool):
        return "是" if value else "否"
    return words.get(str(value), str(value))
