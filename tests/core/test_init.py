"""First use: manage.py init."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from members.models import Organization
from union_site.core.models import AuditEvent, Department, District, User

ADMINISTRATORS = {"system_admin": "zhang:张三", "security_admin": "li:李四", "audit_admin": "wang：王五"}


def init(**options):
    out = StringIO()
    given = {"name": "云川区总工会", "short_name": "云川区", "superior": "江临市总工会", **ADMINISTRATORS, **options}
    call_command("init", no_input=True, stdout=out, **given)
    return out.getvalue()


def test_everything_is_there_afterwards(db, monkeypatch):
    monkeypatch.setenv("INIT_SYSTEM_ADMIN_PASSWORD", "Yunchuan#2021")
    said = init()
    district = District.objects.get()
    assert (district.name, district.short_name, district.superior_name) == ("云川区总工会", "云川区", "江临市总工会")
    names = ["办公室", "宣教部", "基层工作部", "生产保护部", "权益保障部", "女职工部"]
    assert list(Department.objects.values_list("name", flat=True)) == names
    root = Organization.objects.get()
    assert (root.name, root.kind, root.depth, root.placements.count()) == ("云川区总工会", "district", 0, 1)
    roles = {user.username: user.grants.get().role for user in User.objects.all()}
    assert roles == {"zhang": "system_admin", "li": "security_admin", "wang": "audit_admin"}
    assert all(user.must_change_password for user in User.objects.all())
    assert User.objects.get(username="zhang").check_password("Yunchuan#2021")
    assert "Yunchuan#2021" not in said
    shown = next(line for line in said.splitlines() if "李四" in line).split()[-1]
    assert User.objects.get(username="li").check_password(shown)
    assert AuditEvent.objects.filter(action="grant").count() == 3


def test_departments_keep_the_usual_registers(db):
    init()
    kept = set(Department.objects.get(name="女职工部").registers.values_list("register", flat=True))
    assert kept == {"activity", "statement"}
    kept = set(Department.objects.get(name="基层工作部").registers.values_list("register", flat=True))
    assert {"organization", "employer", "member"} <= kept


def test_own_departments(db):
    init(departments="办公室，综合部、办公室")
    assert list(Department.objects.values_list("name", "code")) == [("办公室", "office"), ("综合部", "department-2")]


def test_a_second_time_is_refused(db):
    init()
    with pytest.raises(CommandError, match="系统里已有“云川区总工会”，初始化只能做一次。"):
        init(name="白云区总工会")
    assert District.objects.count() == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"name": ""}, "请用 --name 和 --short-name"),
        ({"audit_admin": ""}, "请给出安全审计员：--audit-admin 用户名:姓名"),
        ({"audit_admin": "zhang:王五"}, "三名管理员须是三个不同的用户名"),
    ],
)
def test_missing_answers(db, options, words):
    with pytest.raises(CommandError, match=words):
        init(**options)
    assert District.objects.count() == 0


def test_a_weak_password_leaves_nothing_behind(db, monkeypatch):
    monkeypatch.setenv("INIT_AUDIT_ADMIN_PASSWORD", "short")
    with pytest.raises(CommandError, match="密码至少 10 位"):
        init()
    assert (District.objects.count(), User.objects.count(), Organization.objects.count()) == (0, 0, 0)


def test_questions_and_answers(db, monkeypatch):
    answers = iter(["云川区总工会", "", "江临市总工会", "", "", "张三", "", "李四", "", "王五"])
    typed = ["short", "Yunchuan#2021", "typo", "Qingshi#2021", "Qingshi#2021", *["Bailu#2021ab"] * 4]
    passwords = iter(typed)
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: (asked.append(question), next(answers))[1])
    monkeypatch.setattr("getpass.getpass", lambda question: next(passwords))
    out, err = StringIO(), StringIO()
    call_command("init", stdout=out, stderr=err)
    assert asked[1] == "区名，如“云川区” [云川区]："
    assert "密码至少 10 位" in err.getvalue()
    assert "两次输入不一致" in err.getvalue()
    assert sorted(User.objects.values_list("username", flat=True)) == ["auditor", "secadmin", "sysadmin"]
    assert User.objects.get(username="sysadmin").check_password("Qingshi#2021")
    assert "（刚才设置的密码）" in out.getvalue()
