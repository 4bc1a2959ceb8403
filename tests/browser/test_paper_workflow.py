"""A paper from the departments through the office to the leader: handed in, commented on, returned, signed, corrected."""

from playwright.sync_api import expect

from tests.browser.auditing import serious_violations, too_wide

PERIOD, SECTION = "2020H2", "服务保障用心用情"


def confirmed(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=name, exact=True).click()
    expect(page.get_by_text(f"已办理“{name}”。")).to_be_visible()


def test_from_the_department_to_the_leader(open_page, watcher):
    editor = open_page("editor")
    editor.goto(f"/papers/?period={PERIOD}")
    editor.get_by_label("报告期").select_option(PERIOD)
    editor.get_by_role("button", name="起草").click()
    expect(editor.locator("article.paper")).to_be_visible()
    address = editor.url
    editor.get_by_role("link", name="安排").click()
    expect(editor.get_by_label(f"负责部室：{SECTION}").locator("option:checked")).to_have_text("权益保障部")
    editor.get_by_label("新部分的标题（不写序号）").fill("其他工作")
    editor.get_by_role("button", name="增加").click()
    editor.get_by_role("button", name="上移：其他工作").click()
    expect(editor.locator("tbody tr").nth(-2)).to_contain_text("其他工作")
    assert serious_violations(editor) == []
    editor.goto(address)
    editor.get_by_label(f"催办：{SECTION}").click()
    editor.get_by_label("附言（可以不写）").locator("visible=true").fill("周五前请交稿")
    editor.get_by_role("button", name="催办权益保障部").click()
    expect(editor.get_by_text("已办理“催办”")).to_be_visible()

    clerk = open_page("rights")
    clerk.goto("/")
    clerk.get_by_role("link", name=f"请尽快交稿：{SECTION}").click()
    expect(clerk.get_by_label("编写：组织建设夯实基础")).to_have_count(0)
    clerk.get_by_role("button", name=f"提交审核：{SECTION}").click()
    clerk.get_by_role("button", name=f"审核通过：{SECTION}").click()
    expect(clerk.get_by_text("部室只有一人，由提交人本人审核。")).to_be_visible()
    expect(clerk.get_by_label(f"编写：{SECTION}")).to_have_count(0)

    late = open_page("editor")
    late.goto(address)
    late.get_by_label(f"编写：{SECTION}").click()
    confirmed(editor, "提前统稿")
    confirmed(editor, "送领导审签")
    watcher.expect_status(400)
    late.get_by_role("textbox", name="正文").fill("晚到的话。")
    late.get_by_role("button", name="保存", exact=True).click()
    expect(late.get_by_text("正在领导审签，文字不能改动")).to_be_visible()
    expect(late.get_by_role("textbox", name="正文")).to_have_text("晚到的话。")
    expect(editor.locator(".paper-holder")).to_contain_text("现在由区总领导办理")
    assert serious_violations(editor) == []

    leader = open_page("leader")
    leader.goto("/")
    leader.get_by_role("link", name="待审签：").click()
    expect(leader.locator(".paper-holder")).to_contain_text("现在由区总领导办理")
    leader.get_by_label("对第 3 句提意见").first.click()
    leader.get_by_label("意见", exact=True).fill("这一句请写明上年的数。")
    leader.get_by_role("button", name="提出意见").click()
    expect(leader.locator("#comments")).to_contain_text("这一句请写明上年的数。")
    assert serious_violations(leader) == []
    leader.locator("summary", has_text="退回修改").click()
    leader.get_by_label("退回原因").fill("请按意见修改")
    leader.locator("#state form").get_by_role("button", name="退回修改").click()
    expect(leader.locator(".paper-holder")).to_contain_text("现在由办公室办理")

    editor.goto("/")
    todo = editor.get_by_role("link", name="退回修改：")
    expect(todo).to_contain_text("请按意见修改")
    todo.click()
    editor.get_by_label("处理意见：这一句请写明上年的数。").click()
    editor.get_by_label("处理说明（可以不写）").fill("已补")
    editor.get_by_role("button", name="标为已处理").click()
    editor.get_by_text("已处理的 1 条").click()
    expect(editor.locator("#comments")).to_contain_text("处理：已补")
    editor.set_viewport_size({"width": 390, "height": 844})
    assert too_wide(editor) == []

    editor.set_viewport_size({"width": 1280, "height": 800})
    editor.goto(address)
    confirmed(editor, "送领导审签")
    leader.goto(address)
    confirmed(leader, "签发定稿")
    expect(leader.get_by_text("文字、数字、口径和组织隶属都是定稿时的，以后不再变化")).to_be_visible()
    expect(leader.get_by_text("文中的数字与现在的登记一致。")).to_be_visible()
    leader.goto("/jobs/")
    leader.get_by_role("row", name="定稿文件").first.get_by_role("link", name="查看").click()
    expect(leader.get_by_text("的定稿文件已生成。").first).to_be_visible(timeout=60_000)
    leader.goto(address)
    with leader.expect_download() as downloading:
        leader.get_by_role("button", name="下载 PDF").click()
    assert downloading.value.suggested_filename.endswith(".pdf")
    assert serious_violations(leader) == []

    editor.goto(address)
    editor.get_by_role("link", name="更正").click()
    editor.get_by_label("更正原因").fill("补写一项工作")
    editor.locator("main form button[type=submit]").click()
    expect(editor.get_by_text("已建立第2版")).to_be_visible()
    expect(editor.get_by_text("第2版（本页）")).to_be_visible()
    editor.get_by_label("第2版与上一版对照").click()
    expect(editor.get_by_role("heading", level=1)).to_be_visible()
    assert serious_violations(editor) == []
