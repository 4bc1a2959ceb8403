"""After the signing: which figures would differ today, by how much, which rows made it so, and who wrote them."""

from datetime import date
from decimal import Decimal

import pytest

from reports.models import Definition
from reports.services import definitions, drift, freezing, papers
from tests.factories import FACTORIES, make
from tests.factories.reports import StatementFactory
from tests.reports.asking import question
from tests.reports.signing import TODAY, WAITING, void
from union_site.core import audit
from union_site.core.access import Access
from union_site.core.periods import Period
from union_site.core.records import services as records
from union_site.core.scope import Scope
from welfare.models import HardshipCase, LegalCase

PERIOD = Period.parse("2021H1")
TEXT = "在档困难职工{{hardship.total}}。受理案件{{dispute.accepted}}，涉及{{dispute.amount}}。书屋{{stated.职工书屋}}。帮扶{{own.1}}。"


@pytest.fixture
def cases(union, other_union):
    made = [
        FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1), code=f"K{n}", name=f"甲{n}")
        for n in (1, 2)
    ]
    return [*made, FACTORIES[HardshipCase](organization=other_union, opened_on=date(2021, 3, 1), code="K3", name="甲3")]


@pytest.fixture
def legal(union):
    return make(LegalCase, union, number="1号", accepted_on=date(2021, 3, 1), workers=2, amount=Decimal("10000"))


@pytest.fixture
def statement(root):
    return StatementFactory(organization=root, name="职工书屋", value="30", amount=Decimal(30), unit="家")


@pytest.fixture
def own(district, editor):
    definition = Definition(district=district, name="本会帮扶困难职工", place="4.3")
    asked = question(source="hardship", kind="stock", unit="名", begun="opened_on", ended="closed_on")
    return definitions.create(definition=definition, question=asked, from_day=date(2021, 1, 1), by=editor)


@pytest.fixture
def freeze(editor, leader, root, cases, legal, statement, own, settings):
    made = papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)
    made.sections.exclude(position=1).delete()
    papers.save_text(section=made.sections.get(), heading="服务保障", text=TEXT, base=1, by=editor)
    now, settings.TASKS = settings.TASKS, WAITING
    found = freezing.freeze(made, by=leader, today=TODAY)
    settings.TASKS = now
    return found


def of(freeze, user):
    return drift.of(freeze, Access(user, TODAY))


def change(row, by, register, **values):
    """Correct a row as its page does."""
    row = type(row).objects.get(pk=row.pk)
    before = audit.snapshot(row)
    for name, value in values.items():
        setattr(row, name, value)
    records.change(row, before=before, by=by, register=register, scope=Scope.everything(row.district_id))


def figures(found):
    return [(one.figure.key, one.figure.at, one.figure.words, one.now, one.by) for one in found]


def rows(found, key):
    (one,) = [one for one in found.figures if one.figure.key == key and not one.figure.at]
    return [(row.kind, row.label, row.who, row.what, row.reason) for row in one.rows.named]


def test_without_a_change_there_is_no_drift(freeze, editor):
    found = of(freeze, editor)
    assert (found.figures, found.touched, found.sentences) == ([], [], [])
    assert not found
    assert drift.count(freeze, TODAY) == 0


def test_a_row_struck_out_is_named_with_who_and_why(freeze, cases, officer):
    void(cases[0], officer, "重复建档")
    found = of(freeze, officer)
    assert figures(found.figures) == [
        ("hardship.total", "", "3", "2", Decimal(-1)),
        ("own.1", "", "3", "2", Decimal(-1)),
    ]
    assert rows(found, "hardship.total") == [("went", "K1 甲1", "赵敏", "作废", "重复建档")]
    assert found.figures[0].rows.people == (("赵敏", 1),)
    assert [one.by_words for one in found.figures] == ["-1", "-1"]
    assert found.sentences == [("在档困难职工3名。", "在档困难职工2名。"), ("帮扶3名。", "帮扶2名。")]
    assert drift.count(freeze, TODAY) == 2


