"""Child processes that never outlive this one; shared by run.py and test.py. Standard library only."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
_PR_SET_PDEATHSIG = 1


class Stopped(Exception):
    """The user (Ctrl-C) or the system (TERM, hang-up) asked for the end."""


def stop_on_signals() -> None:
    """Turn INT, TERM and HUP into `Stopped`, so that every `finally` runs."""

    def stop(number: int, frame: FrameType | None) -> None:
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)  # a second Ctrl-C must not interrupt the tidying up
        raise Stopped

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, stop)


def listen(first: int = 8000, tries: int = 100) -> socket.socket:
    """Return a listening socket on 127.0.0.1, on port `first` or the next one that is free.

    The socket itself is handed to the server, so no other program can take the port in between.
    """
    for port in range(first, first + tries):
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("127.0.0.1", port))
            sock.listen(128)
        except OSError:
            sock.close()
        else:
            return sock
    raise SystemExit(f"{first} 至 {first + tries - 1} 的端口都已被占用，请用 PORT=端口号 make run 另选一个。")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def start(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, pass_fds: Sequence[int] = (), **options: object
) -> subprocess.Popen:
    """Start `command` as the head of a process group of its own, which ends when this process ends.

    The terminal's Ctrl-C thus reaches this process alone, which then ends its children in order; and if this
    process is killed outright, the kernel sends the child a TERM.
    """
    parent = os.getpid()

    def bind_to_parent() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:  # it died before the line above
                os._exit(1)

    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        pass_fds=pass_fds,
        start_new_session=True,
        preexec_fn=bind_to_parent,
        **options,
    )


def end(process: subprocess.Popen, *, sign: int = signal.SIGTERM, patience: float = 15) -> None:
    """End a process started by `start` with all that it started itself: politely, then by force."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(sign)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def wait_until(condition: object, process: subprocess.Popen, patience: float) -> bool:
    """Ask `condition()` until it is true (True), or until the process has ended or patience has (False)."""
    until = time.monotonic() + patience
    while time.monotonic() < until and process.poll() is None:
        if condition():
            return True
        time.sleep(0.1)
    return False
