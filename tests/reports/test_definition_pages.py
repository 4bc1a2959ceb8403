"""The builder and what follows from it: who may, what is shown at once, where a saved indicator stands, garbage."""

import json
from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.urls import reverse

from members.models import Member
from reports.models import AnnualTarget, Definition, DefinitionVersion
from reports.services import catalogue, targets
from reports.services.summary import assemble
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.models import AuditEvent, Department
from union_site.core.periods import Period
from welfare.models import LegalCase

pytestmark = pytest.mark.django_db
H1 = Period.parse("2021H1")
PERIOD = "?period=2021H1"
TYPED = {
    "source": "legal_case",
    "kind": "flow",
    "measure": "count",
    "begun": "accepted_on",
    "unit": "起",
    "name": "仲裁案件",
    "place": "4.1",
    "from_day": "2021-01-01",
    "sentence": "其中经仲裁{{本指标}}[，{{本指标|同比}}]",
    "on_dashboard": "on",
    "conditions-0-field": "way",
    "conditions-0-op": "is",
    "conditions-0-value": ["arbitration"],
    "period": "2021H1",
}


@pytest.fixture
def cases(union, other_union):
    """Two by arbitration in one town and one in another, one by mediation."""
    for organization, way in (
        (union, "arbitration"),
        (union, "arbitration"),
        (union, "mediation"),
        (other_union, "arbitration"),
    ):
        make(LegalCase, organization, way=way, accepted_on=date(2021, 2, 3), closed_on=None)


@pytest.fixture
def typed(departments):
    """What the officer of 权益保障部 types."""
    return {**TYPED, "owner": str(departments["权益保障部"].pk)}


@pytest.fixture
def saved(cases, typed, officer, client_of):
    answer = client_of(officer).post(reverse("reports:definition-new"), typed)
    assert answer.status_code == 302, answer.context["form"].errors
    return Definition.objects.get()


