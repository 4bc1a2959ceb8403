"""Rows of an export: read in chunks, whatever their order, each with what belongs to it."""

from datetime import date

import pytest
from django.db import connection

from activities.models import Contest, ContestTrade
from activities.viewsets.contest import ContestResource
from members.models import Employer, Headcount, Member, Transfer
from members.viewsets.employer import EmployerResource
from members.viewsets.member import MemberResource
from tests.factories import make
from union_site.core.among import among
from union_site.core.spreadsheets import exporting


@pytest.fixture(autouse=True)
def _chunks_of_two(monkeypatch):
    monkeypatch.setattr(exporting, "CHUNK", 2)


@pytest.fixture
def five(union, other_union):
    """Five members; the second and the fourth moved, the fourth twice; the third has told no phone."""
    found = [
        make(Member, union, name=name, identity=f"33990119880717{n}11X", employer_name=place)
        for n, (name, place) in enumerate(zip("甲乙丙丁戊", "EDACB", strict=True))
    ]
    for member, on in [(found[1], 1), (found[3], 2), (found[3], 3)]:
        make(Transfer, union, member=member, from_organization=other_union, on=date(2020, on, 1))
    Member.objects.filter(pk=found[2].pk).update(phone="", gender="", joined_on=None, migrant_worker=None)
    return found


def table(resource, records, *headings):
    """The named columns of an export."""
    made = resource()
    wanted = [made.export_headings(records).index(heading) for heading in headings]
    return [tuple(row[place] for place in wanted) for row in made.export_rows(records)]


def test_children_stay_with_their_record_over_chunks(five):
    old = "云川凯睿医药化工有限公司工会"
    headings = ("姓名", "身份证号码", "原所属工会", "转入日期")
    assert table(MemberResource, Member.objects.order_by("employer_name"), *headings) == [
        ("丙", "33************211X", None, None),
        ("戊", "33************411X", None, None),
        ("丁", "33************311X", old, date(2020, 3, 1)),
        ("乙", "33************111X", old, date(2020, 1, 1)),
        ("甲", "33************011X", None, None),
    ]


def test_what_was_not_told_stays_empty(five):
    headings = ("姓名", "性别", "手机号码", "入会日期", "是否农民工", "会籍状态")
    assert table(MemberResource, Member.objects.filter(name__in="丙丁").order_by("pk"), *headings) == [
        ("丙", "", "", None, None, "正常"),
        ("丁", "男", five[3].phone[:3] + "****" + five[3].phone[-4:], date(2018, 6, 1), False, "正常"),
    ]


def test_each_row_is_led_by_the_identifier_of_its_record(five):
    chosen = Member.objects.order_by("-pk")[1:4]
    assert table(MemberResource, chosen, "行标识", "姓名") == [
        (str(five[3].public_id), "丁"),
        (str(five[2].public_id), "丙"),
        (str(five[1].public_id), "乙"),
    ]


def test_a_family_of_headings_over_chunks(union):
    employers = [make(Employer, union, name=f"云川第{n}纺织有限公司") for n in range(3)]
    for employer, year, employees in [(0, 2021, 10), (2, 2020, 30), (2, 2021, 31)]:
        make(Headcount, union, employer=employers[employer], year=year, employees=employees, women=5)
    records = Employer.objects.order_by("pk")
    assert table(EmployerResource, records, "单位名称", "2020年职工数（人）", "2021年职工数（人）") == [
        ("云川第0纺织有限公司", None, 10),
        ("云川第1纺织有限公司", None, None),
        ("云川第2纺织有限公司", 30, 31),
    ]


def test_a_line_for_each_child_over_chunks(union):
    contests = [make(Contest, union, name=f"第{n}届比武") for n in range(3)]
    for contest, trade in [(0, "焊工"), (2, "电工"), (2, "钳工")]:
        make(ContestTrade, union, contest=contests[contest], trade=trade)
    assert table(ContestResource, Contest.objects.order_by("pk"), "比武名称", "工种") == [
        ("第0届比武", "焊工"),
        ("第1届比武", None),
        ("第2届比武", "电工"),
        ("第2届比武", "钳工"),
    ]


def test_rows_of_a_relation_are_found_without_another_table(five):
    found = Transfer.objects.filter(**among(Transfer, "member_id", [five[1].pk, five[3].pk, five[3].pk, 0]))
    assert sorted(found.values_list("member__name", flat=True)) == ["丁", "丁", "乙"]
    assert "JOIN" not in str(found.values("on").query)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the cache of pages is SQLite's own")
def test_the_cache_of_pages_is_small_only_while_rows_are_read(five):
    def kept():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA cache_size").fetchone()[0]

    usual = kept()
    reading = MemberResource().export_rows(Member.objects.order_by("pk"))
    next(reading)
    assert (usual, kept()) == (-65536, -4096)
    assert len(list(reading)) == 4
    assert kept() == usual

    given_up = MemberResource().export_rows(Member.objects.order_by("pk"))
    next(given_up)
    given_up.close()
    assert kept() == usual
