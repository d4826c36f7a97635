"""What every test stands on: services that may be missing, and settings that make tests quick."""

from __future__ import annotations

import gc
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
import redis
from django.conf import settings as live
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, is_hypothesis_test
from hypothesis import settings as hypothesis_settings

from mentornet.celery import app as celery_app
from mentornet.jobs.wake import reset_pending
from mentornet.mail import outbox
from mentornet.pdf import can_make_pdf
from tests.support import flush, quick_start
from tests.support.examples import examples
from tests.support.shared_world import (
    folder,
    pytest_runtest_teardown,
    shared_world,
    shares_world,
    world,
    world_goes_first,
)
from tests.support.template_database import make_template

__all__ = ["folder", "pytest_runtest_teardown", "shared_world", "world", "world_goes_first"]

REDIS = redis.Redis.from_url(live.REDIS_URL or "redis://")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

# The examples are the same in every run, so that a test that passed yesterday passes today; their
# number is raised where rare cases matter.
hypothesis_settings.register_profile(
    "mentornet",
    max_examples=examples(60),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("mentornet")


def require_service(name: str, present: bool) -> None:
    """Skip the test when the service is missing; fail it where all services are promised."""
    if present:
        return
    if os.environ.get("REQUIRE_SERVICES") == "1":
        pytest.fail(f"{name} is missing, and REQUIRE_SERVICES=1 promises it.", pytrace=False)
    pytest.skip(f"{name} is missing")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_keepdb: bool,
    django_db_blocker,
) -> None:
    """Let each run copy a migrated database; migrations that it should lack are run all the same."""
    if django_db_keepdb:
        return
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["TEMPLATE"] = make_template()


# What waits for other processes begins first, so that nobody is left alone with it at the end. One
# worker's database is made meanwhile, and copied; what needs none gives the others something to do.
ORDER = (
    "tests/mentornet/jobs/test_broker_chaos.py",
    "tests/mentornet/mail/test_outbox_chaos.py",
    "tests/mentornet/jobs/test_restart.py",
    "tests/matching/engine/",
    "tests/e2e/",
    "tests/contract/test_promises.py",
    "tests/contract/test_texts.py",
    # Of those that share the world: single tests of half a minute.
    "tests/contract/test_scopes.py",
    "tests/contract/test_mailing.py",
    "tests/contract/test_editing.py",
    "tests/contract/test_api_matrix.py",
    "tests/contract/test_barred.py",
    "tests/contract/takeover/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the long tests begin first; no data come from migrations, so flushing takes none away.

    Those that share a world come last, as it is made once for them: see tests/support/shared_world.py.
    """

    def place(item: pytest.Item) -> tuple[bool, int]:
        starts = [item.nodeid.startswith(path) for path in ORDER]
        return shares_world(item), starts.index(True) if any(starts) else len(ORDER)

    items.sort(key=place)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what `make test-long` runs again with all examples: see tests/support/examples.py."""
    if isinstance(item, pytest.Function) and is_hypothesis_test(item.obj):
        item.add_marker("generated")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: a test often waits for a server, a browser or another process."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk through it hundreds of times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_sessionfinish() -> None:
    """What was cached goes."""
    empty_cache()


def pytest_configure() -> None:
    """Workers, and whole runs, may share a Redis: each one's keys begin as nobody else's.

    Tests connect as the owner, who may make databases and whom no policy holds: so a test writes and
    reads what it likes, while whatever comes in through one of the product's doors is run as the
    application's role, in the same transaction.
    """
    flush.install()
    quick_start.install()
    live.CACHES["default"]["KEY_PREFIX"] = f"test-{uuid4().hex}"
    if live.DATABASE_OWNER_URL:
        live.DATABASES.pop("operations", None)
        owner = {name: live.OWNER_DATABASE[name] for name in ("USER", "PASSWORD", "HOST", "PORT")}
        live.DATABASES["default"] |= owner | {"ASSUME_ROLES": True}


def empty_cache() -> None:
    """Forget what this process has cached, and nothing of anybody else's."""
    if not live.REDIS_URL:
        cache.clear()
        return
    ours = list(REDIS.scan_iter(f"{cache.key_prefix}:*", count=1_000))
    if ours:
        REDIS.delete(*ours)


@pytest.fixture(autouse=True)
def quick_and_alone(settings, tmp_path: Path) -> None:
    """Cheap password hashes, mail in memory, files in a folder of the test's own, an empty cache."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.VAR_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"
    celery_app.conf.broker_url = "memory://"
    empty_cache()


@pytest.fixture
def django_capture_on_commit_callbacks(django_capture_on_commit_callbacks):
    """Count from here: what the test queued before, in the same transaction, is nobody's wake-up."""

    @contextmanager
    def capture(**options):
        reset_pending()
        with django_capture_on_commit_callbacks(**options) as callbacks:
            yield callbacks

    return capture


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A request leaves its language in force, as it may: the next test begins in English again."""
    yield
    translation.activate("en")


@pytest.fixture(autouse=True)
def unrendered_mail(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What could not be rendered: a test that does not look at it, and take it out, fails."""
    failed: list[str] = []
    log = outbox.logger.error

    def note(message: str, *values: object) -> None:
        log(message, *values)
        failed.append(message % values)

    monkeypatch.setattr(outbox.logger, "error", note)
    yield failed
    assert failed == []


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    require_service("Chromium", bool(CHROMIUM))
    return CHROMIUM


@pytest.fixture(scope="session")
def pango() -> None:
    """The libraries that PDF files are drawn with."""
    require_service("Pango", can_make_pdf())


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock of limits by the minute in the middle of one, which a test could cross otherwise."""
    moment = time.time() // 60 * 60 + 30
    monkeypatch.setattr("mentornet.api.limits.time", SimpleNamespace(time=lambda: moment))
