"""Fuzz targets: what reads foreign bytes raises its own errors and nothing else, whatever the bytes are.

Each module here has `one(data)`, which raises on a finding, and `seeds()`, inputs to begin with. `make release` has
atheris look for findings (run.py, a minute each); what it once found lies in corpus/ and is replayed by `make test`.
"""

TARGETS = ("guard", "reader", "tables", "headings", "parsers", "tokens", "patching")
NEED_REGISTERS = ("headings", "tokens")
"""Targets that know the registers and figures, and so need Django."""
