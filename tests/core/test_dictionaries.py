"""Dictionaries (字典): what forms, sheets and conditions offer; who extends them, and what cannot be undone by mistake."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from activities.models import Activity, ActivityCategory
from members.models import Employer, Member
from tests.core.imports.test_judging import MEMBER
from tests.factories import make
from tests.factories.base import identity_number
from tests.sheets import import_rows
from union_site.core.models import AuditEvent, DictionaryEntry, District, RegisterDepartment
from union_site.core.registry import dictionaries, registers
from union_site.core.services import dictionaries as service

EDUCATION, POLITICAL, CATEGORY = (dictionaries[key] for key in ("education", "political_status", "activity_category"))
ROW = {"姓名": "段浩浩", "身份证号码": "339901198707140485", "手机号码": "19700025306", "会籍状态": "正常"}


def add(dictionary, district, name, *synonyms):
    service.add(dictionary=dictionary, district=district, name=name, synonyms=synonyms, by=None)
    return entry(dictionary, district, name)


def entry(dictionary, district, name):
    return service.find(dictionary, district, name)


def names(dictionary, district):
    return [found.name for found in dictionary.entries(district)]


def text(answer) -> str:
    return answer.content.decode()


def test_every_dictionary_is_used_and_says_each_word_once():
    for dictionary in dictionaries.values():
        assert dictionary.registers(), dictionary.key
        words = [word if isinstance(word, str) else word[0] for word in dictionary.built_in]
        assert len(set(words)) == len(words) and all(len(word) <= dictionary.max_length for word in words)


def test_own_entries_follow_the_built_in_ones_in_their_order(district):
    add(EDUCATION, district, "夜校")
    add(EDUCATION, district, "老年大学")
    service.move(
        dictionary=EDUCATION, district=district, entry=entry(EDUCATION, district, "老年大学"), up=True, by=None
    )
    service.move(
        dictionary=EDUCATION, district=district, entry=entry(EDUCATION, district, "老年大学"), up=True, by=None
    )
    assert names(EDUCATION, district)[-3:] == ["研究生", "老年大学", "夜校"]
    other = District.objects.create(name="明湖区总工会", short_name="明湖区")
    assert names(EDUCATION, other)[-1] == "研究生"


def test_the_form_offers_what_is_in_use_and_writes_the_usual_word(district, clerk, union, client_of):
    add(EDUCATION, district, "夜校", "业余大学")
    service.end(
        dictionary=EDUCATION, district=district, entry=entry(EDUCATION, district, "小学"), day=date(2021, 1, 1), by=None
    )
    page = text(client_of(clerk).get("/records/member/new/"))
    assert '<option value="夜校">' in page and '<option value="小学">' not in page
    typed = {"name": "何职工", "identity": "339901198707140485", "organization": str(union.public_id)}
    typed |= {"joined_on": "2019-05-01", "status": "normal", "card": "none", "education": "业余大学"}
    assert client_of(clerk).post("/records/member/new/", typed | {"political_status": "积极分子"}).status_code == 200
    assert client_of(clerk).post("/records/member/new/", typed | {"political_status": "群众"}).status_code == 302
    assert list(Member.objects.values_list("education", "political_status")) == [("夜校", "群众")]


def test_sheets_write_the_usual_word_and_a_closed_list_refuses_others(district, union):
    add(EDUCATION, district, "夜校", "业余大学")
    headings = (*MEMBER, "学历", "政治面貌")
    values = {**ROW, "所属工会": union.name, "入会日期": "2021-06-30"}
    good = [values.get(heading, "") for heading in MEMBER]
    bad = [{**values, "身份证号码": identity_number(5)}.get(heading, "") for heading in MEMBER]
    result = import_rows(district, headings, (*good, "业余大学", "党员"), (*bad, "大学", "积极分子"), sheet="会员名册")
    assert result.errors == [(5, "政治面貌", "not_in_dictionary")]
    assert list(Member.objects.values_list("education", "political_status")) == [("夜校", "中共党员")]


def test_a_new_category_of_activities_is_there_at_once(district, clerk, union, client_of):
    add(CATEGORY, district, "志愿服务", "志愿者服务")
    client = client_of(clerk)
    assert ">志愿服务</option>" in text(client.get("/records/activity/new/"))
    assert ">志愿服务</option>" in text(client.get("/records/activity/"))
    headings = ("活动编号", "活动名称", "活动类别", "主办单位", "开始日期", "场次", "参加人次")
    import_rows(
        district, headings, ("HD1", "清洁河道", "志愿者服务", union.name, "2021-05-01", 1, 30), sheet="职工活动"
    )
    assert Activity.objects.get().category == ActivityCategory.objects.get(name="志愿服务", district=district)
    own = entry(CATEGORY, district, "志愿服务")
    service.end(dictionary=CATEGORY, district=district, entry=own, day=date(2021, 1, 1), by=None)
    assert ">志愿服务</option>" not in text(client.get("/records/activity/new/"))
    edit = f"/records/activity/{Activity.objects.get().public_id}/edit/"
    assert "志愿服务" in text(client.get(edit))  # what the record names may stay


def test_categories_of_another_district_are_unknown(district, clerk, union, client_of):
    other = District.objects.create(name="明湖区总工会", short_name="明湖区")
    add(CATEGORY, other, "划龙舟")
    client = client_of(clerk)
    for address in ("/records/activity/new/", "/records/activity/"):
        assert "划龙舟" not in text(client.get(address))
    stranger = ActivityCategory.objects.get(name="划龙舟")
    typed = {"code": "HD1", "name": "某活动", "category": stranger.pk, "organization": str(union.public_id)}
    answer = client.post("/records/activity/new/", typed | {"started_on": "2021-05-01", "sessions": "1"})
    assert list(answer.context["form"].errors) == ["category"] and not Activity.objects.exists()


def test_a_changed_name_is_carried_into_the_records(district, union):
    add(EDUCATION, district, "夜校")
    member, untouched = make(Member, union, education="夜校"), make(Member, union, education="本科")
    said = {"dictionary": EDUCATION, "district": district, "entry": entry(EDUCATION, district, "夜校"), "by": None}
    assert service.change(**said, name="成人夜校", synonyms=["业余学校"]) == 1
    member.refresh_from_db(), untouched.refresh_from_db()
    assert (member.education, untouched.education) == ("成人夜校", "本科")
    assert entry(EDUCATION, district, "成人夜校").synonyms == ("业余学校", "夜校")
    event = AuditEvent.objects.get(reason="条目改名，1条记录随之改写")
    assert event.object_label == "字典“学历”：成人夜校" and event.changes["name"] == ["夜校", "成人夜校"]


def test_built_in_words_keep_their_names(district):
    built_in = entry(EDUCATION, district, "本科")
    said = {"dictionary": EDUCATION, "district": district, "by": None}
    service.change(**said, entry=built_in, name="学士", synonyms=["学士"])
    assert entry(EDUCATION, district, "本科").synonyms[:2] == ("大学本科", "大学")
    assert entry(EDUCATION, district, "本科").synonyms[-1] == "学士"
    for do in (service.move, service.delete):
        with pytest.raises(ValidationError):
            do(**said, entry=entry(EDUCATION, district, "本科"), **({"up": True} if do is service.move else {}))
    category = entry(CATEGORY, district, "阅读")
    with pytest.raises(ValidationError, match="不能停用"):
        service.end(dictionary=CATEGORY, district=district, entry=category, day=date(2021, 1, 1), by=None)


def test_a_used_entry_is_never_deleted(district, union):
    used, unused = add(EDUCATION, district, "夜校"), add(EDUCATION, district, "私塾")
    make(Member, union, education="夜校", voided_at="2021-05-01T00:00:00Z")
    said = {"dictionary": EDUCATION, "district": district, "by": None}
    with pytest.raises(ValidationError, match="“夜校”已有1条记录使用，不能删除；不再使用的可以停用。"):
        service.delete(**said, entry=used)
    service.delete(**said, entry=unused)
    assert list(DictionaryEntry.objects.values_list("name", flat=True)) == ["夜校"]
    category = add(CATEGORY, district, "志愿服务")
    make(Activity, union, category=category.row)
    with pytest.raises(ValidationError, match="已有1条记录使用"):
        service.delete(dictionary=CATEGORY, district=district, entry=category, by=None)


@pytest.mark.parametrize(
    ("name", "synonyms", "field", "words"),
    [
        ("", [], "name", "请填写名称。"),
        ("本科", [], "name", "“本科”已是字典中“本科”的名称或其他写法。"),
        (" 大学 ", [], "name", "“大学”已是字典中“本科”的名称或其他写法。"),
        ("夜校", ["技校"], "synonyms", "“技校”已是字典中“中专”的名称或其他写法。"),
        ("甲" * 21, [], "name", "名称不能超过20个字。"),
        ("甲、乙", [], "name", "名称中不能有顿号，请分开添加。"),
        ("夜校", ["甲" * 301], "synonyms", "其他写法合计不能超过300个字。"),
    ],
)
def test_what_cannot_be_added(district, name, synonyms, field, words):
    with pytest.raises(ValidationError) as refused:
        add(EDUCATION, district, name, *synonyms)
    assert refused.value.message_dict == {field: [words]}
    assert not DictionaryEntry.objects.exists() and not AuditEvent.objects.exists()


def test_who_extends_which(cast, client_of, departments):
    RegisterDepartment.objects.create(department=departments["权益保障部"], register="activity")
    may = {
        "education": {"org_officer", "editor"},
        "funding": {"officer", "editor"},
        "activity_category": {"officer", "editor"},
    }
    for key, people in may.items():
        for username, user in cast.items():
            client = client_of(user)
            answers = [
                client.get(f"/dictionaries/{key}/").status_code,
                client.get(f"/dictionaries/{key}/entry/").status_code,
                client.post(f"/dictionaries/{key}/entry/", {"name": f"新{username}"}).status_code,
                client.post(f"/dictionaries/{key}/do/", {"name": "没有", "do": "end"}).status_code,
            ]
            assert answers == ([200, 200, 302, 404] if username in people else [403] * 4), (key, username)
        listed = [name for name in cast if key in text(client_of(cast[name]).get("/dictionaries/"))]
        assert set(listed) == people
    made = DictionaryEntry.objects.filter(dictionary="education").values_list("name", flat=True)
    assert sorted(made) == ["新editor", "新org_officer"]


def test_the_pages_say_what_is_used_and_what_is_written_otherwise(org_officer, union, client_of):
    make(Member, union, education="夜校"), make(Member, union, education="本科")
    client = client_of(org_officer)
    page = client.get("/dictionaries/education/")
    uses = {row["entry"].name: row["uses"] for row in page.context["rows"]}
    assert uses["本科"] == 1 and page.context["others"] == [("夜校", 1)]
    assert 'value="夜校"' in text(client.get("/dictionaries/education/entry/?word=夜校"))
    client.post("/dictionaries/education/entry/", {"name": "夜校", "synonyms": "业余大学，夜大"})
    assert entry(EDUCATION, org_officer.district, "夜校").synonyms == ("业余大学", "夜大")
    answer = client.post("/dictionaries/education/entry/", {"name": "夜大"})
    assert answer.context["form"].errors == {"name": ["“夜大”已是字典中“夜校”的名称或其他写法。"]}
    for do, words in (("end", "已停用“夜校”。"), ("resume", "已恢复使用“夜校”。"), ("up", "已移动“夜校”。")):
        answer = client.post("/dictionaries/education/do/", {"name": "夜校", "do": do}, follow=True)
        assert words in text(answer)
    answer = client.post("/dictionaries/education/do/", {"name": "夜校", "do": "delete"}, follow=True)
    assert "已有1条记录使用，不能删除" in text(answer)


def test_a_department_does_not_rewrite_the_records_of_another(district, officer, editor, departments, client_of):
    RegisterDepartment.objects.create(department=departments["权益保障部"], register="activity")
    field = dictionaries["service_field"]  # of activities and of studios
    add(field, district, "陶艺")
    address = "/dictionaries/service_field/entry/?name=陶艺"
    answer = client_of(officer).post(address, {"name": "陶瓷", "synonyms": ""})
    assert "请办公室统稿办理" in answer.context["form"].errors["name"][0]
    assert client_of(officer).post(address, {"name": "陶艺", "synonyms": "陶瓷"}).status_code == 302
    assert client_of(editor).post(address, {"name": "陶瓷", "synonyms": ""}).status_code == 302
    assert entry(field, district, "陶瓷").synonyms == ("陶艺",)


@pytest.mark.parametrize("name", ["", "没有的", "\x00", "'; --", "夜" * 5000])
@pytest.mark.parametrize("do", ["", "end", "drop", "\x00"])
def test_garbage_finds_nothing(editor, client_of, name, do):
    client = client_of(editor)
    assert client.post("/dictionaries/education/do/", {"name": name, "do": do}).status_code == 404
    assert client.get("/dictionaries/nothing/").status_code == 404
    assert client.get("/dictionaries/education/entry/", {"word": name}).status_code == 200
    answer = client.post("/dictionaries/education/entry/", {"name": name[:1] + "\x00", "synonyms": "\x00"})
    assert answer.status_code in {200, 302}


def test_the_menu_offers_them_to_those_who_may(cast, client_of):
    link = f'href="{reverse("core:dictionaries")}"'
    shown = {name for name, user in cast.items() if link in text(client_of(user).get("/help/"))}
    assert shown == {"officer", "org_officer", "editor"}


def test_other_words_may_stand_where_the_list_is_open(district, clerk, union, client_of):
    employer = make(Employer, union, industry="服装")
    page = text(client_of(clerk).get(registers["employer"].url("detail", employer) + "edit/"))
    assert 'value="服装"' in page and '<option value="制造业">' in page
