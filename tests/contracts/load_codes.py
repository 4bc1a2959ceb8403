"""All codes that `manage.py load --json` can print: from the tables of messages, and from the source where rows are judged."""

import ast
import re
from pathlib import Path

from union_site.core.spreadsheets import cleaning, guard, messages, reader

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*sorted((ROOT / "union_site/core/spreadsheets").glob("*.py")), *sorted(ROOT.glob("*/viewsets/*.py"))]
_CODE = re.compile(r"[a-z]+(_[a-z0-9]+)+|[a-z]{4,}")
# Which argument of a call is the code; where the code stands, the sentence follows.
_CALLS = {"RowError": 1, "_issue": 2, "issue_at": 3, "Issue": 4}
# What is said where the sentence is put together from what the row holds.
SAID = {
    "*_duplicate": "与表中另一行，或与已登记的记录重复。星号处是列名（如 code_duplicate），整行重复为 row_duplicate。",
    "id_duplicate": "身份证号码与表中另一行，或与已登记的记录重复。",
    "database": "数据库拒绝了这一行，说明中写明原因。",
    "rule": "不符合登记簿的规则，例如结束日期早于开始日期；说明与在网页上填写时相同。",
    "out_of_scope": "没有找到所指的单位，或不在管理范围内。",
    "reference_unknown": "没有找到所指的记录。",
    "repeat_differs": "与同一记录的另一行内容不同，以先出现的为准。",
    "not_in_dictionary": "不是字典中的词，请从所列的词中选择。",
    "name_mismatch": "姓名与按号码、编号找到的记录不一致。",
    "held_on_missing": "填写了换届结果的，应填写换届日期。",
    "before_opening": "日期早于档案的建档日期。",
    "file_unknown": "没有找到这个发放对象的困难职工档案。",
    "file_ambiguous": "这个身份证号有几份档案，请填写档案编号。",
    "birth_mismatch": "出生日期与身份证号码不符。",
    "kind_missing": "只写了“是”，请写明属于哪一类新就业形态。",
    "days_mismatch": "天数与起止日期不符。",
    "gender_mismatch": "性别与身份证号码不符。",
    "month_outside": "月份不在所填的年度之内，请核对。",
    "premium_mismatch": "参保金额与人数、缴费标准不符。",
    "district_kind": "区总工会只有一个，请核对工会类别。",
}


def codes() -> dict[str, dict[str, str]]:
    """{part of the page: {code: sentence}}."""
    tables = {
        "file": {**guard.GUARD_MESSAGES, **reader.READ_MESSAGES},
        "cell": {**messages.ERRORS, **cleaning.MESSAGES},
        "warnings": dict(messages.WARNINGS),
        "changes": dict(messages.CHANGES),
        "notices": dict(messages.NOTICES),
    }
    known = tables["cell"].keys() | tables["warnings"].keys() | tables["changes"].keys() | tables["notices"].keys()
    found = {"*_duplicate": "", "id_duplicate": ""}
    for path in SOURCES:
        for code, text in _in_source(path):
            found[code] = found.get(code) or text
    tables["row"] = {code: SAID.get(code) or text for code, text in sorted(found.items()) if code not in known}
    return tables


def _in_source(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = _CALLS.get(name)
            if place is not None and len(node.args) > place and (code := _constant(node.args[place])):
                yield code, _constant(node.args[place + 1]) if len(node.args) > place + 1 else ""
        elif isinstance(node, ast.Tuple) and len(node.elts) == 2 and "spreadsheets" in path.parts:
            first, second = map(_constant, node.elts)
            if _CODE.fullmatch(first) and second.endswith("。"):
                yield first, second
            elif first == "" and _CODE.fullmatch(second) and isinstance(node.elts[0], ast.JoinedStr):
                yield second, ""  # message, code = f"…", "…"
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "code":
            found = _constant(node.value)
            if _CODE.fullmatch(found):
                yield found, ""


def _constant(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
