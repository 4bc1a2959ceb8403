"""Figures beyond the summary's own: aid by kind and source, files closed and reviewed, cases, contracts, offers."""

from datetime import date
from decimal import Decimal

import pytest

from members.models import Employer, Headcount
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.evaluation import evaluate, evaluate_by_town
from union_site.core.periods import Period
from union_site.core.registry import indicators
from welfare.models import (
    AidPayment,
    BargainingOffer,
    CollectiveContract,
    CoveredEmployer,
    HardshipCase,
    LegalCase,
    MutualAidClaim,
    Review,
)

PERIOD = Period.parse("2021H1")
LAST, NEXT = date(2021, 6, 30), date(2021, 7, 1)
ANNA, BOB = identity_number(100), identity_number(101)


def strike_out(row):
    type(row).objects.filter(pk=row.pk).update(voided_at="2021-08-01T00:00Z", void_reason="录错")


@pytest.fixture
def values(district):
    """values(key, …) → the figures of the half year, in the exchanged form."""

    def of(*keys, unit=None):
        chosen = [indicators[key] for key in keys]
        found = evaluate(chosen, [PERIOD], district=district, unit=unit)
        return [indicators[key].canonical(found[key, PERIOD]) for key in keys]

    return of


def test_aid_counts_people_once_times_each_and_goods_with_the_money(union, other_union, values, district):
    file = make(HardshipCase, union, identity=ANNA)
    make(
        AidPayment,
        union,
        case=file,
        kind="winter",
        paid_on=date(2021, 1, 20),
        amount=Decimal("1000"),
        source="中央财政",
    )
    make(AidPayment, union, case=file, kind="living", paid_on=LAST, amount=Decimal("2000.50"), source="中央财政")
    make(AidPayment, union, case=file, kind="living", paid_on=NEXT, amount=Decimal("9999"))
    person = {"kind": "winter", "amount": Decimal("500")}
    make(AidPayment, union, identity=BOB, goods_value=Decimal("80"), source="工会经费", **person)
    make(AidPayment, other_union, name="无号", identity="", source="", **person)
    make(AidPayment, other_union, name="无号", identity="", source="", **person | {"paid_on": date(2021, 2, 3)})
    place = {"recipient": "collective", "identity": "", "amount": None, "goods_value": Decimal("3000"), "people": 46}
    make(AidPayment, union, name="某工地", kind="summer", paid_on=date(2021, 6, 20), source="社会捐助", **place)
    strike_out(make(AidPayment, union, name="误录", kind="winter"))
    gone = make(HardshipCase, union)
    make(AidPayment, union, case=gone)
    strike_out(gone)

    assert values("aid.people", "aid.visits", "aid.money") == [3, 51, "0.75805"]
    assert values("aid_winter.people", "aid_winter.visits", "aid_winter.money") == [3, 4, "0.258"]
    assert values("aid_summer.people", "aid_summer.visits", "aid_summer.money") == [None, 46, "0.3"]
    assert values("aid_living.people", "aid_living.visits", "aid_living.money") == [1, 1, "0.20005"]
    assert values("aid_autumn.people", "aid_autumn.visits", "aid_illness.money") == [None, None, None]
    assert values("aid.by_kind", "aid.by_source") == [
        [
            {"name": "送清凉", "count": "3000"},
            {"name": "送温暖", "count": "2580"},
            {"name": "生活救助", "count": "2000.5"},
        ],
        [
            {"name": "中央财政", "count": "3000.5"},
            {"name": "社会捐助", "count": "3000"},
            {"name": "未填写", "count": "1000"},
            {"name": "工会经费", "count": "580"},
        ],
    ]
    by_town = evaluate_by_town([indicators["aid_winter.visits"]], PERIOD, district=district)
    assert by_town == {"aid_winter.visits": {"青石镇": 2, "白鹭街道": 2}}


def test_files_opened_closed_lifted_and_reviewed(union, values):
    lifted = {"close_way": "lifted", "close_reason": "解困脱困"}
    make(HardshipCase, union, identity=ANNA, closed_on=date(2021, 1, 1), **lifted)
    make(HardshipCase, union, identity=ANNA, opened_on=date(2021, 2, 1), closed_on=LAST, **lifted)
    make(HardshipCase, union, closed_on=LAST, close_way="retired")
    make(HardshipCase, union, closed_on=NEXT, **lifted)
    for day in (date(2021, 3, 1), LAST, NEXT):
        make(Review, union, case=make(HardshipCase, union), reviewed_on=day)
    make(Review, union, case=make(HardshipCase, union), year=2020, reviewed_on=date(2020, 12, 1))

    assert values("hardship.opened", "hardship.closed", "hardship.lifted") == [1, 2, 1]
    assert values("hardship.total", "hardship.reviewed") == [5, "40"]


