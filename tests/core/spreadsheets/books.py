"""Small workbooks made by hand, honest and hostile."""

import io
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
