"""Where the rows of a batch stand, as it is said to people: rows of a sheet, or one-person forms of a workbook."""

import base64
import json
from collections.abc import Iterable

from union_site.core.crypto import DecryptionError, decrypt_bytes, encrypt_bytes
from union_site.core.models import ImportBatch
from union_site.core.spreadsheets.person_tables import FormPlaces, cell_name, place_of
from union_site.core.spreadsheets.xmlscan import column_letters, column_number

CONTEXT = "core_importbatch.forms"


def sealed(places: FormPlaces) -> str:
    """The places for a batch's mapping, encrypted, since sheets bear the names of persons."""
    kept = {
        "sheets": list(places.sheets.items()),
        "cells": [[number, [[at, *cell] for at, cell in cells.items()]] for number, cells in places.cells.items()],
        "edges": list(places.edges.items()),
        "alone": sorted(places.alone),
        "marked": list(places.marked.items()),
    }
    return base64.b64encode(encrypt_bytes(json.dumps(kept, ensure_ascii=False).encode(), CONTEXT)).decode()


def unsealed(text: str) -> FormPlaces | None:
    """What `sealed` kept; None where it cannot be read any more."""
    try:
        kept = json.loads(decrypt_bytes(base64.b64decode(text), CONTEXT))
    except DecryptionError:
        return None
    cells = {number: {at: (row, column) for at, row, column in found} for number, found in kept["cells"]}
    return FormPlaces(dict(kept["sheets"]), cells, dict(kept["edges"]), set(kept["alone"]), dict(kept["marked"]))


class RowPlaces:
    """How the rows and cells of a batch are called."""

    def __init__(self, forms: FormPlaces | None = None):
        self.forms = forms

    def row(self, number: int) -> str:
        """第 4 行, or “张三” of a form."""
        return self.forms.row(number) if self.forms else f"第 {number} 行"

    def line(self, row: int, number: int) -> str:
        """A row, or (by its own number) a line below it."""
        if number == row or not self.forms:
            return self.row(number)
        return f"{self.forms.row(row)}第 {place_of(number)[1]} 行"

    def below(self, number: int) -> str:
        """A line below a row, beside which it is shown."""
        return f"第 {place_of(number)[1] if self.forms else number} 行"

    def rows(self, numbers: Iterable[int]) -> str:
        """第 4、5 行, or “张三”、“李四”."""
        if self.forms:
            return "、".join(map(self.forms.row, numbers))
        return f"第 {'、'.join(map(str, numbers))} 行"

    def said(self, text: str, number: int = 0) -> str:
        """A sentence about the row `number` with the rows that it names as people know them."""
        return self.forms.said(text, number) if self.forms else text

    def place(self, number: int, letter: str) -> tuple[int, int] | None:
        """(row, column) of a cell of the table, both from 1; None where a form has none, or no cell is meant."""
        if not letter.isascii() or not letter.isalpha():
            return None
        column = column_number(letter)
        return self.forms.at(number, column - 1) if self.forms else (number, column)

    def cell(self, number: int, index: int) -> str:
        """C4: the cell of a row at a column of the table; "" where a form has none."""
        if not self.forms:
            return f"{column_letters(index + 1)}{number}"
        found = self.forms.at(number, index)
        return cell_name(found) if found else ""

    def label(self, index: int) -> str:
        """The letter of a column; of forms the cell, where it is the same in all of them."""
        return self.forms.label(index) if self.forms else column_letters(index + 1)


def row_places(batch: ImportBatch) -> RowPlaces:
    """How the rows and cells of a batch are called."""
    text = batch.mapping.get("forms")
    return RowPlaces(unsealed(text) if text else None)
