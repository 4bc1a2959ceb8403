"""Runs the site on this machine: prepares the database, starts web server and worker, ends both together.

    PORT=8100 make run      another port to begin with (default 8000; the next free one is taken)
    WEB_WORKERS=4 make run  more server processes (default 2)

Only 127.0.0.1 is listened on. For a real installation see deploy/.
"""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request

from processes import PYTHON, Stopped, end, listen, start, stop_on_signals, wait_until


def answers(address: str) -> bool:
    """Whether the site gives any answer at all at `address`."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(address, timeout=5).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def prepare() -> bool:
    """Migrate, load the demo into an empty database, list the demo accounts; whether all went well."""
    process = start([PYTHON, "deploy/local/prepare.py"])
    try:
        return process.wait() == 0
    finally:
        end(process)


def main() -> int:
    stop_on_signals()
    running: dict[str, subprocess.Popen] = {}
    try:
        if not prepare():
            print("数据库未能准备好，原因见上。", file=sys.stderr)
            return 1
        wanted = int(os.environ.get("PORT", "8000"))
        sock = listen(wanted)
        port = sock.getsockname()[1]
        if port != wanted:
            print(f"» 端口 {wanted} 已被占用，改用 {port}", flush=True)
        web = [PYTHON, "-m", "gunicorn", "union_site.wsgi:application", "--bind", f"fd://{sock.fileno()}"]
        web += ["--workers", os.environ.get("WEB_WORKERS", "2"), "--threads", "4", "--preload"]
        web += ["--timeout", "120", "--graceful-timeout", "5", "--log-level", "warning"]
        running["网站"] = start(web, pass_fds=[sock.fileno()])
        running["后台任务"] = start([PYTHON, "-u", "manage.py", "worker"])
        sock.close()
        address = f"http://127.0.0.1:{port}/"
        if not wait_until(lambda: answers(address), running["网站"], patience=60):
            print("网站没有启动成功，原因见上。", file=sys.stderr)
            return 1
        print(f"\n  网站已经启动：{address}\n  按 Ctrl-C 停止。\n", flush=True)
        while True:
            for name, process in list(running.items()):
                if process.poll() == 0 and name == "后台任务":
                    del running[name]  # the settings let tasks be done at once: no worker is needed
                elif process.poll() is not None:
                    print(f"“{name}”进程意外结束（退出码 {process.returncode}），全部停止。", file=sys.stderr)
                    return 1
            time.sleep(0.5)
    except Stopped:
        print("\n» 正在停止…", flush=True)
        return 0
    finally:
        for process in reversed(running.values()):
            end(process)
        if running:
            print("» 已全部停止。", flush=True)


if __name__ == "__main__":
    sys.exit(main())
