"""A cell of the preview put right in place: the row is judged again at once, with the rest of its sheet."""

import pytest
from django.urls import reverse

from members.models import Member
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER, OTHER, changed
from tests.core.imports.test_pages import upload
from tests.sheets import workbook
from union_site.core.models import AuditEvent, ImportBatch
from union_site.core.spreadsheets import staging

WRONG = "339901199308242893"  # the check character of 程帆帆's number is 2
# Columns of the sheet, counted from 0; the first holds 序号.
NAME, IDENTITY, UNION, JOINED = 1, 2, 4, 5


@pytest.fixture
def desk(client_of, org_officer):
    return client_of(org_officer)


@pytest.fixture
def sent(desk, union):
    """sent(rows…) uploads them (the first is row 4) and returns the batch."""

    def send(*rows):
        upload(desk, (workbook(MEMBER, *rows, sheet="会员名册"), "会员.xlsx"))
        return ImportBatch.objects.get()

    return send


def edit(client, batch, number, index, text):
    return client.post(reverse("core:import-cell", args=[batch.public_id, number, index]), {"text": text})


def verdicts(batch):
    return list(batch.staged_rows.order_by("number").values_list("number", "verdict", "edited"))


def codes(batch, number):
    payload = staging.decode(batch.staged_rows.get(number=number).payload)
    return [issue.code for issue in staging.issues(payload.get("e", []))]


def test_a_corrected_number_makes_the_row_new_and_it_is_imported(desk, sent):
    batch = sent(DUAN, changed(CHENG, 身份证号码=WRONG))
    assert verdicts(batch) == [(4, "new", False), (5, "rejected", False)]

    edit(desk, batch, 5, IDENTITY, " 339901199308242892 ")

    batch.refresh_from_db()
    assert verdicts(batch) == [(4, "new", False), (5, "new", True)]
    assert (batch.rows, batch.new, batch.rejected) == (2, 2, 0)
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))
    cheng = Member.objects.get(name="程帆帆")
    assert (cheng.identity, str(cheng.joined_on), cheng.phone) == ("339901199308242892", "2021-06-30", "19700067325")


def test_one_of_two_wrong_cells_is_not_enough(desk, sent):
    batch = sent(changed(CHENG, 身份证号码=WRONG, 入会日期="昨天"))

    edit(desk, batch, 4, IDENTITY, "339901199308242892")

    assert verdicts(batch) == [(4, "rejected", True)]
    assert codes(batch, 4) == ["date_invalid"]
    edit(desk, batch, 4, JOINED, "2021-06-30")
    assert verdicts(batch) == [(4, "new", True)]


def test_a_number_of_another_row_is_a_double_and_no_more_when_that_one_changes(desk, sent):
    batch = sent(DUAN, CHENG)

    edit(desk, batch, 5, IDENTITY, DUAN[1])
    assert verdicts(batch) == [(4, "new", False), (5, "rejected", True)]
    assert codes(batch, 5) == ["id_duplicate"]

    edit(desk, batch, 4, IDENTITY, CHENG[1])
    batch.refresh_from_db()
    assert verdicts(batch) == [(4, "new", True), (5, "new", True)]
    assert (batch.new, batch.rejected) == (2, 0)


def test_a_good_row_can_be_made_wrong_and_comes_back_as_it_was_written(desk, sent):
    batch = sent(DUAN, CHENG)

    edit(desk, batch, 5, NAME, "")

    assert codes(batch, 5) == ["required"]
    payload = staging.decode(batch.staged_rows.get(number=5).payload)
    assert payload["c"][1:7] == ["", "339901199308242892", "19700067325", CHENG[3], "2021-06-30", "正常"]
    edit(desk, batch, 5, NAME, "程帆")
    assert verdicts(batch) == [(4, "new", False), (5, "new", True)]


def test_the_scope_holds_for_what_is_typed(client_of, town_clerk, union, other_union):
    client = client_of(town_clerk)
    upload(client, (workbook(MEMBER, DUAN, sheet="会员名册"), "会员.xlsx"))
    batch = ImportBatch.objects.get()

    edit(client, batch, 4, UNION, OTHER)

    assert verdicts(batch) == [(4, "rejected", True)]
    assert codes(batch, 4) == ["out_of_scope"]


def test_the_form_masks_personal_cells_until_they_are_asked_for(desk, sent):
    batch = sent(changed(CHENG, 身份证号码=WRONG))
    address = reverse("core:import-cell", args=[batch.public_id, 4, IDENTITY])

    form = desk.get(address, headers={"HX-Request": "true"}).content.decode()
    assert WRONG not in form
    assert 'placeholder="33************2893"' in form

    shown = desk.post(address, {"reveal": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert f'value="{WRONG}"' in shown
    event = AuditEvent.objects.get(action="reveal")
    assert (event.object_label, event.batch, WRONG in str(event.changes)) == ("会员名册 C4", batch, False)

    name = desk.get(reverse("core:import-cell", args=[batch.public_id, 4, NAME])).content.decode()
    assert 'value="程帆帆"' in name


def test_the_rows_come_back_with_what_became_of_the_edit(desk, sent):
    batch = sent(changed(CHENG, 身份证号码=WRONG))
    address = reverse("core:import-cell", args=[batch.public_id, 4, IDENTITY])

    still = desk.post(address, {"text": WRONG}, headers={"HX-Request": "true"}).content.decode()
    good = desk.post(address, {"text": CHENG[1]}, headers={"HX-Request": "true"}).content.decode()

    assert "第 4 行已改，仍不能导入" in still
    assert "第 4 行已改，现在是“新增”。" in good
    assert "<b>1</b> 新增" in good
    assert list(AuditEvent.objects.filter(reason="修改待导入的单元格").values_list("object_label", flat=True)) == [
        "会员名册 C4",
        "会员名册 C4",
    ]


def test_cells_of_others_and_of_nowhere_do_not_exist(desk, sent, client_of, clerk):
    batch = sent(DUAN)

    assert edit(client_of(clerk), batch, 4, NAME, "甲乙").status_code == 404
    assert edit(desk, batch, 9, NAME, "甲乙").status_code == 404
    assert edit(desk, batch, 4, 0, "1").status_code == 404
    assert verdicts(batch) == [(4, "new", False)]


def test_what_was_confirmed_is_not_edited_any_more(desk, sent):
    batch = sent(DUAN, changed(CHENG, 身份证号码=WRONG))
    desk.post(reverse("core:import-confirm", args=[batch.public_id]))

    response = desk.post(
        reverse("core:import-cell", args=[batch.public_id, 5, IDENTITY]),
        {"text": CHENG[1]},
        headers={"HX-Request": "true"},
    )

    assert "这次导入现在不能修改。" in response.content.decode()
    assert verdicts(batch) == [(5, "rejected", False)]
    assert not Member.objects.filter(name="程帆帆").exists()


def test_notices_of_the_sheet_stand_above_its_rows(desk, sent):
    batch = sent(DUAN)
    batch.notices = [["hidden_rows", "表中隐藏的 3 行也读取了。"]]
    batch.save()

    text = desk.get(reverse("core:import-preview", args=[batch.public_id])).content.decode()

    assert "表中隐藏的 3 行也读取了。" in text
