"""How a value looks on a page: choices as coloured words, personal data masked, days in ISO form, nothing as “—”."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from union_site.core.crypto import EncryptedTextField, mask_of

EMPTY = "—"

# Tones of common states; a viewset may say others in `tones`.
TONES = {
    "normal": "ok",
    "issued": "ok",
    "working": "ok",
    "paid": "ok",
    "kept": "note",
    "applied": "note",
    "reviewing": "wait",
    "retired": "calm",
    "none": "calm",
    "left": "calm",
    "cancelled": "calm",
    "deceased": "calm",
    "returned": "bad",
}
STATE_FIELDS = frozenset({"status", "state", "card", "result"})


def is_year(field: models.Field) -> bool:
    return field.name == "year" or field.name.endswith("_year")


def is_number(field: models.Field | None) -> bool:
    """Amounts and counts stand at the right; a year is a name, not an amount."""
    return isinstance(field, models.IntegerField | models.DecimalField) and not is_year(field)


def keeps_line(field: models.Field | None) -> bool:
    """Days and short names stay on one line of a table."""
    short = isinstance(field, models.CharField) and not field.choices and (field.max_length or 99) <= 50
    return isinstance(field, models.DateField) or short


def plain(value: Any) -> str:
    """A value without a field: numbers grouped, days in ISO form."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if timezone.is_aware(value) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def display(field: models.Field | None, value: Any, *, tones: dict[str, str] | None = None) -> str | SafeString:
    """The value of a model field as a page shows it. `tones` colours the words of a choice."""
    if value is None or value == "":
        return EMPTY
    if isinstance(field, EncryptedTextField):
        return mask_of(field.name)(value)
    if field is not None and field.choices:
        word = dict(field.flatchoices).get(value, value)
        if tones is None and field.name not in STATE_FIELDS:
            return str(word)
        tone = (tones or {}).get(value) or TONES.get(str(value), "calm")
        return format_html('<span class="state state-{}">{}</span>', tone, word)
    if isinstance(field, models.DecimalField):  # SQLite adds up without trailing zeros
        return f"{value:,.{field.decimal_places}f}"
    if field is not None and is_year(field):
        return str(value)
    return plain(value)
