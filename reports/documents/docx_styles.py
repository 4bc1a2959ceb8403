"""The Word file's page, styles and page numbers, with the values of GB/T 9704-2012.

Fonts are named, not embedded: an office that owns 方正小标宋 and 仿宋_GB2312 sees them, any other computer substitutes its own.
"""

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from reports.documents.geometry import (
    BODY_PT,
    BOTTOM_MM,
    LEFT_MM,
    NUMBER_PT,
    PAGE_HEIGHT_MM,
    PAGE_WIDTH_MM,
    RIGHT_MM,
    TABLE_PT,
    TITLE_PITCH_PT,
    TITLE_PT,
    TOP_MM,
)

SONG_TITLE, FANG, KAI, HEI, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
LATIN = "Times New Roman"
# Word counts a line's pitch otherwise than the PDF: with 28.95 pt its pages hold 22 lines (measured).
PITCH_TWIPS = 579
TRACKING_TWIPS = -5
FOOTER_MM = 25.2
INDENT_TWIPS = 2 * BODY_PT * 20
TABLE_LINE_TWIPS = 360

_GRID_OFF = '<w:snapToGrid w:val="0"/>'
# Chinese and figures stand side by side without the blank that Word adds by itself.
_CLOSE = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
_PITCH = f'<w:spacing w:before="0" w:after="0" w:line="{PITCH_TWIPS}" w:lineRule="exact"/>'
_TABLE_LINE = f'<w:spacing w:before="0" w:after="0" w:line="{TABLE_LINE_TWIPS}" w:lineRule="exact"/>'
_AUTO = '<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
_INDENT = f'<w:ind w:firstLineChars="200" w:firstLine="{INDENT_TWIPS}"/>'
_NO_INDENT = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_KEEP = "<w:keepNext/><w:keepLines/>"


def element(tag: str, **values: str):
    """A WordprocessingML element with attributes of the w: namespace."""
    made = OxmlElement(tag)
    for name, value in values.items():
        made.set(qn(f"w:{name}"), value)
    return made


def right_indent(paragraph, characters: float) -> None:
    """Keep a paragraph so many characters of 3号 off the right edge."""
    properties = paragraph._p.get_or_add_pPr()
    properties._insert_ind(
        element(
            "w:ind",
            rightChars=str(round(characters * 100)),
            right=str(round(characters * BODY_PT * 20)),
            firstLineChars="0",
            firstLine="0",
        )
    )


def prepare(word) -> None:
    """Give a new Word document its page, styles and page numbers."""
    _defaults(word)
    _styles(word)
    _page(word.sections[0])
    word.settings.odd_and_even_pages_header_footer = True
    section = word.sections[0]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        _page_number(footer.paragraphs[0], side)


def _styles(word):
    body = f"{_CLOSE}{_PITCH}{_INDENT}"
    set_paragraph(
        word, "Normal", f'{_CLOSE}{_PITCH}{_INDENT}<w:jc w:val="both"/>', letters(FANG, BODY_PT, TRACKING_TWIPS), None
    )
    set_paragraph(word, "无缩进正文", _NO_INDENT, "")
    title_line = f'<w:spacing w:before="0" w:after="376" w:line="{TITLE_PITCH_PT * 20}" w:lineRule="exact"/>'
    title = f'{_KEEP}{_GRID_OFF}{title_line}{_NO_INDENT}<w:jc w:val="center"/>'
    set_paragraph(word, "Title", title, letters(SONG_TITLE, TITLE_PT, latin=SONG_TITLE))
    for level, (font, latin) in enumerate(((HEI, HEI), (KAI, LATIN), (FANG, LATIN), (FANG, LATIN)), 1):
        set_paragraph(
            word,
            f"Heading {level}",
            f'{_KEEP}{body}<w:outlineLvl w:val="{level - 1}"/>',
            letters(font, BODY_PT, TRACKING_TWIPS, latin),
        )
    set_paragraph(word, "稿别", f'{_PITCH}{_NO_INDENT}<w:jc w:val="center"/>', letters(KAI, BODY_PT))
    set_paragraph(word, "附件标签", f"<w:pageBreakBefore/>{_PITCH}{_NO_INDENT}", letters(HEI, BODY_PT, latin=HEI))
    set_paragraph(
        word, "Caption", f'{_GRID_OFF}{_PITCH}{_NO_INDENT}<w:jc w:val="center"/>', letters(HEI, TABLE_PT, latin=HEI)
    )
    picture = f'<w:keepNext/>{_GRID_OFF}{_AUTO}{_NO_INDENT}<w:jc w:val="center"/>'
    set_paragraph(word, "图", picture, "")
    set_paragraph(
        word, "表头", f'{_GRID_OFF}{_TABLE_LINE}{_NO_INDENT}<w:jc w:val="center"/>', letters(HEI, TABLE_PT, latin=HEI)
    )
    set_paragraph(word, "表文", f'{_GRID_OFF}{_TABLE_LINE}{_NO_INDENT}<w:jc w:val="left"/>', letters(FANG, TABLE_PT))
    set_paragraph(
        word, "表后", f'{_GRID_OFF}<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>{_NO_INDENT}', ""
    )
    set_paragraph(word, "Footer", f"{_GRID_OFF}{_AUTO}{_NO_INDENT}", letters(SONG, NUMBER_PT, latin=SONG))
    _cell_margins(word.styles["Table Grid"]._element)
    lead = word.styles.add_style("段首标题", WD_STYLE_TYPE.CHARACTER)
    _replace(lead._element, "w:rPr", _fonts(KAI, LATIN))


