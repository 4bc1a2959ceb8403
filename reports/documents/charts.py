"""Drawing an ECharts option without a browser: SVG for the PDF, PNG for Word. The options are those that the dashboard draws.

ECharts runs in V8 (mini-racer) within this process. It is started on first use, after a server or worker has forked, and closed at exit,
because an open V8 keeps the process from ending.
"""

import atexit
import base64
import functools
import json
import os
import re
import threading
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files

from reports.documents.fonts import FontSet, document_fonts

RESOLUTION_DPI = 300
CSS_DPI = 96
SECONDS = 20
CACHED = 64

_lock = threading.RLock()
_engine = None
_first_process = None  # the one process of this family in which V8 works


class ChartError(ValueError):
    """An option that cannot be drawn."""


def svg(option: Mapping, width: float, height: float, fonts: FontSet | None = None) -> str:
    """Draw an option as SVG of ``width`` × ``height`` CSS pixels, its texts in the documents' chart font.

    Raises ChartError if ECharts refuses the option and FontsMissing if no Chinese font is installed.
    """
    family = (fonts or document_fonts())["chart"].family
    try:
        text = json.dumps(option, ensure_ascii=False, sort_keys=True, default=_plain)
    except TypeError as error:
        raise ChartError(f"图表数据中有不能绘制的内容：{error}") from error
    return _drawn(text, width, height, family)


def png(drawing: str, dpi: int = RESOLUTION_DPI, fonts: FontSet | None = None) -> bytes:
    """A PNG of an SVG drawing, on white, at so many dots per inch of its CSS size."""
    import resvg_py

    faces = fonts or document_fonts()
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing,
            background="#ffffff",
            zoom=dpi / CSS_DPI,
            skip_system_fonts=True,
            font_files=[str(path) for path in {faces["chart"].path, faces["hei"].path}],
            font_family=faces["chart"].family,
        )
    )


def data_uri(drawing: str) -> str:
    """An SVG drawing as an address that needs no fetching."""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.encode()).decode()


def close() -> None:
    """End V8. Done by itself at exit; drawing again starts it anew."""
    global _engine
    with _lock:
        if _engine is not None and _first_process == os.getpid():
            _engine.close()
        _engine = None


atexit.register(close)


@functools.lru_cache(maxsize=CACHED)
def _drawn(text, width, height, family):
    option = json.loads(text)
    option["textStyle"] = {**option.get("textStyle", {}), "fontFamily": family}
    with _lock:
        return _cleaned(_ask_echarts(option, width, height), family)


def _ask_echarts(option, width, height):
    from py_mini_racer import JSEvalException

    try:
        return _running_engine().call("drawChart", option, width, height, timeout_sec=SECONDS)
    except JSEvalException as error:
        raise ChartError(f"图表不能绘制，请检查图表数据：{str(error).splitlines()[0]}") from error


def _running_engine():
    global _engine, _first_process
    if _first_process not in (None, os.getpid()):
        # V8's threads do not survive a fork, and waiting for them would never end.
        raise ChartError("图表组件在进程分叉之前已经启动，不能继续绘制，请重新启动服务。")
    if _engine is None:
        from py_mini_racer import MiniRacer

        _first_process, _engine = os.getpid(), MiniRacer()
        for name in ("echarts.server.js", "draw.js"):
            _engine.eval(files("reports.documents").joinpath("assets", name).read_text(encoding="utf-8"))
    return _engine


def _cleaned(drawing, family):
    """Leave out what only a browser understands: hover styles, hit areas, and the white outline of labels, which renderers without
    ``paint-order`` draw over the letters. Pictures from elsewhere are left out too."""
    drawing = re.sub(r"<style\s*>.*?</style>", "", drawing, flags=re.DOTALL)
    drawing = re.sub(r'<text\b[^>]*\bpaint-order="[^>]*>', _without_outline, drawing)
    drawing = re.sub(r'\s(?:class|pointer-events|ecmeta_\w+)="[^"]*"', "", drawing)
    drawing = re.sub(r'<image\b(?![^>]*href="data:)[^>]*?(?:/>|>\s*</image>)', "", drawing)
    # A series may name a font of the screen.
    return re.sub(r"font-family:[^;\"]*", f"font-family:{family}", drawing)


def _without_outline(match):
    return re.sub(r'\s(?:stroke|stroke-width|stroke-miterlimit|paint-order)="[^"]*"', "", match[0])


def _plain(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(type(value).__name__)
