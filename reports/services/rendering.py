"""Turning a document into the bytes of a file, with words for what is missing on this machine."""

import hashlib
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from reports.documents.blocks import Document
from reports.documents.stored import digest, linked
from reports.models import DocumentCopy
from union_site.core import jobs
from union_site.core.files import store
from union_site.core.models import District, StoredFile

TYPES = {
    "pdf": "application/pdf",
    "internal": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
FORM_WORDS = {"pdf": "PDF", "internal": "内部 PDF", "docx": "Word"}
LOOKS = "2"  # counted up when the same blocks are set otherwise, so that no copy of the old looks is given out
KEPT = timedelta(days=30)


def file_name(title: str, form: str) -> str:
    """What a file of a document is called."""
    return f"{title}（内部）.pdf" if form == "internal" else f"{title}.{form}"


def render(paper: Document, form: str, *, base: str = "") -> bytes:
    """The file's bytes; `form` is html, docx, pdf or internal. Raises JobError with what to install when something is missing.

    In the internal PDF figures link to their pages below `base` (https://host); no other file names an address.
    """
    from reports.documents.fonts import FontsMissing

    paper = linked(paper, base if form == "internal" else "")
    if form == "html":
        from reports.documents.html import render_html

        return render_html(paper).encode()
    if form == "docx":
        from reports.documents.docx import render_docx

        return render_docx(paper)
    from reports.documents.pdf import render_pdf

    try:
        return render_pdf(paper, links=form == "internal")
    except FontsMissing as error:
        raise jobs.JobError(f"{error} 在此之前可以下载 Word 文件。") from error
    except OSError as error:  # the system libraries of WeasyPrint
        raise jobs.JobError(
            "本机缺少生成 PDF 所需的系统组件（libpango），请先运行 make setup；在此之前可以下载 Word 文件。"
        ) from error


def rendered(paper: Document, form: str, *, district: District, base: str = "") -> bytes:
    """The same, out of the copies where this very document was made before.

    A document with a watermark names a person and a minute: none is ever asked for twice, and none is kept.
    """
    if paper.watermark:
        return render(paper, form, base=base)
    key = hashlib.sha256("\0".join((LOOKS, form, base, digest(paper))).encode()).hexdigest()
    kept = DocumentCopy.objects.select_related("file").filter(key=key, file__district=district).first()
    if kept:
        with kept.file.file.open() as file:
            return file.read()
    data = render(paper, form, base=base)
    stored = store(data, name=file_name(paper.title, form), content_type=TYPES[form], district=district)
    try:
        with transaction.atomic():
            DocumentCopy.objects.create(key=key, file=stored)
    except IntegrityError:  # another worker was quicker
        drop(stored)
    return data


@jobs.every_day
def forget_copies(today: date) -> int:
    """Delete copies that were made long ago; they are made again when somebody asks. Returns how many there were."""
    old = list(DocumentCopy.objects.select_related("file").filter(made_at__date__lt=today - KEPT))
    for copy in old:
        copy.delete()
        drop(copy.file)
    return len(old)


def drop(stored: StoredFile) -> None:
    """Delete a file that nobody needs."""
    stored.file.delete(save=False)
    stored.delete()
