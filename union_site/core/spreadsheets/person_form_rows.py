"""A row of a one-person form: labels with their values beside them, or headings of values that stand below.

姓名 | 张三 | 性别 | 男 are pairs; 称谓 | 姓名 | 身份证号 are headings. Which of both a row is, and where its pairs begin, is
judged by where the labels stand that registers know.
"""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from union_site.core.spreadsheets.headings import known_as
from union_site.core.spreadsheets.stated import BARE_LABEL, BLANK, NOTE, SIGNATURE, Cell
from union_site.core.spreadsheets.ticks import count_boxes, is_unticked, ticked_word
from union_site.core.widths import compact

LONGEST_LABEL = 24
_GAP = " \t\r\n\u3000\xa0_＿;；,，"
_TOKENS = re.compile(f"[{_GAP}]+")
_WIDE_GAP = re.compile(f"[{_GAP}]{{2,}}|[_＿;；,，\r\n]")
_COLON = re.compile("[:：]")
_CHINESE = re.compile("[\u4e00-\u9fff]")
_NO_DAY = re.compile(r"[\s_＿]*年[\s_＿]*月[\s_＿]*(?:日[\s_＿]*)?")
_AROUND = re.compile(
    r"(?:填报|填表|报送|制表|审核|经办|申报)(?:人|单位|工会|部门|日期|时间)?"
)  # who filled it in, and when
_NO_LABEL = re.compile(r"[。！？!?；;]|^\d+$|^[\d\s.\-/年月日]+$")


class Labels:
    """The labels that registers know, however they are written."""

    def __init__(self, headings: Iterable[str]):
        # A single sign (女, 号) stands in too many cells to tell anything.
        self._keys = frozenset(key for heading in headings for key in known_as(heading) if len(key) > 1)

    def knows(self, value: Cell) -> bool:
        """Whether a cell is a label of a register, without the colon behind it."""
        if not isinstance(value, str) or not value or len(value) > 2 * LONGEST_LABEL:
            return False
        text = value.strip(_GAP + ":：")
        return not self._keys.isdisjoint(known_as(text)) and not BARE_LABEL.fullmatch(text)


class Piece(NamedTuple):
    """A cell, merged or not, by the positions of its corners."""

    row: int
    column: int
    bottom: int
    right: int
    value: Cell


class Field(NamedTuple):
    """A label with its value, and where the value stands.

    begins: column of the label; caption: what stands above or left of a group of labels.
    """

    label: str
    begins: int
    row: int
    column: int
    value: Cell
    known: bool
    caption: str = ""


class Reading(NamedTuple):
    """What a row says, read in one way. `known`: how many labels registers know; `score`: the more the better."""

    fields: list[Field]
    known: int
    score: float
    caption: Piece | None = None


def is_blank(value: Cell) -> bool:
    """Whether a cell was left empty, be it with a line to write on."""
    return value in BLANK or (isinstance(value, str) and not value.strip(_GAP))


def label_of(text: str) -> str:
    """A label as it is shown: without the spaces inside, the colon behind it and line breaks."""
    return "".join(text.split()).strip(_GAP + ":：")


def value_of(value: Cell) -> Cell:
    """What was filled in: without the line under it; a box that is ticked stands for its word, unticked ones for nothing."""
    if not isinstance(value, str):
        return value
    text = value.strip(_GAP)
    if not text or _NO_DAY.fullmatch(text) or is_unticked(compact(text)):
        return ""
    return (ticked_word(compact(text)) if count_boxes(compact(text)) > 1 else "") or text


def is_plausible(value: Cell) -> bool:
    """Whether a cell may be a label that no register knows."""
    if not isinstance(value, str):
        return False
    text = label_of(value)
    if not 0 < len(text) <= LONGEST_LABEL or not _CHINESE.search(text) or _NO_LABEL.search(text):
        return False
    return not (
        count_boxes(compact(text)) or BARE_LABEL.fullmatch(text) or SIGNATURE.fullmatch(f"{text}：") or NOTE.match(text)
    )


def inline(text: str, labels: Labels) -> list[tuple[str, str, bool]]:
    """(label, value, whether it is known) of a cell that holds both: 姓名：张三, or several of them; [] for any other."""
    colons = [found.start() for found in _COLON.finditer(text)]
    if not colons or len(colons) > 20:
        return []
    found: list[tuple[str, str, bool]] = []
    begin = 0  # of what stands since the last label
    for colon in colons:
        before = text[begin:colon]
        label, known = _label_before(before, labels, first=not found)
        if not label:
            continue
        if found:
            found[-1] = (found[-1][0], before[: _start_of(before, label)].strip(_GAP), found[-1][2])
        found.append((label, "", known))
        begin = colon + 1
    if not found:
        return []
    found[-1] = (found[-1][0], text[begin:].strip(_GAP), found[-1][2])
    return [one for one in found if one[2] or is_plausible(one[0])]


