"""A document as HTML for reading on a screen: true headings, paragraphs and tables that flow with the window.

The PDF has markup of its own (``markup``), because there every line is set by hand.
"""

from collections.abc import Callable
from html import escape

from reports.documents import charts
from reports.documents.blocks import (
    Band,
    Chart,
    Document,
    Figure,
    Heading,
    Lead,
    PageBreak,
    Paragraph,
    Signature,
    Table,
)
from reports.documents.fonts import FontsMissing
from reports.documents.punctuation import full_width, full_width_runs

NOT_REPORTED = "—"
CHART_WIDTH_PX, CHART_LINE_PX = 640, 40

_STYLE = """
body { max-width: 46em; margin: 2em auto; padding: 0 1em; color: #111;
  font: 16px/1.8 FangSong, "仿宋_GB2312", FandolFang, "Noto Serif CJK SC", serif }
h1 { font-size: 1.5em; text-align: center; line-height: 1.5 }
h2 { font-size: 1.1em }
h3, h4, h5 { font-size: 1em; font-weight: 400 }
h2, h3, h4, h5, .document-text { text-indent: 2em; margin: .2em 0 }
.document-lead, h3 { font-family: KaiTi, "楷体_GB2312", FandolKai, serif }
.document-mark, .document-center, figcaption, caption { text-align: center }
.document-right { text-align: right }
.document-signature { text-align: right; padding-right: 2em }
.document-appendix { margin-top: 3em }
.document-head { border-bottom: 2px solid #E60012; text-align: center; margin-bottom: 2em }
.document-issuer { color: #E60012; font-size: 2.4em; margin: .5em 0; line-height: 1.3 }
.document-imprint { border: solid #000; border-width: 1.3px 0; margin-top: 3em; padding: 0 1em; font-size: .9em }
.document-imprint p { margin: 0; display: flex; justify-content: space-between }
.document-imprint p + p { border-top: 1px solid #000; margin: 0 -1em; padding: 0 1em }
.document-watermark { color: #777; text-align: center }
table { border-collapse: collapse; width: 100%; line-height: 1.4 }
td, th { border: 1px solid #666; padding: .2em .4em }
img { max-width: 100% }
"""


def render_html(document: Document) -> str:
    """A file of its own: no script, no outside address, charts drawn in."""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><meta name="author" content="{escape(document.author)}">'
        f"<title>{escape(document.title)}</title><style>{_STYLE}</style></head><body>{fragment(document)}</body></html>\n"
    )


def fragment(document: Document, draw: Callable[[Chart], str] | None = None) -> str:
    """The document's HTML for a page that has its own head. ``draw`` gives a chart's HTML; without it charts are drawn as pictures.

    Every text is escaped. Figures with an address are links; all carry their key in ``data-key``.
    """
    draw = draw or _picture
    parts = [_head(document.red_head), _watermark(document.watermark)]
    parts += [f"<h1>{'<br>'.join(escape(full_width(line)) for line in document.title_lines)}</h1>"]
    if document.draft_mark:
        parts.append(f'<p class="document-mark">（{escape(document.draft_mark)}）</p>')
    parts += [_block(block, draw) for block in document.body]
    parts += [f'<p class="document-text">{escape(full_width(line))}</p>' for line in document.appendix_note()]
    if document.signature:
        parts.append(_block(document.signature, draw))
    for label, appendix in document.labelled_appendices():
        parts.append(
            f'<section class="document-appendix"><p class="document-label">{label}</p><h2>{escape(full_width(appendix.title))}</h2>'
        )
        parts += [_block(block, draw) for block in appendix.blocks]
        parts.append("</section>")
    parts.append(_imprint(document.imprint))
    return "\n".join(part for part in parts if part)


def chart_place(chart: Chart, name: str) -> str:
    """Where a page's own script draws a chart out of the data that the page holds under ``name``."""
    return f'<div class="chart" role="img" aria-label="{escape(chart.alt)}" data-chart="{escape(name)}"></div>'


def _head(red_head):
    if red_head is None:
        return ""
    number = f'<p class="document-number">{escape(full_width(red_head.number))}</p>' if red_head.number else ""
    mark = escape(full_width(red_head.mark))
    return f'<header class="document-head"><p class="document-issuer">{mark}</p>{number}</header>'


def _imprint(imprint):
    if not imprint:
        return ""
    copies = f"<p>{escape(full_width(imprint.copies))}</p>" if imprint.copies else ""
    printed = "".join(
        f"<span>{escape(text)}</span>" for text in (full_width(imprint.printed_by), imprint.printed) if text
    )
    return f'<footer class="document-imprint">{copies}{f"<p>{printed}</p>" if printed else ""}</footer>'


def _watermark(text):
    return f'<p class="document-watermark" aria-label="水印">{escape(text)}</p>' if text else ""


def _block(block, draw):
    match block:
        case Heading():
            return f"<h{block.level + 1}>{escape(full_width(block.text))}</h{block.level + 1}>"
        case Paragraph():
            texts = full_width_runs([run.text for run in block.runs])
            inner = "".join(_run(run, text) for run, text in zip(block.runs, texts, strict=True))
            return f'<p class="document-text">{inner}</p>' if block.indent else f"<p>{inner}</p>"
        case Table():
            return _table(block)
        case Chart():
            caption = f"<figcaption>{escape(full_width(block.caption))}</figcaption>" if block.caption else ""
            return f"<figure>{draw(block)}{caption}</figure>"
        case Signature():
            return f'<p class="document-signature">{escape(full_width(block.name))}<br>{block.date_text}</p>'
        case PageBreak():
            return ""
    raise TypeError(f"not a block of a document: {block!r}")


def _run(run, text):
    match run:
        case Figure():
            return _figure(run, text)
        case Lead():
            return f'<span class="document-lead">{escape(text)}</span>'
    return escape(text)


def _figure(figure, text):
    key = escape(figure.key)
    if figure.href:
        return f'<a class="document-figure" data-key="{key}" href="{escape(figure.href)}">{escape(text)}</a>'
    return f'<span class="document-figure" data-key="{key}">{escape(text)}</span>'


def _table(block):
    caption = f"<caption>{escape(full_width(block.caption))}</caption>" if block.caption else ""
    head = "".join(f'<th scope="col">{escape(column.heading)}</th>' for column in block.columns)
    rows = "".join(f"<tr>{_cells(row, block.columns)}</tr>" for row in block.rows)
    return f'<table class="table table-sm">{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _cells(row, columns):
    if isinstance(row, Band):
        return f'<th colspan="{len(columns)}" scope="rowgroup">{escape(full_width(row.text))}</th>'
    cells = []
    for value, column in zip(row, columns, strict=True):
        if isinstance(value, Figure):
            inner = _figure(value, full_width(value.text))
        else:
            inner = NOT_REPORTED if value is None else escape(full_width(str(value)))
        cells.append(f'<td class="document-{"center" if value is None else column.align}">{inner}</td>')
    return "".join(cells)


def _picture(chart):
    try:
        drawing = charts.svg(chart.option, CHART_WIDTH_PX, chart.lines * CHART_LINE_PX)
    except FontsMissing:
        return f"<p>（{escape(chart.alt)}）</p>"
    return f'<img src="{charts.data_uri(drawing)}" alt="{escape(chart.alt)}">'
