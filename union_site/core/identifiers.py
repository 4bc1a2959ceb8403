"""Identity numbers, credit codes, bank cards and telephone numbers: the rules of the numbers themselves.

Sources: GB 11643-1999 公民身份号码 (18 characters, check character of ISO 7064 MOD 11-2; numbers of 15 digits were
issued until 1999), GB 32100-2015 统一社会信用代码 (18 characters without I, O, Z, S, V, check character modulo 31).
Bank cards have 13 to 19 digits, the last one by the formula of Luhn (ISO/IEC 7812-1); passbooks and some accounts do not
follow it. Area codes are not judged: districts are renamed and renumbered, and an old number stays valid. So the numbers of 港澳台居民
居住证 (81, 82 and 83) and the 18-digit ones of 外国人永久居留身份证 (9), which follow the same rule, are taken like others.
"""

import re
from datetime import date
from operator import mul
from typing import NamedTuple

from union_site.core import widths

IDENTIFIER_MESSAGES = {
    "id_length": "身份证号码应为18位数字（最后一位可以是X，旧证为15位），请核对是否多填、漏填或误填。",
    "id_check": "身份证号码的校验码不正确，请对照证件逐位核对。",
    "id_birth": "身份证号码中的出生日期不存在，请对照证件核对第7至14位。",
    "id_other_document": (
        "这看起来是{document}的号码，不是18位的居民身份证号码。请核对是否漏填或填错了列；"
        "系统以居民身份证或港澳台居民居住证的号码识别个人，没有这类号码的，请暂不导入这一行，另在登记簿中登记。"
    ),
    "id_several": "这一格里有不止一个号码。请每格只写一个，或拆成几行。",
    "id_precision": "号码以数字格式保存，末尾几位已丢失。请先把单元格设为文本格式，再对照证件重新填写完整号码。",
    "card_length": "银行卡号应为13至19位数字，请核对是否多填、漏填，或夹有其他文字。",
    "card_identity": "这是身份证号码，不是银行卡号。请核对是否填错了列。",
    "card_precision": (
        "银行卡号以数字格式保存，末尾几位已丢失。请先把单元格设为文本格式，再对照银行卡重新填写完整号码。"
    ),
    "uscc_length": "统一社会信用代码应为18位，请核对是否多填或漏填。",
    "uscc_chars": "统一社会信用代码只能由数字和大写字母组成，且不含I、O、Z、S、V，请对照登记证书核对。",
    "uscc_check": "统一社会信用代码的校验码不正确，请对照登记证书逐位核对。",
}
"""What is wrong with a number and what to do, by code."""


class IdentifierError(ValueError):
    """A number breaks its standard; ``code`` is a key of IDENTIFIER_MESSAGES, ``message`` the Chinese sentence."""

    def __init__(self, code: str, **details):
        self.code, self.details = code, details
        self.message = IDENTIFIER_MESSAGES[code].format(**details)
        super().__init__(self.message)


class Identity(NamedTuple):
    """A valid citizen identity number with what follows from it."""

    number: str  # 18 characters, X in upper case
    birth: date
    gender: str  # "男" or "女"
    upgraded: bool  # True when made from a 15-digit number
    doubt: str = ""  # id_letters: made of letters that look like digits; id_rounded: perhaps cut to 15 digits

    @property
    def warning(self) -> str | None:
        return "id_upgraded" if self.upgraded else self.doubt or None


_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_ZEROS = ord("0") * sum(_ID_WEIGHTS)
_ID_CHECKS = "10X98765432"
_ID_18 = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_ID_15 = re.compile(r"[1-9][0-9]{14}", re.ASCII)
# What spreadsheets show of a long number kept as a number, copied as text: 3.39901E+17.
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?0*1[0-9]", re.ASCII)

_APOSTROPHES = dict.fromkeys(map(ord, "'`’‘"))
# What is written between or around the digits of an identity number: ="3399…", 339901-19880717-0015, 3399 01·1988….
_ID_NOISE = dict.fromkeys(map(ord, '="“”-‐‑‒–—―−.·•。,、;；_'))  # noqa: RUF001

