"""Opens an OLE container (.xls, .et) and walks the records of the workbook in it.

Used by the guard and by the child process: it imports nothing of this project. Sources: MS-CFB (container), MS-XLS
(records). No chain of sectors is followed twice, so that hostile tables cannot lead in circles.
"""

import struct

_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAST_SECTOR = 0xFFFFFFFA  # numbers from here on are marks: end of chain, free, tables
_MINI_CUTOFF = 4096
_MAXIMUM_SIZE = 1 << 31

_BOF, _EOF, _FILEPASS, _BOUNDSHEET = 0x0809, 0x000A, 0x002F, 0x0085
_ROW, _COLINFO, _BOOLERR, _FORMULA = 0x0208, 0x007D, 0x0205, 0x0006
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}


class OleDamaged(ValueError):
    """The container or the workbook in it is broken."""


class OleFile:
    """A container by its bytes; `names` are the entries of its directory in small letters. Raises OleDamaged."""

    def __init__(self, content: bytes):
        if len(content) < 512 or not content.startswith(_SIGNATURE):
            raise OleDamaged
        self._content = content
        (shift,) = struct.unpack_from("<H", content, 30)
        if shift not in (9, 12):
            raise OleDamaged
        self._size = 1 << shift
        self._count = -(-len(content) // self._size) - 1
        directory, mini, master = (struct.unpack_from("<I", content, place)[0] for place in (48, 60, 68))
        tables = [number for number in struct.unpack_from("<109I", content, 76) if number < _LAST_SECTOR]
        seen = set()
        while master < _LAST_SECTOR:
            if master in seen:
                raise OleDamaged
            seen.add(master)
            *numbers, master = self._numbers(self._sector(master))
            tables += [number for number in numbers if number < _LAST_SECTOR]
        if len(set(tables)) != len(tables):
            raise OleDamaged
        self._next = self._numbers(b"".join(self._sector(number) for number in tables))
        self._entries = self._read_directory(self._chain(directory))
        self._mini_start = mini
        self.names = {name for name, _, _, _ in self._entries}

    def _sector(self, number: int) -> bytes:
        if number >= self._count:
            raise OleDamaged
        start = (number + 1) * self._size
        return self._content[start : start + self._size].ljust(self._size, b"\0")

    @staticmethod
    def _numbers(data: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _chain(self, first: int) -> bytes:
        parts, seen = [], set()
        while first < _LAST_SECTOR:
            if first in seen or first >= len(self._next):
                raise OleDamaged
            seen.add(first)
            parts.append(self._sector(first))
            first = self._next[first]
        return b"".join(parts)

    @staticmethod
    def _read_directory(data: bytes) -> list[tuple[str, int, int, int]]:
        """(name, type, first sector, size) of all entries; type 2 is a stream, 5 the root."""
        entries = []
        for place in range(0, len(data) - 127, 128):
            (length,) = struct.unpack_from("<H", data, place + 64)
            kind = data[place + 66]
            if kind == 0 or not 2 <= length <= 64:
                continue
            name = data[place : place + length - 2].decode("utf-16-le", "replace").lower()
            first, size = struct.unpack_from("<II", data, place + 116)
            entries.append((name, kind, first, size))
        return entries

    def stream(self, wanted: str) -> bytes | None:
        """The bytes of the stream of that name (small letters), or None; raises OleDamaged where it is cut off."""
        for name, kind, first, size in self._entries:
            if name == wanted and kind == 2:
                if size > _MAXIMUM_SIZE:
                    raise OleDamaged
                data = self._chain(first) if size >= _MINI_CUTOFF else self._mini_chain(first)
                if len(data) < size:
                    raise OleDamaged
                return data[:size]
        return None

    def _mini_chain(self, first: int) -> bytes:
        root = next((start for _, kind, start, _ in self._entries if kind == 5), _LAST_SECTOR)
        pool, following = self._chain(root), self._numbers(self._chain(self._mini_start))
        parts, seen = [], set()
        while first < _LAST_SECTOR:
            if first in seen or first >= len(following) or first * 64 >= len(pool):
                raise OleDamaged
            seen.add(first)
            parts.append(pool[first * 64 : first * 64 + 64])
            first = following[first]
        return b"".join(parts)

    def workbook(self) -> "Book | None":
        """The workbook in the container, None where it holds none; raises OleDamaged."""
        for name in ("workbook", "book"):
            data = self.stream(name)
            if data is not None:
                return Book(data)
        return None


class Book:
    """The records of a workbook stream: whether it has a password, and where its sheets begin."""

    def __init__(self, data: bytes):
        self._data = data
        self.encrypted = False
        self.sheet_offsets: list[int] = []
        for number, (kind, start, length) in enumerate(self._records(0)):
            if number == 0 and kind != _BOF:
                raise OleDamaged
            if kind == _FILEPASS:
                self.encrypted = True
            elif kind == _BOUNDSHEET and length >= 4:
                self.sheet_offsets.append(struct.unpack_from("<I", data, start)[0])

    def _records(self, place: int):
        """(kind, start of the content, its length) up to the end of this part of the stream, charts within left out."""
        data, end, depth = self._data, len(self._data), 0
        while place + 4 <= end:
            kind, length = struct.unpack_from("<HH", data, place)
            place += 4
            if place + length > end:
                raise OleDamaged
            if kind == _BOF:
                depth += 1
            if depth <= 1:
                yield kind, place, length
            if kind == _EOF:
                depth -= 1
                if depth <= 0:
                    return
            place += length
        raise OleDamaged

    def oddities(self, number: int) -> tuple[list[int], list[int], dict[int, dict[int, str]]]:
        """Hidden rows, hidden columns and error values by row and column of a sheet, all counted from 0."""
        rows: list[int] = []
        columns: set[int] = set()
        errors: dict[int, dict[int, str]] = {}
        data = self._data
        for kind, start, length in self._records(self.sheet_offsets[number]):
            if kind == _ROW and length >= 16:
                if data[start + 12] & 0x20:
                    rows.append(struct.unpack_from("<H", data, start)[0])
            elif kind == _COLINFO and length >= 10:
                first, last, _, _, flags = struct.unpack_from("<5H", data, start)
                if flags & 1:
                    columns.update(range(first, min(last, 255) + 1))
            elif kind == _FORMULA and length >= 14:
                if data[start + 12 : start + 14] == b"\xff\xff" and data[start + 6] == 2:
                    row, column = struct.unpack_from("<HH", data, start)
                    errors.setdefault(row, {})[column] = _ERRORS.get(data[start + 8], "#N/A")
            elif kind == _BOOLERR and length >= 8 and data[start + 7]:
                row, column = struct.unpack_from("<HH", data, start)
                errors.setdefault(row, {})[column] = _ERRORS.get(data[start + 6], "#N/A")
        return rows, sorted(columns), errors
