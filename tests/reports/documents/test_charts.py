import io
import subprocess
import sys
from decimal import Decimal

import pytest
from PIL import Image

from reports.documents.charts import ChartError, png, svg
from tests.reports.documents.sample import TOWNS, chart_option


def test_the_drawing_holds_every_label_in_the_documents_font(fonts):
    drawing = svg(chart_option(), 590, 300, fonts)
    assert drawing.startswith("<svg")
    assert all(town in drawing for town in TOWNS)
    assert f"font-family:{fonts['chart'].family}" in drawing
    assert "sans-serif" not in drawing


def test_what_only_browsers_understand_is_left_out(fonts):
    drawing = svg(chart_option(), 590, 300, fonts)
    for word in ("paint-order", "<style", ":hover", "class=", "ecmeta", "pointer-events"):
        assert word not in drawing


def test_money_is_drawn(fonts):
    option = {
        **chart_option(),
        "series": [{"type": "bar", "data": [Decimal("311.50"), Decimal(7)], "label": {"show": True}}],
    }
    assert ">311.5<" in svg(option, 590, 300, fonts)


def test_what_cannot_be_drawn_is_named(fonts):
    with pytest.raises(ChartError, match="不能绘制"):
        svg({"series": [{"type": "bar", "data": [object()]}]}, 590, 300, fonts)


def test_a_picture_from_elsewhere_is_left_out(fonts):
    option = {
        **chart_option(),
        "series": [{"type": "line", "data": [1, 2], "symbol": "image://https://outside.example/a.png"}],
    }
    assert "outside.example" not in svg(option, 590, 300, fonts)


def test_the_word_picture_has_300_dots_per_inch_and_shows_letters(fonts):
    drawing = svg(chart_option(), 590, 300, fonts)
    with Image.open(io.BytesIO(png(drawing))) as picture:
        assert picture.size == (1844, 938)
        legend = picture.convert("L").crop((300, 0, 1600, 90))
        assert legend.getextrema()[0] < 128


def test_a_process_that_has_drawn_ends_by_itself():
    program = (
        "from django.conf import settings; settings.configure()\n"
        "from reports.documents import charts\n"
        "print(charts.svg({'xAxis': {}, 'yAxis': {}, 'series': [{'type': 'bar', 'data': [1]}]}, 300, 200)[:4])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "<svg"
