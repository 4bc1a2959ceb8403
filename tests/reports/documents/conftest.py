"""The sample document, made once as PDF and once as Word."""

import io

import pdfplumber
import pytest

from reports.documents.docx import render_docx
from reports.documents.fonts import document_fonts
from reports.documents.pdf import render_pdf
from tests.reports.documents.sample import sample_document


@pytest.fixture(scope="session")
def fonts():
    return document_fonts()


@pytest.fixture(scope="session")
def sample_pdf():
    return render_pdf(sample_document())


@pytest.fixture(scope="session")
def pages(sample_pdf):
    with pdfplumber.open(io.BytesIO(sample_pdf)) as pdf:
        yield pdf.pages


@pytest.fixture(scope="session")
def sample_docx():
    return render_docx(sample_document(draft_mark="征求意见稿"))
