"""The Celery application: `celery -A mentornet worker`, `celery -A mentornet beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentornet.settings")

app = Celery("mentornet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
