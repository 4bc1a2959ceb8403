"""Plain functions from a cell to a value, one per kind.

Each is called as ``parse(value, context)`` and returns ``(value, warning)``: the value is None for an empty cell, the
warning None or a code of messages.WARNINGS. What cannot be accepted raises CellError with a code of messages.ERRORS.
They take cells as calamine gives them (str, float, bool, date, datetime, time, timedelta, None), and int and Decimal.
"""

import difflib
import re
from collections.abc import Iterable, Mapping

from union_site.core.identifiers import IdentifierError, check_identity, check_uscc, is_phone
from union_site.core.identifiers import compact as compact_number
from union_site.core.spreadsheets.cells import (
    EMPTY,
    FORMULA_ERRORS,
    NOTHING,
    PLAIN,
    CellError,
    Context,
    Parsed,
    Parser,
    as_text,
    refused,
)
from union_site.core.spreadsheets.dates import parse_date, parse_month
from union_site.core.spreadsheets.numbers import parse_decimal, parse_integer, parse_money
from union_site.core.widths import matching_key, tidy

__all__ = [
    "PARSERS",
    "PLAIN",
    "CellError",
    "Context",
    "Parser",
    "choice_table",
    "parse_choice",
    "parse_date",
    "parse_decimal",
    "parse_identity",
    "parse_integer",
    "parse_list",
    "parse_money",
    "parse_month",
    "parse_name",
    "parse_phone",
    "parse_text",
    "parse_uscc",
    "parse_yes_no",
]


def parse_text(value, context: Context = PLAIN) -> Parsed:
    """Text for people; Chinese punctuation is kept, width of letters and digits is normalised."""
    text = value if type(value) is str else as_text(value)
    # An export shields text that looks like a formula with an apostrophe; coming back, it is the same text.
    if text[:1] == "'" and text[1:2] in _SHIELDED and len(text) > 1:
        text = text[1:]
    text = tidy(text)
    if not text:
        return EMPTY
    if text[0] == "#" and text in FORMULA_ERRORS:
        raise CellError("formula_error", value=text)
    if context.max_length and len(text) > context.max_length:
        raise CellError("text_too_long", limit=context.max_length)
    return text, None


_FORMULA_SIGNS = "=+-@＝＋－＠"
_SHIELDED = _FORMULA_SIGNS + "\t\r\n"
_NAME_DOTS = dict.fromkeys(map(ord, "•‧∙・･.．●⋅᛫⸱"), "·")
_CJK_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff·]) (?=[\u3400-\u9fff\U00020000-\U0003ffff·])")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·\u3007]+|[A-Za-z][A-Za-z .,'·-]*")


def parse_name(value, context: Context = PLAIN) -> Parsed:
    """A person's name: 张 三 becomes 张三, every kind of middle dot becomes ·."""
    text = tidy(value if type(value) is str else as_text(value))
    if not text:
        return EMPTY
    if text in FORMULA_ERRORS:
        raise CellError("formula_error", value=text)
    if text[0] in _FORMULA_SIGNS or (text[0] == "'" and text[1:2] in _FORMULA_SIGNS):
        raise CellError("name_formula")
    if not text.isascii():
        text = _CJK_GAP.sub("", text.translate(_NAME_DOTS))
    if len(text) > (context.max_length or 50) or not any(character.isalpha() for character in text):
        raise CellError("name_invalid")
    return text, None if _NAME.fullmatch(text) else "name_form"


def parse_identity(value, context: Context = PLAIN) -> Parsed:
    """A citizen identity number of 18 characters. A number cell of more than 15 digits has lost its last ones."""
    if type(value) is not str:
        if value is None:
            return EMPTY
        if isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= 1e15:
            raise CellError("id_precision")
        value = as_text(value)
    try:
        identity = check_identity(value)
    except IdentifierError as error:
        if compact_number(value) in NOTHING:
            return EMPTY
        raise refused(error.code, value) from None
    return identity.number, "id_upgraded" if identity.upgraded else None


