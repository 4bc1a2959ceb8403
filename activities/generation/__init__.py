"""Invented work of a district's unions; see union_site.core.generation."""

from activities.generation import benefits, events, innovation, office  # noqa: F401  they register themselves
