"""From the upload to the filled file through the pages: who may, what is shown, audited and kept."""

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from members.models import Member
from reports.models import FormBinding, FormFilling, ReportForm
from tests.factories import make
from tests.reports.forms import books
from tests.reports.forms.conftest import binding
from union_site.core.models import AuditEvent, Job
from welfare.models import LegalCase

pytestmark = pytest.mark.django_db
PERIOD = "?period=2021H1"
TOWNS = ("青石镇", "白鹭街道")


@pytest.fixture
def rows(union, other_union):
    """Three members in one town, one in the other; two cases in the first."""
    for organization in (union, union, union, other_union):
        make(Member, organization, joined_on=date(2021, 2, 3))
    for _ in range(2):
        make(LegalCase, union, accepted_on=date(2021, 2, 3))


@pytest.fixture
def form(register, bind, officer, root):
    """The district's form with members and cases by town, the union's name and the day."""
    stored = register(officer, books.form(towns=TOWNS), organization=root)
    bind(
        stored,
        officer,
        *(binding(f"D{row}", "register.members", unit="row") for row in (6, 7)),
        *(binding(f"G{row}", "dispute.accepted", unit="row", missing="dash") for row in (6, 7)),
        binding("A2", "unit", source="words"),
        binding("F2", "day", source="words"),
    )
    return stored


@pytest.fixture
def open_form(register, bind, officer, root):
    """A form that every unit fills for itself."""
    stored = register(officer, books.form(towns=TOWNS), name="各单位报表")
    bind(stored, officer, binding("D6", "register.members"), binding("D7", "register.members", unit="row"))
    return stored


def address(name, *arguments, query=""):
    return reverse(f"reports:{name}", args=arguments) + query


def sent(content=None, file_name="报表.xlsx", **said):
    file = SimpleUploadedFile(file_name, books.form(towns=TOWNS) if content is None else content)
    return {"file": file, "name": "统计半年报表", "issuer": "江临市总工会", "organization": "any", **said}


def cell(row, column, sheet=0, **said):
    return {"sheet": sheet, "row": row, "column": column, **said}


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_upload_leads_to_its_cells(officer, root, client_of):
    answer = client_of(officer).post(address("form-new"), sent(organization=root.public_id))
    form = ReportForm.objects.get()
    assert answer.status_code == 302 and answer["Location"] == address("form-cells", form.public_id)
    assert (form.name, form.issuer, form.organization, form.created_by) == (
        "统计半年报表",
        "江临市总工会",
        root,
        officer,
    )
    assert form.latest.file.name == "报表.xlsx"
    assert AuditEvent.objects.filter(action="create", object_label="上级报表：统计半年报表").count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"name": "", "content": None}, "报表名称"),
        (
            {"content": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "file_name": "表.xls"},
            "另存为“Excel 工作簿（*.xlsx）”",
        ),
        ({"content": b"PK\x03\x04"}, "文件已损坏或不完整"),
    ],
)
def test_a_refused_upload_says_why_and_keeps_nothing(said, words, officer, root, client_of):
    answer = client_of(officer).post(address("form-new"), sent(**said))
    assert words in text(answer)
    assert not ReportForm.objects.exists()
    assert AuditEvent.objects.filter(action="denied", object_label="上级报表").count() == 1


def test_a_name_is_given_once(form, officer, client_of):
    assert "已有同名的上级报表。" in text(client_of(officer).post(address("form-new"), sent(name=form.name)))


def test_the_sheet_is_drawn_like_the_form(form, rows, officer, client_of):
    page = text(client_of(officer).get(address("form-cells", form.public_id, query=PERIOD)))
    assert 'colspan="8">江临市工会工作统计半年报表' in page
    assert 'rowspan="2">镇（街道）、系统' in page
    assert "校验用" not in page  # a hidden column
    assert page.count("ƒ 公式") == 6
    assert 'aria-label="D6，青石镇 · 组织建设 / 会员人数（人），已对应：实名采集会员，3"' in page
    assert 'aria-label="C6，青石镇 · 组织建设 / 工会组织数（个），建议：工会组织"' in page
    assert "style=" not in page


