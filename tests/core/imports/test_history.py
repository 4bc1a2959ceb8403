"""The record of imports: whose are seen by whom, what is told of them, and who may take the files."""

from datetime import date, datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.core.imports.test_correcting import WRONG, book, last
from tests.core.imports.test_judging import CHENG, DUAN, changed
from tests.core.imports.test_pages import upload
from union_site.core.models import AuditEvent, Grant, ImportBatch


@pytest.fixture
def sent(client_of, clerk, union):
    """A clerk's import with a rejected row."""
    upload(client_of(clerk), (book(DUAN, changed(CHENG, 身份证号码=WRONG)), "会员.xlsx"))
    return last()


def statuses(client, batch):
    """What the pages of a batch answer: preview, original file, marked file."""
    names = ("core:import-preview", "core:import-file", "core:import-marked")
    return [client.get(reverse(name, args=[batch.public_id])).status_code for name in names]


def listed(client, **conditions) -> list[str]:
    page = client.get(reverse("core:import-list"), conditions).context["page"]
    return [batch.file.name for batch in page.object_list]


def test_who_sees_an_import(sent, clerk, stranger, town_clerk, officer, org_officer, leader, client_of):
    seen = {
        user.username: (listed(client_of(user)), statuses(client_of(user), sent))
        for user in (clerk, stranger, town_clerk, officer, org_officer)
    }
    assert seen == {
        "clerk": (["会员.xlsx"], [200, 200, 200]),
        "stranger": ([], [404, 404, 404]),
        "town_clerk": (["会员.xlsx"], [200, 200, 200]),
        "officer": ([], [404, 404, 404]),  # of another department
        "org_officer": (["会员.xlsx"], [200, 200, 200]),
    }
    assert client_of(leader).get(reverse("core:import-list")).status_code == 403


def test_a_towns_clerk_does_not_see_what_others_in_the_district_sent(
    town_clerk, org_officer, clerk, other_union, client_of, union
):
    upload(client_of(org_officer), (book(DUAN), "区里.xlsx"))
    upload(client_of(clerk), (book(DUAN), "基层.xlsx"))
    client = client_of(town_clerk)
    assert listed(client) == ["基层.xlsx"]
    # A past grant elsewhere is enough: what was sent then is nobody's business here.
    Grant.objects.create(
        user=clerk,
        role="grassroots_clerk",
        organization=other_union,
        from_day=date(2019, 1, 1),
        to_day=date(2019, 12, 31),
    )
    assert listed(client) == []
    assert statuses(client, last()) == [404, 404, 404]


def test_a_clerk_of_the_same_union_sees_own_imports_only(sent, make_user, union, client_of):
    colleague = client_of(make_user("colleague", "何平", "grassroots_clerk", union))
    assert listed(colleague) == []
    assert statuses(colleague, sent) == [404, 404, 404]


def test_somebody_elses_import_is_told_of_and_cannot_be_touched(sent, town_clerk, client_of):
    client = client_of(town_clerk)
    text = client.get(reverse("core:import-preview", args=[sent.public_id])).content.decode()
    assert "王芳 于" in text and "这是他人的导入，只能查看。" in text
    assert "<b>2</b> 行数" in text and "<b>1</b> 退回" in text
    assert "段浩浩" not in text and "确认导入" not in text and "上传改好的文件" not in text
    for name in ("core:import-confirm", "core:import-abandon", "core:import-correct", "core:import-undo"):
        assert client.post(reverse(name, args=[sent.public_id])).status_code == 404
    assert client.get(reverse("core:import-panel", args=[sent.public_id])).status_code == 404
    sent.refresh_from_db()
    assert sent.state == "preview"


def test_files_are_given_out_with_a_trace(sent, town_clerk, client_of):
    client = client_of(town_clerk)
    answer = client.get(reverse("core:import-file", args=[sent.public_id]))
    with sent.file.file.open() as file:
        assert answer.content == file.read()
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "no-store" in answer["Cache-Control"]
    client.get(reverse("core:import-marked", args=[sent.public_id]))
    events = (
        AuditEvent.objects.filter(action="export").order_by("pk").values_list("actor__username", "reason", "register")
    )
    assert list(events) == [
        ("town_clerk", "下载导入的原文件", "member"),
        ("town_clerk", "下载标注的文件", "member"),
    ]


def test_a_file_with_a_sheet_that_one_may_not_see_stays_closed(sent, clerk, org_officer, client_of):
    ImportBatch.objects.create(
        district=sent.district, user=clerk, file=sent.file, upload=sent.upload, register="hardship", resource="hardship"
    )
    assert statuses(client_of(org_officer), sent) == [200, 404, 404]
    assert statuses(client_of(clerk), sent) == [200, 200, 200]
    text = client_of(org_officer).get(reverse("core:import-preview", args=[sent.public_id])).content.decode()
    assert "下载原文件" not in text


def test_conditions(sent, clerk, org_officer, client_of):
    upload(client_of(org_officer), (book(DUAN), "区里.xlsx"))
    ImportBatch.objects.filter(pk=sent.pk).update(created_at=timezone.make_aware(datetime(2026, 3, 5, 23, 30)))
    client = client_of(org_officer)
    assert listed(client) == ["区里.xlsx", "会员.xlsx"]
    assert listed(client, register="member") == ["区里.xlsx", "会员.xlsx"]
    assert listed(client, register="organization") == []
    assert listed(client, register="hardship") == []  # not one of hers
    assert listed(client, person="王") == ["会员.xlsx"]
    assert listed(client, person="org_officer") == ["区里.xlsx"]
    assert listed(client, state="done") == []
    assert listed(client, from_day="2026-03-05", to_day="2026-03-05") == ["会员.xlsx"]
    assert listed(client, from_day="2026-03-06") == ["区里.xlsx"]
    text = client.get(reverse("core:import-list"), {"from_day": "2026-03-06", "to_day": "2026-03-05"}).content.decode()
    assert "结束日期不能早于开始日期。" in text
    assert "没有符合条件的导入" in client.get(reverse("core:import-list"), {"state": "failed"}).content.decode()


def test_the_register_leads_to_its_imports(sent, clerk, client_of):
    text = client_of(clerk).get("/records/member/").content.decode()
    assert reverse("core:import-list") + "?register=member" in text


def test_an_undone_import_says_by_whom(clerk, org_officer, client_of, union):
    client = client_of(clerk)
    upload(client, (book(DUAN), "会员.xlsx"))
    batch = last()
    client.post(reverse("core:import-confirm", args=[batch.public_id]))
    client.post(reverse("core:import-undo", args=[batch.public_id]))
    text = client_of(org_officer).get(reverse("core:import-list")).content.decode()
    assert "已撤销" in text and "王芳 撤销" in text
    record = client_of(org_officer).get(reverse("core:import-preview", args=[batch.public_id])).content.decode()
    assert "这次导入的记录已从登记簿撤下" in record
