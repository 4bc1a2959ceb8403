"""Writing what was staged: interruptions, changes in between, rows that the database refuses, the trail."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from activities.models import Contest, ContestTrade
from members.models import Member
from tests.core.imports.test_judging import CHENG, CONTEST, DUAN, MEMBER, changed
from tests.sheets import import_rows, workbook
from union_site.core import registry
from union_site.core.audit import mac_of
from union_site.core.models import AuditEvent, StagedRow
from union_site.core.spreadsheets import importing, staging
from union_site.core.spreadsheets.refusals import message_of
from union_site.core.spreadsheets.targets import compile_targets

THIRD = ("钱娜雪", "339901198707140485", "19700025306", "云川兴榆商贸有限公司工会", "2021-06-30", "正常", "")


def preview(district, *rows, user=None):
    plan = importing.read(workbook(MEMBER, *rows, sheet="会员名册"), "x.xlsx")[0]
    return importing.preview(plan, district=district, user=user)[0]


def test_interrupted_import_goes_on_and_writes_each_row_once(district, union, monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 1)
    batch = preview(district, DUAN, CHENG, THIRD)
    chunks = []

    def killed_at_the_second():
        chunks.append(1)
        if len(chunks) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        importing.apply(batch, user=None, hold=killed_at_the_second)
    assert list(Member.objects.values_list("name", flat=True)) == ["段浩浩"]
    assert batch.staged_rows.filter(applied=True).count() == 1

    importing.apply(batch, user=None)

    assert sorted(Member.objects.values_list("name", flat=True)) == ["段浩浩", "程帆帆", "钱娜雪"]
    assert AuditEvent.objects.filter(action="create", register="member").count() == 3
    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.rejected) == ("done", 3, 0)


def test_rows_that_share_a_parent_over_several_chunks_make_it_once(district, town, monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 1)
    row = ("BW1", "技能比武", "青石镇总工会", "镇街", "2021-03-05", "2021-03-06")
    other = ("BW1", "另一个名称", *row[2:])

    import_rows(district, CONTEST, (*row, "焊工", 40), (*other, "钳工", 20), (*row, "电工", 5), sheet="技能比武")

    assert Contest.objects.get().name == "技能比武"
    assert ContestTrade.objects.filter(contest=Contest.objects.get()).count() == 3


def test_record_changed_since_the_preview_is_not_overwritten(district, union):
    importing.apply(preview(district, DUAN), user=None)
    batch = preview(district, changed(DUAN, 姓名="段浩"), CHENG)
    member = Member.objects.get()
    member.name, member.updated_at = "段大浩", member.updated_at.replace(year=2031)
    member.save()

    importing.apply(batch, user=None)

    assert sorted(Member.objects.values_list("name", flat=True)) == ["段大浩", "程帆帆"]
    assert (batch.new, batch.changed, batch.rejected) == (1, 0, 1)
    payload = staging.decode(batch.staged_rows.get(verdict="rejected").payload)
    assert [issue.code for issue in staging.issues(payload["e"])] == ["changed_meanwhile"]


def test_record_made_since_the_preview_is_the_same_now(district, union):
    first, second = preview(district, DUAN), preview(district, DUAN)

    importing.apply(first, user=None)
    importing.apply(second, user=None)

    assert Member.objects.count() == 1
    assert (second.new, second.same) == (0, 1)


def at_once(second, first):
    """Apply `second`; `first` is committed after the second one's rows were judged, before they are written."""
    others = [first]

    def meanwhile():
        if others:
            importing.apply(others.pop(), user=None)

    importing.apply(second, user=None, hold=meanwhile)
    second.refresh_from_db()


def test_new_rows_that_two_people_confirm_at_once_are_the_same_for_the_second(district, union):
    first, second = preview(district, DUAN, CHENG), preview(district, DUAN, CHENG)

    at_once(second, first)

    assert Member.objects.count() == 2
    assert (second.new, second.same, second.rejected) == (0, 2, 0)
    assert AuditEvent.objects.filter(action="create", register="member").count() == 2


