"""The edges of the sample district: what counts, and what does not, on the last day of a period and beside it."""

from decimal import Decimal

import pytest

from members.models import Election, Employer, HonourTitle, Member, ModelWorker, Organization, Post, Studio, Transfer
from reports.services.figures import canonical
from union_site.core.evaluation import evaluate_by_town, rows
from union_site.core.models import District
from union_site.core.periods import Period
from union_site.core.registry import indicators

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]
PERIODS = ("2020H1", "2020H2", "2021H1", "2021H2")


def behind(key, period, unit=None):
    return rows(indicators[key], Period.parse(period), district=District.objects.get(), unit=unit)


def counts_in(key, record, lookup="pk"):
    """The half years in which the record is behind the figure."""
    return [period for period in PERIODS if behind(key, period).filter(**{lookup: record.pk}).exists()]


def value(key, period, unit=None):
    return canonical([indicators[key]], Period.parse(period), district=District.objects.get(), unit=unit)[key]


def test_a_model_worker_visited_and_dead_within_the_period_counts():
    worker = ModelWorker.objects.get(name="曾涵")
    assert f"{worker.deceased_on}" == "2021-02-17"
    assert counts_in("model.visited", worker, "model_worker") == ["2021H1"]
    money = behind("model.consolation_total", "2021H1").filter(model_worker=worker)
    assert [row.amount for row in money] == [Decimal("3000.00")]
    assert counts_in("model.total", worker) == ["2020H1", "2020H2"]


@pytest.mark.parametrize(("name", "honours", "level"), [("石旭家", 2, "provincial"), ("顾明龙", 2, "provincial")])
def test_a_model_worker_honoured_twice_is_one_person_of_the_higher_level(name, honours, level):
    worker = ModelWorker.objects.get(name=name)
    assert HonourTitle.objects.filter(model_worker=worker).count() == honours
    of_levels = [behind(f"model.{one}", "2021H1").filter(pk=worker.pk).count() for one in HonourTitle.Level.values]
    assert of_levels == [1 if one == level else 0 for one in HonourTitle.Level.values]
    assert behind("model.total", "2021H1").filter(pk=worker.pk).count() == 1


@pytest.mark.parametrize(
    ("name", "there", "members"),
    [
        ("云川泰澄小额贷款有限公司工会", [], [None, None, None, None]),  # dissolved on 2020-03-20
        ("云川弘晟百货股份有限公司工会", ["2020H1", "2020H2"], [14, 14, None, None]),  # on 2021-06-30
        ("云川豪沁家政服务股份有限公司工会", ["2020H1", "2020H2"], [8, 8, None, None]),  # on 2021-03-31
        ("云川金栎塑业有限公司工会", ["2020H1"], [8, None, None, None]),  # on 2020-11-16
    ],
)
def test_a_dissolved_union_no_longer_counts_on_its_day(name, there, members):
    union = Organization.objects.get(name=name)
    assert counts_in("register.organisations", union) == there
    assert [value("register.members", period, union) for period in PERIODS] == members


def test_members_transferred_count_once_in_the_union_of_the_day():
    assert Transfer.objects.count() == 86
    moved = Member.objects.get(name="廖辉", transfers__on="2021-06-30")
    before, after = (
        Organization.objects.get(name=name)
        for name in ("云川弘晟百货股份有限公司工会", "云川天禾汽车零部件股份有限公司工会")
    )
    assert [behind("register.members", period, before).filter(pk=moved.pk).exists() for period in PERIODS[1:3]] == [
        True,
        False,
    ]
    assert behind("register.members", "2021H1", after).filter(pk=moved.pk).count() == 1
    towns = evaluate_by_town([indicators["register.members"]], Period.parse("2021H1"), district=District.objects.get())[
        "register.members"
    ]
    assert sum(towns.values()) == 5652 == value("register.members", "2021H1")


