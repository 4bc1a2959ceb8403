"""A database that has only been migrated: the sheet of unions begins the district, and its figures can be asked at once."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.reports.conftest import SAMPLE
from union_site.core.models import Department, District, User

pytestmark = pytest.mark.django_db


def load(*arguments):
    out = StringIO()
    call_command("load", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_sheet_of_unions_begins_the_district():
    load(SAMPLE / "01_工会组织.xlsx")
    district = District.objects.get()
    assert (district.name, district.short_name, district.superior_name) == ("云川区总工会", "云川区", "江临市总工会")
    assert Department.objects.count() == 6
    assert not User.objects.exists()
    out = StringIO()
    call_command("figures", "2021H1", "--json", stdout=out)
    assert json.loads(out.getvalue())["register.organisations"] == 247


def test_a_dry_run_begins_nothing():
    assert "未写入登记簿" in load(SAMPLE / "01_工会组织.xlsx", "--dry-run")
    assert not District.objects.exists()


def test_without_that_sheet_it_says_what_to_do():
    with pytest.raises(CommandError, match="manage.py init"):
        load(SAMPLE / "07_技能比武.xlsx")
    assert not District.objects.exists()


def test_init_takes_over_the_district_that_a_load_began(monkeypatch):
    load(SAMPLE / "01_工会组织.xlsx")
    for role, account in {"SYSTEM": "xt:甲", "SECURITY": "aq:乙", "AUDIT": "sj:丙"}.items():
        monkeypatch.setenv(f"INIT_{role}_ADMIN", account)
    call_command("init", "--no-input", "--name", "云川区总工会", "--short-name", "云川区", stdout=StringIO())
    assert District.objects.count() == 1
    assert User.objects.count() == 3
    with pytest.raises(CommandError, match="只能做一次"):
        call_command("init", "--no-input", "--name", "别区总工会", "--short-name", "别区", stdout=StringIO())
