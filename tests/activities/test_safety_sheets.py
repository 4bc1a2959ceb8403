"""Sheets of the contest 安康杯, whose year stands in the sheet's name or title, and of hazard reports."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from activities.models import HazardReport, SafetyCupEntry
from tests.contracts.forms import typed
from tests.factories import make
from tests.sheets import import_rows, workbook
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers
from union_site.core.spreadsheets import importing

CUP = ("参赛单位", "所属工会", "报名日期", "职工总数", "参赛职工数", "参赛班组数", "考核得分", "获奖情况")
HAZARD = ("编号", "上报日期", "隐患描述", "隐患等级", "所在单位", "所属工会", "照片数", "处理状态", "处理日期")
PERIOD = Period.parse("2021H1")


def values(district, *keys, period=PERIOD):
    found = evaluate([indicators[key] for key in keys], [period], district=district)
    return [found[key, period] for key in keys]


@pytest.mark.parametrize(
    ("sheet", "title"),
    [("2019年", "云川区“安康杯”竞赛参赛单位汇总表"), ("Sheet1", "云川区2019年“安康杯”竞赛参赛单位汇总表")],
)
def test_the_year_is_in_the_name_or_the_title(district, union, sheet, title):
    result = import_rows(
        district,
        CUP,
        ("云川云帆缝纫设备股份有限公司", union.name, "2019.3.16", 22, 21, 1, 94.5, "优胜单位"),
        sheet=sheet,
        title=title,
    )

    assert (result.key, result.errors) == ("safety_cup", [])
    entry = SafetyCupEntry.objects.get()
    assert (entry.year, entry.enrolled_on, str(entry.score)) == (2019, date(2019, 3, 16), "94.5")


def test_a_column_says_the_year_as_well(district, union):
    import_rows(
        district,
        ("竞赛年度", *CUP),
        (2020, "云川云帆缝纫设备股份有限公司", union.name, "2020-03-16", 22, 21, 1, "", ""),
        sheet="安康杯",
    )

    assert SafetyCupEntry.objects.get().year == 2020


def test_without_a_year_the_sheet_is_refused_with_words(district, union):
    book = workbook(CUP, ("云川云帆缝纫", union.name, "3月16日", 22, 21, 1, "", ""), sheet="安康杯")

    plan = importing.read(book, "安康杯.xlsx")[0]

    assert plan.status == "refused"
    assert plan.reason.startswith("“安康杯竞赛”缺少必填的列：竞赛年度。")


def test_bad_entries_are_refused(district, union):
    result = import_rows(
        district,
        CUP,
        ("甲公司", union.name, "2021.3.16", 22, 23, 1, "", ""),
        ("乙公司", union.name, "2020.12.31", 22, 21, 1, "", ""),
        ("丙公司", union.name, "2021.3.16", 22, 21, -1, "", ""),
        ("丁公司", union.name, "2021.3.16", 22, 21, 1, -5, ""),
        ("戊公司", union.name, "2021.3.16", 22, 22, 1, "", ""),
        ("戊公司", union.name, "2021.3.17", 22, 22, 1, "", ""),
        sheet="2021年",
        title="安康杯竞赛汇总表",
    )

    assert [(row, heading) for row, heading, _ in result.errors] == [
        (4, "参赛职工数"),
        (5, "报名日期"),
        (6, "参赛班组数"),
        (7, "考核得分"),
        (9, "参赛单位"),
    ]
    assert SafetyCupEntry.objects.get().employer_name == "戊公司"


def test_the_form_and_the_database_refuse_a_rate_above_100_percent(district, union, clerk, client_of):
    viewset = registers["safety_cup"]
    entry = make(SafetyCupEntry, union)
    data = typed(entry, viewset.form_fields)
    answer = client_of(clerk).post(viewset.url("new"), {**data, "employer_name": "甲公司", "participants": "23"})
    assert answer.context["form"].errors == {"participants": ["参赛职工数不能大于职工总数。"]}
    answer = client_of(clerk).post(viewset.url("new"), {**data, "employer_name": "甲公司", "enrolled_on": "2020-03-16"})
    assert answer.context["form"].errors == {"enrolled_on": ["报名日期应在竞赛年度之内。"]}
    for wrong in ({"participants": 23}, {"enrolled_on": date(2020, 3, 16)}, {"year": 21}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make(SafetyCupEntry, union, **wrong)


def test_rate_is_of_those_of_which_both_numbers_are_known(district, union):
    make(SafetyCupEntry, union, employees=300, participants=200)
    make(SafetyCupEntry, union, employees=None, participants=50)
    make(SafetyCupEntry, union, employees=100, participants=None)
    make(SafetyCupEntry, union, employees=100, participants=100, enrolled_on=date(2021, 7, 1))

    assert values(district, "ankang.organisations", "ankang.employees") == [3, 250]
    assert str(values(district, "ankang.rate")[0]) == "66.67"


@pytest.mark.parametrize(
    ("entries", "value"),
    [
        (((2019, 20), (2020, 30), (2020, 1), (2021, 31), (2021, 1), (2021, 1)), True),
        (((2019, 20), (2020, 30), (2020, 1), (2021, 20), (2021, 5), (2021, 5)), False),  # employees fell
        (((2019, 20), (2020, 21), (2021, 22)), False),  # as many organisations as before
        (((2020, 20), (2021, 21), (2021, 22)), None),  # 2019 is not on record
        ((), None),
    ],
)
def test_the_trend_is_claimed_only_where_both_grow_twice(district, union, entries, value):
    for year, participants in entries:
        make(SafetyCupEntry, union, year=year, enrolled_on=date(year, 3, 1), employees=50, participants=participants)

    claim = values(district, "ankang.trend")[0]

    assert claim["value"] is value
    assert [number["year"] for number in claim["numbers"]] == sorted({year for year, _ in entries})


def test_years_are_compared_up_to_the_same_day(district, union):
    for year in (2019, 2020, 2021):
        for _ in range(year - 2018):
            make(SafetyCupEntry, union, year=year, enrolled_on=date(year, 6, 30))
        make(SafetyCupEntry, union, year=year, enrolled_on=date(year, 7, 1))

    assert values(district, "ankang.trend")[0] == {
        "value": True,
        "numbers": [
            {"year": 2019, "organisations": 1, "employees": 21},
            {"year": 2020, "organisations": 2, "employees": 42},
            {"year": 2021, "organisations": 3, "employees": 63},
        ],
    }


def test_hazards_count_whatever_became_of_them(district, union):
    result = import_rows(
        district,
        HAZARD,
        ("SSP1", "2021-01-04", "应急灯损坏", "一般隐患", "某单位", union.name, 4, "已整改", "2021-06-30"),
        ("SSP2", "2021-06-30", "消防栓被遮挡", "较大", "某单位", union.name, 3, "不属实", "2021-07-01"),
        ("SSP3", "2021-06-30", "护栏松动", "", "某单位", union.name, "", "正在整改", ""),
        ("SSP4", "2021-07-01", "叉车超速", "重大", "某单位", union.name, 1, "", ""),
        sheet="隐患随手拍",
    )

    assert (result.key, result.errors) == ("hazard_report", [])
    assert list(HazardReport.objects.order_by("id").values_list("grade", "photos", "state")) == [
        ("general", 4, "corrected"),
        ("larger", 3, "unfounded"),
        ("", None, "correcting"),
        ("major", 1, "accepted"),
    ]
    assert values(district, "hazard.reports", "hazard.handled") == [3, 1]
    assert str(values(district, "hazard.handled_share")[0]) == "33.33"
    assert evaluate_by_town([indicators["hazard.reports"]], PERIOD, district=district) == {
        "hazard.reports": {"青石镇": 3}
    }


def test_contradictory_hazards_are_refused(district, union):
    result = import_rows(
        district,
        (*HAZARD, "整改期限"),
        ("SSP1", "2021-01-04", "应急灯损坏", "一般", "某单位", union.name, 4, "已整改", "2021-01-03", ""),
        ("SSP2", "2021-01-04", "应急灯损坏", "一般", "某单位", union.name, 4, "整改中", "2021-01-05", ""),
        ("SSP3", "2021-01-04", "应急灯损坏", "一般", "某单位", union.name, -1, "整改中", "", ""),
        ("SSP4", "2021-01-04", "应急灯损坏", "一般", "某单位", union.name, 1, "整改中", "", "2021-01-03"),
        sheet="隐患随手拍",
    )

    assert [row for row, _, _ in result.errors] == [4, 5, 6, 7]
    assert not HazardReport.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        make(HazardReport, union, handled_on=date(2021, 1, 3))
    with pytest.raises(IntegrityError), transaction.atomic():
        make(HazardReport, union, state="correcting")
