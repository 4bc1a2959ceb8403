"""Consistency rules: each names what it is made for, with its numbers and its rows, and nothing else."""

import json
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity, ActivityCategory, Contest, ContestTrade, HazardReport, RecuperationTrip
from members.models import Care, Election, Employer, Headcount, Honour, Member, ModelWorker, Organization, Post
from reports.models import AnnualTarget
from reports.services.consistency import check
from tests.factories import make
from union_site.core.consistency import adds_up, both_or_neither, findings, not_above, percent_at_most_100
from union_site.core.evaluation import rows
from union_site.core.periods import Period
from union_site.core.registry import consistency_rules
from welfare.models import HardshipCase, LegalCase, MutualAidEnrolment

PERIOD = Period.parse("2021H1")
IDENTITY = "339901198707140485"


def broken(district, *keys, unit=None, period=PERIOD):
    """{rule: what it said} of the broken ones among these rules (none named: all)."""
    rules = [consistency_rules[key] for key in keys] or None
    return {f.rule.key: f.said for f in check(period, district=district, unit=unit, rules=rules).findings}


def listed(district, key, unit=None):
    return list(rows(consistency_rules[key].indicator, PERIOD, district=district, unit=unit).order_by("pk"))


# --- rules over figures, by numbers alone ------------------------------------------------------------------------

SUM = adds_up("sum", "之和。", whole="hardship.total", parts=("hardship.national", "hardship.district"), advice="。")
PART = not_above("part", "其中。", whole="model.consolation_total", parts=("model.medical_grant",), advice="。")
SHARE = percent_at_most_100("share", "率。", of="ankang.rate", advice="。")
BOTH = both_or_neither("both", "都有。", one="mutual.claims", other="mutual.paid", advice="。")


@pytest.mark.parametrize(
    ("rule", "values", "said"),
    [
        (SUM, {"hardship.total": 10, "hardship.national": 4, "hardship.district": 6}, None),
        (SUM, {"hardship.total": 10, "hardship.national": 4, "hardship.district": 5}, "4 + 5 = 9 ≠ 10"),
        (SUM, {"hardship.total": 4, "hardship.national": 4, "hardship.district": None}, None),
        (SUM, {"hardship.total": 4, "hardship.national": None, "hardship.district": None}, "0 + 0 = 0 ≠ 4"),
        (SUM, {"hardship.total": None, "hardship.national": None, "hardship.district": None}, None),
        (PART, {"model.consolation_total": Decimal("500.00"), "model.medical_grant": Decimal("500.00")}, None),
        (
            PART,
            {"model.consolation_total": Decimal("500.00"), "model.medical_grant": Decimal("500.01")},
            "500.01 > 500",
        ),
        (PART, {"model.consolation_total": None, "model.medical_grant": Decimal(1)}, "1 > 0"),
        (SHARE, {"ankang.rate": Decimal("100.00")}, None),
        (SHARE, {"ankang.rate": Decimal("100.01")}, "100.01% > 100%"),
        (BOTH, {"mutual.claims": 3, "mutual.paid": Decimal("0.5")}, None),
        (BOTH, {"mutual.claims": 3, "mutual.paid": None}, "一个为 3，另一个为 0"),
    ],
)
def test_numbers_that_agree_and_do_not(rule, values, said):
    assert [finding.said for finding in findings([rule], values)] == ([] if said is None else [said])


# --- hardship: the sum of the levels -----------------------------------------------------------------------------


@pytest.fixture
def two_files(db, union):
    """A person with two open files of different levels: one person in total, and one of each level."""
    first = make(
        HardshipCase, union, code="KN1", identity=IDENTITY, opening_level="national", opened_on=date(2020, 1, 1)
    )
    second = make(
        HardshipCase, union, code="KN2", identity=IDENTITY, opening_level="district", opened_on=date(2021, 2, 1)
    )
    make(HardshipCase, union, code="KN3", opening_level="provincial", opened_on=date(2020, 1, 1))
    return first, second


HARDSHIP = ("hardship.levels", "hardship.two_levels", "hardship.two_files")


def test_two_open_files_of_a_person(district, union, other_union, two_files):
    assert broken(district, *HARDSHIP) == {
        "hardship.levels": "1 + 1 + 1 = 3 ≠ 2",
        "hardship.two_levels": "2 行不符",
        "hardship.two_files": "2 行不符",
    }
    assert listed(district, "hardship.two_levels", union) == list(two_files)
    assert broken(district, *HARDSHIP, unit=other_union) == {}
    assert broken(district, *HARDSHIP, period=Period.parse("2020H2")) == {}


def test_levels_are_those_of_the_day(district, two_files):
    """Raised on 30 June to the level of the other file: the levels agree, the two files do not."""
    two_files[1].level_changes.create(
        district=district, on=date(2021, 6, 30), previous_level="district", level="national"
    )
    assert broken(district, *HARDSHIP) == {"hardship.two_files": "2 行不符"}


