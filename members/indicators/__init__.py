"""Figures about organisations and people, one file a part of the summary. Importing them makes them known to core."""

from members.indicators import (  # noqa: F401
    bargaining,
    coverage,
    elections,
    honours,
    membership,
    organising,
    people,
    register,
    workers,
)
