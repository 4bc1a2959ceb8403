"""All figures of a district by key: those that the apps declare and those that its staff defined.

Whoever reads figures asks here, so that a defined indicator stands wherever a built-in one does.
"""

from dataclasses import dataclass, field

from reports.models import DefinitionVersion
from reports.services.defined import Broken, Defined, indicator_of
from union_site.core import registry
from union_site.core.indicators import Indicator
from union_site.core.models import District


@dataclass(frozen=True)
class Own:
    """A district's own indicators: those that can be asked, and {key: what is wrong} of those that need a revision."""

    working: dict[str, Defined] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)

    def active(self, day) -> list[Defined]:
        """Those that are not retired by `day`, in the order in which they were defined."""
        return [indicator for indicator in self.working.values() if indicator.is_active(day)]


def own(district: District) -> Own:
    """The district's own indicators, in one statement."""
    rows = DefinitionVersion.objects.filter(definition__district=district)
    rows = rows.select_related("definition__department").order_by("definition__number", "from_day")
    versions: dict[int, list[DefinitionVersion]] = {}
    for row in rows:
        versions.setdefault(row.definition_id, []).append(row)
    found = Own()
    for kept in versions.values():
        definition = kept[0].definition
        try:
            found.working[definition.key] = indicator_of(definition, kept)
        except Broken as error:
            found.broken[definition.key] = str(error)
    return found


def known(district: District) -> dict[str, Indicator]:
    """Every figure that can be asked in a district, retired ones too, by key."""
    return {**registry.indicators, **own(district).working}


def in_order(district: District, day) -> list[Indicator]:
    """All figures in use on `day` by the sections of the summary, the district's own behind the built-in ones of theirs.

    Documents, which belong to all sections (section 0), come last.
    """
    built_in = sorted(
        registry.indicators.values(), key=lambda i: (i.section == "0", i.section, i.number or 1000, i.key)
    )
    together = [*built_in, *own(district).active(day)]
    return sorted(together, key=lambda i: (i.section == "0", i.section))
