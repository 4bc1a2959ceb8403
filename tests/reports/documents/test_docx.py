import io
import zipfile

import pytest
from docx import Document as WordDocument
from docx.oxml.ns import qn
from docx.shared import Mm

from reports.documents import charts
from reports.documents.docx import render_docx
from reports.documents.fonts import FontsMissing
from tests.reports.documents.sample import sample_document


@pytest.fixture(scope="module")
def word(sample_docx):
    return WordDocument(io.BytesIO(sample_docx))


def fonts_of(word, style):
    letters = word.styles[style].element.find(qn("w:rPr"))
    fonts = letters.find(qn("w:rFonts"))
    return fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii")), letters.find(qn("w:sz")).get(qn("w:val"))


def test_page_and_margins(word):
    section = word.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    sides = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
        section.footer_distance,
    )
    assert [round(side.mm, 1) for side in sides] == [37, 35, 28, 26, 25.2]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_fonts_by_name_and_size_in_half_points(word):
    assert fonts_of(word, "Normal") == ("仿宋_GB2312", "Times New Roman", "32")
    assert fonts_of(word, "Title") == ("方正小标宋简体", "方正小标宋简体", "44")
    assert fonts_of(word, "Heading 1") == ("黑体", "黑体", "32")
    assert fonts_of(word, "Heading 2") == ("楷体_GB2312", "Times New Roman", "32")
    assert fonts_of(word, "Heading 3") == ("仿宋_GB2312", "Times New Roman", "32")
    assert fonts_of(word, "Footer") == ("宋体", "宋体", "28")


def test_exact_pitch_indent_and_tracking(word):
    style = word.styles["Normal"].element
    spacing = style.find(qn("w:pPr")).find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")
    assert style.find(qn("w:pPr")).find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert style.find(qn("w:rPr")).find(qn("w:spacing")).get(qn("w:val")) == "-5"
    for name in ("Title", "Caption"):
        assert word.styles[name].element.find(qn("w:pPr")).find(qn("w:snapToGrid")).get(qn("w:val")) == "0"


def test_page_numbers_stand_outside_on_odd_and_even_pages(word):
    assert word.settings.odd_and_even_pages_header_footer
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        properties = paragraph._p.pPr
        assert properties.find(qn("w:jc")).get(qn("w:val")) == side
        assert properties.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"
        assert [text.text for text in paragraph._p.iter(qn("w:instrText"))] == [" PAGE "]


def test_text_is_in_true_styles(word):
    paragraphs = [(p.style.name, p.text) for p in word.paragraphs]
    assert paragraphs[0] == ("Title", "云川区总工会\n2021年上半年工作总结")
    assert paragraphs[1] == ("稿别", "（征求意见稿）")
    assert ("Heading 1", "一、组织建设不断夯实") in paragraphs
    assert ("附件标签", "附件") in paragraphs
    opening = next(p for p in word.paragraphs if p.text.startswith("（一）夯实基层组织。"))
    assert (opening.runs[0].style.name, opening.runs[0].text) == ("段首标题", "（一）夯实基层组织。")
    assert "，比去年同期增长12.5%；其中，镇（街道）总工会" in opening.text


def test_table_has_set_widths_and_repeats_its_head(word):
    table = word.tables[0]
    assert len(table.rows) == 64
    assert abs(sum(column.width for column in table.columns) - Mm(156)) < Mm(0.1)
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[8].cells] == [
        "7",
        "第7项工会工作指标",
        "人次",
        "9,597",
        "—",
        "本期内发生数",
    ]


def test_properties_name_the_issuing_body_and_no_user(word):
    properties = word.core_properties
    assert (properties.author, properties.last_modified_by, properties.comments) == ("云川区总工会", "云川区总工会", "")
    assert properties.title == "云川区总工会2021年上半年工作总结"
    assert properties.created.date().isoformat() == "2021-07-05"


def test_markup_in_values_does_no_harm():
    made = render_docx(sample_document(title_lines=("<甲> & “乙”",), blocks=()))
    assert WordDocument(io.BytesIO(made)).paragraphs[0].text == "<甲> & “乙”"


def test_chart_is_a_picture_with_a_description(word, sample_docx):
    assert word.inline_shapes[0].width == Mm(156)
    assert word.inline_shapes[0]._inline.docPr.get("descr") == "各镇（街道）2020年与2021年上半年报销人次的柱状图"
    with zipfile.ZipFile(io.BytesIO(sample_docx)) as archive:
        assert [name for name in archive.namelist() if name.endswith(".png")] == ["word/media/image1.png"]


def test_without_fonts_the_chart_is_described(monkeypatch, tmp_path):
    from reports.documents.fonts import load_fonts

    with pytest.raises(FontsMissing):
        load_fonts([], [])
    monkeypatch.setattr(charts, "document_fonts", lambda: load_fonts([tmp_path], [tmp_path]))
    word = WordDocument(io.BytesIO(render_docx(sample_document())))
    assert len(word.inline_shapes) == 0
    assert "（各镇（街道）2020年与2021年上半年报销人次的柱状图）" in [p.text for p in word.paragraphs]