def parse_uscc(value, context: Context = PLAIN) -> Parsed:
    """A unified social credit code of 18 characters."""
    if isinstance(value, float | int) and not isinstance(value, bool) and abs(value) >= 1e15:
        raise CellError("uscc_precision")
    text = as_text(value)
    if compact_number(text) in NOTHING:
        return EMPTY
    try:
        return check_uscc(text), None
    except IdentifierError as error:
        raise refused(error.code, text) from None


def parse_phone(value, context: Context = PLAIN) -> Parsed:
    """A telephone number as text; an unusual one passes with a notice."""
    text = compact_number(as_text(value))
    if text in NOTHING:
        return EMPTY
    if text in FORMULA_ERRORS:
        raise CellError("formula_error", value=text)
    number = text.replace("(", "").replace(")", "-").replace("—", "-").replace("－", "-")
    if number.startswith("+86"):
        number = number[3:]
    if len(digits := number.replace("-", "")) == 11 and digits.startswith("1"):
        number = digits
    if len(number) > (context.max_length or 40):
        raise CellError("text_too_long", limit=context.max_length or 40)
    return number, None if is_phone(number) else "phone_form"


_YES = frozenset("是 有 对 √ ✓ ✔ ☑ y yes t true 1 1.0 属于 已 ○ ●".split())
_NO = frozenset("否 无 不是 没有 错 × ✗ ✘ ☒ x n no f false 0 0.0 非 不 未 - / —".split())


def parse_yes_no(value, context: Context = PLAIN) -> Parsed:
    """True or False; an empty cell stays None."""
    if isinstance(value, bool):
        return value, None
    text = matching_key(as_text(value))
    if not text:
        return EMPTY
    if text in _YES:
        return True, None
    if text in _NO:
        return False, None
    raise refused("yes_no_invalid", value)


def choice_table(
    choices: Iterable[tuple[str, str]], synonyms: Mapping[str, str] | None = None
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Context's ``choices`` and ``labels`` from pairs of (value, label) and from {what people write: value}."""
    pairs = [(value, str(label)) for value, label in choices if value not in ("", None)]
    table = {matching_key(str(value)): value for value, _ in pairs}
    table.update((matching_key(text), value) for text, value in (synonyms or {}).items())
    table.update((matching_key(label), value) for value, label in pairs)
    return table, tuple(label for _, label in pairs)


def parse_choice(value, context: Context = PLAIN) -> Parsed:
    """One of the column's choices, by label, value or synonym; width, spaces and case do not matter."""
    text = as_text(value)
    found = context.choices.get(text) if context.choices else None
    if found is not None:
        return found, None
    key = matching_key(text)
    if not key:
        return EMPTY
    found = (context.choices or {}).get(key)
    if found is None:
        raise refused("choice_unknown", text, value=tidy(text)[:30], choices=_offer(text, context.labels))
    return found, None


def _offer(text: str, labels: tuple[str, ...]) -> str:
    """All labels if they are few, else those that look like the text."""
    if len(labels) > 12:
        labels = tuple(difflib.get_close_matches(tidy(text)[:50], labels, 5, 0.3)) or (*labels[:8], "……")
    return "、".join(labels)


_SEPARATORS = re.compile(r"[、,，;；\n]")


def parse_list(value, context: Context = PLAIN) -> Parsed:
    """Entries separated by 、 ， or ；, each once, in order; None for an empty cell."""
    entries = dict.fromkeys(filter(None, map(tidy, _SEPARATORS.split(as_text(value)))))
    if not entries:
        return EMPTY
    if not FORMULA_ERRORS.isdisjoint(entries):
        raise CellError("formula_error", value=next(iter(entries)))
    if context.max_length and any(len(entry) > context.max_length for entry in entries):
        raise CellError("text_too_long", limit=context.max_length)
    return list(entries), None


PARSERS: dict[str, Parser] = {
    "text": parse_text,
    "name": parse_name,
    "identity": parse_identity,
    "uscc": parse_uscc,
    "phone": parse_phone,
    "date": parse_date,
    "month": parse_month,
    "integer": parse_integer,
    "decimal": parse_decimal,
    "money": parse_money,
    "yes_no": parse_yes_no,
    "choice": parse_choice,
    "list": parse_list,
}
"""The parser of each kind of column."""
