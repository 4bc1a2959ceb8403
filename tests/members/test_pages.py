"""Pages of unions, moves, employers and transfers: what follows from one form."""

from datetime import date

import pytest

from members.models import Affiliation, Employer, Member, Organization, Transfer
from union_site.core.models import AuditEvent
from union_site.core.registry import registers


@pytest.fixture
def office(client_of, org_officer):
    """The browser of the officer of 基层工作部."""
    return client_of(org_officer)


def post_new(client, register, **data):
    return client.post(registers[register].url("new"), {"version": "", **data})


def errors(response) -> dict:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_new_union_gets_its_place(office, town):
    response = post_new(
        office, "organization", name="云川区实验小学工会", kind="single", parent=town.public_id, founded_on="2021-03-01"
    )

    assert response.status_code == 302
    union = Organization.objects.get(name="云川区实验小学工会")
    assert union.parent == town
    assert union.path.startswith(town.path)
    assert union.placements.get().town == town
    assert AuditEvent.objects.filter(register="organization", object_id=union.public_id).count() == 1


def test_new_union_without_a_parent_is_refused(office, root):
    response = post_new(office, "organization", name="云川区实验小学工会", kind="single", founded_on="2021-03-01")

    assert errors(response) == {"parent": ["请选择上级工会。"]}
    assert Organization.objects.count() == 1


def test_parent_of_a_union_is_not_changed_in_its_form(office, union, town, other_town):
    response = office.post(
        registers["organization"].url("edit", union),
        {
            "version": union.updated_at.isoformat(),
            "name": "云川兴榆集团工会",
            "kind": "single",
            "parent": other_town.public_id,
            "founded_on": "2010-01-01",
        },
    )

    assert response.status_code == 302
    union.refresh_from_db()
    assert (union.name, union.short_name, union.parent) == ("云川兴榆集团工会", "云川兴榆集团", town)


def test_move_is_registered_and_struck_out(office, union, town, other_town):
    response = post_new(
        office,
        "affiliation",
        organization=union.public_id,
        parent=other_town.public_id,
        on="2021-04-01",
        reason="企业迁址",
    )

    assert response.status_code == 302
    move = Affiliation.objects.get()
    assert (move.previous_parent, move.on) == (town, date(2021, 4, 1))
    union.refresh_from_db()
    assert union.parent == other_town

    response = office.post(registers["affiliation"].url("void", move), {"reason": "登记错误"})

    assert response.status_code == 302
    union.refresh_from_db()
    assert (union.parent, union.path[: len(town.path)]) == (town, town.path)


def test_move_below_itself_is_refused(office, make_union, union):
    below = make_union("云川兴榆商贸有限公司门店工会", parent=union)

    response = post_new(office, "affiliation", organization=union.public_id, parent=below.public_id, on="2021-04-01")

    assert errors(response) == {"parent": ["不能把工会移到它自己或它的下级之下。"]}
    assert not Affiliation.objects.exists()


def test_union_with_members_is_not_struck_out(office, district, union):
    Member.objects.create(district=district, organization=union, name="段浩浩", identity="33990119880717309X")

    office.post(registers["organization"].url("void", union), {"reason": "登记错误"})

    union.refresh_from_db()
    assert not union.is_void


def test_clerk_adds_an_employer_that_lies_in_her_town(client_of, clerk, union, town):
    response = post_new(
        client_of(clerk),
        "employer",
        name="云川兴榆商贸有限公司",
        kind="private",
        seat=town.public_id,
        union=union.public_id,
    )

    assert response.status_code == 302
    employer = Employer.objects.get()
    assert (employer.organization, employer.seat) == (union, town)


def test_clerk_does_not_add_an_employer_of_others(client_of, clerk, union, other_union, town):
    response = post_new(
        client_of(clerk),
        "employer",
        name="云川凯睿医药化工有限公司",
        kind="private",
        seat=town.public_id,
        union=other_union.public_id,
    )

    assert list(errors(response)) == ["union"]
    assert not Employer.objects.exists()


def test_transfer_moves_the_member(office, district, union, other_union):
    member = Member.objects.create(district=district, organization=union, name="段浩浩", identity="33990119880717309X")

    response = office.post(
        registers["member"].url("child-new", member, child="transfer"),
        {
            "version": "",
            "on": "2021-08-04",
            "from_organization": union.public_id,
            "to_organization": other_union.public_id,
        },
    )

    assert response.status_code == 302
    member.refresh_from_db()
    assert member.organization == other_union
    assert Transfer.objects.get().on == date(2021, 8, 4)


def test_receiving_union_takes_a_member_in(client_of, town_clerk, district, union, other_union):
    """Her scope is the receiving town; the union that the member comes from lies elsewhere."""
    member = Member.objects.create(district=district, organization=union, name="段浩浩", identity="33990119880717309X")

    response = client_of(town_clerk).post(
        registers["member"].url("child-new", member, child="transfer"),
        {
            "version": "",
            "on": "2021-08-04",
            "from_organization": other_union.public_id,
            "to_organization": union.public_id,
        },
    )

    assert response.status_code == 302
    member.refresh_from_db()
    assert member.organization == union
