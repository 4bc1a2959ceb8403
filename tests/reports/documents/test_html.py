from reports.documents.blocks import Appendix, Chart, Figure, Heading, Lead, Paragraph
from reports.documents.html import fragment, render_html
from tests.reports.documents.sample import LINK, sample_document


def test_a_file_of_its_own_without_scripts_or_outside_pictures():
    made = render_html(sample_document())
    assert made.startswith("<!DOCTYPE html>")
    assert "<h1>云川区总工会<br>2021年上半年工作总结</h1>" in made
    assert "<h2>一、组织建设不断夯实</h2>" in made
    assert f'<a class="document-figure" data-key="figure.0.0" href="{LINK}/figures/0-0">411人</a>，比去年同期' in made
    assert '<img src="data:image/svg+xml;base64,' in made
    assert "<script" not in made


def test_values_are_escaped():
    blocks = (Heading(1, "一、<甲>"), Paragraph((Lead("（一）<i>"), Figure('"<8>"', 'k"'))), Appendix("<表>"))
    made = fragment(sample_document(blocks=blocks))
    assert "<h2>一、&lt;甲&gt;</h2>" in made
    assert '<span class="document-lead">（一）&lt;i&gt;</span>' in made
    assert 'data-key="k&quot;">&quot;&lt;8&gt;&quot;</span>' in made
    assert "<h2>&lt;表&gt;</h2>" in made


def test_a_page_may_draw_charts_itself():
    made = fragment(sample_document(blocks=(Chart({}, "图1", "柱状图"),)), draw=lambda chart: f"<div>{chart.alt}</div>")
    assert "<figure><div>柱状图</div><figcaption>图1</figcaption></figure>" in made


def test_what_was_not_reported_is_a_dash():
    made = fragment(sample_document())
    assert '<td class="document-center">—</td>' in made
    assert '<td class="document-right">1,204</td>' in made
