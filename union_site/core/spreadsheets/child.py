"""The process that parses one file: a program of its own, run by reader.py with limits, fed on standard input.

It imports nothing of this project but the child_*.py beside it, so that it starts in a few hundredths of a second and
holds no secrets. It answers on standard output with a stream of pickles of plain values:
("stamp", text) first, where a workbook bears the stamp of one of our forms; ("sheet", name, hidden, {attribute of
tables.Sheet: list}), ("rows", [[value, …], …]) or ("columns", [column, …]) any number of times per sheet (a column is
its values, or (its different values, bytes that say which one each row has)), and at the end ("end", "");
or ("refused", key of READ_MESSAGES, details).

Arguments: kind (of guard.FileType), bytes of address space, seconds of processor time, most rows, most columns, most
sheets, signs (of guard.FileType, and "layout" where a sheet is to be drawn; with commas).
"""

import io
import os
import pickle
import resource
import sys

# Appended, so that no file here can stand in for a module of Python.
sys.path.append(os.path.dirname(os.path.abspath(__file__)))

ROWS_PER_MESSAGE = 2000
MOST_CELLS = 12_000_000  # with the empty ones between


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


def send_sheet(output, name: str, hidden: bool, attributes: dict, rows) -> None:
    send(("sheet", name, hidden, {key: value for key, value in attributes.items() if value}), output)
    message = []
    for row in rows:
        message.append(row)
        if len(message) == ROWS_PER_MESSAGE:
            send(packed(message), output)
            message = []
    send(packed(message), output)


def packed(rows: list) -> tuple:
    """Rows of one width as columns, so that a text that is there a hundred times is sent, and later kept, once."""
    if len(set(map(len, rows))) != 1:
        return "rows", rows
    columns: list = []
    for values in zip(*rows):  # noqa: B905 - of one width
        different = list(set(values)) if set(map(type, values)) == {str} else values
        if len(different) > min(256, len(values) // 2):
            columns.append(list(values))
        else:
            places = {value: place for place, value in enumerate(different)}
            columns.append((different, bytes(map(places.__getitem__, values))))
    return "columns", columns


def send_stamp(output, source: bytes, kind: str) -> None:
    """Sent at once, so that a form that is refused for its stamp is not read any further."""
    from child_stamp import stamp_of

    if stamp := stamp_of(source, kind):
        send(("stamp", stamp), output)
        output.flush()


def read_with_calamine(output, source: bytes, kind: str, signs: set[str], rows: int, columns: int) -> None:
    import python_calamine

    if kind == "xls":
        from child_ole import OleFile
        from child_parts import Oddities

        book = OleFile(source).workbook()
        oddities = []
        for number in range(len(book.sheet_offsets)):
            odd = Oddities()
            odd.hidden_rows, odd.hidden_columns, odd.errors = book.oddities(number)
            oddities.append(odd)
        del book
    elif not signs:
        oddities = []
    elif kind == "xlsx":
        from child_parts import of_workbook

        oddities = of_workbook(source, signs, columns)
    else:
        from child_parts import of_open_document

        oddities = of_open_document(source, rows, columns)
    layouts = []
    if "layout" in signs and kind == "xlsx":
        from child_layout import of_sheets

        layouts = of_sheets(source, rows, columns)
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(source))
    del source
    for position, sheet in enumerate(workbook.sheets_metadata):
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        content = workbook.get_sheet_by_name(sheet.name)
        check_size(content, rows, columns)
        odd = oddities[position] if position < len(oddities) else None
        merged = [(*first, *last) for first, last in content.merged_cell_ranges or ()]
        attributes = {"merged": merged or (odd.merged if odd else [])}
        if odd:
            for name in ("hidden_rows", "hidden_columns", "uncomputed"):
                attributes[name] = getattr(odd, name)
        if layouts:
            attributes["layout"] = layouts[position]
        hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
        send_sheet(output, sheet.name, hidden, attributes, rows_of(content, odd.errors if odd else {}))


def check_size(content, rows: int, columns: int) -> None:
    from child_text import Refused

    if not content.end:
        return
    height, width = content.end[0] + 1, content.end[1] + 1
    if height > rows:
        raise Refused("too_long", limit=rows)
    if width > columns:
        raise Refused("too_wide", row=content.start[0] + 1, limit=columns)
    if height * width > MOST_CELLS:
        raise Refused("too_complex")


def rows_of(content, errors: dict[int, dict[int, str]]):
    """The rows with their blank left columns, which the parser leaves out, and with error values, likewise."""
    left = [""] * content.start[1] if content.start else []
    for number, row in enumerate(content.iter_rows()):
        if left:
            row = left + row
        if number in errors:
            for column, text in errors[number].items():
                if column < len(row):
                    row[column] = text
        yield row


def main(output, kind: str, memory: int, seconds: int, rows: int, columns: int, sheets: int, signs: set[str]) -> None:
    limit_this_process(memory, seconds)
    source = sys.stdin.buffer.read()
    send_stamp(output, source, kind)
    if kind == "csv":
        from child_text import read_text

        send_sheet(output, "", False, {}, read_text(source, rows, columns, MOST_CELLS))
    elif kind == "html":
        from child_html import read_html

        merged, hidden_rows, found = read_html(source, rows, columns, MOST_CELLS)
        send_sheet(output, "", False, {"merged": merged, "hidden_rows": hidden_rows}, found)
    elif kind == "xml":
        from child_xml import read_xml

        for sheet, merged, found in read_xml(source, rows, columns, MOST_CELLS, sheets):
            attributes = {
                "merged": merged,
                "hidden_rows": sheet.hidden_rows,
                "hidden_columns": sheet.hidden_columns,
            }
            send_sheet(output, sheet.name, sheet.hidden, attributes, found)
    else:
        read_with_calamine(output, source, kind, signs, rows, columns)
    send(("end", ""), output)
    output.flush()


if __name__ == "__main__":
    try:
        main(sys.stdout.buffer, sys.argv[1], *map(int, sys.argv[2:7]), set(sys.argv[7].split(",")) - {""})
    except (MemoryError, RecursionError):
        sys.exit(3)
    except ValueError as error:
        if not hasattr(error, "code") or not hasattr(error, "details"):
            raise
        send(("refused", error.code, error.details), sys.stdout.buffer)
        sys.stdout.buffer.flush()
