"""A factory for each model of a register. `make(model, organization, **fields)` gives a valid row of a union."""

from tests.factories import activities, members, reports, welfare
from tests.factories.base import factories

FACTORIES = factories()


def make(model, organization, **fields):
    """A stored row of `model` that belongs to `organization` (for a child: whose parent does)."""
    return FACTORIES[model](organization=organization, **fields)


__all__ = ["FACTORIES", "activities", "make", "members", "reports", "welfare"]
