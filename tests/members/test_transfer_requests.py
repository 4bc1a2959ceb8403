"""会籍转接申请: asked for by one union, accepted or returned by the other; nobody learns more than they need."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import Member, Transfer, TransferRequest
from tests.factories import make
from tests.sheets import import_rows
from union_site.core.evaluation import evaluate
from union_site.core.models import AuditEvent
from union_site.core.periods import Period
from union_site.core.registry import indicators, registers

ASK = "/records/transfer_request/ask/"
NAME = "欧阳会员"


@pytest.fixture
def member(union):
    return make(Member, union, name=NAME, joined_on=date(2018, 6, 1))


@pytest.fixture
def viewset():
    return registers["transfer_request"]


def sent(client, member, target, on="2021-07-01"):
    """The answer to sending a member to another union."""
    data = {"member": member.public_id, "to_organization": target.public_id, "on": on, "note": "调动"}
    return client.post("/records/transfer_request/new/", data)


def asked(client, union, identity, name=NAME, on="2021-07-01"):
    data = {"to_organization": union.public_id, "name": name, "identity": identity, "on": on, "note": ""}
    return client.post(ASK, data, follow=True)


def inbox(client, key="transfer.inbox"):
    answer = client.get(reverse("core:worklist", args=[key]), {"day": "2021-06-30"})
    return [str(line["cells"][0][1]) for line in answer.context["lines"]]


def members_of(union, period="2021H2"):
    key, period = "register.members", Period.parse(period)
    return evaluate([indicators[key]], [period], district=union.district, unit=union)[key, period]


def test_a_member_is_sent_and_accepted(member, union, other_union, clerk, stranger, client_of, viewset):
    giver, receiver = client_of(clerk), client_of(stranger)
    page = giver.get(registers["member"].url("detail", member)).content.decode()
    assert f"/records/transfer_request/new/?member={member.public_id}" in page
    assert NAME in giver.get(f"/records/transfer_request/new/?member={member.public_id}").content.decode()
    assert sent(giver, member, other_union).status_code == 302
    request = TransferRequest.objects.get()
    assert (request.organization, request.name, request.state, request.from_organization) == (
        union,
        NAME,
        "waiting",
        union,
    )
    assert (inbox(receiver), inbox(giver), inbox(giver, "transfer.asked")) == ([NAME], [], [NAME])
    assert (members_of(union), members_of(other_union), Transfer.objects.count()) == (1, None, 0)

    answer = viewset.url("answer", request)
    assert giver.get(answer).status_code == giver.post(answer, {"action": "accept"}).status_code == 404
    text = receiver.get(answer).content.decode()
    assert NAME in text and member.identity not in text and member.phone not in text
    assert receiver.get(registers["member"].url("detail", member)).status_code == 404
    assert receiver.post(answer, {"action": "accept"}).status_code == 302
    member.refresh_from_db()
    request.refresh_from_db()
    assert (member.organization, request.state) == (other_union, "accepted")
    assert (request.transfer.from_organization, request.transfer.on) == (union, date(2021, 7, 1))
    assert (members_of(union), members_of(other_union), members_of(union, "2021H1")) == (None, 1, 1)
    assert receiver.post(answer, {"action": "accept"}).status_code == 404
    assert receiver.get(registers["member"].url("detail", member)).status_code == 200
    assert giver.get(viewset.url("detail", request)).status_code == 200
    assert AuditEvent.objects.filter(register="transfer_request", object_id=request.public_id).count() == 2
    assert AuditEvent.objects.filter(register="member", object_id=request.transfer.public_id, action="create").exists()


def test_it_is_returned_with_a_reason(member, union, other_union, clerk, stranger, client_of, viewset):
    giver, receiver = client_of(clerk), client_of(stranger)
    sent(giver, member, other_union)
    request = TransferRequest.objects.get()
    answer = viewset.url("answer", request)
    assert "请填写退回原因。" in receiver.post(answer, {"action": "return", "reason": " "}).content.decode()
    assert receiver.post(answer, {"action": "return", "reason": "不是本工会职工"}).status_code == 302
    request.refresh_from_db()
    assert (request.state, request.answer, Transfer.objects.count()) == ("returned", "不是本工会职工", 0)
    assert "不是本工会职工" in giver.get(viewset.url("detail", request)).content.decode()
    assert inbox(receiver) == []
    assert sent(giver, member, other_union).status_code == 302  # asked again


def test_it_is_withdrawn_by_who_asked_only(member, other_union, clerk, stranger, client_of, viewset):
    giver, receiver = client_of(clerk), client_of(stranger)
    sent(giver, member, other_union)
    request = TransferRequest.objects.get()
    for name in ("withdraw", "edit", "void"):
        assert receiver.get(viewset.url(name, request)).status_code == 404, name
        assert receiver.post(viewset.url(name, request), {"reason": "录错"}).status_code == 404, name
    assert "编辑" not in receiver.get(viewset.url("list")).content.decode().split("<tbody>")[1]
    assert giver.post(viewset.url("withdraw", request)).status_code == 302
    request.refresh_from_db()
    assert request.state == "withdrawn"
    assert receiver.post(viewset.url("answer", request), {"action": "accept"}).status_code == 404
    assert giver.get(viewset.url("edit", request)).status_code == 404


def test_asking_by_number_tells_nothing(member, union, other_union, clerk, stranger, client_of, viewset):
    asker, owner = client_of(stranger), client_of(clerk)
    known = asked(asker, other_union, member.identity, name="欧阳某")
    unknown = asked(asker, other_union, "339901199003070014", name="欧阳某")
    assert [str(message) for message in known.context["messages"]] == [
        str(message) for message in unknown.context["messages"]
    ]
    for request in TransferRequest.objects.all():
        for page in (viewset.url("detail", request), viewset.url("list")):
            text = asker.get(page).content.decode()
            assert NAME not in text and union.name not in text, page
        assert asker.get(viewset.url("edit", request)).status_code == 404
    assert inbox(asker) == [] and len(inbox(asker, "transfer.asked")) == 2
    assert inbox(owner) == ["欧阳某"]

    request = TransferRequest.objects.get(identity_index=member.identity_index)
    text = owner.get(viewset.url("answer", request)).content.decode()
    assert "对方填写的姓名与登记的会员姓名不一致" in text and NAME in text
    assert asker.post(viewset.url("answer", request), {"action": "accept"}).status_code == 404
    assert owner.post(viewset.url("answer", request), {"action": "accept"}).status_code == 302
    member.refresh_from_db()
    request.refresh_from_db()
    assert (member.organization, request.member, request.from_organization) == (other_union, member, union)


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"identity": "339901199003070015"}, "identity", None),
        ({"identity": ""}, "identity", "请填写身份证号码。"),
        ({"on": "昨天"}, "on", "输入一个有效的日期。"),
        ({"to_organization": ""}, "to_organization", "请填写转入工会。"),
    ],
)
def test_wrong_words_are_said(change, field, message, other_union, stranger, client_of):
    data = {
        "to_organization": other_union.public_id,
        "name": "某",
        "identity": "339901199003070014",
        "on": "2021-07-01",
    }
    errors = client_of(stranger).post(ASK, {**data, **change}).context["form"].errors
    assert list(errors) == [field] and (message is None or errors[field] == [message])
    assert not TransferRequest.objects.exists()


def test_not_twice_not_to_oneself_not_of_others(member, union, other_union, clerk, stranger, client_of):
    client = client_of(clerk)
    assert "该会员已在这个工会" in sent(client, member, union).content.decode()
    assert "转入日期不能早于该会员的入会日期。" in sent(client, member, other_union, on="2018-05-31").content.decode()
    sent(client, member, other_union)
    assert "已提出申请" in sent(client, member, other_union).content.decode()
    assert asked(client, union, member.identity).context["form"].errors["identity"] == [
        "该会员已在您管理的工会中，请在会员页办理。"
    ]
    asked(client_of(stranger), other_union, member.identity)
    errors = asked(client_of(stranger), other_union, member.identity).context["form"].errors
    assert errors["identity"] == ["对该会员的转接已提出申请，还没有办理。"]
    outside = sent(client_of(stranger), member, other_union)
    assert outside.status_code == 200 and "member" in outside.context["form"].errors


def test_who_moved_meanwhile_is_not_accepted(member, union, other_union, root, clerk, stranger, client_of, viewset):
    sent(client_of(clerk), member, other_union)
    member.organization = root
    member.save()
    request = TransferRequest.objects.get()
    text = client_of(stranger).post(viewset.url("answer", request), {"action": "accept"}).content.decode()
    assert "该会员已转到其他工会" in text and not Transfer.objects.exists()


def test_an_officer_answers_for_the_district_and_a_leader_reads(
    member, other_union, clerk, org_officer, leader, client_of, viewset
):
    sent(client_of(clerk), member, other_union)
    request = TransferRequest.objects.get()
    assert client_of(leader).get(viewset.url("answer", request)).status_code == 403
    assert inbox(client_of(leader)) == []
    assert inbox(client_of(org_officer)) == [NAME]
    assert client_of(org_officer).post(viewset.url("answer", request), {"action": "accept"}).status_code == 302


def test_a_sheet_of_requests(member, district, union, other_union):
    headings = ("姓名", "身份证号码", "转入工会", "转入日期", "说明")
    row = (NAME, member.identity, other_union.name, "2021-07-01", "调动")
    result = import_rows(district, headings, row, sheet="会籍转接申请")
    assert (result.key, result.errors, result.unknown) == ("transfer_request", [], [])
    request = TransferRequest.objects.get()
    assert (request.name, request.organization, request.state) == (NAME, union, "waiting")
    assert request.identity_index == member.identity_index
    assert import_rows(district, headings, row, sheet="会籍转接申请").verdicts == ["same"]
    wrong = ("别人", *row[1:])
    assert import_rows(district, headings, wrong, sheet="会籍转接申请").errors == [(4, "姓名", "name_mismatch")]


def test_names_of_unions_elsewhere_are_found_by_who_writes_and_types(other_union, clerk, leader, client_of):
    for address in (
        "/records/transfer_request/choices/?field=to_organization",
        "/records/employer/choices/?field=seat",
        "/records/member/choices/?field=from_organization&child=transfer",
    ):
        found = {
            text: [row["text"] for row in client_of(clerk).get(f"{address}&q={text}").json()["results"]]
            for text in ("", "凯", "凯睿")
        }
        assert found == {"": [], "凯": [], "凯睿": [other_union.name]}, address
        assert client_of(leader).get(f"{address}&q=凯睿").json()["results"] == []
