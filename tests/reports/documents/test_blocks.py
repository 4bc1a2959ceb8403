import datetime

import pytest

from reports.documents.blocks import (
    Appendix,
    Column,
    Document,
    Figure,
    Heading,
    Lead,
    Paragraph,
    Signature,
    Table,
    Text,
)


def document(*blocks, **values):
    return Document(**{"title_lines": ("工作总结",), "author": "云川区总工会", "blocks": blocks, **values})


def test_bare_strings_are_text():
    paragraph = Paragraph((Lead("（一）夯实基层。"), "新建工会", Figure("8家", "union.new")))
    assert paragraph.runs[1] == Text("新建工会")
    assert paragraph.text == "（一）夯实基层。新建工会8家"
    assert paragraph.lead == "（一）夯实基层。"
    assert Paragraph("以上报告。").runs == (Text("以上报告。"),)


def test_the_date_of_a_signature_is_not_padded():
    assert Signature("云川区总工会", datetime.date(2021, 7, 5)).date_text == "2021年7月5日"


def test_one_appendix_has_no_number_and_several_have():
    assert document(Appendix("指标表")).appendix_note() == ("附件：指标表",)
    assert [label for label, _ in document(Appendix("指标表")).labelled_appendices()] == ["附件"]
    two = document(Appendix("指标表"), Appendix("名册"))
    assert two.appendix_note() == ("附件：1.指标表", "　　　2.名册")
    assert [label for label, _ in two.labelled_appendices()] == ["附件1", "附件2"]


def test_impossible_documents_are_refused():
    with pytest.raises(ValueError, match="title"):
        document(title_lines=(" ",))
    with pytest.raises(ValueError, match="appendices"):
        document(Appendix("表"), Paragraph("正文"))
    with pytest.raises(ValueError, match="level 5"):
        Heading(5, "过深")
    with pytest.raises(ValueError, match="row 1 has 1 cells for 2 columns"):
        Table((Column("甲", 1), Column("乙", 1)), (("一",),))
    with pytest.raises(ValueError, match="alignment"):
        Column("甲", 1, "middle")
