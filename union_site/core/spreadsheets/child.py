"""The process that parses one workbook: a program of its own, run by reader.py with limits, fed on standard input.

It imports nothing of this project, so that it starts in a few hundredths of a second and holds no secrets. It answers
on standard output with a stream of pickles of plain values:
("sheet", name, hidden), ("rows", [[value, …], …]) any number of times per sheet, and at the end ("end", "").
"""

import io
import pickle
import re
import resource
import sys
import zipfile

ROWS_PER_MESSAGE = 2000


def limit_this_process(memory: int, seconds: int) -> None:
    """Memory in bytes (address space), processor time in seconds; neither a core dump nor a written file is allowed."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def send(message: object, output) -> None:
    pickler = pickle.Pickler(output, 5)
    pickler.fast = True  # no memo: cells are all different objects, and remembering them costs ten times the writing
    pickler.dump(message)


_SHEET = re.compile(rb"""<(?:\w+:)?sheet\s[^<>]*?\b\w+:id\s*=\s*["']([^"']*)""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^<>]*>")
_ATTRIBUTE = re.compile(rb"""\b(Id|Target)\s*=\s*["']([^"']*)""")
_BROKEN = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^<>]*\bt="e")[^<>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^<>]*>"""
    rb"""(?:<(?:\w+:)?f[^<>]*/>|<(?:\w+:)?f[^<>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>([^<]{1,20})<"""
)


def broken_formulas(content: bytes) -> list[dict[int, dict[int, str]]]:
    """Error values such as #N/A by sheet, row and column (from 0): the parser leaves such cells out."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        relations = {}
        for relation in _RELATION.findall(package.read("xl/_rels/workbook.xml.rels")):
            attributes = dict(_ATTRIBUTE.findall(relation))
            relations[attributes.get(b"Id")] = attributes.get(b"Target", b"").decode()
        for identifier in _SHEET.findall(package.read("xl/workbook.xml")):
            target = relations.get(identifier, "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            cells: dict[int, dict[int, str]] = {}
            part = package.read(path) if path in package.namelist() else b""
            for letters, number, text in _BROKEN.findall(part):
                column = 0
                for letter in letters:
                    column = column * 26 + letter - 64
                cells.setdefault(int(number) - 1, {})[column - 1] = text.decode()
            found.append(cells)
    return found


def main(memory: int, seconds: int, look_for_broken_formulas: bool) -> None:
    import python_calamine

    limit_this_process(memory, seconds)
    output = sys.stdout.buffer
    source = sys.stdin.buffer.read()
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source))
    broken = broken_formulas(source) if look_for_broken_formulas else []
    for position, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        send(("sheet", sheet.name, sheet.visible != python_calamine.SheetVisibleEnum.Visible), output)
        content = workbook.get_sheet_by_name(sheet.name)
        # Blank rows before the first cell come as rows, blank columns do not.
        left = [""] * content.start[1] if content.start else []
        errors = broken[position] if position < len(broken) else {}
        rows = []
        for number, row in enumerate(content.iter_rows()):
            if left:
                row = left + row
            if number in errors:
                for column, text in errors[number].items():
                    if column < len(row):
                        row[column] = text
            rows.append(row)
            if len(rows) == ROWS_PER_MESSAGE:
                send(("rows", rows), output)
                rows = []
        send(("rows", rows), output)
    send(("end", ""), output)
    output.flush()


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3] == "1")
    except MemoryError:
        sys.exit(3)
