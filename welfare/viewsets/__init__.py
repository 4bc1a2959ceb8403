"""The registers of this app."""
