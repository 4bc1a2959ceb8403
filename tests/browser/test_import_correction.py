"""A workbook with mistakes on its way: sent, given back marked, put right, sent again, all good."""

from io import BytesIO

from openpyxl import load_workbook
from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide
from tests.browser.workbooks import MEMBERS, members, upload

WRONG, RIGHT = "339901200105061043", "339901200105061042"


def test_a_marked_workbook_is_put_right_and_sent_again(open_page):
    page = open_page("town")
    page.goto("/imports/new/member/")
    page.get_by_label("把 Excel 文件拖到这里，或点击选择").set_input_files(
        upload("改正的会员.xlsx", members(MEMBERS[0], MEMBERS[3]))
    )
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator(".figures")).to_contain_text("2 行数")
    expect(page.locator(".figures")).to_contain_text("1 退回")
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("导入完成。")).to_be_visible()
    expect(page.get_by_role("heading", name="上传改好的文件")).to_be_visible()
    assert serious_violations(page) == []

    with page.expect_download() as download:
        page.get_by_role("link", name="下载标注好的文件（退回 1 行）").click()
    assert download.value.suggested_filename == "改正的会员_已标注.xlsx"
    workbook = load_workbook(BytesIO(download.value.path().read_bytes()))
    sheet = workbook.active
    bad = next(cell for row in sheet for cell in row if cell.value == WRONG)
    assert bad.comment.text == "系统：身份证号码的校验码不正确，请对照证件逐位核对。"
    assert bad.fill.fgColor.rgb == "FFFFE3E0"
    assert "错误说明" in [cell.value for row in sheet for cell in row]
    bad.value = RIGHT
    mended = BytesIO()
    workbook.save(mended)

    page.get_by_label("把改好的文件拖到这里，或点击选择").set_input_files(
        upload("改正的会员_已标注.xlsx", mended.getvalue())
    )
    page.get_by_role("button", name="上传改好的文件").click()
    expect(page.locator(".figures")).to_contain_text("2 行数 1 新增 0 变更 1 无变化 0 退回")
    expect(page.get_by_text("有些列没有用到")).to_have_count(0)
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("导入完成。")).to_be_visible()
    expect(page.get_by_role("heading", name="上传改好的文件")).to_have_count(0)
    page.get_by_role("link", name="的导入“改正的会员.xlsx”").click()
    expect(page.get_by_text("已有改正：")).to_be_visible()

    page.goto("/imports/?register=member")
    expect(page.get_by_role("row", name="改正的会员_已标注.xlsx")).to_contain_text("改正后再次上传")
    assert serious_violations(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []
