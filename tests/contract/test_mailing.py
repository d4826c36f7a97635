"""No tap mails others by accident: see mailing.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from mentornet.models import OutboxMessage
from tests.contract.access import MATRIX
from tests.contract.mailing import ASKS, FORMS, MEETINGS, TAPS
from tests.contract.matrix import Outcome, Row
from tests.contract.world import ROLES, World

pytestmark = pytest.mark.django_db
POSTS = sorted(name for name, row in MATRIX.items() if row.method == "post")


def told(world: World, name: str, row: Row) -> set[str]:
    """Whose addresses are mailed when somebody who may posts to *name* once, their own left out."""
    found: set[str] = set()
    for role in ROLES:
        if row.expected[role] != Outcome.OK:
            continue
        client = Client()
        user = world.login(role)
        if user:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        with transaction.atomic():
            OutboxMessage.objects.all().delete()
            path = name if name.startswith("/") else reverse(name, kwargs=row.kwargs(world))
            client.post(path, row.data(world))
            to = set(
                OutboxMessage.objects.exclude(recipient="").values_list("recipient", flat=True)
            )
            transaction.set_rollback(True)
        found |= to - ({user.email} if user else set())
    return found


def test_the_acts_that_mail_others_are_those_that_say_how(world: World, folder: Path, settings):
    settings.MENTORNET_DEMO = True
    settings.VAR_DIR = settings.MEDIA_ROOT = folder
    mailing = {name for name in POSTS if told(world, name, MATRIX[name])}
    assert mailing - MEETINGS == set(TAPS)


def test_each_of_them_is_an_address_and_stands_in_one_list():
    lists = [ASKS, FORMS, MEETINGS, set(TAPS)]
    assert set().union(*lists) - set(MATRIX) == set()
    assert sum(map(len, lists)) == len(set().union(*lists))
