"""Accounts and grants: who may do what to whom, and what stays behind in the audit trail."""

from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from tests.conftest import PASSWORD
from union_site.core.models import AuditEvent, Department, Grant, User
from union_site.core.roles import Permission
from union_site.core.services import accounts, grants

TODAY = timezone.localdate
EXCLUSIVE = "三员分立：三者不能由同一人兼任，也不能兼任业务角色。"


def give(user, role, by=None, **fields):
    return grants.give(user=user, role=role, by=by, from_day=fields.pop("from_day", TODAY()), **fields)


def text(response):
    return response.content.decode()


def test_who_may_open_the_pages(cast, client_of):
    addresses = {
        "/accounts/": {"system_admin", "security_admin"},
        "/accounts/new/": {"system_admin"},
        "/accounts/units/": {"security_admin"},
        f"/accounts/{cast['clerk'].public_id}/": {"system_admin", "security_admin"},
        f"/accounts/{cast['clerk'].public_id}/grants/new/": {"security_admin"},
        "/departments/": {"system_admin"},
        "/departments/new/": {"system_admin"},
        "/audit/": {"auditor"},
    }
    for address, may in addresses.items():
        opened = {name for name, user in cast.items() if client_of(user).get(address).status_code == 200}
        assert opened == may, address
    assert AuditEvent.objects.filter(action="denied", actor=cast["clerk"]).count() == 8


def test_create_an_account_with_a_password_shown_once(system_admin, client_of):
    client = client_of(system_admin)
    response = client.post("/accounts/new/", {"username": "zhao.li", "name": "赵丽"})
    user = User.objects.get(username="zhao.li")
    password = text(response).split("<code")[1].split(">")[1].split("<")[0]
    assert user.check_password(password)
    assert (user.name, user.must_change_password, user.district) == ("赵丽", True, system_admin.district)
    assert password not in text(client.get(f"/accounts/{user.public_id}/"))
    event = AuditEvent.objects.filter(action="account").get()
    assert (event.actor, event.object_label, event.reason) == (system_admin, "赵丽（zhao.li）", "新建账号")
    assert password not in str(event.changes)

    theirs = Client()
    theirs.post("/sign-in/", {"username": "zhao.li", "password": password})
    assert theirs.get("/jobs/")["Location"] == "/password/"
    assert "这是管理员设置的初始密码，请先改成自己的密码。" in text(theirs.get("/password/"))


@pytest.mark.parametrize(
    ("username", "words"),
    [
        ("clerk", "该用户名已被使用。"),
        ("CLERK", "该用户名已被使用。"),
        ("赵丽", "用户名为 3 至 50 位，由字母、数字和 . _ - 组成"),
        ("", "这个字段是必填项。"),
    ],
)
def test_bad_user_names(system_admin, clerk, client_of, username, words):
    assert words in text(client_of(system_admin).post("/accounts/new/", {"username": username, "name": "赵丽"}))
    assert User.objects.count() == 2


def test_list_finds_by_name_and_role(system_admin, clerk, leader, client_of):
    client = client_of(system_admin)
    assert "共 3 条" in text(client.get("/accounts/"))
    page = text(client.get("/accounts/", {"q": "王"}))
    assert "王芳" in page
    assert "共 1 条" in page
    assert "共 1 条" in text(client.get("/accounts/", {"role": "leader"}))
    assert "没有符合条件的账号" in text(client.get("/accounts/", {"q": "不存在"}))


def test_another_districts_accounts_do_not_exist(system_admin, client_of):
    from union_site.core.models import District

    other = District.objects.create(name="白云区总工会", short_name="白云区")
    user = User.objects.create_user("other", PASSWORD, name="外区", district=other)
    assert client_of(system_admin).get(f"/accounts/{user.public_id}/").status_code == 404
    assert client_of(system_admin).post(f"/accounts/{user.public_id}/reset/").status_code == 404


def test_reset_gives_a_new_password_and_ends_sessions(system_admin, clerk, client_of):
    theirs = client_of(clerk)
    response = client_of(system_admin).post(f"/accounts/{clerk.public_id}/reset/")
    password = text(response).split("<code")[1].split(">")[1].split("<")[0]
    clerk.refresh_from_db()
    assert clerk.check_password(password)
    assert clerk.must_change_password
    assert theirs.get("/jobs/").status_code == 302
    assert AuditEvent.objects.filter(action="account", reason="重置密码").count() == 1


def test_unlock_lets_in_again(system_admin, clerk, client_of):
    guesser = Client()
    for _ in range(5):
        guesser.post("/sign-in/", {"username": "clerk", "password": "wrong"})
    client = client_of(system_admin)
    assert "登录锁定中" in text(client.get(f"/accounts/{clerk.public_id}/"))
    client.post(f"/accounts/{clerk.public_id}/unlock/")
    assert AccessAttempt.objects.count() == 0
    assert guesser.post("/sign-in/", {"username": "clerk", "password": PASSWORD}).status_code == 302
    assert AuditEvent.objects.filter(reason="解除锁定").count() == 1


