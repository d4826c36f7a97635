"""The people to be kept apart from: confidential, and the same everywhere."""

from __future__ import annotations

import pytest
from django.urls import reverse

from networks.models import Exclusion
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
)
from tests.support.matching import client_of, post

pytestmark = pytest.mark.django_db


def test_apart_is_added_seen_by_oneself_and_removed() -> None:
    own = EnrollmentFactory()
    other = MembershipFactory(institution=own.program.institution, family_name="Rival")
    client = client_of(own.member)

    found = client.get(reverse("matching:apart", args=[own.program_id]), {"q": "Riv"})
    assert "Keep apart" in found.content.decode()
    post(client, "apart_change", own.program_id, "add", member=other.pk)
    assert Exclusion.objects.get().reach == "pair"
    page = post(client, "apart_change", own.program_id, "remove", member=other.pk)

    assert "Your list is empty." in page.content.decode()
    assert Exclusion.objects.count() == 0
