"""Any text of a summary is rendered or refused in words: staff write these texts.

And what reads such texts in parts comes to the same: tokens one by one, sentences with their places, numbers in words.
"""

from decimal import Decimal

from reports.text import prose, spans, template, typed
from reports.text.phrases import Stated
from reports.text.tokens import (
    LAST_PERIOD,
    FigureRun,
    TokenError,
    Trouble,
    Values,
    keys_of,
    keys_of_targets,
    places_of,
    render,
    runs,
    settle,
)
from tests.fuzz.choices import Choices
from tests.reports.test_tokens import VALUES

PARTS = [{"name": "甲", "count": 8}, {"name": "乙", "count": None}, {"name": "丙", "count": 1}]
NOW = {
    **VALUES.now,
    "documents.issued": [],  # nothing to name, which is not the same as not reported
    "organising.entities_by_kind": PARTS,
    "register.members_by_kind": [],
    "register.members_by_industry": [{"name": "甲", "count": 0}],
    "stated.职工书屋": Stated("12", "家"),
    "stated.未报": None,
}
ELSEWHERE = {
    LAST_PERIOD: {"hardship.total": 190, **NOW},
    "青石镇": {"hardship.total": Decimal("17"), "mutual.insured": 0},
}
FIGURES = Values(VALUES.indicators, NOW, VALUES.before, VALUES.year, {"mutual.insured": Decimal("102.96")}, ELSEWHERE)
KEYS = (*NOW, "own.7", "no.such")
PLACES = ("", "", "", "@上年", "@上期", "@青石镇", "@无此单位", "@", "@上年@上期")
PIECES = (
    "{{", "}}", "|", ":", "@上年", "@上期", "@青石镇", "[", "]", "?", "=", ">=", "true ", "false ", "100 ", "0.5 ", " ", "同比", "任务",
    "名单", "名单:1", "名单和", "逐项:", "〔name〕", "〔date〕", "〔count〕", "〔", "〕", "归并:", "其中:section=组织建设", "断语:全面完成",
    "万:9999999", "万:1", "余", "近", "约", "数", "数:2", "数:-1", "数:²", "分项", "分项和:1", "分别为:2", "占比:1", "stated.职工书屋",
    "own.7", "，共有", "，（", "）", "。", "！”", "-", "1E9", "\n", "= ", "== ", "名称：", "《", "》", "三百二十余名", "1,234.5万元", "第3届",
)  # fmt: skip
LITERAL = b"\xff"  # what follows is the text itself


def one(data: bytes) -> None:
    text = data[1:].decode("utf-8", "replace") if data.startswith(LITERAL) else _text(Choices(data))
    _render(text)
    _parts(text)


def _text(choices: Choices) -> str:
    text = ""
    while choices.left:
        how = choices.below(5)
        if how == 0:
            text += choices.text(6)
        elif how == 1:
            filters = "".join("|" + choices.one_of(PIECES) for _ in range(choices.below(3)))
            text += (
                "{{"
                + choices.one_of(KEYS)
                + choices.one_of(PLACES)
                + filters
                + choices.one_of(("}}", "}} ", "}"))
                + " "
            )
        elif how == 2:
            text += choices.one_of(("", "?")) + choices.one_of(KEYS)
        else:
            text += choices.one_of(PIECES)
    return text


def _render(text: str) -> None:
    asked = keys_of(text)
    assert keys_of_targets(text) <= asked
    assert all(keys <= asked for keys in places_of(text).values())
    for run in runs(text, FIGURES):
        assert not isinstance(run, Trouble) or run.reason.endswith("。")
    try:
        sentence, settled = render(text, FIGURES), settle(text, FIGURES)
    except TokenError as error:
        assert str(error).endswith(("。", "…")) or "：" in str(error)
        return
    assert (sentence is None) == (settled is None)
    if sentence is not None:
        assert "{{" not in sentence.text
        assert settled[1] == sentence.missing
        assert {run.key for run in sentence.runs if isinstance(run, FigureRun)} <= asked


def _parts(text: str) -> None:
    found = spans.spans(text)
    assert [span.text for span in found] == prose.sentences(text)
    for span in found:
        assert text[span.start : span.end] == span.text
        assert len(span.by_hand) == len(span.text)
    for number in typed.numbers(spans.masked(text)):
        assert text[number.start : number.end] == number.text
        assert number.high is None or number.low <= number.high
        assert number.about == "近" or number.true_of(number.value)
    read = template.parse(text)
    assert all(
        line.text == text.splitlines()[line.number - 1][line.column - 1 :].strip() for line in template.lines(text)
    )
    assert template.parse(template.named(text, "甲")).sections == read.sections
    stored = prose.paragraphs(text)
    assert prose.paragraphs(prose.stored(stored)) == stored


def seeds() -> list[bytes]:
    """A token with each filter, at each place; openings and headings."""
    texts = ["{{" + key + place + "}}" for key in KEYS for place in PLACES[2:]]
    texts += ["{{" + key + "|" + piece + "}}" for key in KEYS for piece in PIECES[17:46]]
    texts += [
        "= 开头\n第一。[，共{{model.visited}}]\n== 二\n近三百名{{hardship.total@上期|数}}。",
        "?mutual.target=true ?hardship.total>=1 好。",
    ]
    return [LITERAL + text.encode() for text in texts]
