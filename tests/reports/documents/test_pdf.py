"""The sample document's PDF held against GB/T 9704-2012. Lengths in points from the page's top left corner unless named otherwise."""

import io
import itertools
from collections import defaultdict

import pdfplumber
import pytest

from reports.documents.blocks import Appendix, Column, Figure, Heading, Paragraph, Table
from reports.documents.pdf import render_pdf
from tests.reports.documents.sample import LINK, sample_document

MM = 72 / 25.4
LEFT, RIGHT, TOP, BOTTOM = 28 * MM, 184 * MM, 37 * MM, 262 * MM


def rows_of(page, size=None):
    """Glyphs by baseline, from the top; of one size if given."""
    rows = defaultdict(list)
    for glyph in page.chars:
        if glyph["text"].strip() and (size is None or abs(glyph["size"] - size) < 0.05):
            rows[round(float(page.height) - glyph["matrix"][5], 1)].append(glyph)
    return {y: sorted(glyphs, key=lambda glyph: glyph["x0"]) for y, glyphs in sorted(rows.items())}


def body_rows(page):
    return {y: glyphs for y, glyphs in rows_of(page, 16).items() if y < BOTTOM}


def text_of(glyphs):
    return "".join(glyph["text"] for glyph in glyphs)


def body_texts(pages):
    return [(text_of(glyphs), glyphs) for page in pages for glyphs in body_rows(page).values()]


def made(*blocks, **changes):
    pdf = render_pdf(sample_document(blocks=blocks, **{"signature": None, **changes}))
    return pdfplumber.open(io.BytesIO(pdf)).pages


def test_pages_are_a4(pages):
    assert len(pages) >= 8
    assert {(round(page.width / MM), round(page.height / MM)) for page in pages} == {(210, 297)}


def test_everything_lies_within_the_text_area(pages):
    for page in pages:
        for y, glyphs in rows_of(page).items():
            if y < BOTTOM + 1:
                assert glyphs[0]["x0"] > LEFT - 0.3
                assert glyphs[-1]["x1"] < RIGHT + 0.8
                assert min(glyph["top"] for glyph in glyphs) > TOP - 7  # the boxes of glyphs are higher than their ink
        for rule in page.lines + page.rects + page.curves:
            assert rule["x0"] > LEFT - 0.3
            assert rule["x1"] < RIGHT + 0.3
            assert rule["top"] > TOP - 0.3
            assert rule["bottom"] < BOTTOM + 0.3


def test_22_lines_of_29_609_points_fill_a_page(pages):
    counts = [len(body_rows(page)) for page in pages]
    assert max(counts) == 22
    full = pages[counts.index(22)]
    baselines = list(body_rows(full))
    assert all(abs(lower - upper - 29.609) < 0.25 for upper, lower in itertools.pairwise(baselines))
    assert baselines[0] - TOP < 16
    assert 0 < BOTTOM - baselines[-1] < 4


def test_digits_and_rare_characters_do_not_move_the_grid(pages):
    for page in pages[:4]:
        baselines = list(body_rows(page))
        steps = [(lower - upper) / 29.609 for upper, lower in itertools.pairwise(baselines)]
        assert all(abs(step - round(step)) < 0.01 for step in steps)


def test_full_lines_have_28_characters_and_end_at_the_margin():
    (page,) = made(Paragraph("工" * 26 + "会" * 28 + "好" * 10))
    first, second, last = body_rows(page).values()
    assert [len(first), len(second), len(last)] == [26, 28, 10]
    assert first[0]["x0"] == pytest.approx(LEFT + 31.58, abs=0.2)
    assert second[0]["x0"] == pytest.approx(LEFT, abs=0.2)
    assert first[-1]["x1"] == pytest.approx(RIGHT, abs=0.3)
    assert second[-1]["x1"] == pytest.approx(RIGHT, abs=0.3)


