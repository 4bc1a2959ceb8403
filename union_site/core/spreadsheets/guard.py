"""What is this file, and is it safe to read? Decided from its bytes, before any parser sees it.

A workbook of today is a zip of XML parts. A cell far out in an otherwise empty sheet aborts or stalls the usual readers, and a
small file can unfold to gigabytes. So the guard unfolds every part itself, in pieces and with limits, and looks for
the few things that no honest workbook holds. It never builds the document, and keeps no more than one piece in memory.
"""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from union_site.core.spreadsheets.magic import check_ole, kind_of
from union_site.core.spreadsheets.xmlscan import PartScan, Refusal

MEGABYTE = 1024 * 1024


class GuardError(ValueError):
    """The file is refused; ``code`` is a key of GUARD_MESSAGES, ``message`` says in Chinese why and what to do."""

    def __init__(self, code: str, **details):
        self.code = code
        self.message = GUARD_MESSAGES[code].format(**details)
        super().__init__(self.message)


GUARD_MESSAGES = {
    "empty": "文件是空的，没有任何内容。请确认选择了正确的文件后重新上传。",
    "too_large": "文件超过{limit}兆字节的上限。请删除图片和无关的工作表，或拆成几个文件后分别上传。",
    "wrong_type": "这是{kind}，不是Excel工作簿。请用Excel或WPS表格打开原始表格，另存为“Excel 工作簿（*.xlsx）”后上传。",
    "archive": "这是压缩包，不是电子表格。请解压后上传其中的表格文件。",
    "legacy_xls": "这是上世纪版本的.xls工作簿。请用Excel或WPS表格打开，另存为“Excel 工作簿（*.xlsx）”后上传。",
    "encrypted": "文件设有打开密码，系统无法读取。请在Excel或WPS表格中取消密码，保存后重新上传。",
    "damaged": "文件已损坏或不完整，无法打开。请用Excel或WPS表格打开原文件，另存一份后重新上传。",
    "bomb": "文件解压后的内容异常庞大，已拒绝读取。请把数据复制到新建的工作簿中，保存后上传。",
    "entities": "文件中含有不允许的XML声明，已拒绝读取。请用Excel或WPS表格打开，另存为.xlsx后上传。",
    "encoding": "文件内部的编码不是UTF-8，已拒绝读取。请用Excel或WPS表格打开，另存为.xlsx后上传。",
    "too_many_rows": "单元格{cell}超出了{limit}行的上限。请删除表格下方多余的内容，或拆成几个文件后上传。",
    "too_many_columns": "单元格{cell}超出了{limit}列的上限。请删除表格右侧多余的内容后上传。",
    "too_many_sheets": "工作簿有{count}个工作表，超过{limit}个的上限。请拆成几个文件后上传。",
    "too_many_parts": "工作簿内部有{count}个部件，超过{limit}个的上限。请删除图片等附加内容后上传。",
    "too_many_strings": "工作簿的文字超过{limit}条的上限。请拆成几个文件后上传。",
}
"""Why a file is refused and what its sender can do, by code. `archive` is a zip that is no document of any kind: it may
hold workbooks."""


@dataclass(frozen=True)
class Limits:
    """What an honest workbook of this system stays under; sizes in bytes."""

    file_size: int = 20 * MEGABYTE
    unfolded: int = 400 * MEGABYTE  # all parts together
    ratio: int = 150  # unfolded to packed; deflate can do 1,032, honest sheets 5 to 60
    ratio_from: int = 8 * MEGABYTE  # smaller contents are never called a bomb
    rows: int = 200_000
    columns: int = 500
    sheets: int = 60
    parts: int = 3_000
    strings: int = 2_000_000


@dataclass(frozen=True)
class FileType:
    """The verdict on a file that may be read."""

    kind: str  # xlsx (with .xlsm), xls, ods, csv (any text), html, xml (the spreadsheet of 2003)
    name: str
    size: int  # bytes as uploaded
    unfolded: int  # bytes of all parts; the size, where there is nothing to unfold
    sheets: int
    macros: bool = False  # they are never run nor read
    signs: frozenset[str] = frozenset()  # of xmlscan.SIGNS: what the reader must look for in the parts


def check_file(source: str | os.PathLike | bytes | BinaryIO, name: str = "", limits: Limits | None = None) -> FileType:
    """The verdict on a path, bytes or an open binary file; raises GuardError and nothing else for any content."""
    limits = limits or Limits()
    if isinstance(source, bytes | bytearray | memoryview):
        return _check(io.BytesIO(source), name, limits)
    if isinstance(source, str | os.PathLike):
        with open(source, "rb") as stream:
            return _check(stream, name or Path(source).name, limits)
    source.seek(0)
    try:
        return _check(source, name or getattr(source, "name", ""), limits)
    finally:
        source.seek(0)


