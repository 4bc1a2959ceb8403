import pytest

from reports.documents.titles import split_title, width_em


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("2021年工作总结", ("2021年工作总结",)),
        ("云川区总工会2021年上半年工作总结", ("云川区总工会", "2021年上半年工作总结")),
        ("云川区总工会2021年上半年工作总结和下半年工作打算", ("云川区总工会2021年上半年工作总结", "和下半年工作打算")),
        ("2021年上半年工会工作主要指标完成情况表", ("2021年上半年", "工会工作主要指标完成情况表")),
    ],
)
def test_long_titles_are_broken_between_words(title, lines):
    assert split_title(title) == lines


def test_every_line_fits_and_nothing_is_lost():
    title = "云川区总工会关于做好2021年度困难职工帮扶和医疗互助参保工作情况统计上报的通知"
    lines = split_title(title)
    assert "".join(lines) == title
    assert max(map(width_em, lines)) <= 20
    assert not any(line[0] in "的之、，" for line in lines)


def test_a_title_without_words_still_fits():
    assert max(map(width_em, split_title("甲" * 45))) <= 20
    assert split_title("a" * 120) == ("a" * 33, "a" * 33, "a" * 33, "a" * 21)
