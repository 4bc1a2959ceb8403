"""docs/load-json.md names every code that `load --json` can print, and its exit codes hold.

UPDATE_LOAD_JSON=1 writes the tables of the page anew.
"""

import json
import os
import re
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.contracts.load_codes import ROOT, codes
from tests.core.imports.test_judging import CHENG, DUAN, MEMBER, changed
from tests.sheets import workbook

PAGE = ROOT / "docs" / "load-json.md"
KEYS = [
    "file",
    "sheet",
    "register",
    "status",
    "code",
    "reason",
    "accepted",
    "rejected",
    "likely",
    "warnings",
    "changes",
    "notices",
    "unknown_headings",
]


def table(entries):
    rows = "".join(f"| `{code}` | {sentence} |\n" for code, sentence in entries.items())
    return f"| 代码 | 说明 |\n|---|---|\n{rows}"


@pytest.mark.parametrize("part", ["file", "cell", "row", "warnings", "changes", "notices"])
def test_page_names_every_code_with_its_sentence(part):
    place = re.compile(rf"(<!-- codes: {part} -->\n)(.*?)(<!-- end -->)", re.DOTALL)
    text = PAGE.read_text(encoding="utf-8")
    wanted = codes()[part]
    assert wanted
    assert [code for code, sentence in wanted.items() if not sentence] == []
    if os.environ.get("UPDATE_LOAD_JSON"):
        text = place.sub(lambda found: found[1] + table(wanted) + found[3], text)
        PAGE.write_text(text, encoding="utf-8")
    assert place.search(text)[2] == table(wanted)


def load(*arguments):
    """The exit code and what was printed."""
    out, code = StringIO(), 0
    try:
        call_command("load", *map(str, arguments), "--json", stdout=out)
    except SystemExit as ended:
        code = ended.code
    return code, json.loads(out.getvalue())


def test_rejected_rows_are_no_failure(district, union, tmp_path):
    path = tmp_path / "会员.xlsx"
    path.write_bytes(workbook(MEMBER, DUAN, changed(CHENG, 身份证号码="339901199308242893"), sheet="会员名册"))

    code, (sheet,) = load(path)

    assert code == 0
    assert list(sheet) == KEYS
    assert (sheet["status"], sheet["register"], sheet["code"]) == ("ok", "member", "")
    assert [row["row"] for row in sheet["accepted"]] == [4]
    assert sheet["accepted"][0]["values"]["joined_on"] == "2021-06-30"
    assert sheet["rejected"] == [
        {
            "row": 5,
            "column": "C",
            "heading": "身份证号码",
            "value": "339901199308242893",
            "code": "id_check",
            "reason": "身份证号码的校验码不正确，请对照证件逐位核对。",
        }
    ]


def test_refused_file_is_a_failure_and_has_a_code(district, union, tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.xlsx").write_bytes(workbook(MEMBER, DUAN, sheet="会员名册"))

    code, (refused, taken) = load(tmp_path)

    assert code == 1
    assert (refused["status"], refused["code"], refused["sheet"]) == ("refused", "wrong_type", "")
    assert (taken["status"], len(taken["accepted"])) == ("ok", 1)


def test_sheet_that_is_passed_over_is_no_failure(district, union, tmp_path):
    (tmp_path / "空.csv").write_text("只有一句话\n")

    code, (sheet,) = load(tmp_path)

    assert (code, sheet["status"], sheet["register"]) == (0, "passed_over", None)


def test_nothing_to_load_is_an_error_of_the_command(district):
    with pytest.raises(CommandError) as error:
        load("没有这个文件.xlsx")
    assert error.value.returncode == 1


def test_wrong_arguments():
    done = subprocess.run([sys.executable, "manage.py", "load"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 2
    assert "PATH" in done.stderr
