"""Any workbook becomes plans, with the headings of the real registers; their rows are cleaned to values or errors."""

from functools import lru_cache

from tests.fuzz.choices import Choices
from tests.fuzz.tables import WORDS, sheet_of
from union_site.core.spreadsheets import importing
from union_site.core.spreadsheets.cleaning import clean, encrypted_columns, signed_columns
from union_site.core.spreadsheets.messages import CHANGES, ERRORS, NOTICES, WARNINGS
from union_site.core.spreadsheets.recognition import plan_workbook, settled
from union_site.core.spreadsheets.targets import compile_targets, limits_of
from union_site.core.spreadsheets.totals import check_totals


@lru_cache(maxsize=100)
def _words(resource) -> tuple[str, ...]:
    """The headings of a kind of sheet, and the words of its choices."""
    words = [heading for column in resource.columns for heading in column.headings]
    words += [word for column in resource.columns for word in (column.words or {}).values()]
    return (*words[:120], *WORDS)


def one(data: bytes) -> None:
    choices = Choices(data)
    resources, first = importing.all_resources(), choices.below(256)
    # A few kinds of sheet at a time: to compare with all of them takes a second.
    resources = [resources[(first + step) % len(resources)] for step in range(3)]
    sheet = sheet_of(choices, _words(resources[0]))
    for plan in plan_workbook([sheet], resources):
        plan = settled(plan)
        assert plan.status in ("ok", "ask", "refused", "passed_over")
        assert plan.status == "ok" or plan.reason.endswith("。")
        if plan.status != "ok":
            continue
        compiled = compile_targets(plan.resource, set(plan.places))
        rows = clean(plan, limits_of(compiled), encrypted_columns(compiled), signed_columns(compiled))
        plan.notices.extend(check_totals(plan, rows))
        assert {notice.code for notice in plan.notices} <= NOTICES.keys()
        for row in rows:
            assert all(issue.message.endswith("。") for issue in row.errors)
            assert {issue.code for issue in row.warnings} <= WARNINGS.keys() | ERRORS.keys() | CHANGES.keys()


def seeds() -> list[bytes]:
    return [bytes([number, 9, 1, 0, 0, 0, *range(60)]) for number in range(0, 60, 6)]
