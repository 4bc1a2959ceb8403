"""From a workbook to the figure: upload, preview, confirm, result, the figure's change, its rows, the rejected rows."""

import re
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide
from tests.browser.workbooks import HEADINGS, MEMBERS, members, new_members, sheet, upload


def send(page, *files) -> None:
    page.goto("/imports/new/member/")
    page.get_by_label("把 Excel 文件拖到这里，或点击选择").set_input_files(list(files))
    page.get_by_role("button", name="上传并核对").click()


def test_a_workbook_of_members_changes_the_figure(open_page):
    page = open_page("town")
    page.goto("/?period=2021H1")
    expect(page.get_by_role("link", name="实名采集会员")).to_contain_text("390人")

    page.get_by_role("link", name="数据导入").click()
    page.get_by_role("link", name="导入文件").first.click()
    page.get_by_label("把 Excel 文件拖到这里，或点击选择").set_input_files(upload("新会员.xlsx", new_members()))
    expect(page.get_by_role("status").filter(has_text="已选择：新会员.xlsx")).to_be_visible()
    page.get_by_role("button", name="上传并核对").click()

    expect(page.locator(".figures")).to_contain_text("4 行数 3 新增 0 变更 0 无变化 1 退回")
    wrong = page.get_by_role("row", name="卢误四")
    expect(wrong).to_contain_text("第 7 行")
    expect(wrong.locator(".cell-bad")).to_contain_text("身份证号码的校验码不正确，请对照证件逐位核对。")
    page.get_by_role("link", name="新增 3").click()
    expect(page.get_by_role("row")).to_have_count(4)
    expect(page.get_by_role("row", name="卢新一")).to_contain_text(re.compile(r"33\*+1016"))

    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("导入完成。")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注好的文件（退回 1 行）").click()
    marked = load_workbook(BytesIO(download.value.path().read_bytes())).active
    words = [str(cell) for row in marked.iter_rows(values_only=True) for cell in row if cell is not None]
    assert "卢误四" in words and "339901200105061043" in words
    assert sum("身份证号码的校验码不正确" in word for word in words) == 1

    page.goto("/?period=2021H1")
    tile = page.get_by_role("link", name="实名采集会员")
    expect(tile).to_contain_text("393人")
    tile.click()
    expect(page.locator(".figure-value")).to_have_text("393 人")
    expect(page.locator("#rows")).to_contain_text("共 393 行")
    page.get_by_role("link", name="会员", exact=True).last.click()
    page.get_by_label("姓名 / 身份证号码 / 手机号码").fill("卢新")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("tbody tr")).to_have_count(3)

    send(page, upload("新会员.xlsx", new_members()))  # once more: nothing is doubled
    expect(page.locator(".figures")).to_contain_text("4 行数 0 新增 0 变更 3 无变化 1 退回")


def test_members_of_another_town_are_refused_without_saying_whose_they_are(open_page):
    page = open_page("system")
    send(page, upload("新会员.xlsx", new_members()))
    expect(page.locator(".figures")).to_contain_text("4 行数 0 新增 0 变更 0 无变化 4 退回")
    expect(page.locator("table")).not_to_contain_text("青石镇总工会")
    expect(page.get_by_text("没有可以写入的新增或变更。")).to_be_visible()
    page.get_by_role("button", name="放弃").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("已放弃这次导入，登记簿没有任何改动。")).to_be_visible()


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
WRONG = (
    ("报表.xlsx", PDF, "这是PDF文件，不是Excel工作簿。请用Excel或WPS表格打开原始表格"),
    ("空表.xlsx", sheet(), "工作表是空的，没有可以导入的行。请核对是否选错了文件。"),
    (
        "食谱.xlsx",
        sheet(("菜名", "主料", "做法"), ("红烧肉", "五花肉", "炖")),
        "表头（菜名、主料、做法）不属于系统中的任何登记簿。请核对是否选错了文件",
    ),
    ("只有表头.xlsx", sheet(HEADINGS), "没有"),
    ("损坏.xlsx", new_members()[:2000], "文件已损坏或不完整，无法打开。"),
)


@pytest.mark.parametrize(("name", "content", "words"), WRONG, ids=[name for name, *_ in WRONG])
def test_a_wrong_file_is_refused_in_plain_words(open_page, name, content, words):
    page = open_page("town")
    send(page, upload(name, content))
    expect(page.get_by_text("没有导入。")).to_be_visible()
    expect(page.get_by_text(words).first).to_be_visible()
    expect(page.get_by_role("link", name="重新上传")).to_be_visible()


def test_a_picture_is_refused_before_it_is_sent(open_page):
    page = open_page("town")
    page.goto("/imports/new/member/")
    page.get_by_label("把 Excel 文件拖到这里，或点击选择").set_input_files(
        {"name": "照片.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n"}
    )
    expect(
        page.get_by_text("“照片.png”的格式不支持，请选择 .xlsx、.xlsm、.xls、.et、.ods、.csv、.zip 文件。")
    ).to_be_visible()
    page.get_by_role("button", name="上传并核对").click()
    expect(page).to_have_url(re.compile("/imports/new/member/$"))


def test_a_wrong_cell_is_put_right_in_the_preview(open_page):
    page = open_page("town")
    page.goto("/imports/new/member/")
    page.get_by_label("把 Excel 文件拖到这里，或点击选择").set_input_files(upload("改正.xlsx", members(MEMBERS[3])))
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator(".figures")).to_contain_text("1 行数 0 新增 0 变更 0 无变化 1 退回")

    page.get_by_role("link", name="修改第 4 行的身份证号码").click()
    field = page.get_by_label("第 4 行 身份证号码")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.get_by_role("button", name="显示原文").click()
    expect(field).to_have_value("339901200105061043")
    assert serious_violations(page) == []
    field.fill("339901200105061042")
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_role("status").filter(has_text="第 4 行已改，现在是“新增”。")).to_be_visible()
    expect(page.locator(".figures")).to_contain_text("1 行数 1 新增 0 变更 0 无变化 0 退回")
    page.get_by_role("link", name="新增 1").click()
    expect(page.get_by_role("row", name="卢误四")).to_contain_text("已在此修改")
    assert serious_violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="修改第 4 行的姓名").click()
    expect(page.get_by_label("第 4 行 姓名")).to_have_value("卢误四")
    assert too_wide(page) == []
    page.get_by_role("link", name="取消").click()
    page.get_by_role("button", name="放弃").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("已放弃这次导入，登记簿没有任何改动。")).to_be_visible()
