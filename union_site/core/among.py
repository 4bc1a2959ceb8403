"""The lookup `among`: a column holds one of many texts or whole numbers, given to the database as one value.

`in` makes a placeholder of each; of five thousand of them Django's part takes longer than the database's.
"""

import json

from django.db.models import CharField, IntegerField, Lookup


class Among(Lookup):
    """`name__among=[…]`: str for text columns, int for numbers. Of other kinds of columns use `in`."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, list(self.rhs)]

    def as_sqlite(self, compiler, connection):
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(list(self.rhs))]  # noqa: S608 - names come from the model


CharField.register_lookup(Among)
IntegerField.register_lookup(Among)


def among(model, attname: str, values: list) -> dict[str, list]:
    """The condition that a column holds one of the values, by `among` where the column allows it."""
    field = next(field for field in model._meta.concrete_fields if field.attname == attname)
    path, held = attname, field
    if field.is_relation:  # its own lookups are few; asked for by the field it points to, it is the same column
        held = field.target_field
        path = f"{field.name}__{held.name}"
    plain = isinstance(held, CharField | IntegerField) and set(map(type, values)) <= {str, int}
    # Django looks at each value of a list for expressions.
    return {f"{path}__among": frozenset(values)} if plain else {f"{attname}__in": values}
