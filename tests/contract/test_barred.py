"""People of two institutions, barred from one by its required sign-on: nothing of it is within reach.

They come as members of the other institution, with the same offices there, and try every row by its
key.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.urls import reverse

from evaluations.meetings.domain.calendar_feed import feed_address, feed_text, open_feed
from profiles.models import Institution, Membership, SignOn, User
from tests.contract.access import MATRIX
from tests.contract.matrix import Outcome, outcome_of
from tests.contract.refusals import refusals_drawn_once
from tests.contract.world import World
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db
ROLES = ["protege", "mentor", "stranger", "facilitator", "director", "ombuds"]
ELSEWHERE = (
    # It leads to the provider's door: see test_sign_on_setup.
    "profiles:switch_institution",
    # The row belongs to the institution that asks, not to the one that bars.
    "profiles:accept_offer",
    "profiles:decline_offer",
)
SHOWING = [
    model
    for model in apps.get_models()
    if hasattr(model._default_manager, "visible_to") and model is not Institution
]


@pytest.fixture
def there() -> Any:
    return InstitutionFactory(name="There")


def bar(world: World, role: str, there: Institution) -> tuple[Membership, Membership]:
    """The person's place there, and the one here, whose institution now requires its provider."""
    here = world.members[role]
    other = MembershipFactory(institution=there, user=here.user, offices=here.offices)
    SignOn.objects.filter(institution=here.institution).update(state=SignOn.State.ENFORCED)
    return other, here


def session_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def user_in_session(user: User) -> User:
    """The user as requests of their session know them."""
    found: User = session_of(user).get(reverse("profiles:settings")).wsgi_request.user
    return found


@pytest.mark.parametrize("role", ROLES)
def test_no_address_of_a_row_here_opens(role, world, there, folder: Path, settings) -> None:
    settings.MENTORNET_DEMO = True
    settings.VAR_DIR = settings.MEDIA_ROOT = folder
    rows_here = [
        name
        for name, row in MATRIX.items()
        if row.expected[role] == Outcome.OK
        and row.expected["other_director"] == Outcome.HIDDEN
        and name not in ELSEWHERE
    ]
    assert len(rows_here) >= 5
    other, _here = bar(world, role, there)
    client = session_of(other.user)
    assert client.get("/settings/").wsgi_request.membership == other

    met = {name: _visit(client, name, world) for name in rows_here}

    assert {name for name, outcome in met.items() if outcome != Outcome.HIDDEN} == set()


def _visit(client: Client, address: str, world: World) -> str:
    row = MATRIX[address]
    with transaction.atomic(), refusals_drawn_once():
        path = reverse(address, kwargs=row.kwargs(world))
        response = getattr(client, row.method)(path, data=row.data(world))
        transaction.set_rollback(True)
    return outcome_of(response)


@pytest.mark.parametrize("role", ROLES)
def test_no_query_shows_a_row_of_the_barred_institution(role, world, there) -> None:
    other, here = bar(world, role, there)
    plain = User.objects.get(pk=other.user_id)
    open_without = {one for one in SHOWING if here.institution_id in _institutions(one, plain)}
    assert Membership in open_without

    barred = user_in_session(plain)

    assert barred.barred_institutions == {here.institution_id}
    assert [one for one in SHOWING if here.institution_id in _institutions(one, barred)] == []
    assert list(Institution.objects.visible_to(barred)) == [there]
    assert list(Membership.objects.visible_to(barred)) == [other]


def _institutions(model: type[models.Model], user: User) -> set[Any]:
    """To which institutions the rows belong that *user* is shown."""
    rows: Any = model._default_manager
    path = rows.all().institution_field
    return set(rows.visible_to(user).values_list(path, flat=True))


def test_the_protege_s_kinds_are_open_without_the_bar(world) -> None:
    """So that what is closed above is something."""
    user = world.protege.user
    names = {one.__name__ for one in SHOWING if _institutions(one, user)}

    assert names >= {
        "Tie",
        "Meeting",
        "Goal",
        "GoalTarget",
        "PeerGroup",
        "DevelopmentPlan",
        "PlanShare",
        "Feedback",
        "CheckIn",
        "Concern",
        "ConcernMessage",
        "Enrollment",
        "SelfAssessment",
        "Attachment",
        "WritingProject",
    }


def test_own_data_calendar_and_files_are_of_the_free_institution_alone(world, there) -> None:
    other, here = bar(world, "protege", there)
    feed_here = open_feed(here)
    assert "BEGIN:VEVENT" in feed_text(feed_here)
    client = session_of(other.user)

    held = client.get(reverse("evaluations:my_data_file")).json()
    client.post(reverse("evaluations:calendar"))
    page = client.get(reverse("evaluations:calendar")).content.decode()

    text = str(held)
    assert str(other.external_id) in text
    assert str(here.external_id) not in text
    assert feed_address(feed_here) not in page
    assert feed_address(other.calendar_feed) in page
    assert "BEGIN:VEVENT" not in feed_text(other.calendar_feed)
