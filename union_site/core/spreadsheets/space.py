"""Is there room for an upload? Asked before anything of it is stored."""

import shutil
from pathlib import Path

from django.conf import settings

FACTOR = 3  # the file itself, its staged rows, what the database writes beside them
FULL = "服务器的磁盘空间不足，暂时不能上传。没有保存任何内容，请联系系统管理员清理空间后再试。"


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
