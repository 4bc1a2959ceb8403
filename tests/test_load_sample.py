"""The sample district's 43 workbooks through `manage.py load`: every row accounted for, a second load changes nothing."""

import json
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from members.models import Member, Organization, Placement
from union_site.core.models import AuditEvent, District, ImportBatch

SAMPLE = Path(__file__).parent / "data" / "yunchuan-2021"
CODES = {"校验码错误": "id_check", "身份证号重复": "id_duplicate", "号码精度丢失": "id_precision"}
ROWS = {
    "organization": 259,
    "employer": 386,
    "member": 6102,
    "election": 41,
    "post": 87,
    "activity": 589,
    "programme": 13,
    "contest": 107,
    "innovation_project": 82,
    "innovation_result": 52,
    "mentor_pair": 134,
    "studio": 34,
    "safety_cup": 349,
    "hazard_report": 1300,
    "model_worker": 159,
    "care": 391,
    "honour": 60,
    "hardship": 791,
    "aid_payment": 462,
    "review": 577,
    "enrolment": 603,
    "claim": 700,
    "legal_case": 120,
    "collective_contract": 110,
    "bargaining_offer": 55,
    "recuperation": 19,
    "benefit_programme": 5,
    "merchant": 74,
    "issued_document": 14,
    "visit": 7,
    "target": 58,
    "plan_item": 19,
}


def load(*arguments) -> str:
    out = StringIO()
    call_command("load", *map(str, arguments), stdout=out)
    return out.getvalue()


def load_json(*arguments) -> list[dict]:
    return json.loads(load(*arguments, "--json"))


def test_whole_sample_twice(district):
    sheets = load_json(SAMPLE)

    rows = Counter()
    for sheet in sheets:
        if sheet["status"] == "ok":
            register = "organization" if sheet["register"] == "affiliation" else sheet["register"]
            rows[register] += len(sheet["accepted"]) + len(sheet["rejected"])
    assert rows == ROWS
    assert {sheet["status"] for sheet in sheets} == {"ok"}
    expected = json.loads((SAMPLE / "expected-figures.json").read_text())["rejected_members"]
    rejected = [(sheet["file"], row["row"], row["code"]) for sheet in sheets for row in sheet["rejected"]]
    assert sorted(rejected) == sorted((entry["file"], entry["row"], CODES[entry["reason"]]) for entry in expected)
    assert {(row["column"], row["heading"]) for sheet in sheets for row in sheet["rejected"]} == {("D", "身份证号码")}
    assert Member.objects.count() == 6049

    moved = Organization.objects.get(name="云川金栎小额贷款有限公司工会")
    assert moved.parent.name == "柳桥镇总工会"
    places = Placement.objects.filter(organization=moved).order_by("from_day")
    assert [(place.town.name, place.from_day, place.to_day) for place in places] == [
        ("云门街道总工会", date(1900, 1, 1), date(2021, 7, 1)),
        ("柳桥镇总工会", date(2021, 7, 1), date(9999, 12, 31)),
    ]
    written = AuditEvent.objects.exclude(action="import").count()

    text = load(SAMPLE)

    assert text.splitlines()[0].split() == ["文件", "工作表", "登记簿", "行数", "新增", "变更", "无变化", "退回"]
    total = next(line for line in text.splitlines() if line.startswith("合计"))
    assert total.split() == ["合计", "13759", "0", "0", "13706", "53"]
    assert AuditEvent.objects.exclude(action="import").count() == written


def test_values_are_normalised_under_stable_names(district):
    sheets = load_json(SAMPLE / "01_工会组织.xlsx", SAMPLE / "18_医疗互助参保_2021.xlsx")

    assert sheets[0]["accepted"][1] == {
        "row": 5,
        "values": {
            "name": "青石镇总工会",
            "uscc": "8133990134FQ81397U",
            "parent": "云川区总工会",
            "kind": "镇总工会",
            "founded_on": "2006-11-04",
            "dissolved_on": None,
            "chair": "孟凯",
            "phone": None,
        },
    }
    premium = sheets[2]["accepted"][0]["values"]
    assert (premium["organization"], premium["policy_year"], premium["paid_on"]) == (
        "云川中垦置业股份有限公司工会",
        2021,
        "2020-12-10",
    )
    assert (premium["people"], premium["fee"], premium["premium"]) == (35, "80.00", "2800.00")


