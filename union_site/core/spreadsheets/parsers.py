"""Plain functions from a cell to a value, one per kind.

Each is called as ``parse(value, context)`` and returns ``(value, code)``: the value is None for an empty cell, the code
None, or of messages.WARNINGS (to be checked by people) or messages.CHANGES (put right without doubt). What cannot be
accepted raises CellError with a code of messages.ERRORS. A parser's own output gives the same value again.
They take cells as calamine gives them (str, float, bool, date, datetime, time, timedelta, None), and int and Decimal.
"""

import difflib
import re
from collections.abc import Iterable, Mapping

from union_site.core.identifiers import IdentifierError, check_identity, check_uscc, is_mobile, is_phone
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
    lost_digits,
    refused,
    unfit,
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
    raw = text = value if type(value) is str else as_text(value)
    # An export shields text that looks like a formula with an apostrophe; coming back, it is the same text.
    if text[:1] == "'" and text[1:2] in _SHIELDED and len(text) > 1:
        text = text[1:]
    text = tidy(text)
    if not text:
        return EMPTY
    if text[0] == "'" and text[1:2] in _FORMULA_SIGNS and len(text) > 1:
        text = text[1:]
    if text[0] == "#" and text in FORMULA_ERRORS:
        raise CellError("formula_error", value=text)
    if context.max_length and len(text) > context.max_length:
        raise CellError("text_too_long", limit=context.max_length)
    return text, "text_width" if not raw.isascii() and _FULL_WIDTH.search(raw) else None


_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")  # noqa: RUF001
_FORMULA_SIGNS = "=+-@＝＋－＠"
_SHIELDED = _FORMULA_SIGNS + "\t\r\n"
_SIGNS_IN_NAMES = _FORMULA_SIGNS + "﹢﹣﹦﹫−"  # noqa: RUF001 – small and mathematical forms
_NAME_DOTS = dict.fromkeys(map(ord, "•‧∙・･.．●⋅᛫⸱"), "·")
_CJK_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff·]) (?=[\u3400-\u9fff\U00020000-\U0003ffff·])")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·\u3007]+|[A-Za-z][A-Za-z .,'·-]*")


def parse_name(value, context: Context = PLAIN) -> Parsed:
    """A person's name: 张 三 becomes 张三, every kind of middle dot becomes ·."""
    if type(value) is not str and (error := unfit(value)):
        raise error
    text = tidy(value if type(value) is str else as_text(value))
    if not text:
        return EMPTY
    if text in FORMULA_ERRORS:
        raise CellError("formula_error", value=text)
    if text[0] in _SIGNS_IN_NAMES or (text[0] in "'`’‘" and text.lstrip("'`’‘ ")[:1] in tuple(_SIGNS_IN_NAMES)):
        raise CellError("name_formula")
    code = None
    if not text.isascii():
        written, text = text, _CJK_GAP.sub("", text.translate(_NAME_DOTS))
        if text != written:
            code = "name_spaces" if text == written.replace(" ", "") else "name_dots"
    if len(text) > (context.max_length or 50) or not any(character.isalpha() for character in text):
        raise CellError("name_invalid")
    return text, code if _NAME.fullmatch(text) else "name_form"


def parse_identity(value, context: Context = PLAIN) -> Parsed:
    """A citizen identity number of 18 characters. A number cell of more than 15 digits has lost its last ones."""
    if type(value) is not str:
        if value is None:
            return EMPTY
        if lost_digits(value):
            raise CellError("id_precision")
        if error := unfit(value):
            raise error
        value = as_text(value)
    try:
        identity = check_identity(value)
    except IdentifierError as error:
        if compact_number(value) in NOTHING:
            return EMPTY
        raise refused(error.code, value, **error.details) from None
    if identity.upgraded:
        return identity.number, "id_upgraded"
    return identity.number, None if identity.number == value else _tidied(value, identity.number, "id_cleaned")


def _tidied(written: str, number: str, code: str) -> str | None:
    """The code, where a number differs from what was written by more than what nobody sees."""
    return None if tidy(written).strip("'") == number and written.isascii() else code


def parse_uscc(value, context: Context = PLAIN) -> Parsed:
    """A unified social credit code of 18 characters."""
    if lost_digits(value):
        raise CellError("uscc_precision")
    if error := unfit(value):
        raise error
    text = as_text(value)
    if compact_number(text) in NOTHING:
        return EMPTY
    try:
        code = check_uscc(text)
    except IdentifierError as error:
        raise refused(error.code, text, **error.details) from None
    return code, None if code == text else _tidied(text, code, "uscc_cleaned")


_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")  # noqa: RUF001
_PHONE_PARTS = str.maketrans({"(": "", ")": "-", "'": "", "`": "", "’": "", "‘": "", '"': ""})  # noqa: RUF001
_COUNTRY = re.compile(r"(?:\+|00)86-?")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,2}", re.ASCII)


def parse_phone(value, context: Context = PLAIN) -> Parsed:
    """A telephone number as text. An odd one, or several in one cell, passes as it stands with a notice."""
    if type(value) is str and is_mobile(value):
        return value, None
    written = as_text(value)
    plain = compact_number(written)
    if plain in NOTHING:
        return EMPTY
    if plain in FORMULA_ERRORS:
        raise CellError("formula_error", value=plain)
    number = plain.translate(_PHONE_PARTS).translate(_DASHES).removesuffix(".0")
    number = _COUNTRY.sub("", number, count=1) if _COUNTRY.match(number) else number
    if len(digits := number.replace("-", "").replace(".", "")) == 11 and digits.startswith("1"):
        number = digits
    if is_phone(number):
        return number, None if number == written else _tidied(written, number, "phone_cleaned")
    text = tidy(written)
    if context.max_length and len(text) > context.max_length:
        raise CellError("text_too_long", limit=context.max_length)
    return text, "phone_precision" if _SCIENTIFIC.fullmatch(plain) or lost_digits(value) else "phone_form"


_YES = frozenset("是 是的 有 有的 对 √ ✓ ✔ ☑ ✅ y yes t true 1 1.0 属于 属 符合 已 ○ ●".split())
_NO = frozenset(
    "否 无 不是 没有 没 错 × ✕ ✖ ✗ ✘ ❌ ☒ ☐ □ x n no f false 0 0.0 非 不 不属于 不符合 不适用 未 - -- / — ——".split()  # noqa: RUF001
)


def parse_yes_no(value, context: Context = PLAIN) -> Parsed:
    """True or False; an empty cell stays None."""
    if isinstance(value, bool):
        return value, None
    text = matching_key(as_text(value))
    if not text:
        return EMPTY
    if error := unfit(value):
        raise error
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
