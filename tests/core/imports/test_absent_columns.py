"""Rules over columns that a sheet lacks: asked of the record as it would be stored, before anything is written."""

from decimal import Decimal

from tests.factories import make
from tests.factories.base import identity_number
from tests.sheets import import_rows, workbook
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.presenting import Presenter
from welfare.models import AidPayment, MutualAidClaim

CLAIM = ("报销编号", "姓名", "身份证号", "参保单位（工会）", "参保年度", "状态")
AID = ("姓名", "救助类别", "发放日期", "身份证号", "所属工会", "资金来源")
ANNA = identity_number(1)


def claim(union, code, state):
    return (code, "安娜", ANNA, union.name, 2021, state)


def test_a_new_record_is_judged_with_what_the_sheet_leaves_empty(district, union):
    result = import_rows(
        district, CLAIM, claim(union, "BX1", "已支付"), claim(union, "BX2", "审核中"), sheet="医疗互助报销"
    )

    assert (result.verdicts, result.errors) == (["rejected", "new"], [(4, "", "rule")])
    assert list(MutualAidClaim.objects.values_list("code", flat=True)) == ["BX2"]


def test_the_row_says_which_column_the_sheet_lacks(district, union):
    plan = importing.read(workbook(CLAIM, claim(union, "BX1", "已支付"), sheet="医疗互助报销"), "x.xlsx")[0]
    batch, _ = importing.preview(plan, district=district, user=None)

    (row,) = Presenter(batch).rows(list(batch.staged_rows.all()))
    assert row.remarks == ["已支付的，请填写支付日期。表中没有“支付日期”列。"]


def test_a_stored_record_is_judged_with_what_it_says_itself(district, union):
    fields = {"name": "安娜", "identity": ANNA, "policy_year": 2021, "state": "reviewing"}
    make(MutualAidClaim, union, code="BX1", **fields, paid_on=None, amount=None)
    make(MutualAidClaim, union, code="BX2", **fields)  # the day and the amount are known already

    result = import_rows(
        district, CLAIM, claim(union, "BX1", "已支付"), claim(union, "BX2", "已支付"), sheet="医疗互助报销"
    )

    assert (result.verdicts, result.errors) == (["rejected", "changed"], [(4, "", "rule")])
    assert list(MutualAidClaim.objects.order_by("code").values_list("code", "state")) == [
        ("BX1", "reviewing"),
        ("BX2", "paid"),
    ]


def test_a_sheet_that_only_corrects_stored_payments_needs_neither_column(district, union):
    make(AidPayment, union, name="安娜", identity=ANNA, kind="illness", paid_on="2021-03-05", amount=Decimal("800"))

    result = import_rows(
        district, AID, ("安娜", "大病救助", "2021-03-05", ANNA, union.name, "工会经费"), sheet="救助发放"
    )

    assert (result.verdicts, result.errors) == (["changed"], [])
    assert list(AidPayment.objects.values_list("amount", "source")) == [(Decimal("800"), "工会经费")]


def test_a_column_that_may_be_one_of_those_lacking_is_asked_about(district, union):
    row = ("安娜", "大病救助", "2021-03-05", ANNA, union.name, "工会经费", 800)
    plan = importing.read(workbook((*AID, "实发"), row, sheet="救助发放"), "x.xlsx")[0]

    assert plan.status == "ask"
    assert [(one.heading, [c.name for c in one.candidates]) for one in plan.questions] == [
        ("实发", ["amount", "goods_value"])
    ]
    assert [notice.message for notice in plan.notices] == [
        "表中既没有“发放金额（元）”，也没有“慰问品折价（元）”。请填写发放金额，或慰问品的折价。"
        "新登记的行都缺这一项，会被退回；请补上这一列，或在列对应中选出表中的哪一列就是。"
    ]
