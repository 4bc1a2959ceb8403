"""Figures about organisations and people, one file a part of the summary. Importing them makes them known to core."""

from members.indicators import bargaining, elections, honours, organising, register, workers  # noqa: F401
