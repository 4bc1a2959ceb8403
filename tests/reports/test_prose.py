"""Stored text: paragraphs, sentences with whole tokens, differences by sentence."""

from hypothesis import given
from hypothesis import strategies as st

from reports.text.prose import Change, Prose, changes, paragraphs, sentences, stored

TEXT = """= 突出政治引领。
坚持学习{{publicity.study_sessions}}。开展活动{{culture.sports_events|名单}}！

未完成的有三项？是。
"""


def test_a_line_is_a_paragraph_and_an_opening_belongs_to_the_next():
    assert paragraphs(TEXT) == [
        Prose("突出政治引领。", "坚持学习{{publicity.study_sessions}}。开展活动{{culture.sports_events|名单}}！"),
        Prose("", "未完成的有三项？是。"),
    ]
    assert paragraphs("= 甲。\n= 乙。\n文字。") == [Prose("甲。", ""), Prose("乙。", "文字。")]
    assert paragraphs("") == []


def test_sentences_end_with_their_stops_and_keep_tokens_whole():
    assert sentences(TEXT) == [
        "突出政治引领。",
        "坚持学习{{publicity.study_sessions}}。",
        "开展活动{{culture.sports_events|名单}}！",
        "未完成的有三项？",
        "是。",
    ]
    assert sentences("印发{{documents.issued|逐项:《〔name〕》。}}，没有句号") == [
        "印发{{documents.issued|逐项:《〔name〕》。}}，没有句号"
    ]
    assert sentences("他说：“好。”大家同意。") == ["他说：“好。”", "大家同意。"]


def test_differences_by_sentence():
    assert changes("甲一。乙二。丙三。", "甲一。乙二两。丙三。丁四。") == [
        Change("same", "甲一。"),
        Change("removed", "乙二。"),
        Change("added", "乙二两。"),
        Change("same", "丙三。"),
        Change("added", "丁四。"),
    ]


LINES = st.text(st.characters(exclude_categories=("C", "Z"), exclude_characters="="), min_size=1, max_size=20)


@given(st.lists(st.tuples(st.one_of(st.just(""), LINES), LINES), max_size=8))
def test_paragraphs_survive_storing(pairs):
    written = [Prose(lead, text) for lead, text in pairs]
    assert paragraphs(stored(written)) == written


@given(st.text(max_size=200))
def test_no_word_is_lost_between_text_and_sentences(text):
    def words(said):
        return "".join("".join(said).split())

    kept = [line[1:] if line == "=" or line.startswith("= ") else line for line in map(str.strip, text.splitlines())]
    assert words(sentences(text)) == words(kept)