def test_figures_are_offered_by_their_headings(form, officer, town, other_town, client_of):
    client = client_of(officer)
    page = text(client.get(address("form-cells", form.public_id, query="?period=2021H1&row=5&column=5")))
    assert "建议：医疗互助参保人数" in page and "采用本列全部建议（2）" in page and "采用本行全部建议（4）" in page
    assert client.post(address("form-accept", form.public_id), cell(5, 5, do="column")).status_code == 302
    made = form.latest.bindings.filter(column=5, sheet=books.SHEET, row__gte=5)
    assert [(b.row, b.key, b.unit) for b in made] == [(5, "mutual.insured", "row"), (6, "mutual.insured", "row")]
    client.post(address("form-accept", form.public_id), cell(5, 7, do="cell"))
    amount = form.latest.bindings.get(row=5, column=7)
    assert (amount.key, amount.scale) == ("dispute.amount", "yuan")  # the heading says 元, the figure 万元
    compared = {"sheet": 1, "do": "all"}
    client.post(address("form-accept", form.public_id), compared)
    said = {(b.row, b.column): (b.key, b.value, b.scale) for b in form.latest.bindings.filter(sheet=books.COMPARED)}
    assert said[2, 1] == ("register.members", "now", "as_is")
    assert said[3, 2] == ("mutual.insured", "before", "as_is")
    assert said[4, 3] == ("dispute.accepted", "growth", "as_is")
    assert said[3, 4] == ("mutual.insured", "target", "as_is")
    assert said[3, 5] == ("mutual.insured", "completion", "fraction")  # the cell shows percent


def test_one_cell_is_bound_with_its_value_at_once_and_filled_down(form, rows, officer, client_of):
    client, part = client_of(officer), {"HX-Request": "true"}
    page = text(
        client.get(address("form-cells", form.public_id), cell(5, 2, q="工会组织", period="2021H1"), headers=part)
    )
    assert "<html" not in page and "key=register.organisations" in page
    chosen = cell(5, 2, key="register.organisations", period="2021H1")
    page = text(client.get(address("form-cells", form.public_id), chosen, headers=part))
    assert "<strong>2</strong>" in page and "青石镇总工会，2021年上半年，截至 2021-06-30" in page
    assert "向下填充到同列各单位（1）" in page
    said = {"value": "now", "unit": "row", "span": "chosen", "scale": "as_is", "missing": "blank", "do": "down"}
    page = text(
        client.post(
            address("form-bind", form.public_id), {**cell(5, 2, key="register.organisations"), **said}, headers=part
        )
    )
    assert "已保存，共 2 个单元格。" in page
    assert 'id="cell-0-5-2" hx-swap-oob="true"' in page and 'id="cell-0-6-2" hx-swap-oob="true"' in page
    assert [(b.row, b.unit) for b in form.latest.bindings.filter(column=2)] == [(5, "row"), (6, "row")]
    event = AuditEvent.objects.filter(action="change").latest("pk")
    assert event.changes == {"综合情况!C6、综合情况!C7": [None, "工会组织（本期数值）"]}


def test_settings_are_kept_and_shown_again(form, officer, client_of, town):
    client = client_of(officer)
    said = {
        "key": "dispute.amount", "value": "before", "unit": "fixed", "organization": town.public_id,
        "span": "ytd", "scale": "yuan", "decimals": "2", "missing": "dash",
    }  # fmt: skip
    assert client.post(address("form-bind", form.public_id), cell(5, 7, **said)).status_code == 302
    made = form.latest.bindings.get(row=5, column=7)
    assert (made.value, made.unit, made.organization, made.period, made.scale, made.decimals, made.missing) == (
        "before", "fixed", town, "ytd", "yuan", 2, "dash",
    )  # fmt: skip
    page = text(client.get(address("form-cells", form.public_id), cell(5, 7)))
    assert '<option value="before" selected>' in page and f'<option value="{town.public_id}" selected>' in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"key": "register.members", "unit": "fixed"}, "请选择是哪个单位的数。"),
        ({"key": "dispute.by_subject", "value": "part"}, "请选择是其中哪一项。"),
        ({"key": "register.members", "value": "nonsense"}, "nonsense"),
    ],
)
def test_what_cannot_be_bound_is_said(said, words, form, officer, client_of):
    usual = {"value": "now", "unit": "form", "span": "chosen", "scale": "as_is", "missing": "blank"}
    answer = client_of(officer).post(address("form-bind", form.public_id), cell(5, 2, **{**usual, **said}), follow=True)
    assert words in text(answer)
    assert not form.latest.bindings.filter(row=5, column=2).exists()
    assert AuditEvent.objects.filter(action="denied").exists()


def test_headings_and_formulas_cannot_be_bound(form, officer, client_of):
    client = client_of(officer)
    for row, column in ((4, 2), (7, 2), (400, 2)):  # a heading, the sum, outside
        said = cell(
            row,
            column,
            key="register.members",
            value="now",
            unit="form",
            span="chosen",
            scale="as_is",
            missing="blank",
        )
        assert client.post(address("form-bind", form.public_id), said).status_code == 404
    assert client.post(address("form-bind", form.public_id), cell(5, 2, key="no.such")).status_code == 404


