"""Punctuation of Chinese text: half-width marks made full-width, and where a line may not be broken."""

import re

# No line begins with these, no line ends with those (GB/T 15834, 附录; UAX #14 classes CL, NS and OP).
NEVER_FIRST = frozenset("。，、；：？！）》〉」』】〕”’％%‰℃·—…,.;:?!)]}～")
NEVER_LAST = frozenset("（《〈「『【〔“‘([{")
KEPT_IN_PAIRS = frozenset("—…")

WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！"}
_HAN = r"㐀-䶿一-鿿豈-﫿\U00020000-\U0003ffff"
_CHINESE = re.compile(f"[{_HAN}。，、；：？！（）《》〈〉「」『』【】〔〕“”‘’—…]")


def is_chinese(character: str) -> bool:
    """Whether a character is Han or a mark of Chinese punctuation ("" is not)."""
    return bool(character) and _CHINESE.match(character) is not None


def full_width(text: str) -> str:
    """Make ``, ( ) : ; ? !`` full-width where they stand in Chinese text; the length stays the same.

    Numbers such as 3,000, times such as 9:30 and Latin text are left as they are. Brackets are judged as a pair.
    """
    while (changed := _full_width_once(text)) != text:
        text = changed  # a mark that became Chinese may make its neighbour Chinese
    return text


def _full_width_once(text):
    characters = list(text)
    for opening, closing in _bracket_pairs(text):
        inside = text[opening + 1 : closing]
        if any(map(is_chinese, inside)) or _beside_chinese(characters, opening, closing):
            characters[opening], characters[closing] = "（", "）"
    for place, mark in enumerate(text):
        between_digits = text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()
        if mark in WIDE and not between_digits and _beside_chinese(characters, place, place):
            characters[place] = WIDE[mark]
    return "".join(characters)


def full_width_runs(texts: list[str]) -> list[str]:
    """The same for a paragraph's runs: marks are judged by their neighbours across the borders of runs."""
    whole = full_width("".join(texts))
    result, start = [], 0
    for text in texts:
        result.append(whole[start : start + len(text)])
        start += len(text)
    return result


def _bracket_pairs(text):
    opened = []
    for place, character in enumerate(text):
        if character == "(":
            opened.append(place)
        elif character == ")" and opened:
            yield opened.pop(), place


def _beside_chinese(characters, first, last):
    """Whether the nearest character before ``first`` or after ``last``, blanks apart, is Chinese."""
    before = next((c for c in reversed(characters[:first]) if c != " "), "")
    after = next((c for c in characters[last + 1 :] if c != " "), "")
    return is_chinese(before) or is_chinese(after)
