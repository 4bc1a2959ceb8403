"""The conditions above a list, made from a viewset's `list_filter`, `search_fields` and blind indexes."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cache
from uuid import UUID

import django_filters
from django import forms
from django.apps import apps
from django.db import models

from union_site.core import dictionaries
from union_site.core.access import Access
from union_site.core.crypto import EncryptedTextField, decrypt_bytes, encrypt_bytes
from union_site.core.identifiers import compact
from union_site.core.records.values import is_year
from union_site.core.records.viewset import ORGANIZATION, RecordViewSet, prefix
from union_site.core.roles import Permission
from union_site.core.scope import subtree

CHOOSE = "全部"
SEAL, SEARCH = "~", "record.search"  # how a sealed search begins; what it is encrypted for
UNIT = "organization"  # name of the filter by union and its subtree, whatever leads from the row to its union


class UnitField(forms.ChoiceField):
    """A union by its public identifier, within the reader's scope; its subtree is meant."""

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "choices": [("", CHOOSE)]})
        self.error_messages["invalid_choice"] = "没有找到这个工会，请重新选择。"
        self.unit = None

    def bind(self, access: Access, register: str, value: str) -> None:
        """Find the union that the query names, so that it is shown chosen and can be used."""
        try:
            public_id = UUID(value)
        except ValueError:
            return
        scope = access.full_scope(Permission.VIEW, register)
        self.unit = apps.get_model(ORGANIZATION).objects.within(scope).filter(public_id=public_id).first()
        if self.unit is not None:
            self.choices = [("", CHOOSE), (str(self.unit.public_id), self.unit.name)]


class UnitFilter(django_filters.Filter):
    field_class = UnitField

    def filter(self, rows, value):
        unit = self.field.unit
        return rows.filter(subtree(unit.path, rows.model.scope_path)) if value and unit is not None else rows


class PrefixFilter(django_filters.CharFilter):
    """A text that begins with what was typed."""

    def filter(self, rows, value):
        return rows.filter(prefix(self.field_name, value.strip())) if value and value.strip() else rows


class SearchFilter(django_filters.CharFilter):
    def filter(self, rows, value):
        text = (value or "").strip()
        return rows.filter(self.viewset.search_condition(text)) if text else rows


class VoidFilter(django_filters.BooleanFilter):
    """Rows struck out are left out by the page itself unless this is ticked."""

    def filter(self, rows, value):
        return rows if value else rows.filter(voided_at=None)


def sealed(text: str) -> str:
    """An identity or telephone number for an address: encrypted, so that logs and histories do not keep it."""
    if not any(character.isdigit() for character in text) or len(compact(text)) < 7:
        return text
    return SEAL + urlsafe_b64encode(encrypt_bytes(text.encode(), SEARCH)).decode()


def opened(data):
    """The query with a sealed search in clear again; one that does not open finds nothing."""
    if not data.get("q", "").startswith(SEAL):
        return data
    data = data.copy()
    try:
        data["q"] = decrypt_bytes(urlsafe_b64decode(data["q"].removeprefix(SEAL)), SEARCH).decode()
    except ValueError:
        data["q"] = "无法识别的查询"
    return data


class RecordFilterSet(django_filters.FilterSet):
    """Base of the filter of each register."""

    viewset: RecordViewSet = None

    def __init__(self, data, queryset, *, access: Access):
        super().__init__(opened(data), queryset)
        for field in self.form.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                rows = dictionaries.choosable(field.queryset.model, access.user.district)
                field.queryset = field.queryset if rows is None else rows
        if UNIT in self.filters:
            field = self.form.fields[UNIT]
            field.widget.attrs["data-picker-url"] = f"{self.viewset.url('choices')}?field={UNIT}"
            field.bind(access, self.viewset.key, self.data.get(UNIT, ""))
            self.filters[UNIT].field.unit = field.unit

    def filter_queryset(self, queryset):
        """What could not be understood is said beside its input and does not hide the rows of the other conditions."""
        for name, item in self.filters.items():
            queryset = item.filter(queryset, self.form.cleaned_data.get(name))
        return queryset

    @property
    def qs(self):
        """Rows that meet every condition that could be understood."""
        if not hasattr(self, "_found"):
            self.form.is_valid()
            self._found = self.filter_queryset(self.queryset.all())
        return self._found

    @property
    def is_used(self) -> bool:
        return any(value not in (None, "", False) for value in getattr(self.form, "cleaned_data", {}).values())


