"""Accounts by two administrators, the first sign-in, the trail of it all; locking out and unlocking."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.site import PASSWORD
from tests.browser.test_records import choose

UNION = "云川兴榆商贸有限公司工会"


def test_an_account_from_its_creation_to_the_trail(open_page):
    page = open_page("sysadmin")
    page.goto("/accounts/")
    page.get_by_role("link", name="新建账号").click()
    page.get_by_label("用户名").fill("fanxinlai")
    page.get_by_label("姓名").fill("范新来")
    page.get_by_role("button", name="建立账号").click()
    given = page.locator("code").inner_text()
    page.get_by_role("link", name="已记下，查看账号").click()
    expect(page.get_by_text("还没有授权")).to_be_visible()
    expect(page.get_by_role("link", name="授予角色")).to_have_count(0)  # that is the security administrator's

    page = open_page("secadmin")
    page.goto("/accounts/?q=fanxinlai")
    page.get_by_role("link", name="范新来").click()
    page.get_by_role("link", name="授予角色").click()
    page.get_by_label("角色").select_option("grassroots_clerk")
    choose(page, "单位", "云川兴榆商贸", UNION)
    page.get_by_role("button", name="授予").click()
    expect(page.get_by_role("row", name="基层工会干部")).to_contain_text(UNION)

    page = open_page()
    sign_in(page, "fanxinlai", given)
    expect(page.get_by_text("这是管理员设置的初始密码，请先改成自己的密码。")).to_be_visible()
    page.goto("/records/member/")
    expect(page).to_have_url(re.compile("/password/"))
    page.get_by_label("原密码").fill(given)
    page.get_by_label("新密码", exact=True).fill("Xin#lai2021")
    page.get_by_label("再输一次新密码").fill("Xin#lai2021")
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_text("密码已修改，下次登录请使用新密码。")).to_be_visible()
    expect(page.get_by_role("banner")).to_contain_text(UNION)
    expect(page.get_by_role("heading", level=1)).to_contain_text(UNION)
    page.get_by_role("button", name="范新来").click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("您已安全退出。")).to_be_visible()

    page = open_page("auditor")
    page.goto("/audit/")
    trail = page.get_by_role("region", name="审计记录")
    expect(trail.get_by_role("row", name="孙系安").filter(has_text="新建账号").first).to_contain_text("范新来")
    expect(trail.get_by_role("row", name="安权明").filter(has_text="授予角色").first).to_contain_text("范新来")
    expect(trail.get_by_role("row", name="范新来").filter(has_text="登录").first).to_be_visible()
    assert given not in page.content() and "Xin#lai2021" not in page.content()
    page.get_by_role("button", name="核对校验码").click()
    expect(page.get_by_text(re.compile(r"共核对 \d+ 条审计记录，校验码全部相符。"))).to_be_visible()


def test_five_failures_lock_a_user_out_until_somebody_unlocks(open_page, watcher):
    watcher.expect_status(429)
    page = open_page()
    for _ in range(4):
        sign_in(page, "women", "Falsch#2021")
        expect(page.get_by_text("用户名或密码不正确")).to_be_visible()
    sign_in(page, "women", "Falsch#2021")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录已暂停")
    sign_in(page, "women")  # the right password does not help now
    expect(page.get_by_role("heading", level=1)).to_have_text("登录已暂停")

    administrator = open_page("sysadmin")
    administrator.goto("/accounts/?q=women")
    administrator.get_by_role("link", name="吕工兰").click()
    administrator.get_by_role("button", name="解除锁定").click()
    sign_in(page, "women", PASSWORD)
    expect(page.get_by_role("navigation", name="业务菜单")).to_be_visible()