def test_dry_run_checks_sheets_against_each_other_and_writes_nothing(district):
    sheets = load_json(SAMPLE / "02_用人单位.xlsx", SAMPLE / "01_工会组织.xlsx", "--dry-run")

    assert [(sheet["status"], len(sheet["accepted"]), len(sheet["rejected"])) for sheet in sheets] == [
        ("ok", 386, 0),
        ("ok", 256, 0),
        ("ok", 3, 0),
    ]
    assert (Organization.objects.count(), ImportBatch.objects.count(), AuditEvent.objects.count()) == (0, 0, 0)


def test_user_imports_within_the_own_scope(district, town_clerk, root):
    sheets = load_json(SAMPLE / "06_职工活动.xlsx", "--user", "town_clerk")

    assert {row["code"] for row in sheets[0]["rejected"]} == {"out_of_scope"}
    assert len(sheets[0]["accepted"]) + len({row["row"] for row in sheets[0]["rejected"]}) == 449
    assert {sheet["status"] for sheet in sheets} == {"ok"}


def test_register_without_permission_is_refused(district, officer):
    with pytest.raises(SystemExit) as ended:
        load(SAMPLE / "01_工会组织.xlsx", "--user", "officer")
    assert ended.value.code == 1


def test_unreadable_file_is_refused_and_the_others_imported(district, tmp_path):
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04 broken")
    (tmp_path / "说明.md").write_text("不是表格")
    (tmp_path / "工会.xlsx").write_bytes((SAMPLE / "01_工会组织.xlsx").read_bytes())
    out = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("load", str(tmp_path), "--json", stdout=out)

    assert ended.value.code == 1
    sheets = json.loads(out.getvalue())
    assert [(sheet["file"], sheet["status"], sheet["register"]) for sheet in sheets] == [
        ("坏.xlsx", "refused", None),
        ("工会.xlsx", "ok", "organization"),
        ("工会.xlsx", "ok", sheets[2]["register"]),
    ]
    assert sheets[0]["reason"] == "文件已损坏或不完整，无法打开。请用Excel或WPS表格打开原文件，另存一份后重新上传。"
    assert Organization.objects.count() == 256


def test_empty_database_is_told_apart(db):
    with pytest.raises(CommandError, match="系统还没有建立区总工会"):
        load(SAMPLE / "02_用人单位.xlsx")


def test_missing_path_and_unknown_user(district):
    with pytest.raises(CommandError, match="没有这个文件或文件夹"):
        load("没有这个文件夹")
    with pytest.raises(CommandError, match="没有“无名”这个账号"):
        load(SAMPLE, "--user", "无名")


def test_demo_is_built_once(db, settings):
    out = StringIO()
    call_command("demo", stdout=out)

    district = District.objects.get()
    assert (district.name, district.short_name, district.superior_name) == ("云川区总工会", "云川区", "江临市总工会")
    assert Member.objects.count() == 6049
    assert "演示账号（密码都是 Yunchuan@2021）：" in out.getvalue()
    assert district.users.get(username="clerk").check_password("Yunchuan@2021")
    assert {grant.role for user in district.users.all() for grant in user.grants.all()} == {
        "grassroots_clerk",
        "town_clerk",
        "district_officer",
        "editor",
        "leader",
        "system_admin",
        "security_admin",
        "audit_admin",
    }

    again = StringIO()
    call_command("demo", stdout=again)
    assert again.getvalue() == "数据库中已有“云川区总工会”，未做任何改动。\n"

    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="正式环境不能建立演示数据"):
        call_command("demo")
