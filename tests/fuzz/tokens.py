"""Any text of a summary is rendered or refused in words: staff write these texts."""

from reports.text.tokens import TokenError, Values, keys_of, render
from tests.fuzz.choices import Choices
from tests.reports.test_tokens import VALUES

NOW = {**VALUES.now, "documents.issued": []}  # nothing to name, which is not the same as not reported
FIGURES = Values(VALUES.indicators, NOW, VALUES.before, VALUES.year)
KEYS = tuple(NOW)
PIECES = (
    "{{", "}}", "|", ":", "@上年", "@上期", "[", "]", "?", "=", ">=", "true", "false", "100", "0.5 ", " ", "同比", "名单", "名单:1", "逐项:",
    "〔name〕", "〔date〕", "〔", "〕", "归并:", "其中:section=组织建设", "断语:全面完成", "万:9999999", "万:1", "余", "近", "约", "数", "数:2",
    "数:-1", "stated.职工书屋", "own.7", "，共有", "。", "-", "1E9",
)  # fmt: skip


def one(data: bytes) -> None:
    choices = Choices(data)
    text = ""
    while choices.left:
        how = choices.below(5)
        if how == 0:
            text += choices.text(6)
        elif how == 1:
            text += "{{" + choices.one_of(KEYS) + "|" + choices.one_of(PIECES) + choices.one_of(PIECES) + "}}"
        elif how == 2:
            text += choices.one_of(KEYS)
        else:
            text += choices.one_of(PIECES)
    keys_of(text)
    try:
        sentence = render(text, FIGURES)
    except TokenError as error:
        assert str(error).endswith(("。", "…")) or "：" in str(error)
        return
    assert sentence is None or "{{" not in sentence.text


def seeds() -> list[bytes]:
    return [bytes([1, key, piece, 0]) for key in range(len(KEYS)) for piece in (15, 16, 18, 24, 25, 26, 28, 31, 32)]
