"""Encrypted fields, blind indexes and masks for personal data.

Values are AES-256-GCM with the key's number in front and `table.column` as additional data, so that a value copied to
another column does not decrypt. Equality is asked through a keyed hash (blind index) with a key of its own. The keys
come from settings (DATA_KEYS, INDEX_KEY) and never from SECRET_KEY.
"""

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models

NONCE = 12
INDEX_LENGTH = 32  # hexadecimal characters of a blind index: 128 bits


class DecryptionError(ValueError):
    """A stored value does not decrypt: wrong key, wrong column, or tampered."""


@cache
def _ciphers() -> tuple[int, dict[int, AESGCM]]:
    ciphers = {}
    try:
        for part in settings.DATA_KEYS.split(","):
            number, key = part.strip().split(":", 1)
            ciphers[int(number)] = AESGCM(base64.b64decode(key, validate=True))
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATA_KEYS 的格式是“编号:base64(32 字节)”，多个以逗号分隔，第一个用于加密。"
        ) from error
    return next(iter(ciphers)), ciphers


@cache
def _index_key() -> bytes:
    return base64.b64decode(settings.INDEX_KEY)


def encrypt_bytes(data: bytes, context: str) -> bytes:
    """Encrypt `data` for `context` (table.column, or the kind of file)."""
    number, ciphers = _ciphers()
    nonce = os.urandom(NONCE)
    return number.to_bytes(1, "big") + nonce + ciphers[number].encrypt(nonce, data, context.encode())


def encrypt_many(texts: Iterable[str], context: str) -> list[bytes]:
    """Each text encrypted as `encrypt_bytes` does it, an empty one as nothing; for writing many at once."""
    number, ciphers = _ciphers()
    front, said, encrypt = number.to_bytes(1, "big"), context.encode(), ciphers[number].encrypt
    texts = list(texts)
    random = os.urandom(NONCE * len(texts))
    sealed = []
    for start, text in zip(range(0, len(random), NONCE), texts, strict=True):
        if text:
            nonce = random[start : start + NONCE]
            sealed.append(front + nonce + encrypt(nonce, text.encode(), said))
        else:
            sealed.append(b"")
    return sealed


def decrypt_bytes(data: bytes, context: str) -> bytes:
    """Undo `encrypt_bytes`. Raises DecryptionError."""
    data = bytes(data)
    try:
        cipher = _ciphers()[1][data[0]]
        return cipher.decrypt(data[1 : 1 + NONCE], data[1 + NONCE :], context.encode())
    except (KeyError, IndexError, InvalidTag, ValueError) as error:
        raise DecryptionError(f"{context}: 数据无法解密") from error


def decrypt_many(sealed: Iterable[bytes | memoryview | None], context: str) -> list[str]:
    """The text of each as `encrypt_many` took it, nothing as an empty one; for reading a column. Raises DecryptionError."""
    decrypt, said = {number: cipher.decrypt for number, cipher in _ciphers()[1].items()}, context.encode()
    try:
        return [
            decrypt[data[0]](data[1 : 1 + NONCE], data[1 + NONCE :], said).decode() if data else ""
            for data in (bytes(one or b"") for one in sealed)
        ]
    except (KeyError, InvalidTag, ValueError) as error:
        raise DecryptionError(f"{context}: 数据无法解密") from error


def blind_index(text: str, context: str) -> str:
    """The keyed hash under which equal texts of a context (identity, phone) are found. Empty text has no index."""
    return _keyed_hash(f"{context}\0")(text)[:INDEX_LENGTH] if text else ""


def row_mac(text: str) -> str:
    """The keyed hash that protects a row of the audit trail."""
    return _keyed_hash("audit\0")(text)


def row_macs(texts: Iterable[str]) -> list[str]:
    """`row_mac` of each text."""
    return list(map(_keyed_hash("audit\0"), texts))


@lru_cache(maxsize=256)
def _keyed_hash(prefix: str) -> Callable[[str], str]:
    """HMAC-SHA256 (RFC 2104) of prefix and text, as hexadecimal characters.

    Key and prefix are hashed once: an import asks half a million times, and setting up each HMAC anew takes most of it.
    """
    key = _index_key()
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + prefix.encode()).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block)).copy

    def keyed(text: str) -> str:
        within, around = inner(), outer()
        within.update(text.encode())
        around.update(within.digest())
        return around.hexdigest()

    return keyed


class EncryptedTextField(models.BinaryField):
    """A text that lies encrypted in the database. It can be neither searched nor sorted: see BlindIndexField."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    @property
    def context(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def encrypt(self, text: str) -> bytes:
        return encrypt_bytes(text.encode(), self.context) if text else b""

    def from_db_value(self, value, expression, connection):
        if value is None:
            return None
        return decrypt_bytes(value, self.context).decode() if value else ""

    def get_db_prep_value(self, value, connection, prepared=False):
        if isinstance(value, str):
            value = self.encrypt(value)
        return super().get_db_prep_value(value, connection, prepared)

    def to_python(self, value):
        return value

    def _check_str_default_value(self):
        return []  # the value is text in Python, bytes only in the database

    def value_to_string(self, obj):
        return base64.b64encode(self.encrypt(self.value_from_object(obj))).decode()

    def formfield(self, **kwargs):
        from django import forms

        return forms.CharField(
            label=kwargs.get("label", self.verbose_name),
            required=not self.blank,
            help_text=self.help_text,
            max_length=200,
        )


class BlindIndexField(models.CharField):
    """The blind index of the EncryptedTextField `source`; `context` is shared by fields that may be compared."""

    def __init__(self, *args, source: str = "", context: str = "", **kwargs):
        self.source, self.index_context = source, context
        kwargs.setdefault("max_length", INDEX_LENGTH)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source, "context": self.index_context}

    def index(self, text: str) -> str:
        return blind_index(text, self.index_context)

    def pre_save(self, model_instance, add):
        value = self.index(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


def mask_identity(text: str) -> str:
    """33************123X → `33****…123X`: two characters in front, four behind, the length kept."""
    return text[:2] + "*" * (len(text) - 6) + text[-4:] if len(text) > 8 else "*" * len(text)


def mask_phone(text: str) -> str:
    """13812341234 → 138****1234."""
    return text[:3] + "*" * (len(text) - 7) + text[-4:] if len(text) > 7 else "*" * len(text)


def mask_bank_card(text: str) -> str:
    """6222021234567890123 → ***************0123: four digits behind, the length kept."""
    return "*" * (len(text) - 4) + text[-4:] if len(text) > 8 else "*" * len(text)


_NUMBERS = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|\d{16}|\d{19}|1[3-9]\d{9})(?!\d)")
_MASKS_BY_LENGTH = {11: mask_phone, 16: mask_bank_card, 19: mask_bank_card}


def mask_numbers(text: str) -> str:
    """Mask what looks like somebody's number (identity, mobile, bank card) inside a text, such as a file's name."""
    return _NUMBERS.sub(lambda found: _MASKS_BY_LENGTH.get(len(found[0]), mask_identity)(found[0]), text)


def mask_text(text: str) -> str:
    """Free text on health or hardship shows only that there is some."""
    return "已填写（隐藏）" if text else ""


_MASKS = (("identity", mask_identity), ("phone", mask_phone), ("bank_card", mask_bank_card))


def mask_of(name: str) -> Callable[[str], str]:
    """The mask under which an encrypted field of that name, or a column of that kind, is shown."""
    return next((mask for part, mask in _MASKS if part in name), mask_text)
