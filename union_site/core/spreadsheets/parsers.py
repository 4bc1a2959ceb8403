"""Plain functions from a cell to a value, one per kind.

Each is called as ``parse(value, context)`` and returns ``(value, code)``: the value is None for an empty cell, the code
None, or of messages.WARNINGS (to be checked by people) or messages.CHANGES (put right without doubt). What cannot be
accepted raises CellError with a code of messages.ERRORS. A parser's own output gives the same value again.
They take cells as calamine gives them (str, float, bool, date, datetime, time, timedelta, None), and int and Decimal.
"""

import difflib
import re
from collections.abc import Iterable, Mapping

from union_site.core.identifiers import (
    IdentifierError,
    check_bank_card,
    check_identity,
    check_uscc,
    is_mobile,
    is_phone,
)
from union_site.core.identifiers import compact as compact_number
from union_site.core.spreadsheets.cells import (
    DASHES,
    EMPTY,
    FORMULA_ERRORS,
    NOTHING,
    PLAIN,
    UNKNOWN,
    UNSTATED,
    CellError,
    Context,
    Parsed,
    Parser,
    as_text,
    is_hashes,
    lost_digits,
    refused,
    unfit,
)
from union_site.core.spreadsheets.dates import parse_date, parse_month
from union_site.core.spreadsheets.numbers import parse_decimal, parse_integer, parse_money
from union_site.core.spreadsheets.ticks import ticked_word
from union_site.core.widths import matching_key, tidy

