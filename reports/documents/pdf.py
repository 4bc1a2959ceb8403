"""PDF files of official documents, printed by WeasyPrint from lines that are already broken.

Rendering takes about half a second and belongs in a worker, never in a request. The renderer is imported on first use, fetches nothing,
and knows the fonts of ``fonts.document_fonts`` only.
"""

import contextlib
import functools
import gc
import os
import threading
import warnings

from reports.documents.blocks import Document
from reports.documents.fonts import FontSet, document_fonts, write_fontconfig
from reports.documents.markup import to_html

ARCHIVAL = "pdf/a-3u"

_lock = threading.Lock()


def render_pdf(document: Document, *, links: bool = False, fonts: FontSet | None = None) -> bytes:
    """A document as PDF/A-3u. ``links``: figures link to the rows behind them.

    Raises fonts.FontsMissing if no Chinese font is installed, charts.ChartError if a chart cannot be drawn.
    """
    faces = fonts or document_fonts()
    html = to_html(document, faces, links=links)
    with _lock, _no_collection(), warnings.catch_warnings():
        weasyprint, configuration, fetcher = _renderer(write_fontconfig(faces), os.getpid())
        page = weasyprint.HTML(string=html, url_fetcher=fetcher)
        # The renderer leaves its colour profile's file to be closed by itself.
        warnings.filterwarnings("ignore", message="unclosed file .*sRGB2014.icc", category=ResourceWarning)
        return page.write_pdf(font_config=configuration, pdf_variant=ARCHIVAL, pdf_tags=True)


@functools.lru_cache(maxsize=2)
def _renderer(fontconfig, process):
    """The renderer with its font configuration, made once for each process and choice of fonts."""
    with _environment("FONTCONFIG_FILE", str(fontconfig)):
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration

        configuration = FontConfiguration()
    return weasyprint, configuration, _fetcher_class()()


@functools.cache
def _fetcher_class():
    from weasyprint.urls import URLFetcher

    class NothingOutside(URLFetcher):
        """Gives data: addresses only; every other address, also of this machine's files, is refused."""

        def __init__(self):
            super().__init__(allowed_protocols=("data",), allow_redirects=False)

    return NothingOutside


@contextlib.contextmanager
def _environment(name, value):
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextlib.contextmanager
def _no_collection():
    """Collecting garbage while the renderer builds its many small boxes costs a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
