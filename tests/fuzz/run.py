"""Look for findings: `python -m tests.fuzz.run TARGET SECONDS [FOLDER]`. Status 0: none in that time.

FOLDER keeps the inputs that reach further, for the next run. A finding is written into corpus/TARGET/found-*, where it
is replayed by `make test`: mend what it shows, and give it a name.
"""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.fuzz import NEED_REGISTERS

CORPUS = Path(__file__).with_name("corpus")
INSTRUMENTED = ["union_site.core.spreadsheets", "union_site.core.widths", "union_site.core.identifiers", "reports.text"]
INSTRUMENTED += [
    "child_text",
    "child_html",
    "child_xml",
    "child_ole",
    "child_parts",
    "child_patch",
    "child_patch_cells",
]
INSTRUMENTED += [
    "child_patch_comments",
    "child_patch_sheet",
    "child_patch_styles",
    "child_patch_xml",
    "child_patch_zip",
]
LONGEST = 4096  # bytes of an input
TIMEOUT, MEMORY = 30, 2048  # seconds for an input, megabytes


def main(target: str, seconds: str, folder: str = "") -> None:
    try:
        import atheris
    except ImportError:
        raise SystemExit(
            "没有 atheris（只有 Linux x86_64 的程序包），不能寻找新的问题；make test 会重放已有的。"
        ) from None
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union_site.settings")
    with atheris.instrument_imports(include=INSTRUMENTED):
        if target in NEED_REGISTERS:
            import django

            django.setup()
            import_module("union_site.urls")
        module = import_module(f"tests.fuzz.{target}")
    with tempfile.TemporaryDirectory() as fresh:
        begin = Path(fresh) / "seeds"
        begin.mkdir()
        for number, seed in enumerate(module.seeds()):
            (begin / f"{number}").write_bytes(seed)
        known = CORPUS / target
        known.mkdir(parents=True, exist_ok=True)
        options = [
            f"-artifact_prefix={known}/found-",
            f"-max_total_time={seconds}",
            f"-timeout={TIMEOUT}",
            f"-rss_limit_mb={MEMORY}",
            f"-max_len={LONGEST}",
        ]
        atheris.Setup(
            [sys.argv[0], *options, "-print_final_stats=1", folder or str(begin), str(begin), str(known)], module.one
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
