"""Forms of records: fieldsets, choices within the scope, masked personal data, rules, and duplicates that leak nothing.

An encrypted value is shown as its mask; a mask that comes back unchanged leaves the value as it is.
"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import CheckConstraint, UniqueConstraint
from django.urls import reverse

from union_site.core import dictionaries
from union_site.core.access import Access
from union_site.core.crypto import BlindIndexField, EncryptedTextField, mask_of
from union_site.core.dictionary_fields import DictionaryField
from union_site.core.identifiers import IdentifierError, check_bank_card, check_identity, check_uscc, compact, is_phone
from union_site.core.records.choices import RecordField, choosable
from union_site.core.records.offers import Suggestions, closed_choices, offer_rows
from union_site.core.records.services import ChangedMeanwhile
from union_site.core.records.viewset import Child, RecordViewSet
from union_site.core.roles import Permission
from union_site.core.scope import RowModel
from union_site.core.widths import matching_key, tidy

DUPLICATE_ELSEWHERE = "这条记录无法保存，请联系上级工会核对。"
CHANGED_MEANWHILE = ChangedMeanwhile.message
PHONE = "电话号码的格式不正确，请填写11位手机号码，或带区号的固定电话。"


class RecordForm(forms.ModelForm):
    """Base of the form of each register and child; `record_form` makes the class."""

    viewset: RecordViewSet = None
    child: Child | None = None
    sections: tuple = ()

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, access: Access, **kwargs):
        self.access = access
        super().__init__(*args, **kwargs)
        self.is_new = self.instance.pk is None
        self.canonical: dict[str, dict[str, str]] = {}  # of fields with a dictionary: what people write → the word
        self.stored = {name: getattr(self.instance, name) for name in self._encrypted()} if not self.is_new else {}
        self.keys = [name for name, field in self.fields.items() if self._key_to_register(name)]
        for name in list(self.fields):
            if name != "version":
                self._set_up(name)
        self.fields["version"].initial = "" if self.is_new else self.instance.updated_at.isoformat()

    # Making the inputs

    def _model_field(self, name: str) -> models.Field:
        return self._meta.model._meta.get_field(name)

    def _encrypted(self) -> list[str]:
        return [
            name
            for name in self.fields
            if name != "version" and isinstance(self._model_field(name), EncryptedTextField)
        ]

    def _key_to_register(self, name: str) -> bool:
        if name == "version":
            return False
        target = self._model_field(name).related_model
        return target is not None and issubclass(target, RowModel)

    def _set_up(self, name: str) -> None:
        model_field, field = self._model_field(name), self.fields[name]
        if name in self.keys:
            field = self.fields[name] = self._record_field(name, model_field)
        elif isinstance(model_field, EncryptedTextField):
            self._set_up_encrypted(name, model_field, field)
        elif isinstance(model_field, DictionaryField):
            field = self.fields[name] = self._offered(name, model_field, field)
        elif isinstance(model_field, models.DateField):
            field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        elif isinstance(model_field, models.BooleanField) and model_field.null:
            field.widget.choices = [("unknown", "请选择"), ("true", "是"), ("false", "否")]
        elif isinstance(field, forms.TypedChoiceField | forms.ModelChoiceField):
            offer_rows(field, model_field, self.instance, self.access)
            self._say_choose(field)
        elif isinstance(field, forms.CharField) and (field.max_length or 0) >= 150:
            field.widget = forms.Textarea(attrs={"rows": 2, "maxlength": field.max_length})
        field.error_messages["required"] = f"请填写{field.label}。"
        if isinstance(field, forms.DecimalField | forms.IntegerField) and not field.localize:
            field.widget.attrs.setdefault(
                "inputmode", "decimal" if isinstance(field, forms.DecimalField) else "numeric"
            )
        if isinstance(model_field, models.IntegerField) and isinstance(field, forms.IntegerField):
            least, most = BaseDatabaseOperations.integer_field_ranges[model_field.get_internal_type()]
            field.validators += [
                MinValueValidator(least, f"{field.label}不能小于{least}。"),
                MaxValueValidator(most, f"{field.label}不能大于{most}。"),
            ]
        if not self.is_new and self.child is None and name in self.viewset.fixed:
            field.disabled = True

    @staticmethod
    def _say_choose(field) -> None:
        if isinstance(field, forms.ModelChoiceField):
            field.empty_label = "请选择"
        else:
            field.choices = [(value, "请选择" if value == "" else word) for value, word in field.choices]

    def _offered(self, name: str, model_field: DictionaryField, field: forms.Field) -> forms.Field:
        """The words of its dictionary: to choose from where it is closed, else as suggestions."""
        entries = dictionaries.of(model_field).entries(self.access.user.district)
        self.canonical[name] = dictionaries.table(entries)
        offered = [entry.name for entry in entries if entry.offered_on(self.access.today)]
        if model_field.closed:
            return closed_choices(field, offered, getattr(self.instance, name))
        field.widget = Suggestions(offered, attrs={"maxlength": model_field.max_length})
        return field

    def _set_up_encrypted(self, name: str, model_field: EncryptedTextField, field: forms.Field) -> None:
        """Personal data is never kept in a browser's drafts, and stands masked in the input."""
        field.widget.attrs.update({"data-sensitive": "", "autocomplete": "off"})
        if not self.is_new:
            self.initial[name] = mask_of(name)(self.stored[name])
            if self.stored[name]:
                field.help_text = f"{field.help_text} 已隐藏，不改动即保持原值。".strip()

    def _record_field(self, name: str, model_field: models.Field) -> RecordField:
        permission = Permission.ADD if self.is_new and self.child is None else Permission.CHANGE
        rows = choosable(self.viewset, self.access, name, child=self.child, permission=permission)
        present = getattr(self.instance, name, None) if getattr(self.instance, model_field.attname) else None
        if present is not None:  # what the record names already may stay, wherever it lies
            rows = rows | type(present).objects.filter(pk=present.pk)
        field = RecordField(
            rows, label=str(model_field.verbose_name), required=not model_field.blank, help_text=model_field.help_text
        )
        address = f"{reverse(self.viewset.url_name('choices'))}?field={name}" + (
            f"&child={self.child.key}" if self.child else ""
        )
        anywhere = name in (self.child or self.viewset).anywhere
        words = "输入名称中的两个字以上查找" if anywhere else "输入名称查找"
        field.widget.attrs.update({"data-picker-url": address, "data-placeholder": words})
        if present is not None:
            self.initial[name] = present
        typed = self.is_bound and self.add_prefix(name) in self.data
        field.show_only(self.data[self.add_prefix(name)] if typed else self.initial.get(name))
        return field

    @property
    def helper(self) -> FormHelper:
        """How crispy-forms draws it: fieldsets with a red bar, two or three inputs a line."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        sections = [Fieldset(title, Div(*names, css_class="form-grid")) for title, names in self.sections]
        helper.layout = Layout("version", *sections)
        return helper

    # Checking

    def clean(self):
        cleaned = super().clean()
        for name in list(cleaned):
            if isinstance(cleaned[name], str) and name != "version" and name not in self._encrypted():
                cleaned[name] = tidy(cleaned[name]) if "\n" not in cleaned[name] else cleaned[name].strip()
        for name, words in self.canonical.items():
            if cleaned.get(name):
                cleaned[name] = words.get(matching_key(cleaned[name]), cleaned[name])
        for name in self._encrypted():
            if name in cleaned:
                self._clean_encrypted(name, cleaned)
        if cleaned.get("uscc"):
            self._clean_with("uscc", check_uscc, cleaned)
        if not self.is_new and cleaned.get("version") != self.instance.updated_at.isoformat():
            self.add_error(None, CHANGED_MEANWHILE)
        return cleaned

    def _clean_encrypted(self, name: str, cleaned: dict) -> None:
        text = (cleaned[name] or "").strip()
        if self.stored.get(name) and text == mask_of(name)(self.stored[name]):
            cleaned[name] = self.stored[name]
        elif text and "identity" in name:
            self._clean_with(name, lambda number: check_identity(number).number, cleaned)
        elif text and "bank_card" in name:
            self._clean_with(name, lambda number: check_bank_card(number).number, cleaned)
        elif text and "phone" in name:
            cleaned[name] = compact(text)
            if not is_phone(cleaned[name]):
                self.add_error(name, PHONE)
        else:
            cleaned[name] = text

    def _clean_with(self, name: str, check, cleaned: dict) -> None:
        try:
            cleaned[name] = check(cleaned[name])
        except IdentifierError as error:
            self.add_error(name, error.message)

    def _post_clean(self):
        """Fill what follows, then check the model's rules, constraints and duplicates, each beside its input."""
        record = self.instance
        try:
            for name, value in self.cleaned_data.items():
                if name != "version":
                    setattr(record, name, value)
        except ValueError:
            return
        if self.errors:
            return
        self._follow_identity(record)
        if self.child is None:
            self.viewset.match(record, self.access)
            self.viewset.prepare(record)
        try:
            record.clean()
        except ValidationError as error:
            self.add_error(None, error)
        for field in record._meta.concrete_fields:
            if isinstance(field, BlindIndexField):
                setattr(record, field.attname, field.index(getattr(record, field.source)))
        self._check_rules(record)
        if self.child is None:
            for name, message in self.viewset.check(record):
                self._blame(name, message)
        if not self.errors:
            self._check_constraints(record)

    def _follow_identity(self, record) -> None:
        """Gender and day of birth follow from the identity number (GB 11643)."""
        if not getattr(record, "identity", "") or "identity" not in self.fields:
            return
        identity = check_identity(record.identity)
        names = {field.name for field in record._meta.concrete_fields}
        if "birth_on" in names:
            record.birth_on = identity.birth
        if "gender" in names:
            genders = {word: value for value, word in record._meta.get_field("gender").flatchoices}
            stated = genders.get(identity.gender, "")
            if record.gender and record.gender != stated:
                self._blame("gender", "性别与身份证号码不一致，请核对。")
            record.gender = stated

    def _check_rules(self, record) -> None:
        given = {}
        for field in record._meta.concrete_fields:
            given[field.name] = given[field.attname] = getattr(record, field.attname)
        for rule in getattr(record, "rules", ()):
            if not rule.holds(given):
                self._blame(rule.fields[-1], rule.message)

    def _blame(self, name: str, message: str) -> None:
        """Put an error beside the input of `name` (of what it is the index or the key of), else on top."""
        name = name.removesuffix("_index")
        name = name if name in self.fields else name.removesuffix("_id")
        self.add_error(name if name in self.fields else None, message)

    def _check_constraints(self, record) -> None:
        said = {rule.message for rule in getattr(record, "rules", ())}
        for constraint in record._meta.constraints:
            if isinstance(constraint, CheckConstraint) and constraint.violation_error_message in said:
                continue
            try:
                constraint.validate(type(record), record)
            except ValidationError:
                if isinstance(constraint, UniqueConstraint):
                    self._say_duplicate(record, constraint)
                else:
                    self._blame("", str(constraint.violation_error_message))

    def _say_duplicate(self, record, constraint: UniqueConstraint) -> None:
        """A row outside the reader's scope is not spoken of."""
        same = {name: getattr(record, name) for name in constraint.fields}
        scope = self.access.full_scope(Permission.VIEW, self.viewset.key)
        other = type(record).objects.within(scope).filter(**same).exclude(pk=record.pk).first()
        if other is None:
            self._blame("", DUPLICATE_ELSEWHERE)
            return
        message = str(constraint.violation_error_message)
        if other.is_void:
            message += "（该记录已作废，可在列表中勾选“含作废”找到并恢复。）"
        own = [name for name in constraint.fields if name.removesuffix("_index") in self.fields]
        self._blame(own[-1] if own else "", message)

    def save(self, commit=True):
        raise NotImplementedError("records are written by union_site.core.records.services")


def record_form(viewset: RecordViewSet, child: Child | None = None) -> type[RecordForm]:
    """The form class of a register, or of one of its children."""
    model = child.model if child else viewset.model
    names = child.form if child else viewset.form_fields
    sections = (
        ((child.title, names),)
        if child
        else tuple(
            (title, kept) for title, all_names in viewset.fieldsets if (kept := [n for n in all_names if n in names])
        )
    )

    class Meta:
        pass

    Meta.model, Meta.fields = model, list(names)
    attributes = {"Meta": Meta, "viewset": viewset, "child": child, "sections": sections}
    return type(f"{model.__name__}Form", (RecordForm,), attributes)