@pytest.mark.parametrize("name", ["云川区实验小学", "云川区中心血站"])
def test_an_institution_is_no_enterprise(name):
    employer = Employer.objects.get(name=name)
    assert employer.disclosure_on.year == 2021 and employer.disclosure_on.month <= 6
    assert counts_in("organising.new_disclosure", employer) == []


def test_exactly_a_hundred_employees_are_a_hundred():
    employer = Employer.objects.get(name="云川云帆物业服务有限公司")
    assert dict(employer.headcounts.values_list("year", "employees")) == {2019: 96, 2020: 98, 2021: 100}
    assert counts_in("organising.large_covered", employer) == ["2021H1", "2021H2"]


def test_elections_on_the_last_day_and_after_it():
    done = Election.objects.get(organization__name="青石镇总工会", held_on="2021-06-30")
    late = Election.objects.get(organization__name="临湾镇总工会", held_on="2021-07-02")
    assert counts_in("election.towns_done", done) == ["2021H1", "2021H2"]
    assert (counts_in("election.towns_pending", late), counts_in("election.towns_done", late)) == (
        ["2021H1"],
        ["2021H2"],
    )
    assert (value("election.towns_done", "2021H1"), value("election.towns_pending", "2021H1")) == (8, 4)


def test_posts_begun_and_left_on_the_last_day():
    begun = Post.objects.get(name="薛超志", title="advisor_full", appointed_on="2021-06-30")
    after = Post.objects.get(name="阎杰华", title="advisor_full", appointed_on="2021-07-05")
    left = Post.objects.get(name="韩平", title="chair", left_on="2021-06-30")
    assert counts_in("bargaining.advisors_full", begun) == ["2021H1", "2021H2"]
    assert counts_in("bargaining.advisors_full", after) == ["2021H2"]
    assert counts_in("post.in_office", left) == ["2020H1", "2020H2"]


def test_studios_listed_and_delisted_on_the_last_day():
    listed, later, delisted, kept = (
        Studio.objects.get(name=f"{leader}劳模创新工作室") for leader in ("何鑫", "梁涵莹", "姜辉超", "汪志超")
    )
    assert counts_in("model.studios_listed", listed) == ["2021H1", "2021H2"]
    assert counts_in("model.studios_listed", later) == ["2021H2"]
    assert counts_in("model.studios_listed", delisted) == ["2020H1", "2020H2"]  # delisted on 30 June
    assert counts_in("model.studios_listed", kept) == ["2020H1", "2020H2", "2021H1"]  # on 1 July


def test_honours_on_the_last_day_and_after_it():
    received = {row.recipient for row in behind("honours.received", "2021H1")}
    assert "云川金栎超市有限公司一车间" in received  # 30 June
    assert received.isdisjoint({"阎宁", "田蓉"})  # 1 and 4 July


def test_a_task_done_the_day_after_is_open():
    found = value("plan.previous_done", "2021H1")
    assert found == {
        "value": False,
        "numbers": [7, 9, "77.78"],
        "open": ["举办镇(街道)技能比武", "建成职工法律援助分中心"],
    }
    done = behind("plan.previous_done", "2021H1").get(task="组织“安康杯”竞赛报名")
    assert f"{done.done_on}" == "2021-06-30"


def test_targets_on_record_and_not():
    assert value("mutual.target", "2021H1") == {"value": True, "numbers": [14311, 13900, "102.96"]}
    assert value("mutual.target", "2020H1") == {"value": None, "numbers": [12889]}


def test_nothing_reported_is_not_zero():
    silent = (
        "election.towns_done",
        "election.towns_pending",
        "model.checkup_month",
        "model.checkups",
        "plan.items",
        "plan.previous_done",
    )
    assert {key: value(key, "2020H1") for key in silent} == dict.fromkeys(silent)


def test_the_sample_district_is_consistent():
    """Every rule holds in both half years: what the sample's sheets say agrees with itself."""
    from reports.services.consistency import check

    for period in ("2020H1", "2021H1"):
        found = check(Period.parse(period), district=District.objects.get(), unit=None)
        assert [(finding.rule.key, finding.said) for finding in found.findings] == []
