"""Forms of core's own pages."""
