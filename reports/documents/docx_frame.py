"""版头, 版记 and watermark of a Word file: true paragraphs in styles of their own, borders for rules, words in the header."""

from xml.sax.saxutils import escape

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from reports.documents import docx_styles as styles
from reports.documents.blocks import Imprint, RedHead
from reports.documents.docx_styles import FANG, LATIN, SONG_TITLE, element
from reports.documents.geometry import (
    IMPRINT_LINE_PT,
    MARK_BELOW_TOP_MM,
    MARK_PT,
    MARK_WIDTH,
    NUMBER_PT,
    PT_PER_MM,
    RED,
    RULE_BELOW_MM,
    TEXT_WIDTH_MM,
    TEXT_WIDTH_PT,
)
from reports.documents.punctuation import full_width
from reports.documents.titles import split_title, width_em

MARK, NUMBER, RULE, IMPRINT = "发文机关标志", "发文字号", "红色分隔线", "版记"
# Borders are measured in eighths of a point: 0.35 mm and 0.25 mm are 1 pt and 0.75 pt (0.71, to the next that Word draws).
THICK, THIN, RED_RULE = 8, 6, 16
IMPRINT_TWIPS = IMPRINT_LINE_PT * 20
VML = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:w10="urn:schemas-microsoft-com:office:word"'
)


def _twips(mm: float) -> int:
    return round(mm * PT_PER_MM * 20)


def prepare(word) -> None:
    """Add the styles of 版头 and 版记."""
    centre = '<w:jc w:val="center"/>'
    no_indent = '<w:snapToGrid w:val="0"/>{}<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    lines = {
        MARK: f'<w:spacing w:before="{_twips(MARK_BELOW_TOP_MM)}" w:after="{2 * styles.PITCH_TWIPS}" w:line="240" w:lineRule="auto"/>',
        NUMBER: f'<w:spacing w:before="0" w:after="0" w:line="{styles.PITCH_TWIPS}" w:lineRule="exact"/>',
        RULE: f'<w:spacing w:before="0" w:after="{2 * styles.PITCH_TWIPS}" w:line="{_twips(RULE_BELOW_MM)}" w:lineRule="exact"/>',
        IMPRINT: f'<w:spacing w:before="0" w:after="0" w:line="{IMPRINT_TWIPS}" w:lineRule="exact"/>',
    }
    red_rule = f'<w:pBdr><w:bottom w:val="single" w:sz="{RED_RULE}" w:space="0" w:color="{RED}"/></w:pBdr>'
    colour = f'<w:color w:val="{RED}"/>'
    for name, before, jc, letters in (
        (MARK, "<w:keepNext/>", centre, styles.letters(SONG_TITLE, MARK_PT, latin=SONG_TITLE, colour=colour)),
        (NUMBER, "<w:keepNext/>", centre, ""),
        (RULE, f"<w:keepNext/>{red_rule}", "", ""),
        (IMPRINT, "", '<w:jc w:val="left"/>', styles.letters(FANG, NUMBER_PT, latin=LATIN)),
    ):
        word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        styles.set_paragraph(word, name, before + no_indent.format(lines[name]) + jc, letters)


def head(writer, red_head: RedHead) -> None:
    """The red 标志, the 发文字号 two lines below it, and the red rule 4 mm below that."""
    lines = split_title(full_width(red_head.mark))
    size = min(MARK_PT, int(TEXT_WIDTH_PT * MARK_WIDTH / max(map(width_em, lines)) * 2) / 2)
    paragraph = writer.paragraph(MARK, "")
    for number, line in enumerate(lines):
        run = paragraph.add_run()
        if number:
            run.add_break()
        run.add_text(line)
        properties = run._r.get_or_add_rPr()
        for tag in ("w:sz", "w:szCs"):
            properties.append(element(tag, val=str(round(size * 2))))
    if red_head.number:
        writer.paragraph(NUMBER, full_width(red_head.number))
    writer.paragraph(RULE, "")


def imprint(writer, said: Imprint) -> None:
    """版记: a table at the foot of the page on which the text ends, with the rules of the standard."""
    rows = [row for row in ((said.copies, ""), (said.printed_by, said.printed)) if any(row)]
    table = writer.word.add_table(rows=0, cols=1)
    table.autofit = False
    properties = table._tbl.tblPr
    for old in properties.xpath("w:tblStyle | w:tblBorders | w:tblLook"):
        properties.remove(old)
    place = '<w:tblpPr {} w:vertAnchor="margin" w:horzAnchor="margin" w:tblpXSpec="left" w:tblpYSpec="bottom"/>'
    properties.insert(0, parse_xml(place.format(nsdecls("w"))))
    outer = f'w:val="single" w:sz="{THICK}" w:space="0" w:color="000000"'
    inner = f'w:val="single" w:sz="{THIN}" w:space="0" w:color="000000"'
    borders = parse_xml(
        f"<w:tblBorders {nsdecls('w')}><w:top {outer}/><w:bottom {outer}/><w:insideH {inner}/></w:tblBorders>"
    )
    layout = properties.find(f"{{{properties.nsmap['w']}}}tblLayout")
    layout.addprevious(borders)
    width = Mm(TEXT_WIDTH_MM)
    table.columns[0].width = width
    for left, right in rows:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(element("w:cantSplit"))
        cell = row.cells[0]
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.style = IMPRINT
        hanging = 3 if left == said.copies and left else 0
        _indent(paragraph, hanging)
        if right:
            stop = _twips(TEXT_WIDTH_MM) - 2 * NUMBER_PT * 20
            tabs = parse_xml(f'<w:tabs {nsdecls("w")}><w:tab w:val="right" w:pos="{stop}"/></w:tabs>')
            paragraph._p.get_or_add_pPr()._insert_tabs(tabs)
        paragraph.add_run(full_width(left) + (f"\t{right}" if right else ""))
    writer.paragraph("表后", "")


def _indent(paragraph, hanging: int) -> None:
    """One character in from each side; further lines of 抄送 behind its first word."""
    one = NUMBER_PT * 20
    values = {"left": one * (1 + hanging), "right": one, "leftChars": 100 * (1 + hanging), "rightChars": 100}
    values |= {"hanging": one * hanging, "hangingChars": 100 * hanging} if hanging else {}
    if not hanging:
        values |= {"firstLine": 0, "firstLineChars": 0}
    paragraph._p.get_or_add_pPr()._insert_ind(element("w:ind", **{name: str(value) for name, value in values.items()}))


def watermark(word, text: str) -> None:
    """Words across every page, behind its text, in the headers of odd and even pages."""
    section = word.sections[0]
    for number, header in enumerate((section.header, section.even_page_header), 1):
        header.is_linked_to_previous = False
        header.paragraphs[0].add_run()._r.append(parse_xml(_picture(text, number)))


def _picture(text: str, number: int) -> str:
    width = round(TEXT_WIDTH_PT * 0.95)
    height = round(width / max(width_em(text), 1))
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:328;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    said = escape(text, {'"': "&quot;"})
    return (
        f"<w:pict {nsdecls('w')} {VML}>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>'
        '<v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/>'
        '<v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom"/><v:textpath on="t" fitshape="t"/>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="Watermark{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" alt="水印" style="{style}" '
        'o:allowincell="f" fillcolor="#dcdcdc" stroked="f">'
        f'<v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{said}"/><w10:wrap anchorx="margin" anchory="margin"/>'
        "</v:shape></w:pict>"
    )
