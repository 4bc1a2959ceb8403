"""The registers of this app; importing them registers them."""

from reports.viewsets import plan, statement, target

__all__ = ["plan", "statement", "target"]
