"""What a file is, told from its bytes and never from its name."""

import re
from typing import BinaryIO

from union_site.core.spreadsheets.child_ole import OleDamaged, OleFile
from union_site.core.spreadsheets.xmlscan import Refusal

_SIGNATURES = (
    (b"%PDF", "PDF文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"RIFF", "图片或音视频文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"\x7fELF", "可执行程序"),
    (b"{\\rtf", "RTF文档"),
    (b"MIME-Version:", "单个文件网页（.mht）"),
)
_BINARY_SIGNATURES = ((b"BM", "图片"), (b"MZ", "可执行程序"))  # letters that a text may begin with
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BARE_BIFF = (
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x00\x04\x00",
)
# Texts in which other programs hand sheets on: they would be read as if every mark were a cell.
_SYLK = re.compile(rb"ID;P[^\r\n]*\r?\n[BCFOPE];")
_DIF = re.compile(rb"TABLE\r?\n0,1\r?\n")
_HTML = re.compile(rb"<(?:!doctype html|html|table|head|meta|body|tr|style|div|center)\b")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")  # no text holds these; escape stands in some old exports
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def kind_of(head: bytes) -> str:
    """package (a zip), xls, html, xml or csv (any text), of a file that begins with `head`; raises Refusal for others."""
    if head.startswith(b"PK\x03\x04"):
        return "package"
    if head.startswith(b"PK"):
        raise Refusal("damaged")
    if head.startswith(_OLE):
        return "xls"
    if head.startswith(_BARE_BIFF):
        raise Refusal("legacy_xls")
    text = _as_ascii(head)
    for signature, kind in _SIGNATURES + (_BINARY_SIGNATURES if _CONTROL.search(text) else ()):
        if head.startswith(signature):
            raise Refusal("wrong_type", kind=kind)
    if _CONTROL.search(text):
        raise Refusal("wrong_type", kind="无法识别的文件")
    for pattern, kind in ((_SYLK, "SYLK格式（.slk）的文件"), (_DIF, "DIF格式的文件")):
        if pattern.match(text):
            raise Refusal("wrong_type", kind=kind)
    start = text[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start and len(head) < 64 * 1024:
        raise Refusal("empty")
    if not start.startswith(b"<"):
        return "csv"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start and b"<html" not in start:
        return "xml"
    if b"urn:oasis:names:tc:opendocument" in start and b"<html" not in start:
        raise Refusal("wrong_type", kind="单一文件的OpenDocument表格（.fods）")
    if _HTML.search(start):
        return "html"
    if start.startswith((b"<?xml", b"<!")):
        raise Refusal("wrong_type", kind="XML格式的文件")
    return "csv"


def _as_ascii(head: bytes) -> bytes:
    """UTF-16 with its mark reduced to bytes in which the same signs can be searched."""
    encoding = _UTF16.get(head[:2])
    if not encoding:
        return head
    whole = head[2 : len(head) // 2 * 2]
    return whole.decode(encoding, "replace").encode("utf-8", "replace")


def check_ole(stream: BinaryIO, most_sheets: int) -> tuple[int, bool]:
    """How many sheets a workbook in an OLE container has, and whether it holds macros; raises Refusal for all others."""
    stream.seek(0)
    try:
        container = OleFile(stream.read())
    except OleDamaged:
        raise Refusal("damaged") from None
    names = container.names
    if "encryptedpackage" in names:
        raise Refusal("encrypted")
    try:
        book = container.workbook()
    except OleDamaged:
        raise Refusal("damaged") from None
    if book is None:
        if "worddocument" in names:
            raise Refusal("wrong_type", kind="旧版Word文档")
        if "powerpoint document" in names:
            raise Refusal("wrong_type", kind="旧版PowerPoint演示文稿")
        raise Refusal("wrong_type", kind="旧版Office文件")
    if book.encrypted:
        raise Refusal("encrypted")
    if not book.sheet_offsets:
        raise Refusal("damaged")
    if len(book.sheet_offsets) > most_sheets:
        raise Refusal("too_many_sheets", count=len(book.sheet_offsets), limit=most_sheets)
    return len(book.sheet_offsets), "_vba_project_cur" in names
