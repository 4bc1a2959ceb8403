"""Brings the database up to date and fills an empty one with the demo district; called by run.py.

One process for all steps, since each start of Django costs a second. Its last act is to write the name of the
worker's command into the file named by the first argument.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union_site.settings")

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands


def main(answer: Path) -> None:
    django.setup()
    if settings.PRODUCTION:
        raise SystemExit("make run 只用于试用和开发；正式环境请按 deploy/ 中的说明部署。")
    # Looked for by whitenoise at every start.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    if not apps.get_model("core", "District").objects.exists():
        print("» 数据库是空的，正在装入演示区（虚构数据）", flush=True)
        call_command("demo")
    answer.write_text("worker" if "worker" in get_commands() else "db_worker")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