@pytest.mark.parametrize("change", [{"closed_on": date(2021, 6, 30)}, {"voided_at": timezone.now()}])
def test_a_closed_or_struck_out_file_is_no_contradiction(district, two_files, change):
    HardshipCase.objects.filter(pk=two_files[1].pk).update(**change)
    assert broken(district, *HARDSHIP) == {}


# --- members and unions ------------------------------------------------------------------------------------------


def test_a_member_of_a_dissolved_union(district, union, other_union):
    member = make(Member, union, joined_on=date(2020, 1, 1))
    make(Member, union, joined_on=date(2020, 1, 1), status="left", status_on=date(2021, 3, 1))
    make(Member, other_union, joined_on=date(2020, 1, 1))
    Organization.objects.filter(pk=union.pk).update(dissolved_on=date(2021, 6, 30))
    key = "register.members_of_dissolved_unions"
    assert broken(district, key) == {key: "1 行不符"}
    assert listed(district, key) == [member] == listed(district, key, union)
    assert broken(district, key, period=Period.parse("2020H2")) == {}
    assert broken(district, key, unit=other_union) == {}


def test_a_member_is_judged_by_the_union_of_the_day(district, union, other_union):
    """Moved on 1 July, a day after the old union was dissolved: until then a member of it."""
    member = make(Member, other_union, joined_on=date(2020, 1, 1))
    member.transfers.create(
        district=district, from_organization=union, to_organization=other_union, on=date(2021, 7, 1)
    )
    Organization.objects.filter(pk=union.pk).update(dissolved_on=date(2021, 6, 30))
    key = "register.members_of_dissolved_unions"
    assert broken(district, key) == {key: "1 行不符"}
    assert listed(district, key, union) == [member] and listed(district, key, other_union) == []
    assert broken(district, key, period=Period.parse("2021H2")) == {}


def test_dissolved_unions_with_something_left(district, town, union, make_union):
    below = make_union("云川第9工会", parent=union)
    employer = make(Employer, union)
    make(Employer, union, closed_on=date(2021, 5, 1))
    Organization.objects.filter(pk=union.pk).update(dissolved_on=date(2021, 6, 30))
    assert listed(district, "organising.unions_under_dissolved") == [below]
    assert listed(district, "organising.employers_of_dissolved_unions") == [employer]


def test_enterprises_without_the_number_of_the_year(district, union):
    known = make(Employer, union)
    make(Headcount, union, employer=known, year=2021)
    unknown = make(Employer, union)
    make(Headcount, union, employer=unknown, year=2020)
    make(Employer, union, kind=Employer.Kind.INSTITUTION)
    assert listed(district, "organising.enterprises_without_headcount") == [unknown]


def test_towns_outside_the_round(district, town, other_town):
    key = "election.towns_outside_the_round"
    assert listed(district, key) == []  # no round this year
    make(Election, town, level="town", round="2021年换届")
    assert listed(district, key) == [other_town]


def test_two_chairs_and_a_post_on_record_twice(district, union):
    first = make(Post, union, name="孟凯", title="chair", appointed_on=date(2018, 1, 1))
    second = make(Post, union, name="程雪", title="chair", appointed_on=date(2021, 6, 1))
    assert broken(district, "post.two_chairs", "post.twice_in_office") == {"post.two_chairs": "2 行不符"}
    Post.objects.filter(pk=first.pk).update(left_on=date(2021, 6, 30))
    assert broken(district, "post.two_chairs") == {}
    make(Post, union, name="程雪", title="chair", appointed_on=date(2021, 6, 2))
    assert [post.name for post in listed(district, "post.twice_in_office")] == ["程雪", "程雪"]
    assert second in listed(district, "post.twice_in_office")


def test_care_after_death_and_honours_twice(district, union, other_union):
    worker = make(ModelWorker, union, state="deceased", deceased_on=date(2021, 2, 17))
    make(Care, union, model_worker=worker, on=date(2021, 2, 17))
    late = make(Care, union, model_worker=worker, on=date(2021, 2, 18))
    empty = make(Care, union, model_worker=worker, kind="medical", on=date(2021, 1, 5), amount=None)
    assert listed(district, "model.care_after_death") == [late]
    assert listed(district, "model.grants_without_amount") == [empty]
    honours = [make(Honour, one, title="工人先锋号", recipient="一班组") for one in (union, other_union)]
    make(Honour, union, title="工人先锋号", recipient="二班组")
    assert listed(district, "honours.twice") == honours


# --- activities and welfare --------------------------------------------------------------------------------------


def category(code, name):
    return ActivityCategory.objects.get_or_create(code=code, defaults={"name": name})[0]


def test_activities_without_their_numbers(district, union):
    women = category("women", "女职工")
    silent = make(Activity, union, category=women, participations=None, women=None, started_on=date(2021, 6, 30))
    make(Activity, union, category=women, participations=None, women=None, started_on=date(2021, 7, 1))
    make(Activity, union, category=women)
    make(Activity, union, participations=None, women=None)  # reading is counted by sessions
    assert listed(district, "activity.participations_missing") == [silent]


