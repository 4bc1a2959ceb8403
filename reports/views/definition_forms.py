"""The form of an own indicator: what is counted, how it is called, and the rows of its conditions."""

import re
from dataclasses import dataclass
from datetime import date

from django import forms
from django.urls import reverse_lazy

from reports.models import Definition, DefinitionVersion, Place
from reports.services.conditions import MOST, Condition, operators_of
from reports.services.paper import SECTIONS
from reports.services.questions import Question, days, groups
from reports.services.vocabulary import AskedField, FieldKind, Source
from union_site.core.forms.base import DayInput, PlainForm
from union_site.core.widths import tidy

CHOOSE = ("", "请选择")
DISTRICT = "district"
QUESTION = ("kind", "measure", "field", "begun", "ended", "breakdown", "unit", "remark")
WORDING = ("name", "owner", "place", "on_dashboard", "sentence")
VERSION = ("from_day", "reason")
PART = {"hx-target": "#question", "hx-swap": "outerHTML"}  # how the builder's first part is fetched anew


def _titled(asked: list[AskedField], first=CHOOSE) -> list[tuple[str, str]]:
    return [first, *((field.name, field.title) for field in asked)]


def _places() -> list:
    """Paragraphs of the summary under the headings of the catalogue."""
    made: dict[str, list] = {}
    for place in Place:
        made.setdefault(SECTIONS[place.section], []).append((place.value, place.label))
    return [CHOOSE, *made.items()]


class DefinitionForm(PlainForm):
    """What a definition says. `parts` are the groups of fields that a page asks: QUESTION, WORDING, VERSION."""

    kind = forms.ChoiceField(
        label="指标类型", choices=Definition.Kind, help_text="期间发生数看日期是否在报告期内；期末在册数看期末当天。"
    )
    measure = forms.ChoiceField(label="统计方式", choices=DefinitionVersion.Measure)
    field = forms.ChoiceField(label="合计哪个字段", required=False)
    begun = forms.ChoiceField(label="日期字段")
    ended = forms.ChoiceField(label="结束日期字段", required=False, help_text="到了这一天就不再计入。")
    breakdown = forms.ChoiceField(label="按哪个字段分组", required=False)
    unit = forms.CharField(label="计量单位", max_length=10, help_text="如：人、人次、场、万元、%。")
    remark = forms.CharField(
        label="口径说明", max_length=200, required=False, help_text="系统会写出口径，这里补充要让读者知道的话。"
    )
    name = forms.CharField(label="指标名称", max_length=40)
    owner = forms.ChoiceField(label="由谁定义", help_text="由谁定义，就由谁修订；所有能看指标的人都能看到数值。")
    place = forms.ChoiceField(label="所属板块")
    on_dashboard = forms.BooleanField(label="在看板上显示（自选指标）", required=False)
    sentence = forms.CharField(
        label="写入总结的句子",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="可不填。用 {{本指标}} 表示这个数，如：新发展农民工会员{{本指标}}[，{{本指标|同比}}]。",
    )
    from_day = forms.DateField(
        label="口径启用日期",
        widget=DayInput(),
        error_messages={"required": "请填写口径启用日期。", "invalid": "请填写日期，如 2021-07-01。"},
    )
    reason = forms.CharField(label="变更原因", max_length=200, error_messages={"required": "请填写变更原因。"})

    def __init__(self, data=None, *, source: Source, parts: tuple, owners: list = (), initial: dict, fixed=()):
        super().__init__(data, initial=initial)
        wanted = {name for names in parts for name in names}
        for name in set(self.fields) - wanted:
            del self.fields[name]
        self.source, self.fixed = source, fixed
        for field in self.fields.values():
            if "required" not in field.error_messages or field.error_messages["required"].startswith("这"):
                field.error_messages["required"] = f"请填写{field.label}。"
        self._offer("owner", [(_owner_value(owner), owner.name if owner else "全区") for owner in owners])
        self._offer("place", _places())
        self._offer_question()
        for name in fixed:
            if name in self.fields:
                self.fields[name].disabled = True
        for name in ("kind", "measure"):  # what else is asked depends on them
            if name in self.fields:
                self.fields[name].widget.attrs.update(PART | {"hx-post": reverse_lazy("reports:definition-part")})

    def _offer(self, name: str, choices: list) -> None:
        if name in self.fields:
            self.fields[name].choices = choices
            self.fields[name].error_messages["invalid_choice"] = f"请重新选择{self.fields[name].label}。"

    def _offer_question(self) -> None:
        kind = self.shown("kind")
        measures = [c for c in DefinitionVersion.Measure.choices if c[0] != "people" or self.source.people]
        offered_days = days(self.source, kind)
        self._offer("measure", measures)
        self._offer("field", _titled(self.source.of(FieldKind.NUMBER)))
        self._offer("begun", _titled(offered_days))
        self._offer("ended", _titled(offered_days, ("", "没有结束日期")))
        self._offer("breakdown", _titled(groups(self.source), ("", "不分组")))

    def shown(self, name: str) -> str:
        """What an input holds now."""
        if self.is_bound and name not in self.fixed:
            return self.data.get(name, "")
        return self.initial.get(name, "")

    def question(self, source: Source, conditions: dict[str, list[Condition]]) -> Question:
        """The question as typed; what is wrong with it is found by Question.checked."""
        typed = {name: tidy(str(self.shown(name)))[:200] for name in QUESTION}
        if typed["measure"] == "share" and not typed["unit"]:
            typed["unit"] = "%"
        return Question(
            source=source.key, conditions=tuple(conditions["conditions"]), part=tuple(conditions["part"]), **typed
        )


