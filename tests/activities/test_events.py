"""Training, lectures, culture and sports, and what activities cost: their sheet, their form and their figures."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from activities.models import Activity, ActivityCategory
from tests.contracts.forms import typed
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

PERIOD = Period.parse("2021H1")
SHEET = (
    "活动编号",
    "活动名称",
    "活动类别",
    "活动形式",
    "填报单位",
    "主办单位",
    "活动日期",
    "参加人次",
    "其中女职工",
    "授课老师",
    "学时",
    "培训对象",
    "经费支出",
    "资金来源",
)


def values(district, *keys, period=PERIOD):
    found = evaluate([indicators[key] for key in keys], [period], district=district)
    return [found[key, period] for key in keys]


def event(union, code, **fields):
    return make(Activity, union, category=ActivityCategory.objects.get(code=code), **fields)


def test_a_sheet_says_who_spoke_to_whom_and_what_it_cost(district, union):
    result = import_rows(
        district,
        SHEET,
        (
            "HD1",
            "基层工会主席培训班",
            "工会干部培训",
            "集中授课",
            union.name,
            union.name,
            "2021-06-30",
            60,
            24,
            "周明",
            12.5,
            "基层工会主席",
            "8,600.50元",
            "工会经费",
        ),
        ("HD2", "劳模精神宣讲", "巡回宣讲", "", union.name, union.name, "2021-05-08", 200, "", "", "", "", "", ""),
        sheet="活动登记",
    )

    assert (result.key, result.errors, result.unknown) == ("activity", [], [])
    course = Activity.objects.get(code="HD1")
    assert (course.category.code, course.speaker, course.class_hours) == ("union_training", "周明", Decimal("12.5"))
    assert (course.audience, course.spending, course.spending_source) == (
        "基层工会主席",
        Decimal("8600.50"),
        "工会经费",
    )
    assert Activity.objects.get(code="HD2").spending is None
    assert values(district, "training.classes", "training.trainees", "training.women") == [1, 60, 24]
    assert values(district, "publicity.lectures", "publicity.listeners") == [1, 200]
    assert values(district, "activity.spending") == [Decimal("8600.50")]


def test_a_negative_sum_is_refused_in_sheet_form_and_database(district, union, clerk, client_of):
    row = ("HD1", "培训班", "工会培训", "", union.name, union.name, "2021-06-30", 60, 24, "", "", "", -1, "")
    assert [heading for _, heading, _ in import_rows(district, SHEET, row, sheet="活动登记").errors] == ["经费支出"]
    viewset = registers["activity"]
    data = typed(make(Activity, union), viewset.form_fields)
    answer = client_of(clerk).post(viewset.url("new"), {**data, "code": "HD9", "spending": "-1", "class_hours": "0"})
    assert answer.context["form"].errors == {
        "spending": ["活动经费不能为负数。"],
        "class_hours": ["课时应大于 0。"],
    }
    for wrong in ({"spending": -1}, {"class_hours": 0}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make(Activity, union, **wrong)


def test_lectures_of_both_kinds_count_once_each(district, union):
    event(union, "lecture", sessions=3, participations=300)
    event(union, "politics", form="宣讲", sessions=2, participations=150)
    event(union, "politics", form="学习教育", sessions=5, participations=500)
    event(union, "women", form="宣讲", sessions=7, participations=70)

    assert values(district, "publicity.lectures", "publicity.listeners", "publicity.study_sessions") == [5, 450, 7]


def test_the_period_ends_with_its_last_day_and_struck_out_rows_do_not_count(district, union, other_union):
    event(union, "arts", started_on=date(2021, 6, 30), participations=40, women=10, spending=Decimal("100.10"))
    event(other_union, "sports", started_on=date(2021, 1, 1), participations=2, women=None, spending=Decimal("0.90"))
    event(union, "reading", started_on=date(2021, 7, 1), participations=1000, women=1000, spending=1000)
    event(union, "reading", started_on=date(2020, 12, 31), participations=1000, women=1000, spending=1000)
    event(union, "sports", participations=1000, spending=1000, voided_at=timezone.now())
    event(union, "family", participations=7, women=7, spending=9)

    assert values(district, "culture.participations", "culture.women") == [42, 10]
    assert values(
        district, "culture.arts_participations", "culture.sports_participations", "culture.reading_participations"
    ) == [40, 2, None]
    assert values(district, "activity.spending") == [Decimal("110.00")]
    assert evaluate_by_town([indicators["culture.participations"]], PERIOD, district=district) == {
        "culture.participations": {"青石镇": 40, "白鹭街道": 2}
    }


def test_what_was_not_reported_is_none(district, union):
    event(union, "union_training", participations=None, women=None, spending=None)
    keys = ("training.classes", "training.trainees", "training.women", "activity.spending", "publicity.lectures")
    assert values(district, *keys) == [2, None, None, None, None]
    event(union, "arts", participations=5, women=0, spending=0)
    assert values(district, "culture.women", "activity.spending") == [0, Decimal("0.00")]
