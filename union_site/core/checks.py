"""System checks: promises that every model and declaration keeps, said at start and not only in tests."""

from django.apps import apps
from django.core import checks

from union_site.core.scope import RowModel

_BASE_FIELDS = {field.name for field in RowModel._meta.get_fields()} | {"id", "organization"}
LEVELS = ("open", "personal", "sensitive")


def classification(model) -> dict[str, str]:
    """{field name: open | personal | sensitive} of a register's model; base fields are open."""
    levels = dict.fromkeys(_BASE_FIELDS, "open")
    for level, names in getattr(model, "classified", {}).items():
        levels.update(dict.fromkeys(names.split(), level))
    return levels


@checks.register()
def every_field_classified(app_configs, **kwargs):
    """Each field of each register's model says how sensitive it is; unknown names are mistakes."""
    errors = []
    for model in apps.get_models():
        if not issubclass(model, RowModel):
            continue
        own = {field.name for field in model._meta.concrete_fields} - _BASE_FIELDS
        named = {name for names in getattr(model, "classified", {}).values() for name in names.split()} - _BASE_FIELDS
        if own != named or set(getattr(model, "classified", {})) - set(LEVELS):
            errors.append(
                checks.Error(
                    f"{model._meta.label}: classified does not match the fields: {sorted(own ^ named)}",
                    obj=model,
                    id="core.E001",
                )
            )
    return errors
