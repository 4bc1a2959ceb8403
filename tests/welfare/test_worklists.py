"""Lists of what is due in aid and bargaining, asked for a day."""

from datetime import date

import pytest
from django.utils import timezone

from members.models import Member
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.access import Access
from union_site.core.registry import registers, worklists
from welfare.models import AidPayment, BargainingOffer, CollectiveContract, HardshipCase, MutualAidClaim, Review

DAY = date(2021, 6, 30)


@pytest.fixture
def listed(officer):
    """listed(key, day=…) → [(row, its tab, what is said of it)]."""

    def rows(key, day=DAY):
        one = worklists[key]
        access = Access(officer, timezone.localdate())
        found = []
        for row in one.rows(access, day).order_by(*one.order):
            tabs = [tab.key for tab in one.tabs(day) if one.rows(access, day).filter(tab.where, pk=row.pk).exists()]
            found.append((row.pk, tabs, one.note(row, day)))
        return found

    return rows


def test_files_not_reviewed_for_a_year(union, listed):
    opened = {"opened_on": date(2020, 6, 30)}
    never = make(HardshipCase, union, **opened)
    make(HardshipCase, union, opened_on=date(2020, 7, 1))
    make(HardshipCase, union, closed_on=DAY, **opened)
    long_ago, lately = make(HardshipCase, union, **opened), make(HardshipCase, union, **opened)
    make(Review, union, case=long_ago, year=2020, reviewed_on=date(2020, 6, 30))
    make(Review, union, case=lately, year=2020, reviewed_on=date(2020, 7, 1))

    assert {pk for pk, _, _ in listed("hardship.unreviewed")} == {never.pk, long_ago.pk}


def test_files_never_helped(union, listed):
    never, helped, later = (make(HardshipCase, union) for _ in range(3))
    make(AidPayment, union, case=helped, paid_on=DAY)
    make(AidPayment, union, case=later, paid_on=date(2021, 7, 1))

    assert {pk for pk, _, _ in listed("hardship.never_helped")} == {never.pk, later.pk}


def test_two_open_files_of_a_person(union, other_union, listed):
    anna = {"identity": identity_number(100)}
    both = [make(HardshipCase, union, **anna), make(HardshipCase, other_union, **anna)]
    make(HardshipCase, union, closed_on=DAY, **anna)
    make(HardshipCase, union)

    assert {pk for pk, _, _ in listed("hardship.filed_twice")} == {file.pk for file in both}


def test_files_of_people_who_are_no_members(union, other_union, listed):
    stranger = make(HardshipCase, union)
    make(HardshipCase, union, identity=identity_number(100))
    make(Member, other_union, identity=identity_number(100))

    assert {pk for pk, _, _ in listed("hardship.not_member")} == {stranger.pk}


def test_claims_that_wait_too_long(union, listed):
    late = make(MutualAidClaim, union, state="reviewing", applied_on=date(2021, 4, 30), paid_on=None)
    make(MutualAidClaim, union, state="reviewing", applied_on=date(2021, 5, 1), paid_on=None)
    make(MutualAidClaim, union, state="paid", applied_on=date(2021, 1, 1))

    assert listed("claim.waiting") == [(late.pk, [], "申请已 61 天")]


def test_offers_to_be_answered_within_twenty_days(union, listed):
    silent = {"response": "none", "result": ""}
    late = make(BargainingOffer, union, offered_on=date(2021, 6, 9), **silent)
    due = make(BargainingOffer, union, offered_on=date(2021, 6, 10), **silent)
    make(BargainingOffer, union, offered_on=date(2021, 6, 1), response="refused", result="")
    make(BargainingOffer, union, offered_on=date(2019, 6, 1), **silent)

    assert listed("bargaining_offer.unanswered") == [
        (late.pk, ["overdue"], "已逾期 1 天"),
        (due.pk, ["open"], "还有 0 天"),
    ]


def test_contracts_to_be_submitted_within_ten_days_and_answered_within_fifteen(union, listed):
    common = {"valid_to": date(2024, 1, 1), "filing": "none"}
    late = make(CollectiveContract, union, signed_on=date(2021, 6, 19), **common)
    make(CollectiveContract, union, signed_on=date(2021, 6, 20), **common)
    reviewing = common | {"filing": "reviewing"}
    quiet = make(CollectiveContract, union, signed_on=date(2021, 6, 10), submitted_on=date(2021, 6, 14), **reviewing)
    make(CollectiveContract, union, signed_on=date(2021, 6, 11), submitted_on=date(2021, 6, 15), **reviewing)

    assert listed("collective_contract.filing") == [
        (quiet.pk, ["quiet"], "报送已 16 天，请确认是否有审查意见"),
        (late.pk, ["late"], "签订已 11 天，未报送"),
    ]


def test_contracts_running_out_and_not_renewed(union, other_union, listed):
    def contract(end, owner=union, **fields):
        given = {"kind": "wage", "signed_on": date(2018, 7, 1), **fields}
        return make(CollectiveContract, owner, valid_to=end, **given)

    ended, ending = contract(date(2021, 6, 29)), contract(date(2021, 9, 28), signed_on=date(2018, 7, 2), kind="general")
    contract(date(2021, 9, 29), kind="women")
    contract(date(2020, 6, 29), kind="safety")
    renewed = contract(date(2021, 8, 1), other_union)
    contract(date(2024, 8, 1), other_union, signed_on=date(2021, 6, 1))

    assert listed("collective_contract.ending") == [
        (ended.pk, ["ended"], "已到期 1 天"),
        (ending.pk, ["90"], "还有 90 天到期"),
    ]
    assert renewed.pk in {pk for pk, _, _ in listed("collective_contract.ending", date(2021, 5, 31))}


def test_a_renewal_begins_from_the_contract(union, officer, client_of):
    viewset, client = registers["collective_contract"], client_of(officer)
    old = make(
        CollectiveContract, union, kind="wage", signed_on=date(2018, 7, 1), valid_to=date(2021, 6, 30), employees=35
    )
    address = f"{viewset.url('new')}?renews={old.public_id}"
    assert address in client.get(viewset.url("detail", old)).content.decode().replace("&amp;", "&")
    form = client.get(address).context["form"]
    data = {name: form[name].value() for name in form.fields}
    assert (str(data["organization"]), data["kind"], data["valid_from"]) == (
        str(union.public_id),
        "wage",
        date(2021, 7, 1),
    )
    data = {name: "" if value is None else value for name, value in data.items()}
    given = {**data, "signed_on": "2021-06-28", "valid_from": "2021-07-01", "valid_to": "2024-06-30", "filing": "none"}
    assert client.post(address, given).status_code == 302

    new = CollectiveContract.objects.get(predecessor=old)
    assert (new.employees, new.valid_from) == (35, date(2021, 7, 1))
    assert "renews=" not in client.get(viewset.url("detail", old)).content.decode()
    assert client.get(f"{viewset.url('new')}?renews=没有").status_code == 404
