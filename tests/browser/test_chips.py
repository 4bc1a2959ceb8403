"""Figures as chips in the editor of a section: what is typed round them, undone, chosen and pasted is what is stored."""

from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide
from tests.browser.test_papers import open_section


def editor_of(page, period, section):
    """The surface of a section of a new paper, emptied."""
    open_section(page, section, period)
    text = page.get_by_role("textbox", name="正文")
    text.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    return text


def stored(page):
    """What the form would send."""
    return page.locator("textarea#text").input_value()


def insert(page, name):
    page.get_by_label("按名称、口径或编号查找").fill(name)
    page.get_by_role("button", name=f"插入：{name}", exact=True).click()


def test_a_chip_shows_its_value_and_text_is_typed_round_it(open_page):
    page = open_page("editor")
    text = editor_of(page, "2019H1", "服务保障用心用情")
    page.keyboard.type("困难职工，")
    insert(page, "困难职工")
    chip = text.locator(".figure-chip")
    expect(chip).to_have_count(1)
    expect(chip).not_to_have_text("…")
    said = chip.text_content()
    expect(chip).to_have_attribute("aria-label", f"困难职工 {said}，数字，按回车查看")
    page.keyboard.type("，持续帮扶。")
    assert stored(page) == "困难职工，{{hardship.total}}，持续帮扶。"
    page.keyboard.press("Home")
    page.keyboard.type("共有")
    assert stored(page) == "共有困难职工，{{hardship.total}}，持续帮扶。"
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("第二段。")
    assert stored(page) == "共有困难职工，{{hardship.total}}，持续帮扶。\n第二段。"
    expect(page.locator("#preview a.paper-figure")).to_have_count(1)
    assert serious_violations(page) == []

    page.get_by_role("button", name="显示原文").click()
    expect(page.locator("textarea#text")).to_be_visible()
    page.locator("textarea#text").fill("{{hardship.total}}和{{hardship.totl}}。")
    page.get_by_role("button", name="显示数字").click()
    expect(text.locator(".figure-chip")).to_have_count(2)
    expect(text.locator(".chip-trouble")).to_have_text("{{hardship.totl}}")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator("article.paper mark.paper-trouble").last).to_have_text("{{hardship.totl}}")
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []


def test_undo_brings_back_chips_and_takes_them_away(open_page):
    page = open_page("editor")
    text = editor_of(page, "2019H2", "服务保障用心用情")
    page.keyboard.type("参保")
    insert(page, "医疗互助参保人数")
    assert stored(page) == "参保{{mutual.insured}}"
    page.keyboard.press("Control+Z")
    assert stored(page) == "参保"
    page.keyboard.press("Control+Shift+Z")
    assert stored(page) == "参保{{mutual.insured}}"
    text.locator(".figure-chip").focus()
    page.keyboard.press("Backspace")
    assert stored(page) == "参保"
    page.keyboard.press("Control+Z")
    assert stored(page) == "参保{{mutual.insured}}"
    # A token that is typed becomes a chip when it is closed.
    page.keyboard.press("Control+End")
    page.keyboard.type("、{{mutual.units}}参加")
    expect(text.locator(".figure-chip")).to_have_count(2)
    assert stored(page) == "参保{{mutual.insured}}、{{mutual.units}}参加"


def test_the_panel_changes_the_wording(open_page):
    page = open_page("editor")
    text = editor_of(page, "2021H2", "服务保障用心用情")
    insert(page, "医疗互助参保人数")
    page.keyboard.type("参保。")
    text.locator(".figure-chip").focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("region", name="数字：医疗互助参保人数")
    expect(panel).to_contain_text("口径")
    expect(panel).to_contain_text("上年同期")
    assert serious_violations(page) == []
    panel.get_by_role("button", name="以万计", exact=False).first.click()
    assert stored(page) == "{{mutual.insured|万}}参保。"
    expect(text.locator(".figure-chip")).to_contain_text("万")
    panel.get_by_role("group", name="时间").get_by_role("button", name="上年同期").click()
    assert stored(page) == "{{mutual.insured@上年|万}}参保。"
    panel.get_by_label("单位", exact=True).select_option(index=1)
    expect(text.locator(".figure-chip")).to_have_attribute("data-token", "{{mutual.insured@青石镇|万}}")
    page.get_by_role("button", name="关闭").click()
    expect(panel).to_be_hidden()
    text.click()
    page.keyboard.press("Control+Z")
    assert stored(page) == "{{mutual.insured@上年|万}}参保。"
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("link", name="修改记录：服务保障用心用情").click()
    expect(page.locator("ins").first).to_contain_text("{{mutual.insured@上年|万}}参保。")


def test_copies_carry_tokens_and_an_input_method_types_round_chips(open_page):
    page = open_page("editor")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = editor_of(page, "2022H1", "服务保障用心用情")
    insert(page, "困难职工")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    assert page.evaluate("navigator.clipboard.readText()") == "{{hardship.total}}"
    page.keyboard.press("Control+End")
    page.keyboard.type("，")
    page.keyboard.press("Control+V")
    expect(text.locator(".figure-chip")).to_have_count(2)
    assert stored(page) == "{{hardship.total}}，{{hardship.total}}"

    wire = page.context.new_cdp_session(page)
    for letters in ("g", "go", "gong", "gong hui"):
        wire.send(
            "Input.imeSetComposition", {"text": letters, "selectionStart": len(letters), "selectionEnd": len(letters)}
        )
    wire.send("Input.insertText", {"text": "工会"})
    assert stored(page) == "{{hardship.total}}，{{hardship.total}}工会"
    expect(text.locator(".figure-chip")).to_have_count(2)
    expect(page.locator("[data-studio-said]")).to_contain_text("保存")
