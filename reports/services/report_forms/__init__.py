"""Forms of the superior: how one looks, what fills its cells, the values of a period, and the filled file.

layout (the sheets as drawn, headings of a cell) → offers (what likely fills a cell) → bindings (kept and changed)
→ values (of a period and unit) → filling (the file, frozen values, comparison).
"""
