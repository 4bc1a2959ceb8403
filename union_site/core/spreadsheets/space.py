"""Is there room? Asked before an upload is stored, read or written into the registers; and what if there was none."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

FACTOR = 3  # the file itself, its staged rows, what the database writes beside them
FULL = "服务器的磁盘空间不足，暂时不能上传。没有保存任何内容，请联系系统管理员清理空间后再试。"
NOT_READ = "服务器的磁盘空间不足，没有读取。请联系系统管理员清理空间后重新上传。"
NOT_WRITTEN = (
    "服务器的磁盘空间不足，已停止写入，已写入的行都完整保存。请联系系统管理员清理空间，再打开这次导入，选择“继续导入”。"
)
_PG_DISK_FULL = "53100"


class DiskFull(Exception):
    """The disk was full in the middle of the work; the transaction was rolled back."""


@contextmanager
def noticed() -> Iterator[None]:
    """Raises DiskFull where the database or the file system says that there is no room left."""
    try:
        yield
    except (DatabaseError, OSError) as error:
        if _is_full(error):
            raise DiskFull from error
        raise


def _is_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "disk is full" in str(error) or getattr(error.__cause__, "pgcode", None) == _PG_DISK_FULL


def has_room(size: int) -> bool:
    """Whether files and database can take an upload of `size` bytes and leave the reserve free."""
    needed = FACTOR * size + settings.UPLOAD_FREE_BYTES
    return all(shutil.disk_usage(folder).free >= needed for folder in _folders())


def _folders() -> set[Path]:
    """Where files are stored, and the database if it is a file here; the nearest folders that are there."""
    places = [Path(settings.FILES_ROOT)]
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        places.append(Path(database["NAME"]))
    return {next(folder for folder in (place, *place.parents) if folder.is_dir()) for place in places}
