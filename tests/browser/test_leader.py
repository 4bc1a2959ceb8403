"""The leader's way: dashboard, a figure with its rows, the summary, a figure of its text, the PDF."""

import re
from io import BytesIO

import pdfplumber
from playwright.sync_api import expect

CLEAR_NUMBER = re.compile(r"(?<!\d)(\d{17}[\dX]|1\d{10})(?!\d)")


def test_from_the_dashboard_to_the_pdf(open_page):
    page = open_page("leader")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("云川区总工会2021年上半年数据看板")
    tile = page.get_by_role("link", name="困难职工 206")
    expect(tile).to_contain_text("截至 2021-06-30")
    tile.click()

    expect(page.locator(".figure-value")).to_have_text("206 名")
    expect(page.locator("#rows")).to_contain_text("共 206 行")
    rows = page.locator("#rows tbody")
    expect(rows.locator("tr").first).to_contain_text(re.compile(r"\d{2}\*{12}[\dX]{4}"))
    assert CLEAR_NUMBER.findall(rows.inner_text()) == []

    page.get_by_role("link", name="工作总结").click()
    expect(page.locator(".paper-title")).to_have_text("云川区总工会2021年上半年工作总结和下半年工作打算")
    page.get_by_role("link", name="206名", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("困难职工")
    expect(page.locator(".figure-value")).to_have_text("206 名")
    page.go_back()

    page.get_by_role("button", name="下载 PDF").click()
    expect(page).to_have_url(re.compile("/jobs/[0-9a-f-]+/$"))
    link = page.get_by_role("link", name="下载“云川区总工会2021年上半年工作总结")
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == "云川区总工会2021年上半年工作总结和下半年工作打算.pdf"
    content = download.value.path().read_bytes()
    assert content.startswith(b"%PDF")
    with pdfplumber.open(BytesIO(content)) as pdf:
        assert len(pdf.pages) > 3
        text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert "云川区总工会2021年上半年工作总结" in text
    assert "困难职工206名" in text
    assert "五、下半年工作打算" in text


def test_the_data_of_a_chart_can_be_read_as_a_table(open_page):
    page = open_page("leader")
    page.goto("/?period=2021H1")
    chart = page.locator(".card", has=page.get_by_role("heading", name="困难职工级别构成"))
    expect(chart.locator("canvas, svg").first).to_be_visible()
    chart.get_by_text("查看数据").click()
    expect(chart.get_by_role("table")).to_contain_text("全国级")
    expect(chart.get_by_role("table")).to_contain_text("38")


def test_a_period_that_does_not_exist_and_a_unit_out_of_scope(open_page, watcher):
    watcher.expect_status(404)
    page = open_page("town")
    wrong = {
        "/?period=2021H9": "没有“2021H9”这个报告期。",
        "/figures/no.such/": "没有名为“no.such”的指标。",
        "/summary/?unit=00000000-0000-4000-8000-000000000000": "没有这个单位，或它不在您的管理范围内。",
    }
    for address, words in wrong.items():
        page.goto(address)
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_role("link", name="回到首页")).to_be_visible()
