"""The tab 待核实: which record a row is about is decided row by row or together, kept, and written with the rest."""

import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import HonourTitle, Member, ModelWorker
from tests.core.imports.test_editing import IDENTITY, NAME, edit
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER, OTHER, changed, members
from tests.core.imports.test_likely import CASE, SAME_DAY, SLIP, preview
from tests.core.imports.test_pages import upload
from tests.sheets import import_rows, workbook
from union_site.core.access import Access
from union_site.core.models import AuditEvent, Grant, ImportBatch
from union_site.core.spreadsheets import deciding, importing, staging, undoing
from welfare.models import HardshipCase

ROW = changed(DUAN, 身份证号码=SLIP, 手机号码="13812341234")


@pytest.fixture
def desk(client_of, org_officer):
    return client_of(org_officer)


@pytest.fixture
def sent(desk, district, union):
    """sent(rows…) stores 段浩浩, uploads the rows (the first is row 4) and returns the batch."""

    def send(*rows, stored=(DUAN,)):
        members(district, *stored)
        upload(desk, (workbook(MEMBER, *rows, sheet="会员名册"), "会员.xlsx"))
        return ImportBatch.objects.order_by("pk").last()

    return send


def decide(client, batch, decision, *numbers, everything=False, htmx=True):
    address = reverse("core:import-review", args=[batch.public_id]) + "?tab=likely&page=1"
    data = {"decision": decision, "row": list(numbers)} | ({"range": "all"} if everything else {})
    headers = {"HX-Request": "true"} if htmx else {}
    answer = client.post(address, data, headers=headers)
    batch.refresh_from_db()
    return answer


def confirm(client, batch):
    client.post(reverse("core:import-confirm", args=[batch.public_id]))
    batch.refresh_from_db()


def counts(batch):
    return {
        name: getattr(batch, name)
        for name in ("rows", "new", "changed", "same", "likely", "skipped", "rejected")
        if getattr(batch, name)
    }


def page(client, batch, tab="likely"):
    return client.get(reverse("core:import-preview", args=[batch.public_id]), {"tab": tab}).content.decode()


def test_the_tab_shows_sheet_and_record_side_by_side_masked(desk, sent):
    batch = sent(ROW, CHENG)

    text = page(desk, batch)

    duan = Member.objects.get()
    assert "待核实 1" in text
    assert "1 行待核实未处理，不会导入。" in text
    assert "姓名、所属工会、身份证号码相同或相近" in text
    assert "33************3081" in text and "33************309X" in text
    assert "138****1234" in text and "197****3575" in text
    assert f'href="/records/member/{duan.public_id}/"' in text or str(duan.public_id) in text
    assert SLIP not in text and DUAN[1] not in text and "13812341234" not in text


def test_the_same_one_is_updated_with_its_number_and_the_trail_says_so_masked(desk, sent):
    batch = sent(ROW, CHENG)
    duan = Member.objects.get()

    answer = decide(desk, batch, f"update:{duan.public_id}", 4)

    assert "1 行已定为“更新已登记的记录”。" in answer.content.decode()
    assert counts(batch) == {"rows": 2, "new": 1, "changed": 1}
    assert Member.objects.get().identity == DUAN[1]
    shown = page(desk, batch, "changed")
    assert "33************309X" in shown and "33************3081" in shown

    confirm(desk, batch)

    duan.refresh_from_db()
    assert (duan.identity, duan.phone, Member.objects.count()) == (SLIP, "13812341234", 2)
    assert counts(batch) == {"rows": 2, "new": 1, "changed": 1}
    event = AuditEvent.objects.get(action="change", register="member")
    assert event.changes == {
        "gender": ["male", "female"],
        "identity": ["33************309X", "33************3081"],
        "phone": ["197****3575", "138****1234"],
    }
    decided = AuditEvent.objects.get(action="import", reason="核实：更新已登记的记录")
    assert decided.changes == {"rows": [None, 1], "numbers": [None, "4"]}


def test_another_one_becomes_a_new_record(desk, sent):
    batch = sent(ROW)

    decide(desk, batch, "new", 4)
    assert counts(batch) == {"rows": 1, "new": 1}
    confirm(desk, batch)

    assert sorted(member.identity for member in Member.objects.all()) == sorted([DUAN[1], SLIP])
    assert counts(batch) == {"rows": 1, "new": 1}


def test_a_skipped_row_is_not_imported_and_can_be_decided_anew(desk, sent):
    batch = sent(ROW)

    decide(desk, batch, "skip", 4)
    assert counts(batch) == {"rows": 1, "skipped": 1}
    assert "重新核实" in page(desk, batch)
    decide(desk, batch, "reset", 4)
    assert counts(batch) == {"rows": 1, "likely": 1}
    decide(desk, batch, "skip", 4)
    confirm(desk, batch)

    assert Member.objects.count() == 1
    assert counts(batch) == {"rows": 1, "skipped": 1}


