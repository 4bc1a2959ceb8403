"""Aid of the season: to files, to people outside of them, and to collectives; on sheets and forms."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make
from tests.factories.base import identity_number
from tests.sheets import import_rows
from union_site.core import audit
from union_site.core.records import services
from union_site.core.registry import registers
from union_site.core.scope import Scope
from welfare.models import AidPayment, HardshipCase, Review

SEASON = (
    "慰问对象",
    "对象类别",
    "身份证号",
    "所属工会",
    "慰问类别",
    "慰问日期",
    "人次",
    "慰问金额(元)",
    "慰问品",
    "折合金额(元)",
)
ANNA, BOB = identity_number(100), identity_number(101)


def season(district, union, *rows):
    return import_rows(
        district,
        SEASON,
        *((name, kind, number, union.name, *rest) for name, kind, number, *rest in rows),
        sheet="送清凉",
    )


def errors(response) -> dict:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def stored(*names):
    return list(AidPayment.objects.order_by("id").values_list(*names))


def test_a_sheet_of_the_season(district, union):
    file = make(HardshipCase, union, identity=ANNA, name="安娜")
    rows = (
        ("安娜", "", ANNA, "冬送温暖", "2021-01-20", "", 1000, "", ""),
        ("鲍勃", "个人", BOB, "送温暖", "2021-01-20", "", 500, "大米一袋", 80),
        ("龙湖工地户外劳动者", "户外劳动者", "", "夏送清凉", "2021-07-20", 46, "", "饮料50箱", "3200.50"),
    )
    result = season(district, union, *rows)

    assert (result.key, result.errors, result.warnings, result.unknown) == ("seasonal_aid", [], [], [])
    assert stored("name", "recipient", "case", "kind", "people", "amount", "goods_value") == [
        ("安娜", "filed", file.pk, "winter", 1, Decimal("1000"), None),
        ("鲍勃", "outside", None, "winter", 1, Decimal("500"), Decimal("80")),
        ("龙湖工地户外劳动者", "collective", None, "summer", 46, None, Decimal("3200.50")),
    ]
    assert season(district, union, *rows).verdicts == ["same"] * 3


def test_a_file_is_found_only_on_the_day_it_was_open(district, union):
    make(HardshipCase, union, identity=ANNA, name="安娜", opened_on=date(2018, 1, 1), closed_on=date(2021, 1, 20))
    season(
        district,
        union,
        ("安娜", "", ANNA, "送温暖", "2021-01-19", "", 1000, "", ""),
        ("安娜", "", ANNA, "送温暖", "2021-01-20", "", 1000, "", ""),
    )

    assert stored("paid_on", "recipient") == [(date(2021, 1, 19), "filed"), (date(2021, 1, 20), "outside")]


def test_two_open_files_are_said_and_nothing_is_guessed(district, union):
    for _ in range(2):
        make(HardshipCase, union, identity=ANNA, name="安娜")
    result = season(district, union, ("安娜", "", ANNA, "送温暖", "2021-01-20", "", 1000, "", ""))

    assert (result.errors, result.warnings) == ([], [(4, "身份证号", "file_ambiguous")])
    assert stored("recipient", "case") == [("outside", None)]


def test_a_file_outside_the_scope_is_not_found(district, union, other_union, clerk):
    make(HardshipCase, other_union, identity=ANNA, name="别处的安娜")
    result = import_rows(
        district,
        SEASON,
        ("安娜", "", ANNA, union.name, "送温暖", "2021-01-20", "", 1000, "", ""),
        sheet="慰问",
        user=clerk,
    )

    assert (result.errors, result.warnings) == ([], [])
    assert stored("recipient", "case", "name") == [("outside", None, "安娜")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("安娜", "在档", ANNA, "送温暖", "2021-01-20", "", 1000, "", ""), (4, "对象类别", "file_unknown")),
        (("安娜", "", ANNA, "送温暖", "2021-01-20", "", "", "大米", ""), (4, "慰问金额(元)", "rule")),
        (("某班组", "集体", ANNA, "送温暖", "2021-01-20", 20, 1000, "", ""), (4, "身份证号", "rule")),
        (("安娜", "个人", ANNA, "送温暖", "2021-01-20", 20, 1000, "", ""), (4, "人次", "rule")),
        (("安娜", "个人", ANNA, "送温暖", "2021-01-20", "", 0, "", ""), (4, "慰问金额(元)", "rule")),
        (("某班组", "集体", "", "送温暖", "2021-01-20", 0, 1000, "", ""), (4, "人次", "rule")),
        (("安娜", "个人", ANNA, "送礼", "2021-01-20", "", 1000, "", ""), (4, "慰问类别", "choice_unknown")),
    ],
)
def test_wrong_lines_are_refused(district, union, row, expected):
    assert season(district, union, row).errors == [expected]
    assert not AidPayment.objects.exists()


def test_the_same_payment_is_not_stored_twice(district, union, other_union):
    line = (BOB, "送温暖", "2021-01-20", "", 500, "", "")
    season(district, union, ("鲍勃", "个人", *line))
    again = season(district, other_union, ("鲍勃", "个人", *line))

    assert [code for _, _, code in again.errors] == ["id_duplicate"]
    assert AidPayment.objects.count() == 1


def test_payments_to_files_by_number_and_to_others_on_one_sheet(district, union):
    make(HardshipCase, union, code="KN20150001", identity=ANNA, name="安娜")
    result = import_rows(
        district,
        ("档案编号", "姓名", "救助类别", "发放日期", "救助金额(元)", "发放对象", "身份证号", "所属工会", "人次"),
        ("KN20150001", "安娜", "大病救助", "2021-03-05", 5000, "", "", "", ""),
        ("", "鲍勃", "金秋助学", "2021-08-25", 3000, "档外职工", BOB, union.name, ""),
        ("KN20150001", "安娜", "助学", "2020-02-28", 3000, "", "", "", ""),
        ("KN20150001", "安妮", "助学", "2021-03-05", 3000, "", "", "", ""),
        ("KN20150001", "安娜", "助学", "2021-03-06", 3000, "", BOB, "", ""),
        ("", "", "助学", "2021-03-05", 3000, "", "", "", ""),
        sheet="救助发放",
    )

    assert result.key == "aid_payment"
    assert result.errors == [
        (6, "发放日期", "before_opening"),
        (7, "姓名", "name_mismatch"),
        (8, "身份证号", "identity_mismatch"),
        (9, "姓名", "required"),
        (9, "所属工会", "required"),
    ]
    assert stored("name", "kind", "recipient") == [("安娜", "illness", "filed"), ("鲍勃", "autumn", "outside")]


def test_an_export_comes_back_unchanged(district, union, officer, client_of):
    make(AidPayment, union, case=make(HardshipCase, union))
    make(AidPayment, union, name="鲍勃", identity=BOB)
    make(AidPayment, union, recipient="collective", name="某工地", identity="", people=30, kind="summer")
    from union_site.core.spreadsheets import importing

    content = client_of(officer).post(registers["aid_payment"].url("export")).content
    batch, judged = importing.preview(importing.read(content, "导出.xlsx")[0], district=district, user=officer)

    assert [(str(row.verdict), row.errors) for row in judged] == [("same", [])] * 3


@pytest.fixture
def typed(union):
    return {
        "version": "",
        "recipient": "outside",
        "organization": union.public_id,
        "kind": "winter",
        "paid_on": "2021-01-20",
        "amount": "500",
        "people": "1",
    }


def test_a_form_finds_the_file_of_the_person(union, officer, client_of, typed):
    file = make(HardshipCase, union, identity=ANNA, name="安娜")
    client_of(officer).post(registers["aid_payment"].url("new"), {**typed, "name": "安娜", "identity": ANNA})

    assert stored("case", "recipient", "name", "organization") == [(file.pk, "filed", "安娜", union.pk)]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, {"name": ["发放对象的姓名或名称不能为空。"]}),
        ({"name": "鲍勃", "organization": ""}, {"organization": ["请选择所属工会。"]}),
        ({"name": "鲍勃", "recipient": "filed"}, {"case": ["发给在档困难职工的，请选择困难职工档案。"]}),
        ({"name": "鲍勃", "people": "2"}, {"people": ["发给个人的，人次应为 1。"]}),
        ({"name": "鲍勃", "amount": ""}, {"amount": ["请填写发放金额，或慰问品的折价。"]}),
        ({"name": "鲍勃", "amount": "-1"}, {"amount": ["发放金额应大于 0。"]}),
        (
            {"name": "某班组", "recipient": "collective", "identity": BOB},
            {"identity": ["发给集体的，不填写身份证号。"]},
        ),
    ],
)
def test_a_form_refuses_what_a_sheet_refuses(union, officer, client_of, typed, data, expected):
    response = client_of(officer).post(registers["aid_payment"].url("new"), {**typed, **data})

    assert errors(response) == expected
    assert not AidPayment.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"recipient": "filed"},
        {"name": ""},
        {"people": 2},
        {"people": 0, "recipient": "collective"},
        {"amount": None},
        {"amount": Decimal("-1")},
        {"goods_value": Decimal("0")},
        {"identity": BOB, "recipient": "collective", "people": 5},
    ],
)
def test_the_database_refuses_them_too(union, fields):
    given = {"case": None, "recipient": "outside", "organization": union, "name": "鲍勃", **fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        AidPayment.objects.create(
            district=union.district,
            **{"kind": "winter", "paid_on": date(2021, 1, 20), "amount": Decimal("500"), **given},
        )


def test_payments_follow_a_corrected_file(district, union, town, officer, client_of):
    payment = make(AidPayment, union, case=make(HardshipCase, union))
    file = payment.case
    before = audit.snapshot(file)
    file.name, file.organization = "何改名", town
    viewset = registers["hardship"]
    services.change(
        file,
        before=before,
        by=officer,
        register="hardship",
        scope=Scope.everything(district.pk),
        saved=lambda record, action: viewset.saved(record, action, by=officer),
    )

    payment.refresh_from_db()
    assert (payment.name, payment.organization) == ("何改名", town)


@pytest.mark.parametrize("model", [AidPayment, Review])
def test_nothing_is_restored_below_a_file_that_is_struck_out(district, union, officer, client_of, model):
    row = make(model, union, case=make(HardshipCase, union))
    client, viewset = client_of(officer), registers["aid_payment" if model is AidPayment else "review"]
    client.post(viewset.url("void", row), {"reason": "录错"})
    client.post(registers["hardship"].url("void", row.case), {"reason": "录错"})
    page = client.post(viewset.url("restore", row), follow=True).content.decode()

    assert "所属的记录已作废，请先恢复所属的记录，再恢复这一条。" in page
    row.refresh_from_db()
    assert row.is_void

    client.post(registers["hardship"].url("restore", row.case))
    client.post(viewset.url("restore", row))
    row.refresh_from_db()
    assert not row.is_void
