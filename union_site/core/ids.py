"""Public identifiers: uuid7 (RFC 9562), so that addresses guess nothing and indexes still grow at the end."""

import uuid

from uuid6 import uuid7


def new_public_id() -> uuid.UUID:
    """A fresh uuid7 as a standard `uuid.UUID`."""
    return uuid.UUID(int=uuid7().int)
