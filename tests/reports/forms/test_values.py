"""What fills the cells: the sample district's figures, by unit, period and scale; what is missing, broken or withdrawn."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Value as Text
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from members.models import Organization
from reports.models import Definition, FormBinding, ReportForm, Statement
from reports.services import definitions, figures
from reports.services.report_forms.numbers import scaled
from tests.reports.asking import question
from tests.reports.forms import books
from tests.reports.forms.conftest import binding
from union_site.core.models import District, User
from union_site.core.periods import Period
from union_site.core.registry import indicators
from union_site.core.scope import Scope

Unit, Value, Span, Scale, Missing = (
    FormBinding.Unit,
    FormBinding.Value,
    FormBinding.Span,
    FormBinding.Scale,
    FormBinding.Missing,
)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample")]


@pytest.fixture
def editor():
    return User.objects.get(username="editor")


@pytest.fixture
def root():
    return Organization.objects.get(parent=None)


@pytest.fixture
def filled(register, bind, values, editor, root):
    """filled(*bindings, period=…, unit=…) → {cell: value} of a form with these bindings."""

    def of(*made, period="2021H1", unit=None, scope=None, content=None):
        form = register(editor, content)
        bind(form, editor, *made)
        return values(form, unit or root, editor, period, scope=scope)

    return of


def test_the_towns_of_the_rows_are_those_of_the_summary(filled, expected):
    towns = {"C": "register.organisations", "D": "register.members", "E": "hardship.total", "G": "dispute.accepted"}
    made = [
        binding(f"{column}{books.FIRST + number}", key, unit=Unit.ROW)
        for column, key in towns.items()
        for number in range(len(books.TOWNS))
    ]
    found = filled(*made)
    by_town = expected["by_town"]["2021H1"]
    for column, key in towns.items():
        if key in by_town:
            got = {town: found[f"{column}{books.FIRST + n}"].value for n, town in enumerate(books.TOWNS)}
            assert got == {town: by_town[key].get(town) for town in books.TOWNS}, key
    assert found["D6"].value == 390 and found["D6"].asked.name == "青石镇总工会"
    assert found["D10"].asked.name == "区本级"


def test_this_period_and_the_year_before(filled, expected):
    at = {"sheet": books.COMPARED}
    found = filled(
        binding("B4", "mutual.insured", **at),
        binding("C4", "mutual.insured", value=Value.BEFORE, **at),
        binding("D4", "mutual.insured", value=Value.GROWTH, **at),
        binding("E4", "mutual.insured", value=Value.TARGET, **at),
        binding("F4", "mutual.insured", value=Value.COMPLETION, scale=Scale.FRACTION, **at),
    )
    now, before = (expected["periods"][period]["mutual.insured"] for period in ("2021H1", "2020H1"))
    assert (now, found["B4"].value, found["C4"].value) == (14311, 14311, before)
    assert found["D4"].value == round((Decimal(now) - before) * 100 / before, 2)
    assert found["E4"].value == 13900
    assert found["F4"].value == Decimal("1.0296")  # 14,311 / 13,900 in a cell that shows percent


def test_figures_that_are_no_counts(filled, expected):
    found = filled(
        binding("C6", "organising.large_covered"),
        binding("C7", "model.checkup_month"),
        binding("C8", "mutual.target"),
        binding("C9", "honours.received"),
        binding("C10", "bargaining.campaign_year"),
    )
    periods = expected["periods"]["2021H1"]
    assert str(found["C6"].value) == periods["organising.large_covered"]
    assert found["C7"].value == "、".join(map(str, periods["model.checkup_month"]))
    assert found["C8"].value == Decimal("102.96")
    assert found["C9"].value == len(periods["honours.received"])
    assert found["C10"].value == periods["bargaining.campaign_year"]


def test_stretches_of_the_chosen_period(filled):
    made = [binding(f"C{6 + n}", "dispute.accepted", period=span) for n, span in enumerate(Span.values)]
    found = filled(*made, period="2021Q2")
    assert [found[f"C{6 + n}"].period_words for n in range(4)] == [
        "2021年二季度",
        "2021年二季度",
        "2021年上半年",
        "2020年",
    ]
    assert [found[f"C{6 + n}"].value for n in range(3)] == [found["C6"].value, found["C6"].value, 25]
    third = filled_periods(filled, made)
    assert third == ["2021年三季度", "2021年三季度", "2021年1—9月", "2020年"]


def filled_periods(filled, made):
    ReportForm.objects.update(name="改名")
    again = [binding(f"C{6 + n}", "dispute.accepted", period=b.period) for n, b in enumerate(made)]
    return [value.period_words for value in filled(*again, period="2021Q3").values()]


def test_a_part_of_a_breakdown(filled):
    found = filled(
        binding("C6", "dispute.by_subject", value=Value.PART, part="劳动报酬"),
        binding("C7", "dispute.by_subject", value=Value.PART, part="没有这一类"),
        binding("C8", "dispute.by_subject"),
    )
    assert found["C8"].value == 25
    assert 0 < found["C6"].value < 25
    assert found["C7"].value is None and found["C7"].written is None


def test_money_in_the_scale_of_the_form(filled, expected):
    found = filled(
        binding("H6", "dispute.amount", scale=Scale.YUAN),
        binding("H7", "dispute.amount", decimals=1),
        binding("H8", "model.consolation_total", scale=Scale.TEN_THOUSAND, decimals=2),
        binding("H9", "dispute.amount"),
    )
    amount = Decimal(expected["periods"]["2021H1"]["dispute.amount"])  # 万元
    grant = Decimal(expected["periods"]["2021H1"]["model.consolation_total"])  # 元
    assert found["H6"].value == amount * 10_000
    assert found["H9"].value == amount
    assert str(found["H7"].value) == str(round(amount, 1))
    assert found["H8"].value == round(grant / 10_000, 2)


@pytest.mark.parametrize(
    ("number", "unit", "said", "result"),
    [
        (Decimal("12345.675"), "元", {"decimals": 2}, "12345.68"),
        (Decimal("150800.00"), "元", {}, "150800"),
        (Decimal("15.0800"), "万元", {}, "15.08"),
        (14311, "人", {"scale": "wan", "decimals": 2}, "1.43"),
        (Decimal("95.5"), "%", {"scale": "fraction"}, "0.955"),
        (5, "人", {"scale": "yuan"}, "5"),
        (3, "人", {"decimals": 1}, "3.0"),
    ],
)
def test_scales_and_decimals(number, unit, said, result):
    assert str(scaled(number, unit, FormBinding(**said))) == result


def test_nothing_reported_is_never_zero(filled):
    found = filled(
        binding("E6", "hardship.total", unit=Unit.ROW, missing=Missing.DASH),
        binding("E9", "safety.manuals", unit=Unit.ROW),
        binding("E8", "safety.manuals", unit=Unit.ROW, missing=Missing.DASH),
        period="2018H1",
    )
    assert [(v.value, v.written) for v in (found["E9"], found["E8"])] == [(None, None), (None, "—")]
    assert found["E6"].written in ("—", found["E6"].value)


def test_texts(filled):
    found = filled(
        binding("A2", "unit", source="words"),
        binding("F2", "day", source="words"),
        binding("A12", "filler", source="words"),
        binding("C6", "period", source="words"),
        binding("C7", "last_day", source="words"),
        binding("C8", "year", source="words"),
    )
    assert {cell: value.written for cell, value in found.items()} == {
        "A2": "填报单位：云川区总工会",
        "F2": "填表日期：2021年9月1日",
        "A12": "填表人：周文",
        "C6": "2021年上半年",
        "C7": "2021年6月30日",
        "C8": "2021年",
    }


def test_a_unit_that_the_row_does_not_name(filled):
    found = filled(
        binding("C11", "register.members", unit=Unit.ROW),
        binding("C6", "register.members", unit=Unit.COLUMN),
    )
    assert found["C6"].problem == "本列上边没有写明单位，或该单位不属于填报单位。"
    assert found["C6"].value is None and found["C6"].written is None
    assert found["C11"].problem.startswith("本行左边没有写明单位")


def test_outside_the_scope_there_is_nothing(filled):
    """A town fills the form that everyone fills: other towns' rows and fixed unions stay empty, unnamed."""
    town = Organization.objects.get(short_name="青石镇")
    other = Organization.objects.get(short_name="白鹭街道")
    found = filled(
        binding("D6", "register.members", unit=Unit.ROW),
        binding("D7", "register.members", unit=Unit.ROW),
        binding("D8", "register.members", unit=Unit.FIXED, organization=other),
        binding("D9", "register.members"),
        unit=town,
        scope=Scope(town.district_id, (town.path,)),
    )
    assert [found[cell].value for cell in ("D6", "D7", "D8", "D9")] == [390, None, None, 390]
    assert found["D8"].problem == "指定的单位不属于填报单位，或不在您的管理范围内。"
    assert "白鹭" not in json.dumps([value.to_store()["problem"] for value in found.values()], ensure_ascii=False)


