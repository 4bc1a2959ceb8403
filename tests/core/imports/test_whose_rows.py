"""Rows of a sheet that has no column for the union: the line 填报单位 says whose they are, else the only union of the sender."""

import pytest

from members.models import Member
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER
from tests.core.imports.test_pages import upload
from tests.sheets import workbook
from union_site.core.models import ImportBatch

PLACE = MEMBER.index("所属工会")
HEADINGS = tuple(heading for heading in MEMBER if heading != "所属工会")


def without_union(row):
    return tuple(cell for index, cell in enumerate(row) if index != PLACE)


def sheet(*, unit=""):
    return workbook(HEADINGS, without_union(DUAN), without_union(CHENG), sheet="会员名册", unit=unit)


def test_the_line_above_the_table_says_whose_the_rows_are(client_of, org_officer, union):
    upload(client_of(org_officer), (sheet(unit=union.name), "会员.xlsx"))

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.new, batch.rejected) == ("preview", 2, 0)
    assert batch.notices == [
        ["unit_stated", "表中没有“所属工会”一列，各行已按“云川兴榆商贸有限公司工会”读取，请核对。"]
    ]


def test_a_line_that_names_no_union_rejects_the_rows(client_of, org_officer, union):
    upload(client_of(org_officer), (sheet(unit="某某单位工会"), "会员.xlsx"))

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.new, batch.rejected) == ("preview", 0, 2)


def test_a_clerk_of_one_union_sends_its_rows(client_of, clerk, union):
    client = client_of(clerk)
    upload(client, (sheet(), "会员.xlsx"))
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.new) == ("preview", 2)
    client.post(f"/imports/{batch.public_id}/confirm/")
    assert set(Member.objects.values_list("organization__name", flat=True)) == {"云川兴榆商贸有限公司工会"}


@pytest.mark.parametrize("who", ["town_clerk", "org_officer"])
def test_who_sends_for_several_unions_must_say_which(request, client_of, union, other_union, who):
    upload(client_of(request.getfixturevalue(who)), (sheet(), "会员.xlsx"))

    batch = ImportBatch.objects.get()
    assert batch.state == "refused"
    assert "缺少必填的列：所属工会" in batch.message
