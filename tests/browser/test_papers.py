"""A summary from the draft to a changed section: figures are inserted, what is typed is saved, nobody overwrites another."""

from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide


def open_section(page, name, period="2020H1"):
    page.goto(f"/papers/?period={period}")
    page.get_by_label("报告期").select_option(period)
    page.get_by_role("button", name="起草").click()
    page.get_by_role("link", name=f"编写：{name}").click()
    expect(page.get_by_role("textbox", name="正文")).to_be_visible()


def test_a_section_is_written_with_figures_and_saved_while_typing(open_page):
    page = open_page("editor")
    page.goto("/papers/")
    assert serious_violations(page) == []
    open_section(page, "服务保障用心用情")
    expect(page.locator("#preview")).to_contain_text("困难职工")
    expect(page.get_by_role("button", name="插入：").first).to_be_visible()
    assert serious_violations(page) == []

    text = page.get_by_role("textbox", name="正文")
    text.fill("困难职工")
    page.get_by_label("按名称、口径或编号查找").fill("困难职工")
    insert = page.get_by_role("button", name="插入：困难职工", exact=True)
    expect(insert).to_be_visible()
    insert.click()
    expect(page.locator("textarea#text")).to_have_value("困难职工{{hardship.total}}")
    expect(page.locator("#preview a.paper-figure")).to_have_count(1)
    expect(page.locator("[data-studio-said]")).to_contain_text("保存")

    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("article.paper a.paper-figure").last).to_be_visible()
    page.get_by_role("link", name="修改记录：服务保障用心用情").click()
    expect(page.locator("ins")).to_contain_text("困难职工{{hardship.total}}")
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []


def test_who_saves_later_overwrites_nobody(open_page, watcher):
    watcher.expect_status(400)
    one, other = open_page("editor"), open_page("grassroots")
    open_section(one, "组织建设夯实基础")
    address = one.url
    other.goto(address)
    expect(other.get_by_text("有人正在编写这一部分：")).to_be_visible()
    one.get_by_role("textbox", name="正文").fill("甲写的话。")
    one.get_by_role("button", name="保存", exact=True).click()
    expect(one.locator("article.paper")).to_contain_text("甲写的话。")

    other.get_by_role("textbox", name="正文").fill("乙写的话。")
    other.get_by_role("button", name="保存", exact=True).click()
    expect(other.get_by_text("您的文字没有丢失")).to_be_visible()
    expect(other.locator("del")).to_have_text("乙写的话。")
    expect(other.locator("ins")).to_have_text("甲写的话。")
