"""How sheets name a hardship file: by its number, or by the person's identity number."""

from union_site.core.spreadsheets.resource import Column, Lookup, RowError
from welfare.models import HardshipCase

CODE = ("档案号", "困难职工档案编号", "困难职工编号", "建档编号", "编号", "档案编码")


def case_column(*, required: bool = True, also: tuple[str, ...] = ("name", "opened_on")) -> Column:
    """The file that a line belongs to, by its number; `also`: what of it the line's checks need."""
    return Column(
        "case",
        "档案编号",
        kind="reference",
        lookup=Lookup(HardshipCase, "code", also=also),
        required=required,
        synonyms=CODE,
        help="须是已登记的困难职工档案。",
    )


def case_name_column(heading: str = "姓名") -> Column:
    """The worker's name beside the file's number: both must agree."""
    words = ("姓名", "困难职工姓名", "职工姓名", "困难职工", "户主姓名")
    return Column(
        "case_name", heading, kind="name", synonyms=tuple(word for word in words if word != heading), export="case.name"
    )


class OfCase:
    """For sheets whose lines belong to a file: a wrong number must not reach another person's file.

    `not_before_opening`: the day that cannot lie before the opening of the file, and what is said if it does.
    """

    not_before_opening = ("", "")

    def clean_row(self, values, context):
        if values.get("case_name") and values.get("case__name") and values["case_name"] != values["case__name"]:
            yield RowError("case_name", "name_mismatch", "姓名与这个档案编号登记的姓名不一致，请核对档案编号。")
        name, message = self.not_before_opening
        if name and values.get(name) and values.get("case__opened_on") and values[name] < values["case__opened_on"]:
            yield RowError(name, "before_opening", message)
