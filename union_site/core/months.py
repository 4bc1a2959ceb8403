"""Months: reckoning by them, and a month as a field, kept as "2021-07" and typed as people write it (2021年7月, 2021.7)."""

from calendar import monthrange
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from union_site.core.spreadsheets.cells import CellError
from union_site.core.spreadsheets.parsers import parse_month


def months_after(day: date, months: int) -> date:
    """The same day so many months later (or earlier, for a negative number): the last of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class MonthInput(forms.CharField):
    """An input for a month; browsers that know months offer them to choose from."""

    def to_python(self, value):
        try:
            return parse_month(super().to_python(value))[0] or ""
        except CellError:
            raise ValidationError("请填写年和月，如 2021-07。", code="invalid") from None


class MonthField(models.CharField):
    """A month as text, so that months sort and compare as they follow each other."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 7)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs):
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "如 2021-07"})
        # Not a maximum of 7 characters: 2021年10月 is longer and is brought into form.
        return super().formfield(**{"form_class": MonthInput, "max_length": 20, "widget": widget, **kwargs})
