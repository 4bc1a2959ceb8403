"""A file with mistakes is given back marked, put right by its sender, and sent again."""

import csv
import io
import zipfile

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from members.models import Member
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER, changed
from tests.core.imports.test_pages import upload
from tests.sheets import workbook
from union_site.core.models import AuditEvent, ImportBatch, Job, StoredFile
from union_site.core.spreadsheets import marking
from union_site.core.spreadsheets.guard import check_file

WRONG = "339901199308242893"
RIGHT = "339901199308242892"
SAID = "身份证号码的校验码不正确，请对照证件逐位核对。"
RED, YELLOW = "FFFFE3E0", "FFFFF4D6"


@pytest.fixture
def desk(client_of, org_officer):
    return client_of(org_officer)


def book(*rows, sheet="会员名册"):
    return workbook(MEMBER, *rows, sheet=sheet)


def last() -> ImportBatch:
    return ImportBatch.objects.order_by("pk").last()


def marked(client, batch):
    response = client.get(reverse("core:import-marked", args=[batch.public_id]))
    assert response.status_code == 200, response
    check_file(response.content)
    return response


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def comments(sheet) -> dict[str, str]:
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


def fills(sheet, colour: str) -> list[str]:
    return [cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == colour]


def edited(content: bytes, change) -> bytes:
    """A workbook opened, changed and saved by another program."""
    made = opened(content)
    change(made.active)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def correct(client, batch, content: bytes, name="会员_已标注.xlsx"):
    address = reverse("core:import-correct", args=[batch.public_id])
    return client.post(address, {"file": SimpleUploadedFile(name, content)}, follow=True)


def test_her_own_file_comes_back_with_the_bad_cells_marked(desk, union):
    upload(desk, (book(DUAN, changed(CHENG, 身份证号码=WRONG)), "会员.xlsx"))

    response = marked(desk, last())

    assert response["Content-Disposition"] == (
        "attachment; filename=\"download.xlsx\"; filename*=UTF-8''%E4%BC%9A%E5%91%98_%E5%B7%B2%E6%A0%87%E6%B3%A8.xlsx"
    )
    sheet = opened(response.content)["会员名册"]
    identity = sheet.cell(3, 2 + MEMBER.index("身份证号码")).column_letter
    column = sheet.cell(3, 2 + len(MEMBER)).column_letter
    assert comments(sheet) == {f"{identity}5": f"系统：{SAID}"}
    assert fills(sheet, RED) == [f"{identity}5", f"{column}5"]
    assert sheet[f"{column}3"].value == "错误说明"
    assert (sheet[f"{column}4"].value, sheet[f"{column}5"].value) == (None, f"身份证号码：{SAID}")
    assert sheet["A1"].value == "会员名册"
    assert sheet[f"{identity}5"].value == WRONG


def test_the_whole_way_there_and_back(desk, union):
    upload(desk, (book(DUAN, changed(CHENG, 身份证号码=WRONG)), "会员.xlsx"))
    first = last()
    desk.post(reverse("core:import-confirm", args=[first.public_id]))
    assert list(Member.objects.values_list("name", flat=True)) == ["段浩浩"]

    mended = edited(marked(desk, first).content, lambda sheet: sheet.cell(5, 2 + MEMBER.index("身份证号码"), RIGHT))
    page = correct(desk, first, mended).content.decode()

    second = last()
    assert (second.corrects, second.register, second.unknown_headings, second.notices) == (first, "member", [], [])
    assert (second.rows, second.same, second.new, second.rejected) == (2, 1, 1, 0)
    assert "改正 <a" in page and "的导入“会员.xlsx”" in page
    desk.post(reverse("core:import-confirm", args=[second.public_id]))
    assert set(Member.objects.values_list("name", flat=True)) == {"段浩浩", "程帆帆"}
    before = desk.get(reverse("core:import-preview", args=[first.public_id])).content.decode()
    assert "已有改正：" in before and "会员_已标注.xlsx" in before
    assert AuditEvent.objects.filter(reason="上传改好的文件").count() == 1


