"""Forms of records: derived fields, masks, rules, duplicates within and outside the scope, edits that cross."""

from datetime import date

import pytest
from django.urls import reverse

from members.models import Member
from tests.contracts.forms import shown
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.models import AuditEvent
from union_site.core.records.forms import CHANGED_MEANWHILE, DUPLICATE_ELSEWHERE

NEW = "/records/member/new/"


def errors(answer) -> dict:
    assert answer.status_code == 200
    return {name: list(words) for name, words in answer.context["form"].errors.items()}


def test_gender_and_birth_follow_from_the_identity_number(clerk, client_of, typed):
    answer = client_of(clerk).post(NEW, typed(3, identity="33990119900101100x"))
    assert errors(answer) == {"identity": ["身份证号码的校验码不正确，请对照证件逐位核对。"]}
    answer = client_of(clerk).post(NEW, typed(3))
    member = Member.objects.get()
    assert answer["Location"] == reverse("records:member-detail", args=[member.public_id])
    assert (member.gender, member.birth_on) == ("male", date(1960, 1, 4))
    assert (member.created_by, member.district_id) == (clerk, clerk.district_id)


def test_gender_that_contradicts_the_number_is_refused(clerk, client_of, typed):
    answer = client_of(clerk).post(NEW, typed(3, gender="female"))
    assert errors(answer) == {"gender": ["性别与身份证号码不一致，请核对。"]}


def test_missing_and_wrong_values_are_said_beside_their_inputs(clerk, client_of, typed):
    answer = client_of(clerk).post(NEW, typed(3, name="", phone="12345", joined_on="昨天"))
    assert errors(answer) == {
        "name": ["请填写姓名。"],
        "phone": ["电话号码的格式不正确，请填写11位手机号码，或带区号的固定电话。"],
        "joined_on": ["输入一个有效的日期。"],
    }
    page = answer.content.decode()
    assert "还有内容需要修改" in page and 'value="12345"' in page


def test_rule_of_the_model_is_said_beside_its_input(clerk, client_of, typed):
    answer = client_of(clerk).post(NEW, typed(3, status="left", status_on="2018-01-01"))
    assert errors(answer) == {"status_on": ["状态日期不能早于入会日期。"]}


def test_fifteen_digits_are_upgraded(clerk, client_of, typed):
    number = identity_number(3)
    client_of(clerk).post(NEW, typed(3, identity=number[:6] + number[8:17]))
    assert Member.objects.get().identity == number


def test_duplicate_within_the_scope_is_named(clerk, union, client_of, typed):
    make(Member, union, identity=identity_number(5))
    answer = client_of(clerk).post(NEW, typed(5))
    assert errors(answer) == {"identity": ["该身份证号码已登记为会员。"]}


def test_duplicate_that_was_struck_out_can_be_restored(clerk, union, client_of, typed):
    member = make(Member, union, identity=identity_number(5))
    client_of(clerk).post(reverse("records:member-void", args=[member.public_id]), {"reason": "录错"})
    said = errors(client_of(clerk).post(NEW, typed(5)))["identity"][0]
    assert said.startswith("该身份证号码已登记为会员。") and "含作废" in said


def test_duplicate_outside_the_scope_is_not_spoken_of(clerk, other_union, client_of, typed):
    make(Member, other_union, identity=identity_number(5), name="秘密")
    answer = client_of(clerk).post(NEW, typed(5))
    assert errors(answer) == {"__all__": [DUPLICATE_ELSEWHERE]}
    page = answer.content.decode()
    assert "秘密" not in page and other_union.name not in page and "会员。" not in errors(answer)["__all__"][0]


def test_union_outside_the_scope_cannot_be_chosen(clerk, other_union, client_of, typed):
    answer = client_of(clerk).post(NEW, typed(5, organization=str(other_union.public_id)))
    assert errors(answer) == {"organization": ["没有找到所选的记录，请重新查找并选择。"]}
    assert not Member.objects.exists()
    found = client_of(clerk).get("/records/member/choices/", {"field": "organization", "q": "凯睿"})
    assert found.json() == {"results": []}


def test_choices_are_found_by_a_part_of_the_name(clerk, union, client_of):
    found = client_of(clerk).get("/records/member/choices/", {"field": "organization", "q": "兴榆"}).json()
    assert found == {"results": [{"id": str(union.public_id), "text": "云川兴榆商贸有限公司工会", "note": ""}]}
    assert client_of(clerk).get("/records/member/choices/", {"field": "identity", "q": "3"}).json() == {"results": []}


@pytest.fixture
def member(union):
    return make(Member, union, identity=identity_number(8), phone="13912340008")


def test_a_mask_sent_back_leaves_the_value(clerk, member, client_of):
    address = reverse("records:member-edit", args=[member.public_id])
    client = client_of(clerk)
    data = shown(client.get(address))
    assert data["identity"] == "33************" + identity_number(8)[-4:]
    assert data["phone"] == "139****0008"
    client.post(address, {**data, "name": "林改名"})
    member.refresh_from_db()
    assert (member.name, member.identity, member.phone) == ("林改名", identity_number(8), "13912340008")
    event = AuditEvent.objects.get(action="change", object_id=member.public_id)
    assert event.changes == {"name": [event.changes["name"][0], "林改名"]}


def test_a_new_number_is_kept_and_masked_in_the_trail(clerk, member, client_of):
    address = reverse("records:member-edit", args=[member.public_id])
    client = client_of(clerk)
    client.post(address, {**shown(client.get(address)), "phone": "13700001111"})
    member.refresh_from_db()
    assert member.phone == "13700001111"
    assert Member.objects.get(phone_index=Member._meta.get_field("phone_index").index("13700001111")) == member
    event = AuditEvent.objects.get(action="change", object_id=member.public_id)
    assert event.changes == {"phone": ["139****0008", "137****1111"]}


def test_two_people_editing_at_once_do_not_overwrite_each_other(clerk, town_clerk, member, client_of):
    address = reverse("records:member-edit", args=[member.public_id])
    first, second = client_of(clerk), client_of(town_clerk)
    mine, theirs = shown(first.get(address)), shown(second.get(address))
    first.post(address, {**mine, "education": "本科"})
    assert errors(second.post(address, {**theirs, "education": "高中"})) == {"__all__": [CHANGED_MEANWHILE]}
    member.refresh_from_db()
    assert member.education == "本科"


def test_a_struck_out_record_cannot_be_edited(clerk, member, client_of):
    client = client_of(clerk)
    client.post(reverse("records:member-void", args=[member.public_id]), {"reason": "录错"})
    assert client.get(reverse("records:member-edit", args=[member.public_id])).status_code == 404
    page = client.get(reverse("records:member-detail", args=[member.public_id])).content.decode()
    assert "这条记录已作废" in page and "录错" in page