def test_disable_ends_sessions_for_good(system_admin, clerk, client_of):
    theirs, client = client_of(clerk), client_of(system_admin)
    assert theirs.get("/jobs/").status_code == 200
    client.post(f"/accounts/{clerk.public_id}/disable/", {"reason": "已调离"})
    assert theirs.get("/jobs/").status_code == 302
    client.post(f"/accounts/{clerk.public_id}/enable/")
    clerk.refresh_from_db()
    assert clerk.is_active
    assert theirs.get("/jobs/").status_code == 302  # the old session does not come back to life
    assert Session.objects.count() == 1  # the administrator's
    reasons = list(AuditEvent.objects.filter(action="account").order_by("pk").values_list("reason", flat=True))
    assert reasons == ["停用账号：已调离", "启用账号"]


def test_disable_needs_a_reason_and_not_oneself(system_admin, clerk, client_of):
    client = client_of(system_admin)
    client.post(f"/accounts/{clerk.public_id}/disable/", {"reason": ""})
    client.post(f"/accounts/{system_admin.public_id}/disable/", {"reason": "试试"})
    assert User.objects.filter(is_active=False).count() == 0
    page = text(client.get("/accounts/"))
    assert "请填写停用原因，如“已调离”。" in page
    assert "不能停用自己的账号。" in page


def test_the_last_administrator_of_a_kind_stays(system_admin, security_admin, auditor, clerk):
    with pytest.raises(ValidationError, match="这是唯一的“安全审计员”"):
        accounts.disable(user=auditor, by=system_admin, reason="试试")
    with pytest.raises(ValidationError, match="这是唯一的“系统管理员”"):
        grants.end(grant=system_admin.grants.get(), last_day=TODAY(), by=security_admin, today=TODAY())
    auditor.refresh_from_db()
    assert auditor.is_active


def test_give_a_grant_through_the_page(security_admin, stranger, town, client_of):
    client = client_of(security_admin)
    stranger.grants.all().delete()
    form = {"role": "town_clerk", "organization": town.public_id, "from_day": "2021-03-01", "to_day": "2021-12-31"}
    assert client.post(f"/accounts/{stranger.public_id}/grants/new/", form).status_code == 302
    grant = stranger.grants.get()
    assert (grant.role, grant.organization, grant.department) == ("town_clerk", town, None)
    assert (grant.from_day, grant.to_day, grant.granted_by) == (date(2021, 3, 1), date(2021, 12, 31), security_admin)
    event = AuditEvent.objects.filter(action="grant").get()
    assert event.reason == "授予角色：镇（街道）、系统工会干部（青石镇总工会）"
    assert event.changes == {"from_day": [None, "2021-03-01"], "to_day": [None, "2021-12-31"]}


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"role": "town_clerk"}, "“镇（街道）、系统工会干部”须指定单位。"),
        ({"role": "grassroots_clerk"}, "“基层工会干部”须指定单位。"),
        ({"role": "district_officer"}, "“区总业务部室干部”须指定部室。"),
        ({"role": "editor", "to_day": "2020-01-01"}, "失效日期不能早于生效日期。"),
        ({"role": ""}, "请选择角色。"),
        ({"role": "system_admin"}, EXCLUSIVE),
    ],
)
def test_refused_grants_say_why(security_admin, clerk, client_of, form, words):
    form = {"from_day": "2021-03-01", **form}
    response = client_of(security_admin).post(f"/accounts/{clerk.public_id}/grants/new/", form)
    assert words in text(response)
    assert clerk.grants.count() == 1


def test_a_grassroots_role_needs_a_grassroots_union(clerk, town, root, security_admin):
    with pytest.raises(ValidationError, match="须授权到基层工会"):
        give(clerk, "grassroots_clerk", by=security_admin, organization=town)
    with pytest.raises(ValidationError, match="请选择镇（街道）总工会或系统工会"):
        give(clerk, "town_clerk", by=security_admin, organization=root)


def test_the_database_itself_refuses_a_grant_without_its_place(clerk):
    with pytest.raises(IntegrityError, match="grant_organization"):
        Grant.objects.create(user=clerk, role="town_clerk")


def test_an_officer_without_department_is_refused_by_the_database(clerk):
    with pytest.raises(IntegrityError, match="grant_department"):
        Grant.objects.create(user=clerk, role="district_officer")


ADMINISTRATORS = ("system_admin", "security_admin", "audit_admin")


@pytest.mark.parametrize("held", [*ADMINISTRATORS, "leader", "editor"])
@pytest.mark.parametrize("wanted", [*ADMINISTRATORS, "leader", "editor"])
def test_the_three_administrators_exclude_each_other_and_business(make_user, held, wanted):
    user = make_user("someone", "某人", held)
    if held == wanted or {held, wanted} == {"leader", "editor"}:
        assert give(user, wanted).role == wanted
    else:
        with pytest.raises(ValidationError, match=EXCLUSIVE):
            give(user, wanted)