def test_rows_that_came_and_amounts_that_were_corrected(freeze, legal, union, officer):
    make(LegalCase, union, number="2号", accepted_on=date(2021, 4, 1), workers=1, amount=None, updated_by=officer)
    change(legal, officer, "legal_case", amount=Decimal("12500.50"))
    found = of(freeze, officer)
    assert figures(found.figures) == [
        ("dispute.accepted", "", "1", "2", Decimal(1)),
        ("dispute.amount", "", "1", "1.25", Decimal("0.25005")),
    ]
    assert rows(found, "dispute.accepted") == [
        ("changed", "1号", "赵敏", "修改", ""),
        ("came", "2号", "赵敏", "录入或修改", ""),
    ]
    counts = [(one.rows.came, one.rows.went, one.rows.changed) for one in found.figures]
    assert counts == [(1, 0, 1), (1, 0, 1)]


def test_what_was_not_reported_is_not_zero(freeze, legal, officer):
    records.void(legal, by=officer, reason="撤诉", register="legal_case", scope=Scope.everything(legal.district_id))
    found = of(freeze, officer)
    assert figures(found.figures) == [
        ("dispute.accepted", "", "1", "—", None),
        ("dispute.amount", "", "1", "—", None),
    ]
    assert [one.by_words for one in found.figures] == ["—", "—"]


def test_rows_outside_the_scope_are_counted_and_not_named(freeze, cases, officer, editor, town_clerk, org_officer):
    for case in cases[:3]:
        void(case, officer)
    whole = of(freeze, editor)
    assert len(rows(whole, "hardship.total")) == 3
    total = of(freeze, town_clerk).figures[0]
    assert [row.label for row in total.rows.named] == ["K2 甲2", "K1 甲1"]
    assert (total.rows.went, total.rows.outside, total.rows.people) == (3, 1, (("赵敏", 2),))
    other = of(freeze, org_officer).figures[0]
    assert (other.rows.named, other.rows.went, other.rows.outside, other.rows.people) == ((), 3, 3, ())


def test_rows_that_changed_under_the_same_value(freeze, cases, union, officer):
    void(cases[0], officer)
    FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 2, 1), code="K9", name="甲9", updated_by=officer)
    found = of(freeze, officer)
    assert found.figures == []
    assert [(one.figure.key, one.rows.came, one.rows.went, one.by_words) for one in found.touched] == [
        ("hardship.total", 1, 1, "不变"),
        ("own.1", 1, 1, "不变"),
    ]


def test_a_statement_typed_otherwise(freeze, statement, officer, editor):
    change(statement, officer, "statement", value="32", amount=Decimal(32))
    found = of(freeze, editor)
    assert figures(found.figures) == [("stated.职工书屋", "", "30", "32", Decimal(2))]
    assert [(row.kind, row.who) for row in found.figures[0].rows.named] == [("changed", "赵敏")]


def test_another_rule_is_said(freeze, own, editor):
    own.versions.update(remark="只计在档")
    found = of(freeze, editor)
    assert [(one.figure.key, one.figure.at, one.rule_changed) for one in found.touched] == [
        ("own.1", "", True),
        ("own.1", "上年", True),
    ]


def test_an_indicator_that_can_no_longer_be_asked(freeze, own, editor):
    own.versions.update(begun="no_such_field")
    found = of(freeze, editor)
    (now, before) = [one for one in found.figures if one.figure.key == "own.1"]
    assert "自定义指标“本会帮扶困难职工”需要修订" in now.reason
    assert (now.now, now.by) == ("—", None)


def test_values_are_asked_with_a_statement_a_table(freeze, cases, officer, editor, django_assert_max_num_queries):
    void(cases[0], officer)
    access = Access(editor, TODAY)
    with django_assert_max_num_queries(34):
        drift.of(freeze, access)


def test_the_page(freeze, cases, officer, client_of, leader, town_clerk, stranger):
    address = f"/papers/{freeze.paper.public_id}/"
    assert "文中的数字与现在的登记一致" in client_of(leader).get(address).text
    void(cases[0], officer, "重复建档")
    page = client_of(leader).get(address).text
    assert "2 项数字与现在的登记不同" in page
    assert 'title="困难职工：定稿时 3名"' in page
    page = client_of(officer).get(address + "drift/").text
    assert "K1 甲1" in page and "重复建档" in page and "<del>在档困难职工3名。</del>" in page
    assert client_of(town_clerk).get(address + "drift/").status_code == 404
    assert client_of(stranger).get(address + "drift/").status_code in {403, 404}
