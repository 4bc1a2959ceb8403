"""Innovation studios with recommendations, and honours: their sheets, what is refused, and the figures on their edges."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from members.models import Honour, Studio, StudioRecommendation
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

STUDIO = (
    "工作室编号",
    "工作室名称",
    "类别",
    "级别",
    "领衔人",
    "工种(领域)",
    "所在单位",
    "所属工会",
    "挂牌日期",
    "摘牌日期",
    "推荐日期",
    "推荐至",
)
HONOUR = ("荣誉级别", "集体/个人", "荣誉称号", "获奖者", "所在单位", "所属工会", "授予单位", "授予日期")
H1 = Period.parse("2021H1")


def value(district, key, period=H1):
    return evaluate([indicators[key]], [period], district=district)[key, period]


def studio_row(union, code="GZS011", listed="2014.12.16", delisted="", recommended="", to="", kind="劳模创新工作室"):
    unit = "云川顺川包装有限公司"
    return (
        code,
        "朱雨英劳模创新工作室",
        kind,
        "区级",
        "朱雨英",
        "模具",
        unit,
        union.name,
        listed,
        delisted,
        recommended,
        to,
    )


def test_studio_with_its_recommendation(district, union):
    row = studio_row(union, recommended="2021.5.12", to="江临市总工会")
    result = import_rows(district, STUDIO, row, sheet="创新工作室")

    assert (result.key, result.errors, result.unknown) == ("studio", [], [])
    studio = Studio.objects.get()
    assert (studio.kind, studio.level, studio.trade, studio.organization) == ("model_worker", "district", "模具", union)
    assert list(studio.recommendations.values_list("on", "to")) == [(date(2021, 5, 12), "江临市总工会")]
    assert import_rows(district, STUDIO, row, sheet="创新工作室").verdicts == ["same"]


def test_a_later_recommendation_is_added_to_the_earlier(district, union):
    import_rows(district, STUDIO, studio_row(union, recommended="2020.5.26", to="江临市总工会"), sheet="创新工作室")

    later = studio_row(union, recommended="2021.6.3", to="江临市总工会")
    assert import_rows(district, STUDIO, later, sheet="创新工作室").verdicts == ["changed"]
    assert import_rows(district, STUDIO, studio_row(union), sheet="创新工作室").verdicts == ["same"]
    assert StudioRecommendation.objects.count() == 2


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"delisted": "2014.12.15"}, (4, "摘牌日期", "rule")),
        ({"to": "江临市总工会"}, (4, "推荐至", "recommended_on_missing")),
        ({"kind": "读书室"}, (4, "类别", "choice_unknown")),
        ({"listed": ""}, (4, "挂牌日期", "required")),
    ],
)
def test_wrong_studios_are_refused(district, union, row, expected):
    assert import_rows(district, STUDIO, studio_row(union, **row), sheet="创新工作室").errors == [expected]
    assert not Studio.objects.exists()


def test_form_and_database_refuse_a_studio_delisted_before_it_was_listed(union, clerk, client_of):
    response = client_of(clerk).post(
        registers["studio"].url("new"),
        {
            "version": "",
            "code": "GZS1",
            "name": "工作室",
            "kind": "workers",
            "level": "city",
            "organization": union.public_id,
            "listed_on": "2021-05-01",
            "delisted_on": "2021-04-30",
        },
    )
    assert response.context["form"].errors == {"delisted_on": ["摘牌日期不能早于挂牌日期。"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        make(Studio, union, listed_on=date(2021, 5, 1), delisted_on=date(2021, 4, 30))


def test_studios_in_operation_on_the_last_day(district, union, other_union):
    """Listed on 30 June counts, on 1 July not; taken down on 30 June does not count, on 1 July it does."""
    for owner, name, kind, trade, listed_on, delisted_on in (
        (union, "何鑫劳模创新工作室", "model_worker", "纺织", date(2021, 6, 30), None),
        (union, "梁涵莹劳模创新工作室", "model_worker", "烹饪", date(2021, 7, 1), None),
        (union, "姜辉超劳模创新工作室", "model_worker", "教育", date(2016, 7, 12), date(2021, 6, 30)),
        (other_union, "汪志超劳模创新工作室", "model_worker", "园林", date(2015, 11, 26), date(2021, 7, 1)),
        (other_union, "崔林涛劳模创新工作室", "model_worker", "园林", date(2012, 7, 5), None),
        (other_union, "烹饪职工创新工作室", "workers", "烹饪", date(2021, 5, 1), None),
        (other_union, "工匠创新工作室", "craftsman", "烹饪", date(2021, 5, 1), None),
    ):
        make(Studio, owner, name=name, kind=kind, trade=trade, listed_on=listed_on, delisted_on=delisted_on)

    assert value(district, "model.studios_listed") == 3
    assert [item["name"] for item in value(district, "model.studios_new")] == ["何鑫劳模创新工作室"]
    assert value(district, "model.studios_by_trade") == [{"name": "园林", "count": 2}, {"name": "纺织", "count": 1}]
    listed, trades = indicators["model.studios_listed"], indicators["model.studios_by_trade"]
    assert evaluate_by_town([listed, trades], H1, district=district) == {
        "model.studios_listed": {"青石镇": 1, "白鹭街道": 2},
        "model.studios_by_trade": {"青石镇": 1, "白鹭街道": 1},
    }


def test_recommended_studios_of_every_kind(district, union):
    first = make(Studio, union, name="甲劳模创新工作室")
    second = make(Studio, union, name="乙职工创新工作室", kind="workers")
    make(StudioRecommendation, union, studio=first, on=date(2021, 6, 30), to="江临市总工会")
    make(StudioRecommendation, union, studio=second, on=date(2021, 5, 1), to="")
    make(StudioRecommendation, union, studio=second, on=date(2021, 7, 2))

    assert value(district, "studio.recommended") == [
        {"name": "乙职工创新工作室", "date": "2021-05-01", "to": None, "kind": "职工创新工作室"},
        {"name": "甲劳模创新工作室", "date": "2021-06-30", "to": "江临市总工会", "kind": "劳模创新工作室"},
    ]


def test_honours_of_a_sheet(district, union):
    rows = (
        ("市", "集体", "江临市工人先锋号", "一车间", "甲公司", union.name, "江临市总工会", "2021年6月30日"),
        ("国家级", "先进个人", "全国五一巾帼标兵", "尹萍蓉", "甲公司", union.name, "中华全国总工会", "2021年3月3日"),
        ("区级", "个人", "云川区五一劳动奖章", "曹桂玲", "甲公司", union.name, "云川区总工会", "2021年3月17日"),
        ("市", "个人", "江临市五一劳动奖章", "阎宁", "甲公司", union.name, "江临市总工会", "2021年7月1日"),
    )
    result = import_rows(district, HONOUR, *rows, sheet="荣誉")

    assert (result.key, result.errors, result.unknown) == ("honour", [], [])
    assert import_rows(district, HONOUR, *rows, sheet="荣誉").verdicts == ["same"] * 4
    assert value(district, "honours.received") == [
        {
            "name": "尹萍蓉",
            "title": "全国五一巾帼标兵",
            "level": "全国",
            "kind": "个人",
            "unit": "甲公司",
            "date": "2021-03-03",
        },
        {
            "name": "一车间",
            "title": "江临市工人先锋号",
            "level": "市",
            "kind": "集体",
            "unit": "甲公司",
            "date": "2021-06-30",
        },
    ]


def test_the_same_honour_twice_and_without_a_recipient(district, union):
    row = ("市", "集体", "江临市工人先锋号", "一车间", "甲公司", union.name, "江临市总工会", "2021-06-30")
    result = import_rows(district, HONOUR, row, row, (*row[:3], "", *row[4:]), sheet="荣誉")

    assert result.verdicts == ["new", "rejected", "rejected"]
    assert result.errors[-1] == (6, "获奖者", "required")
    with pytest.raises(IntegrityError), transaction.atomic():
        make(Honour, union, recipient="")
