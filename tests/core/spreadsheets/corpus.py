"""Hostile, broken and odd files, made in code, each with its verdict: a code of the guard or the reader, or "read"."""

import io
import struct
import zipfile

from tests.core.spreadsheets.books import book, cell, container, ods_cell, ods_parts, ods_row, pack, parts, xls
from tests.core.spreadsheets.test_kinds import SHEET_2003

HEAD = f'<row r="1">{cell("A1", "姓名")}</row>'
GOOD_XLS = xls([["姓名"], ["张三"]])


def _changed(content: bytes, place: int, value: bytes) -> bytes:
    return content[:place] + value + content[place + len(value) :]


def _sectors_in_a_circle() -> bytes:
    (table,) = struct.unpack_from("<I", GOOD_XLS, 76)
    return _changed(GOOD_XLS, (table + 1) * 512, struct.pack("<I", 0))


def _twice() -> bytes:
    one, other = book(HEAD), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(one)) as source, zipfile.ZipFile(other, "w") as package:
        for part in source.infolist():
            package.writestr(part.filename, source.read(part))
        package.writestr("XL/worksheets/sheet1.xml", b"<worksheet/>")
    return other.getvalue()


def _ods(rows: str) -> bytes:
    return pack(ods_parts(rows))


WIDE = 'table:number-columns-repeated="16384"'
STRINGS = b"<sst>" + b"<si><t>" + b"a" * (30 * 1024 * 1024) + b"</t></si></sst>"
CORPUS = {
    # Workbooks of today
    "far cell": (book(HEAD + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'), "too_many_columns"),
    "far row": (book(HEAD + f'<row r="1048576">{cell("A1048576", "x")}</row>'), "too_many_rows"),
    "far corner allowed, much too empty": (book(HEAD + f'<row r="200000">{cell("SF200000", "x")}</row>'), "too_complex"),
    "zip bomb": (book(b"<worksheet>" + b" " * (30 * 1024 * 1024)), "bomb"),
    "bomb of strings": (pack({**parts(HEAD), "xl/sharedStrings.xml": STRINGS}), "bomb"),
    "many strings": (
        pack({**parts(HEAD), "xl/sharedStrings.xml": b"<sst>" + b"<si><t>a</t></si>" * 400_000 + b"</sst>"}),
        "read",
    ),
    "external entity": (book(b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><worksheet>&b;</worksheet>'), "entities"),
    "endless empty rows": (book(HEAD + "".join(f'<row r="{n}"/>' for n in range(2, 300_000, 3))), "read"),
    "absurd dimension": (book(f'<dimension ref="A1:XFD9999999"/>{HEAD}'), "read"),
    "dimension of nonsense": (book(f'<dimension ref="-1:?"/>{HEAD}'), "read"),
    "deep nesting": (book(b"<a>" * 100_000), "read"),
    "no sheet part": (pack({k: v for k, v in parts(HEAD).items() if "sheet1" not in k}), "unreadable"),
    "truncated": (book(HEAD)[:-40], "damaged"),
    "truncated early": (book(HEAD)[:300], "damaged"),
    "directory overwritten": (book(HEAD).replace(b"PK\x01\x02", b"PK\x09\x09"), "damaged"),
    "parts of one name": (_twice(), "damaged"),
    "zip within a zip": (pack({"a.xlsx": book(HEAD)}), "archive"),
    "workbook of binary parts": (pack({"xl/workbook.bin": b"x"}), "wrong_type"),
    "word": (pack({"word/document.xml": b"<w/>"}), "wrong_type"),
    "macros": (pack({**parts(HEAD), "xl/vbaProject.bin": b"x"}), "read"),
    "encrypted package": (container({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}), "encrypted"),
    # Workbooks of yesterday
    "xls": (GOOD_XLS, "read"),
    "xls with a password": (xls([["a"]], password=True), "encrypted"),
    "sectors in a circle": (_sectors_in_a_circle(), "damaged"),
    "xls cut in the middle": (GOOD_XLS[: len(GOOD_XLS) // 2], "damaged"),
    "xls header only": (GOOD_XLS[:512], "damaged"),
    "sector size of nonsense": (_changed(GOOD_XLS, 30, b"\x1f\x00"), "damaged"),
    "directory outside of the file": (_changed(GOOD_XLS, 48, b"\xf0\xff\xff\x0f"), "damaged"),
    "record beyond the end": (container({"Workbook": b"\x09\x08\xff\xff" + bytes(100)}), "damaged"),
    "old word": (container({"WordDocument": b"x"}), "wrong_type"),
    # Open documents
    "repeated rows": (_ods(ods_row(ods_cell("x"), times=1048576)), "too_long"),
    "repeated columns": (_ods(ods_row(ods_cell("x", WIDE))), "too_wide"),
    "far column": (_ods(ods_row(f"<table:table-cell {WIDE}/>".replace("16384", "9000"), ods_cell("x"))), "too_wide"),
    "repeated empty rows": (_ods(ods_row(ods_cell("x")) + ods_row(f"<table:table-cell {WIDE}/>", times=1048575)), "read"),
    "ods without content": (pack({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "damaged"),
    "ods with a password": (
        pack({**ods_parts(""), "META-INF/manifest.xml": b"<encryption-data/>", "content.xml": b"\x00\x01"}),
        "encrypted",
    ),
    # Texts
    "endless line": (b"a," * 1_000_000, "too_wide"),
    "endless line of content": (b"a,b" * 100_000, "too_wide"),
    "endless cell": (b"a,b\n" + b"x" * 40_000, "cell_too_long"),
    "quote without end": (b'a,b\n"' + b"x,y\n" * 20_000, "cell_too_long"),
    "nul in a text": (b"a,b\n" + b"\x00" * 9, "wrong_type"),
    "nul far down": (b"a,b\n" * 20_000 + b"\x00", "unreadable"),
    "million rows": (b"a,b\n" * 1_000_000, "too_long"),
    "million empty rows": (b"a,b\n" + b"\n" * 1_000_000, "read"),
    "no known encoding": (b"a,b\n\xff\xff\xff\n", "encoding_unknown"),
    "only blanks": (b" \r\n" * 10, "empty"),
    "csv called workbook": ("姓名,单位\n张三,甲厂\n".encode("gbk"), "read"),
    # Web pages
    "page without table": (b"<html><body>login</body></html>", "no_table"),
    "endless cells": (b"<table><tr>" + b"<td>x" * 100_000, "too_wide"),
    "many rows": (b"<table>" + b"<tr>" * 300_000, "too_long"),
    "spans like a sheet": (b"<table><tr><td rowspan=99999999 colspan=99999999>x</table>", "read"),
    "nested tables": (b"<table><tr><td>" * 20_000 + b"x", "read"),
    "unclosed tags": (b"<table><tr><td>" + b"<b><i>" * 100_000 + b"x", "read"),
    "2003 with entities": (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>' + SHEET_2003[21:].encode(), "unreadable"),
    "2003 cut": (SHEET_2003.encode()[:-30], "unreadable"),
    "2003 far row": (SHEET_2003.format(rows='<Row ss:Index="900000"><Cell><Data>1</Data></Cell></Row>').encode(), "too_long"),
    "2003 far column": (SHEET_2003.format(rows='<Row><Cell ss:Index="900"><Data>1</Data></Cell></Row>').encode(), "too_wide"),
    # Others
    "pdf": (b"%PDF-1.7\n" + b"x" * 100, "wrong_type"),
    "picture": (b"\x89PNG\r\n\x1a\n" + bytes(100), "wrong_type"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(100), "wrong_type"),
}  # fmt: skip
