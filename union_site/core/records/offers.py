"""What a form offers from the dictionaries (字典): suggestions, a closed list, or the rows of a table."""

from django import forms
from django.db import models
from django.utils.html import format_html, format_html_join

from union_site.core import dictionaries
from union_site.core.access import Access


class Suggestions(forms.TextInput):
    """A text input with a list of words to choose from; others may be typed."""

    def __init__(self, words: list[str], attrs=None):
        self.words = words
        super().__init__({"autocomplete": "off", "placeholder": "可选择，也可直接填写", **(attrs or {})})

    def render(self, name, value, attrs=None, renderer=None):
        key = f"{(attrs or {}).get('id', name)}_words"
        options = format_html_join("", '<option value="{}"></option>', ((word,) for word in self.words))
        typed = super().render(name, value, {**(attrs or {}), "list": key}, renderer)
        return format_html('{}<datalist id="{}">{}</datalist>', typed, key, options)


def closed_choices(field: forms.Field, offered: list[str], present: str) -> forms.ChoiceField:
    """A list of the words offered; what the record holds already may stay."""
    words = [present, *offered] if present and present not in offered else offered
    made = forms.ChoiceField(
        label=field.label,
        required=field.required,
        help_text=field.help_text,
        choices=[("", "请选择"), *((word, word) for word in words)],
    )
    made.error_messages["invalid_choice"] = "请从列表中选择。"
    return made


def offer_rows(field: forms.Field, model_field: models.Field, record: models.Model, access: Access) -> None:
    """Of a key to a table of a dictionary: the rows in use, and the one that the record names already."""
    rows = dictionaries.choosable(model_field.related_model, access.user.district) if model_field.is_relation else None
    if rows is None:
        return
    offered = rows.filter(models.Q(ended_on=None) | models.Q(ended_on__gt=access.today))
    present = getattr(record, model_field.attname)
    field.queryset = offered | rows.filter(pk=present) if present else offered
