"""安康杯: quotas and their completion, scores, the trend page and the work lists."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from activities.models import SafetyCupEntry, SafetyQuota
from tests.contracts.forms import typed
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

PERIOD = Period.parse("2021H1")
QUOTA = ("承担单位", "参赛单位指标", "参赛职工指标", "文号")
BOTH = ("ankang.organisations_completion", "ankang.participants_completion")


def values(district, *keys, unit=None):
    found = evaluate([indicators[key] for key in keys], [PERIOD], district=district, unit=unit)
    return [found[key, PERIOD] for key in keys]


def test_quotas_come_by_sheet_and_are_changed_by_the_next_one(district, town, other_town):
    rows = (
        (town.name, 40, 3000, "云川工发〔2021〕9号"),
        (other_town.name, "", 2500, ""),
        ("白鹭街道", 10, "", ""),
        (town.name, "", "", ""),
    )
    result = import_rows(district, QUOTA, *rows[:2], sheet="2021年", title="安康杯参赛指标分解表")
    assert (result.key, result.errors) == ("safety_quota", [])
    import_rows(district, QUOTA, (town.name, 45, 3000, ""), sheet="2021年", title="安康杯参赛指标分解表")
    assert list(SafetyQuota.objects.order_by("id").values_list("year", "organisations", "participants")) == [
        (2021, 45, 3000),
        (2021, None, 2500),
    ]
    result = import_rows(district, QUOTA, rows[3], sheet="2022年", title="安康杯参赛指标分解表")
    assert [code for _, _, code in result.errors] == ["quota_missing"]


def test_a_quota_of_nothing_is_refused_alike(district, town, town_clerk, client_of):
    viewset = registers["safety_quota"]
    data = typed(make(SafetyQuota, town, year=2020), viewset.form_fields)
    post = client_of(town_clerk).post
    answer = post(viewset.url("new"), {**data, "year": "2021", "organisations": "", "participants": ""})
    assert answer.context["form"].non_field_errors() == ["请填写参赛单位指标或参赛职工指标，至少一项。"]
    answer = post(viewset.url("new"), {**data, "year": "2021", "organisations": "0"})
    assert answer.context["form"].errors == {"organisations": ["参赛单位指标应为 1 家以上。"]}
    answer = post(viewset.url("new"), data)
    assert answer.context["form"].errors == {"year": ["该单位当年的指标已登记。"]}
    for wrong in ({"organisations": None, "participants": None}, {"organisations": 0}, {"year": 21}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make(SafetyQuota, town, **{"year": 2021, **wrong})


def test_completion_is_of_the_quotas_of_towns(district, town, other_town, union, other_union):
    make(SafetyQuota, town, year=2021, organisations=2, participants=150)
    make(SafetyQuota, other_town, year=2021, organisations=None, participants=50)
    make(SafetyQuota, union, year=2021, organisations=9, participants=900)  # the town's own doing
    make(SafetyQuota, town, year=2020, organisations=90, participants=9000)
    make(SafetyCupEntry, union, employees=100, participants=90, enrolled_on=date(2021, 6, 30))
    make(SafetyCupEntry, union, employees=100, participants=90, enrolled_on=date(2021, 7, 1))
    make(SafetyCupEntry, other_union, employees=100, participants=100)

    assert values(district, *BOTH) == [Decimal("100.00"), Decimal("95.00")]
    assert values(district, *BOTH, unit=town) == [Decimal("50.00"), Decimal("60.00")]
    assert evaluate_by_town([indicators[key] for key in BOTH], PERIOD, district=district) == {
        "ankang.organisations_completion": {"青石镇": Decimal("50.00")},
        "ankang.participants_completion": {"青石镇": Decimal("60.00"), "白鹭街道": Decimal("200.00")},
    }


def test_without_quota_there_is_no_completion_and_without_entry_it_is_nil(district, town, union):
    make(SafetyCupEntry, union)
    assert values(district, *BOTH) == [None, None]
    SafetyCupEntry.objects.all().delete()
    make(SafetyQuota, town, year=2021, organisations=2, participants=None)
    assert values(district, *BOTH) == [Decimal("0.00"), None]


def test_awards_and_teams(district, union):
    make(SafetyCupEntry, union, teams=3, award="优胜单位")
    make(SafetyCupEntry, union, teams=None, award="")
    make(SafetyCupEntry, union, teams=5, award="优胜单位", enrolled_on=date(2021, 7, 1))
    assert values(district, "ankang.teams", "ankang.awarded") == [3, 1]


@pytest.mark.parametrize("wrong", ["-0.1", "100.1"])
def test_scores_lie_between_0_and_100_everywhere(district, union, clerk, client_of, wrong):
    viewset = registers["safety_cup"]
    data = typed(make(SafetyCupEntry, union, score=100, self_score=0), viewset.form_fields)
    answer = client_of(clerk).post(
        viewset.url("new"), {**data, "employer_name": "甲公司", "score": wrong, "self_score": wrong}
    )
    assert answer.context["form"].errors == {
        "self_score": ["自评得分应在 0 至 100 分之间。"],
        "score": ["考核得分应在 0 至 100 分之间。"],
    }
    result = import_rows(
        district,
        ("参赛单位", "所属工会", "报名日期", "职工总数", "考核得分"),
        ("甲公司", union.name, "2021-03-16", 20, float(wrong)),
        sheet="2021年",
        title="安康杯",
    )
    assert [heading for _, heading, _ in result.errors] == ["考核得分"]
    with pytest.raises(IntegrityError), transaction.atomic():
        make(SafetyCupEntry, union, score=Decimal(wrong))


def test_more_teams_than_participants_are_refused(union, clerk, client_of):
    viewset = registers["safety_cup"]
    data = typed(make(SafetyCupEntry, union), viewset.form_fields)
    answer = client_of(clerk).post(viewset.url("new"), {**data, "employer_name": "甲公司", "teams": "22"})
    assert answer.context["form"].errors == {"teams": ["参赛班组数不能大于参赛职工数。"]}


def lines(client, key, day="2021-06-30", **query):
    answer = client.get(reverse("core:worklist", args=[key]), {"day": day, **query})
    return [(str(line["cells"][0][1]), line["note"]) for line in answer.context["lines"]]


def test_towns_below_their_quota_are_listed_with_what_is_missing(
    district, root, town, other_town, union, other_union, town_clerk, editor, client_of
):
    make(SafetyQuota, town, year=2021, organisations=2, participants=100)
    make(SafetyQuota, other_town, year=2021, organisations=1, participants=None)
    make(SafetyCupEntry, union, employees=100, participants=60)
    make(SafetyCupEntry, union, employees=100, participants=60, enrolled_on=date(2021, 7, 1))
    make(SafetyCupEntry, other_union)

    assert lines(client_of(town_clerk), "safety_quota.below") == [("青石镇总工会", "1 家、40 人")]
    assert lines(client_of(editor), "safety_quota.below") == [("青石镇总工会", "1 家、40 人")]
    assert lines(client_of(editor), "safety_quota.below", "2021-07-01") == []
    assert lines(client_of(editor), "safety_quota.below", "2021-01-01") == [
        ("青石镇总工会", "2 家、100 人"),
        ("白鹭街道总工会", "1 家"),
    ]


def test_entries_wait_for_a_score_once_the_year_is_over(union, clerk, client_of):
    make(SafetyCupEntry, union, employer_name="甲公司", score=None)
    make(SafetyCupEntry, union, employer_name="乙公司", score=90)
    make(SafetyCupEntry, union, employer_name="丙公司", score=None, year=2020, enrolled_on=date(2020, 3, 1))

    def names(day, **query):
        answer = client_of(clerk).get(reverse("core:worklist", args=["safety_cup.not_reviewed"]), {"day": day, **query})
        return [str(line["cells"][1][1]) for line in answer.context["lines"]]

    assert names("2021-12-31") == ["丙公司"]
    assert names("2022-01-01") == ["甲公司", "丙公司"]
    assert names("2022-01-01", tab="last") == ["甲公司"]


def test_the_trend_shows_the_last_three_years_within_the_scope(union, other_union, clerk, client_of):
    for year, participants in ((2018, 5), (2019, 10), (2020, 30), (2021, 40)):
        make(
            SafetyCupEntry,
            union,
            employer_name="甲公司",
            year=year,
            enrolled_on=date(year, 3, 1),
            employees=50,
            participants=participants,
            teams=2,
            score=90 if year < 2021 else None,
        )
    make(SafetyCupEntry, union, employer_name="乙公司", employees=None, participants=None, teams=None)
    make(SafetyCupEntry, other_union, employer_name="丙公司")
    client, address = client_of(clerk), registers["safety_cup"].url("trend")

    shown = client.get(address).context["years"]
    assert [(year["year"], year["cells"]) for year in shown] == [
        (2019, ("1", "10", "20.00%", "2", "1", "90.0", "0")),
        (2020, ("1", "30", "60.00%", "2", "1", "90.0", "0")),
        (2021, ("2", "40", "80.00%", "2", "0", "—", "0")),
    ]
    entry = SafetyCupEntry.objects.get(employer_name="甲公司", year=2021)
    page = client.get(address, {"entry": entry.public_id})
    assert [year["cells"][0] for year in page.context["years"]] == ["1", "1", "1"]
    assert (
        f"{address}?entry={entry.public_id}"
        in client.get(registers["safety_cup"].url("detail", entry)).content.decode()
    )
    outside = SafetyCupEntry.objects.get(employer_name="丙公司")
    assert client.get(address, {"entry": outside.public_id}).status_code == 404
    assert client.get(address, {"entry": "甲"}).status_code == 404


def test_the_trend_of_nothing_says_what_to_do(clerk, client_of):
    assert "还没有参赛登记" in client_of(clerk).get(registers["safety_cup"].url("trend")).content.decode()


def test_the_trend_is_for_those_who_may_view(officer, client_of):
    assert client_of(officer).get(registers["safety_cup"].url("trend")).status_code == 403
