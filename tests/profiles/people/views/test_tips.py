"""Four pages have a tip; a button takes it away for good, and Settings bring it back."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import CheckIn, Meeting, MeetingTime
from networks.models import Tie
from profiles.models import DismissedTips
from profiles.people.domain.tips import TIPS
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import TieFactory

pytestmark = pytest.mark.django_db


def pages(tie: Tie) -> dict[str, str]:
    """Return the pages that have a tip for the mentee of *tie*, by its name."""
    meeting = Meeting.objects.create(
        institution=tie.institution, tie=tie, state="proposed", created_by=tie.mentor
    )
    MeetingTime.objects.create(
        institution=tie.institution, meeting=meeting, starts_at=timezone.now()
    )
    asked = CheckIn.objects.create(
        institution=tie.institution,
        tie=tie,
        member=tie.protege,
        state="asked",
        due_on=timezone.localdate(),
        due_at=timezone.now(),
    )
    return {
        "network_map": reverse("networks:network"),
        "sharing": reverse("profiles:assessment_sharing"),
        "offered_times": reverse("evaluations:meeting", args=[meeting.pk]),
        "check_in": reverse("evaluations:own_check_in", args=[asked.pk, "met"]),
    }


def shown(client: Client, page: str) -> list[str]:
    said = client.get(page).content.decode()
    return [
        name for name in TIPS if f'action="{reverse("profiles:tip_dismiss", args=[name])}"' in said
    ]


def test_each_page_shows_its_tip_until_it_is_dismissed_and_again_on_request() -> None:
    tie = TieFactory()
    client = client_of(tie.protege)
    at = pages(tie)
    assert {name: shown(client, page) for name, page in at.items()} == {
        name: [name] for name in TIPS
    }

    for name, page in at.items():
        done = client.post(reverse("profiles:tip_dismiss", args=[name]), {"back": page})
        assert (done.status_code, done["Location"]) == (302, page)
    assert [shown(client, page) for page in at.values()] == [[], [], [], []]
    assert shown(client_of(tie.mentor), at["network_map"]) == ["network_map"]

    settings = client.post(reverse("profiles:tips_show"), follow=True).content.decode()
    assert "You will see tips again." in settings
    assert "Show tips again" in settings
    assert [shown(client, page) for page in at.values()] == [[name] for name in at]


def test_dismissing_leads_nowhere_else_and_takes_known_tips_alone() -> None:
    client = client_of(TieFactory().protege)
    address = reverse("profiles:tip_dismiss", args=["sharing"])

    for back in ("https://elsewhere.example/", "//elsewhere.example/", "javascript:1", ""):
        assert client.post(address, {"back": back})["Location"] == "/"
    assert client.get(address).status_code == 405
    assert client.post(reverse("profiles:tip_dismiss", args=["other"])).status_code == 404


def test_what_was_dismissed_is_among_my_data_and_erased_with_it() -> None:
    tie = TieFactory()
    client = client_of(tie.protege)
    client.post(reverse("profiles:tip_dismiss", args=["sharing"]))

    held = json.loads(client.get(reverse("evaluations:my_data_file")).content)
    assert [one["tips"] for one in held["tips"]] == [["sharing"]]
    client.post(reverse("evaluations:my_data"), {"kind": ["tips"], "sure": "1"})
    assert not DismissedTips.objects.exists()
