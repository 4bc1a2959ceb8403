"""What sheets of this app share."""

from union_site.core.spreadsheets.resource import Column


def reporter_column(heading: str, *, synonyms: tuple[str, ...] = ()) -> Column:
    """Whose row it is, in sheets that mostly do not say: the 填报单位 above the header, else see `OwnedByReporter`."""
    return Column(
        "organization",
        heading,
        kind="organization",
        fallback="unit_name",
        synonyms=("填报单位", "上报单位", "填表单位", *synonyms),
        help="没有这一列时，取表头上方的填报单位。",
    )


class OwnedByReporter:
    """For sheets with a `reporter_column`: a row without a unit belongs to the union at the top of the importer's scope."""

    def clean_row(self, values, context):
        if values.get("organization_id") is None and (own := context.own_union()):
            values["organization"], values["organization_id"] = own.name, own.pk
        return ()