def _check(stream: BinaryIO, name: str, limits: Limits) -> FileType:
    size = stream.seek(0, os.SEEK_END)
    if size == 0:
        raise GuardError("empty")
    if size > limits.file_size:
        raise GuardError("too_large", limit=limits.file_size // MEGABYTE)
    stream.seek(0)
    head = stream.read(64 * 1024)
    try:
        kind = kind_of(head)
        if kind == "package":
            return _check_package(stream, name, size, limits)
        sheets, macros = check_ole(stream, limits.sheets) if kind == "xls" else (1, False)
        return FileType(kind, name, size, size, sheets, macros)
    except GuardError:
        raise
    except Refusal as refusal:
        raise GuardError(refusal.code, **refusal.details) from None
    # Hostile bytes make zipfile and zlib raise a dozen unrelated exceptions; all of them mean the same to the sender.
    except Exception as error:
        raise GuardError("damaged") from error


def _check_package(stream: BinaryIO, name: str, size: int, limits: Limits) -> FileType:
    with zipfile.ZipFile(stream) as package:
        parts = [part for part in package.infolist() if not part.is_dir()]
    names = [part.filename.lower() for part in parts]
    if len(parts) > limits.parts:
        raise GuardError("too_many_parts", count=len(parts), limit=limits.parts)
    if any(part.flag_bits & 0x1 for part in parts):
        raise GuardError("encrypted")
    kind = _kind_of_package(set(names), _mime_of(stream, parts))
    if len(set(names)) != len(names):
        raise GuardError("damaged")
    declared = sum(part.file_size for part in parts)
    if declared > limits.unfolded or (declared > limits.ratio_from and declared > size * limits.ratio):
        raise GuardError("bomb")
    unfolded = strings = sheets = 0
    signs: set[str] = set()
    # What the manifest says of a password goes before the parts that cannot be read without it.
    for part in sorted(parts, key=lambda part: part.filename.lower() != _MANIFEST):
        scan = PartScan(part.filename.lower(), rows=limits.rows, columns=limits.columns)
        for piece in _unfold(stream, part):
            unfolded += len(piece)
            if unfolded > limits.unfolded or (unfolded > limits.ratio_from and unfolded > size * limits.ratio):
                raise GuardError("bomb")
            scan.feed(piece)
        strings += scan.strings
        sheets += scan.sheets
        signs |= scan.signs
        if strings > limits.strings:
            raise GuardError("too_many_strings", limit=limits.strings)
    if sheets > limits.sheets:
        raise GuardError("too_many_sheets", count=sheets, limit=limits.sheets)
    macros = "xl/vbaproject.bin" in names
    return FileType(kind, name, size, unfolded, sheets, macros, frozenset(signs))


def _mime_of(stream: BinaryIO, parts: list[zipfile.ZipInfo]) -> bytes:
    """OpenDocument packages state their type in a first part of that name."""
    for part in parts[:1]:
        if part.filename == "mimetype":
            return b"".join(_unfold(stream, part))[:200]
    return b""


_MANIFEST = "meta-inf/manifest.xml"
_OTHER_PACKAGES = {
    "word/document.xml": "Word文档",
    "ppt/presentation.xml": "PowerPoint演示文稿",
    "xl/workbook.bin": "二进制格式（.xlsb）的工作簿",
    "meta-inf/manifest.mf": "程序包",
}


def _kind_of_package(names: set[str], package_mime: bytes) -> str:
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "encryptedpackage" in names:
        raise GuardError("encrypted")
    for part, kind in _OTHER_PACKAGES.items():
        if part in names:
            raise GuardError("wrong_type", kind=kind)
    if b"opendocument.spreadsheet" in package_mime:
        if "content.xml" in names:
            return "ods"
        raise GuardError("encrypted" if "encrypted-package" in names else "damaged")
    if b"opendocument" in package_mime:
        raise GuardError("wrong_type", kind="OpenDocument格式的文字或演示文件")
    raise GuardError("archive")


def _unfold(stream: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part's content in pieces, read past zipfile, which believes the declared size where other readers do not."""
    stream.seek(part.header_offset)
    header = stream.read(30)
    signature, _, flags, method = struct.unpack("<4sHHH", header[:10])
    name_length, extra_length = struct.unpack("<HH", header[26:30])
    if signature != b"PK\x03\x04" or method != part.compress_type or method not in (0, 8):
        raise GuardError("damaged")
    stream.seek(name_length + extra_length, os.SEEK_CUR)
    left, produced, checksum = part.compress_size, 0, 0
    unpack = zlib.decompressobj(-zlib.MAX_WBITS) if method == 8 else None
    while left > 0:
        packed = stream.read(min(left, 64 * 1024))
        if not packed:
            raise GuardError("damaged")
        left -= len(packed)
        while packed:
            piece = unpack.decompress(packed, MEGABYTE) if unpack else packed
            packed = unpack.unconsumed_tail if unpack else b""
            produced += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if produced > part.file_size:
                raise GuardError("bomb")
            if piece:
                yield piece
        if unpack and unpack.eof:
            break
    if unpack and not unpack.eof:
        tail = unpack.flush()
        produced += len(tail)
        checksum = zlib.crc32(tail, checksum)
        if tail:
            yield tail
    if produced != part.file_size or checksum != part.CRC:
        raise GuardError("damaged")
