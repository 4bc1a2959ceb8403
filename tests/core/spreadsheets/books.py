"""Small workbooks made by hand, honest and hostile."""

import io
import struct
import zipfile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def parts(sheet_xml: bytes | str = "", *, sheets: int = 1) -> dict[str, bytes]:
    """The parts of a workbook whose first sheet is the given XML."""
    if isinstance(sheet_xml, str):
        sheet_xml = f"<worksheet {MAIN}><sheetData>{sheet_xml}</sheetData></worksheet>".encode()
    numbers = range(1, sheets + 1)
    entries = "".join(f'<sheet name="表{n}" sheetId="{n}" r:id="rId1"/>' for n in numbers)
    link = f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>'.encode(),
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>'.encode(),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{entries}</sheets></workbook>'.encode(),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}/relationships">{link}</Relationships>'.encode()
        ),
        "xl/worksheets/sheet1.xml": sheet_xml,
    }


def pack(content: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, data in content.items():
            package.writestr(name, data)
    return file.getvalue()


def book(sheet_xml: bytes | str = "", **options) -> bytes:
    return pack(parts(sheet_xml, **options))


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def container(streams: dict[str, bytes]) -> bytes:
    """An OLE container; every stream is filled up to 4,096 bytes, so that it stands in sectors of its own."""
    sectors: list[bytes] = []
    following: list[int] = []

    def add(data: bytes) -> int:
        first = len(sectors)
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        sectors.extend(pieces)
        following.extend(range(first + 1, first + len(pieces)))
        following.append(0xFFFFFFFE)
        return first

    places = {name: (add(data.ljust(4096, b"\0")), max(len(data), 4096)) for name, data in streams.items()}

    def entry(name: str, kind: int, first: int, size: int, right: int, child: int) -> bytes:
        text = name.encode("utf-16-le")
        head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
        return head + struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<IQ", first, size)

    directory = entry("Root Entry", 5, 0xFFFFFFFE, 0, 0xFFFFFFFF, 1)
    for number, (name, (first, size)) in enumerate(places.items(), 2):
        directory += entry(name, 2, first, size, number if number <= len(places) else 0xFFFFFFFF, 0xFFFFFFFF)
    start = add(directory)
    tables = -(-(len(sectors) + 2) // 127)
    table = [*following, *[0xFFFFFFFD] * tables]
    data = struct.pack(f"<{len(table)}I", *table).ljust(tables * 512, b"\xff")
    numbers = [len(sectors) + n for n in range(tables)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    header += struct.pack("<109I", *numbers, *[0xFFFFFFFF] * (109 - tables))
    return header + b"".join(sectors) + data


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def xls(rows: list[list], *, password: bool = False, more: bytes = b"") -> bytes:
    """A workbook of Excel 97 with one sheet 表1 of texts and numbers; `more` are further records of the sheet."""
    bof = struct.pack("<HHHII", 0x0600, 5, 0x0DBB, 0, 0) + bytes(2)
    first = _record(0x0809, bof)
    if password:
        first += _record(0x002F, bytes(54))
    name = "表1".encode("utf-16-le")
    end = _record(0x000A, b"")
    offset = len(first) + 4 + 8 + len(name) + len(end)
    first += _record(0x0085, struct.pack("<IBBBB", offset, 0, 0, 2, 1) + name) + end
    sheet = _record(0x0809, struct.pack("<HHHII", 0x0600, 0x10, 0x0DBB, 0, 0) + bytes(2))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0))
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            place = struct.pack("<HHH", number, column, 0)
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                sheet += _record(0x0204, place + struct.pack("<HB", len(value), 1) + text)
            else:
                sheet += _record(0x0203, place + struct.pack("<d", value))
    return container({"Workbook": first + sheet + more + end})


_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def ods_parts(rows: str) -> dict[str, bytes]:
    """The parts of an OpenDocument sheet 表1 with the given rows."""
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<office:document-content {spaces}><office:body><office:spreadsheet><table:table table:name="表1">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return {
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<manifest/>",
        "content.xml": content.encode(),
    }


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell {attributes} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def ods_row(*cells: str, times: int = 1, attributes: str = "") -> str:
    return f'<table:table-row table:number-rows-repeated="{times}" {attributes}>{"".join(cells)}</table:table-row>'