def test_a_binding_is_taken_away(form, officer, client_of):
    client = client_of(officer)
    client.post(address("form-unbind", form.public_id), cell(5, 3))
    assert list(form.latest.bindings.filter(column=3).values_list("row", flat=True)) == [6]
    client.post(address("form-unbind", form.public_id), cell(5, 6, do="column"))
    assert not form.latest.bindings.filter(column=6).exists()
    answer = client.post(address("form-unbind", form.public_id), cell(5, 3), follow=True)
    assert "这个单元格没有对应的指标。" in text(answer)


def fill(client, form, unit, period="2021H1"):
    answer = client.post(address("form-fill", form.public_id), {"period": period, "unit": str(unit.public_id)})
    assert answer.status_code == 302
    return Job.objects.latest("pk")


def test_before_filling_everything_is_looked_over(form, rows, officer, root, client_of):
    page = text(client_of(officer).get(address("form-fill", form.public_id, query=PERIOD)))
    assert 'href="/figures/register.members/?period=2021H1&amp;unit=' in page
    assert "青石镇 · 组织建设 / 会员人数（人）" in page and "<strong>3</strong>" in page
    assert "没有数据的 1 个单元格" in page and "白鹭街道 · 法律援助 / 受理案件数（件）：没有符合口径的记录" in page
    assert "填报单位：云川区总工会" in page


def test_the_filled_file_differs_in_the_bound_cells_alone(form, rows, officer, root, client_of):
    client = client_of(officer)
    job = fill(client, form, root)
    assert (job.state, job.message) == ("done", "已填 5 个单元格，1 个没有数据。")
    filling = FormFilling.objects.get()
    assert job.result_url == address("filling", filling.public_id)
    data = client.get(address("filling-file", filling.public_id)).content
    assert data == client.get(reverse("core:job-file", args=[job.public_id])).content
    with form.latest.file.file.open() as file:
        original = file.read()
    before, after = (load_workbook(BytesIO(content)) for content in (original, data))
    changed = {}
    for sheet in before:
        for line in sheet.iter_rows():
            for one in line:
                new = after[sheet.title][one.coordinate]
                assert _look(new) == _look(one)
                if new.value != one.value:
                    changed[f"{sheet.title}!{one.coordinate}"] = new.value
    today = filling.filled_on
    assert changed == {
        "综合情况!D6": 3,
        "综合情况!D7": 1,
        "综合情况!G6": 2,
        "综合情况!G7": "—",
        "综合情况!A2": "填报单位：云川区总工会",
        "综合情况!F2": f"填表日期：{today.year}年{today.month}月{today.day}日",
    }
    assert after[books.SHEET]["D8"].value == "=SUM(D6:D7)"
    assert after[books.SHEET].merged_cells.ranges == before[books.SHEET].merged_cells.ranges
    assert after[books.SHEET].column_dimensions["J"].hidden and after[books.SHEET].freeze_panes == "C6"
    with ZipFile(BytesIO(original)) as old, ZipFile(BytesIO(data)) as new:
        same = {name for name in old.namelist() if name in new.namelist() and old.read(name) == new.read(name)}
        assert set(old.namelist()) - same == {"xl/worksheets/sheet1.xml"} and new.namelist() == old.namelist()


def test_values_are_frozen_and_drift_is_shown(form, rows, officer, root, union, client_of):
    client = client_of(officer)
    fill(client, form, root)
    filling = FormFilling.objects.get()
    make(Member, union, joined_on=date(2021, 2, 3))
    page = text(client.get(address("filling", filling.public_id)))
    assert "<strong>3</strong>" in page and "<strong>4</strong>" not in page
    now = text(client.get(address("filling", filling.public_id, query="?now=1")))
    assert 'data-label="现在"><strong>4</strong>' in now and 'data-label="相差">+1<' in now
    before = text(client.get(address("form-fill", form.public_id, query=PERIOD)))
    assert '<span class="tone-wait">3</span>' in before
    fill(client, form, root)
    again = FormFilling.objects.latest("pk")
    page = text(client.get(address("filling", again.public_id)))
    assert "与上一次填报比较" in page and 'data-label="相差">+1<' in page
    assert FormFilling.objects.count() == 2


def test_a_form_without_bindings_is_not_filled(register, officer, root, client_of):
    form = register(officer)
    answer = client_of(officer).post(
        address("form-fill", form.public_id), {"period": "2021H1", "unit": str(root.public_id)}, follow=True
    )
    assert "这份报表还没有对应任何单元格，请先设置。" in text(answer)
    assert not Job.objects.exists()


