"""Code that forgets every condition shows one institution's rows all the same, through every door."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.http import HttpRequest, JsonResponse, StreamingHttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mentornet.jobs.recurring import sweep, sweep_each
from mentornet.tenancy.scope import current, in_institution, in_institution_of
from profiles.api_access.domain.clients import create_client
from profiles.models import Goal, Institution, Membership
from profiles.provisioning.api.scim_view import BearerToken, HasToken
from profiles.provisioning.domain.tokens import issue_token
from profiles.vocabulary import Rank, StaffRoleKind
from tests.factories import GoalFactory, InstitutionFactory, MembershipFactory, UserFactory
from tests.support.api import token_of

pytestmark = pytest.mark.django_db


def goals(request: HttpRequest) -> JsonResponse:
    return JsonResponse(sorted(Goal.objects.values_list("text", flat=True)), safe=False)


def stream(request: HttpRequest) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        for text in ("", *Goal.objects.values_list("text", flat=True)):
            yield text
            yield f" {Goal.objects.count()} "

    return StreamingHttpResponse(parts())


def in_transaction(request: HttpRequest) -> JsonResponse:
    list(Goal.objects.all())
    return JsonResponse(connection.in_atomic_block, safe=False)


class ApiGoals(APIView):
    permission_classes: Any = ()
    throttle_classes: Any = ()

    def get(self, request: Request) -> Response:
        return Response(sorted(Goal.objects.values_list("text", flat=True)))


class ScimGoals(ApiGoals):
    authentication_classes = (BearerToken,)
    permission_classes = (HasToken,)


urlpatterns = [
    path("forgetful/goals", goals),
    path("forgetful/stream", stream),
    path("forgetful/transaction", in_transaction),
    path("forgetful/api", ApiGoals.as_view()),
    path("forgetful/scim", ScimGoals.as_view()),
    path("", include("mentornet.urls")),
]


@pytest.fixture(autouse=True)
def forgetful() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def here() -> Membership:
    member = MembershipFactory(offices=[StaffRoleKind.DIRECTOR], joined_at="2020-01-01T00:00Z")
    GoalFactory(member=member, institution=member.institution, text="here")
    return member


@pytest.fixture
def there(here: Membership) -> Membership:
    """The same person elsewhere, since later."""
    member = MembershipFactory(user=here.user, joined_at="2024-01-01T00:00Z")
    GoalFactory(member=member, institution=member.institution, text="there")
    return member


def signed_in(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_page_that_forgets_shows_the_institution_for_which_one_acts(here, there) -> None:
    client = signed_in(here)

    assert client.get("/forgetful/goals").json() == ["here"]

    client.post("/settings/institution/", {"membership": there.pk})
    assert client.get("/forgetful/goals").json() == ["there"]


def test_a_page_that_forgets_shows_a_stranger_and_somebody_who_has_left_nothing(here) -> None:
    assert Client().get("/forgetful/goals").json() == []

    Membership.objects.filter(pk=here.pk).update(end_date="2025-01-01")
    assert signed_in(here).get("/forgetful/goals").json() == []


def test_a_page_that_forgets_shows_an_operator_nothing_outside_the_administration(here) -> None:
    client = Client()
    operator = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(operator, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/forgetful/goals").json() == []


def test_a_stream_is_read_in_the_scope_of_its_request(here, there) -> None:
    response = signed_in(here).get("/forgetful/stream")

    # Some of it after the request is over, and with other SQL between.
    parts = [(part, Goal.objects.count()) for part in response.streaming_content]

    assert b"".join(part for part, _all in parts) == b" 1 here 1 "
    assert {count for _part, count in parts} == {2}
    assert current() is None


def test_an_api_client_that_forgets_reads_its_own_institution(here, there) -> None:
    client, secret = create_client(
        there.institution, name="Ours", scopes=["members:read"], actor=there.user
    )

    token = token_of(client, secret).json()["access_token"]
    answer = Client().get("/forgetful/api", headers={"Authorization": f"Bearer {token}"})

    assert answer.json() == ["there"]


def test_a_provisioning_token_that_forgets_reads_its_own_institution(here, there) -> None:
    _row, secret = issue_token(
        there.institution, label="Directory", default_rank=Rank.ASSISTANT, actor=there.user
    )

    answer = Client().get("/forgetful/scim", headers={"Authorization": f"Bearer {secret}"})

    assert json.loads(answer.content) == ["there"]


@pytest.mark.django_db(transaction=True)
def test_a_request_holds_no_transaction_open_around_its_view(here) -> None:
    """So none spans a call to another system."""
    assert signed_in(here).get("/forgetful/transaction").json() is False


def test_a_sweep_sees_each_institution_by_itself_and_one_failure_stops_no_other(
    here, there, caplog
) -> None:
    failing = InstitutionFactory(name="Failing")
    seen: dict[str, list[str]] = {}

    def work(institution: Institution) -> int:
        if institution == failing:
            raise RuntimeError("broken")
        seen[str(institution.pk)] = list(Goal.objects.values_list("text", flat=True))
        return Goal.objects.count()

    assert sweep_each("test.look", work) == 2
    assert seen == {str(here.institution_id): ["here"], str(there.institution_id): ["there"]}
    assert f"failed in institution {failing.pk}" in caplog.text
    assert sweep("test.count", Goal.objects.count) == 2


def test_a_task_with_a_key_works_for_that_row_s_institution(here, there) -> None:
    goal = Goal.objects.get(text="there")

    with in_institution_of(Goal.objects.filter(pk=goal.pk)):
        assert list(Goal.objects.all()) == [goal]


def test_nobody_s_request_leaves_a_scope_behind(here) -> None:
    with in_institution(here.institution_id):
        Client().get("/forgetful/goals")
        assert current() is not None
        assert Goal.objects.count() == 1
    assert current() is None
