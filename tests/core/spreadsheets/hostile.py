"""More of the corpus: files that somebody has built with intent, each with its verdict."""

import io
import struct
import zipfile

from tests.core.spreadsheets.books import MAIN, book, cell, container, ods_cell, ods_parts, ods_row, pack, parts, xls
from tests.core.spreadsheets.test_kinds import SHEET_2003, row_2003

HEAD = f'<row r="1">{cell("A1", "姓名")}</row>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in b"bcdefghi"
) + b"]>"  # fmt: skip
MILLION = 1_000_000
TINY_XLS = xls([["姓名"]])


def _entry(name: bytes, start: int, packed: bytes, size: int, checksum: int) -> bytes:
    """A line of a zip's directory."""
    sizes = struct.pack("<IIIHHHHHII", checksum, len(packed), size, len(name), 0, 0, 0, 0, 0, start)
    return b"PK\x01\x02" + struct.pack("<HHHHHH", 20, 20, 0, 8, 0, 0x21) + sizes + name


def _overlapping() -> bytes:
    """One packed megabyte that stands for forty parts, after the parts of an honest workbook."""
    body = pack({**parts(HEAD), "xl/media/0.bin": bytes(MILLION)})
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        last = package.getinfo("xl/media/0.bin")
        start = package.start_dir
    at = last.header_offset + 30 + len(last.filename)
    packed = body[at : at + last.compress_size]
    more = b"".join(_entry(b"xl/media/%d.bin" % n, last.header_offset, packed, MILLION, last.CRC) for n in range(1, 40))
    directory = body[start : body.rindex(b"PK\x05\x06")] + more
    count = len(parts(HEAD)) + 40
    return (
        body[:start]
        + directory
        + struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, count, count, len(directory), start, 0)
    )


def _zip64() -> bytes:
    """Sizes in the long form, as programs write that do not know them beforehand."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts(HEAD).items():
            with package.open(name, "w", force_zip64=True) as part:
                part.write(data)
    return file.getvalue()


def _wrong_checksum() -> bytes:
    whole = bytearray(book(HEAD))
    whole[whole.rindex(b"PK\x01\x02", 0, whole.rindex(b"sheet1.xml")) + 16] ^= 1
    return bytes(whole)


def _linked() -> bytes:
    """A part that a Unix system would make a link of."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        for name, data in parts(HEAD).items():
            package.writestr(name, data)
        link = zipfile.ZipInfo("xl/media/image1.png")
        link.external_attr = 0o120777 << 16
        package.writestr(link, "/etc/passwd")
    return file.getvalue()


def _changed(content: bytes, place: int, number: int) -> bytes:
    return content[:place] + struct.pack("<I", number) + content[place + 4 :]


def _table_entry(content: bytes, sector: int) -> int:
    """Where the allocation table of an OLE container says what follows a sector."""
    (table,) = struct.unpack_from("<I", content, 76)
    return (table + 1) * 512 + sector * 4


def _directory_in_a_circle() -> bytes:
    (directory,) = struct.unpack_from("<I", TINY_XLS, 48)
    return _changed(TINY_XLS, _table_entry(TINY_XLS, directory), directory)


