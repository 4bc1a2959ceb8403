"""Figures stated by hand: kept as typed, never added up, marked wherever they stand."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reports.models import Definition, Statement
from reports.services import definitions, statements
from reports.services.conditions import Condition
from reports.services.paper import document
from reports.services.questions import Question
from reports.services.summary import assemble
from tests.factories import make
from tests.factories.base import identity_number
from union_site.core.periods import Period
from union_site.core.registry import registers

pytestmark = pytest.mark.django_db
H1 = Period.parse("2021H1")
PERIOD = "?period=2021H1"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1280", Decimal(1280)),
        ("1,280", Decimal(1280)),
        ("１，２８０", Decimal(1280)),
        ("12.50", Decimal("12.5")),
        ("-3", Decimal(-3)),
        ("近300", None),
        ("约2万", None),
        ("", None),
        ("NaN", None),
        ("1e30", None),
        ("0.0000001", None),
    ],
)
def test_the_number_beside_the_text(typed, amount):
    assert statements.amount_of(typed) == amount


def stated(organization, **fields):
    return make(Statement, organization, **{"name": "职工书屋", "value": "近 1,280", "amount": None, **fields})


def summary_of(district, unit=None):
    return assemble(H1, district=district, unit=unit, today=date(2021, 9, 1))


def text_of(summary) -> str:
    return "".join(part.text for section in summary.sections for part in section.paragraphs)


def test_typed_in_a_form_it_stays_as_it_was_typed(town_clerk, town, client_of):
    viewset, client = registers["statement"], client_of(town_clerk)
    typed = {
        "organization": str(town.public_id),
        "period": "2021H1",
        "place": "1.2",
        "name": "职工书屋",
        "value": "1,280",
        "unit": "家",
        "source": "据区文旅局2021年上半年统计表",
        "sentence": "建成职工书屋{{本指标}}",
    }
    assert client.post(viewset.url("new"), typed).status_code == 302
    statement = Statement.objects.get()
    assert (statement.value, statement.amount, statement.sentence) == ("1,280", 1280, "建成职工书屋{{本指标}}。")
    for name, value, message in (
        ("source", "", "请填写数据来源。"),
        ("name", "职工{书屋}", "指标名称中不能有空格、斜线，也不能有 { } | @ [ ] 等符号。"),
        ("sentence", "建成书屋。", "请在句子中用 {{本指标}} 表示这个数。"),
        ("sentence", "{{本指标|余}}家书屋", "手工填报数后面的“余”无法识别，只可用：数。"),
        ("period", "2021Q9", "选择一个有效的选项"),
    ):
        answer = client.post(viewset.url("new"), {**typed, "name": "另一项", name: value})
        assert message in str(answer.context["form"].errors[name]), name
    assert Statement.objects.count() == 1


def test_in_the_summary_as_typed_and_marked(district, root, union, leader, client_of):
    statement = stated(root, sentence="建成职工书屋{{本指标}}。", unit="家")
    stated(union, value="7", amount=7)  # a union's own: neither added nor shown for the district
    summary = summary_of(district)
    assert "建成职工书屋近 1,280家。" in text_of(summary)
    assert summary.stated == [statement]
    page = client_of(leader).get(reverse("reports:summary") + PERIOD).content.decode()
    assert 'title="手工填报：职工书屋">近 1,280家</a>' in page
    assert "手工填报</span>" in page
    table = document(summary).blocks[-1].blocks[0]
    assert [row for row in table.rows if not isinstance(row, tuple)][-1].text == "手工填报（不由登记簿统计）"
    assert table.rows[-1][:2] == ("职工书屋", "家")


def test_a_unit_is_answered_by_its_own_statement(district, root, town, union):
    stated(union, sentence="建成职工书屋{{本指标}}。")
    assert "职工书屋" not in text_of(summary_of(district))
    assert "职工书屋" not in text_of(summary_of(district, town))
    assert "建成职工书屋近 1,280家。" in text_of(summary_of(district, union))


def test_of_another_period_or_struck_out_it_is_not_there(district, root):
    stated(root, period="2020H1", sentence="建成职工书屋{{本指标}}。")
    gone = stated(root, sentence="建成职工书屋{{本指标}}。")
    Statement.objects.filter(pk=gone.pk).update(voided_at="2021-07-01T00:00:00Z")
    assert "职工书屋" not in text_of(summary_of(district))


def test_beside_a_counted_figure(district, root, union, editor):
    """A sentence may speak of a counted and of a stated figure; without the statement it is left out, and says why."""
    from members.models import Member

    make(Member, union, identity=identity_number(1), joined_on=date(2021, 2, 1), new_employment="快递员")
    asked = Question(
        source="member",
        kind="flow",
        measure="count",
        unit="人",
        begun="joined_on",
        conditions=(Condition("new_employment", "is", ("快递员",)),),
    )
    definition = Definition(
        district=district,
        name="快递员入会",
        place="2.3",
        sentence="快递员入会{{本指标}}，全区共有快递员{{stated.快递员总数}}",
    )
    definitions.create(definition=definition, question=asked, from_day=date(2021, 1, 1), by=editor)
    summary = summary_of(district)
    assert "快递员入会" not in text_of(summary)
    assert ("手工填报：快递员总数",) in [left.labels for left in summary.left_out]
    stated(root, name="快递员总数", value="326", unit="人")
    assert "快递员入会1人，全区共有快递员326人。" in text_of(summary_of(district))


def test_its_page_says_what_it_is(root, town, leader, clerk, client_of):
    statement = stated(root, unit="家")
    stated(root, period="2020H1", value="900", amount=900)
    client, viewset = client_of(leader), registers["statement"]
    address = reverse("reports:figure", args=["stated.职工书屋"])
    page = client.get(address + PERIOD).content.decode()
    for words in ("<strong>近 1,280</strong> 家", "手工填报", "据区文旅局2021年上半年统计表", "2020年上半年", "900家"):
        assert words in page
    assert viewset.url("detail", statement) in page
    assert "本期没有填报（不等于 0）。" in client.get(address + "?period=2019H1").content.decode()
    assert client.get(reverse("reports:figure", args=["stated.没有"]) + PERIOD).status_code == 404
    assert client_of(clerk).get(address + PERIOD).status_code == 404  # her own union stated nothing
    outside = client_of(clerk).get(address + f"{PERIOD}&unit={town.public_id}")
    assert outside.status_code == 404


def test_its_papers_open_from_its_page(root, org_officer, officer, editor, client_of, departments):
    from union_site.core.models import Attachment, RegisterDepartment

    RegisterDepartment.objects.create(department=departments["权益保障部"], register="statement")
    statement = stated(root)
    upload = {"file": SimpleUploadedFile("统计表.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 32), "note": "依据"}
    assert client_of(officer).post(registers["statement"].url("attach", statement), upload).status_code == 302
    address = reverse("reports:figure", args=["stated.职工书屋"]) + PERIOD
    paper = registers["statement"].url("attachment", statement, attachment_id=Attachment.objects.get().public_id)
    assert paper in client_of(editor).get(address).content.decode()
    assert paper not in client_of(org_officer).get(address).content.decode()  # whose department does not keep them


def test_in_the_catalogue_apart_from_what_is_counted(root, leader, client_of):
    stated(root)
    page = client_of(leader).get(reverse("reports:figures") + PERIOD).content.decode()
    assert "照填报原样显示，不与统计数相加" in page and "近 1,280" in page
    assert "近 1,280" in client_of(leader).get(reverse("reports:figures") + PERIOD + "&q=书屋").content.decode()
    assert "近 1,280" not in client_of(leader).get(reverse("reports:figures") + PERIOD + "&q=会员").content.decode()


def test_from_a_sheet(district, root, town):
    from io import BytesIO

    from union_site.core.spreadsheets import importing
    from union_site.core.spreadsheets.workbook import write_rows

    headings = ["报告期", "所属板块", "指标名称", "数值", "计量单位", "数据来源", "填报单位"]
    good = ["2021年上半年", "丰富职工文化", "职工书屋", "1,280", "家", "据区文旅局统计表", "青石镇总工会"]
    unsourced = [*good[:2], "流动书箱", "约30", "个", "", "青石镇总工会"]
    wrong = [*good[:2], "流动 书{箱}", "约30", "个", "电话核实", "青石镇总工会"]
    file = BytesIO()
    write_rows(file, [("手工填报数", headings, [good, unsourced, wrong])])
    plan = importing.read(file.getvalue(), "手工填报数.xlsx")[0]
    batch, judged = importing.preview(plan, district=district, user=None)
    importing.apply(batch, user=None)
    assert [str(row.verdict) for row in judged] == ["new", "rejected", "rejected"]
    statement = Statement.objects.get()
    assert (statement.organization, statement.value, statement.amount) == (town, "1,280", 1280)
    assert (statement.period, statement.place) == ("2021H1", "1.2")