def test_marks_are_replaced_where_mistakes_are_left(desk, union):
    rows = (changed(DUAN, 身份证号码="33990119880717309"), changed(CHENG, 身份证号码=WRONG), changed(CHENG, 姓名=""))
    upload(desk, (book(*rows), "会员.xlsx"))
    first = last()
    assert first.rejected == 3

    def mend(sheet):
        sheet.cell(4, 2 + MEMBER.index("身份证号码"), DUAN[MEMBER.index("身份证号码")])
        sheet["C6"].comment = Comment("我的话", "李")

    correct(desk, first, edited(marked(desk, first).content, mend))
    second = last()
    assert (second.new, second.rejected, second.unknown_headings) == (1, 2, [])

    again = marked(desk, second)

    assert "%E5%B7%B2%E6%A0%87%E6%B3%A8.xlsx" in again["Content-Disposition"]
    assert again["Content-Disposition"].count("%E5%B7%B2%E6%A0%87%E6%B3%A8") == 1
    sheet = opened(again.content).active
    headings = [cell.value for cell in sheet[3]]
    assert headings.count("错误说明") == 1 and headings[-1] == "错误说明"
    identity, name = (sheet.cell(3, 2 + MEMBER.index(one)).column_letter for one in ("身份证号码", "姓名"))
    column = sheet.cell(3, len(headings)).column_letter
    assert sheet[f"{column}4"].value is None
    assert fills(sheet, RED) == sorted(
        [f"{identity}5", f"{column}5", f"{name}6", f"{column}6"], key=lambda at: at[1:] + at
    )
    found = comments(sheet)
    assert found.pop("C6").startswith("我的话")
    assert set(found) <= {f"{identity}5", f"{name}6"} and found[f"{identity}5"] == f"系统：{SAID}"


def test_warned_cells_are_marked_lightly_and_told_apart_from_mistakes(desk, union):
    upload(desk, (book(changed(DUAN, 手机号码="123"), changed(CHENG, 身份证号码=WRONG)), "会员.xlsx"))
    batch = last()
    assert (batch.warned, batch.rejected) == (1, 1)

    sheet = opened(marked(desk, batch).content).active

    phone = sheet.cell(3, 2 + MEMBER.index("手机号码")).column_letter
    column = sheet.cell(3, 2 + len(MEMBER)).column_letter
    assert fills(sheet, YELLOW) == [f"{phone}4", f"{column}4"]
    assert comments(sheet)[f"{phone}4"].startswith("系统：") and comments(sheet)[f"{phone}4"].endswith(
        "（提醒，不影响导入）"
    )
    assert sheet[f"{column}4"].value.startswith("提醒：手机号码：")


def test_unknown_columns_and_what_was_noticed_stand_on_the_column(desk, union):
    file = workbook([*MEMBER, "备注事项"], [*changed(CHENG, 身份证号码=WRONG), "x"], sheet="会员名册")
    upload(desk, (file, "会员.xlsx"))

    sheet = opened(marked(desk, last()).content).active

    heading = sheet.cell(3, 3 + len(MEMBER))
    assert heading.value == "错误说明"
    assert "这些列没有用到：备注事项。" in heading.comment.text


def test_every_sheet_of_the_file_is_marked(desk, union):
    made = openpyxl.load_workbook(io.BytesIO(book(changed(CHENG, 身份证号码=WRONG))))
    other = made.create_sheet("第二页")
    for row in opened(book(changed(DUAN, 姓名=""))).active.iter_rows(values_only=True):
        other.append(row)
    made.create_sheet("说明")["A1"] = "随便"
    file = io.BytesIO()
    made.save(file)
    upload(desk, (file.getvalue(), "会员.xlsx"))
    first, second = ImportBatch.objects.order_by("pk")

    result = opened(marked(desk, second).content)

    assert [len(fills(result[name], RED)) for name in ("会员名册", "第二页", "说明")] == [2, 2, 0]
    correct(desk, second, marked(desk, second).content)
    assert list(ImportBatch.objects.order_by("pk").values_list("corrects", flat=True)[2:]) == [first.pk, second.pk]


def test_a_sheet_that_begins_further_down_and_right(desk, union):
    made = openpyxl.Workbook()
    for place, row in enumerate((MEMBER, DUAN, changed(CHENG, 身份证号码=WRONG)), 3):
        for column, value in enumerate(row, 3):
            made.active.cell(place, column, value)
    made.active["C5"].fill = PatternFill("solid", fgColor="FF00FF00")
    file = io.BytesIO()
    made.save(file)
    upload(desk, (file.getvalue(), "会员.xlsx"))

    sheet = opened(marked(desk, last()).content).active

    assert list(comments(sheet)) == [sheet.cell(5, 3 + MEMBER.index("身份证号码")).coordinate]
    assert sheet.cell(3, 3 + len(MEMBER)).value == "错误说明"
    assert sheet["C5"].fill.fgColor.rgb == "FF00FF00"


