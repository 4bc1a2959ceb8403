"""The process that parses one workbook: a program of its own, run by reader.py with limits, fed on standard input.

It imports nothing of this project, so that it starts in a few hundredths of a second and holds no secrets. It answers
on standard output with a stream of pickles of plain values:
("sheet", name, hidden), ("rows", [[value, …], …]) any number of times per sheet, and at the end ("end", "").
"""

import io
import pickle
import resource
import sys

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


def main(memory: int, seconds: int) -> None:
    import python_calamine

    limit_this_process(memory, seconds)
    output = sys.stdout.buffer
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    for sheet in workbook.sheets_metadata:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        send(("sheet", sheet.name, sheet.visible != python_calamine.SheetVisibleEnum.Visible), output)
        content = workbook.get_sheet_by_name(sheet.name)
        # Blank rows before the first cell come as rows, blank columns do not.
        left = [""] * content.start[1] if content.start else []
        rows = []
        for row in content.iter_rows():
            rows.append(left + row if left else row)
            if len(rows) == ROWS_PER_MESSAGE:
                send(("rows", rows), output)
                rows = []
        send(("rows", rows), output)
    send(("end", ""), output)
    output.flush()


if __name__ == "__main__":
    try:
        main(int(sys.argv[1]), int(sys.argv[2]))
    except MemoryError:
        sys.exit(3)