def _control(kind=forms.TextInput, css="form-control", **attrs):
    return kind(attrs={"class": css, **attrs})


def _days(name: str, label: str) -> dict:
    made = {}
    words = ("不早于", "不晚于") if label.endswith(("起", "止")) else ("起", "止")
    for end, lookup, word in zip(("from", "to"), ("gte", "lte"), words, strict=True):
        made[f"{name}_{end}"] = django_filters.DateFilter(
            field_name=name, lookup_expr=lookup, label=f"{label}{word}", widget=_control(forms.DateInput, type="date")
        )
    return made


def _yes_no(name: str, label: str):
    return django_filters.TypedChoiceFilter(
        field_name=name,
        label=label,
        choices=[("", CHOOSE), ("yes", "是"), ("no", "否")],
        coerce=lambda text: {"yes": True, "no": False}.get(text),
        empty_value=None,
        widget=_control(forms.Select, "form-select"),
    )


def _filters_of(viewset: RecordViewSet, name: str) -> dict:
    """The filter (or filters) of one name of `list_filter`."""
    if name == UNIT:
        widget = _control(forms.Select, "form-select", **{"data-placeholder": "输入工会名称查找"})
        return {name: UnitFilter(label="工会（含下级）", widget=widget)}
    field = viewset.model
    for step in name.split("__"):
        field = (field if isinstance(field, type) else field.related_model)._meta.get_field(step)
    label = str(field.verbose_name)
    if isinstance(field, EncryptedTextField):
        raise ValueError(f"{viewset.key}: an encrypted field cannot be filtered: {name}")
    if field.choices:
        choices = list(field.flatchoices)
        widget = _control(forms.Select, "form-select")
        return {
            name: django_filters.ChoiceFilter(
                field_name=name, label=label, choices=choices, empty_label=CHOOSE, widget=widget
            )
        }
    if isinstance(field, models.DateField):
        return _days(name, label)
    if isinstance(field, models.BooleanField):
        return {name: _yes_no(name, label)}
    if isinstance(field, models.IntegerField):
        widget = _control(forms.NumberInput, inputmode="numeric", placeholder="如 2021" if is_year(field) else "")
        return {name: django_filters.NumberFilter(field_name=name, label=label, widget=widget)}
    if field.is_relation:
        return {
            name: django_filters.ModelChoiceFilter(
                field_name=name,
                label=label,
                queryset=field.related_model._default_manager.all(),
                empty_label=CHOOSE,
                widget=_control(forms.Select, "form-select"),
            )
        }
    return {name: PrefixFilter(field_name=name, label=label, widget=_control(placeholder="开头几个字"))}


def _search_words(viewset: RecordViewSet) -> str:
    names = [*viewset.search_fields, *viewset.blind_indexes]
    return " / ".join(str(viewset.model._meta.get_field(name).verbose_name) for name in names if "__" not in name)


@cache
def filter_class(viewset: RecordViewSet) -> type[RecordFilterSet]:
    """The filter set of a register. Small code lists may be chosen from; unions are looked up within the scope."""
    made: dict = {}
    if viewset.is_searchable:
        q = SearchFilter(
            label=_search_words(viewset) or "关键字",
            widget=_control(placeholder="姓名、名称输开头，号码输全", maxlength="100"),
        )
        q.viewset = viewset
        made["q"] = q
    for name in viewset.list_filter:
        made.update(_filters_of(viewset, name))
    tick = forms.CheckboxInput(attrs={"class": "form-check-input"})
    made["void"] = VoidFilter(label="含作废", widget=tick)
    made["viewset"] = viewset
    return type(f"{viewset.key.title()}FilterSet", (RecordFilterSet,), made)
