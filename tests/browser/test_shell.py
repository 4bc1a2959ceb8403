"""What surrounds every page: choice of unit, search, tree, dark mode, columns, the menu on a phone."""

import re

from playwright.sync_api import expect


def test_another_unit_is_chosen_in_the_head(open_page):
    page = open_page("editor")
    page.goto("/?period=2021H1")  # a session remembers the period that was looked at last
    page.get_by_role("button", name="当前单位").click()
    page.get_by_role("button", name="青石镇总工会").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("青石镇总工会2021年上半年数据看板")
    expect(page.get_by_role("link", name="困难职工 13")).to_be_visible()
    page.get_by_role("button", name="当前单位").click()
    page.get_by_role("button", name="云川区总工会").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("云川区总工会2021年上半年数据看板")


def test_one_box_finds_unions_people_and_cases(open_page):
    page = open_page("grassroots")
    page.goto("/")
    box = page.get_by_role("searchbox", name="搜索工会、人员、案件")
    box.fill("段浩浩")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("搜索“段浩浩”")
    page.get_by_role("main").get_by_role("link", name="段浩浩").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("段浩浩")
    box.fill("33990119880717309X")
    box.press("Enter")
    expect(page.get_by_role("main").get_by_role("link", name="段浩浩")).to_be_visible()
    assert "33990119880717309X" not in page.url


def test_search_does_not_look_outside_ones_scope(open_page):
    page = open_page("system")
    page.goto("/")
    box = page.get_by_role("searchbox", name="搜索工会、人员、案件")
    box.fill("33990119880717309X")
    box.press("Enter")
    expect(page.get_by_text("没有找到")).to_be_visible()


def test_the_tree_opens_level_by_level(open_page):
    page = open_page("leader")
    page.goto("/records/organization/")
    page.get_by_role("link", name="树形").click()
    town = page.locator(".tree li", has=page.get_by_role("link", name="青石镇总工会", exact=True)).last
    expect(town).to_be_visible()
    expect(page.get_by_role("link", name="云川兴榆商贸有限公司工会", exact=True)).to_have_count(0)
    town.locator("summary").click()
    child = page.get_by_role("link", name="云川兴榆商贸有限公司工会", exact=True)
    expect(child).to_be_visible()
    child.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("云川兴榆商贸有限公司工会")


def test_dark_mode_is_kept(open_page):
    page = open_page("leader")
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")
    page.get_by_role("button", name="切换为深色").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.goto("/figures/")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.get_by_role("button", name="切换为浅色").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "light")


def test_columns_can_be_hidden_and_stay_hidden(open_page):
    page = open_page("grassroots")
    page.goto("/records/member/")
    phone = page.get_by_role("columnheader", name="手机号码")
    expect(phone).to_be_visible()
    page.get_by_role("button", name="选择要显示的列").click()
    page.get_by_role("checkbox", name="手机号码").uncheck()
    expect(phone).to_be_hidden()
    expect(page.locator("tbody tr").first.locator("td[data-label='手机号码']")).to_be_hidden()
    page.reload()
    expect(phone).to_be_hidden()


def test_sorting_filtering_and_paging_go_together(open_page):
    page = open_page("grassroots")
    page.goto("/records/member/")
    status = page.get_by_role("search", name="查询条件").get_by_label("会籍状态")
    status.select_option(label="正常")
    page.get_by_role("button", name="查询").click()
    page.get_by_role("link", name="入会日期").click()
    expect(page.get_by_role("columnheader", name="入会日期")).to_have_attribute("aria-sort", "ascending")
    page.get_by_role("link", name="下一页").click()
    expect(page.get_by_text(re.compile("第 2/"))).to_be_visible()
    expect(status).to_have_value("normal")
    expect(page.get_by_role("columnheader", name="入会日期")).to_have_attribute("aria-sort", "ascending")


def test_the_menu_of_a_phone(open_page):
    page = open_page("grassroots", phone=True)
    page.goto("/")
    expect(page.get_by_role("link", name="会员", exact=True)).not_to_be_in_viewport()
    page.get_by_role("button", name="打开菜单").click()
    page.get_by_role("link", name="会员", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("会员")


def test_the_keyboard_alone_is_enough_to_sign_in_and_reach_the_content(open_page):
    page = open_page()
    page.goto("/sign-in/")
    expect(page.get_by_label("用户名")).to_be_focused()
    page.keyboard.type("production")
    page.keyboard.press("Tab")
    page.keyboard.type("Yunchuan@2021")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("数据看板")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#content$"))