def test_changes_that_two_people_confirm_at_once_are_the_same_for_the_second(district, union):
    importing.apply(preview(district, DUAN), user=None)
    row = changed(DUAN, 姓名="段浩")
    first, second = preview(district, row), preview(district, row)

    at_once(second, first)

    assert Member.objects.get().name == "段浩"
    assert (second.changed, second.same, second.rejected) == (0, 1, 0)
    assert AuditEvent.objects.filter(action="change", register="member").count() == 1


def test_other_change_confirmed_at_once_is_not_overwritten(district, union):
    importing.apply(preview(district, DUAN), user=None)
    first, second = preview(district, changed(DUAN, 姓名="段浩")), preview(district, changed(DUAN, 姓名="段大浩"))

    at_once(second, first)

    assert Member.objects.get().name == "段浩"
    assert (second.changed, second.same, second.rejected) == (0, 0, 1)


def test_rights_withdrawn_since_the_preview_stop_the_import(district, union, clerk):
    batch = preview(district, DUAN, user=clerk)
    clerk.grants.all().delete()

    with pytest.raises(PermissionDenied):
        importing.apply(batch, user=clerk)
    assert not Member.objects.exists()


def test_row_that_the_database_refuses_falls_alone(district, town):
    rows = [(f"BW{n}", "比武", "青石镇总工会", "镇街", "2021-03-05", "2021-03-06", "焊工", 40) for n in range(8)]
    import_rows(district, CONTEST, *rows, sheet="技能比武")
    headings = CONTEST[:5] + CONTEST[6:]
    later = [(row[0], *row[1:4], "2021-03-04", *row[6:]) for row in rows]
    batch, judged = importing.preview(
        importing.read(workbook(headings, *later, sheet="技能比武"), "x.xlsx")[0], district=district, user=None
    )
    assert [str(row.verdict) for row in judged] == ["changed"] * 8
    # The sheet lacks 结束日期; when the row is written, only the database knows that BW3 would begin after its end.
    ended = {"started_on": date(2021, 3, 1), "ended_on": date(2021, 3, 2)}
    Contest.objects.filter(code="BW3").update(**ended)

    importing.apply(batch, user=None)

    starts = {contest.code: contest.started_on.isoformat() for contest in Contest.objects.all()}
    assert starts.pop("BW3") == "2021-03-01"
    assert set(starts.values()) == {"2021-03-04"}
    staged = StagedRow.objects.get(verdict="rejected")
    payload = staging.decode(staged.payload)
    assert staged.number == 7
    assert [issue.message for issue in staging.issues(payload["e"])] == ["结束日期不能早于开始日期。"]


def test_trail_holds_an_event_per_record_and_one_per_sheet_with_valid_macs(district, union, org_officer):
    batch = preview(district, DUAN, changed(CHENG, 身份证号码="339901199308242893"), user=org_officer)

    importing.apply(batch, user=org_officer)

    created = AuditEvent.objects.get(action="create", register="member")
    assert (created.actor, created.actor_name, created.batch) == (org_officer, "孙伟", batch)
    assert created.object_id == Member.objects.get().public_id
    assert created.organization == union
    whole = AuditEvent.objects.get(action="import")
    assert whole.changes == {
        "rows": [None, 2],
        "new": [None, 1],
        "changed": [None, 0],
        "same": [None, 0],
        "rejected": [None, 1],
    }
    assert all(mac_of(event) == event.mac for event in AuditEvent.objects.all())


def test_staging_keeps_no_personal_data_in_clear_and_nothing_of_what_was_taken(district, union):
    batch = preview(district, DUAN, changed(CHENG, 身份证号码="339901199308242893"))
    stored = b"".join(bytes(row.payload) for row in batch.staged_rows.all())
    assert b"33990119880717309X" not in stored
    assert "段浩浩".encode() not in stored

    importing.apply(batch, user=None)

    assert [row.verdict for row in batch.staged_rows.all()] == ["rejected"]


def test_a_constraint_is_told_by_its_whole_name(district):
    resource = registry.resources["aid_payment"]
    compiled = compile_targets(resource, {column.name for column in resource.columns})
    said = "CHECK constraint failed: aid_payment_anygiven_goods_value_amount"
    assert message_of(IntegrityError(said), compiled) == "请填写发放金额，或慰问品的折价。"
    said = 'duplicate key value violates unique constraint "aid_payment"'
    assert message_of(IntegrityError(said), compiled) == "该对象当日的同类发放已登记。"