def test_out_of_use_and_in_use_again(form, officer, root, client_of):
    client = client_of(officer)
    client.post(address("form-retire", form.public_id))
    answer = client.get(address("form-fill", form.public_id), follow=True)
    assert "这份报表已停用。" in text(answer)
    client.post(address("form-retire", form.public_id))
    client.post(address("form-resume", form.public_id))
    form.refresh_from_db()
    assert form.retired_on is None
    actions = AuditEvent.objects.filter(object_id=form.public_id).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["create", "change", "void", "denied", "denied", "restore"]


def test_bindings_find_their_cells_in_a_new_version(form, officer, client_of):
    headings = {**books.HEADINGS, "G5": "新收案件数（件）"}
    content = books.form(towns=("云门街道", *TOWNS), headings=headings)
    answer = client_of(officer).post(
        address("form-version", form.public_id), {"file": SimpleUploadedFile("新表.xlsx", content)}, follow=True
    )
    assert "已换用新表：4 个单元格沿用，2 个没有找到对应的位置，请重新点选。" in text(answer)
    version = form.latest
    assert version.number == 2
    assert {(b.row, b.column, b.key) for b in version.bindings.all()} == {
        (6, 3, "register.members"), (7, 3, "register.members"), (1, 0, "unit"), (1, 5, "day"),
    }  # fmt: skip
    assert [(one["cell"], one["reason"]) for one in version.lost] == [
        ("综合情况!G6", "新表中没有相同标题的空格"),
        ("综合情况!G7", "新表中没有相同标题的空格"),
    ]
    assert form.versions.get(number=1).bindings.count() == 6


def test_a_town_fills_the_open_form_for_itself(open_form, form, rows, town_clerk, town, other_town, client_of):
    client = client_of(town_clerk)
    page = text(client.get(address("forms")))
    assert open_form.name in page and form.name not in page and "上传报表" not in page
    assert client.get(address("form", form.public_id)).status_code == 404
    assert client.get(address("form-fill", form.public_id)).status_code == 404
    page = text(client.get(address("form-fill", open_form.public_id, query=PERIOD)))
    assert "青石镇总工会" in page and "白鹭街道总工会" not in page
    assert "本行左边没有写明单位，或该单位不属于填报单位。" in page
    fill(client, open_form, town)
    assert [(v["written"], v["unit"]) for v in FormFilling.objects.get().values] == [("3", "青石镇总工会"), (None, "")]
    answer = client.post(
        address("form-fill", open_form.public_id), {"period": "2021H1", "unit": str(other_town.public_id)}
    )
    assert answer.status_code == 404 and FormFilling.objects.count() == 1


def test_what_another_town_filled_does_not_exist(open_form, rows, officer, town_clerk, other_town, client_of):
    fill(client_of(officer), open_form, other_town)
    filling = FormFilling.objects.get()
    client = client_of(town_clerk)
    for name in ("filling", "filling-file"):
        assert client.get(address(name, filling.public_id)).status_code == 404
    assert other_town.name not in text(client.get(address("form", open_form.public_id)))
    assert "白鹭街道" not in text(client.get(address("forms")))


def test_leaders_read_and_grassroots_do_not_come_in(form, rows, officer, root, leader, clerk, client_of):
    fill(client_of(officer), form, root)
    filling = FormFilling.objects.get()
    client = client_of(leader)
    assert "填好的表" in text(client.get(address("filling", filling.public_id)))
    assert client.get(address("filling-file", filling.public_id)).status_code == 200
    assert client.get(address("form-fill", form.public_id)).status_code == 403
    assert client.get(address("form-cells", form.public_id)).status_code == 403
    assert "上级报表" not in client_of(clerk).get("/").content.decode()


def test_the_job_asks_for_rights_anew(form, officer, root, client_of):
    """Somebody who lost the role in the meantime fills nothing."""
    from reports.services.report_forms import filling
    from union_site.core.periods import Period

    officer.grants.all().delete()
    job = filling.enqueue(form, root, Period.parse("2021H1"), user=officer)
    job.refresh_from_db()
    assert (job.state, job.message) == ("failed", "这份报表已停用，或您已没有为该单位填报的权限。")
    assert not FormFilling.objects.exists()


def test_a_formula_in_a_text_is_shielded(form, rows, officer, root, client_of):
    type(root).objects.filter(pk=root.pk).update(name="=1+1")
    FormBinding.objects.filter(source="words", key="unit").update(row=5, column=2)
    fill(client_of(officer), form, root)
    with FormFilling.objects.get().file.file.open() as file:
        book = load_workbook(BytesIO(file.read()))
    assert book[books.SHEET]["C6"].value == "'=1+1"


def _look(one) -> tuple:
    """How a cell of a workbook looks, whatever it holds."""
    return one.number_format, repr(one.font), repr(one.border), repr(one.fill), repr(one.alignment)