def test_a_figure_stated_by_hand(filled, root):
    Statement.objects.create(
        organization=root, district=root.district, period="2021H1", place="1.2", name="职工书屋", value="1,280",
        amount=Decimal(1280), unit="家", source="统计表",
    )  # fmt: skip
    Statement.objects.create(
        organization=root, district=root.district, period="2021H1", place="1.2", name="书箱", value="近300",
        unit="个", source="统计表",
    )  # fmt: skip
    found = filled(
        binding("C6", "stated.职工书屋"),
        binding("C7", "stated.书箱"),
        binding("C8", "stated.没有填过"),
        binding("C9", "stated.职工书屋", value=Value.BEFORE),
    )
    assert [value.value for value in found.values()] == [1280, "近300", None, None]


def test_an_indicator_that_is_unknown_or_withdrawn_is_said(filled, editor):
    district = District.objects.get()
    definition = Definition(district=district, name="新入会人员", place="2.3")
    definitions.create(definition=definition, question=question(), from_day=date(2021, 1, 1), by=editor)
    definitions.retire(definition=definition, on=date(2021, 8, 1), by=editor, reason="不再统计")
    found = filled(binding("C6", definition.key), binding("C7", "no.such"), binding("C8", "own.99"))
    assert found["C6"].problem == "自定义指标“新入会人员”已停用，请重新选择。"
    assert found["C7"].problem == "指标“no.such”已不存在，请重新选择。"
    assert [value.written for value in found.values()] == [None, None, None]


