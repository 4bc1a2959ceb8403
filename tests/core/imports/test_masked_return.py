"""An export comes back: masked cells stay as they are, 行标识 finds the record."""

from io import BytesIO

import pytest

from members.models import Member
from members.viewsets.member import MemberResource
from tests.core.imports.test_judging import CHENG, DUAN, members
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.workbook import write_rows


@pytest.fixture
def exported(district, union):
    members(district, DUAN, CHENG)
    resource = MemberResource()
    records = Member.objects.order_by("pk")
    return resource.export_headings(records), list(resource.export_rows(records))


def judge(district, headings, rows):
    file = BytesIO()
    write_rows(file, [("会员名册", headings, rows)])
    plan = importing.read(file.getvalue(), "导出.xlsx")[0]
    batch, judged = importing.preview(plan, district=district, user=None)
    importing.apply(batch, user=None)
    return [(str(row.verdict), [issue.code for issue in row.errors]) for row in judged]


def test_export_is_masked_and_led_by_the_row_identifier(exported):
    headings, rows = exported

    assert headings[:5] == ["行标识", "姓名", "性别", "身份证号码", "手机号码"]
    assert rows[0][1:5] == ["段浩浩", "男", "33************309X", "197****3575"]
    assert rows[0][0] == str(Member.objects.get(name="段浩浩").public_id)


def test_unchanged_export_changes_nothing(district, exported):
    headings, rows = exported

    assert judge(district, headings, rows) == [("same", []), ("same", [])]


def test_other_cells_may_change_beside_a_mask(district, exported):
    headings, rows = exported
    rows[0][headings.index("学历")] = "本科"

    assert judge(district, headings, rows) == [("changed", []), ("same", [])]
    member = Member.objects.get(name="段浩浩")
    assert (member.education, member.identity, member.phone) == ("本科", "33990119880717309X", "19700063575")


def test_changed_mask_and_unknown_identifier_are_rejected(district, exported):
    headings, rows = exported
    rows[0][3] = "33************3090"
    rows[1][0] = "01900000-0000-7000-8000-000000000000"

    assert judge(district, headings, rows) == [("rejected", ["mask_changed"]), ("rejected", ["row_id_unknown"])]


def test_mask_without_identifier_is_rejected(district, exported):
    headings, rows = exported

    assert judge(district, headings[1:], [row[1:] for row in rows[:1]]) == [("rejected", ["masked", "masked"])]