def test_exclusion_counts_days_not_accounts(make_user):
    user = make_user("someone", "某人", "leader")
    user.grants.update(to_day=date(2021, 6, 30))
    with pytest.raises(ValidationError, match="该账号已有“领导”（2020-01-01 至 2021-06-30）"):
        give(user, "audit_admin", from_day=date(2021, 6, 30))
    assert give(user, "audit_admin", from_day=date(2021, 7, 1)).from_day == date(2021, 7, 1)


def test_nobody_changes_their_own_grants(security_admin, client_of):
    client, own = client_of(security_admin), security_admin.grants.get()
    response = client.post(
        f"/accounts/{security_admin.public_id}/grants/new/", {"role": "leader", "from_day": "2021-01-01"}
    )
    assert "不能给自己授权，也不能终止自己的授权" in text(response)
    address = f"/accounts/{security_admin.public_id}/grants/{own.public_id}/end/"
    assert "不能给自己授权，也不能终止自己的授权" in text(client.post(address, {"last_day": TODAY()}))
    own.refresh_from_db()
    assert own.to_day is None
    assert security_admin.grants.count() == 1


def test_a_grant_ends_with_its_last_day(clerk, security_admin, client_of):
    client = client_of(clerk)
    grant = clerk.grants.get()
    address = f"/accounts/{clerk.public_id}/grants/{grant.public_id}/end/"
    assert client_of(security_admin).post(address, {"last_day": TODAY()}).status_code == 302
    assert client.get("/help/").wsgi_request.access.can(Permission.VIEW)  # its last day
    client_of(security_admin).post(address, {"last_day": TODAY() - timedelta(days=1)})
    assert not client.get("/help/").wsgi_request.access.can(Permission.VIEW)
    assert AuditEvent.objects.filter(action="grant").count() == 2
    assert (
        AuditEvent.objects.filter(action="grant").last().reason == "终止授权：基层工会干部（云川兴榆商贸有限公司工会）"
    )


def test_a_grant_of_today_can_be_ended_at_once_and_history_cannot_be_rewritten(clerk, editor, security_admin):
    yesterday = TODAY() - timedelta(days=1)
    mistake = give(editor, "leader", by=security_admin)
    grants.end(grant=mistake, last_day=yesterday, by=security_admin, today=TODAY())
    assert (mistake.from_day, mistake.to_day) == (yesterday, yesterday)
    with pytest.raises(ValidationError, match="不能早于昨天"):
        grants.end(grant=clerk.grants.get(), last_day=date(2020, 6, 1), by=security_admin, today=TODAY())
    with pytest.raises(ValidationError, match="该授权已经失效。"):
        grants.end(grant=mistake, last_day=TODAY(), by=security_admin, today=TODAY())


def test_unit_chooser(security_admin, union, other_union, client_of):
    answer = client_of(security_admin).get("/accounts/units/", {"q": "兴榆"}).json()
    expected = {"id": str(union.public_id), "text": "云川兴榆商贸有限公司工会", "note": "单建基层工会"}
    assert answer == {"results": [expected]}


def test_department_keeps_its_registers(system_admin, officer, departments, client_of):
    client = client_of(system_admin)
    address = f"/departments/{departments['权益保障部'].pk}/"
    assert officer_may(officer, client_of, "hardship")
    form = {"name": "权益保障部", "position": 5, "registers": ["legal_case", "claim"]}
    assert client.post(address, form).status_code == 302
    kept = sorted(departments["权益保障部"].registers.values_list("register", flat=True))
    assert kept == ["claim", "legal_case"]
    assert not officer_may(officer, client_of, "hardship")
    assert officer_may(officer, client_of, "claim")
    event = AuditEvent.objects.filter(action="setting").get()
    assert (event.object_label, event.reason) == ("权益保障部", "修改部室")
    assert len(event.changes["registers"][1]) == 2


def officer_may(officer, client_of, register):
    return client_of(officer).get("/help/").wsgi_request.access.can(Permission.VIEW, register)


def test_departments_come_and_go(system_admin, officer, client_of):
    client = client_of(system_admin)
    assert client.post("/departments/new/", {"name": "财务部", "position": 7}).status_code == 302
    made = Department.objects.get(name="财务部")
    assert "部室名称已存在。" in text(client.post("/departments/new/", {"name": "财务部", "position": 8}))
    assert client.post(f"/departments/{made.pk}/delete/").status_code == 302
    assert not Department.objects.filter(name="财务部").exists()
    kept = Department.objects.get(name="权益保障部")
    page = client.post(f"/departments/{kept.pk}/delete/", follow=True)
    assert "“权益保障部”有过授权，不能删除" in text(page)
    assert AuditEvent.objects.filter(action="setting").count() == 2


def test_random_passwords_obey_the_rules():
    from django.contrib.auth.password_validation import validate_password

    made = {accounts.random_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        validate_password(password)
        assert not set(password) & set("lIO01o")