def text_of(client, name, *arguments, query=PERIOD):
    answer = client.get(reverse(name, args=arguments) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_value_and_the_rows_at_once(cases, typed, officer, client_of):
    client = client_of(officer)
    page = client.post(reverse("reports:definition-preview"), typed).content.decode()
    assert "<strong>3</strong> 起" in page
    assert "“劳动争议案件”登记簿中，受理日期在报告期内，处理方式是“仲裁”的记录数。" in page
    assert "共 3 行" in page
    page = client.post(reverse("reports:definition-preview"), {**typed, "breakdown": "way", "period": "2020H1"})
    assert "本期没有符合口径的记录（不等于 0）。" in page.content.decode()
    assert Definition.objects.count() == 0


def test_what_is_still_missing_is_said(typed, officer, client_of):
    page = client_of(officer).post(
        reverse("reports:definition-preview"), {**typed, "measure": "sum", "begun": "", "conditions-0-value": []}
    )
    for words in ("请选择要合计的字段。", "请选择日期字段。", "请填写“处理方式”的值。"):
        assert words in page.content.decode()


def test_a_condition_more_and_a_condition_less(typed, officer, client_of):
    client, address = client_of(officer), reverse("reports:definition-part")
    more = client.post(address, {**typed, "add": "conditions"}).content.decode()
    assert 'name="conditions-0-field"' in more and 'name="conditions-1-field"' in more
    assert 'name="conditions-1-op"' not in more
    less = client.post(address, {**typed, "remove": "conditions-0"}).content.decode()
    assert "conditions-0-field" not in less and "不设条件，统计全部记录。" in less
    share = client.post(address, {**typed, "measure": "share"}).content.decode()
    assert "其中（占比的分子还要符合）" in share
    assert "结束日期字段" in client.post(address, {**typed, "kind": "stock"}).content.decode()


def test_it_stands_wherever_the_built_in_ones_stand(saved, officer, leader, client_of, district, root):
    assert saved.key == "own.1" and str(saved.department) == "权益保障部"
    for user in (officer, leader):
        client = client_of(user)
        figure = text_of(client, "reports:figure", "own.1")
        assert "<strong>3</strong> 起" in figure and "处理方式是“仲裁”" in figure and "由权益保障部定义" in figure
        assert "仲裁案件" in text_of(client, "reports:figures")
        assert "自选指标" in text_of(client, "home") and "仲裁案件" in text_of(client, "home")
        summary = text_of(client, "reports:summary")
        assert f'href="/figures/own.1/?period=2021H1&amp;unit={root.public_id}" title="仲裁案件">3起</a>' in summary
    out = StringIO()
    call_command("figures", "2021H1", "--json", stdout=out)
    values = json.loads(out.getvalue())
    assert values["own.1"] == 3 and values["dispute.accepted"] == 4
    out = StringIO()
    call_command("figures", "2021H1", "--by", "town", "--json", stdout=out)
    assert json.loads(out.getvalue())["own.1"] == {"青石镇": 2, "白鹭街道": 1}


def test_its_sentence_ends_the_paragraph_of_its_place(saved, district, root):
    summary = assemble(H1, district=district, unit=None, today=date(2021, 9, 1))
    rights = next(p for s in summary.sections for p in s.paragraphs if p.lead.endswith("依法维护权益。"))
    assert rights.text.endswith("。其中经仲裁3起。")  # no 同比: the year before nobody reported
    assert [value.indicator.key for value in summary.used][-1] == "own.1"


def test_without_data_its_sentence_is_left_out_and_listed(saved, district, make_union, root):
    empty = make_union("松岗镇总工会", "town", root)
    summary = assemble(H1, district=district, unit=empty, today=date(2021, 9, 1))
    assert "仲裁" not in "".join(p.text for section in summary.sections for p in section.paragraphs)
    assert ("仲裁案件",) in [left.labels for left in summary.left_out]


def test_a_sentence_that_breaks_later_breaks_no_summary(saved, district, root):
    for sentence in ("经仲裁{{own.99}}", "经{{本指标|乱写}}", "经{{本指标|万:x}}", "经{{本指标"):
        Definition.objects.update(sentence=sentence)
        summary = assemble(H1, district=district, unit=None, today=date(2021, 9, 1))
        assert ("“仲裁案件”的句子需要修订",) in [left.labels for left in summary.left_out]


def test_a_town_clerk_sees_the_value_of_her_subtree(saved, town_clerk, clerk, client_of):
    figure = text_of(client_of(town_clerk), "reports:figure", "own.1")
    assert "<strong>2</strong> 起" in figure and "共 2 行" in figure and "修订或停用" not in figure
    assert "<strong>2</strong> 起" in text_of(client_of(clerk), "reports:figure", "own.1")
    assert "自选指标" not in text_of(client_of(town_clerk), "home")  # a department's own stays on its own first page


def test_an_officer_of_another_department_sees_the_number_but_not_the_rows(saved, org_officer, client_of):
    figure = text_of(client_of(org_officer), "reports:figure", "own.1")
    assert "<strong>3</strong> 起" in figure and "没有查看这张登记簿明细的权限" in figure
    assert "修订或停用" not in figure


def test_a_target_may_name_it(saved, root):
    named = {"indicator_name": "仲裁案件", "year": 2021, "set_by": "江临市总工会", "value": 4}
    target = make(AnnualTarget, root, unit="起", **named)
    assert target.indicator_key == ""  # as an import leaves it
    assert targets.completion(target) == targets.Completion(3, 75)
    own = catalogue.own(root.district).working["own.1"]
    found = targets.progress([own], H1, {"own.1": 3}, district=root.district, unit=None)["own.1"]
    assert (found.reached, found.percent, found.value_words) == (3, 75, "4")


def test_the_list_of_targets_names_it(saved, root, union, clerk, client_of):
    make(AnnualTarget, union, indicator_name="仲裁案件", unit="起")
    page = client_of(clerk).get(reverse("records:target-list")).content.decode()
    assert page.count("仲裁案件") == 2


# Versions and use


def revised(typed, **said):
    return {**typed, "fixed": "1", "from_day": "2021-04-01", "reason": "调解并入", **said}


def test_a_revision_keeps_what_was(saved, typed, officer, client_of):
    client, address = client_of(officer), reverse("reports:definition-revise", args=[saved.public_id])
    both = {"conditions-0-value": ["arbitration", "mediation"], "kind": "stock", "unit": "件"}  # the last two are fixed
    assert client.post(address, revised(typed, **both)).status_code == 302
    assert "<strong>4</strong> 起" in text_of(client, "reports:figure", "own.1")
    assert "<strong>3</strong> 起" in text_of(client, "reports:figure", "own.1", query="?period=2021Q1")
    page = text_of(client, "reports:definition", saved.public_id)
    assert "2021-04-01" in page and "调解并入" in page and "处理方式是“仲裁”的记录数" in page
    assert "口径自2021-04-01起变更：调解并入" in text_of(client, "reports:figure", "own.1")
    event = AuditEvent.objects.filter(object_label="自定义指标：仲裁案件", action="change").get()
    assert event.reason == "调解并入" and "“调解、仲裁”" in event.changes["口径"][1].replace("仲裁、调解", "调解、仲裁")


def test_a_revision_must_say_why_and_come_later(saved, typed, officer, client_of):
    client, address = client_of(officer), reverse("reports:definition-revise", args=[saved.public_id])
    answer = client.post(address, revised(typed, reason="", from_day="2021-01-01"))
    assert "请填写变更原因。" in answer.content.decode()
    answer = client.post(address, revised(typed, from_day="2021-01-01"))
    assert "启用日期应晚于上一个口径的启用日期（2021-01-01）。" in answer.content.decode()
    assert DefinitionVersion.objects.count() == 1


def test_name_and_use_change_without_a_version(saved, typed, officer, client_of):
    client, address = client_of(officer), reverse("reports:definition-edit", args=[saved.public_id])
    said = {"name": "经仲裁的案件", "place": "4.2", "owner": typed["owner"], "sentence": ""}
    assert client.post(address, said).status_code == 302
    saved.refresh_from_db()
    assert (saved.name, saved.place, saved.sentence, saved.on_dashboard) == ("经仲裁的案件", "4.2", "", False)
    event = AuditEvent.objects.filter(object_label="自定义指标：经仲裁的案件").get()
    assert event.changes["指标名称"] == ["仲裁案件", "经仲裁的案件"]


def test_retired_and_in_use_again(saved, officer, client_of):
    client = client_of(officer)
    retire, resume = (reverse(f"reports:definition-{name}", args=[saved.public_id]) for name in ("retire", "resume"))
    client.post(retire, {"reason": ""})
    saved.refresh_from_db()
    assert saved.retired_on is None
    client.post(retire, {"reason": "不再统计"})
    client.post(retire, {"reason": "再来一次"})
    text_of(client, "reports:definition", saved.public_id)  # where it is said that it was retired
    later = "?period=2099H1"
    assert "仲裁案件" not in text_of(client, "reports:figures", query=later)
    assert "仲裁案件" not in text_of(client, "home", query=later)
    assert "这项指标已停用" in text_of(client, "reports:figure", "own.1")
    client.post(resume)
    assert "仲裁案件" in text_of(client, "reports:figures", query=later)
    actions = (
        AuditEvent.objects.filter(object_label="自定义指标：仲裁案件").order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["create", "void", "restore"]


def test_one_that_needs_a_revision_is_said_so(saved, officer, client_of):
    DefinitionVersion.objects.update(begun="no_such_day")
    client = client_of(officer)
    assert "需要修订" in text_of(client, "reports:definitions", query="")
    assert "需要修订" in text_of(client, "reports:definition", saved.public_id, query="")
    assert "保存新口径" in text_of(client, "reports:definition-revise", saved.public_id, query="")
    answer = client.get(reverse("reports:figure", args=["own.1"]) + PERIOD)
    assert answer.status_code == 404 and "自定义指标“仲裁案件”需要修订：请选择日期字段。" in answer.content.decode()
    for name in ("reports:figures", "reports:summary", "home"):
        text_of(client, name)


# Who may


def test_only_registers_that_one_may_view(officer, editor, client_of):
    page = text_of(client_of(officer), "reports:definition-new", query="")
    assert "?source=legal_case" in page and "?source=member" not in page
    assert client_of(officer).get(reverse("reports:definition-new") + "?source=member").status_code == 403
    assert "?source=member" in text_of(client_of(editor), "reports:definition-new", query="")


@pytest.mark.parametrize("name", ["definition-new", "definition-part", "definition-preview"])
def test_no_question_to_a_register_of_others(name, typed, officer, client_of):
    asked = {**typed, "source": "member", "begun": "joined_on"}
    assert client_of(officer).post(reverse(f"reports:{name}"), asked).status_code == 403
    assert client_of(officer).post(reverse(f"reports:{name}"), {**typed, "source": "nothing"}).status_code == 404


def test_others_do_not_change_it(saved, typed, org_officer, editor, leader, town_clerk, client_of):
    for name in ("revise", "edit", "retire", "resume"):
        address = reverse(f"reports:definition-{name}", args=[saved.public_id])
        for user in (org_officer, leader, town_clerk):
            assert client_of(user).post(address, revised(typed)).status_code == 403, (name, user)
    assert client_of(editor).get(reverse("reports:definition-revise", args=[saved.public_id])).status_code == 200
    assert client_of(editor).get(reverse("reports:definition-revise", args=[uuid4()])).status_code == 404
    saved.refresh_from_db()
    assert saved.retired_on is None and saved.versions.count() == 1


def test_another_district_has_its_own(saved, editor, client_of):
    from union_site.core.models import District

    other = District.objects.create(name="白云区总工会", short_name="白云区")
    assert catalogue.own(other).working == {}
    editor.district = other
    editor.save()
    assert client_of(editor).get(reverse("reports:definition", args=[saved.public_id])).status_code == 404


def test_an_owner_that_is_not_ones_own(typed, officer, district, client_of):
    theirs = Department.objects.create(district=district, code="x", name="别的部室")
    for owner in (str(theirs.pk), "district", "", "abc"):
        answer = client_of(officer).post(reverse("reports:definition-new"), {**typed, "owner": owner})
        assert answer.status_code == 200 and "owner" in answer.context["form"].errors
    assert Definition.objects.count() == 0


# Garbage

GARBAGE = [
    "",
    " ",
    "\x00",
    "'; DROP TABLE members_member; --",
    "{{",
    "{% x %}",
    "长" * 500,
    "-1",
    "1e999",
    "２０２１",
    "💥",
    "own.1",
]
INPUTS = [
    *(
        "kind",
        "measure",
        "field",
        "begun",
        "ended",
        "breakdown",
        "unit",
        "remark",
        "name",
        "place",
        "owner",
        "from_day",
    ),
    *("sentence", "period", "of_unit", "conditions-0-field", "conditions-0-op", "conditions-0-value", "add", "remove"),
]


@pytest.mark.parametrize("name", INPUTS)
def test_garbage_is_an_error_of_the_form(name, cases, typed, officer, client_of):
    client = client_of(officer)
    for text in GARBAGE:
        for address in ("definition-new", "definition-part", "definition-preview"):
            answer = client.post(reverse(f"reports:{address}"), {**typed, name: text})
            assert answer.status_code in (200, 302), (address, text)
        if made := Definition.objects.first():
            assert text_of(client, "reports:summary")
            made.versions.all().delete()
            made.delete()


def test_too_many_conditions(typed, officer, client_of):
    many = {
        f"conditions-{number}-{part}": value
        for number in range(99)
        for part, value in (("field", "subject"), ("op", "is"), ("value", "工资"))
    }
    for name in ("definition-new", "definition-preview", "definition-part"):
        answer = client_of(officer).post(reverse(f"reports:{name}"), {**typed, **many})
        assert answer.status_code == 200
    assert (
        "条件最多 12 个"
        in client_of(officer).post(reverse("reports:definition-new"), {**typed, **many}).content.decode()
    )
    assert Definition.objects.count() == 0


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("没有用到数字。", "请在句子中用 {{本指标}} 表示这个数。"),
        ("共{{本指标}}，另有{{no.such}}。", "句子用到了没有的指标：no.such。"),
        ("共{{本指标|大约}}。", "指标“仲裁案件”后面的“大约”无法识别，可用：余、近、约、万、数、同比、任务。"),
        ("共{{本指标}}{{。", "文字模板中有无法识别的标记"),
        ("共{{本指标|万:很多}}。", "冒号后面的“很多”无法识别，只可写0至8的整数。"),
    ],
)
def test_a_sentence_that_cannot_be_said(sentence, message, typed, officer, client_of):
    answer = client_of(officer).post(reverse("reports:definition-new"), {**typed, "sentence": sentence})
    assert answer.status_code == 200
    assert answer.context["form"].errors["sentence"][0].startswith(message)
    assert Definition.objects.count() == 0


def test_no_clear_number_on_the_preview(union, editor, client_of):
    make(Member, union, name="程雪", identity=identity_number(5), joined_on=date(2021, 3, 1))
    asked = {**TYPED, "source": "member", "begun": "joined_on", "conditions-0-field": ""}
    page = client_of(editor).post(reverse("reports:definition-preview"), asked).content.decode()
    assert "程雪" in page and identity_number(5) not in page and identity_number(5)[-4:] in page
