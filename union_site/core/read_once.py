"""Reading a table from one end to the other without filling memory with it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

_KIBIBYTES = 4096


@contextmanager
def read_once(using: str) -> Iterator[None]:
    """For rows of the database `using` that are read once, in order: SQLite keeps few of their pages meanwhile.

    Its cache is large for the sake of imports, and fills with whatever is read. PostgreSQL reads through a cursor of its
    own and needs nothing here.
    """
    connection = connections[using]
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    opened = connection.connection  # asked itself: a transaction that failed must not keep the cache small
    (usual,) = opened.execute("PRAGMA cache_size").fetchone()
    opened.execute(f"PRAGMA cache_size = -{_KIBIBYTES}")
    try:
        yield
    finally:
        if connection.connection is opened:
            opened.execute(f"PRAGMA cache_size = {usual}")
