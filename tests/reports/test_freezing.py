"""Signing copies everything a paper says; nothing that happens later changes the copy. Corrections write the next version."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from members.models import Organization
from reports.documents.html import render_html
from reports.documents.stored import from_store
from reports.models import Definition, Freeze, Paper
from reports.services import comparing, definitions, freezing, frozen, papers, versions
from tests.factories import FACTORIES
from tests.factories.reports import StatementFactory
from tests.reports.asking import question
from tests.reports.signing import TODAY, WAITING, everything_changes, void
from union_site.core.models import AuditEvent, Job
from union_site.core.periods import Period
from welfare.models import HardshipCase

PERIOD = Period.parse("2021H1")
TEXT = (
    "在档困难职工{{hardship.total}}，上年同期{{hardship.total@上年}}。受理案件{{dispute.accepted}}。"
    "建成书屋{{stated.职工书屋}}。本会帮扶{{own.1}}。"
)


@pytest.fixture
def cases(union):
    return [FACTORIES[HardshipCase](organization=union, opened_on=date(2021, 3, 1), name=name) for name in ("甲", "乙")]


@pytest.fixture
def own(district, editor):
    definition = Definition(district=district, name="本会帮扶困难职工", place="4.3")
    asked = question(source="hardship", kind="stock", unit="名", begun="opened_on", ended="closed_on")
    return definitions.create(definition=definition, question=asked, from_day=date(2021, 1, 1), by=editor)


@pytest.fixture
def paper(editor, root, cases, own):
    StatementFactory(organization=root, name="职工书屋", value="近300", amount=None, unit="家")
    made = papers.create(period=PERIOD, unit=root, today=TODAY, by=editor)
    made.sections.exclude(position=1).delete()
    section = made.sections.get()
    papers.save_text(section=section, heading="服务保障", text=TEXT, base=1, by=editor)
    return made


@pytest.fixture
def freeze(paper, leader, settings):
    """The paper signed, its files not made yet."""
    now, settings.TASKS = settings.TASKS, WAITING
    made = freezing.freeze(paper, by=leader, today=TODAY)
    settings.TASKS = now
    return made


@pytest.fixture
def filed(paper, leader):
    """The paper signed, with its files."""
    return freezing.freeze(paper, by=leader, today=TODAY)


def text_of(summary):
    runs = [run for one in summary.sections for part in one.paragraphs for run in part.runs]
    return "".join(run if isinstance(run, str) else run.text for run in runs)


SAID = "在档困难职工2名，上年同期{{hardship.total@上年}}。受理案件{{dispute.accepted}}。建成书屋近300家。本会帮扶2名。"


def test_everything_is_copied(freeze, paper, cases, root, town, union):
    assert (freeze.title, freeze.as_of) == ("云川区总工会2021年上半年工作总结", date(2021, 6, 30))
    assert freeze.stored == [{"heading": "服务保障", "text": TEXT}]
    assert [one["heading"] for one in freeze.sections] == ["一、服务保障"]
    assert freeze.sections[0]["paragraphs"][0]["runs"][:2] == [
        "在档困难职工",
        {"text": "2名", "key": "hardship.total", "at": ""},
    ]
    assert freeze.tree == [
        [str(root.public_id), "云川区总工会", None],
        [str(town.public_id), "青石镇总工会", str(root.public_id)],
        [str(union.public_id), "云川兴榆商贸有限公司工会", str(town.public_id)],
    ]
    figures = {(one.key, one.at): one for one in freeze.figures.all()}
    assert set(figures) == {
        ("hardship.total", ""),
        ("hardship.total", "上年"),
        ("dispute.accepted", ""),
        ("dispute.accepted", "上年"),
        ("own.1", ""),
        ("own.1", "上年"),
        ("stated.职工书屋", ""),
    }
    total = figures["hardship.total", ""]
    assert (total.value, total.words, total.row_count) == (2, "2", 2)
    assert total.rows == sorted(case.public_id.bytes for case in cases)
    assert total.definition["label"] == "困难职工" and total.definition["kind"] == "stock"
    nothing = figures["dispute.accepted", ""]
    assert (nothing.value, nothing.words, nothing.row_count, nothing.rows) == (None, "—", 0, [])
    assert figures["own.1", ""].definition["version"] == "2021-01-01"
    assert (figures["stated.职工书屋", ""].value, figures["stated.职工书屋", ""].definition["unit"]) == (
        "近300",
        "家",
    )
    assert freezing.intact(freeze)


def test_files_are_made_in_the_background_of_the_copied_blocks(filed):
    job = Job.objects.get(kind="paper.freeze")
    assert (job.state, job.message) == ("done", "《云川区总工会2021年上半年工作总结》的定稿文件已生成。")
    stored = frozen.of(filed.paper)
    assert stored.pdf.file.open().read().startswith(b"%PDF-")
    assert stored.docx.name == "云川区总工会2021年上半年工作总结.docx"
    assert stored.pdf_internal is None  # nobody said under which address the site is found


def test_a_paper_is_frozen_once(freeze, paper, leader):
    with pytest.raises(ValidationError, match="已经定稿"):
        freezing.freeze(paper, by=leader, today=TODAY)
    assert Freeze.objects.count() == 1
    with pytest.raises(ValueError, match="written once"):
        freeze.save()
    with pytest.raises(ValueError, match="never deleted"):
        freeze.delete()
    assert AuditEvent.objects.filter(object_label__startswith="定稿：", actor=leader).count() == 1


def test_a_signed_text_is_not_written_any_more(freeze, paper, editor):
    section = paper.sections.get()
    saved = papers.save_text(section=section, heading="服务保障", text="别的。", base=2, by=editor)
    assert not saved.taken and "已经定稿，不能再修改" in saved.refused
    assert saved.text.text == "别的。"
    assert papers.read(paper, today=TODAY).title == freeze.title


def all_changes(cases, own, union, other_town, editor):
    everything_changes(cases, union, other_town, editor)
    definitions.retire(definition=own, on=date(2021, 1, 2), by=editor, reason="不再使用")


def test_nothing_that_happens_later_changes_a_signed_paper(filed, paper, cases, own, union, other_town, editor, leader):
    stored = frozen.of(paper)
    files = {name: getattr(stored, name).file.open().read() for name in ("pdf", "docx")}
    html = render_html(from_store(stored.document))
    read = papers.read(paper, today=TODAY)
    all_changes(cases, own, union, other_town, editor)
    Organization.objects.filter(pk=paper.organization_id).update(name="云川区总工会（旧）")
    after = frozen.of(Paper.objects.get(pk=paper.pk))
    assert {name: getattr(after, name).file.open().read() for name in ("pdf", "docx")} == files
    assert render_html(from_store(after.document)) == html
    assert papers.read(paper, today=date(2023, 1, 1)).sections == read.sections
    assert "在档困难职工2名" in text_of(read) and "本会帮扶2名" in text_of(read)
    assert read.figures["own.1"].words == "2" and read.figures["hardship.total"].now == 2
    assert after.tree[1][1] == "青石镇总工会"
    assert freezing.intact(after)
    assert text_of(papers.read_now(paper, today=TODAY)) != text_of(read)


def test_files_made_again_from_the_copy_are_the_same_byte_for_byte(filed, paper, cases, own, union, other_town, editor):
    from reports.services import frozen_files

    stored = frozen.of(paper)
    before = {form: getattr(stored, form).file.open().read() for form in ("pdf", "docx")}
    all_changes(cases, own, union, other_town, editor)
    Freeze.objects.update(pdf=None, docx=None)
    again = frozen.of(paper)
    assert {form: frozen_files.file_of(again, form).file.open().read() for form in ("pdf", "docx")} == before


def test_a_change_of_the_copy_is_found_out(freeze):
    figure = freeze.figures.get(key="hardship.total", at="")
    figure.value = 3
    figure.save()
    assert not freezing.intact(freeze)


def test_a_correction_is_the_next_version(freeze, paper, editor, officer):
    section = paper.sections.get()
    new = freezing.correct(paper, reason=" 案件数  有误 ", by=editor)
    assert (new.version, new.state, new.corrects, new.correction_reason) == (2, "editing", paper, "案件数 有误")
    (copied,) = new.sections.all()
    assert (copied.heading, copied.text, copied.state) == (section.heading, section.text, "handed")
    assert copied.texts.get().saved_by == editor
    assert papers.save_text(section=copied, heading="服务保障", text="别的。", base=1, by=editor).taken
    section.refresh_from_db()
    assert section.text == TEXT
    assert [one.paper.version for one in versions.of(paper)] == [2, 1]
    assert list(versions.newest(Paper.objects.all())) == [new]
    with pytest.raises(ValidationError, match="已经更正过"):
        freezing.correct(paper, reason="再来", by=editor)
    with pytest.raises(ValidationError, match="只有定稿"):
        freezing.correct(new, reason="再来", by=editor)


def test_a_correction_needs_a_reason(freeze, paper, editor):
    with pytest.raises(ValidationError, match="请填写更正原因"):
        freezing.correct(paper, reason="  ", by=editor)
    assert Paper.objects.count() == 1


def test_versions_are_compared_sentence_by_sentence(freeze, paper, cases, editor):
    void(cases[1], editor)
    new = freezing.correct(paper, reason="数字有误", by=editor)
    section = new.sections.get()
    text = section.text.replace("建成书屋", "建成职工书屋") + "另有一句。"
    papers.save_text(section=section, heading=section.heading, text=text, base=1, by=editor)
    (part,) = comparing.compare(comparing.said(new, today=TODAY), comparing.said(paper, today=TODAY))
    said = [
        (
            one.kind,
            one.old.text if one.old else "",
            one.new.text,
            tuple((before.key, before.text, after.text) for after, before in one.figures),
        )
        for one in part.pairs
    ]
    assert said == [
        (
            "values",
            "在档困难职工2名，上年同期{{hardship.total@上年}}。",
            "在档困难职工1名，上年同期{{hardship.total@上年}}。",
            (("hardship.total", "2名", "1名"),),
        ),
        ("same", "受理案件{{dispute.accepted}}。", "受理案件{{dispute.accepted}}。", ()),
        ("changed", "建成书屋近300家。", "建成职工书屋近300家。", ()),
        ("values", "本会帮扶2名。", "本会帮扶1名。", (("own.1", "2名", "1名"),)),
        ("added", "", "另有一句。", ()),
    ]


def test_a_paper_leaves_by_its_frozen_file(filed, paper, client_of, leader):
    from docx import Document

    answer = client_of(leader).post(f"/papers/{paper.public_id}/docx/file/")
    assert answer.status_code == 200
    text = "\n".join(one.text for one in Document(BytesIO(answer.content)).paragraphs)
    assert "在档困难职工2名" in text
