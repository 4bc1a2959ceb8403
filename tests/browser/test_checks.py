"""The checks of a paper: counted on its page, each leads to the words concerned, and is mended by one press."""

from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide


def test_a_finding_leads_to_its_words_and_is_mended(open_page):
    page = open_page("editor")
    page.goto("/papers/?period=2020H2")
    page.get_by_label("报告期").select_option("2020H2")
    page.get_by_role("button", name="起草").click()
    page.get_by_role("link", name="编写：导语").click()
    page.get_by_role("textbox", name="正文").fill(
        "在档困难职工{{hardship.total}}。困难职工9999名得到帮扶。工作居全市第一。"
    )
    page.get_by_role("button", name="保存", exact=True).click()

    expect(page.get_by_text("必须改正 1 处")).to_be_visible()
    page.get_by_role("link", name="逐条查看").click()
    values = page.get_by_role("region", name="同一指标两个数")
    expect(values.locator("mark")).to_have_text("9999名")
    assert serious_violations(page) == []

    address = page.url
    values.get_by_role("link", name="到“导语”修改").click()
    expect(page.get_by_role("textbox", name="正文")).to_be_focused()
    chosen = "text => text.value.slice(text.selectionStart, text.selectionEnd)"
    assert page.get_by_role("textbox", name="正文").evaluate(chosen) == "9999名"

    page.goto(address)
    values.get_by_role("button", name="换成“困难职工”").click()
    expect(page.get_by_text("“导语”已改好")).to_be_visible()
    expect(values).to_have_count(0)
    page.get_by_label("依据或说明").fill("江临市总工会《2020年通报》")
    page.get_by_role("button", name="保存说明").click()
    claims = page.get_by_role("region", name="断语")
    expect(claims.get_by_text("说明：江临市总工会《2020年通报》")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []
