"""Promises of every indicator that staff could define: those of the built-in ones, for each register and field."""

from datetime import date

import pytest

from reports.models import Definition, Place
from reports.services.conditions import Condition, operators_of
from reports.services.defined import Dated, breakdown, defined
from reports.services.questions import Question, days, groups
from reports.services.sentences import leads
from reports.services.vocabulary import FieldKind, sources
from tests.factories import make
from union_site.core.checks import classification
from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.evaluation import evaluate, evaluate_by_town, rows
from union_site.core.indicators import Kind, Measure
from union_site.core.periods import Period
from union_site.core.registry import registers

PERIOD = Period.parse("2021H1")
SOURCES = sorted(sources())
VALUES = {FieldKind.TEXT: "测试", FieldKind.DAY: "2021-03-01", FieldKind.NUMBER: "3", FieldKind.YEAR: "2021"}


def counted(key: str, **said) -> Question:
    source = sources()[key]
    kind = Kind.FLOW if days(source, Kind.FLOW) else Kind.YTD
    begun = days(source, kind)[0].name
    return Question(key, kind, "count", "项", begun, **said)


def made(question: Question, district=None):
    named = {"number": 1, "name": "试", "unit": question.unit, "kind": question.kind, "place": "1.1"}
    return defined(Definition(district=district, source=question.source, **named), (Dated(date.min, question),))


def value_of(asked) -> str:
    return VALUES.get(asked.kind) or asked.choices()[0][0]


@pytest.mark.parametrize("key", SOURCES)
def test_it_says_what_it_counts_and_its_rows_have_a_page(key):
    indicator = made(counted(key))
    assert indicator.definition.endswith("。") and indicator.section
    assert isinstance(indicator.kind, Kind) and isinstance(indicator.measure, Measure)
    for name in (*indicator.columns, *filter(None, [indicator.link])):
        indicator.model._meta.get_field(name)
    target = indicator.model._meta.get_field(indicator.link).related_model if indicator.link else indicator.model
    assert registers[indicator.register].model is target
    assert indicator.columns


@pytest.mark.parametrize("key", SOURCES)
def test_nothing_secret_may_be_asked(key):
    """No encrypted field, no index of one, no text about a person, and nobody's user or district."""
    for asked in sources()[key].fields.values():
        assert not isinstance(asked.field, EncryptedTextField | BlindIndexField), asked.name
        if asked.comparable and asked.kind not in (FieldKind.CHOICE, FieldKind.FLAG):
            assert classification(asked.field.model)[asked.field.name] == "open", asked.name
        assert not {"district", "created_by", "updated_by", "voided_by", "batch"} & set(asked.name.split("__"))


@pytest.mark.django_db
@pytest.mark.parametrize("key", SOURCES)
def test_every_field_can_be_asked_in_every_way(key, district, root):
    source, conditions = sources()[key], []
    for asked in source.fields.values():
        if not asked.comparable or (asked.kind == FieldKind.CHOICE and not asked.choices()):
            continue
        for op, _ in operators_of(asked):
            conditions.append(Condition(asked.name, op, (value_of(asked),)))
    questions = [
        counted(key, conditions=tuple(conditions[at : at + 12])).checked() for at in range(0, len(conditions), 12)
    ]
    questions += [counted(key, breakdown=asked.name).checked() for asked in groups(source)]
    for question in questions:
        indicator = made(question, district)
        assert question.said().endswith("。")
        assert evaluate([indicator], [PERIOD], district=district)[indicator.key, PERIOD] in (None, 1)  # the root itself
        if question.breakdown:
            assert len(breakdown(indicator, PERIOD, district=district)) <= 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", SOURCES)
def test_the_rows_that_count_are_the_rows_that_are_listed(key, district, root, town, union, other_union):
    """Of every measure that fits, for the district, a town and by town, over rows of two towns."""
    source = sources()[key]
    for organization in (union, union, other_union):
        make(source.model, organization)
    period = Period(2021, 1, 12)
    measures = ["count"] + (["people"] if source.people else [])
    for kind in (Kind.FLOW, Kind.YTD, Kind.STOCK):
        for measure in measures:
            if not days(source, kind):
                continue
            begun = days(source, kind)[0].name
            indicator = made(Question(key, kind, measure, "人", begun).checked(), district)
            whole = evaluate([indicator], [period], district=district)[indicator.key, period]
            listed = rows(indicator, period, district=district)
            assert (whole or 0) <= listed.count() if measure == "people" else whole == (listed.count() or None)
            towns = evaluate_by_town([indicator], period, district=district)[indicator.key]
            here = evaluate([indicator], [period], district=district, unit=town)[indicator.key, period]
            assert towns.get("青石镇") == here
            if measure == "count":
                assert sum(towns.values()) == (whole or 0)


def test_every_place_is_a_paragraph_of_the_template():
    assert {place.label for place in Place} <= leads()


def test_no_source_counts_what_was_stated_or_set():
    assert {"statement", "target", "plan_item"} & set(sources()) == set()