def _cell_margins(style):
    margins = style.find(qn("w:tblPr")).find(qn("w:tblCellMar"))
    for side, twips in (("top", "40"), ("left", "60"), ("bottom", "40"), ("right", "60")):
        margins.find(qn(f"w:{side}")).set(qn("w:w"), twips)


def set_paragraph(word, name, paragraph, letters, base="Normal") -> None:
    """Set a paragraph style's whole formatting; nothing of the library's template (blue headings, rules) is left."""
    styles = word.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base:
        style.base_style = styles[base]
        style.next_paragraph_style = styles["Normal"]
    style.hidden = False
    style.quick_style = True
    _replace(style._element, "w:pPr", paragraph)
    _replace(style._element, "w:rPr", letters)


def _replace(style, tag, inner):
    old = style.find(qn(tag))
    if old is not None:
        style.remove(old)
    new = parse_xml(f"<{tag} {nsdecls('w')}>{inner}</{tag}>")
    properties = style.find(qn("w:pPr"))
    if tag == "w:rPr" and properties is not None:
        properties.addnext(new)
    elif tag == "w:pPr" and (letters := style.find(qn("w:rPr"))) is not None:
        letters.addprevious(new)
    else:
        style.append(new)


def letters(font, size_pt, tracking=0, latin=LATIN, colour='<w:color w:val="000000"/>') -> str:
    """The formatting of a style's letters."""
    plain = f'<w:b w:val="0"/><w:bCs w:val="0"/>{colour}'
    size = f'<w:sz w:val="{size_pt * 2}"/><w:szCs w:val="{size_pt * 2}"/>'
    return f'{_fonts(font, latin)}{plain}<w:spacing w:val="{tracking}"/><w:kern w:val="0"/>{size}'


def _fonts(font, latin):
    # The hint gives marks that both scripts share, such as “ ” and —, to the Chinese font.
    return f'<w:rFonts w:hint="eastAsia" w:ascii="{latin}" w:eastAsia="{font}" w:hAnsi="{latin}" w:cs="{latin}"/>'


def _defaults(word):
    defaults = word.styles.element.find(qn("w:docDefaults"))
    letters = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    letters.clear()
    for part in (
        element("w:rFonts", ascii=LATIN, eastAsia=FANG, hAnsi=LATIN, cs=LATIN),
        element("w:lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA"),
    ):
        letters.append(part)
    paragraph = defaults.find(qn("w:pPrDefault"))
    paragraph.clear()


def _page(section):
    section.page_width, section.page_height = Mm(PAGE_WIDTH_MM), Mm(PAGE_HEIGHT_MM)
    section.top_margin, section.bottom_margin = Mm(TOP_MM), Mm(BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.footer_distance, section.header_distance = Mm(FOOTER_MM), Mm(15)
    section.gutter = 0
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(element("w:docGrid", type="lines", linePitch=str(PITCH_TWIPS)))


def _page_number(paragraph, side):
    """ "— 1 —", one character in from the outer edge."""
    characters = {f"{side}Chars": "100", side: str(NUMBER_PT * 20), "firstLineChars": "0", "firstLine": "0"}
    properties = paragraph._p.get_or_add_pPr()
    properties._insert_ind(element("w:ind", **characters))
    properties._insert_jc(element("w:jc", val=side))
    paragraph.add_run("— ")
    for kind, text in (("begin", None), (None, " PAGE "), ("separate", None), ("number", "1"), ("end", None)):
        run = paragraph.add_run()._r
        if kind == "number":
            run.append(parse_xml(f"<w:t {nsdecls('w')}>{text}</w:t>"))
        elif kind:
            run.append(element("w:fldChar", fldCharType=kind))
        else:
            run.append(parse_xml(f'<w:instrText {nsdecls("w")} xml:space="preserve">{text}</w:instrText>'))
    paragraph.add_run(" —")
