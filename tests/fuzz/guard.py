"""The guard gives every file a verdict: as it is, or as a part of a workbook that is packed around it."""

import zipfile

from tests.core.spreadsheets.books import book, cell, container, ods_cell, ods_parts, ods_row, pack, parts, xls
from tests.fuzz.choices import Choices
from union_site.core.spreadsheets.guard import GUARD_MESSAGES, GuardError, check_file
from union_site.core.spreadsheets.xmlscan import PartScan, Refusal

KINDS = {"xlsx", "xls", "ods", "csv", "html", "xml"}
PARTS = (
    "xl/worksheets/sheet1.xml",
    "xl/workbook.xml",
    "xl/sharedStrings.xml",
    "META-INF/manifest.xml",
    "content.xml",
    "mimetype",
)


def one(data: bytes) -> None:
    choices = Choices(data)
    how = choices.below(8)
    if how < 3:
        content = choices.rest()
    elif how < 5:
        name = choices.one_of(PARTS)
        known = ods_parts("") if name in PARTS[3:] else parts()
        content = pack({**known, name: choices.rest()}, zipfile.ZIP_STORED)
    elif how == 5:
        content = container({"Workbook": choices.rest()})
    elif how == 6:
        whole = bytearray(choices.one_of((_BOOK, _XLS)))
        while choices.left:
            whole[choices.below(len(whole))] = choices.below(256)
        content = bytes(whole)
    else:
        return _scan(choices)
    try:
        found = check_file(content).kind
    except GuardError as refusal:
        found = refusal.code
        assert refusal.message.endswith("。")
        assert "{" not in refusal.message
    assert found in {*KINDS, *GUARD_MESSAGES}


def _scan(choices: Choices) -> None:
    """A part in pieces of any length."""
    scan = PartScan(choices.one_of(PARTS).lower(), rows=200, columns=50)
    try:
        while choices.left:
            scan.feed(choices.take(1 + choices.below(64)))
    except Refusal as refusal:
        assert GUARD_MESSAGES[refusal.code].format(**refusal.details)


_ROW = f'<row r="1">{cell("A1", "姓名")}{cell("B1", "单位")}</row><row r="2" hidden="1"><c r="A2" t="e"><v>#N/A</v></c></row>'
_BOOK, _XLS = book(_ROW), xls([["姓名", "工龄"], ["张三", 3]])


def seeds() -> list[bytes]:
    sheet = parts(_ROW)[PARTS[0]]
    return [
        b"\x00" + _BOOK,
        b"\x00" + _XLS,
        b"\x00" + pack(ods_parts(ods_row(ods_cell("姓名")))),
        b"\x00<html><table><tr><td>1</table>",
        b"\x00" + "姓名,单位\n张三,甲厂\n".encode("gbk"),
        b"\x03\x00" + sheet,
        b"\x03\x01" + parts()["xl/workbook.xml"],
        b"\x03\x02<sst><si><t>a</t></si></sst>",
        b"\x03\x04" + ods_parts(ods_row(ods_cell("姓名")))["content.xml"],
        b"\x05" + bytes.fromhex("0908080000060500000000000a000000"),
        b"\x07\x00" + sheet,
    ]
