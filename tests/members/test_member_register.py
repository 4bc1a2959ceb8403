"""Members: what follows from an identity number, and transfers inside the district."""

from datetime import date

import pytest

from members.models import Employer, Member, Transfer
from members.services import transfers
from members.viewsets.shared import birth_of, gender_of
from union_site.core import audit
from union_site.core.models import AuditEvent
from union_site.core.registry import registers
from union_site.core.spreadsheets.rows import Keep


@pytest.fixture
def member(district, union):
    return Member.objects.create(
        district=district, organization=union, name="段浩浩", identity="33990119880717309X", joined_on=date(2019, 1, 1)
    )


def transfer(member, source, target, on):
    row = Transfer.objects.create(
        district=member.district, member=member, from_organization=source, to_organization=target, on=on
    )
    transfers.follow(row, audit.Action.CREATE, None)
    member.refresh_from_db()
    return row


def test_gender_and_birth_follow_from_the_number():
    assert gender_of({"identity": "33990119880717309X", "gender": "female"}) == "male"
    assert birth_of({"identity": "33990119880717309X"}) == date(1988, 7, 17)
    assert gender_of({"identity": "339901198707140485"}) == "female"


def test_without_a_number_the_written_gender_stays():
    assert gender_of({"identity": None, "gender": "female"}) == "female"
    assert gender_of({"identity": None, "gender": None}) == ""
    assert birth_of({"identity": None}) is None


def test_masked_number_of_an_export_changes_nothing():
    masked = Keep("33************309X")

    assert gender_of({"identity": masked, "gender": "female"}) is masked
    assert birth_of({"identity": masked}) is masked


def test_member_follows_the_latest_transfer(member, union, other_union, root):
    first = transfer(member, union, other_union, date(2020, 5, 10))
    assert member.organization == other_union

    second = transfer(member, other_union, root, date(2021, 8, 4))
    assert member.organization == root

    Transfer.objects.filter(pk=second.pk).update(voided_at=second.created_at)
    transfers.follow(second, audit.Action.VOID, None)
    member.refresh_from_db()
    assert member.organization == other_union

    Transfer.objects.filter(pk=first.pk).update(voided_at=first.created_at)
    transfers.follow(first, audit.Action.VOID, None)
    member.refresh_from_db()
    assert member.organization == union


def test_transfer_leaves_a_trail(member, union, other_union):
    transfer(member, union, other_union, date(2020, 5, 10))

    event = AuditEvent.objects.get(register="member", object_id=member.public_id)
    assert event.action == audit.Action.CHANGE
    assert event.reason == "会籍转接"
    assert list(event.changes) == ["organization"]


def test_transfer_entered_late_does_not_move_the_member_back(member, union, other_union, root):
    transfer(member, other_union, root, date(2021, 8, 4))
    transfer(member, union, other_union, date(2020, 5, 10))

    assert member.organization == root


def test_employer_belongs_to_its_union_else_to_its_town(district, town, union):
    viewset = registers["employer"]
    covered = Employer(district=district, name="云川兴榆商贸有限公司", kind="private", seat=town, union=union)
    uncovered = Employer(district=district, name="云川凯睿医药化工有限公司", kind="private", seat=town)

    viewset.prepare(covered)
    viewset.prepare(uncovered)

    assert covered.organization_id == union.pk
    assert uncovered.organization_id == town.pk


def test_striking_out_a_transfer_may_not_send_the_member_out_of_the_scope(
    client_of, town_clerk, member, union, other_union
):
    """She could otherwise name any union as the former one, and put her member there."""
    client = client_of(town_clerk)
    address = f"/records/member/{member.public_id}/transfer/"
    client.post(
        f"{address}new/",
        {"on": "2021-05-01", "from_organization": other_union.public_id, "to_organization": union.public_id},
    )
    row = Transfer.objects.get()

    answer = client.post(f"{address}{row.public_id}/void/", {"reason": "录错"})

    assert "不在您的管理范围内" in answer.content.decode()
    member.refresh_from_db()
    row.refresh_from_db()
    assert (member.organization, row.is_void) == (union, False)


def test_who_may_see_both_unions_strikes_the_transfer_out(client_of, org_officer, member, union, other_union):
    row = transfer(member, other_union, union, date(2021, 5, 1))

    client_of(org_officer).post(
        f"/records/member/{member.public_id}/transfer/{row.public_id}/void/", {"reason": "录错"}
    )

    member.refresh_from_db()
    row.refresh_from_db()
    assert (member.organization, row.is_void) == (other_union, True)
