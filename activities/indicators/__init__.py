"""Figures about what unions do. Importing them makes them known to core."""

from activities.indicators import activity, benefits, contest, events, innovation, office, safety  # noqa: F401
