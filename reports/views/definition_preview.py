"""What the builder shows while a definition is being typed: its conditions as inputs, its value and rows at once."""

from dataclasses import dataclass, field, replace
from datetime import date

from django.urls import reverse

from reports.models import Definition, DefinitionVersion, Place
from reports.services import figures
from reports.services.conditions import MOST, Condition
from reports.services.defined import Dated, breakdown, defined
from reports.services.questions import Question, QuestionError
from reports.services.units import UnknownUnit, unit_by_id
from reports.views.definition_forms import ConditionRow, DefinitionForm, filled, rows_of, typed_conditions
from reports.views.parameters import chosen_unit
from union_site.core.evaluation import rows
from union_site.core.periods import Period, PeriodError
from union_site.core.records.values import display, is_number, keeps_line
from union_site.core.registry import registers
from union_site.core.roles import Permission

SHOWN = 8  # rows of the preview
GROUPS = ("conditions", "part")


@dataclass
class Draft:
    """A definition that is being typed: the form and the conditions of its two groups."""

    form: DefinitionForm
    groups: dict[str, list[Condition]]
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, form: DefinitionForm, data) -> "Draft":
        """As sent, with one empty condition more (`add`: its group) or one less (`remove`: its name)."""
        groups = {group: typed_conditions(data, group, form.source) for group in GROUPS}
        remove, add = data.get("remove", ""), data.get("add", "")
        for group, conditions in groups.items():
            groups[group] = [c for number, c in enumerate(conditions) if remove != f"{group}-{number}"]
            if add == group and len(conditions) <= MOST:
                groups[group].append(Condition("", ""))
        return cls(form, groups)

    @classmethod
    def stored(cls, form: DefinitionForm, version: DefinitionVersion) -> "Draft":
        return cls(form, {group: [Condition.stored(data) for data in getattr(version, group)] for group in GROUPS})

    @property
    def conditions(self) -> list[ConditionRow]:
        return rows_of(self.form.source, "conditions", self.groups["conditions"])

    @property
    def part(self) -> list[ConditionRow]:
        return rows_of(self.form.source, "part", self.groups["part"])

    @property
    def measure(self) -> str:
        return self.form.shown("measure")

    @property
    def kind(self) -> str:
        return self.form.shown("kind")

    def question(self) -> Question:
        kept = {group: filled(conditions) for group, conditions in self.groups.items()}
        return self.form.question(self.form.source, kept)


def preview_of(request, question: Question, form: DefinitionForm) -> dict:
    """The panel's context: value, words, breakdown and the first rows, masked; or what is still missing."""
    try:
        # The value can be seen before the unit of measure is named.
        checked = replace(question, unit=question.unit or _usual_unit(question)).checked()
    except QuestionError as error:
        return {"problems": list(error.errors.values())}
    access, period = request.access, _period(request)
    unit = _unit(request)
    definition = Definition(
        district=request.user.district,
        number=0,
        name="新指标",
        unit=checked.unit,
        source=checked.source,
        kind=checked.kind,
        place=Place.POLITICS,
    )
    indicator = defined(definition, (Dated(date.min, checked),))
    value = figures.compute([indicator], period, district=definition.district, unit=unit, today=access.today)
    groups = breakdown(indicator, period, district=definition.district, unit=unit)
    return {
        "value": value[indicator.key],
        "unit_missing": not question.unit,
        "words": checked.said(),
        "period": period,
        "unit": unit,
        "groups": [(words, figures.shown(number, indicator)) for words, number in groups or ()],
        **_rows(request, indicator, period, unit),
    }


def _usual_unit(question: Question) -> str:
    return {"share": "%", "people": "人"}.get(question.measure, "项")


def _rows(request, indicator, period: Period, unit) -> dict:
    """The first rows within the reader's scope."""
    found = rows(indicator, period, district=request.user.district, unit=unit)
    scope = request.access.full_scope(Permission.VIEW, indicator.register)
    if not scope.whole:
        found = found.filter(scope.condition(indicator.model.scope_path))
    fields = [indicator.model._meta.get_field(name) for name in indicator.columns]
    related = {item.name for item in fields if item.is_relation} | ({indicator.link} if indicator.link else set())
    viewset = registers[indicator.register]
    lines = []
    for row in found.select_related(*related).order_by("-pk")[:SHOWN]:
        record = getattr(row, indicator.link) if indicator.link else row
        lines.append(
            {
                "cells": [display(item, getattr(row, item.name)) for item in fields],
                "url": reverse(viewset.url_name("detail"), args=[record.public_id]),
            }
        )
    heads = [
        {"title": item.verbose_name, "css": "num" if is_number(item) else "col-nowrap" if keeps_line(item) else ""}
        for item in fields
    ]
    for line in lines:
        line["cells"] = list(zip(heads, line["cells"], strict=True))
    return {"heads": heads, "lines": lines, "counted": found.count()}


def _period(request) -> Period:
    try:
        return Period.parse(request.POST.get("period", ""))
    except PeriodError:
        return Period.half_of(request.access.today)


def _unit(request):
    """The unit chosen in the panel, within the scope; else that of the page."""
    try:
        return unit_by_id(request.POST.get("of_unit", ""), request.access.full_scope(Permission.FIGURES))
    except UnknownUnit:
        return chosen_unit(request)
