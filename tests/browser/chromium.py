"""Debian's Chromium, quiet and offline, and the two sizes of screen that every page is looked at in."""

import os
import shutil

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()


def launch_options() -> dict:
    """Arguments of Playwright's `chromium.launch`."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        raise RuntimeError("Chromium is missing: sudo apt-get install -y chromium chromium-l10n")
    # Debian's Chromium takes the language of its own words (选择文件, 年/月/日) from LANGUAGE.
    return {"executable_path": path, "args": ARGUMENTS, "env": {**os.environ, "LANGUAGE": "zh_CN"}}


def context_options(*, phone: bool = False, dark: bool = False) -> dict:
    """Arguments of Playwright's `browser.new_context`."""
    return {
        "viewport": PHONE if phone else DESKTOP,
        "is_mobile": phone,
        "has_touch": phone,
        "color_scheme": "dark" if dark else "light",
        "reduced_motion": "reduce",
        "locale": "zh-CN",
        "timezone_id": "Asia/Shanghai",
    }