def test_a_heading_of_two_lines_keeps_the_column_known(desk, union):
    made = openpyxl.Workbook()
    made.active.append(["会员名册"])
    made.active.append(["基本情况", *[None] * (len(MEMBER) - 1)])
    made.active.append(MEMBER)
    made.active.merge_cells(start_row=2, start_column=1, end_row=2, end_column=len(MEMBER))
    made.active.append(changed(CHENG, 身份证号码=WRONG))
    file = io.BytesIO()
    made.save(file)
    upload(desk, (file.getvalue(), "会员.xlsx"))
    first = last()
    assert first.rejected == 1

    correct(desk, first, marked(desk, first).content)

    second = last()
    assert (second.rejected, second.unknown_headings) == (1, [])
    row = next(
        row for row in opened(marked(desk, second).content).active.iter_rows(values_only=True) if "错误说明" in row
    )
    assert row.count("错误说明") == 1


def test_of_another_kind_of_file_the_rejected_rows_come_alone(desk, union):
    lines = io.StringIO()
    csv.writer(lines).writerows(
        [[*MEMBER, "备注事项", "错误说明"], [*DUAN, "", ""], [*changed(CHENG, 身份证号码=WRONG), "留意", "旧话"]]
    )
    upload(desk, (lines.getvalue().encode("gb18030"), "会员名册.csv"))
    first = last()

    response = marked(desk, first)

    assert "%E9%80%80%E5%9B%9E%E7%9A%84%E8%A1%8C.xlsx" in response["Content-Disposition"]
    sheet = opened(response.content).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("原行号", *MEMBER, "备注事项", "错误说明")
    assert (rows[1][0], rows[1][-2], rows[1][-1]) == (3, "留意", f"身份证号码：{SAID}")
    identity = sheet.cell(2, 2 + MEMBER.index("身份证号码")).coordinate
    assert comments(sheet) == {identity: f"系统：{SAID}"}
    assert identity in fills(sheet, RED)

    correct(desk, first, edited(response.content, lambda page: page.cell(2, 2 + MEMBER.index("身份证号码"), RIGHT)))
    assert (last().corrects, last().new, last().rejected, last().unknown_headings) == (first, 1, 0, ["备注事项"])


def test_a_large_file_is_marked_in_the_background_and_lies_encrypted(desk, union, monkeypatch):
    upload(desk, (book(changed(CHENG, 身份证号码=WRONG)), "会员.xlsx"))
    batch = last()
    monkeypatch.setattr(marking, "LARGE", 10)
    address = reverse("core:import-marked", args=[batch.public_id])
    assert "生成标注好的文件" in desk.get(reverse("core:import-preview", args=[batch.public_id])).content.decode()
    assert desk.get(address).status_code == 302

    answer = desk.post(address)

    job = Job.objects.get(kind="import.mark")
    assert answer["Location"] == reverse("core:job", args=[job.public_id])
    assert (job.state, job.message) == ("done", "已标注 1 行，请下载改正后再上传。")
    with open(job.result_file.file.path, "rb") as file:
        assert file.read()[:2] != b"PK"
    result = desk.get(reverse("core:job-file", args=[job.public_id])).content
    assert len(fills(opened(result).active, RED)) == 2


def test_what_is_not_taken_back(desk, client_of, clerk, union):
    upload(desk, (book(changed(CHENG, 身份证号码=WRONG)), "会员.xlsx"))
    batch = last()
    assert correct(client_of(clerk), batch, book(DUAN)).status_code == 404

    empty = desk.post(reverse("core:import-correct", args=[batch.public_id]))
    assert (empty.status_code, "请选择要导入的文件。" in empty.content.decode()) == (400, True)
    other = correct(
        desk, batch, workbook(["单位名称", "统一社会信用代码"], ["甲公司", ""], sheet="单位")
    ).content.decode()
    assert "没有导入。" in other
    desk.post(reverse("core:import-abandon", args=[batch.public_id]))
    correct(desk, batch, book(DUAN))
    assert ImportBatch.objects.filter(corrects=batch).count() == 1
    assert StoredFile.objects.count() == 2


def test_macros_come_back(desk, union):
    content = book(changed(CHENG, 身份证号码=WRONG))
    package = zipfile.ZipFile(io.BytesIO(content))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in package.namelist():
            made.writestr(name, package.read(name))
        made.writestr("xl/vbaProject.bin", b"macro" * 100)
    upload(desk, (file.getvalue(), "会员.xlsm"))

    response = marked(desk, last())

    assert response["Content-Type"] == "application/vnd.ms-excel.sheet.macroEnabled.12"
    assert response["Content-Disposition"].endswith(".xlsm")
    assert zipfile.ZipFile(io.BytesIO(response.content)).read("xl/vbaProject.bin") == b"macro" * 100