def test_no_line_of_a_paragraph_is_ragged(pages):
    ragged = []
    for page in pages[:5]:
        rows = list(body_rows(page).values())
        for upper, lower in itertools.pairwise(rows):
            continued = lower[0]["x0"] < LEFT + 10
            if continued and abs(upper[-1]["x1"] - RIGHT) > 0.6:
                ragged.append(text_of(upper))
    assert ragged == []


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(pages):
    lines = [text for text, _ in body_texts(pages)]
    assert len(lines) > 80
    assert [text for text in lines if text[0] in "。，、；：？！）》”’…—" or text[-1] in "（《“‘"] == []


def test_page_numbers(pages):
    for number, page in enumerate(pages, 1):
        (glyphs,) = [glyphs for y, glyphs in rows_of(page).items() if y > BOTTOM + 2]
        assert text_of(glyphs) == f"—{number}—"
        assert {round(glyph["size"]) for glyph in glyphs} == {14}
        if number % 2:
            assert glyphs[-1]["x1"] == pytest.approx(RIGHT - 14, abs=0.8)
        else:
            assert glyphs[0]["x0"] == pytest.approx(LEFT + 14, abs=0.8)


def test_every_level_has_its_face(pages, fonts):
    def font_name(role):
        face = fonts[role]
        return face.family.replace(" ", "-") + ("-Bold" if face.bold else "")

    def faces(beginning):
        return {
            glyph["fontname"].split("+")[1]
            for text, glyphs in body_texts(pages)
            if text.startswith(beginning)
            for glyph in glyphs
        }

    assert faces("一、组织建设") == {font_name("hei")}
    assert faces("（四）规范经费") == {font_name("kai")}
    assert faces("1.严格预算") == {font_name("fang"), font_name("latin")}
    assert faces("附件") >= {font_name("hei")}
    opening = next(glyphs for text, glyphs in body_texts(pages) if text.startswith("（一）夯实基层组织。以"))
    assert {glyph["fontname"].split("+")[1] for glyph in opening[:10]} == {font_name("kai")}
    assert opening[10]["fontname"].endswith(font_name("fang"))
    title = rows_of(pages[0], 22)
    assert [text_of(glyphs) for glyphs in title.values()] == ["云川区总工会", "2021年上半年工作总结"]
    assert {glyph["fontname"].split("+")[1] for glyphs in title.values() for glyph in glyphs} == {font_name("title")}


def test_only_chosen_fonts_are_embedded_each_as_a_subset_with_its_text(pages, fonts):
    chosen = {face.family.replace(" ", "-") for face in fonts.faces.values()}
    seen = {}
    for page in pages:
        for font in page.page_obj.resources["Font"].resolve().values():
            font = font.resolve()
            seen[font["BaseFont"].name] = font
    assert len(seen) >= 5
    for name, font in seen.items():
        prefix, _, family = name.partition("+")
        assert len(prefix) == 6
        assert any(family.startswith(own) for own in chosen), name
        assert "ToUnicode" in font
        descriptor = font["DescendantFonts"][0].resolve()["FontDescriptor"].resolve()
        assert {"FontFile2", "FontFile3"} & set(descriptor)


def test_rare_given_names_are_printed_in_the_chosen_fallback(pages, fonts):
    rare = [glyph for page in pages for glyph in page.chars if glyph["text"] in "昇喆堃犇玥珺"]
    assert len(rare) >= 6
    role = fonts.role_for("昇", "fang")
    assert {glyph["fontname"].split("+")[1] for glyph in rare} == {fonts[role].family.replace(" ", "-")}


def test_the_table_breaks_across_pages_and_repeats_its_head(pages):
    heads = [page for page in pages if "统计口径" in page.extract_text()]
    assert len(heads) >= 3
    text = "".join(page.extract_text() for page in heads)
    assert all(f"第{number}项工会工作指标" in text for number in (1, 30, 60))


def test_an_appendix_begins_on_its_own_page_with_its_title_on_the_third_line(pages):
    page = next(page for page in pages if text_of(next(iter(rows_of(page).values()))) == "附件")
    (label,) = body_rows(page)
    assert label - TOP < 16
    title = next(iter(rows_of(page, 22)))
    assert 2 * 29.609 < title - label < 2 * 29.609 + 12


