"""The API's pairs, and the events of pairs: what the program made, and nothing that one of the two changed since."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import MatchRun
from matching.pairs.domain.publish import publish_run
from mentornet.changes.models import Change
from mentornet.models import WebhookEvent
from networks.models import Tie
from networks.relationships.domain.tie import confirm_tie, end_tie, record_tie
from profiles.api_access.webhooks.domain import create_endpoint
from profiles.vocabulary import StaffRoleKind, TieKind
from tests.factories import MembershipFactory, PreferenceFactory
from tests.support.api import Api
from tests.support.matching import client_of, finished, mentor, protege

pytestmark = pytest.mark.django_db
FOUND, MADE = timedelta(days=300), timedelta(days=30)


@pytest.fixture
def tie(program, spares, settings) -> Tie:
    """Two who found each other 300 days ago, as close peers; a run made them a pair 30 days ago."""
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    here = program.institution
    director = MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])
    create_endpoint(here, actor=director.user, url="https://127.0.0.1/in", events=["*"])
    mentee, colleague = protege(program, "Ada"), mentor(program, "Ben")
    PreferenceFactory(enrollment=mentee, chosen=colleague, rank=1)
    run = finished(program, client_of(director))
    found = record_tie(
        mentee.member,
        mentor=colleague.member,
        kind=TieKind.SPECIAL_PEER,
        roles=[],
        areas=[],
        closeness=1,
        frequency="weekly",
        started_on=here.local_date() - FOUND,
    )
    confirm_tie(found, by=colleague.member)
    Tie.objects.update(created_at=timezone.now() - FOUND)
    publish_run(run, actor=director.user)
    MatchRun.objects.update(published_at=timezone.now() - MADE)
    return Tie.objects.get()


def edit(tie: Tie, **said: object) -> None:
    """Save the mentee's own page of the relationship."""
    own = {"closeness": 3, "frequency": "rarely", "stage": "friendship", "roles": ["coach"]}
    answer = client_of(tie.protege).post(reverse("networks:tie_edit", args=[tie.pk]), own | said)
    assert answer.status_code == 302, answer.content


def test_nothing_that_the_mentee_says_of_a_pair_is_told(tie: Tie) -> None:
    here = tie.institution
    api = Api(here)
    since = (timezone.now() - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    begun = str(here.local_date(now=timezone.now() - MADE))

    (before,) = api.get("/ties").json()["items"]
    assert (before["kind"], before["standard_kind"]) == ("traditional_dyad", "traditional_dyad")
    made = str((timezone.now() - MADE).date())  # in UTC
    assert (before["started_on"], before["created_at"][:10]) == (begun, made)

    Change.objects.update(changed_at=timezone.now() - timedelta(days=1))
    later = here.local_date() - timedelta(days=3)
    edit(tie, kind=TieKind.COLLEGIAL_PEER, started_on=str(later))

    tie.refresh_from_db()
    assert (tie.kind, tie.started_on) == (TieKind.COLLEGIAL_PEER, later)
    assert api.get("/ties").json()["items"] == [before]
    assert api.get(f"/ties/{tie.pk}").json() == before
    assert api.get("/ties?kind=traditional_dyad").json()["items"] == [before]
    assert api.get("/ties?kind=collegial_peer").json()["items"] == []
    assert api.get(f"/ties?updated_since={since}").json()["items"] == []
    assert str(tie.pk) not in api.get(f"/export?since={since}").getvalue().decode()
    exported = api.get("/export?resources=ties").getvalue().decode().splitlines()
    assert [one["data"] for one in map(json.loads, exported) if "data" in one] == [before]


def test_events_of_a_pair_tell_its_days_as_the_program_made_them(tie: Tie) -> None:
    here = tie.institution
    edit(tie, kind=TieKind.COLLEGIAL_PEER, started_on=str(here.local_date() - timedelta(days=3)))
    tie.refresh_from_db()

    end_tie(tie, by=tie.protege)

    bodies = WebhookEvent.objects.filter(name__startswith="tie.").order_by("created_at")
    started, ended = (json.loads(one.body)["data"] for one in bodies)
    # It was published today, and set back since.
    assert started["started_on"] == str(here.local_date())
    assert ended["started_on"] == str(here.local_date(now=timezone.now() - MADE))
    assert not any("kind" in one or "peer" in json.dumps(one) for one in (started, ended))
