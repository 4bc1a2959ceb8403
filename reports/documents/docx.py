"""Word files of official documents: true styles, fonts by name, so that an office's own fonts and its editors can go on from here."""

import datetime
import io
import zipfile

from docx import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from reports.documents import charts, docx_frame, docx_styles
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
from reports.documents.docx_styles import element, right_indent
from reports.documents.fonts import FontsMissing
from reports.documents.geometry import PITCH_PT, TEXT_WIDTH_MM, TEXT_WIDTH_PT
from reports.documents.punctuation import full_width, full_width_runs
from reports.documents.titles import split_title, width_em

NOT_REPORTED = "—"
ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "center": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT}
PX_PER_PT = 96 / 72


def render_docx(document: Document) -> bytes:
    """A document as a .docx file. Works without any font installed; a chart is then replaced by its description."""
    word = WordDocument()
    docx_styles.prepare(word)
    docx_frame.prepare(word)
    _properties(word, document)
    writer = _Writer(word)
    if document.watermark:
        docx_frame.watermark(word, document.watermark)
    if document.red_head:
        docx_frame.head(writer, document.red_head)
    writer.title(document.title_lines, document.draft_mark)
    for block in document.body:
        writer.block(block)
    if note := document.appendix_note():
        writer.blank()
        for line in note:
            writer.paragraph("Normal", full_width(line))
    if document.signature:
        writer.block(document.signature)
    for label, appendix in document.labelled_appendices():
        writer.paragraph("附件标签", label)
        writer.blank()
        writer.title(split_title(appendix.title))
        for block in appendix.blocks:
            writer.block(block)
    if document.imprint:
        docx_frame.imprint(writer, document.imprint)
    out = io.BytesIO()
    word.save(out)
    return _timeless(out)


def _timeless(file: io.BytesIO) -> bytes:
    """The same file without the time of its making, so that the same document gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(file) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as kept:
        for part in made.infolist():
            kept.writestr(zipfile.ZipInfo(part.filename), made.read(part), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _properties(word, document):
    """The file's properties name the issuing body, never a user or the library."""
    properties = word.core_properties
    properties.title = document.title
    properties.author = properties.last_modified_by = document.author
    properties.subject = document.subject
    properties.keywords = "，".join(document.keywords)
    properties.comments = ""
    properties.language = "zh-CN"
    day = document.date or datetime.date(2000, 1, 1)
    properties.created = properties.modified = datetime.datetime(day.year, day.month, day.day)


class _Writer:
    def __init__(self, word):
        self.word = word
        self.on_new_page = False

    def block(self, block):
        match block:
            case Heading():
                self.paragraph(f"Heading {block.level}", full_width(block.text))
            case Paragraph():
                self.text(block)
            case Table():
                self.table(block)
            case Chart():
                self.chart(block)
            case Signature():
                self.signature(block)
            case PageBreak():
                self.on_new_page = True
            case _:
                raise TypeError(f"not a block of a document: {block!r}")

    def paragraph(self, style, text):
        paragraph = self.word.add_paragraph(text, style=style)
        if self.on_new_page:
            paragraph.paragraph_format.page_break_before = True
            self.on_new_page = False
        return paragraph

    def blank(self):
        self.paragraph("无缩进正文", "")

    def title(self, lines, draft_mark=None):
        paragraph = self.paragraph("Title", "")
        for number, line in enumerate(lines):
            if number:
                paragraph.add_run().add_break()
            paragraph.add_run(full_width(line))
        if draft_mark:
            self.paragraph("稿别", f"（{draft_mark}）")

    def text(self, block):
        paragraph = self.paragraph("Normal" if block.indent else "无缩进正文", "")
        texts = full_width_runs([run.text for run in block.runs])
        for run, text in zip(block.runs, texts, strict=True):
            paragraph.add_run(text, style="段首标题" if isinstance(run, Lead) else None)

    def signature(self, block):
        """署名 two characters from the right; the date begins two characters right of the name's beginning."""
        self.blank()
        name = full_width(block.name)
        name_width, date_width = width_em(name), width_em(block.date_text)
        name_end = 2 + max(0.0, date_width + 2 - name_width)
        date_end = name_end + name_width - 2 - date_width
        for text, characters in ((name, name_end), (block.date_text, date_end)):
            paragraph = self.paragraph("无缩进正文", text)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.keep_with_next = text == name
            right_indent(paragraph, characters)

    def caption(self, text):
        return self.paragraph("Caption", full_width(text))

    def chart(self, block):
        height = block.lines * PITCH_PT
        try:
            drawing = charts.svg(block.option, round(TEXT_WIDTH_PT * PX_PER_PT), round(height * PX_PER_PT))
            picture = charts.png(drawing)
        except FontsMissing:
            self.paragraph("Normal", f"（{block.alt}）")
        else:
            paragraph = self.paragraph("图", "")
            shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Mm(TEXT_WIDTH_MM))
            shape._inline.docPr.set("descr", block.alt)
        if block.caption:
            self.caption(block.caption).paragraph_format.keep_with_next = False

    def table(self, block):
        if block.caption:
            self.caption(block.caption).paragraph_format.keep_with_next = True
        elif self.on_new_page:
            self.paragraph("表后", "")
        total = sum(column.width for column in block.columns)
        widths = [Mm(TEXT_WIDTH_MM * column.width / total) for column in block.columns]
        table = self.word.add_table(rows=0, cols=len(widths), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        headings = [column.heading for column in block.columns]
        self._row(table, widths, headings, ["center"] * len(widths), "表头").append(element("w:tblHeader"))
        aligns = [column.align for column in block.columns]
        for row in block.rows:
            if isinstance(row, Band):
                self._band(table, widths, row.text)
            else:
                self._row(table, widths, row, aligns, "表文")
        # Keeps two tables apart, and Word wants a paragraph at the end of a page's text.
        self.paragraph("表后", "")

    def _band(self, table, widths, text):
        cells = table.add_row().cells
        merged = cells[0].merge(cells[-1])
        merged.width = sum(widths)
        self._fill(merged, text, "left", "表头")

    def _row(self, table, widths, values, aligns, style):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        for cell, width, value, align in zip(row.cells, widths, values, aligns, strict=True):
            cell.width = width
            self._fill(cell, value, "center" if value is None else align, style)
        return properties

    def _fill(self, cell, value, align, style):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.style = style
        paragraph.alignment = ALIGN[align]
        text = NOT_REPORTED if value is None else value.text if isinstance(value, Figure) else str(value)
        paragraph.add_run(full_width(text))