def test_the_same_event_under_two_numbers(district, union, other_union):
    same = {"name": "联合消防应急演练", "started_on": date(2021, 5, 8)}
    twice = [make(Activity, union, **same) for _ in range(2)]
    make(Activity, other_union, **same)
    assert listed(district, "activity.same_event_twice") == twice


def test_contests_without_trades_or_contestants(district, union):
    bare = make(Contest, union, host_level="grassroots", started_on=date(2021, 4, 1))
    assert broken(district, "contest.enterprise_events") == {"contest.enterprise_events": "一个为 1，另一个为 0"}
    assert listed(district, "contest.without_trades") == [bare]
    trade = make(ContestTrade, union, contest=bare, contestants=None)
    assert broken(district, "contest.enterprise_trades") == {"contest.enterprise_trades": "1 > 0"}
    assert listed(district, "contest.without_contestants") == [trade]
    assert listed(district, "contest.without_trades") == []


def test_hazards_and_trips_half_recorded(district, union):
    hazard = make(HazardReport, union, state="corrected", handled_on=None, reported_on=date(2021, 3, 1))
    trip = make(RecuperationTrip, union, departed_on=date(2021, 6, 30), returned_on=None)
    assert listed(district, "hazard.handled_without_day") == [hazard]
    assert listed(district, "recuperation.without_groups") == [trip]


def test_mutual_aid_and_disputes(district, union):
    right = make(MutualAidEnrolment, union, people=40, fee=Decimal(80), premium=Decimal(3200))
    wrong = make(MutualAidEnrolment, union, people=40, fee=Decimal(80), premium=Decimal("3200.01"))
    assert listed(district, "mutual.premium") == [wrong] and right.premium == 3200
    silent = make(LegalCase, union, accepted_on=date(2021, 2, 1), amount=None, way="arbitration")
    assert listed(district, "dispute.without_amount") == [silent]


def test_closed_cases_were_there(district, union):
    """Two of last year's closed in the period, one of them after it; none accepted: 1 ≤ 2."""
    for closed_on in (date(2021, 6, 30), date(2021, 7, 1), date(2020, 12, 31)):
        make(LegalCase, union, accepted_on=date(2020, 5, 1), closed_on=closed_on)
    found = check(PERIOD, district=district, unit=None, rules=[consistency_rules["dispute.closed"]])
    assert found.values == {"dispute.closed": 1, "dispute.accepted": None, "consistency.dispute_carried_over": 2}
    assert found.findings == []


def test_a_target_in_another_unit(district, root):
    make(AnnualTarget, root, indicator_key="mutual.insured", indicator_name="医疗互助参保人数", unit="人次")
    make(AnnualTarget, root, indicator_key="mutual.claims", indicator_name="医疗互助报销", unit="人次")
    assert [row.unit for row in listed(district, "target.unit")] == ["人次"]


# --- where they are said -----------------------------------------------------------------------------------------


def page(client, name, *arguments, query="?period=2021H1"):
    response = client.get(reverse(name, args=arguments) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_shows_numbers_and_leads_to_the_rows(client_of, leader, officer, stranger, two_files):
    text = page(client_of(leader), "reports:consistency")
    assert "1 + 1 + 1 = 3 ≠ 2" in text and "2 行不符" in text
    for key in ("hardship.levels", "hardship.two_levels"):  # the sum leads to the rows that explain it
        text = page(client_of(officer), "reports:consistency-rule", key)
        assert "KN1" in text and "KN2" in text and "KN3" not in text
        assert IDENTITY not in text and "33************0485" in text
    assert "没有发现问题" in page(client_of(stranger), "reports:consistency")
    assert "KN1" not in page(client_of(stranger), "reports:consistency-rule", "hardship.two_levels")


def test_who_may_not_see_the_register_sees_no_rows(client_of, org_officer, two_files):
    text = page(client_of(org_officer), "reports:consistency-rule", "hardship.two_levels")
    assert "2 行不符" in text and "没有查看这张登记簿明细的权限" in text and "KN1" not in text


def test_an_unknown_rule_is_a_404(client_of, leader, root):
    assert client_of(leader).get(reverse("reports:consistency-rule", args=["no.such"])).status_code == 404


def test_the_command_names_what_is_broken(two_files):
    out = StringIO()
    call_command("figures", "2021H1", "--check", stdout=out)
    assert "强制\t全国级、省级、区级困难职工之和等于困难职工总数。\t1 + 1 + 1 = 3 ≠ 2" in out.getvalue()
    out = StringIO()
    call_command("figures", "2021H1", "--check", "--json", stdout=out)
    found = {one["key"]: (one["severity"], one["rows"]) for one in json.loads(out.getvalue())}
    assert found["hardship.levels"] == ("must", None) and found["hardship.two_files"] == ("check", 2)
