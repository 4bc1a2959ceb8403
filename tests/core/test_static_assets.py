"""What is shipped to browsers: readable by Chrome 109, nothing from outside, nothing inline, text that can be read."""

import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
SHIPPED = [
    path for folder in ("vendor", "dist", "css", "js", "images") for path in sorted((STATIC / folder).rglob("*"))
]
CSS = [path for path in SHIPPED if path.suffix == ".css"]
SCRIPTS = [path for path in SHIPPED if path.suffix == ".js"]
PAGES = sorted(TEMPLATES.rglob("*.html"))
# Names of XML vocabularies look like addresses, but nothing is fetched from there.
NAMESPACES = re.compile(r"http://www\.w3\.org/(?:2000/svg|1999/xlink|2000/xmlns/?|XML/1998/namespace|1999/xhtml)")


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", CSS, ids=name)
def test_style_sheets_keep_to_what_chrome_109_reads(path):
    text = path.read_text(encoding="utf-8")
    for function in ("color-mix(", "light-dark(", "oklch(", "oklab("):
        assert function not in text, f"{name(path)} 用了 Chrome 109 不认识的 {function})"


@pytest.mark.parametrize("path", CSS + SCRIPTS + [STATIC / "dist" / "icons.svg"], ids=name)
def test_shipped_files_name_no_outside_address_and_no_source_map(path):
    text = NAMESPACES.sub("", path.read_text(encoding="utf-8"))
    assert re.findall(r"https?://[\w.-]+", text) == []
    assert re.findall(r"url\(\s*['\"]?//", text) == []
    assert "sourceMappingURL" not in text


@pytest.mark.parametrize("path", [path for path in SCRIPTS if path.parent.name != "vendor"], ids=name)
def test_own_scripts_build_no_code_from_text(path):
    """htmx could, and is told not to: see below."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\beval\(|new Function\(", text)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_templates_hold_no_inline_style_script_or_outside_address(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<script\b(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"\shx-on\b", text)
    assert not re.search(r"(?:href|src|action)\s*=\s*[\"'](?:https?:)?//", text)
    assert "javascript:" not in text


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_templates_name_static_files_and_icons_that_exist(path):
    text = path.read_text(encoding="utf-8")
    for file in re.findall(r"{% static ['\"]([^'\"]+)['\"] %}", text):
        assert (STATIC / file).is_file(), f"{name(path)}：没有静态文件 {file}"
    for icon in re.findall(r"components/icon\.html['\"] with name=['\"]([\w-]+)['\"]", text):
        assert icon in icons(), f"{name(path)}：图标集里没有 {icon}"


def icons() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "dist" / "icons.svg").read_text(encoding="utf-8")))


def test_every_register_has_an_icon_of_the_sprite():
    from union_site.core import registry

    wrong = {key: viewset.icon for key, viewset in registry.registers.items() if viewset.icon not in icons()}
    assert wrong == {}


def test_htmx_is_told_to_stay_within_the_policy():
    head = (TEMPLATES / "components" / "head_assets.html").read_text(encoding="utf-8")
    for setting in ('"includeIndicatorStyles": false', '"allowEval": false', '"selfRequestsOnly": true'):
        assert setting in head


def test_pages_keep_no_copy_of_themselves_in_the_browser():
    """Histories of htmx would keep personal data in the browser's storage."""
    head = (TEMPLATES / "components" / "head_assets.html").read_text(encoding="utf-8")
    assert '"historyCacheSize": 0' in head


def colours(mode: str) -> dict[str, str]:
    """The colours of one mode, by variable name, as in tokens.css."""
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
    found = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        selector = selector.split("*/")[-1]
        if f'[data-bs-theme="{mode}"]' in selector or selector.strip() == ":root":
            found.update(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body))
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_computed_as_the_guidelines_say():
    assert contrast("#ffffff", "#000000") == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48


TEXT_ON_GROUND = [
    *((ink, ground) for ink in ("ink", "soft", "link") for ground in ("page", "paper", "paper-2", "row-hover")),
    ("faint", "paper"),
    ("faint", "paper-2"),
    ("faint", "calm-wash"),
    ("brand-ink", "paper"),
    ("brand-ink", "brand-wash"),
    *((tone, ground) for tone in ("ok", "wait", "bad", "note", "calm", "rare") for ground in ("paper", f"{tone}-wash")),
    *((f"{tone}", "row-hover") for tone in ("ok", "wait", "bad", "note", "calm", "rare")),
    *(("ink", f"{tone}-wash") for tone in ("ok", "wait", "bad", "note")),
    ("side-ink", "side-bg"),
    ("side-soft", "side-bg"),
    ("chart-ink", "chart-paper"),
    ("chart-soft", "chart-paper"),
]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read_on_its_ground(mode, ink, ground):
    known = colours(mode)
    assert contrast(known[ink], known[ground]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_white_words_can_be_read_on_the_red_button(mode):
    assert contrast("#ffffff", colours(mode)["red"]) >= 4.5


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("series", range(1, 9))
def test_chart_colours_stand_out_from_the_card(mode, series):
    known = colours(mode)
    assert contrast(known[f"chart-{series}"], known["chart-paper"]) >= 2.2