def test_the_signature_stands_under_a_blank_line_at_the_right(pages):
    lines = [(y, text_of(glyphs), glyphs) for page in pages for y, glyphs in body_rows(page).items()]
    at = next(number for number, line in enumerate(lines) if line[1] == "2021年7月5日")
    (before, _, _), (name_y, name, name_glyphs), (date_y, _, date_glyphs) = lines[at - 2 : at + 1]
    assert name == "云川区总工会"
    assert name_y - before == pytest.approx(2 * 29.609, abs=0.25)
    assert date_y - name_y == pytest.approx(29.609, abs=0.25)
    assert date_glyphs[0]["x0"] - name_glyphs[0]["x0"] == pytest.approx(31.6, abs=1)
    assert RIGHT - date_glyphs[-1]["x1"] >= 31


def test_a_heading_is_never_the_last_line_of_a_page():
    for lines in range(15, 20):
        first = body_rows(made(Paragraph("工" * (28 * lines - 2)), Heading(1, "一、标题"), Paragraph("正文" * 40))[0])
        assert not text_of(list(first.values())[-1]).startswith("一、")


def test_metadata_and_bookmarks(sample_pdf):
    with pdfplumber.open(io.BytesIO(sample_pdf)) as pdf:
        assert pdf.metadata["Title"] == "云川区总工会2021年上半年工作总结"
        assert pdf.metadata["Author"] == "云川区总工会"
        assert pdf.metadata["Subject"] == "2021年上半年工作总结"
        assert pdf.metadata["CreationDate"].startswith("D:20210705")
        description = pdf.doc.catalog["Metadata"].resolve().get_data().decode()
        assert 'pdfaid:part="3" pdfaid:conformance="U"' in description
        marks = [(level, title) for level, title, *_ in pdf.doc.get_outlines()]
    assert marks[:3] == [
        (1, "云川区总工会2021年上半年工作总结"),
        (2, "一、组织建设不断夯实"),
        (3, "（一）夯实基层组织。"),
    ]


def test_the_same_document_gives_the_same_bytes(sample_pdf):
    assert render_pdf(sample_document()) == sample_pdf


def test_figures_are_links_only_if_asked(sample_pdf):
    with pdfplumber.open(io.BytesIO(sample_pdf)) as pdf:
        assert [page.hyperlinks for page in pdf.pages if page.hyperlinks] == []
    with pdfplumber.open(io.BytesIO(render_pdf(sample_document(), links=True))) as pdf:
        links = {link["uri"] for page in pdf.pages for link in page.hyperlinks}
    assert {f"{LINK}/figures/0-0", f"{LINK}/row/60"} <= links


def test_the_draft_mark_stands_under_the_title():
    (page,) = made(Paragraph("正文。"), draft_mark="征求意见稿")
    assert [text_of(glyphs) for glyphs in body_rows(page).values()] == ["（征求意见稿）", "正文。"]


def test_markup_in_values_is_printed_as_it_stands():
    table = Table((Column("名称", 1),), (("<b>甲</b> & 乙",), (Figure("<1>", "key"),)))
    (page, appendix) = made(Paragraph("<script>甲</script>&amp; b乙"), Appendix("附<表>", (table,)))
    assert text_of(next(iter(body_rows(page).values()))) == "<script>甲</script>&amp;b乙"
    assert "<b>甲</b>" in appendix.extract_text()


def test_nothing_outside_is_fetched(caplog):
    from reports.documents.pdf import _fetcher_class

    fetcher = _fetcher_class()()
    for address in (
        "http://127.0.0.1:9/a.png",
        "https://outside.example/a.png",
        "file:///etc/hostname",
        "ftp://outside.example/a",
    ):
        with pytest.raises(ValueError, match="disallowed"):
            fetcher.fetch(address)
    assert fetcher.fetch("data:text/plain;base64,5bel").read() == "工".encode()