def _owner_value(owner) -> str:
    return str(owner.pk) if owner else DISTRICT


def owner_of(value: str, owners: list):
    """The department (None: the district) that was chosen."""
    return next(owner for owner in owners if _owner_value(owner) == value)


def initial_of(definition: Definition, version: DefinitionVersion) -> dict:
    """What a stored definition and version say, for the inputs."""
    said = {name: getattr(version, name) for name in ("measure", "field", "begun", "ended", "breakdown", "remark")}
    said |= {name: getattr(definition, name) for name in ("kind", "unit", "name", "place", "on_dashboard", "sentence")}
    return said | {"owner": _owner_value(definition.department)}


def start_of(source: Source, day: date) -> dict:
    """What a new definition begins with: the rows counted by their first day."""
    first = source.of(FieldKind.DAY)
    kind = "flow" if first else "ytd"
    dated = first or days(source, "ytd")
    return {
        "kind": kind,
        "measure": "count",
        "begun": dated[0].name if dated else "",
        "from_day": day,
        "place": "",
    }


# Rows of conditions


@dataclass(frozen=True)
class ConditionRow:
    """A condition as the page shows it: `name` begins the names of its inputs (conditions-0)."""

    name: str
    source: Source
    condition: Condition

    @property
    def fields(self) -> list[tuple[str, str]]:
        kinds = (FieldKind.CHOICE, FieldKind.FLAG, FieldKind.TEXT, FieldKind.DAY, FieldKind.NUMBER, FieldKind.YEAR)
        return _titled(self.source.of(*kinds, comparable=True))

    @property
    def asked(self) -> AskedField | None:
        asked = self.source.fields.get(self.condition.field)
        return asked if asked and asked.comparable else None

    @property
    def operators(self) -> list[tuple[str, str]]:
        return operators_of(self.asked) if self.asked else []

    @property
    def op(self) -> str:
        """The chosen comparison, else the first that fits."""
        names = [name for name, _ in self.operators]
        return self.condition.op if self.condition.op in names else (names[0] if names else "")

    @property
    def takes_value(self) -> bool:
        return self.op not in ("filled", "empty")

    @property
    def choices(self) -> list[tuple[str, str]]:
        if self.asked and self.asked.kind in (FieldKind.CHOICE, FieldKind.FLAG):
            return self.asked.choices()
        return []

    @property
    def input_type(self) -> str:
        return "date" if self.asked and self.asked.kind == FieldKind.DAY else "text"

    @property
    def placeholder(self) -> str:
        kind = self.asked.kind if self.asked else None
        return {FieldKind.TEXT: "多个值用“；”隔开", FieldKind.NUMBER: "数字", FieldKind.YEAR: "如 2021"}.get(kind, "")

    @property
    def text(self) -> str:
        return "；".join(self.condition.values)


def typed_conditions(data, group: str, source: Source) -> list[Condition]:
    """The conditions of a group (conditions or part) as typed, one more than allowed at most.

    A field that was only just chosen is compared in the first way that fits.
    """
    pattern = re.compile(rf"{group}-(\d{{1,2}})-field", re.ASCII)
    numbers = sorted({int(match[1]) for name in data if (match := pattern.fullmatch(name))})[: MOST + 1]
    found = []
    for number in numbers:
        name = f"{group}-{number}"
        row = ConditionRow(name, source, Condition(data.get(f"{name}-field", ""), data.get(f"{name}-op", "")))
        op = row.condition.op or row.op
        found.append(Condition(row.condition.field, op, tuple(data.getlist(f"{name}-value"))))
    return found


def rows_of(source: Source, group: str, conditions: list[Condition]) -> list[ConditionRow]:
    return [ConditionRow(f"{group}-{number}", source, condition) for number, condition in enumerate(conditions)]


def filled(conditions: list[Condition]) -> list[Condition]:
    """Conditions of which a field was chosen; an empty row asks nothing."""
    return [condition for condition in conditions if condition.field]
