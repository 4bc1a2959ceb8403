"""The figures of this app."""
