"""Every figure of the sample district equals the answer that was worked out by hand, also by town and for 2020."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reports.services.figures import numbered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
KEYS = [indicator.key for indicator in numbered()]


def figures(*arguments):
    out = StringIO()
    call_command("figures", *arguments, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def computed(sample):
    return {period: (figures(period), figures(period, "--by", "town")) for period in ("2021H1", "2020H1")}


@pytest.mark.parametrize("period", ["2021H1", "2020H1"])
@pytest.mark.parametrize("key", KEYS)
def test_the_district(computed, expected, period, key):
    assert computed[period][0][key] == expected["periods"][period][key]


@pytest.mark.parametrize("period", ["2021H1", "2020H1"])
@pytest.mark.parametrize("key", KEYS)
def test_by_town(computed, expected, period, key):
    if key in expected["by_town"][period]:
        assert computed[period][1][key] == expected["by_town"][period][key]


@pytest.mark.parametrize("town", ["望溪镇", "南屿街道", "教育系统"])
def test_a_unit_is_its_subtree(computed, expected, town):
    """A town's own figures are the district's breakdown: the move of 1 April 2021 shows on both sides."""
    own = figures("2021H1", "--unit", town)
    for key, towns in expected["by_town"]["2021H1"].items():
        if key in own and not isinstance(own[key], list):
            assert own[key] == towns.get(town), key


def test_a_grassroots_union(computed):
    own = figures("2021H1", "--unit", "云川兴榆商贸有限公司工会")
    assert own["register.organisations"] == 1
    assert own["contest.town_events"] is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(("2021H3",), "2021H1"), (("2021H1", "--unit", "没有的镇"), "没有名为“没有的镇”的单位")],
)
def test_bad_questions_are_answered_in_words(arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("figures", *arguments, stdout=StringIO())


def test_one_statement_a_table(sample, django_assert_num_queries):
    """66 figures of two periods: 28 tables, and the list that a claim uses; other lists are asked apart."""
    from reports.services.figures import compute
    from union_site.core.models import District
    from union_site.core.periods import Period

    chosen = [indicator for indicator in numbered() if indicator.kind != "list"]
    tables = {(indicator.model, indicator.owner, indicator.owner_on) for indicator in chosen}
    district, period = District.objects.get(), Period.parse("2021H1")
    with django_assert_num_queries(28 + 2):
        compute(chosen, period, district=district, unit=None, today=period.last_day)
    assert len(tables) == 28


def test_figures_beyond_the_summary_are_asked_for():
    usual, everything = figures("2021H1"), figures("2021H1", "--all")
    assert set(usual) == set(KEYS)
    assert {key: everything[key] for key in usual} == usual
    assert everything["register.recruited"] == 811 and everything["bargaining.contracts"] == 71
    assert everything["activity.spending"] is None
    by_town = figures("2021H1", "--all", "--by", "town")
    assert sum(by_town["register.recruited"].values()) == 811


def test_a_claim_is_said_in_words():
    out = StringIO()
    call_command("figures", "2021H1", stdout=out)
    lines = dict(line.split("\t")[::2][:2] for line in out.getvalue().splitlines())
    assert (lines["ankang.trend"], lines["plan.previous_done"]) == ("成立", "不成立")
