"""Promises of every model of a register."""

from django.apps import apps
from django.core import checks

from tests.factories import FACTORIES
from union_site.core.checks import classification, every_field_classified
from union_site.core.crypto import BlindIndexField, EncryptedTextField
from union_site.core.scope import RowModel

ROWS = [model for model in apps.get_models() if issubclass(model, RowModel)]


def test_every_field_is_classified():
    assert every_field_classified(None) == []
    assert [error for error in checks.run_checks() if error.level >= checks.ERROR] == []


def test_encrypted_fields_are_not_open():
    open_ones = [
        (model.__name__, field.name)
        for model in ROWS
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedTextField | BlindIndexField) and classification(model)[field.name] == "open"
    ]
    assert open_ones == []


def test_every_row_leads_to_its_union():
    for model in ROWS:
        field, owner = None, model
        for step in model.scope_path.split("__"):
            field = owner._meta.get_field(step)
            owner = field.related_model or owner
        assert field.name == "path", model
        if model.belongs_to:
            assert model.scope_path.startswith(model.belongs_to + "__"), model


def test_every_unique_rule_has_chinese_words():
    for model in ROWS:
        for constraint in model._meta.constraints:
            words = str(constraint.violation_error_message)
            assert any("\u4e00" <= c <= "\u9fff" for c in words), f"{model.__name__}.{constraint.name}"


def test_every_model_has_a_factory(union):
    assert {model for model in ROWS if model not in FACTORIES} == set()
    for model, factory in FACTORIES.items():
        row = factory(organization=union)
        assert model.objects.filter(pk=row.pk, district=union.district).exists()
