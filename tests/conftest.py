"""The fixed cast: a small district and one user of each role. Every test of rights uses these people."""

import hashlib
import os
import shutil
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from hypothesis import settings as hypothesis_settings

from members.models import Organization
from members.services import tree
from union_site.core.models import Department, District, Grant, RegisterDepartment, User
from union_site.core.registry import registers

# The same examples in every run, and many fresh ones before a release (HYPOTHESIS_PROFILE=release).
hypothesis_settings.register_profile("test", max_examples=100, deadline=None, derandomize=True)
hypothesis_settings.register_profile("release", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))

_MIGRATIONS = sorted(Path(settings.BASE_DIR).glob("*/migrations/*.py")) + sorted(
    Path(settings.BASE_DIR).glob("*/*/migrations/*.py")
)
_STATE = hashlib.sha256(django.__version__.encode() + b"".join(path.read_bytes() for path in _MIGRATIONS))
MIGRATED = Path(settings.VAR_DIR) / "cache" / f"test-{_STATE.hexdigest()[:16]}.sqlite3"
PASSWORD = "Yunchuan#2021"  # noqa: S105


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, tmp_path_factory, django_db_use_migrations
):
    """On SQLite a file of this run's own: threads of jobs need one, and a killed run must not spoil the next."""
    default = connections.settings["default"]
    if _on_sqlite():
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        default["TEST"]["NAME"] = str(name)
        if django_db_use_migrations and MIGRATED.exists():
            shutil.copyfile(MIGRATED, name)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb, django_db_use_migrations):
    """A copy of the migrated database is taken as it is; only what is new would be migrated."""
    return django_db_keepdb or (django_db_use_migrations and _on_sqlite() and MIGRATED.exists())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, django_db_use_migrations):
    """Keep the migrated database for the next run: to migrate takes longer than many tests."""
    if django_db_use_migrations and _on_sqlite() and not MIGRATED.exists():
        MIGRATED.parent.mkdir(parents=True, exist_ok=True)
        part = MIGRATED.with_suffix(f".{os.getpid()}")
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(part)])
        part.replace(MIGRATED)


def _on_sqlite() -> bool:
    return connections.settings["default"]["ENGINE"] == "django.db.backends.sqlite3"


@pytest.fixture(autouse=True)
def _quick(settings, tmp_path):
    """Fast password hashes, jobs at once, files in a folder of the test's own."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend", "ENQUEUE_ON_COMMIT": False}
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "union_site.core.files.EncryptedStorage", "OPTIONS": {"location": tmp_path / "files"}},
    }


@pytest.fixture
def district(db):
    return District.objects.create(name="云川区总工会", short_name="云川区", superior_name="江临市总工会")


@pytest.fixture
def make_union(district):
    """make_union(name, kind, parent=None, founded_on=…) adds a union to the tree."""

    def make(name, kind=Organization.Kind.SINGLE, parent=None, **fields):
        fields.setdefault("founded_on", timezone.datetime(2010, 1, 1).date())
        return tree.add(Organization(district=district, name=name, kind=kind, parent=parent, **fields))

    return make


@pytest.fixture
def root(make_union):
    return make_union("云川区总工会", Organization.Kind.DISTRICT)


@pytest.fixture
def town(make_union, root):
    return make_union("青石镇总工会", Organization.Kind.TOWN, root)


@pytest.fixture
def other_town(make_union, root):
    return make_union("白鹭街道总工会", Organization.Kind.STREET, root)


@pytest.fixture
def union(make_union, town):
    return make_union("云川兴榆商贸有限公司工会", Organization.Kind.SINGLE, town)


@pytest.fixture
def other_union(make_union, other_town):
    return make_union("云川凯睿医药化工有限公司工会", Organization.Kind.SINGLE, other_town)


@pytest.fixture
def departments(district):
    """权益保障部 keeps the welfare registers, 基层工作部 organisations, employers and members."""
    kept = {
        "权益保障部": [key for key, viewset in registers.items() if viewset.model._meta.app_label == "welfare"],
        "基层工作部": ["organization", "affiliation", "employer", "member", "transfer_request", "election", "post"],
    }
    made = {}
    for position, (name, keys) in enumerate(kept.items()):
        made[name] = Department.objects.create(district=district, code=f"d{position}", name=name, position=position)
        RegisterDepartment.objects.bulk_create(RegisterDepartment(department=made[name], register=key) for key in keys)
    return made


@pytest.fixture
def make_user(district):
    """make_user(username, name, role, organization=None, department=None) → a user with one grant."""

    def make(username, name, role, organization=None, department=None):
        user = User.objects.create_user(username, PASSWORD, name=name, district=district)
        Grant.objects.create(
            user=user,
            role=role,
            organization=organization,
            department=department,
            from_day=timezone.datetime(2020, 1, 1).date(),
        )
        return user

    return make


@pytest.fixture
def clerk(make_user, union):
    return make_user("clerk", "王芳", "grassroots_clerk", union)


@pytest.fixture
def stranger(make_user, other_union):
    return make_user("stranger", "李强", "grassroots_clerk", other_union)


@pytest.fixture
def town_clerk(make_user, town):
    return make_user("town_clerk", "陈静", "town_clerk", town)


@pytest.fixture
def officer(make_user, root, departments):
    return make_user("officer", "赵敏", "district_officer", root, departments["权益保障部"])


@pytest.fixture
def org_officer(make_user, root, departments):
    return make_user("org_officer", "孙伟", "district_officer", root, departments["基层工作部"])


@pytest.fixture
def editor(make_user, root):
    return make_user("editor", "周文", "editor", root)


@pytest.fixture
def leader(make_user, root):
    return make_user("leader", "吴主席", "leader", root)


@pytest.fixture
def system_admin(make_user, root):
    return make_user("system_admin", "系统管理员", "system_admin")


@pytest.fixture
def security_admin(make_user, root):
    return make_user("security_admin", "安全管理员", "security_admin")


@pytest.fixture
def auditor(make_user, root):
    return make_user("auditor", "安全审计员", "audit_admin")


@pytest.fixture
def cast(clerk, stranger, town_clerk, officer, org_officer, editor, leader, system_admin, security_admin, auditor):
    """All of them by user name."""
    people = (clerk, stranger, town_clerk, officer, org_officer, editor, leader, system_admin, security_admin, auditor)
    return {user.username: user for user in people}


@pytest.fixture
def client_of(db):
    """client_of(user) → a Django test client signed in as the user."""

    def sign_in(user):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in