__all__ = [
    "PARSERS",
    "PLAIN",
    "CellError",
    "Context",
    "Parser",
    "choice_table",
    "parse_bank_card",
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
    if not text or (text in NOTHING and not text.isalpha()):
        return EMPTY  # a dash or a stroke says nothing; 无 may be what is meant
    if context.choices and (meant := context.choices.get(matching_key(text))) is not None:
        return meant or None, None
    if text[0] == "'" and text[1:2] in _FORMULA_SIGNS and len(text) > 1:
        text = text[1:]
    if text[0] == "#" and text in FORMULA_ERRORS:
        raise CellError("formula_error", value=text)
    if text[0] == "#" and is_hashes(text):
        raise CellError("cell_hashes")
    if context.max_length and len(text) > context.max_length:
        raise CellError("text_too_long", limit=context.max_length)
    return text, "text_width" if not raw.isascii() and _FULL_WIDTH.search(raw) else None


_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ]")  # noqa: RUF001
_FORMULA_SIGNS = "=+-@＝＋－＠"
_SHIELDED = _FORMULA_SIGNS + "\t\r\n"
_SIGNS_IN_NAMES = _FORMULA_SIGNS + "﹢﹣﹦﹫−"  # noqa: RUF001 – small and mathematical forms
_NAME_DOTS = dict.fromkeys(map(ord, "•‧∙・･.．●⋅᛫⸱"), "·")
_CJK_GAP = re.compile(r"(?<=[\u3400-\u9fff\U00020000-\U0003ffff·]) (?=[\u3400-\u9fff\U00020000-\U0003ffff·])")
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·\u3007]+")
_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff·\u3007]+|[A-Za-z][A-Za-z .,'·-]*")


_NAME_EDGES = " '`’‘、,，.。;；:："  # noqa: RUF001
_NAME_REMARK = re.compile(r"\s*[(（\[【](?:男|女|[\u4e00-\u9fff]{1,4}族)[)）\]】]$")
_LONG_SURNAMES = frozenset(
    "欧阳 上官 司马 司徒 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 端木 长孙 独孤 南宫 轩辕 宇文 鲜于 闻人 申屠 太史 公羊 澹台 濮阳".split()
)


def _without_edges(text: str) -> str:
    """Without punctuation around it, and without the star of a leader before it; 张* hides a name."""
    return text.lstrip("*").strip(_NAME_EDGES) or text


def _perhaps_two(parts: list[str]) -> bool:
    """张三 李四 and 阿卜杜拉 买买提 may be two people, or want a dot; 张 三, 欧阳 娜娜 and 张 小 三 do not."""
    return sum(len(part) > 1 for part in parts) > 1 and parts[0] not in _LONG_SURNAMES


def parse_name(value, context: Context = PLAIN) -> Parsed:
    """A person's name: 张 三 becomes 张三, every kind of middle dot becomes ·."""
    if type(value) is not str and (error := unfit(value)):
        raise error
    plain = type(value) is str and _CHINESE_NAME.fullmatch(value)  # as most are written
    text = value if plain else tidy(value if type(value) is str else as_text(value))
    if text in NOTHING or text in UNKNOWN:
        return EMPTY if text in NOTHING else UNSTATED
    if text in FORMULA_ERRORS:
        raise CellError("formula_error", value=text)
    if text[0] in _SIGNS_IN_NAMES or (text[0] in "'`’‘" and text.lstrip("'`’‘ ")[:1] in tuple(_SIGNS_IN_NAMES)):
        raise CellError("name_formula")
    code = None
    if not text.isascii():
        if _CHINESE_NAME.fullmatch(text) and len(text) <= (context.max_length or 50) and text.strip("·〇"):
            return text, None
        if not _NAME.fullmatch(text) and (plain := _NAME_REMARK.sub("", _without_edges(text))) != text:
            text, code = plain, "name_note"
        written, text = text, _CJK_GAP.sub("", text.translate(_NAME_DOTS))
        if text != written:
            code = "name_dots"
            if text == written.replace(" ", ""):
                code = "name_joined" if _perhaps_two(written.split()) else "name_spaces"
    if len(text) > (context.max_length or 50) or not any(character.isalpha() for character in text):
        raise refused("name_invalid", text)
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
        if (plain := compact_number(value)) in NOTHING or plain in UNKNOWN:
            return EMPTY if plain in NOTHING else UNSTATED
        raise refused(error.code, value, **error.details) from None
    if identity.warning:
        return identity.number, identity.warning
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
    if (plain := compact_number(text)) in NOTHING or plain in UNKNOWN:
        return EMPTY if plain in NOTHING else UNSTATED
    try:
        code = check_uscc(text)
    except IdentifierError as error:
        raise refused(error.code, text, **error.details) from None
    return code, None if code == text else _tidied(text, code, "uscc_cleaned")


def parse_bank_card(value, context: Context = PLAIN) -> Parsed:
    """The number of a bank card, 13 to 19 digits. A number cell of more than 15 digits has lost its last ones."""
    if lost_digits(value):
        raise CellError("card_precision")
    if error := unfit(value):
        raise error
    text = as_text(value)
    try:
        if type(value) is not str and not text.isdecimal():
            raise IdentifierError("card_length")
        card = check_bank_card(text)
    except IdentifierError as error:
        if (plain := compact_number(text)) in NOTHING or plain in UNKNOWN:
            return EMPTY if plain in NOTHING else UNSTATED
        raise refused(error.code, value, **error.details) from None
    return card.number, card.warning or (None if card.number == text else _tidied(text, card.number, "card_cleaned"))


_PHONE_PARTS = str.maketrans({"(": "", ")": "-", "'": "", "`": "", "’": "", "‘": "", '"': "", "转": "-"})  # noqa: RUF001
_COUNTRY = re.compile(r"(?:\+|00)86-?|86-?(?=1\d{10}$)")
_PHONE_LABEL = re.compile(r"^(?:联系|移动|固定|办公|手机|本人)?(?:电话|手机|号码|座机|TEL|MOBILE)(?:号码?)?[:.]?", re.I)
_PHONE_EDGES = ".,;，。；、:-/"  # noqa: RUF001
_SEVERAL_PHONES = re.compile(r"[\s/、,，;；|\\或和]+")  # noqa: RUF001
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
    number = plain.translate(_PHONE_PARTS).translate(DASHES).removesuffix(".0")
    if not number[:1].isdigit() or not number[-1:].isdigit():
        number = _PHONE_LABEL.sub("", number).strip(_PHONE_EDGES)
    number = _COUNTRY.sub("", number, count=1) if _COUNTRY.match(number) else number
    if len(digits := number.replace("-", "").replace(".", "")) == 11 and digits.startswith("1"):
        number = digits
    if is_phone(number):
        return number, None if number == written else _tidied(written, number, "phone_cleaned")
    text, _ = parse_text(written, context)
    if text is None:
        return EMPTY
    if _SCIENTIFIC.fullmatch(plain) or lost_digits(value):
        return text, "phone_precision"
    parts = [part for part in _SEVERAL_PHONES.split(text) if part]
    several = len(parts) > 1 and all(is_phone(part.replace("-", "")) or is_phone(part) for part in parts)
    return text, "phone_several" if several else "phone_form"


_EDGES = " .,;:。、'`’‘"  # noqa: RUF001
_YES = frozenset("是 是的 有 有的 对 √ ✓ ✔ ☑ ✅ y yes t true 1 1.0 属于 属 符合 已 v 勾 对勾 打勾 ■ ●".split())
_NO = frozenset(
    "否 无 不是 没有 没 错 × ✕ ✖ ✗ ✘ ❌ ☒ ☐ □ ╳ x n no f false 0 0.0 非 不 不属于 不符合 不适用 未 - -- --- / // \\ — ——".split()  # noqa: RUF001
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
    if text in UNKNOWN or text in NOTHING:
        return UNSTATED if text in UNKNOWN else EMPTY
    plain = text.strip(_EDGES)
    said = (context.choices or {}).get(plain)
    if said is not None:
        return said == "yes", None
    if (ticked := ticked_word(plain)) and ticked in _YES | _NO:
        return ticked in _YES, "ticked"
    if plain != text and plain in _YES | _NO:
        return plain in _YES, None
    raise CellError("tick_unclear") if ticked == "" else refused("yes_no_invalid", value)


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
    found = (context.choices or {}).get(key)
    if found is None and (key in NOTHING or key in UNKNOWN):
        return EMPTY if key in NOTHING else UNSTATED
    if found is None:
        plain = _ANSWERS.get(key) or key.strip(_EDGES)
        found = (context.choices or {}).get(plain)
        if found is None and (ticked := ticked_word(plain)) is not None:
            found = (context.choices or {}).get(ticked)
            if found is None:
                raise CellError("tick_unclear")
            return found, "ticked"
        if found is not None and plain != key and key in _ANSWERS:
            return found, "ticked"
    if found is None:
        raise refused("choice_unknown", text, value=tidy(text)[:30], choices=_offer(text, context.labels))
    return found, None


def _offer(text: str, labels: tuple[str, ...]) -> str:
    """All labels if they are few, else those that look like the text."""
    if len(labels) > 12:
        labels = tuple(difflib.get_close_matches(tidy(text)[:50], labels, 5, 0.3)) or (*labels[:8], "……")
    return "、".join(labels)


# A tick alone chooses what 是 would choose.
_ANSWERS = {**dict.fromkeys("√✓✔☑✅v", "是"), **dict.fromkeys("×✕✗✘❌x", "否")}  # noqa: RUF001
_SEPARATORS = re.compile(
    r"[、,，;；\n]|(?<=[\u4e00-\u9fff]) *[/／| ] *(?=[\u4e00-\u9fff\d])"  # noqa: RUF001
)
_NUMBERING = re.compile(r"^(?:[(（]?\d{1,2}[)）.．、]|[①-⑳])\s*(?=\D)")  # noqa: RUF001


def parse_list(value, context: Context = PLAIN) -> Parsed:
    """Entries separated by 、 ， ； / or a space, with or without numbers before them, each once, in order; None for none.

    A list as it came out is taken too.
    """
    text = tidy("、".join(map(str, value)) if isinstance(value, list) else as_text(value))
    if text in NOTHING:
        return EMPTY
    entries = dict.fromkeys(
        entry for part in _SEPARATORS.split(text) if (entry := _NUMBERING.sub("", tidy(part))) not in NOTHING
    )
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
    "bank_card": parse_bank_card,
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
