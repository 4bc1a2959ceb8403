"""Makes the pictures of the README anew, from the demo district: `python -m tests.browser.pictures [folder]`.

Screenshots of 1440 × 900 (a phone's of 390 × 844) and the first page of the summary's PDF, as small PNG files.
"""

import io
import sys
from pathlib import Path

import pdfplumber
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.auditing import settle
from tests.browser.chromium import context_options, launch_options
from tests.browser.conftest import sign_in
from tests.browser.site import ROOT, Site
from tests.browser.workbooks import mixed_members, upload

FOLDER = ROOT / "docs" / "pictures"
LIMIT = 200 * 1024  # bytes of a picture


def save(content: bytes | Image.Image, path: Path) -> None:
    """Reduce to 256 colours, which these flat pages hardly lose by; refuse what is still too large."""
    image = Image.open(io.BytesIO(content)) if isinstance(content, bytes) else content
    image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    print(f"{path.name:<22}{image.width} × {image.height}  {size // 1024} KB")
    if size > LIMIT:
        raise SystemExit(f"{path.name} is larger than {LIMIT // 1024} KB.")


class Photographer:
    def __init__(self, browser: Browser, site: Site, folder: Path) -> None:
        self.browser, self.site, self.folder = browser, site, folder

    def page(self, username: str, *, phone: bool = False) -> Page:
        page = self.browser.new_context(base_url=self.site.address, **context_options(phone=phone)).new_page()
        sign_in(page, username)
        expect(page.locator("h1")).not_to_have_text("登录")
        return page

    def shoot(self, page: Page, name: str) -> None:
        settle(page)
        page.mouse.move(0, 0)
        save(page.screenshot(), self.folder / name)


def take(photographer: Photographer) -> None:
    leader = photographer.page("leader")
    leader.goto("/?period=2021H1")
    photographer.shoot(leader, "dashboard.png")
    leader.goto("/figures/register.members/?period=2021H1")
    photographer.shoot(leader, "figure.png")
    leader.goto("/summary/?period=2021H1")
    photographer.shoot(leader, "summary.png")
    save(first_page(leader), photographer.folder / "pdf-page-1.png")

    phone = photographer.page("leader", phone=True)
    phone.goto("/?period=2021H1")
    photographer.shoot(phone, "phone-dashboard.png")

    officer = photographer.page("grassroots")
    officer.goto("/records/member/")
    photographer.shoot(officer, "members.png")

    town = photographer.page("town")
    town.goto("/imports/new/member/")
    town.locator("input[type=file]").set_input_files(upload("青石镇新会员.xlsx", mixed_members()))
    town.get_by_role("button", name="上传并核对").click()
    expect(town.get_by_role("button", name="确认导入")).to_be_visible()
    photographer.shoot(town, "import-preview.png")


def take_writing(photographer: Photographer) -> None:
    """A section as it is written, with the panel of a figure, and the drafts of a plan."""
    editor = photographer.page("editor")
    editor.goto("/papers/?period=2021H1")
    editor.get_by_role("button", name="起草").click()
    editor.get_by_role("link", name="编写：服务保障用心用情").click()
    editor.locator("[data-token]").first.click()
    expect(editor.locator(".chip-panel")).to_be_visible()
    photographer.shoot(editor, "paper-editor.png")

    office = photographer.page("office")
    office.goto("/plans/draft/?period=2021H2")
    photographer.shoot(office, "plan-draft.png")


def first_page(page: Page) -> Image.Image:
    """The summary's PDF as the leader gets it: its first page at 70 dots an inch, with a thin border."""
    page.get_by_role("button", name="下载 PDF").click()
    link = page.get_by_role("link", name="下载“")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    with pdfplumber.open(download.value.path()) as pdf:
        image = pdf.pages[0].to_image(resolution=70, antialias=True).original.convert("RGB")
    return ImageOps.expand(image, border=1, fill="#c9ced6")


def main(folder: Path = FOLDER) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=30_000)
    with Site() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        photographer = Photographer(browser, site, folder)
        take(photographer)
        take_writing(photographer)
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
