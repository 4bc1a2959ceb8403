"""Every parser gives any cell a value or a message of its own, and its value is a value of that kind again."""

from decimal import Decimal

from tests.fuzz.choices import Choices
from union_site.core.spreadsheets.cells import CellError, Context
from union_site.core.spreadsheets.messages import CHANGES, ERRORS, WARNINGS
from union_site.core.spreadsheets.parsers import PARSERS, choice_table

CHOICES, LABELS = choice_table([("normal", "正常"), ("kept", "保留会籍"), ("left", "转出")], {"在册": "normal"})
CONTEXTS = (
    Context(choices=CHOICES, labels=LABELS),
    Context(choices=CHOICES, labels=LABELS, negative=True, unit="万元", places=2, max_length=20),
)
KINDS = tuple(sorted(PARSERS))


def one(data: bytes) -> None:
    choices = Choices(data)
    kind, context = choices.one_of(KINDS), choices.one_of(CONTEXTS)
    value = choices.cell(
        (
            "33990119880717309X",
            "工行 6299 9900 0000 0123 459",
            "2021年6月",
            "三万五",
            "91339901000000123A",
            "1.2.3",
            "是",
            "正常、转出",
        )
    )
    try:
        parsed, code = PARSERS[kind](value, context)
    except CellError as error:
        assert error.code in ERRORS
        assert error.message.endswith("。")
        return
    assert code is None or code in WARNINGS or code in CHANGES
    if kind == "bank_card" and parsed is not None:
        assert parsed.isascii()
        assert parsed.isdecimal()
        assert 13 <= len(parsed) <= 19
    if kind in ("money", "decimal", "integer") and parsed is not None:
        assert Decimal(parsed).is_finite()


def seeds() -> list[bytes]:
    return [bytes([kind, 0, how, 9, 3, 17, 30, 31, 2]) for kind in range(len(KINDS)) for how in (0, 3, 5, 8, 10)]
