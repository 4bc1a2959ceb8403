"""A running site with the demo district, and pages signed in as the demo's people."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chromium import context_options, launch_options
from tests.browser.site import PASSWORD, Site
from tests.browser.watching import Watcher

HERE = Path(__file__).parent
expect.set_options(timeout=15_000)  # a busy machine may be slow; nothing waits longer than it must


def pytest_collection_modifyitems(items):
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, **launch_options()}


@pytest.fixture(scope="session")
def site():
    with Site() as running:
        yield running


@pytest.fixture(scope="session")
def base_url(site):
    return site.address


@pytest.fixture(scope="session")
def sessions():
    """Signed-in sessions by user name, so that each person signs in only once."""
    return {}


@pytest.fixture
def watcher(site):
    """Watches all pages of a test; at its end nothing may have gone wrong unseen."""
    made = Watcher(site.address)
    yield made
    assert made.problems == []


def sign_in(page, username: str, password: str = PASSWORD) -> None:
    """Fill in and send the form of signing in; where that leads is the caller's to look at."""
    page.goto("/sign-in/")
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()


@pytest.fixture
def signed_in(new_context, sessions, watcher):
    """signed_in("town") → the stored session of that user, who signs in when asked for the first time."""

    def state_of(username: str | None):
        if username and username not in sessions:
            context = new_context(**context_options())
            page = watcher.watch(context.new_page())
            sign_in(page, username)
            expect(page.get_by_role("navigation", name="业务菜单")).to_be_attached()
            sessions[username] = context.storage_state()
            context.close()
        return sessions[username] if username else None

    return state_of


@pytest.fixture
def open_page(new_context, signed_in, watcher):
    """open_page("town") → a page signed in as that user, in a browser of her own; without a user a page of nobody."""

    def open_one(username: str | None = None, **options):
        context = new_context(storage_state=signed_in(username), **context_options(**options))
        context.set_default_timeout(15_000)
        if username:
            context.request.get("/?period=2021H1")  # a session remembers the period that another test looked at last
        return watcher.watch(context.new_page())

    return open_one


@pytest.fixture(scope="session")
def shared_contexts(browser):
    made = {}
    yield made
    for context in made.values():
        context.close()


@pytest.fixture
def glance(browser, base_url, shared_contexts, signed_in, watcher):
    """As open_page, for tests that change nothing: they share a browser by user and screen, which saves much time."""
    pages = []

    def open_one(username: str | None = None, **options):
        key = (username, *sorted(options.items()))
        if key not in shared_contexts:
            settings = {"base_url": base_url, "storage_state": signed_in(username), **context_options(**options)}
            shared_contexts[key] = browser.new_context(**settings)
            shared_contexts[key].set_default_timeout(15_000)
        pages.append(shared_contexts[key].new_page())
        return watcher.watch(pages[-1])

    yield open_one
    for page in pages:
        page.close()
