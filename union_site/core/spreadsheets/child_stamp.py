"""Finds the stamp of our own forms in a workbook's properties: part of the child process.

Programs keep it in different places and notations, so the few bytes that may hold it are searched for its pattern;
whether it is genuine is judged by its seal, elsewhere.
"""

import io
import re
import zipfile

MOST_BYTES = 64 * 1024
_PATTERN = re.compile(rb"form1\.[a-z0-9_]{1,60}\.(?:[0-9a-f]{32}|-)\.\d{4}(?:[HQ]\d)?\.[0-9a-f]{20}")
_PARTS = {"xlsx": "docprops/custom.xml", "ods": "meta.xml"}
_STREAM = "\x05documentsummaryinformation"  # of the workbooks of 1997 to 2003


def stamp_of(source: bytes, kind: str) -> str:
    """The stamp as text, empty where there is none. A file that is cut off there is told so when it is read."""
    try:
        if kind == "xls":
            from child_ole import OleFile

            content = (OleFile(source).stream(_STREAM) or b"")[:MOST_BYTES]
            content += b"\n" + content.replace(b"\0", b"")  # texts may be of two bytes a character
        elif kind in _PARTS:
            with zipfile.ZipFile(io.BytesIO(source)) as package:
                name = next((name for name in package.namelist() if name.lower() == _PARTS[kind]), "")
                if not name:
                    return ""
                with package.open(name) as part:
                    content = part.read(MOST_BYTES)
        else:
            return ""
    except Exception:  # hostile bytes raise a dozen unrelated ones; the reader says what is wrong with the file
        return ""
    found = _PATTERN.search(content)
    return found.group().decode() if found else ""
