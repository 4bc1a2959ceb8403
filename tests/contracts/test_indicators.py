"""Promises of every figure: known by its key, described, countable on an empty register, and equal to its rows."""

from datetime import date

import pytest

from reports.text import template
from reports.text.tokens import keys_of
from union_site.core.evaluation import evaluate, evaluate_by_town, rows
from union_site.core.indicators import Count, Kind, Listing, Measure
from union_site.core.periods import Period
from union_site.core.registry import DuplicateKey, add_indicators, indicators, registers

ALL = list(indicators.values())
PERIOD = Period.parse("2021H1")
OF_A_LONE_TOWN = {"register.organisations", "register.organisations_by_kind"}  # figures that count the town itself

# The keys under which figures are exchanged and written into texts: a key never changes.
KEYS = """
1 publicity.study_sessions|2 publicity.hosted_events|3 culture.selected_programmes|4 culture.reading_sessions
5 culture.sports_events|6 model.studios_listed|7 model.service_sessions|8 model.service_fields
9 model.newly_honoured|10 model.visited|11 model.consolation_total|12 model.medical_grant|13 model.hardship_grant
14 model.checkup_month|15 model.checkups|16 election.towns_done|17 election.towns_pending|18 organising.new_single
19 organising.new_joint|20 organising.new_disclosure|21 organising.large_covered|22 register.members
23 register.organisations|24 register.cards|25 register.visits|26 contest.enterprise_events
27 contest.enterprise_contestants|28 contest.enterprise_trades|29 contest.town_events|30 contest.town_trades
31 contest.town_contestants|32 innovation.projects|33 innovation.participants|34 mentoring.people
35 innovation.results|36 studio.recommended|37 ankang.organisations|38 ankang.employees|39 ankang.rate
40 ankang.trend|41 hazard.reports|42 safety.sessions|43 safety.brochures|44 safety.manuals
45 legal.publicity_sessions|46 legal.publicity_materials|47 employment.fairs|48 wage.inspections|49 dispute.accepted
50 dispute.closed|51 dispute.workers|52 dispute.amount|53 bargaining.campaign_year|54 bargaining.advisors_full
55 bargaining.advisors_part|56 hardship.total|57 hardship.national|58 hardship.provincial|59 hardship.district
60 mutual.units|61 mutual.insured|62 mutual.premium|63 mutual.target|64 mutual.claims|65 mutual.paid
66 benefit.series|67 benefit.merchants|68 benefit.trainees|69 recuperation.people|70 recuperation.days
71 women.sessions|72 women.participants|73 women.matchmaking|74 women.children|75 honours.received
76 documents.issued|77 plan.items|78 plan.previous_done
"""


def test_the_keys_of_the_half_year_summary():
    expected = {
        int(number): key
        for number, key in (pair.split() for line in KEYS.split("\n") if line for pair in line.split("|"))
    }
    assert {indicator.number: indicator.key for indicator in ALL if indicator.number} == expected


@pytest.mark.parametrize("indicator", ALL, ids=lambda i: i.key)
def test_it_says_what_it_counts(indicator):
    assert indicator.label and indicator.unit and indicator.section
    assert indicator.definition.endswith("。")
    assert isinstance(indicator.kind, Kind) and isinstance(indicator.measure, Measure)


@pytest.mark.parametrize("indicator", ALL, ids=lambda i: i.key)
def test_its_rows_have_a_register_with_pages(indicator):
    assert indicator.register in registers
    for name in (*indicator.columns, *filter(None, [indicator.link])):
        indicator.model._meta.get_field(name)
    target = indicator.model._meta.get_field(indicator.link).related_model if indicator.link else indicator.model
    assert registers[indicator.register].model is target


@pytest.mark.django_db
def test_nothing_reported_is_none(district, root, town):
    values = evaluate(ALL, [PERIOD, PERIOD.year_before], district=district, unit=town)
    unjudged = {"value": None, "numbers": []}  # a claim whose evidence is missing is an object without a verdict
    reported = {key for (key, period), value in values.items() if value not in (None, unjudged)}
    assert reported == OF_A_LONE_TOWN


@pytest.mark.django_db
@pytest.mark.parametrize("indicator", ALL, ids=lambda i: i.key)
def test_it_is_asked_of_a_unit_and_by_town(district, root, town, indicator):
    assert list(rows(indicator, PERIOD, district=district, unit=town)[:1]) == (
        [town] if indicator.key in OF_A_LONE_TOWN else []
    )
    by_town = evaluate_by_town([indicator], PERIOD, district=district)[indicator.key]
    assert by_town == ({"区本级": 1, "青石镇": 1} if indicator.key in OF_A_LONE_TOWN else {})


@pytest.mark.django_db
def test_the_rows_that_count_are_the_rows_that_are_listed(district, union, other_union):
    organisations = indicators["register.organisations"]
    assert type(organisations.measure) is Count and not isinstance(organisations, Listing)
    for unit in (None, union, other_union):
        value = evaluate([organisations], [PERIOD], district=district, unit=unit)[organisations.key, PERIOD]
        assert value == rows(organisations, PERIOD, district=district, unit=unit).count()


def test_a_key_is_declared_once():
    with pytest.raises(DuplicateKey, match="register.members"):
        add_indicators(indicators["register.members"])


def test_the_texts_speak_of_known_figures():
    used = {
        key
        for name in template.SHIPPED
        for section in template.load(name).sections
        for part in section.paragraphs
        for line in part.sentences
        for key in keys_of(line)
    }
    assert used - indicators.keys() == set()


def test_every_numbered_figure_of_the_text_order_is_in_the_text():
    used = {
        key
        for section in template.load().sections
        for part in section.paragraphs
        for line in part.sentences
        for key in keys_of(line)
    }
    assert {i.key for i in ALL if i.number} - used == set()


@pytest.mark.django_db
def test_periods_of_a_union_that_moved(district, root, town, other_town, union):
    from members.services import tree

    tree.move(union, parent=other_town, on=date(2021, 4, 1), today=date(2021, 9, 1))
    organisations = indicators["register.organisations"]
    assert evaluate_by_town([organisations], Period.parse("2020H2"), district=district)[organisations.key] == {
        "区本级": 1,
        "青石镇": 2,
        "白鹭街道": 1,
    }
    assert evaluate_by_town([organisations], PERIOD, district=district)[organisations.key] == {
        "区本级": 1,
        "青石镇": 1,
        "白鹭街道": 2,
    }
    for period, expected in ((Period.parse("2020H2"), 2), (PERIOD, 1)):
        assert evaluate([organisations], [period], district=district, unit=town)[organisations.key, period] == expected
