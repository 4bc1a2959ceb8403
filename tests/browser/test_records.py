"""A district officer keeps the register of cases: adds, changes, strikes out, restores, attaches a file."""

import re

from playwright.sync_api import expect

NUMBER = "（2021）云川工援字第901号"
SCAN = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def choose(page, label: str, words: str, name: str) -> None:
    """Pick from a choice that is searched at the server."""
    field = page.get_by_role("combobox", name=label).and_(page.locator("input"))
    field.click()
    field.press_sequentially(words)
    page.get_by_role("option", name=name).first.click()


def new_case(page, number: str) -> None:
    page.goto("/records/legal_case/new/")
    page.get_by_label("案号").fill(number)
    page.get_by_label("受理日期").fill("2021-08-20")
    page.get_by_label("涉及职工人数").fill("3")
    choose(page, "用人单位", "云川兴榆商贸", "云川兴榆商贸有限公司")
    page.get_by_label("涉及金额").fill("12000.50")
    page.get_by_role("button", name="保存").click()


def test_a_case_from_its_entry_to_its_restoration(open_page):
    page = open_page("rights")
    new_case(page, NUMBER)
    expect(page.get_by_role("heading", level=1)).to_contain_text("901号")
    expect(page.get_by_text("12,000.50")).to_be_visible()
    expect(page.get_by_text("云川兴榆商贸有限公司工会").first).to_be_visible()  # it follows from the employer

    page.get_by_role("link", name="编辑").click()
    page.get_by_label("结案日期").fill("2021-08-01")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("结案日期不能早于受理日期。").first).to_be_visible()
    expect(page.get_by_label("涉及金额")).to_have_value("12000.50")
    page.get_by_label("结案日期").fill("2021-08-31")
    page.get_by_label("处理方式").select_option(label="调解")
    page.get_by_role("button", name="保存").click()
    expect(page.locator(".facts").filter(has_text="结案日期")).to_contain_text("2021-08-31")

    page.get_by_role("link", name="作废", exact=True).click()
    page.get_by_label("作废原因").fill("重复录入")
    page.get_by_role("button", name="作废", exact=True).click()
    expect(page.get_by_text("这条记录已作废，不计入统计。")).to_be_visible()
    expect(page.get_by_text("原因：重复录入")).to_be_visible()
    page.goto("/records/legal_case/?q=" + NUMBER)
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()
    page.get_by_label("含作废").check()
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name=re.compile("901号")).click()

    page.get_by_role("button", name="恢复").click()
    page.get_by_role("dialog").get_by_role("button", name="恢复").click()
    expect(page.get_by_text("这条记录已作废，不计入统计。")).to_have_count(0)
    page.goto("/records/legal_case/?q=" + NUMBER)
    expect(page.locator("tbody tr")).to_have_count(1)


def test_striking_out_from_the_list_asks_for_a_reason(open_page):
    page = open_page("rights")
    new_case(page, "（2021）云川工援字第902号")
    page.goto("/records/legal_case/?q=（2021）云川工援字第902号")
    page.get_by_role("button", name="作废").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="作废").click()
    expect(dialog).to_be_visible()  # no reason, no striking out
    dialog.get_by_label("作废原因").fill("录错单位")
    dialog.get_by_role("button", name="作废").click()
    expect(page.get_by_text("已作废").first).to_be_visible()
    page.goto("/records/legal_case/?q=（2021）云川工援字第902号")
    expect(page.get_by_text("没有符合条件的记录")).to_be_visible()


def test_a_file_is_attached_and_comes_back_as_it_was(open_page):
    page = open_page("rights")
    page.goto("/records/legal_case/")
    page.locator("tbody a").first.click()
    file = {"name": "调解书.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    page.get_by_label("把扫描件或照片拖到这里，或点击选择").set_input_files(file)
    page.get_by_label("说明").fill("双方签字")
    page.get_by_role("button", name="上传附件").click()
    attachments = page.locator("#attachments")
    expect(attachments).to_contain_text("双方签字")
    with page.expect_download() as download:
        attachments.get_by_role("link", name="调解书.pdf").click()
    assert download.value.suggested_filename == "调解书.pdf"
    assert download.value.path().read_bytes() == SCAN


def test_a_wrong_attachment_is_refused_in_plain_words(open_page):
    page = open_page("rights")
    page.goto("/records/legal_case/")
    page.locator("tbody a").first.click()
    file = {"name": "程序.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + bytes(200)}
    page.get_by_label("把扫描件或照片拖到这里，或点击选择").set_input_files(file)
    page.get_by_role("button", name="上传附件").click()
    expect(page.get_by_text("只能上传 PDF、JPG、PNG 图片，或 Word（.docx）、Excel（.xlsx）文件")).to_be_visible()


def test_a_draft_is_offered_again(open_page):
    page = open_page("rights")
    page.goto("/records/legal_case/new/")
    page.get_by_label("案号").fill("草稿第1号")
    page.get_by_label("争议类型").fill("劳动报酬")
    page.get_by_label("争议类型").press("Tab")
    page.goto("/records/legal_case/")
    page.goto("/records/legal_case/new/")
    expect(page.get_by_label("案号")).to_have_value("")
    page.get_by_role("button", name="恢复").click()
    expect(page.get_by_label("案号")).to_have_value("草稿第1号")
    expect(page.get_by_label("争议类型")).to_have_value("劳动报酬")


def test_the_list_is_exported_as_a_workbook(open_page):
    page = open_page("rights")
    page.goto("/records/legal_case/?way=mediation")
    with page.expect_download() as download:
        page.get_by_role("button", name="导出").click()
    assert download.value.suggested_filename.endswith(".xlsx")
    assert download.value.path().read_bytes().startswith(b"PK")
