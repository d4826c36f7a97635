"""The Celery application: `celery -A mentornet worker`, `celery -A mentornet beat`."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")

# Celery's messages in a table, where there is no Redis.
TRANSPORT_ALIASES.setdefault("wakeups", "mentornet.jobs.broker:Transport")

app = Celery("mentornet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def say_that_workers_run(instance: Any, **facts: Any) -> None:
    """Let each worker note in the database that it runs."""
    # Its table needs the apps, and they need this module.
    from mentornet.jobs.seen import SeenStep  # noqa: PLC0415

    app.steps["worker"].add(SeenStep)
