"""What an import knows: who imports, into which district, how far their scope reaches, which unions there are."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from union_site.core.access import Access
from union_site.core.dictionaries import Dictionary, table
from union_site.core.models import District, User
from union_site.core.roles import Permission
from union_site.core.scope import SEGMENT, Scope
from union_site.core.spreadsheets.resource import RegisterResource
from union_site.core.widths import matching_key


class Union(NamedTuple):
    """A union as an import sees it."""

    pk: int
    name: str
    path: str


@dataclass(eq=False, frozen=True)
class Pending:
    """A row that another line, or an earlier sheet of the same upload, will create; `known` are its attributes."""

    model: type
    text: str
    known: dict[str, Any] = field(default_factory=dict)


@dataclass
class ImportContext:
    """For one sheet. `none_words` {column: words that mean "none"}; `pending` {model: {matching key: Pending}}."""

    district: District
    scope: Scope
    user: User | None = None
    register: str = ""
    none_words: dict[str, set[str]] = field(default_factory=dict)
    pending: dict[type, dict[str, Pending]] = field(default_factory=dict)
    now: Any = field(default_factory=timezone.now)

    def __post_init__(self):
        self._words: dict[str, dict[str, str]] = {}
        self.load_unions()

    def load_unions(self) -> None:
        """Read the district's unions; again after a sheet has changed them."""
        model = apps.get_model("members.Organization")
        self._by_key: dict[str, Union | None] = {}
        self._by_pk: dict[int, Union] = {}
        self._by_path: dict[str, Union] = {}
        short: dict[str, Union | None] = {}
        rows = model.objects.filter(district=self.district).current().values_list("pk", "name", "path", "short_name")
        for pk, name, path, short_name in rows:
            union = self._by_pk[pk] = self._by_path[path] = Union(pk, name, path)
            self._by_key[matching_key(name)] = union
            if short_name:
                key = matching_key(short_name)
                short[key] = None if key in short else union  # a short name that two unions share names neither
        for key, union in short.items():
            self._by_key.setdefault(key, union)

    def union(self, text: str, *, anywhere: bool = False) -> Union | Pending | None:
        """The union of that full or short name, None if there is none or it lies outside the scope."""
        key = matching_key(text)
        found = self._by_key.get(key)
        if found is None:
            return self.pending.get(apps.get_model("members.Organization"), {}).get(key)
        return found if anywhere or self.scope.covers(found.path) else None

    def unions(self) -> dict[str, Union | None]:
        """{matching key of a full or short name: union}."""
        return self._by_key

    def parent_of(self, union: Union) -> Union | None:
        """The union right above, by the path."""
        return self._by_path.get(union.path[:-SEGMENT])

    def own_union(self) -> Union | None:
        """The union at the top of the scope, the district's for the whole of it: to it belong rows that name none."""
        inside = [union for union in self._by_pk.values() if self.scope.covers(union.path)]
        return min(inside, key=lambda union: (len(union.path), union.path), default=None)

    def root_name(self) -> str | None:
        """The name of the district's own union (区本级)."""
        top = min(self._by_path, key=lambda path: (len(path), path), default=None)
        return self._by_path[top].name if top is not None else None

    def union_name(self, pk: int | None) -> str:
        return self._by_pk[pk].name if pk in self._by_pk else ""

    def covers(self, pk: int | None) -> bool:
        """Whether the union of that key lies within the scope."""
        if self.scope.whole:
            return True
        union = self._by_pk.get(pk)
        return union is not None and self.scope.covers(union.path)

    def words(self, dictionary: Dictionary) -> dict[str, str]:
        """{matching key of what people write: the word of the dictionary}, read once."""
        if dictionary.key not in self._words:
            self._words[dictionary.key] = table(dictionary.entries(self.district))
        return self._words[dictionary.key]

    def means_none(self, column: str, text: str) -> bool:
        return column in self.none_words and matching_key(text) in self.none_words[column]


def context_for(resource: type[RegisterResource], *, district: District, user: User | None, **more) -> ImportContext:
    """The context of an import by `user`, or by the system for the whole district. Raises PermissionDenied."""
    if user is None:
        scope = Scope.everything(district.pk)
    else:
        scope = Access(user, timezone.localdate()).full_scope(Permission.IMPORT, resource.register)
        if not scope:
            raise PermissionDenied
    return ImportContext(district=district, scope=scope, user=user, register=resource.register, **more)


def resources_of(registers: Iterable[str]) -> list[type[RegisterResource]]:
    """All sheets of these registers, in the order in which a folder is imported."""
    from union_site.core import registry

    wanted = set(registers)
    found = [resource for resource in registry.resources.values() if resource.register in wanted]
    return sorted(found, key=lambda resource: resource.order)
