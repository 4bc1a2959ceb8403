"""A sheet with a strange heading: asked once, then read as it was answered; a sheet of nothing known is given a register."""

import re

from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide
from tests.browser.workbooks import EMPLOYER, UNION, sheet, upload

PEOPLE = (  # nobody else's, so that no other journey brings them into the register
    ("洪甲一", "男", "339901198101012016"),
    ("洪甲二", "女", "339901198202022029"),
    ("洪甲三", "男", "339901198303032031"),
)

STRANGE = ("序号", "经办", "性别", "身份证号码", "手机号码", "工作单位", "所属工会", "入会日期", "会籍状态", "车牌号")


def strange(*people):
    rows = [
        (number, name, gender, identity, "19700063575", EMPLOYER, UNION, "2021.3.5", "正常", f"浙A{number}")
        for number, (name, gender, identity) in enumerate(people, start=1)
    ]
    return sheet(("会员名册",), STRANGE, *rows)


def send(page, *files) -> None:
    page.goto("/imports/new/")
    page.get_by_label("把 Excel 文件拖到这里，或点击选择").set_input_files(list(files))
    page.get_by_role("button", name="上传并核对").click()


def give_up(page) -> None:
    page.get_by_role("button", name="放弃").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("已放弃这次导入，登记簿没有任何改动。")).to_be_visible()


def test_a_strange_heading_is_asked_once_and_not_again(open_page, watcher):
    watcher.expect_status(400)
    page = open_page("town")
    send(page, upload("一月.xlsx", strange(PEOPLE[0], PEOPLE[1])))

    expect(page.get_by_role("heading", name="对应列：会员名册")).to_be_visible()
    expect(page.locator(".wizard-step.is-now")).to_contain_text("对应列")
    row = page.get_by_role("row", name="经办")
    expect(row).to_contain_text("洪甲一、洪甲二")
    expect(page.locator("main")).not_to_contain_text("339901200102031016")
    assert serious_violations(page) == []
    page.get_by_role("button", name="按所选对应读取").click()
    expect(page.get_by_text("请选择“经办”是什么内容，或选“不导入这一列”。")).to_be_visible()
    assert serious_violations(page) == []
    choice = page.get_by_label("经办")
    choice.focus()
    page.keyboard.press("Tab")  # 其余的列 follow; the choice is reached and left by the keyboard
    expect(choice).not_to_be_focused()
    choice.select_option(label="姓名（必填）")
    page.get_by_text("其余 8 列已经对应好").click()
    expect(page.get_by_label("车牌号")).to_have_value("-")
    expect(page.get_by_label("身份证号码")).to_have_value("identity")
    assert serious_violations(page) == []
    page.get_by_role("button", name="按所选对应读取").click()

    expect(page.locator(".figures")).to_contain_text("2 行数 2 新增")
    expect(page.locator(".wizard-step.is-now")).to_contain_text("核对预览")
    give_up(page)

    send(page, upload("二月.xlsx", strange(PEOPLE[2])))
    expect(page.locator(".figures")).to_contain_text("1 行数 1 新增")
    expect(page.get_by_text("已按上次的对应读取")).to_be_visible()
    page.get_by_role("link", name="修改列对应").first.click()
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []
    assert serious_violations(page) == []
    page.get_by_role("button", name="忘记上次的对应").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("已忘记。")).to_be_visible()
    page.get_by_role("link", name="返回预览").click()
    give_up(page)


def test_a_sheet_that_nobody_knows_is_given_a_register_or_skipped(open_page):
    page = open_page("town")
    lines = [("车主", "证件", "加入"), *((name, identity, "2021-03-05") for name, _, identity in PEOPLE[:2])]
    send(page, upload("车辆.xlsx", sheet(*lines, title="车辆")))
    expect(page.get_by_text("没有导入。")).to_be_visible()

    page.get_by_role("link", name="为“车辆”指定登记簿").click()
    expect(page.get_by_role("heading", name="这张表属于哪个登记簿？")).to_be_visible()
    assert serious_violations(page) == []
    expect(page.get_by_text(re.compile("^其他登记簿"))).to_be_visible()  # unfolded: none is nearer than the others
    page.get_by_role("radio", name=re.compile("^会员名册")).check()
    page.get_by_role("button", name="按所选登记簿读取").click()

    expect(page.get_by_role("heading", name="对应列：会员名册")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []
    page.get_by_role("button", name="跳过这张表").click()
    page.get_by_role("dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("已跳过工作表“车辆”，它不会导入。")).to_be_visible()


def test_columns_of_towns_are_told_apart_by_hand(open_page):
    page = open_page("town")
    heads = ("缴费日期", "批次", "青石镇人数", "青石镇金额（元）", "白鹭街道人数", "白鹭街道金额（元）")
    send(
        page,
        upload("分镇参保.xlsx", sheet(("2021年度医疗互助参保情况",), heads, ("2021-03-07", "追加", 10, 600, 20, 900))),
    )
    expect(page.locator(".figures")).to_contain_text("1 退回")  # the other town is none of hers

    page.get_by_role("link", name="修改列对应").click()
    expect(page.get_by_label("青石镇金额（元）")).to_have_value("organization/premium")
    for heading in ("白鹭街道人数", "白鹭街道金额（元）"):
        expect(page.get_by_label(heading)).to_have_value(re.compile("^organization/"))
        page.get_by_label(heading).select_option(label="不导入这一列")
    expect(page.get_by_text("一个单位（工种、年度）占一列的表")).to_be_visible()
    assert serious_violations(page) == []
    page.get_by_role("button", name="按所选对应读取").click()
    expect(page.locator(".figures")).to_contain_text("1 行数 1 新增 0 变更 0 无变化 0 退回")

    page.get_by_role("link", name="修改列对应").first.click()  # and back to it
    for heading, label in (("白鹭街道人数", "参保人数"), ("白鹭街道金额（元）", "参保金额（元）")):
        page.get_by_label(heading).select_option(label=f"{label}（每列一个“参保单位（工会）”）")
    page.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(page) == []
    page.get_by_role("button", name="按所选对应读取").click()
    expect(page.locator(".figures")).to_contain_text("1 退回")
    give_up(page)
