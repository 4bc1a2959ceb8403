"""The family in lines below a person: shown under its row, and put right there."""

from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide
from tests.browser.test_import_mapping import give_up, send
from tests.browser.workbooks import UNION, sheet, upload

HEADS = "档案编号 姓名 身份证号 所属工会 建档级别 困难类型 建档日期 成员姓名 与职工关系 成员身份证号 健康状况".split()
PERSON = ("KN2021901", "洪甲一", "339901198101012016", UNION, "区级", "深困", "2021-03-05")
WRONG, RIGHT = "33990120010506", "339901198812156024"


def test_a_relative_is_put_right_below_the_person(open_page):
    page = open_page("town")
    lines = [(*PERSON, "洪小一", "子", "", "健康"), (*[""] * 7, "王芳", "配偶", WRONG, "残疾")]
    send(page, upload("档案.xlsx", sheet(("青石镇困难职工档案台账",), HEADS, *lines, title="档案")))
    expect(page.locator(".figures")).to_contain_text("1 行数 0 新增 0 变更 0 无变化 1 退回")
    line = page.get_by_role("row", name="第 4 行")
    expect(line).to_contain_text("家庭成员")
    expect(line.locator(".cell-bad")).to_contain_text("身份证号码应为18位数字")
    expect(page.locator("main")).not_to_contain_text(WRONG)
    assert serious_violations(page) == []

    line.get_by_role("link", name="修改第 4 行的成员身份证号").focus()
    page.keyboard.press("Enter")
    box = page.get_by_label("第 4 行 成员身份证号")
    expect(box).to_be_focused()
    box.fill("123")
    page.keyboard.press("Enter")
    expect(page.get_by_text("第 4 行已改，第 3 行仍不能导入，请看这一行的说明。")).to_be_visible()
    page.get_by_role("link", name="修改第 4 行的成员身份证号").click()
    page.get_by_label("第 4 行 成员身份证号").fill(RIGHT)
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("第 4 行已改，第 3 行现在是“新增”。")).to_be_visible()
    expect(page.locator(".figures")).to_contain_text("1 行数 1 新增 0 变更 0 无变化 0 退回")

    page.get_by_role("link", name="新增 1").click()
    expect(page.get_by_role("row", name="第 4 行")).to_contain_text("王芳")
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []
    assert serious_violations(page) == []
    give_up(page)