def test_undecided_rows_stay_after_the_import_and_are_decided_then(desk, sent):
    batch = sent(ROW, CHENG, changed(CHENG, 身份证号码="339901199308242893"))
    confirm(desk, batch)
    assert (batch.state, counts(batch)) == ("done", {"rows": 3, "new": 1, "likely": 1, "rejected": 1})
    assert "1 行待核实未处理，不会导入。" in page(desk, batch)

    decide(desk, batch, "update", 4)

    assert counts(batch) == {"rows": 3, "new": 1, "changed": 1, "rejected": 1}
    assert "导入已核实的 1 行" in page(desk, batch)
    assert Member.objects.get(name="段浩浩").identity == DUAN[1]

    confirm(desk, batch)

    assert Member.objects.get(name="段浩浩").identity == SLIP
    assert (batch.state, counts(batch)) == ("done", {"rows": 3, "new": 1, "changed": 1, "rejected": 1})
    assert [row.verdict for row in batch.staged_rows.all()] == ["rejected"]
    confirm(desk, batch)
    assert (batch.state, AuditEvent.objects.filter(action="change", register="member").count()) == ("done", 1)


def test_an_import_with_decided_rows_of_two_times_is_undone_as_a_whole(desk, sent, org_officer):
    third = changed(CHENG, 姓名="钱娜雪", 身份证号码="339901198707140485")
    batch = sent(ROW, changed(CHENG, 身份证号码="339901199308242980"), third, stored=(DUAN, CHENG))
    before = list(Member.objects.order_by("pk").values())
    decide(desk, batch, "new", 5)
    confirm(desk, batch)
    decide(desk, batch, "update", 4)
    confirm(desk, batch)
    assert (Member.objects.count(), Member.objects.get(name="段浩浩").identity) == (4, SLIP)

    assert undoing.undo(batch, user=org_officer) == (2, 1)

    assert list(Member.objects.order_by("pk").values()) == before
    batch.refresh_from_db()
    assert batch.state == "undone"
    assert "这次导入现在不能核实。" in decide(desk, batch, "new", 4).content.decode()


def test_all_rows_are_decided_at_once(desk, sent):
    batch = sent(ROW, changed(CHENG, 身份证号码="339901199308242980"), stored=(DUAN, CHENG))

    decide(desk, batch, "update", everything=True)
    assert counts(batch) == {"rows": 2, "changed": 2}
    confirm(desk, batch)

    assert {member.name: member.identity for member in Member.objects.all()} == {
        "段浩浩": SLIP,
        "程帆帆": "339901199308242980",
    }


def test_rows_with_more_than_one_candidate_are_chosen_one_by_one(desk, district, union, sent):
    for number in (SAME_DAY, "339901198807173014"):
        Member.objects.create(
            district=district,
            organization=union,
            name="段浩浩",
            identity=number,
            birth_on="1988-07-17",
            joined_on="2021-06-30",
        )
    batch = sent(ROW, stored=(CHENG,))

    answer = decide(desk, batch, "update", everything=True).content.decode()
    assert "1 行相近的记录不止一条，或已由别的行选用，请逐行选择。" in answer
    assert counts(batch) == {"rows": 1, "likely": 1}

    chosen = Member.objects.get(birth_on="1988-07-17", identity_index=_index(SAME_DAY))
    decide(desk, batch, f"update:{chosen.public_id}", 4)
    confirm(desk, batch)

    chosen.refresh_from_db()
    assert chosen.identity == SLIP
    assert Member.objects.count() == 3


def _index(number):
    return Member._meta.get_field("identity_index").index(number)


def test_one_record_is_updated_by_one_row_only(desk, sent):
    batch = sent(ROW, changed(DUAN, 身份证号码="339901198807173014"))
    duan = Member.objects.get()
    assert counts(batch) == {"rows": 2, "likely": 2}

    decide(desk, batch, f"update:{duan.public_id}", 4)
    answer = decide(desk, batch, f"update:{duan.public_id}", 5).content.decode()

    assert "第4行已选择更新这条记录，一条记录只能由一行更新。" in answer
    assert counts(batch) == {"rows": 2, "changed": 1, "likely": 1}
    assert AuditEvent.objects.filter(reason="核实未成功").count() == 1


def test_a_candidate_changed_after_the_decision_is_not_overwritten(desk, sent):
    batch = sent(ROW)
    decide(desk, batch, "update", 4)
    duan = Member.objects.get()
    duan.name, duan.updated_at = "段大浩", duan.updated_at.replace(year=2031)
    duan.save()

    confirm(desk, batch)

    duan.refresh_from_db()
    assert (duan.name, duan.identity) == ("段大浩", DUAN[1])
    assert counts(batch) == {"rows": 1, "rejected": 1}
    payload = staging.decode(batch.staged_rows.get().payload)
    assert [issue.code for issue in staging.issues(payload["e"])] == ["changed_meanwhile"]


def test_a_record_that_is_no_candidate_cannot_be_named(desk, sent, district, union, other_union):
    members(district, changed(CHENG, 所属工会=OTHER))
    cheng = Member.objects.get()
    batch = sent(ROW)

    for public_id in (cheng.public_id, uuid.uuid4(), "x"):
        answer = decide(desk, batch, f"update:{public_id}", 4)
        assert "没有找到所选的记录，它可能已被改动或作废。" in answer.content.decode()
    assert counts(batch) == {"rows": 1, "likely": 1}


def test_a_candidate_that_has_left_the_scope_is_neither_shown_nor_updated(
    client_of, town_clerk, district, union, other_union
):
    members(district, DUAN)
    desk = client_of(town_clerk)
    upload(desk, (workbook(MEMBER, ROW, sheet="会员名册"), "会员.xlsx"))
    batch = ImportBatch.objects.order_by("pk").last()
    duan = Member.objects.get()
    assert str(duan.public_id) in page(desk, batch)
    Member.objects.update(organization=other_union)

    text = page(desk, batch)
    answer = decide(desk, batch, f"update:{duan.public_id}", 4).content.decode()

    assert str(duan.public_id) not in text and OTHER not in text and "309X" not in text
    assert "原来相近的记录已不在登记簿中，或不在您的管理范围内。" in text
    assert "没有找到所选的记录" in answer and OTHER not in answer
    assert counts(batch) == {"rows": 1, "likely": 1}


def test_an_edited_row_forgets_what_was_decided_and_others_keep_it(desk, sent):
    batch = sent(ROW, changed(CHENG, 身份证号码="339901199308242980"), stored=(DUAN, CHENG))
    decide(desk, batch, "update", 4)
    decide(desk, batch, "new", 5)
    assert counts(batch) == {"rows": 2, "new": 1, "changed": 1}

    edit(desk, batch, 4, IDENTITY, DUAN[1])

    batch.refresh_from_db()
    assert counts(batch) == {"rows": 2, "new": 1, "changed": 1}
    assert list(batch.staged_rows.order_by("number").values_list("decision", flat=True)) == ["", "new"]
    edit(desk, batch, 5, NAME, "程帆")
    batch.refresh_from_db()
    assert list(batch.staged_rows.order_by("number").values_list("decision", flat=True)) == ["", ""]


def test_lines_about_one_person_follow_the_first(desk, district, union, org_officer, departments):
    headings = ("姓名", "身份证号", "所属工会", "荣誉级别", "荣誉称号", "授予日期")
    first = ("段浩浩", DUAN[1], union.name, "区级", "劳动模范", "2019-04-28")
    import_rows(district, headings, first, sheet="劳模工匠")
    batch, _ = preview(
        district,
        ("段浩浩", SLIP, union.name, "市级", "劳动模范", "2020-04-28"),
        ("段浩浩", SLIP, union.name, "省级", "劳动模范", "2021-04-28"),
        headings=headings,
        sheet="劳模工匠",
    )
    Grant.objects.filter(user=org_officer).update(role="town_clerk", department=None)
    access = Access(org_officer, timezone.localdate())

    outcome = deciding.decide(batch, "update", user=org_officer, access=access, numbers={4})

    assert outcome.decided == [4, 5]
    importing.apply(batch, user=org_officer)
    worker = ModelWorker.objects.get()
    assert worker.identity == SLIP
    assert HonourTitle.objects.filter(model_worker=worker).count() == 3


def test_without_scripts_the_form_leads_back_to_the_tab(desk, sent):
    batch = sent(ROW)

    answer = decide(desk, batch, "skip", 4, htmx=False)

    assert answer.status_code == 302
    assert answer.url == reverse("core:import-preview", args=[batch.public_id]) + "?tab=likely&page=1"
    assert "1 行已定为“跳过”。" in desk.get(answer.url).content.decode()


def test_nobody_decides_for_another(desk, sent, client_of, town_clerk):
    batch = sent(ROW)

    assert decide(client_of(town_clerk), batch, "new", 4).status_code == 404
    assert counts(batch) == {"rows": 1, "likely": 1}


def test_what_is_no_decision_is_not_found(desk, sent):
    batch = sent(ROW)

    assert decide(desk, batch, "delete", 4).status_code == 404
    assert "没有这样的行，请刷新页面。" in decide(desk, batch, "new", 99).content.decode()
    assert "没有这样的行，请刷新页面。" in decide(desk, batch, "new", "四").content.decode()


def test_a_decided_case_is_changed_under_its_new_number(client_of, officer, district, union):
    import_rows(district, CASE, ("KN1", "段浩浩", DUAN[1], union.name, "区级", "2020-01-05", "", ""), sheet="档案")
    desk = client_of(officer)
    row = ("KN3", "段浩浩", DUAN[1], union.name, "区级", "2020-01-05", "", "")
    upload(desk, (workbook(CASE, row, sheet="档案"), "档案.xlsx"))
    batch = ImportBatch.objects.order_by("pk").last()
    assert counts(batch) == {"rows": 1, "likely": 1}

    decide(desk, batch, "update", 4)
    confirm(desk, batch)

    assert [case.code for case in HardshipCase.objects.all()] == ["KN3"]
