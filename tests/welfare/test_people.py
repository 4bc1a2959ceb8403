"""Claims, aid and cases find the person by identity number; a person's page shows what other registers know."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.models import Member
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.records.related import related
from union_site.core.registry import registers
from welfare.models import AidPayment, HardshipCase, LegalCase, MutualAidClaim

ANNA = identity_number(100)
NOT_FOUND = "未找到会员：在您的管理范围内，没有这个身份证号的会员登记。"


def page_of(client, record, key) -> str:
    return client.get(registers[key].url("detail", record)).content.decode()


@pytest.mark.parametrize(
    ("key", "model", "name"),
    [
        ("claim", MutualAidClaim, "name"),
        ("legal_case", LegalCase, "applicant"),
        ("aid_payment", AidPayment, "name"),
        ("hardship", HardshipCase, "name"),
    ],
)
def test_the_member_is_found_by_identity_number(key, model, name, union, officer, client_of):
    make(Member, union, identity=ANNA, name="安娜", employer_name="云川某厂")
    found = page_of(client_of(officer), make(model, union, identity=ANNA, **{name: "安娜"}), key)
    assert f"会员登记：{union}，工作单位：云川某厂，会籍状态：正常。" in found
    assert "姓名与会员登记的姓名不一致" not in found

    record = make(model, union, identity=identity_number(200))
    assert NOT_FOUND in page_of(client_of(officer), record, key)


def test_a_case_without_an_identity_number_says_nothing(union, officer, client_of):
    assert (
        "会员"
        not in page_of(client_of(officer), make(LegalCase, union, identity=""), "legal_case")
        .split("<h1")[1]
        .split("附件")[0]
    )


def test_a_member_outside_the_scope_is_not_found(union, other_union, clerk, client_of):
    make(Member, other_union, identity=ANNA, name="安娜", employer_name="云川某厂")
    page = page_of(client_of(clerk), make(MutualAidClaim, union, identity=ANNA), "claim")

    assert NOT_FOUND in page
    assert "云川某厂" not in page and str(other_union) not in page


def test_another_name_is_said_without_telling_it(union, officer, client_of):
    make(Member, union, identity=ANNA, name="安娜真名")
    page = page_of(client_of(officer), make(MutualAidClaim, union, identity=ANNA, name="安妮"), "claim")

    assert "姓名与会员登记的姓名不一致，请核对姓名和身份证号。" in page
    assert "安娜真名" not in page


def test_a_form_of_aid_takes_what_the_register_of_members_knows(union, officer, client_of):
    make(Member, union, identity=ANNA, name="安娜", employer_name="云川某厂")
    data = {"version": "", "recipient": "outside", "identity": ANNA, "kind": "winter", "paid_on": "2021-01-20"}
    client_of(officer).post(registers["aid_payment"].url("new"), {**data, "amount": "500", "people": "1"})

    assert AidPayment.objects.values_list("name", "organization", "employer_name").get() == (
        "安娜",
        union.pk,
        "云川某厂",
    )


def test_a_persons_page_lists_what_the_reader_may_see(union, other_union, town_clerk, officer, client_of):
    member = make(Member, union, identity=ANNA, name="安娜")
    file = make(HardshipCase, union, identity=ANNA, name="安娜", code="KN1")
    make(AidPayment, union, case=file, paid_on=date(2021, 1, 20))
    make(MutualAidClaim, union, identity=ANNA, name="安娜", code="BX1")
    make(MutualAidClaim, other_union, identity=ANNA, name="安娜", code="BX别处")
    make(MutualAidClaim, union, code="BX他人")
    page = page_of(client_of(town_clerk), member, "member")

    assert all(words in page for words in ("KN1 安娜", "安娜 送温暖 2021-01-20", "BX1 安娜"))
    assert "BX别处" not in page and "BX他人" not in page
    assert f"/records/member/{member.public_id}/" not in page_of(client_of(officer), file, "hardship")


def test_the_statements_do_not_grow_with_the_rows(union, town_clerk):
    from django.utils import timezone

    from union_site.core.access import Access

    def statements(record) -> int:
        access = Access(town_clerk, timezone.localdate())
        access.can("view", "member")
        with CaptureQueriesContext(connection) as captured:
            related(registers["member"], access, record)
        return len(captured)

    member = make(Member, union, identity=ANNA)
    assert statements(member) == 1
    make(MutualAidClaim, union, identity=ANNA)
    assert statements(member) == 2
    for _ in range(5):
        make(MutualAidClaim, union, identity=ANNA)
    assert statements(member) == 2
