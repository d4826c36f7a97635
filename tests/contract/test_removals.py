"""Every address that removes something is decided: it has an undo that works, or a reason."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.test import Client
from django.urls import reverse

from mentornet.mail.models import OutboxMessage
from tests.contract.access import MATRIX
from tests.contract.matrix import Outcome
from tests.contract.removals import EXEMPT, OWN_UNDO, RESTORED
from tests.contract.test_fresh import doors
from tests.contract.world import ROLES, World

pytestmark = pytest.mark.django_db

REMOVES = re.compile(
    r"delete|remove|withdraw|dismiss|cancel|leave|_end$|decline|discard|revoke|refuse|exclude"
    r"|stop|unshare|undo|clear|forget|drop"
)


def test_each_removal_is_undone_or_has_its_reason() -> None:
    named = {name for name, _view in doors()}
    removing = {
        name for name in named if REMOVES.search(name) and not name.startswith(("admin:", "api:"))
    }
    listed = [*RESTORED, *OWN_UNDO, *EXEMPT]

    assert sorted(removing - set(listed)) == []
    assert sorted({*listed, *OWN_UNDO.values()} - named) == []
    assert len(listed) == len(set(listed))


def _all_rows(model: Any) -> list[dict[str, Any]]:
    """Every row of the model and of those that go with it, as they are stored."""
    related = [one.related_model for one in model._meta.related_objects]
    return [
        {
            "model": row._meta.label,
            "pk": str(row.pk),
            "fields": serializers.serialize("python", [row]),
        }
        for kind in [model, *related]
        for row in kind._base_manager.order_by("pk")
    ]


@pytest.mark.parametrize("name", RESTORED)
def test_removal_is_undone_to_the_row(name: str, world: World) -> None:
    row = MATRIX[name]
    role = next(one for one in ROLES if row.expected[one] is Outcome.OK)
    model = apps.get_model(RESTORED[name])
    client = Client()
    client.force_login(world.login(role), backend="django.contrib.auth.backends.ModelBackend")
    before, mail = _all_rows(model), OutboxMessage.objects.count()
    data = {**row.data(world), "action": "remove"}

    client.post(reverse(name, kwargs=row.kwargs(world)), data)

    assert len(_all_rows(model)) < len(before)
    page = client.get(reverse("profiles:settings")).content.decode()
    assert f'action="{reverse("profiles:undo")}"' in page

    client.post(reverse("profiles:undo"))

    connection.check_constraints()
    assert _all_rows(model) == before
    assert OutboxMessage.objects.count() == mail
    page = client.get(reverse("profiles:settings")).content.decode()
    assert f'action="{reverse("profiles:undo")}"' not in page
