"""Taking an import back as a whole, and what keeps it from being taken back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from activities.models import MentorPair, MentorPairPerson
from members.models import Member, Organization, Placement
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER, OTHER, changed, members
from tests.sheets import import_rows, workbook
from union_site.core.audit import mac_of
from union_site.core.models import Attachment, AuditEvent, ImportBatch, ReplacedRow, StoredFile
from union_site.core.spreadsheets import importing, undoing

UNIONS = ("工会名称", "上级工会", "工会类别", "成立日期")
PAIRS = ("师傅姓名", "师傅身份证号", "徒弟姓名", "徒弟身份证号", "所属工会", "结对工种", "签约日期")


def last():
    return ImportBatch.objects.order_by("-pk").first()


def reasons(batch, user):
    return [(one.kind, one.label, one.reason) for one in undoing.examine(batch, user).conflicts]


def done(batch, user):
    """Asked for as the page asks, and undone."""
    return undoing.undo(batch, user=user)


def test_created_rows_go_and_the_corrected_sheet_can_be_imported(district, union, org_officer):
    members(district, DUAN, CHENG, user=org_officer)
    batch = last()

    assert done(batch, org_officer) == (2, 0)

    assert not Member.objects.exists()
    batch.refresh_from_db()
    assert (batch.state, batch.undone_by, batch.new, batch.rows) == ("undone", org_officer, 2, 2)
    assert batch.undone_at is not None
    assert members(district, DUAN, CHENG, user=org_officer).verdicts == ["new", "new"]


def test_changed_rows_hold_exactly_what_they_held(district, union, org_officer):
    members(district, DUAN, CHENG, user=org_officer)
    first = last()
    before = list(Member.objects.order_by("pk").values())
    members(
        district,
        changed(DUAN, 姓名="段浩", 手机号码="13812341234", 入会日期="2021-07-01"),
        CHENG,
        user=org_officer,
    )
    second = last()
    assert Member.objects.get(name="段浩").phone == "13812341234"

    assert done(second, org_officer) == (0, 1)

    assert list(Member.objects.order_by("pk").values()) == before
    assert Member.objects.get(name="段浩浩").phone == "19700063575"
    assert not ReplacedRow.objects.exists()
    assert done(first, org_officer) == (2, 0)  # as if the second had never been


def test_former_values_lie_encrypted(district, union, org_officer):
    members(district, DUAN)
    members(district, changed(DUAN, 姓名="段浩", 手机号码="13812341234"))

    kept = ReplacedRow.objects.get()
    assert (kept.batch, kept.model, kept.object_id) == (last(), "members.member", Member.objects.get().pk)
    assert kept.written_at == Member.objects.get().updated_at
    assert b"19700063575" not in bytes(kept.payload)
    assert "段浩浩".encode() not in bytes(kept.payload)


def test_row_touched_since_keeps_the_whole_batch(district, union, org_officer, clerk):
    members(district, DUAN, CHENG, user=org_officer)
    batch = last()
    member = Member.objects.get(name="段浩浩")
    Member.objects.filter(pk=member.pk).update(
        education="本科", updated_by=clerk, updated_at=member.updated_at.replace(year=2031, month=1, day=5, hour=4)
    )

    (kind, label, reason) = reasons(batch, org_officer)[0]

    assert (kind, label) == ("会员", str(member))
    assert reason.startswith(f"{clerk.name}于 2031-01-05 12:")
    with pytest.raises(undoing.UndoRefused, match="有 1 条记录在导入后又有变动"):
        done(batch, org_officer)
    assert Member.objects.count() == 2
    batch.refresh_from_db()
    assert (batch.state, batch.undone_at) == ("done", None)


def test_row_that_a_later_import_changed_keeps_the_earlier_batch(district, union, org_officer):
    members(district, DUAN, CHENG, user=org_officer)
    first = last()
    members(district, changed(CHENG, 姓名="程帆"), user=org_officer)

    assert undoing.examine(first, org_officer).count == 1
    with pytest.raises(undoing.UndoRefused):
        done(first, org_officer)
    assert Member.objects.count() == 2


def test_attachment_and_voiding_are_conflicts(district, union, org_officer):
    members(district, DUAN, CHENG, user=org_officer)
    batch = last()
    duan, cheng = Member.objects.order_by("pk")
    file = StoredFile.objects.create(district=district, file="x", name="x.png", sha256="0" * 64)
    Attachment.objects.create(register="member", record_id=duan.public_id, file=file)
    Member.objects.filter(pk=cheng.pk).update(voided_at=cheng.updated_at, void_reason="重复")

    found = undoing.examine(batch, org_officer)

    assert found.count == 2
    assert "已上传附件" in [one.reason for one in found.conflicts if one.label == str(duan)]


def test_union_that_others_refer_to_stays_and_an_empty_one_goes(district, town, org_officer):
    rows = (
        ("云川甲公司工会", town.name, "单独基层工会", "2020-01-05"),
        ("云川乙公司工会", town.name, "单独基层工会", "2020-01-05"),
    )
    assert import_rows(district, UNIONS, *rows, sheet="工会组织", user=org_officer).verdicts == ["new", "new"]
    batch = last()
    members(district, changed(DUAN, 所属工会="云川甲公司工会"))

    assert ("工会组织", "云川甲公司工会") in [found[:2] for found in reasons(batch, org_officer)]
    with pytest.raises(undoing.UndoRefused):
        done(batch, org_officer)
    assert Organization.objects.filter(name="云川乙公司工会").exists()

    import_rows(
        district,
        UNIONS,
        ("云川丙公司工会", town.name, "单独基层工会", "2020-01-05"),
        sheet="工会组织",
        user=org_officer,
    )
    assert done(last(), org_officer) == (1, 0)
    assert not Organization.objects.filter(name="云川丙公司工会").exists()
    assert not Placement.objects.exclude(organization__in=Organization.objects.all()).exists()


def test_rows_that_follow_from_the_sheet_go_with_it(district, union, town_clerk):
    row = ("段浩浩", "33990119880717309X", "程帆帆", "339901199308242892", union.name, "焊工", "2021-03-05")
    assert import_rows(district, PAIRS, row, sheet="师徒结对", user=town_clerk).verdicts == ["new"]
    assert MentorPairPerson.objects.count() == 2

    assert done(last(), town_clerk) == (1, 0)

    assert (MentorPair.objects.count(), MentorPairPerson.objects.count()) == (0, 0)


def test_trail_tells_each_record_with_valid_macs(district, union, org_officer):
    members(district, DUAN, user=org_officer)
    members(district, changed(DUAN, 手机号码="13812341234"), CHENG, user=org_officer)
    batch = last()
    changed_event = AuditEvent.objects.get(batch=batch, action="change")

    done(batch, org_officer)

    told = AuditEvent.objects.filter(batch=batch, reason="撤销导入").order_by("pk")
    assert sorted(event.action for event in told) == ["change", "import", "void"]
    back = told.get(action="change")
    assert changed_event.changes == {"phone": ["197****3575", "138****1234"]}
    assert back.changes == {"phone": ["138****1234", "197****3575"]}
    assert told.get(action="import").changes == {"deleted": [None, 1], "restored": [None, 1]}
    assert all(mac_of(event) == event.mac for event in AuditEvent.objects.all())


def test_interrupted_undo_leaves_everything(district, union, org_officer):
    members(district, DUAN, user=org_officer)
    members(district, changed(DUAN, 姓名="段浩"), CHENG, user=org_officer)
    before = list(Member.objects.order_by("pk").values())

    events = AuditEvent.objects.count()

    def killed():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        undoing.undo(last(), user=org_officer, hold=killed)

    assert list(Member.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == events
    assert last().state == "done"


def test_without_the_right_to_import_nothing_is_undone(district, union, clerk):
    members(district, DUAN, user=clerk)
    clerk.grants.all().delete()

    with pytest.raises(PermissionDenied):
        done(last(), clerk)
    assert Member.objects.exists()


def test_moves_of_unions_are_not_undone_as_a_whole(district, union, other_town, org_officer):
    headings = ("工会名称", "原上级工会", "现上级工会", "变更日期")
    row = (union.name, union.parent.name, other_town.name, "2021-03-05")
    import_rows(district, headings, row, sheet="隶属变更", user=org_officer)

    with pytest.raises(undoing.UndoRefused, match="请在“隶属变更”中逐条作废"):
        done(last(), org_officer)


def test_page_shows_what_is_undone_and_does_it(client_of, district, union, org_officer, stranger):
    members(district, DUAN, CHENG, user=org_officer)
    batch = last()
    address = reverse("core:import-undo", args=[batch.public_id])
    desk = client_of(org_officer)
    assert client_of(stranger).get(address).status_code == 404
    assert address in desk.get(reverse("core:import-preview", args=[batch.public_id])).content.decode()

    page = desk.get(address).content.decode()
    assert "<b>2</b> 将删除的新增记录" in page
    assert "撤销这次导入" in page

    text = desk.post(address, follow=True).content.decode()
    assert "已撤销。" in text
    assert not Member.objects.exists()
    batch.refresh_from_db()
    assert (batch.state, batch.job.message) == ("undone", "已撤销：删除 2 条，恢复 0 条。")
    assert "已撤销" in desk.get(reverse("core:import-list")).content.decode()
    assert desk.get(reverse("core:import-preview", args=[batch.public_id])).status_code == 200
    assert desk.post(address).status_code == 409


def test_page_lists_conflicts_and_offers_nothing_half(client_of, district, union, other_union, org_officer):
    members(district, DUAN, changed(CHENG, 所属工会=OTHER), user=org_officer)
    batch = last()
    Member.objects.filter(name="段浩浩").update(updated_at=batch.finished_at.replace(year=2031))
    address = reverse("core:import-undo", args=[batch.public_id])
    desk = client_of(org_officer)

    page = desk.get(address).content.decode()

    assert "现在不能撤销。" in page
    assert "段浩浩" in page
    assert "撤销这次导入</button>" not in page
    assert desk.post(address).status_code == 409
    assert Member.objects.count() == 2


def test_preview_cannot_be_undone(client_of, district, union, org_officer):
    plan = importing.read(workbook(MEMBER, DUAN, sheet="会员名册"), "x.xlsx")[0]
    batch, _ = importing.preview(plan, district=district, user=org_officer)

    page = client_of(org_officer).get(reverse("core:import-undo", args=[batch.public_id])).content.decode()

    assert "只有已完成的导入可以撤销。" in page
