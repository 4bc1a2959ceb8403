"""The superior's form: uploaded, three cells bound by clicking, filled, downloaded; and on a phone."""

from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, settle, too_wide
from tests.browser.workbooks import upload
from tests.reports.forms import books


def look_over(page, *, colours: bool = True) -> None:
    settle(page)
    assert [*too_wide(page), *serious_violations(page, colours=colours)] == []


def test_from_the_upload_to_the_filled_file(open_page):
    page = open_page("editor")
    page.goto("/figures/")
    page.get_by_role("link", name="上级报表").click()
    page.get_by_role("link", name="上传报表").first.click()
    page.locator("input[type=file]").set_input_files(upload("统计半年报表.xlsx", books.form()))
    page.get_by_label("报表名称").fill("工会工作统计半年报表")
    page.get_by_label("文号").fill("江工统〔2021〕3号")
    look_over(page)
    page.get_by_role("button", name="上传并设置").click()

    # A suggestion is taken for the whole column.
    panel = page.locator("#cell-panel")
    expect(panel).to_contain_text("还没有选单元格")
    look_over(page)
    page.get_by_role("link", name="D6，").click()
    expect(panel).to_contain_text("建议：实名采集会员")
    panel.get_by_role("button", name="采用本列全部建议").click()
    expect(page.locator("#cell-0-5-3")).to_contain_text("390")
    expect(page.locator("#cell-0-6-3")).to_contain_text("实名采集会员")

    # One is sought by a word, seen at once, and filled down to the other towns.
    page.get_by_role("link", name="H6，").click()
    panel.get_by_label("填哪个指标").fill("涉及金额")
    panel.locator("#cell-results").get_by_role("link", name="涉及金额").first.click()
    expect(panel.locator(".sheet-preview")).to_contain_text("青石镇总工会，2021年上半年")
    expect(panel.get_by_label("单位换算")).to_have_value("yuan")
    with page.expect_response(lambda answer: "missing=dash" in answer.url):
        panel.get_by_label("没有数据时").select_option("dash")
    settle(page)
    panel.get_by_role("button", name="向下填充到同列各单位（4）").click()
    expect(panel).to_contain_text("已保存，共 5 个单元格。")
    look_over(page)

    # With the keyboard alone: one cell down, a text.
    page.locator("#cell-0-1-0").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#cell-0-1-4")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    panel.get_by_role("button", name="填报单位", exact=True).click()
    expect(page.locator("#cell-0-1-0")).to_contain_text("填报单位：云川区总工会")

    page.get_by_role("link", name="去填报").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("填报")
    look_over(page)
    page.get_by_role("button", name="填好并下载").click()
    link = page.get_by_role("link", name="下载“")
    with page.expect_download() as download:
        link.click()
    book = load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    sheet = book[books.SHEET]
    assert sheet["A2"].value == "填报单位：云川区总工会"
    assert [sheet.cell(row, 4).value for row in (6, 7)] == [390, 748]
    assert sheet["D11"].value == "=SUM(D6:D10)" and sheet["C6"].value is None
    page.get_by_role("link", name="查看结果").click()
    expect(page.locator("#content")).to_contain_text("填报时的数，不再变化")
    look_over(page)


def test_on_a_phone(open_page):
    page = open_page("rights", phone=True)
    page.goto("/forms/new/")
    page.locator("input[type=file]").set_input_files(upload("表.xlsx", books.form()))
    page.get_by_label("报表名称").fill("手机上的报表")
    page.get_by_label("由谁填报").select_option(label="各单位各填一份")
    page.get_by_role("button", name="上传并设置").click()
    page.get_by_role("link", name="E6，").click()
    panel = page.locator("#cell-panel")
    panel.get_by_role("button", name="采用", exact=True).click()
    expect(panel).to_contain_text("已保存。")
    look_over(page)
    page.goto("/forms/")
    look_over(page)
    page.get_by_role("link", name="手机上的报表").click()
    look_over(page)
    page.get_by_role("link", name="填报", exact=True).click()
    look_over(page)

    town = open_page("town")
    town.goto("/forms/")
    expect(town.locator("#content")).to_contain_text("手机上的报表")
    town.get_by_role("link", name="填报", exact=True).click()
    expect(town.locator("#content")).to_contain_text("青石镇总工会")
