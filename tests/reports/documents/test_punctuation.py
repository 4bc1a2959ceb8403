import pytest

from reports.documents.punctuation import full_width, full_width_runs


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2021年上半年,云川区总工会", "2021年上半年，云川区总工会"),
        ("一是服务;二是维权:三是帮扶", "一是服务；二是维权：三是帮扶"),
        ("镇(街道)总工会", "镇（街道）总工会"),
        ("(一)政治引领", "（一）政治引领"),
        ("(1)加强审计", "（1）加强审计"),
        ("(2021),是", "（2021），是"),
        ("共1206,其余5%,好", "共1206，其余5%，好"),
        ("举办“X”,参加", "举办“X”，参加"),
    ],
)
def test_half_width_marks_in_chinese_text_become_full_width(before, after):
    assert full_width(before) == after


@pytest.mark.parametrize(
    "text", ["参保3,000人", "上午9:30开会", "比分3:2", "f(x), g(y)", "A,B;C", "https://union.example/a?b=1", ""]
)
def test_numbers_times_and_latin_text_are_left(text):
    assert full_width(text) == text


def test_marks_are_judged_across_runs():
    assert full_width_runs(["参赛职工", "3,012", ",涉及工种", "24", "项"]) == [
        "参赛职工",
        "3,012",
        "，涉及工种",
        "24",
        "项",
    ]
