"""Options with boxes in one cell, of which one is ticked: □是☑否, (√)是 ( )否, 男□ 女☑."""

import re

_TICKED = "☑✅☒✔✓√■▣●◉⊙"
_OPEN = "□☐○◯〇"  # noqa: RUF001
_BRACKETS = re.compile(r"[(\[]([√✓✔vx×]?)[)\]]")  # noqa: RUF001
_BOX = re.compile(f"[{_TICKED}{_OPEN}]")


def ticked_word(text: str) -> str | None:
    """The word beside the only ticked box of a text of half width without spaces, "" where it is not clear which.

    None for a text without boxes.
    """
    plain = _boxed(text)
    boxes = _BOX.findall(plain)
    if not boxes:
        return None
    words = [part.strip(",;/、") for part in _BOX.split(plain)]
    if not words[0] and all(words[1:]):
        words = words[1:]  # the boxes stand before the words
    elif not words[-1] and all(words[:-1]):
        words = words[:-1]
    else:
        return ""
    chosen = [word for box, word in zip(boxes, words, strict=True) if box in _TICKED]
    return chosen[0] if len(chosen) == 1 else ""


def count_boxes(text: str) -> int:
    """How many boxes, ticked or not, a text of half width has."""
    return len(_BOX.findall(_boxed(text)))


def is_unticked(text: str) -> bool:
    """Whether a text of half width offers several words with boxes (男□ 女□) of which none is ticked."""
    boxes = _BOX.findall(_boxed(text))
    return len(boxes) > 1 and all(box in _OPEN for box in boxes)


def _boxed(text: str) -> str:
    return _BRACKETS.sub(lambda found: "☑" if found.group(1) else "□", text)