# A cross that is no X: the sign for times, Cyrillic and Greek letters, at the end only.
_CROSS = re.compile("[×✕✖╳хХχΧ]$")  # noqa: RUF001
_LETTERS = str.maketrans("OQОΟIL", "000011")  # noqa: RUF001 – Cyrillic and Greek O too
_LABEL = re.compile(
    "^(?:居民|公民)?(?:身份证件?(?:号码?)?|身份号码|证件号码?|港澳(?:居民来往内地)?通行证|台胞证|护照)(?:号码?)?:?"
)
_REMARK = re.compile(r"[(\[【][^()\[\]【】0-9]*[)\]】]$")
_SEVERAL = re.compile(r"[0-9]{17}[0-9X][^0-9X]*[0-9]{17}[0-9X]", re.ASCII)

_DOCUMENTS = (
    (re.compile(r"[A-Z]{1,2}[0-9]{6}\([0-9A]\)", re.ASCII), "香港身份证"),
    (re.compile(r"[HM]([0-9]{8}|[0-9]{10})", re.ASCII), "港澳居民来往内地通行证"),
    (re.compile(r"[A-Z]{3}[0-9]{12}", re.ASCII), "外国人永久居留身份证"),
    (re.compile(r"[0-9]{8}|[0-9]{10}", re.ASCII), "台湾居民来往大陆通行证"),
    # Chinese passports (E12345678, EA1234567, G12345678) and those of other states: letters and digits, 6 to 9 in all.
    (re.compile(r"(?=[A-Z0-9]{6,9}$)(?=([A-Z]*[0-9]){5})[A-Z][A-Z0-9]*", re.ASCII), "护照"),
)


def compact(text: str) -> str:
    """The number as it is written on the card: no spaces, no apostrophes, half-width, upper case."""
    return widths.compact(text).translate(_APOSTROPHES).upper()


def other_document(number: str) -> str:
    """The kind of document that a number without spaces looks like, where it is not a citizen's; else ""."""
    return next((kind for pattern, kind in _DOCUMENTS if pattern.fullmatch(number)), "")


def identity_check_character(first_17: str) -> str:
    """The 18th character of a citizen identity number (GB 11643)."""
    return _ID_CHECKS[sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True)) % 11]


def _identity_check_sum_ok(number: str) -> bool:
    total = sum(map(mul, number[:17].encode(), _ID_WEIGHTS)) - _ID_ZEROS
    return _ID_CHECKS[total % 11] == number[17]


def check_identity(text: str) -> Identity:
    """The identity a number states, or IdentifierError (id_length, id_other_document, id_precision, id_several,
    id_birth, id_check).

    Accepts stray spaces, apostrophes, dashes, dots and ="…", full-width characters, a small x or a cross for it, a label
    before and a remark in brackets behind, and 15 digits, which are upgraded to 18 (``upgraded`` is then true, the
    warning ``id_upgraded``). Letters that look like digits are taken for them where the check character agrees.
    """
    number, doubt = text, ""
    if len(number) != 18 or not _ID_18.fullmatch(number):
        number, doubt = _cleaned(text)
    upgraded = len(number) == 15
    if upgraded:
        number = f"{number[:6]}19{number[6:]}"
        number += identity_check_character(number)
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentifierError("id_birth") from None
    if birth.year < 1880:
        raise IdentifierError("id_birth")
    if not upgraded and not _identity_check_sum_ok(number):
        # What a spreadsheet leaves of 18 digits typed into a number cell: the last three are 0.
        raise IdentifierError("id_precision" if number.endswith("000") else "id_check")
    if number.endswith("000") and not upgraded:
        doubt = doubt or "id_rounded"
    return Identity(number, birth, "男" if number[16] in "13579" else "女", upgraded, doubt)


def _cleaned(text: str) -> tuple[str, str]:
    """A number of 18 or 15 characters without what was written around it, and what is doubtful about it."""
    number = compact(text)
    if _SCIENTIFIC.fullmatch(number) or (number.endswith(".0") and len(number) >= 18):
        raise IdentifierError("id_precision")  # text made of a number that had lost its last digits
    if _SEVERAL.search(number):
        raise IdentifierError("id_several")
    if document := other_document(number):
        raise IdentifierError("id_other_document", document=document)
    number = _REMARK.sub("", _LABEL.sub("", number))
    number = _CROSS.sub("X", number.translate(_ID_NOISE))
    if _ID_18.fullmatch(number) or _ID_15.fullmatch(number):
        return number, ""
    if document := other_document(number):
        raise IdentifierError("id_other_document", document=document)
    digits = number[:-1].translate(_LETTERS) + number[-1:].translate(_LETTERS)
    if digits != number and _ID_18.fullmatch(digits) and _identity_check_sum_ok(digits):
        return digits, "id_letters"
    raise IdentifierError("id_length")


