"""A large sheet is judged in parts: what is said of its rows is what would be said of them together."""

import pytest

from members.models import Member
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER, changed, members
from tests.sheets import workbook
from union_site.core.among import among
from union_site.core.spreadsheets import importing, staging

SLIP = "339901198807173081"  # 段浩浩's number ends in 309X
OTHER_DAY = "339901199308242980"
ROWS = (
    changed(DUAN, 身份证号码=SLIP),
    CHENG,
    changed(CHENG, 姓名="程凡凡"),
    changed(DUAN, 身份证号码=OTHER_DAY, 手机号码="13812341234"),
    DUAN,
)


def staged(district, part, rows=ROWS):
    """[(row number, verdict, what was said of it)], and the batch."""
    plan = importing.read(workbook(MEMBER, *rows, sheet="会员名册"), "x.xlsx")[0]
    batch, _ = importing.preview(plan, district=district, user=None, part=part)
    found = []
    for row in batch.staged_rows.order_by("number"):
        payload = staging.decode(row.payload)
        said = [issue.code for issue in staging.issues(payload.get("e", []) + payload.get("w", []))]
        found.append((row.number, row.verdict, said))
    return found, batch


@pytest.mark.parametrize("part", [0, 1, 2, 3])
def test_a_double_and_a_repeat_are_told_across_parts(district, union, part):
    found, batch = staged(district, part)

    assert found == [
        (4, "new", []),
        (5, "new", []),
        (6, "rejected", ["id_duplicate"]),
        (7, "new", []),
        (8, "new", ["likely_repeat"]),
    ]
    assert (batch.rows, batch.new, batch.rejected, batch.warned) == (5, 4, 1, 1)


@pytest.mark.parametrize("part", [0, 1])
def test_a_record_that_a_later_part_names_is_no_candidate_of_an_earlier_row(district, union, part):
    members(district, DUAN)

    found, batch = staged(district, part, [changed(DUAN, 身份证号码=SLIP), DUAN])

    assert [(number, verdict) for number, verdict, _ in found] == [(4, "new"), (5, "same")]
    assert (batch.new, batch.same, batch.likely) == (1, 1, 0)


@pytest.mark.parametrize("part", [0, 1])
def test_a_row_without_a_record_of_its_own_waits(district, union, part):
    members(district, DUAN)

    found, batch = staged(district, part, [changed(DUAN, 身份证号码=SLIP), CHENG])

    assert [(number, verdict) for number, verdict, _ in found] == [(4, "likely"), (5, "new")]
    assert (batch.rows, batch.new, batch.likely) == (2, 1, 1)


def test_a_member_who_was_entered_since_the_preview_is_not_entered_twice(district, union):
    _, batch = staged(district, 1, [DUAN, CHENG])
    members(district, changed(DUAN, 手机号码="13812341234"))

    importing.apply(batch, user=None)

    assert (batch.new, batch.rejected) == (1, 1)
    assert sorted(Member.objects.values_list("name", flat=True)) == ["段浩浩", "程帆帆"]
    row = batch.staged_rows.get(verdict="rejected")
    assert [issue.code for issue in staging.issues(staging.decode(row.payload)["e"])] == ["changed_meanwhile"]


def test_a_person_like_a_row_who_was_entered_since_the_preview_makes_it_wait(district, union):
    _, batch = staged(district, 1, [DUAN, CHENG])
    members(district, changed(DUAN, 身份证号码=SLIP))

    importing.apply(batch, user=None)

    assert (batch.new, batch.likely) == (1, 1)
    assert Member.objects.filter(name="段浩浩").count() == 1


def test_a_person_entered_while_the_sheet_is_written_makes_a_later_row_wait(district, union, monkeypatch):
    monkeypatch.setattr(staging, "CHUNK", 1)
    _, batch = staged(district, 1, [CHENG, DUAN])
    entered = []

    def meanwhile():
        if not entered:
            entered.append(members(district, changed(DUAN, 身份证号码=SLIP)))

    importing.apply(batch, user=None, hold=meanwhile)

    assert (batch.new, batch.likely) == (1, 1)
    assert Member.objects.get(name="段浩浩").identity == SLIP


def test_among_finds_texts_and_numbers(district, union):
    members(district, DUAN, CHENG)
    keys = list(Member.objects.order_by("pk").values_list("pk", flat=True))

    assert Member.objects.get(**among(Member, "name", ["段浩浩", "无此人"])).name == "段浩浩"
    assert Member.objects.filter(**among(Member, "id", keys)).count() == 2
    assert list(among(Member, "birth_on", [None])) == ["birth_on__in"]
