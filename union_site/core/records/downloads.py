"""Answers that are files."""

from urllib.parse import quote

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def disposition(name: str) -> str:
    """Content-Disposition of a download: an ASCII name for old browsers beside the real one (RFC 6266)."""
    stem, dot, ending = name.rpartition(".")
    ascii_ending = "".join(c for c in ending if c.isascii() and c.isalnum())
    ascii_stem = "".join(c for c in (stem if dot else name) if c.isascii() and (c.isalnum() or c in "-_")) or "download"
    plain = f"{ascii_stem}.{ascii_ending}" if dot and ascii_ending else ascii_stem
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
