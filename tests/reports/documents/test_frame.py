"""版头, 版记 and watermark held against GB/T 9704-2012, in the PDF and in the Word file. Millimetres from the page's top left."""

import datetime
import io
import itertools
import zipfile

import numpy as np
import pdfplumber
import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn

from reports.documents.blocks import Heading, Imprint, Paragraph, RedHead
from reports.documents.docx import render_docx
from reports.documents.html import fragment
from reports.documents.pdf import render_pdf
from tests.reports.documents.sample import sample_document
from tests.reports.documents.test_pdf import MM, body_rows, rows_of, text_of

RED_HEAD = RedHead("云川区总工会文件", "云总工〔2021〕12号")
IMPRINT = Imprint("江临市总工会，区委办公室", "云川区总工会办公室", datetime.date(2021, 7, 6))
MARK = "未定稿　周文　2021-07-05 14:30"
SHORT = (Heading(1, "一、基本情况"), Paragraph("上半年新建工会八家。" * 4))


def framed(**changes):
    return sample_document(**{"blocks": SHORT, "red_head": RED_HEAD, "imprint": IMPRINT, **changes})


@pytest.fixture(scope="module")
def pages():
    with pdfplumber.open(io.BytesIO(render_pdf(framed()))) as pdf:
        yield pdf.pages


def is_red(colour):
    return colour is not None and len(colour) == 3 and colour[0] > 0.8 and max(colour[1:]) < 0.2


@pytest.fixture(scope="module")
def ink(pages):
    """Where red and black ink of the first page lies, from its picture: (red lines, dark lines)."""
    picture = np.asarray(pages[0].to_image(resolution=300).original.convert("RGB")).astype(int)
    red = (picture[:, :, 0] > 180) & (picture[:, :, 1:] < 90).all(axis=2)
    dark = picture.max(axis=2) < 120
    return tuple(np.where(some.any(axis=1))[0] / 300 * 25.4 for some in (red, dark))


def test_the_mark_is_red_and_its_top_lies_35_mm_below_the_text_area(pages, ink):
    mark = [glyph for glyph in pages[0].chars if glyph["size"] > 30]
    assert text_of(mark) == "云川区总工会文件"
    assert all(is_red(glyph["non_stroking_color"]) for glyph in mark)
    assert (mark[0]["x0"] + mark[-1]["x1"]) / 2 / MM == pytest.approx(28 + 78, abs=0.5)
    assert ink[0][0] == pytest.approx(37 + 35, abs=0.3)


def test_the_number_stands_two_lines_below_and_the_red_rule_4_mm_under_it(pages, ink):
    page, (red, dark) = pages[0], ink
    assert "云总工〔2021〕12号" in [text_of(glyphs) for glyphs in rows_of(page, 16).values()]
    (rule,) = [rect for rect in page.rects if is_red(rect["non_stroking_color"])]
    foot_of_mark = red[red < rule["top"] / MM - 2][-1]
    number = dark[dark < rule["top"] / MM]
    assert (number[0] - foot_of_mark) / (29.609 / MM) == pytest.approx(2.3, abs=0.2)  # two lines and its own lead
    assert rule["top"] / MM - number[-1] == pytest.approx(4, abs=0.2)
    assert (rule["x0"] / MM, rule["x1"] / MM) == (pytest.approx(28, abs=0.1), pytest.approx(184, abs=0.1))
    assert rule["height"] == pytest.approx(2, abs=0.1)


def test_title_and_text_follow_on_the_grid(pages):
    title = rows_of(pages[0], 22)
    rule = next(rect for rect in pages[0].rects if is_red(rect["non_stroking_color"]))
    first = min(glyph["top"] for glyphs in title.values() for glyph in glyphs)
    assert 1.5 < (first - rule["bottom"]) / 29.609 < 3.2
    lines = [y for y in body_rows(pages[0]) if y > max(title)]
    steps = [(lower - upper) / 29.609 for upper, lower in itertools.pairwise(lines)]
    assert len(steps) > 3 and all(abs(step - round(step)) < 0.01 for step in steps)


def test_the_imprint_lies_at_the_foot_of_the_last_page(pages):
    page = pages[-1]
    said = [text_of(glyphs) for y, glyphs in rows_of(page, 14).items() if y < 262.5 * MM]
    assert said == ["抄送：江临市总工会，区委办公室。", "云川区总工会办公室2021年7月6日印发"]
    rules = sorted((rect for rect in page.rects if rect["width"] > 150 * MM), key=lambda rect: rect["top"])
    rules = [rect for rect in rules if not is_red(rect["non_stroking_color"])]
    assert [round(rect["height"] / MM, 2) for rect in rules] == [0.35, 0.25, 0.35]
    assert rules[-1]["bottom"] / MM == pytest.approx(262, abs=0.1)
    assert [rect["x0"] / MM for rect in rules] == [pytest.approx(28, abs=0.1)] * 3
    assert [rect["x1"] / MM for rect in rules] == [pytest.approx(184, abs=0.1)] * 3
    last = list(rows_of(page, 14).values())[-2]
    assert last[0]["x0"] / MM == pytest.approx(28 + 14 / MM, abs=0.3)
    assert last[-1]["x1"] / MM == pytest.approx(184 - 14 / MM, abs=0.6)


