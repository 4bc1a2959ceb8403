"""Indicators that staff define: literal numbers from rows made by hand, versions, scope, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest

from activities.models import Activity, ActivityCategory
from members.models import Care, Member, ModelWorker, Transfer
from reports.models import Definition
from reports.services import catalogue, definitions
from reports.services.conditions import Condition, ConditionError
from reports.services.defined import breakdown
from tests.factories import make
from tests.factories.base import identity_number
from tests.reports.asking import question
from union_site.core.evaluation import evaluate, evaluate_by_town, rows
from union_site.core.periods import Period
from welfare.models import AidPayment, LegalCase

pytestmark = pytest.mark.django_db
H1, BEFORE, Q1 = Period.parse("2021H1"), Period.parse("2020H1"), Period.parse("2021Q1")
START = date(2021, 1, 1)


@pytest.fixture
def define(district, editor):
    """define(question) → the indicator, saved for the whole district."""

    def save(asked, name="新指标", from_day=START, **fields):
        definition = Definition(district=district, name=name, **{"place": "2.3", **fields})
        definitions.create(definition=definition, question=asked, from_day=from_day, by=editor)
        return catalogue.own(district).working[definition.key]

    return save


@pytest.fixture
def ask(district):
    """ask(indicator, period=H1, unit=None) → its value."""

    def value(indicator, period=H1, unit=None):
        return evaluate([indicator], [period], district=district, unit=unit)[indicator.key, period]

    return value


def member(union, number, joined_on, **fields):
    return make(Member, union, identity=identity_number(number), joined_on=joined_on, **fields)


@pytest.fixture
def people(union, other_union):
    """Four who joined in the half-year (two of them 农民工, one unknown), one before, one after, one struck out."""
    member(union, 1, date(2021, 1, 1), migrant_worker=True, education="本科", gender="female")
    member(union, 2, date(2021, 6, 30), migrant_worker=True, education="大专", gender="male")
    member(other_union, 3, date(2021, 3, 5), migrant_worker=False, education="", gender="male")
    member(other_union, 4, date(2021, 3, 6), migrant_worker=None, education="大专", gender="female")
    member(union, 5, date(2020, 12, 31), migrant_worker=True, education="大专", gender="male")
    member(union, 6, date(2021, 7, 1), migrant_worker=True, education="大专", gender="male")
    gone = member(union, 7, date(2021, 2, 2), migrant_worker=True, education="大专", gender="male")
    Member.objects.filter(pk=gone.pk).update(voided_at="2021-05-01T00:00:00Z")


def test_a_flow_counts_the_days_of_the_period(people, define, ask, district, town):
    joined = define(question())
    assert ask(joined) == 4
    assert ask(joined, Q1) == 3
    assert ask(joined, Period.parse("2020H2")) == 1
    assert ask(joined, BEFORE) is None
    assert ask(joined, unit=town) == 2
    assert evaluate_by_town([joined], H1, district=district) == {joined.key: {"青石镇": 2, "白鹭街道": 2}}
    assert rows(joined, H1, district=district).count() == 4
    assert joined.definition == "“会员”登记簿中，入会日期在报告期内的记录数。"


@pytest.mark.parametrize(
    ("condition", "expected", "words"),
    [
        (("migrant_worker", "is", ("true",)), 2, "农民工为“是”"),
        (("migrant_worker", "is", ("true", "false")), 3, "农民工为“是、否”之一"),
        (("migrant_worker", "empty"), 1, "农民工未填写"),
        (("migrant_worker", "filled"), 3, "农民工已填写"),
        (("gender", "is", ("female",)), 2, "性别是“女”"),
        (("gender", "not", ("female",)), 2, "性别不是“女”"),
        (("education", "is", ("大专；本科",)), 3, "学历是“大专、本科”之一"),
        (("education", "not", ("大专",)), 2, "学历不是“大专”"),
        (("education", "has", ("专",)), 2, "学历包含“专”"),
        (("education", "empty"), 1, "学历未填写"),
        (("education", "filled"), 3, "学历已填写"),
        (("joined_on", "from", ("2021-03-06",)), 2, "入会日期不早于“2021-03-06”"),
        (("joined_on", "until", ("2021-03-05",)), 2, "入会日期不晚于“2021-03-05”"),
    ],
    ids=lambda value: "-".join(value[:2]) if isinstance(value, tuple) else None,
)
def test_conditions(people, define, ask, condition, expected, words):
    indicator = define(question(conditions=[condition]))
    assert ask(indicator) == expected
    assert indicator.definition == f"“会员”登记簿中，入会日期在报告期内，{words}的记录数。"


def test_conditions_on_numbers_and_years(union, define, ask):
    for number, (workers, amount) in enumerate([(1, "100.00"), (5, "2500.50"), (12, None)]):
        case = {"accepted_on": date(2021, 2, 1 + number), "closed_on": None, "workers": workers, "amount": amount}
        make(LegalCase, union, recovered=None, received=None, **case)
    asked = {"source": "legal_case", "begun": "accepted_on", "unit": "起"}

    def counted(name, *condition):
        return ask(define(question(**asked, conditions=[condition]), name=name))

    assert counted("五人", "workers", "eq", ("5",)) == 1
    assert counted("五人以上", "workers", "ge", ("5",)) == 2
    assert counted("五人以下", "workers", "le", ("5",)) == 2
    assert ask(define(question(**asked, measure="sum", field="workers"), name="人数")) == 18
    amounts = define(question(**{**asked, "unit": "万元"}, measure="sum", field="amount"), name="金额")
    assert ask(amounts) == Decimal("0.26005")
    assert amounts.canonical(ask(amounts)) == "0.26005"
    assert (
        amounts.definition
        == "“劳动争议案件”登记簿中，受理日期在报告期内的记录，涉及金额（元）之和，按元累加后折算为万元。"
    )
    assert ask(define(question(**{**asked, "unit": "元"}, measure="sum", field="recovered"), name="挽回")) is None


def test_a_stock_holds_on_the_last_day(union, define, ask):
    for number, (joined, left) in enumerate(
        [("2019-01-01", None), ("2021-06-30", None), ("2020-01-01", "2021-06-30"), ("2020-01-01", "2021-07-01")]
    ):
        member(union, number + 10, date.fromisoformat(joined), status_on=left and date.fromisoformat(left))
    kept = define(question(kind="stock", begun="joined_on", ended="status_on"))
    assert ask(kept) == 3  # the first, the one who joined on the last day, and the one who left the day after
    assert ask(kept, Period.parse("2020H2")) == 3
    ever = define(question(kind="stock", begun="joined_on"), name="累计")
    assert ask(ever) == 4


def test_a_year_to_date(union, define, ask):
    for number, day in enumerate(["2020-12-31", "2021-01-01", "2021-06-30", "2021-07-01"]):
        member(union, number + 20, date.fromisoformat(day))
    year = define(question(kind="ytd"))
    assert ask(year) == 2
    assert ask(year, Period.parse("2021H2")) == 3
    assert ask(year, Period.parse("2021Q2")) == 2
    assert ask(year, Period.parse("2020H2")) == 1


def test_a_figure_of_a_year_that_is_written_as_a_number(union, define, ask):
    from activities.models import SafetyCupEntry

    for number, year in enumerate([2020, 2021, 2021]):
        make(
            SafetyCupEntry,
            union,
            year=year,
            employer_name=f"第{number}家单位",
            participants=10,
            employees=20,
            enrolled_on=date(year, 3, 1),
        )
    joined = define(question("safety_cup", "ytd", "sum", "人", "year", field="participants"))
    assert ask(joined) == 20
    assert ask(joined, BEFORE) == 10


def test_people_are_counted_once(union, other_union, define, ask, district):
    """A person visited twice is one person; the two model workers belong to two towns."""
    one, two = make(ModelWorker, union), make(ModelWorker, other_union)
    for worker, day in ((one, 1), (one, 2), (two, 3)):
        make(Care, worker.organization, model_worker=worker, on=date(2021, 2, day), kind="visit", amount=Decimal("500"))
    visited = define(question("care", "flow", "people", "人", "on", conditions=[("kind", "is", ("visit",))]))
    assert ask(visited) == 2
    assert ask(define(question("care", "flow", "count", "人次", "on"), name="走访人次")) == 3
    assert ask(define(question("care", "flow", "sum", "元", "on", field="amount"), name="慰问金")) == Decimal("1500.00")
    assert evaluate_by_town([visited], H1, district=district)[visited.key] == {"青石镇": 1, "白鹭街道": 1}


def test_a_share(people, define, ask, district):
    share = define(question(measure="share", unit="%", part=[("migrant_worker", "is", ("true",))]))
    assert ask(share) == Decimal("50.00")
    assert ask(share, BEFORE) is None
    assert share.definition == "“会员”登记簿中，入会日期在报告期内的记录中，农民工为“是”的所占百分比。"
    assert rows(share, H1, district=district).count() == 4
    by_town = evaluate_by_town([share], H1, district=district)[share.key]
    assert by_town == {"青石镇": Decimal("100.00"), "白鹭街道": Decimal("0.00")}


def test_rows_kept_on_the_page_of_a_record(union, define, ask, district):
    """Titles of honour of model workers; those of a person who was struck out do not count."""
    from members.models import HonourTitle

    here, gone = make(ModelWorker, union), make(ModelWorker, union)
    for worker, level in ((here, "national"), (here, "provincial"), (gone, "national")):
        make(HonourTitle, union, model_worker=worker, level=level, title=f"{level}劳模", honoured_on=date(2021, 4, 28))
    ModelWorker.objects.filter(pk=gone.pk).update(voided_at="2021-05-01T00:00:00Z")
    titles = define(question("model_worker.honourtitle", unit="项", begun="honoured_on"))
    assert ask(titles) == 2
    assert titles.link == "model_worker" and titles.register == "model_worker"
    of_state = question(
        "model_worker.honourtitle",
        unit="项",
        begun="honoured_on",
        conditions=[("model_worker__state", "is", (here.state,)), ("level", "is", ("national",))],
    )
    assert ask(define(of_state, name="在职劳模的全国级荣誉")) == 1


def test_categories_are_known_by_their_code(union, define, ask):
    sports, reading = (ActivityCategory.objects.get(name=name) for name in ("体育", "阅读"))
    for number, category in enumerate([sports, sports, reading]):
        made = {"category": category, "started_on": date(2021, 5, 1), "ended_on": None, "participations": 10 + number}
        make(Activity, union, women=None, persons=None, **made)
    asked = question(
        "activity",
        measure="sum",
        unit="人次",
        begun="started_on",
        field="participations",
        conditions=[("category__code", "is", (sports.code,))],
    )
    indicator = define(asked)
    assert ask(indicator) == 21
    assert "活动类别是“体育”" in indicator.definition


def test_a_member_counts_for_the_union_of_the_day(town, other_town, union, other_union, define, ask):
    """The way to the unit is that of the built-in figures: who moved later counts for the old union before."""
    moved = member(other_union, 30, date(2020, 5, 1))
    moving = {"member": moved, "from_organization": union, "to_organization": other_union, "on": date(2021, 8, 1)}
    make(Transfer, other_union, **moving)
    kept = define(question(kind="stock", begun="joined_on", ended="status_on"))
    assert ask(kept, unit=town) == 1
    assert ask(kept, unit=other_town) is None
    assert ask(kept, Period.parse("2021H2"), unit=other_town) == 1


def test_aid_and_its_file(union, define, ask):
    for day, kind, amount in ((1, "winter", "800"), (2, "study", "3000")):
        make(AidPayment, union, paid_on=date(2021, 1, day), kind=kind, amount=Decimal(amount))
    winter = question(
        "aid_payment",
        measure="sum",
        unit="元",
        begun="paid_on",
        field="amount",
        conditions=[("kind", "is", ("winter",))],
    )
    assert ask(define(winter)) == Decimal("800.00")


def test_a_breakdown(people, define, district, town):
    indicator = define(question(breakdown="education"))
    assert breakdown(indicator, H1, district=district) == [("大专", 2), ("未填写", 1), ("本科", 1)]
    assert breakdown(indicator, H1, district=district, unit=town) == [("大专", 1), ("本科", 1)]
    share = question(measure="share", unit="%", part=[("migrant_worker", "is", ("true",))], breakdown="gender")
    shares = breakdown(define(share, name="占比"), H1, district=district)
    assert sorted(shares) == [("女", Decimal("50.00")), ("男", Decimal("50.00"))]
    assert breakdown(define(question(), name="不分组"), H1, district=district) is None


# Versions


def test_a_version_marks_a_break_instead_of_rewriting_the_series(people, union, define, ask, district, editor):
    member(union, 40, date(2020, 3, 1), migrant_worker=False)
    indicator = define(question(), name="新会员")
    definitions.revise(
        definition=indicator.definition_row,
        question=question(conditions=[("migrant_worker", "is", ("true",))]),
        from_day=date(2021, 6, 30),
        reason="只统计农民工",
        by=editor,
    )
    revised = catalogue.own(district).working[indicator.key]
    assert ask(revised, BEFORE) == 1  # still everybody
    assert ask(revised, Q1) == 3
    assert ask(revised) == 2  # the version in force on the last day
    assert revised.described(Q1) == "“会员”登记簿中，入会日期在报告期内的记录数。"
    assert revised.described(H1) == "“会员”登记簿中，入会日期在报告期内，农民工为“是”的记录数。"
    assert revised.breaks([H1, BEFORE]) == ["口径自2021-06-30起变更：只统计农民工"]
    assert revised.breaks([Q1, Period.parse("2020Q1")]) == []
    assert not revised.comparable(H1, BEFORE) and revised.comparable(Q1, Period.parse("2020Q1"))


def test_no_year_on_year_across_a_break(people, union, define, district, editor):
    from reports.services import figures

    member(union, 41, date(2020, 3, 1))
    indicator = define(question())
    compute = {"district": district, "unit": None, "today": date(2021, 9, 1)}
    assert figures.compute([indicator], H1, **compute)[indicator.key].change == "同比增加3"
    changed = question(conditions=[("gender", "is", ("female",))])
    said = {"from_day": date(2021, 2, 1), "reason": "改按女职工统计", "by": editor}
    definitions.revise(definition=indicator.definition_row, question=changed, **said)
    revised = figures.compute([catalogue.own(district).working[indicator.key]], H1, **compute)[indicator.key]
    assert (revised.now, revised.before, revised.change) == (2, 1, "")


def test_before_the_first_version_the_first_one_applies(people, define, ask):
    indicator = define(question(), from_day=date(2021, 7, 1))
    assert ask(indicator) == 4
    assert "该口径自2021-07-01起定义，此前的报告期按首个口径计算" in indicator.described(H1)
    assert "起定义" not in indicator.described(Period.parse("2021H2"))


def test_a_version_must_begin_later_and_say_why(define, editor):
    from django.core.exceptions import ValidationError

    indicator = define(question())
    kept = {"definition": indicator.definition_row, "by": editor}
    for changed, said, message in (
        (question(), {"from_day": START, "reason": "改"}, "启用日期应晚于上一个口径的启用日期（2021-01-01）。"),
        (question(), {"from_day": date(2021, 7, 1), "reason": ""}, "请填写变更原因。"),
        (question(unit="名"), {"from_day": date(2021, 7, 1), "reason": "改"}, "登记簿、指标类型和计量单位不能改变"),
    ):
        with pytest.raises(ValidationError, match=message):
            definitions.revise(question=changed, **said, **kept)
    assert indicator.definition_row.versions.count() == 1


def test_a_retired_one_keeps_its_past(people, define, ask, district, editor):
    indicator = define(question())
    definitions.retire(definition=indicator.definition_row, on=date(2021, 9, 1), by=editor, reason="不再统计")
    own = catalogue.own(district)
    assert [i.key for i in own.active(date(2021, 6, 30))] == [indicator.key]
    assert own.active(date(2021, 12, 31)) == []
    assert ask(own.working[indicator.key]) == 4


# What stands in the way


def test_what_is_typed_is_only_ever_a_value(people, define, ask):
    """Nothing of it is a pattern, a format or a piece of SQL."""
    for number, text in enumerate(["%", "' OR 1=1 --", "{{own.1}}", "\\", "大专') OR ('1'='1"]):
        for op in ("is", "has"):
            condition = ("education", op, (text,))
            assert ask(define(question(conditions=[condition]), name=f"试{number}{op}")) is None


def test_a_name_stands_once(define, editor, district):
    from django.core.exceptions import ValidationError

    define(question(), name="新会员")
    for name, message in (("新会员", "已有同名的自定义指标"), ("实名采集会员", "指标目录中已有这个名称，请换一个。")):
        with pytest.raises(ValidationError, match=message):
            define(question(), name=name)
    assert Definition.objects.count() == 1


def test_one_that_can_no_longer_be_asked_breaks_nothing(people, define, ask, district):
    """A field that is gone: the others are counted, this one says that it needs a revision."""
    broken, working = define(question(conditions=[("education", "is", ("本科",))])), define(question(), name="另一项")
    version = broken.definition_row.versions.get()
    for stored in ([{"field": "no_such_field", "op": "is", "values": ["x"], "words": "x"}], [{"wrong": 1}], ["?"], 7):
        type(version).objects.filter(pk=version.pk).update(conditions=stored)
        own = catalogue.own(district)
        assert list(own.working) == [working.key]
        assert own.broken[broken.key].startswith("自定义指标“新指标”需要修订：")
    assert ask(own.working[working.key]) == 4


def test_a_condition_on_a_choice_that_is_gone_needs_a_revision(define, district):
    indicator = define(question(conditions=[("gender", "is", ("female",))]))
    version = indicator.definition_row.versions.get()
    stored = [{"field": "gender", "op": "is", "values": ["robot"], "words": "机器人"}]
    type(version).objects.filter(pk=version.pk).update(conditions=stored)
    assert "“性别”已没有“机器人”中的选项" in catalogue.own(district).broken[indicator.key]
    with pytest.raises(ConditionError):
        Condition.stored(stored[0]).q(indicator.versions[0].question.rows)


def test_they_cost_one_statement_to_know_and_none_more_to_count(people, define, district, django_assert_num_queries):
    for number in range(5):
        define(question(conditions=[("education", "is", (f"学历{number}", "大专"))]), name=f"第{number}项")
    with django_assert_num_queries(1):
        own = list(catalogue.own(district).working.values())
    with django_assert_num_queries(1):
        values = evaluate(own, [H1, BEFORE], district=district)
    assert [values[indicator.key, H1] for indicator in own] == [2] * 5
