"""By town, of unions that moved: the tree of the period's last day (按期末隶属), or today's (按现行隶属)."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from members.models import Member, Organization, Transfer
from members.services import tree
from union_site.core.evaluation import evaluate, evaluate_by_town, rows
from union_site.core.periods import Period
from union_site.core.registry import indicators

pytestmark = pytest.mark.django_db
TODAY = date(2021, 9, 1)
BEFORE, AFTER = Period.parse("2020H1"), Period.parse("2021H1")
MEMBERS, UNIONS = indicators["register.members"], indicators["register.organisations"]


@pytest.fixture
def moved(district, town, other_town, union, other_union):
    """`union` went from 青石镇 to 白鹭街道 on 1 April 2021 with two members; a third came to it in May from 白鹭街道."""
    tree.move(union, parent=other_town, on=date(2021, 4, 1), today=TODAY)
    for number, organization in (("339901198707140485", union), ("339901199308242892", union)):
        Member.objects.create(
            district=district, organization=organization, name="程雪", identity=number, joined_on=date(2019, 5, 1)
        )
    come = Member.objects.create(
        district=district,
        organization=union,
        name="董东",
        identity="339901198408238917",
        joined_on=date(2019, 5, 1),
    )
    Transfer.objects.create(
        district=district, member=come, from_organization=other_union, to_organization=union, on=date(2021, 5, 6)
    )
    union.refresh_from_db()
    return union


def by_town(indicator, period, tree_on=None):
    district = indicator.model.objects.first().district
    return evaluate_by_town([indicator], period, district=district, tree_on=tree_on)[indicator.key]


def test_a_period_uses_the_tree_of_its_last_day(moved):
    assert by_town(UNIONS, BEFORE) == {"区本级": 1, "青石镇": 2, "白鹭街道": 2}
    assert by_town(UNIONS, AFTER) == {"区本级": 1, "青石镇": 1, "白鹭街道": 3}
    assert by_town(MEMBERS, BEFORE) == {"青石镇": 2, "白鹭街道": 1}
    assert by_town(MEMBERS, AFTER) == {"白鹭街道": 3}


def test_todays_tree_places_the_unions_of_every_period_where_they_stand_now(moved):
    for period in (BEFORE, AFTER):
        assert by_town(UNIONS, period, TODAY) == {"区本级": 1, "青石镇": 1, "白鹭街道": 3}
        assert by_town(MEMBERS, period, TODAY) == {"白鹭街道": 3}


def test_a_member_counts_to_the_union_of_the_period_wherever_that_stands(district, moved, other_union):
    """Today's tree moves unions, not people: in 2020 the third member still belonged to the other union."""

    def asked(unit, period, tree_on=None):
        return evaluate([MEMBERS], [period], district=district, unit=unit, tree_on=tree_on)[MEMBERS.key, period]

    assert asked(moved, BEFORE, TODAY) == asked(moved, BEFORE) == 2
    assert asked(other_union, BEFORE, TODAY) == 1
    assert asked(moved, AFTER, TODAY) == 3
    assert asked(other_union, AFTER, TODAY) is None


def test_a_unit_is_its_subtree_in_the_chosen_tree(district, moved, town, other_town):
    def asked(unit, tree_on=None):
        value = evaluate([MEMBERS], [BEFORE], district=district, unit=unit, tree_on=tree_on)[MEMBERS.key, BEFORE]
        assert value == (rows(MEMBERS, BEFORE, district=district, unit=unit, tree_on=tree_on).count() or None)
        return value

    assert (asked(town), asked(other_town)) == (2, 1)
    assert (asked(town, TODAY), asked(other_town, TODAY)) == (None, 3)


def test_what_stood_below_the_district_then_is_a_town_of_its_own_then(district, make_union, root, town):
    """A system union that has since been put under a town keeps its own column in the periods before."""
    system = make_union("云川区粮食系统工会", Organization.Kind.SYSTEM, root)
    tree.move(system, parent=town, on=date(2021, 4, 1), today=TODAY)
    assert by_town(UNIONS, BEFORE) == {"区本级": 1, "青石镇": 1, "粮食系统": 1}
    assert by_town(UNIONS, BEFORE, TODAY) == {"区本级": 1, "青石镇": 2}


def test_namesakes_below_the_district_are_not_thrown_together(make_union, root, town):
    make_union("青石镇工会", Organization.Kind.SYSTEM, root)
    assert by_town(UNIONS, AFTER) == {"区本级": 1, "青石镇总工会": 1, "青石镇工会": 1}


def test_the_page_of_a_figure_says_its_tree_and_offers_the_other(client_of, leader, moved):
    client, address = client_of(leader), reverse("reports:figure", args=[UNIONS.key])
    then = client.get(f"{address}?period=2020H1&page=1").content.decode()
    assert "按报告期最后一天的隶属关系统计" in then
    assert 'href="?period=2020H1&amp;tree=today"' in then
    now = client.get(f"{address}?period=2020H1&tree=today")
    assert "的隶属关系统计，没有数据的镇街不列出" in now.content.decode()
    assert now.context["towns"] == [("区本级", "1"), ("青石镇", "1"), ("白鹭街道", "3")]


def test_the_first_page_offers_the_choice_where_it_breaks_down(client_of, leader, town_clerk, moved):
    address = f"{reverse('home')}?period=2020H1"
    assert "按现行隶属" in client_of(leader).get(address).content.decode()
    chosen = client_of(leader).get(f"{address}&tree=today")
    assert chosen.context["members_chart"]["xAxis"]["data"] == ["白鹭街道"]
    assert "按现行隶属" not in client_of(town_clerk).get(address).content.decode()


@pytest.mark.parametrize("name", ["home", "reports:figure"])
def test_an_unknown_tree_is_refused_in_words(client_of, leader, moved, name):
    arguments = [UNIONS.key] if name == "reports:figure" else []
    answer = client_of(leader).get(reverse(name, args=arguments) + "?tree=tomorrow")
    assert answer.status_code == 404
    assert "请选择“按期末隶属”或“按现行隶属”" in answer.content.decode()


def figures(*arguments):
    out = StringIO()
    call_command("figures", *arguments, "--by", "town", "--json", stdout=out)
    return json.loads(out.getvalue())


def test_the_moves_of_the_sample_district(sample):
    """云川恒邦泽缝纫设备有限公司工会 went from 南屿街道 to 望溪镇 on 1 April 2021 (68 members in 2020), and
    云川金栎小额贷款有限公司工会 from 云门街道 to 柳桥镇 on 1 July: not yet in the first half of 2021."""
    towns = ("南屿街道", "望溪镇", "云门街道", "柳桥镇")
    expected = {
        ("2020H1", "then"): ([18, 17, 16, 16], [394, 369, 463, 255]),
        ("2021H1", "then"): ([19, 20, 18, 17], [374, 507, 554, 368]),
        ("2020H1", "today"): ([17, 18, 15, 17], [326, 437, 391, 327]),
        ("2021H1", "today"): ([19, 20, 17, 18], [374, 507, 472, 450]),
    }
    for (period, chosen), (unions, members) in expected.items():
        found = figures(period, "--tree", chosen)
        assert [found["register.organisations"][town] for town in towns] == unions, (period, chosen)
        assert [found["register.members"][town] for town in towns] == members, (period, chosen)
