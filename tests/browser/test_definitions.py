"""An officer defines an indicator without code, sees it counted at once, and finds it in the summary."""

import re

from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, settle, too_wide


def look_over(page) -> None:
    settle(page)
    assert [*too_wide(page), *serious_violations(page, colours=True)] == []


def test_from_a_register_to_the_summary(open_page):
    page = open_page("rights")
    page.goto("/summary/?period=2021H1")
    page.get_by_role("link", name="自定义指标").click()
    page.get_by_role("link", name="新建指标").first.click()
    page.locator("#content").get_by_role("link", name="劳动争议案件", exact=True).click()

    preview = page.locator("#preview")
    expect(preview).to_contain_text("共 25 行")  # what is counted at first: all cases accepted in the half-year
    page.get_by_role("button", name="添加条件").click()
    page.get_by_label("字段", exact=True).select_option(label="处理方式")
    page.get_by_label("仲裁", exact=True).check()
    expect(preview).to_contain_text("处理方式是“仲裁”")
    counted = int(re.search(r"共 (\d+) 行", preview.inner_text())[1])
    assert 0 < counted < 25
    expect(preview.locator("tbody tr").first).to_contain_text("2021-")

    page.get_by_label("按哪个字段分组").select_option(label="争议类型")
    expect(preview).to_contain_text("分组")
    page.get_by_label("指标名称").fill("仲裁处理的案件")
    page.get_by_label("计量单位").fill("起")
    page.get_by_label("所属板块").select_option(label="依法维护权益")
    page.get_by_label("写入总结的句子").fill("其中通过仲裁处理{{本指标}}")
    page.get_by_label("在看板上显示").check()
    expect(preview.locator(".figure-value")).to_have_text(f"{counted} 起")
    look_over(page)
    page.get_by_role("button", name="保存指标").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("仲裁处理的案件")
    expect(page.locator(".figure-value")).to_have_text(f"{counted} 起")
    expect(page.get_by_role("heading", name="分组情况")).to_be_visible()
    expect(page.locator("#rows")).to_contain_text(f"共 {counted} 行")
    look_over(page)

    page.goto("/summary/?period=2021H1")
    expect(page.locator(".paper")).to_contain_text(f"其中通过仲裁处理{counted}起。")
    page.locator(".paper").get_by_title("仲裁处理的案件").click()
    expect(page.locator(".figure-value")).to_have_text(f"{counted} 起")
    page.get_by_role("link", name="工作台首页").click()
    expect(page.get_by_role("link", name=re.compile(f"仲裁处理的案件 {counted}"))).to_be_visible()

    settle(page)

    # Counted otherwise from July on: the half-year before keeps its value.
    page.goto("/definitions/")
    page.get_by_role("link", name="仲裁处理的案件").click()
    page.get_by_role("link", name="修订口径").click()
    page.get_by_label("调解", exact=True).check()
    expect(preview).to_contain_text(re.compile("处理方式是“.*、.*”之一"))
    page.get_by_label("口径启用日期").fill("2021-07-01")
    page.get_by_label("变更原因").fill("调解一并统计")
    page.get_by_role("button", name="保存新口径").click()
    expect(page.get_by_text("已保存新的口径。此前报告期的数字仍按原口径。")).to_be_visible()
    look_over(page)
    page.get_by_role("link", name="看数值").click()
    expect(page.locator(".figure-value")).to_have_text(f"{counted} 起")

    page.goto("/definitions/")
    page.get_by_role("link", name="仲裁处理的案件").click()
    page.get_by_role("button", name="停用").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("停用原因").fill("试过了")
    dialog.get_by_role("button", name="停用").click()
    expect(page.get_by_text("这项指标已停用")).to_be_visible()


def test_what_is_missing_is_said_beside_the_input(open_page):
    page = open_page("rights", phone=True)
    page.goto("/definitions/new/?source=aid_payment")
    page.get_by_label("统计方式").select_option("sum")
    expect(page.locator("#preview")).to_contain_text("请选择要合计的字段。")
    page.get_by_role("button", name="保存指标").click()
    expect(page.get_by_role("alert")).to_contain_text("请填写指标名称。")
    look_over(page)


def test_a_figure_is_stated_with_its_source(open_page):
    page = open_page("town")
    page.goto("/records/statement/new/")
    page.get_by_label("报告期").select_option(label="2021年上半年")
    page.get_by_label("指标名称").fill("流动书箱")
    page.get_by_label("数值").fill("约 30")
    page.get_by_label("计量单位").fill("个")
    page.get_by_label("所属板块").select_option(label="丰富职工文化")
    page.get_by_label("数据来源").fill("各村（社区）工会电话核实")
    page.get_by_label("写入总结的句子").fill("配送流动书箱{{本指标}}")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("已新增手工填报数。")).to_be_visible()

    page.goto("/summary/?period=2021H1")
    expect(page.locator(".paper")).to_contain_text("配送流动书箱约 30个。")
    page.get_by_title("手工填报：流动书箱").click()
    expect(page.locator(".figure-value")).to_have_text("约 30 个")
    expect(page.locator("#content")).to_contain_text("各村（社区）工会电话核实")
    look_over(page)
