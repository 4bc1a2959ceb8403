"""How the sheets of an .xlsx look, as far as a form must be drawn like itself: part of the child process.

Of each sheet, positions from 0: formulas [(row, column)], widths {column: characters}, extent (rows, columns) of all cells
that are formatted, and styles {(row, column): letters} of STYLES. Nothing is resolved or calculated.
"""

import io
import xml.parsers.expat
import zipfile

from child_parts import sheet_parts

STYLES = {
    "l": "left",
    "c": "centred",
    "r": "right",
    "b": "bold",
    "o": "outlined, as cells of a table are",
    "p": "a number shown in percent",
    "t": "larger than the sheet's usual text",
}
_PERCENT = (9, 10)  # the numbers of the formats that every workbook knows
_ALIGNED = {"left": "l", "center": "c", "centerContinuous": "c", "right": "r"}
_LARGE = 14  # points


def _parse(content: bytes, start, end=None) -> None:
    """Walk a part; names come without their vocabulary."""
    parser = xml.parsers.expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(" ")[2], attributes)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.Parse(content, True)


class _Styles:
    """The letters of STYLES by number of the cell format."""

    def __init__(self):
        self.letters: list[str] = []
        self._percent, self._bold, self._large, self._outlined = set(_PERCENT), [], [], []
        self._within: list[str] = []

    def start(self, name, attributes):
        inside = self._within[-1] if self._within else ""
        if name == "numFmt" and "%" in attributes.get("formatCode", ""):
            self._percent.add(int(attributes["numFmtId"]))
        elif name == "font" and inside == "fonts":
            self._bold.append(False)
            self._large.append(False)
        elif name == "b" and inside == "font" and self._bold:
            self._bold[-1] = attributes.get("val", "1") not in ("0", "false")
        elif name == "sz" and inside == "font" and self._large:
            self._large[-1] = float(attributes.get("val", 0)) >= _LARGE
        elif name == "border" and inside == "borders":
            self._outlined.append(False)
        elif inside == "border" and name in ("left", "right", "top", "bottom") and self._outlined:
            self._outlined[-1] |= attributes.get("style", "none") != "none"
        elif name == "xf" and inside == "cellXfs":
            self.letters.append(self._of_format(attributes))
        elif name == "alignment" and inside == "xf" and "cellXfs" in self._within and self.letters:
            self.letters[-1] += _ALIGNED.get(attributes.get("horizontal", ""), "")
        self._within.append(name)

    def end(self, name):
        self._within.pop()

    def _of_format(self, attributes) -> str:
        def of(table: list, name: str) -> bool:
            number = int(attributes.get(name, 0))
            return number < len(table) and table[number]

        letters = "p" if int(attributes.get("numFmtId", 0)) in self._percent else ""
        letters += "b" if of(self._bold, "fontId") else ""
        letters += "t" if of(self._large, "fontId") else ""
        return letters + ("o" if of(self._outlined, "borderId") else "")


class _Layout:
    def __init__(self, styles: list[str], rows: int, columns: int):
        self._styles, self._limits = styles, (rows, columns)
        self.formulas: list[tuple[int, int]] = []
        self.widths: dict[int, float] = {}
        self.styles: dict[tuple[int, int], str] = {}
        self.extent = (0, 0)
        self._row, self._place = -1, (-1, -1)

    def start(self, name, attributes):
        if name == "c":
            self._cell(attributes)
        elif name == "row":
            self._row = int(attributes["r"]) - 1 if attributes.get("r", "").isdecimal() else self._row + 1
            self._place = (self._row, -1)
        elif name == "f" and self._inside(self._place):
            self.formulas.append(self._place)
        elif name == "col" and attributes.get("width"):
            for column in range(int(attributes["min"]) - 1, min(int(attributes["max"]), self._limits[1])):
                self.widths[column] = float(attributes["width"])

    def _cell(self, attributes):
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        if letters:
            column = 0
            for letter in letters.upper():
                column = column * 26 + ord(letter) - 64
            self._place = (int(reference[len(letters) :]) - 1, column - 1)
        else:
            self._place = (self._row, self._place[1] + 1)
        if not self._inside(self._place):
            return
        number = int(attributes.get("s", 0))
        letters = self._styles[number] if number < len(self._styles) else ""
        if letters:
            self.styles[self._place] = letters
        if "o" in letters:
            self.extent = (max(self.extent[0], self._place[0] + 1), max(self.extent[1], self._place[1] + 1))

    def _inside(self, place: tuple[int, int]) -> bool:
        return 0 <= place[0] < self._limits[0] and 0 <= place[1] < self._limits[1]


def of_sheets(content: bytes, rows: int, columns: int) -> list[dict]:
    """Of an .xlsx, by the order of its sheets: {formulas, widths, extent, styles}."""
    found = []
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        styles = _Styles()
        if "xl/styles.xml" in names:
            _parse(package.read("xl/styles.xml"), styles.start, styles.end)
        for path in sheet_parts(package):
            layout = _Layout(styles.letters, rows, columns)
            if path in names:
                _parse(package.read(path), layout.start)
            found.append(
                {
                    "formulas": layout.formulas,
                    "widths": layout.widths,
                    "extent": layout.extent,
                    "styles": layout.styles,
                }
            )
    return found
