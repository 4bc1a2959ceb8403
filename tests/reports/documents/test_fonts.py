import shutil
from pathlib import Path

import pytest

from reports.documents import fonts as document_fonts
from reports.documents.fonts import FontsMissing, load_fonts, uncovered, write_fontconfig
from reports.documents.setting import cells_of

RARE = "昇喆堃犇玥珺瑄璟祎赟镕垚邨"


def test_without_any_chinese_font_the_message_says_what_to_install(tmp_path):
    with pytest.raises(FontsMissing) as raised:
        load_fonts([tmp_path], system_folders=[tmp_path])
    for words in ("fonts-noto-cjk", "fonts-liberation", "FandolFang", "Word"):
        assert words in str(raised.value)


def test_a_latin_font_alone_is_not_enough(fonts, tmp_path):
    shutil.copy(fonts["latin"].path, tmp_path)
    with pytest.raises(FontsMissing):
        load_fonts([tmp_path], system_folders=[])


def test_rare_given_name_characters_are_given_to_a_font_that_has_them(fonts):
    for role in ("fang", "kai"):
        for cell in cells_of(RARE, role, fonts):
            assert fonts[cell.role].covers(cell.character)


def test_a_character_no_font_has_is_shown_as_a_geta_mark(fonts):
    assert [cell.character for cell in cells_of("工\U000e0100\u200b会\ue5d1", "fang", fonts)] == ["工", "会", "〓"]
    assert [cell.character for cell in cells_of("工\U0001f9d1会", "fang", fonts)] == ["工", "〓", "会"]


def test_figures_within_text_are_set_in_the_latin_font_and_those_of_titles_are_not(fonts):
    assert [cell.role for cell in cells_of("工1·A", "fang", fonts)] == ["fang", "latin", "fang", "latin"]
    assert [cell.role for cell in cells_of("工1A", "title", fonts)] == ["title", "title", "title"]


def test_an_office_font_is_used_as_soon_as_it_lies_in_the_folder(fonts, tmp_path):
    renamed(fonts["fang"].path, tmp_path / "office.otf", "仿宋_GB2312")
    chosen = load_fonts([tmp_path])
    assert chosen["fang"].path == tmp_path / "office.otf"
    assert chosen["title"].path == fonts["title"].path


def test_a_damaged_font_is_passed_over(fonts, tmp_path):
    (tmp_path / "broken.ttf").write_bytes(b"\x00\x01\x00\x00 no font at all")
    (tmp_path / "broken.ttc").write_bytes(b"ttcf")
    assert load_fonts([tmp_path])["song"].path == fonts["song"].path


def test_roles_without_a_font_of_their_own_borrow_one_and_say_so(fonts, tmp_path):
    shutil.copy(fonts["fang"].path, tmp_path)
    chosen = load_fonts([tmp_path], system_folders=[])
    assert chosen["title"].family == chosen["fang"].family
    assert set(chosen.borrowed) == {"title", "hei", "kai", "song", "latin", "chart"}


def test_the_font_list_names_only_the_chosen_files(fonts, tmp_path):
    text = write_fontconfig(fonts, tmp_path).read_text(encoding="utf-8")
    assert "<rejectfont><glob>*</glob></rejectfont>" in text
    assert text.count("<glob>") == 1 + len(fonts.files)
    assert all(str(Path(path)) in text for path in fonts.files)


def test_characters_that_no_font_has_are_named_once_in_order(fonts):
    assert uncovered(f"区总工会{RARE}2021年“会员”") == []
    assert uncovered("工\U0001f9d1会\ue5d1\U0001f9d1") == ["\U0001f9d1", "\ue5d1"]


def test_without_fonts_nothing_is_said_of_characters(monkeypatch):
    def missing():
        raise FontsMissing

    monkeypatch.setattr(document_fonts, "document_fonts", missing)
    assert uncovered("工\U0001f9d1会") == []


def test_a_text_of_common_characters_opens_no_font(monkeypatch):
    def opened():
        raise AssertionError("fonts were opened")

    monkeypatch.setattr(document_fonts, "document_fonts", opened)
    assert uncovered("2021年上半年，云川区总工会新建基层工会8家（单建5家）。{{member.new}}\n") == []


def renamed(source, target, name):
    """A copy of a font under another family name."""
    from fontTools.ttLib import TTFont

    with TTFont(source) as font:
        font["name"].names = [record for record in font["name"].names if record.nameID not in (1, 4, 16)]
        font["name"].setName(name, 1, 3, 1, 0x804)
        font.save(target)
