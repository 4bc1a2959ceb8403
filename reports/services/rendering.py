"""Turning a document into the bytes of a file, with words for what is missing on this machine."""

from reports.documents.blocks import Document
from union_site.core import jobs

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FORM_WORDS = {"pdf": "PDF", "docx": "Word"}


def render(paper: Document, form: str) -> bytes:
    """The file's bytes; `form` is html, docx or pdf. Raises JobError with what to install when something is missing."""
    from reports.documents.fonts import FontsMissing

    if form == "html":
        from reports.documents.html import render_html

        return render_html(paper).encode()
    if form == "docx":
        from reports.documents.docx import render_docx

        return render_docx(paper)
    from reports.documents.pdf import render_pdf

    try:
        return render_pdf(paper)
    except FontsMissing as error:
        raise jobs.JobError(f"{error} 在此之前可以下载 Word 文件。") from error
    except OSError as error:  # the system libraries of WeasyPrint
        raise jobs.JobError(
            "本机缺少生成 PDF 所需的系统组件（libpango），请先运行 make setup；在此之前可以下载 Word 文件。"
        ) from error
