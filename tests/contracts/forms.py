"""What a person would type to enter a record: the values of a stored one as a form sends them."""

from datetime import date

from union_site.core.crypto import EncryptedTextField


def typed(record, names) -> dict[str, str]:
    """{input: text} of a record's fields; personal data in clear, as typed by hand."""
    data = {}
    for name in names:
        field = record._meta.get_field(name)
        value = getattr(record, name)
        if field.is_relation:
            value = getattr(value, "public_id", None) or getattr(value, "pk", None)
        if isinstance(value, bool):
            value = "true" if value else "false"
        data[name] = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    return data


def shown(page) -> dict[str, str]:
    """{input: text} as a page's form shows it, to be sent back unchanged."""
    form = page.context["form"]
    data = {}
    for name in form.fields:
        value = form[name].value()
        data[name] = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
    return data


def is_secret(model, name: str) -> bool:
    return isinstance(model._meta.get_field(name), EncryptedTextField)