def test_cases_by_way_and_what_was_recovered(union, values):
    make(LegalCase, union, way="consultation", accepted_on=date(2021, 1, 1), subject="劳动报酬")
    make(LegalCase, union, way="consultation", accepted_on=LAST, subject="工伤待遇")
    make(LegalCase, union, way="consultation", accepted_on=NEXT)
    earlier = {"accepted_on": date(2020, 5, 1), "amount": Decimal("50000")}
    make(
        LegalCase,
        union,
        way="arbitration",
        closed_on=LAST,
        recovered=Decimal("40000"),
        received=Decimal("9000.5"),
        **earlier,
    )
    make(LegalCase, union, way="arbitration", closed_on=NEXT, recovered=Decimal("40000"), **earlier)

    assert values("dispute.consultations", "dispute.arbitrated", "dispute.mediated") == [2, None, None]
    assert values("dispute.recovered", "dispute.received") == ["4", "0.90005"]
    assert values("dispute.by_subject") == [[{"name": "劳动报酬", "count": 1}, {"name": "工伤待遇", "count": 1}]]


def test_claims_by_kind(union, values):
    for kind, number, amount in (("住院", ANNA, "100.5"), ("住院", ANNA, "200"), ("意外伤害", BOB, "50")):
        make(MutualAidClaim, union, kind=kind, identity=number, amount=Decimal(amount), paid_on=LAST)
    make(MutualAidClaim, union, kind="住院", paid_on=NEXT)
    make(MutualAidClaim, union, kind="住院", state="reviewing", paid_on=None)

    assert values("mutual.claims", "mutual.claimants") == [3, 2]
    assert values("mutual.by_kind") == [[{"name": "住院", "count": 2}, {"name": "意外伤害", "count": 1}]]
    assert values("mutual.paid_by_kind") == [[{"name": "住院", "count": "300.5"}, {"name": "意外伤害", "count": "50"}]]


@pytest.fixture
def employers(union, other_union, town):
    """Four employers with 100, 200, 300 and 400 employees in 2021; the last one has no union."""
    made = []
    for number, owner in enumerate((union, union, other_union, None), start=1):
        employer = make(Employer, owner or town, union=owner, seat=town)
        make(Headcount, town, employer=employer, year=2021, employees=number * 100, women=None)
        make(Headcount, town, employer=employer, year=2020, employees=1, women=None)
        made.append(employer)
    return made


def test_contracts_in_force_and_whom_they_cover_each_employer_once(union, other_union, town, values, employers):
    days = {"signed_on": date(2019, 7, 1), "valid_from": date(2019, 7, 1)}
    make(CollectiveContract, union, kind="general", valid_to=LAST, **days)
    make(CollectiveContract, union, kind="wage", valid_to=date(2022, 6, 30), **days)
    make(CollectiveContract, other_union, kind="general", valid_to=date(2021, 6, 29), **days)
    make(CollectiveContract, other_union, kind="wage", signed_on=NEXT, valid_from=NEXT, valid_to=date(2024, 6, 30))

    assert values("bargaining.contracts", "bargaining.general", "bargaining.wage", "bargaining.signed") == [
        2,
        1,
        1,
        None,
    ]
    assert values("bargaining.employers", "bargaining.employees", "bargaining.coverage") == [2, 300, "50"]

    regional = make(CollectiveContract, town, kind="women", signed_on=LAST, valid_from=None, valid_to=date(2024, 6, 30))
    for employer in (employers[1], employers[2], employers[3]):
        make(CoveredEmployer, town, contract=regional, employer=employer)

    assert values("bargaining.contracts", "bargaining.women", "bargaining.signed") == [3, 1, 1]
    assert values("bargaining.employers", "bargaining.employees", "bargaining.coverage") == [4, 1000, "100"]

    strike_out(regional)
    assert values("bargaining.employers", "bargaining.employees", "bargaining.coverage") == [2, 300, "50"]


def test_a_contract_that_names_its_employers_covers_no_others(union, values, employers):
    contract = make(CollectiveContract, union, signed_on=date(2020, 1, 1), valid_to=date(2022, 12, 31))
    make(CoveredEmployer, union, contract=contract, employer=employers[0])

    assert values("bargaining.employers", "bargaining.employees") == [1, 100]


def test_offers_answered(union, values):
    for number, response in enumerate(("answered", "bargaining", "refused", "none"), start=1):
        make(BargainingOffer, union, offered_on=date(2021, 3, number), response=response, result="")
    make(BargainingOffer, union, offered_on=NEXT, response="answered")

    assert values("bargaining.offers", "bargaining.answered") == [4, "50"]
