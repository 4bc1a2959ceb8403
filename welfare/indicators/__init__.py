"""Figures about rights, aid and mutual aid, a file for each part of the work."""

from welfare.indicators import aid, bargaining, disputes, hardship, mutual_aid  # noqa: F401  they register themselves
