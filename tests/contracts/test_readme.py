"""The README's table of registers and figures says what the registers say."""

import re
from pathlib import Path

from union_site.core.registry import indicators, registers

README = Path(__file__).parents[2] / "README.md"


def numbers(text: str) -> set[int]:
    """The figures of a cell: 1、2、42–48."""
    found = set()
    for part in filter(None, text.split("、")):
        first, _, last = part.partition("–")
        found.update(range(int(first), int(last or first) + 1))
    return found


def test_the_table_of_registers_and_figures():
    table = README.read_text(encoding="utf-8").split("## 登记簿和指标")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")
    ]
    said = {title: numbers(cell) for title, _, cell in rows[2:]}
    counted = {viewset.title: set() for viewset in registers.values()}
    for indicator in indicators.values():
        if indicator.number:
            counted[registers[indicator.register].title].add(indicator.number)
    assert said == counted
    assert set().union(*said.values()) == set(range(1, 79))


def test_the_figures_beyond_the_summary():
    """What the list names is counted, and from that register."""
    listed = README.read_text(encoding="utf-8").split("### 78 项以外的指标")[1].split("\n## ")[0]
    said = dict(re.findall(r"^- \*\*(.+?)\*\*：(.+)$", listed, re.MULTILINE))
    counted: dict[str, set[str]] = {}
    for indicator in indicators.values():
        if not indicator.number:
            counted.setdefault(registers[indicator.register].title, set()).add(indicator.label)
    assert said and said.keys() <= counted.keys()
    assert {title: set(labels.split("；")) - counted[title] for title, labels in said.items()} == dict.fromkeys(
        said, set()
    )
