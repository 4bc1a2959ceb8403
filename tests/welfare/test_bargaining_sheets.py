"""Collective contracts and offers to bargain: their sheets, and what sheet, form and database refuse alike."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.factories import make
from tests.sheets import import_rows
from union_site.core.registry import registers
from welfare.models import BargainingOffer, CollectiveContract

CONTRACT = ("工会名称", "合同类型", "签订日期", "有效期起", "有效期止", "覆盖职工数", "备案状态")
OFFER = ("工会名称", "要约行动年度", "要约日期", "企业回应", "结果")


def errors(response) -> dict:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_contracts_of_a_sheet(district, union, other_union):
    rows = (
        (union.name, "集体合同", "2019-09-08", "2019-09-08", "2020-09-08", 35, "已备案"),
        (union.name, "集体合同", "2020-09-09", "2020-09-09", "2023-09-08", 40, "已备案"),
        (other_union.name, "女职工权益保护专项", "2021-05-15", "2021-05-15", "2024-05-15", "", ""),
    )
    result = import_rows(district, CONTRACT, *rows, sheet="集体合同")

    assert (result.key, result.errors, result.unknown) == ("collective_contract", [], [])
    assert list(CollectiveContract.objects.order_by("id").values_list("kind", "valid_to", "employees", "filing")) == [
        ("general", date(2020, 9, 8), 35, "filed"),
        ("general", date(2023, 9, 8), 40, "filed"),
        ("women", date(2024, 5, 15), None, "none"),
    ]
    assert import_rows(district, CONTRACT, *rows, sheet="集体合同").verdicts == ["same"] * 3


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("集体合同", "2021-05-15", "2021-05-15", "2021-05-14", 35), (4, "有效期止", "rule")),
        (("集体合同", "2021-05-15", "", "2021-05-14", 35), (4, "有效期止", "rule")),
        (("集体合同", "2021-05-15", "2021-05-15", "2024-05-15", -1), (4, "覆盖职工数", "rule")),
        (("劳动合同", "2021-05-15", "2021-05-15", "2024-05-15", 35), (4, "合同类型", "choice_unknown")),
    ],
)
def test_wrong_contracts_are_refused(district, union, row, expected):
    result = import_rows(district, CONTRACT, (union.name, *row, "已备案"), sheet="集体合同")

    assert result.errors == [expected]
    assert not CollectiveContract.objects.exists()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"valid_to": "2021-05-14"}, {"valid_to": ["有效期止不能早于有效期起。", "有效期止不能早于签订日期。"]}),
        ({"employees": "-1"}, {"employees": ["覆盖职工数不能为负数。"]}),
    ],
)
def test_wrong_contracts_are_refused_in_the_form(union, officer, client_of, data, expected):
    given = {"kind": "wage", "signed_on": "2021-05-15", "valid_from": "2021-05-15", "filing": "none", **data}
    response = client_of(officer).post(
        registers["collective_contract"].url("new"), {"version": "", "organization": union.public_id, **given}
    )

    assert errors(response) == expected
    assert not CollectiveContract.objects.exists()


def test_offers_of_a_sheet(district, union, other_union):
    rows = (
        (union.name, 2021, "2021-04-29", "协商中", ""),
        (other_union.name, "2020年", "2020.6.25", "已应约", "新签订"),
    )
    result = import_rows(district, OFFER, *rows, sheet="集体协商要约")

    assert (result.key, result.errors, result.unknown) == ("bargaining_offer", [], [])
    assert list(
        BargainingOffer.objects.order_by("id").values_list("campaign_year", "offered_on", "response", "result")
    ) == [(2021, date(2021, 4, 29), "bargaining", ""), (2020, date(2020, 6, 25), "answered", "signed")]
    assert import_rows(district, OFFER, *rows, sheet="集体协商要约").verdicts == ["same"] * 2


def test_wrong_offers_are_refused(district, union):
    result = import_rows(
        district,
        (*OFFER, "回应日期"),
        (union.name, 21, "2021-04-29", "协商中", "", ""),
        (union.name, 2021, "2021-04-29", "已回应", "", "2021-04-28"),
        sheet="集体协商要约",
    )

    assert result.errors == [(4, "要约行动年度", "rule"), (5, "回应日期", "rule")]


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (CollectiveContract, {"valid_from": date(2021, 5, 15), "valid_to": date(2021, 5, 14)}),
        (CollectiveContract, {"signed_on": date(2021, 5, 15), "valid_from": None, "valid_to": date(2021, 5, 14)}),
        (CollectiveContract, {"employees": -1}),
        (CollectiveContract, {"employers": -1}),
        (BargainingOffer, {"campaign_year": 21}),
        (BargainingOffer, {"offered_on": date(2021, 4, 29), "answered_on": date(2021, 4, 28)}),
    ],
)
def test_the_database_refuses_them_too(union, model, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(model, union, **fields)
