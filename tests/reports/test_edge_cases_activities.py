"""Edge cases of the sample district about what unions do: each named row counts, or does not, as its case says."""

from datetime import date

import pytest

from activities.models import Activity, ContestTrade, Merchant, MerchantAgreement, SafetyCupEntry
from members.models import Organization
from union_site.core.evaluation import evaluate, evaluate_by_town, rows
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.registry import indicators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
H1, BEFORE, H2 = Period.parse("2021H1"), Period.parse("2020H1"), Period.parse("2021H2")


def behind(key, period=H1, **conditions):
    """The rows behind a figure of the district that meet further conditions."""
    return rows(indicators[key], period, district=District.objects.get()).filter(**conditions)


def value(key, period=H1):
    return evaluate([indicators[key]], [period], district=District.objects.get())[key, period]


@pytest.mark.parametrize(
    ("code", "key", "counted", "not_counted"),
    [
        ("HD20210104", "publicity.study_sessions", H1, H2),  # on the last day of the period
        ("HD20210103", "safety.sessions", H1, H2),  # 28 June to 3 July: by its first day
        ("HD20200124", "publicity.study_sessions", Period.parse("2020H2"), H1),  # 30 December to 2 January
    ],
)
def test_an_activity_counts_by_its_first_day(code, key, counted, not_counted):
    assert behind(key, counted, code=code).count() == 1
    assert behind(key, not_counted, code=code).count() == 0


def test_an_event_of_the_day_after_does_not_count():
    event = Activity.objects.get(code="HD20210109")
    assert event.started_on == date(2021, 7, 1)
    assert behind("publicity.hosted_events", code="HD20210109").count() == 0
    assert behind("publicity.hosted_events", H2, code="HD20210109").count() == 1


def test_a_joint_activity_in_one_row_counts_once_for_its_host():
    assert behind("culture.sports_events", BEFORE, code="HD20200039").count() == 1
    event = Activity.objects.get(code="HD20200039")
    assert (event.name, event.reports.count()) == ("青石镇、金泽镇联合工间操比赛", 1)
    for short_name, number in (("青石镇", 1), ("金泽镇", 0)):
        town = Organization.objects.get(short_name=short_name)
        found = rows(indicators["culture.sports_events"], BEFORE, district=event.district, unit=town)
        assert found.filter(code="HD20200039").count() == number


def test_a_joint_activity_reported_by_both_counts_once_for_its_host():
    event = Activity.objects.get(code="HD20210080")
    assert {str(report) for report in event.reports.all()} == {
        "云川华川置业有限公司工会",
        "云川兴榆软件股份有限公司工会",
    }
    assert behind("safety.sessions", code="HD20210080").count() == 1


def test_contests_of_the_district_and_of_systems_are_in_neither_group():
    codes = ["BW2019016", "BW2020022", "BW2020031", "BW2020038", "BW2021048", "BW2021049"]
    for period in (Period.parse(f"{year}H{half}") for year in (2019, 2020, 2021) for half in (1, 2)):
        for key in ("contest.enterprise_events", "contest.town_events"):
            assert behind(key, period, code__in=codes).count() == 0
        for key in ("contest.enterprise_trades", "contest.town_trades"):
            assert behind(key, period, contest__code__in=codes).count() == 0


def test_a_trade_of_several_contests_counts_once():
    assert ContestTrade.objects.filter(trade="缝纫工").values("contest").distinct().count() == 11
    for prefix in ("enterprise", "town"):
        found = behind(f"contest.{prefix}_trades")
        assert value(f"contest.{prefix}_trades") == len({trade.trade for trade in found}) < found.count()


@pytest.mark.parametrize(
    ("name", "number"),
    [("云川乐缘轩药房", 1), ("云川聚食轩蛋糕店", 0), ("云川馨缘园书店", 0)],
)
def test_an_agreement_is_valid_on_its_last_day(name, number):
    assert behind("benefit.merchants", merchant__name=name).count() == number


def test_two_overlapping_agreements_are_one_merchant():
    merchant = Merchant.objects.get(name="云川乐满园餐饮店")
    assert behind("benefit.merchants", merchant=merchant).count() == 2
    before = value("benefit.merchants")
    MerchantAgreement.objects.filter(merchant=merchant).first().delete()
    assert value("benefit.merchants") == before == 45


def test_what_was_not_reported_in_the_year_before_is_none():
    assert value("culture.selected_programmes", BEFORE) is None
    assert value("women.matchmaking", BEFORE) is None
    assert value("women.children", BEFORE) is None
    assert value("ankang.trend", BEFORE)["value"] is None


def test_rates_of_the_safety_cup_stay_within_100_percent():
    assert not [entry for entry in SafetyCupEntry.objects.all() if (entry.participants or 0) > (entry.employees or 0)]
    towns = evaluate_by_town([indicators["ankang.rate"]], H1, district=District.objects.get())["ankang.rate"]
    assert towns and all(0 < rate <= 100 for rate in towns.values())


def test_recuperation_of_model_workers_does_not_count():
    assert behind("recuperation.people", kind="model_worker").count() == 0
    assert behind("recuperation.people").count() > 0
