"""Brings the database up to date, fills an empty one with the demo district, lists its accounts; called by run.py.

One process for all steps, since each start of Django costs a second.
"""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "union_site.settings")

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command


def main() -> None:
    django.setup()
    if settings.PRODUCTION:
        raise SystemExit("make run 只用于试用和开发；正式环境请按 deploy/ 中的说明部署。")
    # Looked for by whitenoise at every start.
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    is_empty = not apps.get_model("core", "District").objects.exists()
    if is_empty:
        print("» 数据库是空的，正在装入演示区（虚构数据）", flush=True)
    call_command("demo", accounts=not is_empty)  # lists the accounts in the end, too


if __name__ == "__main__":
    main()
