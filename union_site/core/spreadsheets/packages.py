"""Compressed packages of workbooks (.zip): unfolded in memory, with limits, before anything of them is kept."""

import io
import stat
import zipfile
from pathlib import PurePosixPath
from typing import NamedTuple

from union_site.core.crypto import mask_numbers
from union_site.core.spreadsheets.guard import MEGABYTE

MOST_ENTRIES = 2000  # of any kind: folders and what is ignored count too
MOST_FILES = 60
MOST_BYTES = 100 * MEGABYTE  # unfolded, all files together
MOST_RATIO, RATIO_FROM = 150, 8 * MEGABYTE  # unfolded to packed; smaller contents are never called a bomb
_UTF8_NAME, _ENCRYPTED = 0x800, 0x1
_WORKBOOK_PARTS = ("[content_types].xml", "mimetype", "meta-inf/manifest.xml")
_PACKAGES = (".zip", ".rar", ".7z", ".gz", ".tar", ".tgz")
_FOREIGN_FOLDER = "__MACOSX"  # what macOS adds beside each file

MESSAGES = {
    "damaged": "压缩包“{name}”已损坏或不完整，无法打开。请重新压缩，或直接上传其中的表格。",
    "encrypted": "压缩包“{name}”设有密码，系统无法读取。请去掉密码后重新压缩，或直接上传其中的表格。",
    "nested": "压缩包“{name}”里还有压缩包“{inner}”。请先解压，把表格放在同一个压缩包里，或直接上传表格。",
    "empty": "压缩包“{name}”里没有表格。请核对是否选错了文件。",
    "too_many": "压缩包“{name}”里的文件超过{limit}个的上限。请分成几个压缩包上传。",
    "too_large": "压缩包“{name}”里的“{inner}”超过{limit}兆字节的上限。请拆成几个文件后上传。",
    "bomb": "压缩包“{name}”解压后的内容异常庞大，已拒绝读取。请直接上传其中的表格。",
}
"""Why a package is refused and what its sender can do, by code."""


class PackageError(ValueError):
    """The package is refused as a whole; `code` is a key of MESSAGES, `message` says in Chinese why."""

    def __init__(self, code: str, name: str, **details):
        self.code = code
        self.message = MESSAGES[code].format(name=name, **details)
        super().__init__(self.message)


class Member(NamedTuple):
    """A file of a package: its name without folders, personal numbers masked, and its bytes."""

    name: str
    content: bytes


def is_package(content: bytes, name: str) -> bool:
    """Whether a file called .zip is a package; a workbook that was renamed is none."""
    if not name.lower().endswith(".zip"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return not any(part.lower() in _WORKBOOK_PARTS for part in package.namelist())
    except Exception:  # hostile bytes raise many kinds; unfolding says that it is damaged
        return True


def unfold(content: bytes, name: str, *, most_bytes_each: int) -> list[Member]:
    """The files of a package in its order; `most_bytes_each` for one of them. Raises PackageError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _members(package, name, len(content), most_bytes_each)
    except PackageError:
        raise
    # Hostile bytes make zipfile and zlib raise a dozen unrelated exceptions; all of them mean the same to the sender.
    except Exception as error:
        raise PackageError("damaged", name) from error


def _members(package: zipfile.ZipFile, name: str, packed: int, most_bytes_each: int) -> list[Member]:
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES:
        raise PackageError("too_many", name, limit=MOST_FILES)
    wanted = [(path.name, entry) for entry in entries if (path := _path(entry)) is not None]
    if not wanted:
        raise PackageError("empty", name)
    if len(wanted) > MOST_FILES:
        raise PackageError("too_many", name, limit=MOST_FILES)
    found, total = [], 0
    for inner, entry in wanted:
        if entry.flag_bits & _ENCRYPTED:
            raise PackageError("encrypted", name)
        if inner.lower().endswith(_PACKAGES):
            raise PackageError("nested", name, inner=mask_numbers(inner))
        with package.open(entry) as file:
            content = file.read(most_bytes_each + 1)
        total += len(content)
        if total > MOST_BYTES or (total > RATIO_FROM and total > packed * MOST_RATIO):
            raise PackageError("bomb", name)
        if len(content) > most_bytes_each:
            raise PackageError("too_large", name, inner=mask_numbers(inner), limit=most_bytes_each // MEGABYTE)
        found.append(Member(mask_numbers(inner), content))
    return found


def _path(entry: zipfile.ZipInfo) -> PurePosixPath | None:
    """Where a file stands in the package; None for folders, links and what systems and Office leave behind."""
    if entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16):
        return None
    path = PurePosixPath(_decoded(entry).replace("\\", "/"))
    if not path.name or _FOREIGN_FOLDER in path.parts or path.name.startswith(("~$", ".")):
        return None
    return None if path.name.lower() in ("thumbs.db", "desktop.ini") else path


def _decoded(entry: zipfile.ZipInfo) -> str:
    """The name as its sender saw it: Chinese systems write GBK (or UTF-8) without saying so."""
    if entry.flag_bits & _UTF8_NAME:
        return entry.filename
    raw = entry.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename
