"""Cards into which aid and claims are paid: read from sheets, encrypted, shown by their last four digits only."""

from io import BytesIO

import pytest
from django.db import connection
from openpyxl import load_workbook

from tests.contracts.forms import typed
from tests.factories import make
from tests.factories.base import bank_card_number, identity_number
from tests.sheets import import_rows
from union_site.core.models import AuditEvent
from union_site.core.records.export import workbook
from union_site.core.registry import registers
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.presenting import Presenter
from union_site.core.spreadsheets.workbook import write_rows
from welfare.models import AidPayment, MutualAidClaim

CARD, OTHER = bank_card_number(1234), bank_card_number(5678)
MASK, OTHER_MASK = "*" * 15 + CARD[-4:], "*" * 15 + OTHER[-4:]
CLAIM = ("报销编号", "姓名", "身份证号", "参保单位（工会）", "参保年度", "状态", "收款账号")
SEASON = ("慰问对象", "对象类别", "所属工会", "慰问类别", "慰问日期", "慰问金额(元)", "银行卡号")


def claims(district, union, *cards):
    rows = [
        (f"BX{number}", "安娜", identity_number(1), union.name, 2021, "审核中", card)
        for number, card in enumerate(cards, start=1)
    ]
    return import_rows(district, CLAIM, *rows, sheet="报销台账")


def stored(model):
    return list(model.objects.order_by("pk").values_list("bank_card", flat=True))


def test_cards_of_claims_and_aid_are_read(district, union):
    spaced = " ".join(CARD[start : start + 4] for start in range(0, 19, 4))
    result = claims(district, union, spaced, f"农行{OTHER}", "", CARD[:-1] + "0")
    aid = ("安娜", "个人", union.name, "送温暖", "2021-01-20", 800, CARD)
    import_rows(district, SEASON, aid, sheet="送温暖")

    assert (result.errors, result.warnings) == ([], [(7, "收款账号", "card_check")])
    assert stored(MutualAidClaim) == [CARD, OTHER, "", CARD[:-1] + "0"]
    assert stored(AidPayment) == [CARD]


def test_a_card_kept_as_a_number_is_refused(district, union):
    result = claims(district, union, float(CARD), "6.29999E+18", "629999", identity_number(2))

    assert [code for _, _, code in result.errors] == [
        "card_precision",
        "card_precision",
        "card_length",
        "card_identity",
    ]
    assert not MutualAidClaim.objects.exists()


def test_no_card_lies_in_clear(district, union):
    claims(district, union, CARD)
    with connection.cursor() as cursor:
        cursor.execute("SELECT bank_card FROM welfare_mutualaidclaim")
        (sealed,) = cursor.fetchone()
    assert CARD.encode() not in bytes(sealed)
    assert stored(MutualAidClaim) == [CARD]


def test_the_preview_shows_a_card_masked_also_where_it_changes(district, union):
    make(MutualAidClaim, union, code="BX1", name="安娜", identity=identity_number(1), bank_card=OTHER)
    row = ("BX1", "安娜", identity_number(1), union.name, 2021, "已支付", CARD)
    file = BytesIO()
    write_rows(file, [("报销台账", CLAIM, [row])])
    plan = importing.read(file.getvalue(), "x.xlsx")[0]
    batch, _ = importing.preview(plan, district=district, user=None)

    (shown,) = Presenter(batch).rows(list(batch.staged_rows.all()))
    assert [(cell.heading, cell.old, cell.text) for cell in shown.cells if cell.changed] == [
        ("收款账号", OTHER_MASK, MASK)
    ]
    importing.apply(batch, user=None)
    event = AuditEvent.objects.get(action="change")
    assert event.changes == {"bank_card": [OTHER_MASK, MASK]}


@pytest.mark.parametrize(("key", "model"), [("claim", MutualAidClaim), ("aid_payment", AidPayment)])
def test_an_export_is_masked_and_comes_back_unchanged(key, model, district, union, clerk):
    record = make(model, union, bank_card=CARD)
    content = workbook(registers[key], model.objects.all(), by=clerk)
    book = load_workbook(BytesIO(content))
    heading_row = next(row for row in book.worksheets[0].iter_rows() if row[0].value == "行标识")
    place = next(cell for cell in heading_row if cell.value == "银行卡号")
    below = book.worksheets[0].cell(place.row + 1, place.column)
    assert below.value == MASK

    verdicts = []
    for text in (MASK, OTHER_MASK, OTHER):
        below.value = text
        file = BytesIO()
        book.save(file)
        plan = importing.read(file.getvalue(), "导出.xlsx")[0]
        batch, (row,) = importing.preview(plan, district=district, user=None)
        verdicts.append((str(row.verdict), [issue.code for issue in row.errors]))
    importing.apply(batch, user=None)

    assert verdicts == [("same", []), ("rejected", ["mask_changed"]), ("changed", [])]
    record.refresh_from_db()
    assert record.bank_card == OTHER


@pytest.mark.parametrize(("key", "model"), [("claim", MutualAidClaim), ("aid_payment", AidPayment)])
def test_a_form_keeps_what_is_masked_and_reads_what_is_typed(key, model, union, town_clerk, client_of):
    viewset, client = registers[key], client_of(town_clerk)
    record = make(model, union, bank_card=CARD)

    def send(text):
        record.refresh_from_db()
        data = typed(record, viewset.form_fields) | {"bank_card": text, "version": record.updated_at.isoformat()}
        return client.post(viewset.url("edit", record), data)

    page = client.get(viewset.url("edit", record))
    assert page.context["form"]["bank_card"].value() == MASK
    assert send(MASK).status_code == 302
    assert stored(model) == [CARD]
    wrong = send("6299")
    assert list(wrong.context["form"].errors["bank_card"]) == [
        "银行卡号应为13至19位数字，请核对是否多填、漏填，或夹有其他文字。"
    ]
    assert send(f" {OTHER[:4]} {OTHER[4:]}").status_code == 302
    assert stored(model) == [OTHER]
    detail = client.get(viewset.url("detail", record)).content.decode()
    assert OTHER_MASK in detail
    assert OTHER not in detail
    assert "校验位不符" not in detail
    assert send(OTHER[:-1] + str((int(OTHER[-1]) + 1) % 10)).status_code == 302
    assert "银行卡号的校验位不符" in client.get(viewset.url("detail", record)).content.decode()


def test_lists_name_no_card(union, town_clerk, client_of):
    for key, model in (("claim", MutualAidClaim), ("aid_payment", AidPayment)):
        make(model, union, bank_card=CARD)
        page = client_of(town_clerk).get(registers[key].url("list")).content.decode()
        assert CARD[-4:] not in page
