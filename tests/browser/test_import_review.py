"""Rows that may be about a stored record: looked at side by side, decided, decided anew, and left again."""

import re

from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide
from tests.browser.test_import import send
from tests.browser.workbooks import MEMBERS, members, upload

# 段浩浩 is registered with 33990119880717309X.
SLIP = ("段浩浩", "女", "339901198807173081")


def test_a_likely_row_is_decided_beside_its_record(open_page):
    page = open_page("town")
    send(page, upload("核实.xlsx", members(SLIP, MEMBERS[3])))
    expect(page.locator(".figures")).to_contain_text("1 待核实")
    expect(page.get_by_text("1 行待核实未处理，不会导入。")).to_be_visible()
    page.get_by_role("link", name="待核实 1").click()

    row = page.get_by_role("region", name="第 4 行与登记的记录")
    number = row.get_by_role("row", name="身份证号码")
    expect(number.locator(".cell-changed")).to_contain_text(re.compile(r"33\*+309X"))
    expect(number).to_contain_text(re.compile(r"33\*+3081"))
    expect(row.get_by_role("link", name="查看“段浩浩”")).to_be_visible()
    assert serious_violations(page) == []

    row.get_by_role("button", name="是同一条，更新它").click()
    expect(page.get_by_role("status").filter(has_text="1 行已定为“更新已登记的记录”。")).to_be_visible()
    expect(page.locator(".figures")).to_contain_text("2 行数 0 新增 1 变更 0 无变化 1 退回")
    expect(page.get_by_text("不会导入。")).to_have_count(0)

    page.reload()  # what was decided is kept
    page.get_by_role("link", name="待核实 0").click()
    page.get_by_role("button", name="重新核实").click()
    expect(page.locator(".figures")).to_contain_text("1 待核实")
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []
    assert serious_violations(page) == []
    page.get_by_label("一起处理").select_option(label="全部未处理的 1 行")
    page.get_by_role("button", name="都跳过").click()
    expect(page.locator(".figures")).to_contain_text("1 跳过")

    page.get_by_role("button", name="放弃").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("已放弃这次导入，登记簿没有任何改动。")).to_be_visible()
