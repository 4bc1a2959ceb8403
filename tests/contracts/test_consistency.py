"""Promises of every consistency rule: described, about known figures, silent on empty registers, asked of any unit."""

import pytest

from reports.services.consistency import check, rows_rule
from union_site.core.consistency import FigureRule, RowRule, Severity
from union_site.core.evaluation import rows
from union_site.core.periods import Period
from union_site.core.registry import consistency_rules, indicators, registers

ALL = list(consistency_rules.values())
PERIOD = Period.parse("2021H1")


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.key)
def test_it_says_what_ought_to_be_and_what_to_do(rule):
    assert rule.statement.endswith("。") and rule.advice.endswith("。")
    assert isinstance(rule.severity, Severity)
    assert rule.uses and set(rule.uses) <= indicators.keys()


@pytest.mark.parametrize("rule", [rule for rule in ALL if isinstance(rule, RowRule)], ids=lambda rule: rule.key)
def test_its_rows_have_a_register_with_pages(rule):
    for name in (*rule.columns, *filter(None, [rule.link])):
        rule.model._meta.get_field(name)
    target = rule.model._meta.get_field(rule.link).related_model if rule.link else rule.model
    assert registers[rule.register].model is target


@pytest.mark.parametrize("rule", [rule for rule in ALL if isinstance(rule, FigureRule)], ids=lambda rule: rule.key)
def test_the_rows_that_explain_it_are_those_of_a_rule(rule):
    assert not rule.because or isinstance(rows_rule(rule), RowRule)


@pytest.mark.django_db
def test_empty_registers_are_consistent(district, root, town):
    for unit in (None, root, town):
        assert check(PERIOD, district=district, unit=unit).findings == []


@pytest.mark.django_db
@pytest.mark.parametrize("rule", [rule for rule in ALL if isinstance(rule, RowRule)], ids=lambda rule: rule.key)
def test_its_rows_are_asked_of_a_unit(district, root, town, union, rule):
    for unit in (None, town):
        assert not rows(rule.indicator, PERIOD, district=district, unit=unit).exists()