def _label_before(text: str, labels: Labels, *, first: bool) -> tuple[str, bool]:
    """The label at the end of a text, and whether a register knows it; "" where nothing looks like one."""
    tokens = [token for token in _TOKENS.split(text) if token][-8:]
    for start in range(len(tokens)):
        label = "".join(tokens[start:])
        around = _AROUND.fullmatch(label)
        if around or labels.knows(label):
            return label, not around
    if first:
        label = label_of(text)
        return (label, False) if is_plausible(label) and len(label) <= 12 else ("", False)
    last = _WIDE_GAP.split(text)[-1]
    return (label_of(last), False) if last != text and is_plausible(last) and len(last) <= 12 else ("", False)


def _start_of(text: str, label: str) -> int:
    """Where a label begins that ends the text, its inner spaces not counted."""
    left = len(label)
    for place in range(len(text) - 1, -1, -1):
        left -= text[place] not in _GAP + ":："
        if not left:
            return place
    return 0


def read_pairs(pieces: Sequence[Piece], labels: Labels, *, padded: bool = False) -> Reading:
    """The pairs of a row in the way in which most known labels stand where labels belong.

    The cell right of a label is its value, empty or not; the next filled one where the sheet is `padded` with empty cells.
    """
    plain = _pairs(pieces, labels, padded, captioned=False)
    grouped = _pairs(pieces, labels, padded, captioned=True)
    return grouped if grouped is not None and grouped.score > plain.score else plain


def _pairs(pieces: Sequence[Piece], labels: Labels, padded: bool, *, captioned: bool) -> Reading | None:
    """`captioned`: the first cell names a group of labels."""
    at, score, known, caption = 0, 0.0, 0, None
    if captioned:
        at = next((place for place, piece in enumerate(pieces) if not is_blank(piece.value)), len(pieces))
        if at == len(pieces) or labels.knows(pieces[at].value) or not is_plausible(pieces[at].value):
            return None
        caption, at, score = pieces[at], at + 1, -0.2
    fields: list[Field] = []
    name = label_of(caption.value) if caption else ""
    while at < len(pieces):
        piece = pieces[at]
        at += 1
        if is_blank(piece.value):
            continue
        own = inline(piece.value, labels) if isinstance(piece.value, str) else []
        following = _following(pieces, at, padded)
        beside = pieces[following] if following < len(pieces) else None
        if own and (len(own) > 1 or own[0][1] or beside is None or _begins(beside, labels)):
            fields += [
                Field(label_of(t), piece.column, piece.row, piece.column, value_of(v), k, name) for t, v, k in own
            ]
            known += sum(k for _, _, k in own)
            score += sum(k for _, _, k in own)
            continue
        is_known = labels.knows(piece.value)
        if beside is None:
            continue  # the place of a picture
        at = following + 1
        value, at = _with_boxes(pieces, beside, at)
        plausible = is_known or is_plausible(piece.value)
        score += is_known - (not plausible) - labels.knows(value)
        known += is_known
        if plausible:
            said = value_of(value), is_known, name
            fields.append(Field(label_of(piece.value), piece.column, beside.row, beside.column, *said))
    return Reading(fields, known, score, caption)


def _following(pieces: Sequence[Piece], at: int, padded: bool) -> int:
    """The place of the value of a label, whose own place is the one before `at`."""
    filled = (place for place in range(at, len(pieces)) if not is_blank(pieces[place].value))
    return next(filled, at) if padded else at


def _begins(piece: Piece, labels: Labels) -> bool:
    """Whether a cell begins a pair of its own, so that it is not the value of the label before."""
    return labels.knows(piece.value) or (isinstance(piece.value, str) and bool(inline(piece.value, labels)))


def _with_boxes(pieces: Sequence[Piece], beside: Piece, at: int) -> tuple[Cell, int]:
    """The value of a label whose boxes stand in several cells, and the place behind them."""
    value = beside.value
    while at < len(pieces) and _has_box(value) and _has_box(pieces[at].value):
        value = f"{value} {pieces[at].value}"
        at += 1
    return value, at


def _has_box(value: Cell) -> bool:
    return isinstance(value, str) and count_boxes(compact(value)) > 0


def is_headings(pieces: Sequence[Piece], labels: Labels, pairs: Reading, *, padded: bool = False) -> bool:
    """Whether a row is rather the headings of what stands below than pairs: texts beside each other, most of them known."""
    places = [place for place, piece in enumerate(pieces) if not is_blank(piece.value)]
    texts = [pieces[place].value for place in places]
    if len(texts) < 3 or not all(labels.knows(text) or is_plausible(text) for text in texts):
        return False
    known = sum(map(labels.knows, texts))
    between = 0 if padded else places[-1] - places[0] + 1 - len(places)
    return known >= 2 and known - 0.5 * (len(texts) - known) - between > pairs.score
