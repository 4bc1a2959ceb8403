"""A line about a member of another union: rejected without saying whose, and a transfer can be asked for at once."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import Member, TransferRequest
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER, OTHER, UNION, changed, members
from tests.core.imports.test_pages import upload
from tests.sheets import import_rows, workbook
from union_site.core.models import AuditEvent, ImportBatch
from union_site.core.spreadsheets.presenting import Presenter

ELSEWHERE = "该身份证号码的会员已在其他工会登记，不能直接导入。可以提出会籍转接申请。"
BOTH = (*MEMBER, "转入日期")


@pytest.fixture
def desk(client_of, clerk):
    return client_of(clerk)


@pytest.fixture
def sent(desk, district, union, other_union):
    """sent(rows…): 段浩浩 and 程帆帆 belong to another union; the clerk uploads the rows (the first is row 4)."""

    def send(*rows, headings=MEMBER):
        members(district, changed(DUAN, 所属工会=OTHER), changed(CHENG, 所属工会=OTHER))
        upload(desk, (workbook(headings, *rows, sheet="会员名册"), "会员.xlsx"))
        return ImportBatch.objects.order_by("pk").last()

    return send


def page(client, batch):
    return client.get(reverse("core:import-preview", args=[batch.public_id]), {"tab": "rejected"}).content.decode()


def ask(client, batch, *numbers, day="2021-09-06", only=()):
    address = reverse("core:import-remedy", args=[batch.public_id]) + "?tab=rejected&page=1"
    data = {"row": list(numbers), "day": day} | ({"only": list(only)} if only else {})
    return client.post(address, data, headers={"HX-Request": "true"}).content.decode()


def requests():
    rows = TransferRequest.objects.order_by("pk")
    return [(row.name, row.identity, row.organization.name, row.direction, row.state, str(row.on)) for row in rows]


def test_the_row_says_that_a_transfer_can_be_asked_for_and_not_from_whom(desk, sent, other_union):
    batch = sent(DUAN, changed(CHENG, 身份证号码="339901199308242893"))

    text = page(desk, batch)

    assert ELSEWHERE in text
    assert text.count("提出转接申请</button>") == 1
    assert "为本页全部提出转接申请（1 行）" in text
    assert OTHER not in text


def test_asking_for_all_of_the_page_makes_requests_and_marks_the_rows(desk, sent, union, clerk):
    batch = sent(DUAN, CHENG)

    text = ask(desk, batch, 4, 5)

    assert requests() == [
        ("段浩浩", DUAN[1], UNION, "in", "waiting", "2021-09-06"),
        ("程帆帆", CHENG[1], UNION, "in", "waiting", "2021-09-06"),
    ]
    assert "2 行已提出转接申请。" in text
    assert "<b>2</b> 已提出转接申请" in text
    assert "提出转接申请</button>" not in text
    assert list(batch.staged_rows.values_list("verdict", "decision")) == [("rejected", "remedied")] * 2
    assert {member.organization.name for member in Member.objects.all()} == {OTHER}
    made = AuditEvent.objects.filter(action="create", register="transfer_request")
    assert [event.actor for event in made] == [clerk, clerk]
    whole = AuditEvent.objects.get(action="import", reason="已提出转接申请")
    assert whole.changes == {"rows": [None, 2], "refused": [None, 0]}


def test_asking_for_one_row_takes_the_day_of_the_sheet(desk, sent):
    batch = sent((*DUAN, "2021-08-01"), (*CHENG, ""), headings=BOTH)

    text = ask(desk, batch, 4, 5, only=[4])

    assert requests() == [("段浩浩", DUAN[1], UNION, "in", "waiting", "2021-08-01")]
    assert "1 行已提出转接申请。" in text
    assert "为本页全部提出转接申请（1 行）" in text


def test_an_open_request_is_said_and_not_made_twice(desk, sent, district, union):
    batch = sent(DUAN)
    TransferRequest.objects.create(
        district=district,
        direction="in",
        organization=union,
        to_organization=union,
        name="段浩浩",
        identity=DUAN[1],
        on=date(2021, 9, 1),
    )

    text = ask(desk, batch, 4)

    assert "第 4 行：对该会员的转接已提出申请，还没有办理。" in text
    assert TransferRequest.objects.count() == 1
    assert batch.staged_rows.get().decision == "remedied"


def test_a_day_is_needed(desk, sent):
    batch = sent(DUAN)

    assert "第 4 行：请填写转入日期。" in ask(desk, batch, 4, day="")
    assert requests() == []
    assert batch.staged_rows.get().decision == ""


def test_rows_rejected_for_another_reason_and_unknown_rows_are_left(desk, sent):
    batch = sent(changed(CHENG, 身份证号码="339901199308242893"), DUAN)

    assert "没有可以这样办理的行。" in ask(desk, batch, 4, 99)
    assert requests() == []


def test_asked_for_after_the_import_as_well(desk, sent):
    batch = sent(DUAN, changed(CHENG, 身份证号码="339901199308242980", 姓名="程帆"))
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))

    ask(desk, batch, 4)

    assert [name for name, *_ in requests()] == ["段浩浩"]
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.rejected) == ("done", 1, 1)


def test_who_may_not_ask_is_not_offered_it(client_of, org_officer, departments, sent, district):
    batch = sent(DUAN)
    departments["基层工作部"].registers.filter(register="transfer_request").delete()
    ImportBatch.objects.filter(pk=batch.pk).update(user=org_officer)
    client = client_of(org_officer)

    assert "提出转接申请</button>" not in page(client, batch)
    assert "没有可以这样办理的行。" in ask(client, batch, 4)
    assert requests() == []


def test_nobody_asks_on_another_ones_import(client_of, stranger, sent):
    batch = sent(DUAN)
    address = reverse("core:import-remedy", args=[batch.public_id])

    assert client_of(stranger).post(address, {"row": [4], "day": "2021-09-06"}).status_code == 404
    assert requests() == []


def test_a_void_record_elsewhere_is_not_offered(desk, sent):
    batch = sent()
    Member.objects.update(voided_at="2021-07-01T00:00:00Z", void_reason="录入错误")
    upload(desk, (workbook(MEMBER, DUAN, sheet="会员名册"), "会员.xlsx"))
    batch = ImportBatch.objects.order_by("pk").last()

    text = page(desk, batch)

    assert "该记录无法导入，请联系上级工会核对。" in text
    assert "提出转接申请" not in text


def test_other_registers_have_no_such_offer(client_of, officer, district, union):
    headings = ("档案编号", "姓名", "身份证号", "所属工会", "建档级别", "建档日期")
    upload(client_of(officer), (workbook(headings, ("K", "", "", "", "", ""), sheet="档案"), "档案.xlsx"))
    batch = ImportBatch.objects.get()

    address = reverse("core:import-remedy", args=[batch.public_id])
    assert client_of(officer).post(address, {"row": [4]}).status_code == 404


def test_another_union_inside_the_scope_is_shown_as_a_difference(district, union, other_union, org_officer):
    members(district, DUAN)

    result = import_rows(district, MEMBER, changed(DUAN, 所属工会=OTHER), sheet="会员名册", user=org_officer)

    assert (result.verdicts, result.errors) == (["changed"], [])
    assert Member.objects.get().organization == other_union


def test_the_change_of_union_is_named_in_the_preview(client_of, district, union, other_union, org_officer):
    members(district, DUAN)
    row = changed(DUAN, 所属工会=OTHER)
    upload(client_of(org_officer), (workbook(MEMBER, row, sheet="会员名册"), "会员.xlsx"))
    batch = ImportBatch.objects.order_by("pk").last()

    (shown,) = Presenter(batch).rows(list(batch.staged_rows.all()))

    assert [(cell.heading, cell.old, cell.text) for cell in shown.cells if cell.changed] == [("所属工会", UNION, OTHER)]
