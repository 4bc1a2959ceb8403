"""The registers of this app; importing them registers them."""

from reports.viewsets import plan, target

__all__ = ["plan", "target"]
