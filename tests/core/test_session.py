"""Signing in, being locked out, being thrown out, changing the password."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.factories.members import MemberFactory
from union_site.core.models import AuditEvent

NEW = "Qingshi#2022"


def sign_in(username, password=PASSWORD, address="10.0.0.8", client=None, **data):
    client = client or Client()
    return client.post(reverse("core:login"), {"username": username, "password": password, **data}, REMOTE_ADDR=address)


def actions():
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_anonymous_is_led_to_sign_in():
    response = Client().get("/jobs/")
    assert response.status_code == 302
    assert response["Location"] == "/sign-in/?next=/jobs/"


def test_sign_in_and_out_are_written_down(clerk):
    client = Client()
    response = sign_in("clerk", client=client, next="/jobs/?page=2")
    assert response.status_code == 302
    assert response["Location"] == "/jobs/?page=2"
    assert client.post(reverse("core:logout"))["Location"] == "/sign-in/"
    assert client.get("/jobs/").status_code == 302
    assert actions() == ["sign_in", "sign_out"]
    assert AuditEvent.objects.first().ip_address == "127.0.0.1"
    assert AuditEvent.objects.last().ip_address == "10.0.0.8"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leads_elsewhere(clerk, target):
    assert sign_in("clerk", next=target)["Location"] == "/"


def test_wrong_password_says_nothing_about_the_account(clerk):
    known, unknown = sign_in("clerk", "wrong"), sign_in("nobody", "wrong")
    words = "用户名或密码不正确，请检查大小写后重试。连续 5 次错误将暂停登录 15 分钟。"
    assert words in known.content.decode()
    assert words in unknown.content.decode()
    labels = list(AuditEvent.objects.order_by("pk").values_list("object_label", flat=True))
    assert labels == ["王芳（clerk）", "不存在的用户名"]


def test_five_failures_lock_the_name_and_nobody_else(clerk, stranger):
    for _ in range(5):
        last = sign_in("clerk", "wrong")
    assert last.status_code == 429
    assert "暂停登录 15 分钟" in last.content.decode()
    assert sign_in("clerk").status_code == 429  # the right password does not help now
    assert sign_in("clerk", address="10.9.9.9").status_code == 429  # nor does another address
    assert sign_in("stranger").status_code == 302  # a colleague behind the same address
    assert actions().count("sign_in_failed") == 7
    assert actions().count("locked") == 3


def test_lock_ends_after_a_quarter_of_an_hour(clerk):
    for _ in range(5):
        sign_in("clerk", "wrong")
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=14))
    assert sign_in("clerk").status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    assert sign_in("clerk").status_code == 302


def test_one_address_trying_many_names_is_slowed_down(clerk, settings):
    settings.LOGIN_ATTEMPTS_PER_ADDRESS = 8
    for number in range(8):
        assert sign_in(f"guess{number}", "wrong").status_code == 200
    response = sign_in("clerk")
    assert response.status_code == 429
    assert "登录失败的次数过多" in response.content.decode()
    assert sign_in("clerk", address="10.0.0.9").status_code == 302


def test_behind_a_proxy_the_caller_counts(clerk, settings):
    settings.BEHIND_PROXY = True
    Client().post(
        reverse("core:login"), {"username": "clerk", "password": "wrong"}, HTTP_X_FORWARDED_FOR="8.8.8.8, 10.1.1.7"
    )
    assert AuditEvent.objects.get().ip_address == "10.1.1.7"


def test_without_a_proxy_the_header_is_not_believed(clerk):
    Client().post(reverse("core:login"), {"username": "clerk", "password": "wrong"}, HTTP_X_FORWARDED_FOR="8.8.8.8")
    assert AuditEvent.objects.get().ip_address == "127.0.0.1"


def age_session(client, *, idle=timedelta(0), whole=timedelta(0)):
    session = client.session
    session["last_seen_at"] -= int(idle.total_seconds())
    session["begun_at"] -= int(whole.total_seconds())
    session.save()


def test_idle_for_31_minutes_ends_the_session(clerk):
    client = Client()
    sign_in("clerk", client=client)
    age_session(client, idle=timedelta(minutes=29), whole=timedelta(minutes=29))
    assert client.get("/jobs/").status_code == 200
    age_session(client, idle=timedelta(minutes=31), whole=timedelta(minutes=31))
    response = client.get("/jobs/", follow=True)
    assert response.redirect_chain == [("/sign-in/?next=/jobs/", 302)]
    assert "为保护数据安全，您已超过30分钟未操作，请重新登录。" in response.content.decode()
    assert AuditEvent.objects.first().reason == "长时间未操作，自动退出"


def test_watching_progress_does_not_keep_a_session_alive(clerk):
    client = Client()
    sign_in("clerk", client=client)
    age_session(client, idle=timedelta(minutes=20))
    assert client.get("/jobs/", headers={"X-Poll": "1"}).status_code == 200
    age_session(client, idle=timedelta(minutes=11))
    assert client.get("/jobs/", headers={"X-Poll": "1"}).status_code == 302


def test_a_part_of_a_page_gets_401_when_the_session_is_gone(db):
    response = Client().get("/jobs/", headers={"HX-Request": "true"}, follow=True)
    assert response.status_code == 401


def test_twelve_hours_end_any_session(clerk):
    client = Client()
    sign_in("clerk", client=client)
    age_session(client, whole=timedelta(hours=11, minutes=59))
    assert client.get("/jobs/").status_code == 200
    age_session(client, whole=timedelta(minutes=2))
    response = client.get("/jobs/", follow=True)
    assert "登录满12小时须重新登录" in response.content.decode()


def test_on_day_91_the_password_must_be_changed(clerk, client_of):
    client = client_of(clerk)
    clerk.password_changed_at = timezone.now() - timedelta(days=89, hours=23)
    clerk.save()
    assert client.get("/jobs/").status_code == 200
    clerk.password_changed_at = timezone.now() - timedelta(days=90, minutes=1)
    clerk.save()
    assert client.get("/jobs/")["Location"] == "/password/"
    assert "密码已使用超过90天，请先修改。" in client.get("/password/").content.decode()
    form = {"old": PASSWORD, "new": NEW, "again": NEW}
    assert client.post("/password/", form).status_code == 302
    assert client.get("/jobs/").status_code == 200  # signed in still, with the new password
    clerk.refresh_from_db()
    assert clerk.check_password(NEW)
    assert "password" in actions()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"old": "wrong", "new": NEW, "again": NEW}, "原密码不正确。"),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "x"}, "两次输入的新密码不一致。"),
        ({"old": PASSWORD, "new": "Short#1", "again": "Short#1"}, "密码至少 10 位"),
        ({"old": PASSWORD, "new": "onlysmall123", "again": "onlysmall123"}, "至少 3 类"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "不能使用最近 5 次用过的密码。"),
    ],
)
def test_password_rules(clerk, client_of, form, words):
    response = client_of(clerk).post("/password/", form)
    assert response.status_code == 200
    assert words in response.content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_the_last_five_passwords_are_refused(clerk, client_of):
    client = client_of(clerk)
    used = [PASSWORD, *(f"Baihe#202{n}x" for n in range(6))]
    for old, new in zip(used, used[1:], strict=False):
        assert client.post("/password/", {"old": old, "new": new, "again": new}).status_code == 302
    present = used[-1]
    for refused in used[1:]:
        assert client.post("/password/", {"old": present, "new": refused, "again": refused}).status_code == 200
    assert client.post("/password/", {"old": present, "new": PASSWORD, "again": PASSWORD}).status_code == 302


def test_guessing_the_present_password_ends_the_session(clerk, client_of):
    client = client_of(clerk)
    for _ in range(5):
        last = client.post("/password/", {"old": "wrong", "new": NEW, "again": NEW})
    assert last["Location"] == "/sign-in/"
    assert client.get("/jobs/").status_code == 302


def test_disabled_user_loses_the_session(clerk, client_of):
    client = client_of(clerk)
    assert client.get("/jobs/").status_code == 200
    clerk.is_active = False
    clerk.save()
    assert client.get("/jobs/").status_code == 302
    assert sign_in("clerk").status_code == 200  # the form again


def test_switching_units_stays_within_the_scope(town_clerk, union, other_union, town, client_of):
    client = client_of(town_clerk)
    assert client.post("/unit/", {"unit": other_union.public_id}).status_code == 404
    assert client.post("/unit/", {"unit": "nonsense"}).status_code == 404
    assert client.post("/unit/", {"unit": union.public_id, "next": "/jobs/"})["Location"] == "/jobs/"
    assert client.session["unit"] == str(union.public_id)
    assert AuditEvent.objects.first().object_label == "云川兴榆商贸有限公司工会"
    assert client.get("/unit/").status_code == 302


def test_a_unit_chosen_under_an_ended_grant_is_forgotten(town_clerk, union, client_of):
    client = client_of(town_clerk)
    client.post("/unit/", {"unit": union.public_id})
    assert client.get("/help/").wsgi_request.access.unit == union
    town_clerk.grants.update(to_day=timezone.localdate() - timedelta(days=1))
    assert client.get("/help/").wsgi_request.access.unit is None


def test_signed_in_pages_are_never_stored(clerk, client_of):
    assert "no-store" in client_of(clerk).get("/help/")["Cache-Control"]


def test_all_help_pages_open(clerk, client_of):
    client = client_of(clerk)
    index = client.get("/help/").content.decode()
    topics = re.findall(r'href="(/help/[a-z-]+/)"', index)
    assert {"/help/import/", "/help/transfers/", "/help/password/"} <= set(topics)
    assert len(set(topics)) == len(topics) == len(list((settings.BASE_DIR / "templates/core/help").glob("*.html"))) - 2
    for topic in topics:
        page = client.get(topic).content.decode()
        linked = re.findall(r'href="(/help/[a-z-]+/)"', page)
        assert "<h1" in page and set(linked) <= set(topics), topic
    assert client.get("/help/unknown/").status_code == 404


def test_search_finds_units_within_the_scope_only(clerk, stranger, client_of):
    page = client_of(clerk).get("/search/", {"q": "有限公司"}).content.decode()
    assert "云川兴榆商贸有限公司工会" in page
    assert "云川凯睿医药化工有限公司工会" not in page
    assert "请至少输入两个字" in client_of(clerk).get("/search/", {"q": "云"}).content.decode()


def test_search_leads_to_the_page_of_what_it_finds(clerk, stranger, union, client_of):
    member = MemberFactory(organization=union, name="欧阳雪", phone="13812341234")
    client = client_of(clerk)
    link = f'href="/records/member/{member.public_id}/"'
    for text in ("欧阳", "13812341234"):
        page = client.get("/search/", {"q": text}).content.decode()
        assert link in page
        assert "欧阳雪" in page
    assert link in client.post("/search/", {"q": "13812341234"}).content.decode()  # a form keeps the number out of logs
    assert link not in client.get("/search/", {"q": "1381234"}).content.decode()
    assert link not in client_of(stranger).get("/search/", {"q": "13812341234"}).content.decode()
    assert f'href="/records/organization/{union.public_id}/"' in client.get("/search/", {"q": "兴榆"}).content.decode()