def _tables_in_a_circle() -> bytes:
    """The list of tables goes on in a sector that names itself as the next."""
    content = _changed(TINY_XLS + b"\xff" * 508 + bytes(4), 68, len(TINY_XLS) // 512 - 1)
    return _changed(content, len(content) - 4, len(TINY_XLS) // 512 - 1)


def _small_stream_in_a_circle() -> bytes:
    """A stream under 4,096 bytes whose pieces follow each other for ever."""
    (directory,) = struct.unpack_from("<I", TINY_XLS, 48)
    size = TINY_XLS.index("Workbook".encode("utf-16-le")) + 120
    content = _changed(TINY_XLS, size, 4000)
    content = _changed(content, (directory + 1) * 512 + 116, 0)  # the root's pool: the stream itself
    content = _changed(content, 60, len(content) // 512 - 1)  # the table of small pieces, one sector of noughts
    return content + bytes(512)


def _siblings_in_a_circle() -> bytes:
    """The entries of the directory name each other as neighbours; who walks their tree never ends."""
    name = TINY_XLS.index("Workbook".encode("utf-16-le"))
    return _changed(_changed(TINY_XLS, name + 68, 1), name + 72, 1)


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _biff5() -> bytes:
    """A workbook of Excel 5.0 and 95, texts in the code page of the time."""
    name, text = "表1".encode("gbk"), "姓名".encode("gbk")
    first = _record(0x0809, struct.pack("<HHHH", 0x0500, 5, 0x096C, 0x07C9)) + _record(0x0042, struct.pack("<H", 936))
    end = _record(0x000A, b"")
    offset = len(first) + 4 + 7 + len(name) + len(end)
    first += _record(0x0085, struct.pack("<IBBB", offset, 0, 0, len(name)) + name) + end
    sheet = _record(0x0809, struct.pack("<HHHH", 0x0500, 0x10, 0x096C, 0x07C9))
    sheet += _record(0x0204, struct.pack("<HHHH", 0, 0, 0, len(text)) + text) + end
    return container({"Book": first + sheet})


def _styles(count: int) -> bytes:
    xfs = b"<cellXfs>" + b'<xf numFmtId="0"/>' * count + b"</cellXfs>"
    return pack({**parts(HEAD), "xl/styles.xml": f"<styleSheet {MAIN}>".encode() + xfs + b"</styleSheet>"})


def _comments(count: int) -> bytes:
    text = b'<comment ref="A1" authorId="0"><text><t>x</t></text></comment>' * count
    return pack({**parts(HEAD), "xl/comments1.xml": b"<comments><commentList>" + text + b"</commentList></comments>"})


def _row(attributes: str, content: str) -> str:
    return f'{HEAD}<row r="2"><c r="A2" {attributes}>{content}</c></row>'


HOSTILE = {
    # Packages that are not what they say
    "parts that overlap": (_overlapping(), "bomb"),
    "zips within zips": (pack({f"{n}.zip": pack({"0.zip": bytes(MILLION)}) for n in range(16)}), "archive"),
    "parts with long sizes": (_zip64(), "read"),
    "wrong checksum": (_wrong_checksum(), "damaged"),
    "part that climbs out": (pack({**parts(HEAD), "../../../../tmp/evil.xml": b"<x/>", "/etc/evil.xml": b"<x/>"}), "read"),
    "part that is a link": (_linked(), "read"),
    "workbook within a workbook": (pack({**parts(HEAD), "xl/embeddings/Workbook1.xlsx": book(HEAD)}), "read"),
    "ten thousand sheets": (book(HEAD, sheets=10_000), "too_many_sheets"),
    "ten thousand parts": (pack({**parts(HEAD), **{f"xl/media/{n}.bin": b"" for n in range(10_000)}}), "too_many_parts"),
    "many styles": (_styles(400_000), "read"),
    "bomb of styles": (_styles(MILLION), "bomb"),
    "many comments": (_comments(120_000), "read"),
    "bomb of comments": (_comments(MILLION), "bomb"),
    # XML
    "billion laughs": (book(LAUGHS + b"<worksheet>&i;</worksheet>"), "entities"),
    "billion laughs in an ods": (pack({**ods_parts(""), "content.xml": LAUGHS + b"<x>&i;</x>"}), "entities"),
    "billion laughs of 2003": (
        b'<?xml version="1.0"?>' + LAUGHS + SHEET_2003.format(rows=row_2003("&i;"))[21:].encode(),
        "unreadable",
    ),
    "entity from elsewhere of 2003": (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]>'
        + SHEET_2003.format(rows=row_2003("&i;"))[21:].encode(),
        "unreadable",
    ),
    "part in utf-7": (book(b'<?xml version="1.0" encoding="UTF-7"?><worksheet/>'), "encoding"),
    "bytes of no encoding": (book(_row('t="str"', "<v>\udcff\udcfe</v>").encode("utf-8", "surrogateescape")), "unreadable"),
    "nul in a part": (book(_row('t="str"', "<v>a\0b</v>")), "read"),
    "nul as a reference": (book(_row('t="str"', "<v>a&#0;b</v>")), "unreadable"),
    "long cell": (book(_row('t="inlineStr"', f"<is><t>{'长' * MILLION}</t></is>")), "read"),
    "formulas": (book(_row('t="str"', "<f>HYPERLINK(\"http://x\")</f><v>=cmd|'/C calc'!A0</v>")), "read"),
    "string beyond the last": (book(_row('t="s"', "<v>4000000000</v>")), "unreadable"),
    "style beyond the last": (book(_row('s="4000000000"', "<v>1</v>")), "read"),
    "number of nonsense": (book(_row("", "<v>1e999999</v>")), "read"),
    "merged beyond the sheet": (
        book(
            f'<worksheet {MAIN}><sheetData>{HEAD}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'.encode()
        ),
        "read",
    ),
    # Workbooks of yesterday
    "directory in a circle": (_directory_in_a_circle(), "damaged"),
    "tables in a circle": (_tables_in_a_circle(), "damaged"),
    "small stream in a circle": (_small_stream_in_a_circle(), "damaged"),
    "siblings in a circle": (_siblings_in_a_circle(), "read"),
    "workbook of 1995": (_biff5(), "read"),
    "sheet of version 2": (bytes.fromhex("0900040002001000") + bytes(100), "legacy_xls"),
    "sheet of version 3": (bytes.fromhex("09020600000010000000") + bytes(100), "legacy_xls"),
    "sheet of version 4": (bytes.fromhex("09040600000010000000") + bytes(100), "legacy_xls"),
    # Open documents
    "formulas of an ods": (pack(ods_parts(ods_row(ods_cell("=1+1", 'table:formula="of:=1+1"')))), "read"),
    # Texts
    "utf-7": ("姓名,单位\n张三,甲厂\n".encode("utf-7"), "read"),
    "formulas of a text": ("姓名,电话\n=cmd|'/C calc'!A0,@SUM(1)\n".encode(), "read"),
    "sylk": (b"ID;PWXL;N;E\r\nB;Y2;X2\r\nC;Y1;X1;K\"a\"\r\nE\r\n", "wrong_type"),
    "dif": (b'TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,2\r\n""\r\n', "wrong_type"),
    "text that begins like sylk": (b"ID;PHONE;NAME\n1;139;a\n", "read"),
    # Web pages
    "page with a script": (b"<html><script>while(1);<table><tr><td>x</script><table><tr><td>1</table>", "read"),
    "million columns spanned": (b"<table><tr><td colspan=1000000>a<td colspan=1000000>b</table>", "too_wide"),
    "page in utf-7": (b'<meta charset="utf-7"><table><tr><td>+ADw-script+AD4-</table>', "read"),
    # Others
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100), "wrong_type"),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(100), "wrong_type"),
    "program": (b"MZ\x90\x00\x03" + bytes(100), "wrong_type"),
}  # fmt: skip
