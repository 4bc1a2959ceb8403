"""Spreadsheets in and out: is a file safe, where is its table, what do its cells mean, and the books we write.

guard (may it be read) → reader and child (read it apart) → tables (find the table) → headings (which column is which)
→ parsers (one plain function per kind of cell); workbook writes templates, exports and books of rejected rows.
"""
