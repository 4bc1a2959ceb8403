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
LENGTH = 32  # bytes of a data key (AES-256) and of the index key
DATA_KEYS_FORM = (
    "DATA_KEYS 的格式是“编号:base64(32 字节)”，编号为 0 至 255 且互不相同，多个以英文逗号分隔，第一个用于加密。"
)
INDEX_KEY_FORM = "INDEX_KEY 应是 32 字节的 base64（生成方法见 .env.example）。"


def load_or_make(path: Path) -> dict[str, str]:
    """Return {SECRET_KEY, DATA_KEYS, INDEX_KEY}, reading `path` or writing it (mode 0600) when it is missing."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = {
            "SECRET_KEY": LOCAL_PREFIX + secrets.token_urlsafe(50),
            "DATA_KEYS": "1:" + _local_key(),
            "INDEX_KEY": _local_key(),
        }
        fresh = path.with_suffix(f".{os.getpid()}.tmp")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(keys, file)
        with contextlib.suppress(FileExistsError):  # the first of several processes wins, the others read its keys
            os.link(fresh, path)
        fresh.unlink()
    return json.loads(path.read_text())


def _local_key() -> str:
    """A random key that tells that it was made for local use (208 of its 256 bits are random)."""
    return base64.b64encode(LOCAL_PREFIX.encode() + secrets.token_bytes(LENGTH - len(LOCAL_PREFIX))).decode()


def check(data_keys: str, index_key: str, *, production: bool) -> None:
    """Raise ValueError when a key is missing or malformed, and in production when it was made for local use.

    Without this an empty INDEX_KEY would go unnoticed, and blind indexes could be computed by anybody.
    """
    parts = [part.strip().partition(":") for part in data_keys.split(",")]
    numbers = [int(number) if number.isascii() and number.isdigit() else -1 for number, _, _ in parts]
    if min(numbers) < 0 or max(numbers) > 255 or len(set(numbers)) < len(numbers):
        raise ValueError(DATA_KEYS_FORM)
    keys = [(key, "DATA_KEYS", DATA_KEYS_FORM) for _, _, key in parts] + [(index_key, "INDEX_KEY", INDEX_KEY_FORM)]
    for text, name, form in keys:
        try:
            key = base64.b64decode(text, validate=True)
        except ValueError:
            raise ValueError(form) from None
        if len(key) != LENGTH:
            raise ValueError(form)
        if production and key.startswith(LOCAL_PREFIX.encode()):
            refuse_local(LOCAL_PREFIX, name)


def refuse_local(value: str, name: str) -> str:
    """Return `value`, or raise ValueError when it is a key made for local use."""
    if value.startswith(LOCAL_PREFIX):
        raise ValueError(f"{name} 是本地开发用的密钥，正式环境请另行生成（见 .env.example）。")
    return value


def named_hosts(hosts: list[str]) -> list[str]:
    """The hosts of an installation, each by its name. Raises ValueError: a wildcard would answer to any name in a link."""
    if not hosts or any(host.strip() in ("", "*", ".") for host in hosts):
        raise ValueError("ALLOWED_HOSTS 要逐个写明主机名，不能为空，也不能写“*”。")
    return hosts