def test_an_imprint_moves_on_where_it_does_not_fit_and_covers_nothing():
    for count in range(14, 24):
        blocks = (Paragraph("工" * (28 * count - 2)),)
        with pdfplumber.open(io.BytesIO(render_pdf(framed(blocks=blocks, red_head=None, signature=None)))) as pdf:
            pages = pdf.pages
            at = [n for n, page in enumerate(pages) if "印发" in (page.extract_text() or "")]
            assert at == [len(pages) - 1]
            page = pages[-1]
            top = min(rect["top"] for rect in page.rects if rect["width"] > 150 * MM)
            assert all(y < top for y in body_rows(page))


def test_a_long_mark_is_set_smaller_and_then_in_two_lines():
    wide = RedHead("云川区青石镇经济技术开发区机械制造行业工会联合会委员会文件")
    (page, *_) = pdfplumber.open(io.BytesIO(render_pdf(framed(red_head=wide)))).pages
    mark = [glyph for glyph in page.chars if is_red(glyph["non_stroking_color"])]
    assert len({round(glyph["top"]) for glyph in mark}) == 2
    assert min(glyph["x0"] for glyph in mark) > 28 * MM and max(glyph["x1"] for glyph in mark) < 184 * MM


def test_a_draft_bears_its_mark_on_every_page_and_keeps_its_grid():
    plain, marked = (
        pdfplumber.open(io.BytesIO(render_pdf(sample_document(watermark=mark)))).pages for mark in ("", MARK)
    )
    assert len(plain) == len(marked)
    for before, after in zip(plain, marked, strict=True):
        slanting = [glyph for glyph in after.chars if abs(glyph["matrix"][1]) > 0.01]
        assert text_of(glyph for glyph in slanting if glyph["text"].strip()) == "未定稿周文2021-07-0514:30" * 3
        assert {round(glyph["non_stroking_color"][0], 1) for glyph in slanting} == {0.9}
        level = [glyph for glyph in after.chars if abs(glyph["matrix"][1]) < 0.01]
        places = [(glyph["text"], round(glyph["x0"], 1), round(glyph["top"], 1)) for glyph in level]
        assert places == [(g["text"], round(g["x0"], 1), round(g["top"], 1)) for g in before.chars]


def test_without_a_frame_the_file_is_as_before(sample_pdf):
    assert "周文".encode() not in sample_pdf
    assert render_pdf(sample_document(red_head=None, imprint=None, watermark="")) == sample_pdf


@pytest.fixture(scope="module")
def word():
    return render_docx(framed(watermark=MARK))


def test_word_has_a_red_head_in_styles_of_its_own(word):
    made = WordDocument(io.BytesIO(word))
    first = [(paragraph.style.name, paragraph.text) for paragraph in made.paragraphs[:4]]
    assert first == [
        ("发文机关标志", "云川区总工会文件"),
        ("发文字号", "云总工〔2021〕12号"),
        ("红色分隔线", ""),
        ("Title", "云川区总工会\n2021年上半年工作总结"),
    ]
    mark = made.styles["发文机关标志"].element
    assert mark.find(qn("w:rPr")).find(qn("w:color")).get(qn("w:val")) == "E60012"
    assert mark.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia")) == "方正小标宋简体"
    spacing = mark.find(qn("w:pPr")).find(qn("w:spacing"))
    assert (spacing.get(qn("w:before")), spacing.get(qn("w:after"))) == ("1984", "1158")  # 35 mm, two lines
    rule = made.styles["红色分隔线"].element.find(qn("w:pPr"))
    assert rule.find(qn("w:spacing")).get(qn("w:line")) == "227"  # 4 mm
    bottom = rule.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (bottom.get(qn("w:color")), bottom.get(qn("w:sz"))) == ("E60012", "16")


def test_word_has_the_imprint_at_the_foot_between_rules(word):
    table = WordDocument(io.BytesIO(word)).tables[-1]
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：江临市总工会，区委办公室。",
        "云川区总工会办公室\t2021年7月6日印发",
    ]
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    borders = table._tbl.tblPr.find(qn("w:tblBorders"))
    sizes = [borders.find(qn(f"w:{side}")).get(qn("w:sz")) for side in ("top", "insideH", "bottom")]
    assert sizes == ["8", "6", "8"]
    assert table.rows[0].cells[0].paragraphs[0].style.name == "版记"


def test_word_bears_the_mark_in_the_headers_of_odd_and_even_pages(word):
    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        headers = [archive.read(name).decode() for name in archive.namelist() if name.startswith("word/header")]
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert len([text for text in headers if f'string="{MARK}"' in text and "v:textpath" in text]) == 2
    assert "周文".encode() in whole
    plain = render_docx(framed())
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        assert not any("周文".encode() in archive.read(name) for name in archive.namelist())


def test_the_same_document_gives_the_same_word_file(word):
    assert render_docx(framed(watermark=MARK)) == word


def test_html_says_the_same():
    made = fragment(framed(watermark=MARK))
    assert '<p class="document-issuer">云川区总工会文件</p><p class="document-number">云总工〔2021〕12号</p>' in made
    assert "<p>抄送：江临市总工会，区委办公室。</p>" in made
    assert "<p><span>云川区总工会办公室</span><span>2021年7月6日印发</span></p>" in made
    assert f">{MARK}</p>" in made
