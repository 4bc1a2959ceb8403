"""A document as the HTML that the PDF renderer prints: every line already broken, every font named.

Each line is a box of exactly one pitch, so that no glyph of another font can push the grid; the renderer only fills pages with boxes.
"""

import itertools
import math
from html import escape

from reports.documents import charts
from reports.documents import markup_frame as frame
from reports.documents.blocks import (
    Band,
    Chart,
    Column,
    Document,
    Figure,
    Heading,
    Lead,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from reports.documents.fonts import CANDIDATES, FontSet
from reports.documents.geometry import (
    BODY_PT,
    BOTTOM_MM,
    GAP_PT,
    INDENT_PT,
    LEFT_MM,
    NUMBER_PT,
    PITCH_PT,
    RIGHT_MM,
    TABLE_PT,
    TEXT_WIDTH_PT,
    TITLE_PITCH_PT,
    TITLE_PT,
    TOP_MM,
)
from reports.documents.punctuation import full_width, full_width_runs
from reports.documents.setting import USUAL_GAP_EM, Line, break_lines, cells_of
from reports.documents.titles import split_title

HEADING_ROLES = {1: "hei", 2: "kai", 3: "fang", 4: "fang"}
NOT_REPORTED = "—"
LEAST_BELOW_TITLE_PT = 12
TABLE_LINE_PT = 18
CELL_PADDING_PT = 3
RULE_PT = 0.5
PX_PER_PT = 96 / 72
ABOVE_LINE_PT = (PITCH_PT - BODY_PT) / 2


def style_sheet(fonts: FontSet) -> str:
    faces = "\n".join(
        f'.{role} {{ font-family: "{fonts[role].family}"; font-weight: {700 if fonts[role].bold else 400} }}'
        for role in CANDIDATES
    )
    number = f'font: {700 if fonts["song"].bold else 400} {NUMBER_PT}pt "{fonts["song"].family}"'
    # The dash lies 7 mm below the 版心; the number box begins where the last line's box ends, half a lead below it.
    number += f'; line-height: {NUMBER_PT}pt; vertical-align: top; padding-top: {NUMBER_TOP_PT:.3f}pt; content: "— " counter(page) " —"'
    return f"""
@page {{
  size: A4;
  margin: calc({TOP_MM}mm - {ABOVE_LINE_PT:.3f}pt) {RIGHT_MM}mm calc({BOTTOM_MM}mm - {ABOVE_LINE_PT:.3f}pt) {LEFT_MM}mm;
}}
@page :right {{ @bottom-right {{ {number}; padding-right: {NUMBER_PT}pt }} }}
@page :left {{ @bottom-left {{ {number}; padding-left: {NUMBER_PT}pt }} }}
html {{ font-kerning: none; font-variant-ligatures: none; hyphens: none; font-size: {BODY_PT}pt }}
body, h1, h2, h3, h4, h5, p, figure, section {{ margin: 0; padding: 0; font-size: {BODY_PT}pt; font-weight: 400; orphans: 1; widows: 1 }}
{faces}
.line {{ display: block; height: {_floor(PITCH_PT)}pt; line-height: {_floor(PITCH_PT)}pt; white-space: pre; text-align: left }}
.line span, .row span, .line a, .row a {{ line-height: 0 }}
a {{ color: inherit; text-decoration: none }}
.western {{ letter-spacing: 0 }}
h1 .line {{ height: {TITLE_PITCH_PT}pt; line-height: {TITLE_PITCH_PT}pt; font-size: {TITLE_PT}pt; text-align: center }}
h2, h3, h4, h5, .caption, thead {{ break-after: avoid }}
h1, figure, .end {{ break-inside: avoid }}
.end {{ break-before: avoid }}
h1 {{ break-after: avoid; bookmark-level: 1; bookmark-label: attr(data-label) }}
h2 {{ bookmark-level: 2; bookmark-label: attr(data-label) }}
h3, .lead {{ bookmark-level: 3; bookmark-label: attr(data-label) }}
h4, h5 {{ bookmark-level: none }}
.page {{ break-before: page }}
.center .line, .center .row {{ text-align: center }}
.right .line, .right .row {{ text-align: right }}
.caption .line {{ text-align: center }}
table {{ width: {TEXT_WIDTH_PT - RULE_PT:.3f}pt; margin: 0 auto; table-layout: fixed; border-collapse: collapse; font-size: {TABLE_PT}pt }}
tr {{ break-inside: avoid }}
td, th {{ border: {RULE_PT}pt solid #000; padding: 2pt {CELL_PADDING_PT}pt; vertical-align: middle; font-weight: 400 }}
.row {{ display: block; height: {TABLE_LINE_PT}pt; line-height: {TABLE_LINE_PT}pt; white-space: pre; text-align: left }}
.spacer td {{ border: 0; padding: 0; height: {ABOVE_LINE_PT:.3f}pt; line-height: 0 }}
figure {{ padding-top: {ABOVE_LINE_PT:.3f}pt }}
figure img {{ display: block; width: 100% }}
"""


def _floor(length):
    """Three decimals, never rounded up: 22 lines must fit the page."""
    return math.floor(length * 1000) / 1000


# Measured on the page: with this padding the dash of the song face lies 7 mm below the 版心.
NUMBER_TOP_PT = 3.86 * 72 / 25.4 - ABOVE_LINE_PT


def to_html(document: Document, fonts: FontSet, *, links: bool = False) -> str:
    """The whole document as HTML for the renderer. ``links``: figures become links to the rows behind them."""
    return _Markup(fonts, links).document(document)


class _Markup:
    def __init__(self, fonts, links):
        self.fonts = fonts
        self.links = links

    def document(self, document):
        parts = [frame.head(document.red_head, self.fonts, self.set_text)] if document.red_head else []
        parts.append(self.title(document.title_lines, document.draft_mark))
        parts += [self.block(block) for block in document.body]
        parts.append(self.end(document))
        for label, appendix in document.labelled_appendices():
            parts.append(f'<section class="page">{self.text_lines(label, "hei")}{self.blank()}')
            parts.append(self.title(split_title(appendix.title)))
            parts += [self.block(block) for block in appendix.blocks]
            parts.append("</section>")
        if document.imprint:
            parts.append(frame.imprint(document.imprint, self.fonts, self.set_text))
        style = style_sheet(self.fonts) + frame.style_sheet() + frame.watermark_style(document.watermark, self.fonts)
        return (
            f'<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(document.title)}</title>{self.meta(document)}'
            f'<style>{style}</style></head><body class="fang">{"".join(parts)}</body></html>'
        )

    def end(self, document):
        """附件说明 and signature, kept together and never alone on a page."""
        parts = []
        if note := document.appendix_note():
            parts.append(self.blank())
            parts += [self.paragraph_of(line, indent=True) for line in note]
        if document.signature:
            parts.append(self.block(document.signature))
        return f'<div class="end">{"".join(parts)}</div>' if parts else ""

    def meta(self, document):
        values = {"author": document.author, "description": document.subject, "keywords": ",".join(document.keywords)}
        if document.date:
            values["dcterms.created"] = values["dcterms.modified"] = document.date.isoformat()
        return "".join(f'<meta name="{name}" content="{escape(value)}">' for name, value in values.items() if value)

    def block(self, block):
        match block:
            case Heading():
                text = full_width(block.text)
                tag = f"h{block.level + 1}"
                lines = self.text_lines(text, HEADING_ROLES[block.level], indent=True)
                return f'<{tag} data-label="{escape(text)}">{lines}</{tag}>'
            case Paragraph():
                return self.paragraph(block)
            case Table():
                return self.table(block)
            case Chart():
                return self.chart(block)
            case Signature():
                return self.signature(block)
            case PageBreak():
                return '<div class="page"></div>'
        raise TypeError(f"not a block of a document: {block!r}")

    def title(self, lines, draft_mark=None):
        lines = [full_width(line) for line in lines]
        broken = [
            line
            for text in lines
            for line in break_lines(self.cells(text, "title"), TEXT_WIDTH_PT / TITLE_PT, justify=False)
        ]
        height = len(broken) * TITLE_PITCH_PT + (PITCH_PT if draft_mark else 0)
        whole = math.ceil((height + LEAST_BELOW_TITLE_PT) / PITCH_PT) * PITCH_PT
        boxes = "".join(
            f'<span class="line title">{self.inline(line, "title", TITLE_PT, plain=True)}</span>' for line in broken
        )
        mark = (
            f'<p class="center">{self.text_lines(f"（{draft_mark}）", "kai", justify=False)}</p>' if draft_mark else ""
        )
        below = whole - height
        return f'<h1 data-label="{escape("".join(lines))}">{boxes}</h1>{mark}<div style="height:{_floor(below)}pt;break-after:avoid"></div>'

    def paragraph(self, block):
        texts = full_width_runs([run.text for run in block.runs])
        cells = []
        for run, text in zip(block.runs, texts, strict=True):
            href = run.href if isinstance(run, Figure) and self.links else None
            cells += cells_of(text, "kai" if isinstance(run, Lead) else "fang", self.fonts, href)
        lead = full_width(block.lead)
        opening = f'<p class="lead" data-label="{escape(lead)}">' if lead else "<p>"
        return f"{opening}{self.lines(cells, indent=block.indent)}</p>"

    def paragraph_of(self, text, indent=False):
        return f"<p>{self.text_lines(full_width(text), 'fang', indent=indent)}</p>"

    def signature(self, block):
        name, date = (self.cells(full_width(text), "fang") for text in (block.name, block.date_text))
        one = BODY_PT + GAP_PT
        name_width, date_width = (_width(cells) * BODY_PT for cells in (name, date))
        # The date begins two characters right of the name's beginning; neither comes nearer to the edge than two characters.
        name_start = TEXT_WIDTH_PT - 2 * one - max(name_width, date_width + 2 * one)
        boxes = "".join(
            f'<span class="line" style="padding-left:{start:.3f}pt">{self.inline(_single(cells), "fang", BODY_PT)}</span>'
            for cells, start in ((name, name_start), (date, name_start + 2 * one))
        )
        return f'<div class="signature">{self.blank()}{boxes}</div>'

    def chart(self, block):
        height = block.lines * PITCH_PT - ABOVE_LINE_PT  # a page's first box begins above the 版心
        drawing = charts.svg(block.option, round(TEXT_WIDTH_PT * PX_PER_PT), round(height * PX_PER_PT), self.fonts)
        picture = f'<img src="{charts.data_uri(drawing)}" alt="{escape(block.alt)}" style="height:{_floor(height)}pt">'
        return f"<figure>{picture}{self.caption(block.caption)}</figure>"

    def caption(self, text):
        if not text:
            return ""
        lines = break_lines(cells_of(full_width(text), "hei", self.fonts), TEXT_WIDTH_PT / TABLE_PT, justify=False)
        boxes = "".join(f'<span class="line">{self.inline(line, "fang", TABLE_PT)}</span>' for line in lines)
        return f'<div class="caption" style="font-size:{TABLE_PT}pt">{boxes}</div>'

    def table(self, block):
        total = sum(column.width for column in block.columns)
        widths = [column.width / total * (TEXT_WIDTH_PT - RULE_PT) for column in block.columns]
        measures = "".join(f'<col style="width:{width:.3f}pt">' for width in widths)
        head = "".join(
            f"<th>{self.cell(column.heading, Column('', 1, 'center'), width, 'hei')}</th>"
            for column, width in zip(block.columns, widths, strict=True)
        )
        # Repeated on every page, it keeps the rules within the 版心, where the boxes of text reach beyond it.
        spacer = f'<tr class="spacer"><td colspan="{len(widths)}"></td></tr>'
        rows = "".join(self.table_row(row, block.columns, widths) for row in block.rows)
        return (
            f"{self.caption(block.caption)}<table><colgroup>{measures}</colgroup>"
            f"<thead>{spacer}<tr>{head}</tr></thead><tbody>{rows}</tbody><tfoot>{spacer}</tfoot></table>"
        )

    def table_row(self, row, columns, widths):
        if isinstance(row, Band):
            inner = self.cell(row.text, Column("", 1), sum(widths), "hei")
            return f'<tr style="break-after:avoid"><td colspan="{len(columns)}">{inner}</td></tr>'
        cells = (
            f"<td>{self.cell(value, *place)}</td>"
            for value, place in zip(row, zip(columns, widths, strict=True), strict=True)
        )
        return f"<tr>{''.join(cells)}</tr>"

    def cell(self, value, column, width, role="fang"):
        align = "center" if value is None else column.align
        text, href = (value.text, value.href) if isinstance(value, Figure) else (value, None)
        cells = cells_of(
            full_width(NOT_REPORTED if text is None else str(text)), role, self.fonts, href if self.links else None
        )
        lines = break_lines(cells, (width - 2 * CELL_PADDING_PT - RULE_PT) / TABLE_PT, justify=False)
        boxes = "".join(f'<span class="row">{self.inline(line, "fang", TABLE_PT)}</span>' for line in lines)
        return f'<div class="{align}">{boxes}</div>'

    def cells(self, text, role):
        return cells_of(text, role, self.fonts)

    def set_text(self, text, role, size):
        """A text on one line, whatever its width, with its fonts named."""
        return self.inline(_single(self.cells(full_width(text), role)), "", size, plain=True)

    def blank(self):
        return '<span class="line"></span>'

    def text_lines(self, text, role, *, indent=False, justify=True):
        return self.lines(cells_of(text, role, self.fonts), indent=indent, justify=justify)

    def lines(self, cells, *, indent, justify=True):
        shift = INDENT_PT / BODY_PT if indent else 0
        boxes = []
        for line in break_lines(cells, TEXT_WIDTH_PT / BODY_PT, indent=shift, justify=justify):
            padding = f' style="padding-left:{INDENT_PT:.3f}pt"' if line.first and indent else ""
            boxes.append(f'<span class="line"{padding}>{self.inline(line, "fang", BODY_PT)}</span>')
        return "".join(boxes)

    def inline(self, line, base, size, plain=False):
        """A line's text: one span for each stretch of one font, its gaps as letter spacing, in numbers and words only at their end."""
        gap = 0 if plain else line.gap * size
        parts = []
        groups = [(key, "".join(c.character for c in cells)) for key, cells in itertools.groupby(line.cells, _look)]
        for number, ((role, href, western), text) in enumerate(groups):
            last = number == len(groups) - 1
            if western:
                style = "" if last else f' style="margin-right:{gap:.4f}pt"'
                inner = f'<span class="western {role}"{style}>{escape(text)}</span>'
            else:
                inner = f'<span class="{role}">{escape(text)}</span>' if role != base else escape(text)
            parts.append(f'<a href="{escape(href)}">{inner}</a>' if href else inner)
        return f'<span style="letter-spacing:{gap:.4f}pt">{"".join(parts)}</span>' if gap else "".join(parts)


def _look(cell):
    return cell.role, cell.href, cell.is_western


def _width(cells):
    return _single(cells).width


def _single(cells):
    return Line(tuple(cells), USUAL_GAP_EM, True)
