"""A zip package in which some parts are exchanged and all others keep their very bytes: part of the child process."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterable

from child_patch_xml import PatchRefused

_PIECE = 1024 * 1024
_LEVEL = 4
_UTF8 = 0x800


class Package:
    """Parts by name, whatever their case; `write` puts together what was replaced, added, removed and left alone."""

    def __init__(self, content: bytes):
        self._content = content
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self._infos = package.infolist()
        self._by_name = {info.filename.lower(): info for info in self._infos}
        self._replaced: dict[str, Iterable[bytes]] = {}
        self._removed: set[str] = set()

    def __contains__(self, name: str) -> bool:
        name = name.lower()
        return name in self._replaced or (name in self._by_name and name not in self._removed)

    def read(self, name: str) -> bytes:
        name = name.lower()
        if name in self._replaced:
            return b"".join(self._replaced[name])
        info = self._by_name.get(name)
        if info is None or name in self._removed:
            raise PatchRefused("unreadable")
        packed = self._packed(info)
        if info.compress_type == zipfile.ZIP_STORED:
            return packed
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, info.file_size)

    def replace(self, name: str, pieces: Iterable[bytes]) -> None:
        """Give a part new content, or add it. An iterator is read once, when the package is written."""
        self._replaced[name.lower()] = pieces
        if name.lower() not in self._by_name:
            self._infos.append(zipfile.ZipInfo(name))
            self._by_name[name.lower()] = self._infos[-1]

    def remove(self, name: str) -> None:
        self._removed.add(name.lower())

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern with {} that no part has."""
        number = 1
        while pattern.format(number).lower() in self._by_name:
            number += 1
        return pattern.format(number)

    def _packed(self, info: zipfile.ZipInfo) -> bytes:
        name_length, extra_length = struct.unpack_from("<HH", self._content, info.header_offset + 26)
        start = info.header_offset + 30 + name_length + extra_length
        return self._content[start : start + info.compress_size]

    def write(self) -> io.BytesIO:
        out = io.BytesIO()
        directory = []
        for info in self._infos:
            name = info.filename.lower()
            if name in self._removed:
                continue
            offset, method = out.tell(), info.compress_type
            if name in self._replaced:
                method = zipfile.ZIP_DEFLATED
                out.write(_local_header(info, method, 0, 0, 0))
                checksum, packed, size = _deflate(out, self._replaced.pop(name))
                end = out.tell()
                out.seek(offset)
                out.write(_local_header(info, method, checksum, packed, size))
                out.seek(end)
            else:
                checksum, packed, size = info.CRC, info.compress_size, info.file_size
                out.write(_local_header(info, method, checksum, packed, size))
                out.write(self._packed(info))
            directory.append(_directory_entry(info, method, checksum, packed, size, offset))
        start = out.tell()
        for entry in directory:
            out.write(entry)
        count, length = len(directory), out.tell() - start
        out.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, length, start, 0))
        return out


def _deflate(out: io.BytesIO, pieces: Iterable[bytes]) -> tuple[int, int, int]:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    checksum = size = packed = 0
    for long in pieces:
        view = memoryview(long)
        for start in range(0, len(view), _PIECE):
            piece = view[start : start + _PIECE]
            checksum, size = zlib.crc32(piece, checksum), size + len(piece)
            packed += out.write(packer.compress(piece))
    packed += out.write(packer.flush())
    return checksum, packed, size


def _name_of(info: zipfile.ZipInfo) -> tuple[bytes, int]:
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        try:
            return name.encode("ascii"), 0
        except UnicodeEncodeError:
            return name.encode("cp437"), 0
    return name.encode(), _UTF8


def _moment(info: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, max(year - 1980, 0) << 9 | month << 5 | day


def _local_header(info: zipfile.ZipInfo, method: int, checksum: int, packed: int, size: int) -> bytes:
    name, flags = _name_of(info)
    numbers = (20, flags, method, *_moment(info), checksum, packed, size, len(name), 0)
    return struct.pack("<4s5H3L2H", b"PK\3\4", *numbers) + name


def _directory_entry(info: zipfile.ZipInfo, method: int, checksum: int, packed: int, size: int, offset: int) -> bytes:
    name, flags = _name_of(info)
    numbers = (20, 20, flags, method, *_moment(info), checksum, packed, size, len(name), 0, 0, 0, 0)
    return struct.pack("<4s6H3L5H2L", b"PK\1\2", *numbers, info.external_attr & 0xFFFFFFFF, offset) + name


def resolve(target: str, base: str) -> str:
    """The name of the part that a relation of the part `base` points to."""
    target = target.replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(base), target))
