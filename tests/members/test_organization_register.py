"""The register of unions and its dated moves."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from members.models import Affiliation, Member, Organization
from union_site.core import audit
from union_site.core.registry import registers


@pytest.fixture
def viewset():
    return registers["organization"]


@pytest.fixture
def moves():
    return registers["affiliation"]


def new_move(moves, union, parent, on):
    move = Affiliation(district=union.district, organization=union, parent=parent, on=on)
    moves.prepare(move)
    return move


def stored_move(moves, union, parent, on):
    move = new_move(moves, union, parent, on)
    move.save()
    moves.saved(move, audit.Action.CREATE, by=None)
    return move


def town_on(union, day):
    return union.placements.get(from_day__lte=day, to_day__gt=day).town.name


def test_new_union_is_placed_under_its_parent(viewset, district, town):
    union = Organization(
        district=district,
        name="云川区实验小学工会",
        kind=Organization.Kind.SINGLE,
        parent=town,
        founded_on=date(2021, 3, 1),
    )

    viewset.make(union, by=None)

    assert union.path.startswith(town.path)
    assert union.short_name == "实验小学"
    assert town_on(union, date(2021, 6, 30)) == "青石镇总工会"


def test_new_union_needs_a_parent_that_existed(viewset, district, town):
    town.dissolved_on = date(2020, 1, 1)
    orphan = Organization(
        district=district, name="甲厂工会", kind=Organization.Kind.SINGLE, founded_on=date(2021, 3, 1)
    )
    late = Organization(
        district=district, name="乙厂工会", kind=Organization.Kind.SINGLE, parent=town, founded_on=date(2021, 3, 1)
    )

    assert list(viewset.check(orphan)) == [("parent", "请选择上级工会。")]
    assert list(viewset.check(late)) == [("parent", "这个上级工会在成立日期之前已经撤销，请重新选择。")]


def test_union_with_rows_is_dissolved_not_struck_out(viewset, root, town, union, district):
    assert viewset.void_refusal(root) == "区总工会不能作废。"
    assert viewset.void_refusal(town) == "该工会还有下级工会，不能作废。已经撤销的，请填写撤销日期。"
    assert viewset.void_refusal(union) == ""

    Member.objects.create(district=district, organization=union, name="段浩浩", identity="33990119880717309X")

    assert viewset.void_refusal(union) == "该工会还有会员的记录，不能作废。已经撤销的，请填写撤销日期。"


def test_move_counts_from_its_day(moves, union, town, other_town):
    move = stored_move(moves, union, other_town, date(2021, 4, 1))

    assert move.previous_parent == town
    union.refresh_from_db()
    assert union.parent == other_town
    assert union.path.startswith(other_town.path)
    assert town_on(union, date(2021, 3, 31)) == "青石镇总工会"
    assert town_on(union, date(2021, 4, 1)) == "白鹭街道总工会"


def test_move_struck_out_puts_the_union_back(moves, union, town, other_town):
    move = stored_move(moves, union, other_town, date(2021, 4, 1))
    Affiliation.objects.filter(pk=move.pk).update(voided_at=move.created_at)

    moves.saved(move, audit.Action.VOID, by=None)

    union.refresh_from_db()
    assert union.parent == town
    assert town_on(union, date(2021, 6, 30)) == "青石镇总工会"

    Affiliation.objects.filter(pk=move.pk).update(voided_at=None)
    moves.saved(move, audit.Action.RESTORE, by=None)

    union.refresh_from_db()
    assert union.parent == other_town


def test_impossible_moves_are_refused(moves, root, union, town, other_town):
    stored_move(moves, union, other_town, date(2021, 4, 1))
    union.refresh_from_db()

    assert list(moves.check(new_move(moves, root, town, date(2021, 5, 1)))) == [
        ("organization", "区总工会没有上级，不能变更隶属。")
    ]
    assert list(moves.check(new_move(moves, other_town, union, date(2021, 5, 1)))) == [
        ("parent", "不能把工会移到它自己或它的下级之下。")
    ]
    assert list(moves.check(new_move(moves, union, other_town, date(2021, 5, 1)))) == [
        ("parent", "该工会当时已在这个上级之下。")
    ]
    assert list(moves.check(new_move(moves, union, root, date(2021, 4, 1)))) == [
        ("on", "该工会在这一天或之后已有隶属变更，请先作废那一次变更。")
    ]
    assert list(moves.check(new_move(moves, union, root, date(2021, 5, 1)))) == []


def test_the_same_rules_in_the_form_and_in_the_database(union, org_officer, client_of):
    typed = {"name": union.name, "kind": "single", "founded_on": "2010-01-01", "version": union.updated_at.isoformat()}
    wrong = {
        "legal_registered_on": "2009-12-31",
        "women_committee_on": "2009-12-31",
        "reported_employees": "120",
        "reported_members": "121",
    }

    answer = client_of(org_officer).post(f"/records/organization/{union.public_id}/edit/", {**typed, **wrong})

    assert {name: list(words) for name, words in answer.context["form"].errors.items()} == {
        "legal_registered_on": ["法人登记日期不能早于成立日期。"],
        "women_committee_on": ["女职工委员会成立日期不能早于工会成立日期。"],
        "reported_members": ["会员数不能大于职工数。"],
    }
    for values in ({"legal_registered_on": date(2009, 12, 31)}, {"reported_employees": 120, "reported_members": 121}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Organization.objects.filter(pk=union.pk).update(**values)
