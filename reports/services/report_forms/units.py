"""Whose figure a cell asks for: the form's union, one of its subtree, or the one that the row or column names."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from members.models import Organization
from members.services import tree
from reports.services.report_forms.layout import SheetLayout
from union_site.core.models import District
from union_site.core.scope import Scope, subtree
from union_site.core.widths import matching_key

ITSELF = frozenset(("区本级", "本级", "区总本级", "区总机关", "区总本部", "区直"))
MOST_NAMES = 600


@dataclass(frozen=True)
class Asked:
    """The unit of a cell. `itself`: of the district only what it does itself (区本级). `problem`: there is none, and why."""

    unit: Organization | None
    itself: bool = False
    problem: str = ""

    @property
    def name(self) -> str:
        if self.unit is None:
            return ""
        return "区本级" if self.itself else self.unit.name


class Names:
    """The unions of a unit's subtree, within a scope, by the names that stand in the sheets of a form."""

    def __init__(self, unit: Organization, scope: Scope, sheets: Iterable[SheetLayout]):
        self.unit, self.scope = unit, scope
        self._short = unit.district.short_name
        spoken = {text for sheet in sheets for row in sheet.texts for text in row if 1 < len(text.strip()) <= 60}
        self._found = self._look_up(sorted(spoken)[:20_000])

    def _look_up(self, texts: list[str]) -> dict[str, Organization]:
        forms = {form for text in texts for form in self._forms(text)}
        unions = Organization.objects.within(self.scope).current().filter(subtree(self.unit.path, "path"))
        found: dict[str, Organization] = {}
        near = unions.filter(depth__lte=self.unit.depth + 1)
        rest = unions.filter(depth__gt=self.unit.depth + 1)
        wanted = sorted(forms)[:MOST_NAMES] if len(forms) > MOST_NAMES else sorted(forms)
        for union in [*near, *rest.filter(Q(short_name__in=wanted) | Q(name__in=wanted)).order_by("path")]:
            for name in (union.name, union.short_name):
                found.setdefault(matching_key(name), union)
        return found

    def _forms(self, text: str) -> tuple[str, ...]:
        plain = "".join(text.split())
        return plain, tree.short_name(plain, self._short)

    def named(self, text: str) -> Asked | None:
        """The union that a text names; None where it names none."""
        plain = "".join(text.split())
        if self.unit.parent_id is None and plain in ITSELF:
            return Asked(self.unit, itself=True)
        for form in self._forms(text):
            if union := self._found.get(matching_key(form)):
                return Asked(union)
        return None

    def beside(self, sheet: SheetLayout, row: int, column: int) -> Asked | None:
        """The union that the row of a cell names."""
        return next(filter(None, (self.named(text) for _, text in sheet.beside(row, column))), None)

    def above(self, sheet: SheetLayout, row: int, column: int) -> Asked | None:
        return next(filter(None, (self.named(text) for _, text in sheet.above(row, column))), None)


def fillable(form, scope: Scope, district: District) -> list[Organization]:
    """The units for which a form may be filled within a scope: its own, else the district, towns and own units."""
    units = Organization.objects.within(scope).current()
    if form.organization_id:
        return list(units.filter(pk=form.organization_id))
    return list(units.filter(depth__lte=1) if scope.whole else units.filter(path__in=scope.paths))