_CARD = re.compile(r"[0-9]{13,19}", re.ASCII)
_CARD_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # the sum of the digits of twice a digit
_FRACTION = re.compile(r"[0-9]+\.[0-9]+", re.ASCII)
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_OUTER_DIGITS = re.compile(r"[0-9](?:.*[0-9])?", re.ASCII | re.DOTALL)
_CARDS = re.compile(r"[0-9]{13,19}[^0-9]+[0-9]{13,19}", re.ASCII)


class BankCard(NamedTuple):
    """The number of a bank card or account, and what is doubtful about it or was left out beside it."""

    number: str  # 13 to 19 digits
    doubt: str = ""  # card_check, card_rounded; card_note: words stood beside the number

    @property
    def warning(self) -> str | None:
        return self.doubt or None


def bank_card_check_digit(digits: str) -> str:
    """The last digit of a card whose other digits are given (Luhn)."""
    total = sum(_CARD_DOUBLED[int(one)] for one in digits[::-2]) + sum(int(one) for one in digits[-2::-2])
    return str(-total % 10)


def check_bank_card(text: str) -> BankCard:
    """The card that a text names, or IdentifierError (card_length, card_precision, card_identity, id_several).

    Accepts spaces, apostrophes, dashes and dots between the digits, full-width ones, and words before and behind (the
    name of the bank).
    """
    number, doubt = text, ""
    if not _CARD.fullmatch(number):
        number = compact(text)
        if _SCIENTIFIC.fullmatch(number) or (number.endswith(".0") and len(number) > 17):
            raise IdentifierError("card_precision")
        if _CARDS.search(number):
            raise IdentifierError("id_several")
        if _FRACTION.fullmatch(number):
            raise IdentifierError("card_length")
        found = _OUTER_DIGITS.search(number)
        if found and _WORDS.search(number[: found.start()] + number[found.end() :]):
            number, doubt = found[0], "card_note"
        number = number.translate(_ID_NOISE)
    if number[:-1].isdecimal() and _is_identity(number):
        raise IdentifierError("card_identity")
    if not _CARD.fullmatch(number):
        raise IdentifierError("card_length")
    if len(number) > 17 and not number[15:].strip("0"):
        doubt = "card_rounded"
    elif bank_card_check_digit(number[:-1]) != number[-1]:
        doubt = "card_check"
    return BankCard(number, doubt)


def _is_identity(number: str) -> bool:
    try:
        return len(number) == 18 and bool(check_identity(number))
    except IdentifierError:
        return False


_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_VALUES = {character: value for value, character in enumerate(_USCC_ALPHABET)}
_USCC_WEIGHTS = tuple(3**place % 31 for place in range(17))


def uscc_check_character(first_17: str) -> str:
    """The 18th character of a unified social credit code (GB 32100)."""
    total = sum(_USCC_VALUES[character] * weight for character, weight in zip(first_17, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[-total % 31]


def check_uscc(text: str) -> str:
    """The unified social credit code in plain form, or IdentifierError (uscc_length, uscc_chars, uscc_check)."""
    code = compact(text)
    if len(code) != 18:
        raise IdentifierError("uscc_length")
    if any(character not in _USCC_VALUES for character in code):
        raise IdentifierError("uscc_chars")
    if uscc_check_character(code[:17]) != code[17]:
        raise IdentifierError("uscc_check")
    return code


_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_LANDLINE = re.compile(r"(0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(-[0-9]{1,6})?|[48]00-?[0-9]{3}-?[0-9]{4}", re.ASCII)


def is_mobile(number: str) -> bool:
    """Whether this is a mainland mobile number: 11 digits beginning with 13 to 19."""
    return bool(_MOBILE.fullmatch(number))


def is_phone(number: str) -> bool:
    """Whether this looks like a mobile number or a fixed line, with or without area code and extension."""
    return bool(_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number))
