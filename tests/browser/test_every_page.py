"""Every kind of page on a desk and on a phone: it fits the screen, axe-core finds nothing serious, nothing breaks."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.auditing import serious_violations, settle, too_wide
from tests.browser.workbooks import new_members, upload

# (what it is, who looks, address; "→ words" clicks the first link of the table or the first link with these words)
PAGES = (
    ("sign-in", None, "/sign-in/"),
    ("dashboard", "leader", "/"),
    ("dashboard of a union", "clerk", "/"),
    ("figure", "leader", "/figures/register.members/?period=2021H1"),
    ("figure with a chart", "leader", "/figures/hardship.total/?period=2021H1"),
    ("catalogue", "leader", "/figures/"),
    ("summary", "leader", "/summary/"),
    ("contradictions of papers", "leader", "/papers/contradictions/"),
    ("own indicators", "rights", "/definitions/"),
    ("what can be counted", "rights", "/definitions/new/"),
    ("defining an indicator", "rights", "/definitions/new/?source=legal_case"),
    ("forms of the superior", "editor", "/forms/"),
    ("uploading a form", "editor", "/forms/new/"),
    ("stating a figure", "town", "/records/statement/new/"),
    ("jobs", "town", "/jobs/"),
    ("help", "town", "/help/"),
    ("help topic", "town", "/help/import/"),
    ("search", "town", "/search/?q=云川"),
    ("password", "town", "/password/"),
    ("list", "grassroots", "/records/member/"),
    ("list with totals", "rights", "/records/legal_case/"),
    ("list without rows", "rights", "/records/legal_case/?q=没有这样的案号"),
    ("detail", "grassroots", "/records/member/ → row"),
    ("detail with children", "rights", "/records/hardship/ → row"),
    ("new record", "rights", "/records/legal_case/new/"),
    ("changing a record", "grassroots", "/records/member/ → row → 编辑"),
    ("striking out", "grassroots", "/records/member/ → row → 作废"),
    ("tree", "leader", "/records/organization/tree/"),
    ("import list", "town", "/imports/"),
    ("import start", "town", "/imports/new/member/"),
    ("accounts", "sysadmin", "/accounts/"),
    ("new account", "sysadmin", "/accounts/new/"),
    ("account", "secadmin", "/accounts/ → row"),
    ("grant", "secadmin", "/accounts/ → row → 授予角色"),
    ("departments", "sysadmin", "/departments/"),
    ("department", "sysadmin", "/departments/new/"),
    ("audit", "auditor", "/audit/"),
    ("not found", "town", "/records/member/00000000-0000-4000-8000-000000000000/"),
    ("denied", "leader", "/accounts/"),
)
REFUSED = {"not found": 404, "denied": 403}


def visit(page: Page, way: str) -> None:
    address, *clicks = way.split(" → ")
    page.goto(address)
    for words in clicks:
        if words == "row":
            page.locator("tbody a").first.click()
        else:
            page.get_by_role("link", name=words).first.click()


def look_over(page: Page, what: str, *, colours: bool = True) -> list:
    settle(page)
    expect(page.locator("h1")).to_have_count(1)
    return [(what, finding) for finding in (*too_wide(page), *serious_violations(page, colours=colours))]


@pytest.mark.parametrize(("name", "user", "way"), PAGES, ids=[name for name, *_ in PAGES])
def test_page(glance, watcher, name, user, way):
    if name in REFUSED:
        watcher.expect_status(REFUSED[name])
    found = []
    for phone in (False, True):
        page = glance(user, phone=phone)
        visit(page, way)
        found += look_over(page, "phone" if phone else "desk", colours=not phone)
    assert found == []


DARK = ("dashboard", "figure", "summary", "list", "new record", "import start", "sign-in")


@pytest.mark.parametrize("name", DARK)
def test_page_in_the_dark(glance, name):
    user, way = next((user, way) for known, user, way in PAGES if known == name)
    page = glance(user, dark=True)
    visit(page, way)
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert look_over(page, "dark") == []


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_preview_of_an_import_and_its_job(open_page, phone):
    page = open_page("town", phone=phone)
    page.goto("/imports/new/member/")
    page.locator("input[type=file]").set_input_files(upload("会员名册.xlsx", new_members()))
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("button", name="确认导入")).to_be_visible()
    found = look_over(page, "preview")
    page.get_by_role("button", name="放弃").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    found += look_over(page, "dialog")
    dialog.get_by_role("button", name="确定").click()
    expect(page.get_by_text("已放弃这次导入")).to_be_visible()
    found += look_over(page, "my imports")
    page.goto("/jobs/")
    page.locator("tbody a").first.click()
    expect(page.get_by_role("link", name="查看结果")).to_be_visible()
    assert found + look_over(page, "job") == []
