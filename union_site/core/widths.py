"""Character widths: one hand writes １２３, （ and ：, another 123, ( and :, and both mean the same."""

import re

HALF = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}
"""Full-width forms of printable ASCII and the ideographic space."""

_HALF_ALPHANUMERIC = {full: half for full, half in HALF.items() if chr(half).isalnum()}
_INVISIBLE = dict.fromkeys(
    [0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), *range(0xFE00, 0xFE10), 0xFEFF]
)
_SPACES = dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
_CONTROLS = dict.fromkeys([*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFFFE, 0xFFFF])
_SURROGATES = re.compile("[\ud800-\udfff]")

_TEXT = _HALF_ALPHANUMERIC | _INVISIBLE | _SPACES | _CONTROLS | {0x09: " "}
_COMPACT = HALF | _INVISIBLE | _CONTROLS | dict.fromkeys([0x20, 0x09, 0x0A, 0x0D, *_SPACES])
_RUN_OF_SPACES = re.compile(r" {2,}")


def half_width(text: str) -> str:
    """Full-width letters, digits, punctuation and spaces as half-width."""
    return text.translate(HALF)


def compact(text: str) -> str:
    """Half-width, without spaces, line breaks and invisible characters: for numbers, dates and codes."""
    return text.translate(_COMPACT)


def matching_key(text: str) -> str:
    """Equal for texts that differ in width, spaces or case only."""
    return text.translate(_COMPACT).casefold()


def tidy(text: str) -> str:
    """Text for people: half-width letters and digits, Chinese punctuation kept, nothing invisible, single spaces."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.translate(_TEXT)
    if "  " in text:
        text = _RUN_OF_SPACES.sub(" ", text)
    if not text.isascii():
        text = _SURROGATES.sub("", text)
    return text.strip()
