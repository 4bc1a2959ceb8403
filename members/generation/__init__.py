"""Invented organisations and people of a district; see union_site.core.generation."""

from members.generation import honours, people, tree  # noqa: F401  they register themselves
