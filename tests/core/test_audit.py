"""The audit trail: what it says, how it is read, and that tampering shows."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from union_site.core import audit
from union_site.core.models import AuditEvent, Job
from union_site.core.services.audit_words import changes, sentence


def text(response):
    return response.content.decode()


def test_sentences(clerk, town):
    event = audit.event(
        audit.Action.CHANGE, user=clerk, register="unknown", object_label="第一届比武", changes={"name": ["甲", "乙"]}
    )
    assert sentence(event) == "修改了unknown“第一届比武”。"
    assert changes(event) == [("名称", "甲", "乙")]
    event = audit.event(audit.Action.ACCOUNT, user=clerk, object_label="王芳（clerk）", reason="重置密码")
    assert sentence(event) == "管理账号“王芳（clerk）”。重置密码"
    event = audit.event(
        audit.Action.VIEW, user=clerk, object_label="青石镇总工会", organization_id=town.pk, reason="切换当前单位"
    )
    assert sentence(event) == "查看了“青石镇总工会”。切换当前单位"
    event = audit.event(audit.Action.DENIED, user=clerk, object_label="GET /audit/")
    assert sentence(event) == "被拒绝：GET /audit/。"


def test_values_in_words(clerk):
    event = audit.event(
        audit.Action.SETTING, user=clerk, changes={"is_active": [True, None], "registers": [[], ["会员", "案件"]]}
    )
    assert changes(event) == [("启用", "是", "（空）"), ("登记簿", "（空）", "会员、案件")]


@pytest.fixture
def trail(clerk, stranger):
    """Sixty events of two people, one a day backwards from 30 June 2021, the newest first written last."""
    start = timezone.make_aware(datetime(2021, 5, 2, 9))
    events = []
    for number in range(60):
        event = audit.event(
            audit.Action.CREATE, user=stranger if number % 10 == 0 else clerk, object_label=f"记录{number:02}"
        )
        event.at = start + timedelta(days=number)
        event.mac = audit.mac_of(event)
        events.append(event)
    audit.write_many(events)


def labels(response):
    return [
        row["event"].object_label for row in response.context["rows"] if row["event"].object_label.startswith("记录")
    ]


def test_pages_go_on_from_a_row(trail, auditor, client_of):
    client = client_of(auditor)
    first = client.get("/audit/", {"action": "create"})
    assert labels(first)[:2] == ["记录59", "记录58"]
    assert len(labels(first)) == 50
    audit.write(audit.Action.CREATE, user=auditor, object_label="记录60")  # written meanwhile: nothing shifts
    second = client.get("/audit/" + first.context["older"])
    assert labels(second) == [f"记录{n:02}" for n in range(9, -1, -1)]
    assert second.context["older"] == ""
    back = client.get("/audit/" + second.context["newer"])
    assert labels(back) == labels(first)


def test_filters(trail, auditor, client_of):
    client = client_of(auditor)
    assert labels(client.get("/audit/", {"person": "李强"})) == [f"记录{n:02}" for n in (50, 40, 30, 20, 10, 0)]
    assert labels(client.get("/audit/", {"person": "stranger"})) == [f"记录{n:02}" for n in (50, 40, 30, 20, 10, 0)]
    days = {"from_day": "2021-05-02", "to_day": "2021-05-03"}
    assert labels(client.get("/audit/", days)) == ["记录01", "记录00"]
    assert labels(client.get("/audit/", {"label": "记录07"})) == ["记录07"]
    assert labels(client.get("/audit/", {"action": "void"})) == []
    wrong = client.get("/audit/", {"from_day": "2021-05-03", "to_day": "2021-05-02"})
    assert "结束日期不能早于开始日期。" in text(wrong)


@pytest.mark.parametrize("number", ["x", "-1", "999999999999999999999", "１"])
def test_a_made_up_position_is_no_error(trail, auditor, client_of, number):
    assert client_of(auditor).get("/audit/", {"before": number}).status_code == 200


def test_a_sound_trail_is_confirmed(trail, auditor, client_of):
    response = client_of(auditor).post("/audit/check/")
    job = Job.objects.get()
    assert response["Location"] == f"/jobs/{job.public_id}/"
    assert (job.state, job.message) == ("done", "共核对 62 条审计记录，校验码全部相符。")


@pytest.mark.parametrize(
    "tampering",
    [
        {"object_label": "别的记录"},
        {"actor_name": "别人"},
        {"reason": "另有原因"},
        {"changes": {"name": ["甲", "丙"]}},
        {"at": datetime(2021, 1, 1, tzinfo=timezone.get_default_timezone())},
        {"ip_address": "10.1.1.1"},
        {"action": "change"},
        {"register": "member"},
    ],
)
def test_tampering_is_found(trail, auditor, client_of, tampering):
    victim = AuditEvent.objects.get(object_label="记录30")
    AuditEvent.objects.filter(pk=victim.pk).update(**tampering)
    client_of(auditor).post("/audit/check/")
    assert f"其中 1 条与校验码不符，可能被改动：编号 {victim.pk}。" in Job.objects.get().message


def test_the_trail_has_no_page_that_changes_it(trail, auditor, client_of):
    before = AuditEvent.objects.count()
    assert client_of(auditor).post("/audit/", {"pk": 1}).status_code == 200  # a list takes no form
    assert AuditEvent.objects.count() == before + 1  # the sign-in of the line above
