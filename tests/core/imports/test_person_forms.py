"""One-person forms from the upload to the register and back: several sheets, a family, questions, mistakes, marks."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import HonourTitle, Member
from tests.core.imports.test_correcting import RED, comments, fills, last, marked, opened
from tests.core.imports.test_pages import upload
from tests.core.spreadsheets.books import xls
from tests.core.spreadsheets.person_form_sheets import (
    CHENG,
    DUAN,
    ENTRY_MERGED,
    HARDSHIP_MERGED,
    LI,
    WANG,
    entry_form,
    hardship_form,
    model_form,
    workbook,
)
from union_site.core.models import AuditEvent, ImportBatch
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.loading import load
from welfare.models import FamilyMember, HardshipCase

pytestmark = pytest.mark.django_db
WRONG = "339901199308242893"
SAID = "身份证号码的校验码不正确，请对照证件逐位核对。"


@pytest.fixture(autouse=True)
def _union(union):
    pass


@pytest.fixture
def desk(client_of, org_officer):
    return client_of(org_officer)


@pytest.fixture
def aid_desk(client_of, officer):
    return client_of(officer)


@pytest.fixture
def own_desk(client_of, clerk):
    return client_of(clerk)


def entries(*people, names=("段浩浩", "程帆帆", "邓林旭")):
    forms = zip(names, people, strict=False)
    return workbook(*((name, entry_form(**person), ENTRY_MERGED) for name, person in forms))


def confirm(client, batch):
    client.post(reverse("core:import-confirm", args=[batch.public_id]))


def preview(client, batch, **query):
    return client.get(reverse("core:import-preview", args=[batch.public_id]), query).content.decode()


def test_a_form_a_sheet_becomes_a_member_each(desk):
    upload(desk, (entries(DUAN, CHENG), "入会登记表.xlsx"))

    batch = ImportBatch.objects.get()
    assert (batch.state, batch.resource, batch.new, batch.sheet_name) == ("preview", "member", 2, "段浩浩等2张")
    text = preview(desk, batch)
    assert '<th scope="col">登记表</th>' in text
    assert 'data-label="登记表">“段浩浩”</td>' in text
    assert '<span class="text-secondary">B4</span> 身份证号码' in text
    assert "登记表中有些项目没有用到：" in text
    assert "1000003 行" not in text
    assert "33990119880717309X" not in text
    assert "段浩浩" not in str(batch.mapping)
    confirm(desk, batch)
    assert sorted(Member.objects.values_list("name", "gender", "education")) == [
        ("段浩浩", "male", "大专"),
        ("程帆帆", "male", "大专"),
    ]
    upload(desk, (entries(DUAN, CHENG), "再来一次.xlsx"))
    assert (last().same, last().new) == (2, 0)


def test_her_own_workbook_comes_back_with_the_cell_red_and_the_mended_one_is_taken(desk):
    upload(desk, (entries(DUAN, CHENG | {"identity": WRONG}), "入会登记表.xlsx"))
    first = last()
    assert (first.new, first.rejected) == (1, 1)
    text = preview(desk, first)
    assert 'data-label="登记表">“程帆帆”</td>' in text
    assert SAID in text

    response = marked(desk, first)

    book = opened(response.content)
    assert book.sheetnames == ["段浩浩", "程帆帆"]
    assert (comments(book["段浩浩"]), fills(book["段浩浩"], RED)) == ({}, [])
    page = book["程帆帆"]
    about = comments(page).pop("H1")
    assert about.startswith("系统：“段浩浩”等2个工作表是一人（一事）一张的登记表")
    assert comments(page) == {"H1": about, "B4": f"系统：{SAID}"}
    assert fills(page, RED) == ["H3", "B4"]
    assert (page["H1"].value, page["H3"].value, page["H4"].value) == ("错误说明", f"身份证号码：{SAID}", None)
    assert (page["A1"].value, page["B3"].value, "B4:D4" in page.merged_cells) == (
        "职工入会登记表",
        "程帆帆",
        True,
    )

    confirm(desk, first)
    page["B4"] = CHENG["identity"]
    file = io.BytesIO()
    book.save(file)
    address = reverse("core:import-correct", args=[first.public_id])
    desk.post(address, {"file": SimpleUploadedFile("入会登记表_已标注.xlsx", file.getvalue())}, follow=True)
    second = last()
    assert (second.corrects, second.same, second.new, second.rejected) == (first, 1, 1, 0)
    confirm(desk, second)
    assert set(Member.objects.values_list("name", flat=True)) == {"段浩浩", "程帆帆"}


def test_marks_of_a_form_are_replaced_where_mistakes_are_left(desk):
    upload(desk, (entries(CHENG | {"identity": WRONG, "joined": "昨天"}), "登记表.xlsx"))
    book = opened(marked(desk, last()).content)
    page = book.active
    assert [page[f"H{row}"].value.partition("：")[0] for row in (3, 4)] == ["身份证号码", "入会时间"]
    page["B4"] = CHENG["identity"]
    file = io.BytesIO()
    book.save(file)

    upload(desk, (file.getvalue(), "登记表_已标注.xlsx"))

    again = opened(marked(desk, last()).content).active
    assert fills(again, RED) == ["H3", "F6"]
    assert set(comments(again)) == {"H1", "F6"}
    assert (again["H3"].value.partition("：")[0], again["H4"].value, again["I3"].value) == ("入会时间", None, None)


def test_the_same_person_in_two_forms_is_named_by_their_sheets(desk):
    upload(desk, (entries(DUAN, DUAN), "登记表.xlsx"))
    batch = last()
    assert (batch.new, batch.rejected) == (1, 1)
    assert "与工作表“段浩浩”第3行的身份证号码重复，以工作表“段浩浩”第3行为准。" in preview(desk, batch)
    assert opened(marked(desk, batch).content)["程帆帆"]["H3"].value == (
        "身份证号码：与工作表“段浩浩”第3行的身份证号码重复，以工作表“段浩浩”第3行为准。"
    )


def family():
    found = FamilyMember.objects.current().order_by("id")
    return [(one.case.code, one.name, one.relation, one.health, one.occupation) for one in found]


def test_the_family_of_a_hardship_form_comes_with_it(aid_desk):
    forms = [
        ("邓林旭", hardship_form(family=(WANG, LI)), HARDSHIP_MERGED),
        ("于文俊", hardship_form("KN2", "于文俊", "339901196505053237"), HARDSHIP_MERGED),
    ]
    upload(aid_desk, (workbook(*forms), "困难职工档案表.xlsx"))
    batch = last()
    assert (batch.resource, batch.new, batch.rejected) == ("hardship", 2, 0)
    text = preview(aid_desk, batch)
    assert '<td class="col-main col-nowrap" data-label="登记表">第 10 行</td>' in text
    assert "修改第 11 行的家庭成员姓名：邓小明" in text
    confirm(aid_desk, batch)
    assert family() == [("KN1", "王芳", "配偶", "残疾", "无业"), ("KN1", "邓小明", "子", "健康", "在校学生")]
    case = HardshipCase.objects.get(code="KN1")
    assert (case.kind, case.monthly_income, case.causes) == ("relative", 1200, "本人大病")


def test_a_wrong_cell_of_the_family_is_marked_in_its_own_line(aid_desk):
    wrong = ["子", "邓小明", "123", "健康", "在校学生"]
    upload(aid_desk, (workbook(("邓林旭", hardship_form(family=(WANG, wrong)), HARDSHIP_MERGED)), "档案表.xlsx"))
    batch = last()
    assert (batch.new, batch.rejected) == (0, 1)
    assert '<td class="col-main col-nowrap" data-label="登记表">第 11 行</td>' in preview(aid_desk, batch)
    page = opened(marked(aid_desk, batch).content).active
    assert fills(page, RED) == ["D11", "G11"]
    assert comments(page)["D11"].startswith("系统：第11行“家庭成员身份证号”：")
    assert page["G11"].value.startswith("第11行“家庭成员身份证号”：")


def test_several_labels_in_one_cell_are_marked_at_it(own_desk):
    upload(own_desk, (workbook(("劳模", model_form(identity=WRONG), ())), "劳模登记表.xlsx"))
    page = opened(marked(own_desk, last()).content).active
    assert comments(page)["A3"] == f"系统：{SAID}"

    upload(own_desk, (workbook(("劳模", model_form(), ())), "劳模登记表.xlsx"))
    confirm(own_desk, last())
    honour = HonourTitle.objects.get()
    assert (honour.model_worker.name, honour.level, honour.document_number) == (
        "段浩浩",
        "district",
        "云政发〔2019〕3号",
    )


def test_a_form_is_put_right_in_the_preview(desk):
    upload(desk, (entries(DUAN | {"identity": WRONG}), "登记表.xlsx"))
    batch = last()
    row = batch.staged_rows.get()
    index = batch.mapping["places"]["identity"][0][0]
    address = reverse("core:import-cell", args=[batch.public_id, row.number, index])
    assert "“段浩浩” 身份证号码</label>" in desk.get(address).content.decode()
    text = desk.post(address, {"text": DUAN["identity"]}, headers={"HX-Request": "true"}).content.decode()
    assert "“段浩浩”已改，现在是“新增”。" in text
    assert AuditEvent.objects.filter(object_label="段浩浩 B4").exists()
    confirm(desk, batch)
    assert Member.objects.get().identity == DUAN["identity"]


def strange(**person):
    return [["申请人", *row[1:]] if row[0] == "姓  名" else row for row in entry_form(**person)]


def test_an_uncertain_label_is_asked_about_once(desk):
    upload(desk, (workbook(("段浩浩", strange(**DUAN), ENTRY_MERGED)), "登记表.xlsx"))
    batch = last()
    assert (batch.state, batch.resource) == ("mapping", "member")
    address = reverse("core:import-mapping", args=[batch.public_id])
    text = desk.get(address).content.decode()
    assert "个项目拿不准" in text
    assert '<td class="col-nowrap" data-label="单元格">B3</td>' in text
    assert ">申请人</label>" in text
    assert "不导入这一项目" in text

    desk.post(address, {"column-0": "name", "column-4": "-"})

    batch.refresh_from_db()
    assert (batch.state, batch.new, batch.rejected) == ("preview", 1, 0)
    confirm(desk, batch)
    assert Member.objects.get().name == "段浩浩"
    upload(desk, (workbook(("程帆帆", strange(**CHENG), ENTRY_MERGED)), "二月.xlsx"))
    assert (last().state, last().new) == ("preview", 1)
    assert "已按上次的对应读取" in preview(desk, last())


def test_of_another_kind_of_file_the_rejected_forms_come_as_rows(desk):
    wide = [[*row, *[""] * (7 - len(row))] for row in entry_form(**(DUAN | {"identity": WRONG}))]
    upload(desk, (xls(wide), "登记表.xls"))
    batch = last()
    assert (batch.resource, batch.rejected) == ("member", 1)
    page = opened(marked(desk, batch).content).active
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0][:3] == ["原行号", "姓名", "性别"]
    assert rows[1][:3] == ["“表1”", "段浩浩", "男"]
    assert rows[1][-1] == f"身份证号码：{SAID}"
    mended = io.BytesIO()
    page.cell(2, rows[0].index("身份证号码") + 1).value = DUAN["identity"]
    page.parent.save(mended)
    upload(desk, (mended.getvalue(), "改好.xlsx"))
    assert (last().state, last().new, last().rejected) == ("preview", 1, 0)


HTML = "<html><meta charset='utf-8'><table>{}</table></html>"


def test_a_web_page_of_a_form_is_read_alike(district):
    rows = "".join(
        f"<tr>{''.join(f'<td>{value}</td>' for value in row)}</tr>" for row in entry_form(**DUAN) if row[0] != ""
    )
    (plan,) = importing.read(HTML.format(rows).encode(), "登记表.xls")
    assert (plan.status, plan.resource.key, plan.table.forms is not None) == ("ok", "member", True)


def test_loaded_from_a_folder_a_form_says_sheet_and_cell(district, tmp_path):
    path = tmp_path / "登记表.xlsx"
    path.write_bytes(entries(DUAN, CHENG | {"identity": WRONG}))
    (report,) = load([path], district=district)
    said = report.as_json()
    assert [(one["sheet"], one["row"]) for one in said["accepted"]] == [("段浩浩", 3)]
    assert [(one["sheet"], one["row"], one["column"], one["code"]) for one in said["rejected"]] == [
        ("程帆帆", 4, "B", "id_check")
    ]
    assert said["notices"][0]["code"] == "person_forms"