def test_what_a_breakdown_would_only_count_is_asked_of_each_town(filled):
    """Different days and a claim, by town as for the town alone."""
    towns = [Organization.objects.get(short_name=name) for name in ("青石镇", "白鹭街道", "临湾镇")]
    rows = range(books.FIRST, books.FIRST + 3)
    made = [binding(f"C{row}", "recuperation.days", unit=Unit.ROW) for row in rows]
    made += [binding(f"D{row}", "mutual.target", unit=Unit.ROW) for row in rows]
    found = filled(*made)
    for row, town in zip(rows, towns, strict=True):
        alone = figures.compute(
            [indicators["recuperation.days"], indicators["mutual.target"]],
            Period.parse("2021H1"), district=town.district, unit=town, today=date(2021, 9, 1),
        )  # fmt: skip
        assert found[f"C{row}"].words == alone["recuperation.days"].words
        assert found[f"D{row}"].words == alone["mutual.target"].words


def test_more_towns_take_no_more_statements(register, bind, values, editor, root):
    def statements(number: int) -> int:
        ReportForm.objects.update(name=Concat("name", Text("旧")))
        form = register(editor, None)
        made = [
            binding(f"{column}{books.FIRST + n}", key, unit=Unit.ROW)
            for column, key in (("C", "register.organisations"), ("E", "hardship.total"), ("G", "dispute.accepted"))
            for n in range(number)
        ]
        bind(form, editor, *made)
        with CaptureQueriesContext(connection) as captured:
            values(form, root, editor, "2021H1")
        return len([query for query in captured.captured_queries if "SELECT" in query["sql"]])

    statements(1)  # what is asked once and remembered counts for neither
    assert statements(5) == statements(3)
