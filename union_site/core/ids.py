"""Public identifiers: uuid7 (RFC 9562), so that addresses guess nothing and indexes still grow at the end."""

import os
import time
import uuid

from uuid6 import uuid7

_RANDOM = 10  # bytes behind the time, of which 74 bits are used
_MARKS = (0x7 << 76) | (0x2 << 62)  # version and variant
_RANDOM_BITS = (1 << 74) - 1
_LAST = (1 << 62) - 1


def new_public_id() -> uuid.UUID:
    """A fresh uuid7 as a standard `uuid.UUID`."""
    return uuid.UUID(int=uuid7().int)


def new_public_ids(count: int) -> list[uuid.UUID]:
    """That many fresh uuid7 of this moment, in ascending order."""
    milliseconds = time.time_ns() // 1_000_000 << 80
    random = os.urandom(_RANDOM * count)
    drawn = sorted(
        int.from_bytes(random[at : at + _RANDOM], "big") & _RANDOM_BITS for at in range(0, len(random), _RANDOM)
    )
    return [uuid.UUID(int=milliseconds | _MARKS | (bits >> 62) << 64 | bits & _LAST) for bits in drawn]
