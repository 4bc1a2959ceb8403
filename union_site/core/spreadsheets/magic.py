"""What a file is when it is not a workbook of today: told from its first bytes, so that the refusal can say it."""

from typing import BinaryIO

_SIGNATURES = (
    (b"%PDF", "PDF文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"RIFF", "图片或音视频文件"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "可执行程序"),
    (b"\x7fELF", "可执行程序"),
    (b"{\\rtf", "RTF文档"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF_STREAMS = (
    b"\x09\x08\x10\x00",
    b"\x09\x08\x08\x00",
    b"\x09\x04\x06\x00",
    b"\x09\x02\x06\x00",
    b"\x09\x00\x04\x00",
)
_OLE_DIRECTORY_SEARCH = 32 * 1024 * 1024


def name_of_other_type(head: bytes, stream: BinaryIO) -> tuple[str, str]:
    """Code of the refusal and Chinese name of the type, or two empty strings for what may be a workbook.

    ``head`` is the beginning of the file; an OLE container is searched whole, since its directory may stand anywhere.
    """
    if head.startswith(b"PK\x03\x04"):
        return "", ""
    if head.startswith(b"PK"):
        return "damaged", ""
    if head.startswith(_OLE):
        return _name_of_ole(stream)
    if head.startswith(_BIFF_STREAMS):
        return "legacy_xls", ""
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return "wrong_type", kind
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")) or b"<html" in start:
        return "wrong_type", "网页格式的文件（部分网站导出的“.xls”实为网页）"
    if start.startswith(b"<"):
        return "wrong_type", "XML格式的文件"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in head:
        return "wrong_type", "文本文件（如.csv、.txt）"
    return "wrong_type", "无法识别的文件"


def _name_of_ole(stream: BinaryIO) -> tuple[str, str]:
    stream.seek(0)
    content = stream.read(_OLE_DIRECTORY_SEARCH)

    def holds(entry: str) -> bool:
        return entry.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        return "encrypted", ""
    if holds("Workbook\0") or holds("Book\0"):
        return "legacy_xls", ""
    if holds("WordDocument"):
        return "wrong_type", "旧版Word文档"
    if holds("PowerPoint Document"):
        return "wrong_type", "旧版PowerPoint演示文稿"
    return "wrong_type", "旧版Office文件"
