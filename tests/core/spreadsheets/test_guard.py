import io
import re
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.spreadsheets.books import book, cell, container, ods_parts, pack, parts, xls
from union_site.core.spreadsheets.guard import GUARD_MESSAGES, GuardError, Limits, check_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def with_part(name: str, data: bytes, **options) -> bytes:
    return pack({**parts(**options), name: data})


def patched(content: bytes, name: bytes, offset: int, value: bytes) -> bytes:
    """Overwrites bytes of a part's entry in the central directory."""
    start = content.rindex(b"PK\x01\x02", 0, content.rindex(name))
    return content[: start + offset] + value + content[start + offset + len(value) :]


SHEET = b"xl/worksheets/sheet1.xml"
ROW_1 = f'<row r="1">{cell("A1", "姓名")}</row>'
REFUSED = {
    "nothing": (b"", "empty"),
    "pdf": (b"%PDF-1.7\n" + b"x" * 100, "wrong_type"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(100), "wrong_type"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(100), "wrong_type"),
    "gif": (b"GIF89a" + bytes(100), "wrong_type"),
    "rar": (b"Rar!\x1a\x07\x00" + bytes(100), "wrong_type"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(100), "wrong_type"),
    "gzip": (b"\x1f\x8b\x08" + bytes(100), "wrong_type"),
    "program": (b"MZ" + bytes(100), "wrong_type"),
    "rtf": (b"{\\rtf1 abc}", "wrong_type"),
    "xml": (b'<?xml version="1.0"?><Workbook/>', "wrong_type"),
    "binary": (bytes(range(256)) * 4, "wrong_type"),
    "bare biff": (b"\x09\x08\x10\x00\x00\x06\x05\x00" + bytes(100), "legacy_xls"),
    "password": (container({"EncryptedPackage": b"x"}), "encrypted"),
    "doc": (container({"WordDocument": b"x"}), "wrong_type"),
    "ppt": (container({"PowerPoint Document": b"x"}), "wrong_type"),
    "other ole": (container({"Msg": b"x"}), "wrong_type"),
    "ole of nothing": (OLE, "damaged"),
    "xls with a password": (xls([["a"]], password=True), "encrypted"),
    "xls without sheets": (container({"Workbook": bytes.fromhex("0908080000060500000000000a000000")}), "damaged"),
    "mht": (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "wrong_type"),
    "odt": (pack({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"}), "wrong_type"),
    "ods with a password": (
        pack({**ods_parts(""), "META-INF/manifest.xml": b"<m><encryption-data/></m>"}),
        "encrypted",
    ),
    "docx": (pack({"word/document.xml": b"<w/>"}), "wrong_type"),
    "pptx": (pack({"ppt/presentation.xml": b"<p/>"}), "wrong_type"),
    "xlsb": (pack({"xl/workbook.bin": b"x"}), "wrong_type"),
    "ods": (pack({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "damaged"),
    "zip": (pack({"a.txt": b"x"}), "archive"),
    "empty zip": (pack({}), "damaged"),
    "cut": (book(ROW_1)[:-30], "damaged"),
    "cut in the middle": (book(ROW_1)[:400], "damaged"),
    "only a signature": (b"PK\x03\x04", "damaged"),
    "far cell": (book(ROW_1 + f'<row r="1048576">{cell("XFD1048576", "x")}</row>'), "too_many_columns"),
    "far cell in single quotes": (book("<row r='1'><c r='XFD1' t='n'><v>1</v></c></row>"), "too_many_columns"),
    "far cell with spaces": (book('<row r="1"><c  r = "xfd1"><v>1</v></c></row>'), "too_many_columns"),
    "far cell with prefix": (book('<x:row r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>'), "too_many_columns"),
    "far cell after padding": (book('<row r="1"><c s="1"' + " " * 9000 + 'r="XFD1"><v>1</v></c></row>'), "damaged"),
    "far column": (book('<row r="1"><c r="SG1"><v>1</v></c></row>'), "too_many_columns"),
    "far row": (book(f'<row r="200001">{cell("A200001", "x")}</row>'), "too_many_rows"),
    "far row without cell reference": (book('<row r="1048576"><c><v>1</v></c></row>'), "too_many_rows"),
    "far row with zeros": (book('<row r="1"><c r="A0001048576"><v>1</v></c></row>'), "too_many_rows"),
    "entities": (book(b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>'), "entities"),
    "entities elsewhere": (with_part("xl/styles.xml", b"<!DOCTYPE x><styleSheet/>"), "entities"),
    "utf-16": (book("<worksheet/>".encode("utf-16")), "encoding"),
    "declared gbk": (book(b'<?xml version="1.0" encoding="GBK"?><worksheet/>'), "encoding"),
    "many sheets": (book(ROW_1, sheets=61), "too_many_sheets"),
    "many parts": (pack(parts() | {f"xl/media/{n}.bin": b"" for n in range(3001)}), "too_many_parts"),
    "bomb": (book(b"<worksheet>" + b" " * (30 * 1024 * 1024)), "bomb"),
    "bomb in another part": (with_part("xl/media/image1.png", bytes(30 * 1024 * 1024)), "bomb"),
    "bomb that lies": (
        patched(book(b" " * 1_000_000), SHEET, 24, struct.pack("<I", 100)),
        "bomb",
    ),
    "declared giant": (patched(book(ROW_1), SHEET, 24, struct.pack("<I", 0xFFFFFFF0)), "bomb"),
    "wrong checksum": (patched(book(ROW_1), SHEET, 16, b"\0\0\0\0"), "damaged"),
    "unknown compression": (pack(parts(ROW_1), zipfile.ZIP_LZMA), "damaged"),
    "locked part": (patched(book(ROW_1), SHEET, 8, b"\x01\x00"), "encrypted"),
    "part outside the file": (patched(book(ROW_1), SHEET, 42, b"\xff\xff\xff\x7f"), "damaged"),
}


@pytest.mark.parametrize("content, code", REFUSED.values(), ids=REFUSED.keys())
def test_refuses(content, code):
    with pytest.raises(GuardError) as refusal:
        check_file(content, "某表.xlsx")
    assert refusal.value.code == code
    assert refusal.value.message.endswith("。")
    assert "{" not in refusal.value.message


def test_two_parts_of_one_name_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, data in parts(ROW_1).items():
            package.writestr(name, data)
        with pytest.warns(UserWarning, match="Duplicate name"):
            package.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    with pytest.raises(GuardError) as refusal:
        check_file(file.getvalue())
    assert refusal.value.code == "damaged"


def test_says_where_a_far_cell_is():
    with pytest.raises(GuardError) as refusal:
        check_file(book(f'<row r="3">{cell("XFD3", "x")}</row>'))
    assert refusal.value.message == "单元格XFD3超出了500列的上限。请删除表格右侧多余的内容后上传。"


def test_refuses_a_file_over_the_limit():
    with pytest.raises(GuardError) as refusal:
        check_file(book(ROW_1), limits=Limits(file_size=200))
    assert refusal.value.code == "too_large"


def test_refuses_too_many_strings():
    content = with_part("xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 11 + b"</sst>")
    assert check_file(content, limits=Limits(strings=11)).kind == "xlsx"
    with pytest.raises(GuardError) as refusal:
        check_file(content, limits=Limits(strings=10))
    assert refusal.value.code == "too_many_strings"


ACCEPTED = {
    "plain": book(ROW_1),
    "stored": pack(parts(ROW_1), zipfile.ZIP_STORED),
    "last cell allowed": book('<row r="200000"><c r="SF200000"><v>1</v></c></row>'),
    "formatting far out": book(ROW_1 + '<row r="1048576" ht="12"/><row r="5"><c r="XFD5" s="1"/></row>'),
    "formatted cells in far rows": book(ROW_1 + '<row r="1048576"><c r="A1048576" s="1"/></row>'),
    "closed apart": book(ROW_1 + '<row r="1048576"></row><row r="6"><c r="XFD6" s="1"></c></row>'),
    "text like a reference": book(f'<row r="1">{cell("A1", "r=" + chr(34) + "XFD1048576" + chr(34))}</row>'),
    "wide dimension": book(f'<dimension ref="A1:XFD1048576"/>{ROW_1}'),
    "drawing with large numbers": with_part("xl/drawings/drawing1.xml", b'<a:rect l="0" r="12345678"/>'),
}


@pytest.mark.parametrize("content", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_accepts(content):
    verdict = check_file(content, "某表.xlsx")
    assert (verdict.kind, verdict.name, verdict.size, verdict.sheets) == ("xlsx", "某表.xlsx", len(content), 1)


TAKEN = {
    "xls": (xls([["a"]]), "xls"),
    "csv": ("姓名,性别\n张三,男\n".encode(), "csv"),
    "csv of excel": ("姓名,性别\n张三,男\n".encode("gbk"), "csv"),
    "text with the mark of a program": (b"MZ,BM\n1,2\n", "csv"),
    "unicode text": ("\ufeff姓名\t性别".encode("utf-16-le"), "csv"),
    "html": (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
    "html with mark": ("\ufeff<!DOCTYPE html><html>".encode(), "html"),
    "spreadsheet of 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "xml",
    ),
    "ods": (pack(ods_parts("")), "ods"),
}


@pytest.mark.parametrize("content, kind", TAKEN.values(), ids=TAKEN.keys())
def test_the_content_says_the_kind_whatever_the_name(content, kind):
    assert check_file(content, "某表.xlsx").kind == kind


def test_macros_are_no_reason_to_refuse():
    assert check_file(with_part("xl/vbaProject.bin", b"x")).macros is True


def test_a_far_cell_is_found_across_pieces():
    filler = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 60_000))
    for padding in range(0, 60, 7):
        content = book(filler + " " * padding + '<row r="60000"><c r="XFD60000"><v>1</v></c></row>')
        with pytest.raises(GuardError) as refusal:
            check_file(content)
        assert refusal.value.code == "too_many_columns"


def test_a_path_and_an_open_file_are_read_alike(tmp_path):
    path = tmp_path / "名册.xlsx"
    path.write_bytes(book(ROW_1))
    with path.open("rb") as stream:
        stream.read(10)
        assert check_file(stream, "名册.xlsx") == check_file(path)
        assert stream.tell() == 0


def test_messages_use_chinese_punctuation():
    for text in GUARD_MESSAGES.values():
        assert not re.search(r"[一-鿿][,;:?!()]", text)


HONEST = book(ROW_1)
KINDS = {"xlsx", "xls", "ods", "csv", "html", "xml"}


def verdict_of(content: bytes) -> str:
    try:
        return check_file(content).kind
    except GuardError as refusal:
        return refusal.code


@settings(deadline=None)
@given(st.binary(max_size=2000))
def test_any_bytes_get_a_verdict(content):
    assert verdict_of(content) in {*KINDS, *GUARD_MESSAGES}


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(HONEST) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_any_damage_gets_a_verdict(changes):
    content = bytearray(HONEST)
    for position, value in changes:
        content[position] = value
    assert verdict_of(bytes(content)) in {*KINDS, *GUARD_MESSAGES}


@given(
    st.binary(max_size=400), st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
)
def test_any_part_gets_a_verdict(data, name):
    assert verdict_of(with_part(name, data)) in {*KINDS, *GUARD_MESSAGES}
