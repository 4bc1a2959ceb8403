"""Keys for local use: made once into an untracked file, refused by production settings.

A newcomer must be able to run every manage.py command without an environment; an office must never run on keys that
a script made. Hence the file's keys carry a prefix by which `refuse_local` recognises them.
"""

import base64
import contextlib
import json
import os
import secrets
from pathlib import Path

LOCAL_PREFIX = "local-"


def load_or_make(path: Path) -> dict[str, str]:
    """Return {SECRET_KEY, DATA_KEYS, INDEX_KEY}, reading `path` or writing it (mode 0600) when it is missing."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = {
            "SECRET_KEY": LOCAL_PREFIX + secrets.token_urlsafe(50),
            "DATA_KEYS": "1:" + base64.b64encode(secrets.token_bytes(32)).decode(),
            "INDEX_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        }
        fresh = path.with_suffix(f".{os.getpid()}.tmp")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(keys, file)
        with contextlib.suppress(FileExistsError):  # the first of several processes wins, the others read its keys
            os.link(fresh, path)
        fresh.unlink()
    return json.loads(path.read_text())


def refuse_local(value: str, name: str) -> str:
    """Return `value`, or raise ValueError when it is a key made for local use."""
    if value.startswith(LOCAL_PREFIX):
        raise ValueError(f"{name} 是本地开发用的密钥，正式环境请另行生成（见 .env.example）。")
    return value
