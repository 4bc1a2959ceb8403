"""Formulas moved to another cell: part of the child process that patches a workbook.

A column of like formulas is stored once, in its first cell; when that cell is overwritten, the others must get a text
of their own, with the references moved as far as they are from the first.
"""

import re

_MOST_ROWS, _MOST_COLUMNS = 1_048_576, 16_384
# Texts, quoted sheet names and the brackets of tables and other books are passed over.
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'
    r"|'(?:[^']|'')*'"
    r"|\[[^\]]*\]"
    r"|(?<![\w.$\\])(?P<rows>(\$?)(\d{1,7}):(\$?)(\d{1,7}))(?![\w.])"
    r"|(?<![\w.$\\])(?P<columns>(\$?)([A-Z]{1,3}):(\$?)([A-Z]{1,3}))(?![\w.(!])"
    r"|(?<![\w.$\\])(?P<cell>(\$?)([A-Z]{1,3})(\$?)(\d{1,7}))(?![\w.(!])"
)


def column_number(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def moved(formula: str, down: int, right: int) -> str:
    """A formula as it reads in a cell so many rows below and columns to the right of its own."""

    def row(mark: str, digits: str) -> str | None:
        number = int(digits) + (0 if mark else down)
        return f"{mark}{number}" if 1 <= number <= _MOST_ROWS else None

    def column(mark: str, letters: str) -> str | None:
        number = column_number(letters) + (0 if mark else right)
        return f"{mark}{column_letters(number)}" if 1 <= number <= _MOST_COLUMNS else None

    def move(found: re.Match) -> str:
        if found["rows"]:
            parts = [row(found[2], found[3]), ":", row(found[4], found[5])]
        elif found["columns"]:
            parts = [column(found[7], found[8]), ":", column(found[9], found[10])]
        elif found["cell"]:
            parts = [column(found[12], found[13]), row(found[14], found[15])]
        else:
            return found[0]
        return "#REF!" if None in parts else "".join(parts)

    return _TOKEN.sub(move, formula)
