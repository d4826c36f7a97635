"""Someone else holds what a request needs: it is answered soon, and what was typed is not lost."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from mentornet.api.idempotency import claim
from mentornet.error_pages import server_error
from mentornet.jobs import kinds, worker
from mentornet.jobs.kinds import Kind
from mentornet.jobs.queue import enqueue
from mentornet.tenancy.scope import Scope, waiting_at_most, within
from profiles.institution.domain.lock import lock_roster
from profiles.models import Institution, Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
)
from tests.profiles.provisioning.directory import Directory
from tests.support.api import Api
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db(transaction=True)
PERSON = {"email": "ada@north.example", "given_name": "Ada", "family_name": "Moreno"}
OWN_PAGE = {"origin": "http://testserver"}


def while_held(hold: Callable[[], Any], act: Callable[[], HttpResponse]) -> HttpResponse:
    """Return the answer of *act*, which comes while another connection holds what *hold* takes."""

    def run() -> HttpResponse:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        hold()
        return pool.submit(run).result()


def lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return str(cursor.fetchone()[0])


def test_api_write_meanwhile_is_told_when_to_come_back() -> None:
    here = InstitutionFactory()
    api = Api(here)
    put = lambda: api.put("/members/external/1", {**PERSON, "rank": "associate"})  # noqa: E731

    answer = while_held(lambda: lock_roster(here), put)

    assert (answer.status_code, answer.json()["code"], answer["Retry-After"]) == (503, "busy", "1")
    assert answer["Content-Type"] == "application/problem+json"
    assert not Membership.objects.of(here).filter(external_id="1").exists()
    assert put().status_code == 201


def test_write_elsewhere_does_not_wait() -> None:
    here, elsewhere = InstitutionFactory.create_batch(2)
    api = Api(elsewhere)

    answer = while_held(
        lambda: lock_roster(here),
        lambda: api.put("/members/external/1", {**PERSON, "rank": "associate"}),
    )

    assert answer.status_code == 201


def test_scim_write_meanwhile_is_told_when_to_come_back() -> None:
    member = MembershipFactory()
    directory = Directory(member.institution)
    rename = {"op": "replace", "path": "name.givenName", "value": "Grace"}

    answer = while_held(
        lambda: lock_roster(member.institution), lambda: directory.patch(member, rename)
    )

    assert (answer.status_code, answer.json()["status"]) == (503, "503")
    assert answer["Retry-After"] == "1"
    assert directory.patch(member, rename).status_code == 200


def test_request_whose_twin_is_at_work_is_told_when_to_come_back() -> None:
    here = InstitutionFactory()
    api = Api(here)

    def hold() -> None:
        who = f"client:{api.client.pk}"
        claim(institution_id=here.pk, caller=who, key="k", digest="the same")

    answer = while_held(hold, lambda: api.post("/units", {"name": "Surgery"}, idempotency_key="k"))

    assert (answer.status_code, answer.json()["code"]) == (409, "request_in_progress")
    assert answer["Retry-After"] == "1"


def test_page_keeps_what_was_typed() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client = Client()
    client.force_login(director.user)
    address = reverse("profiles:institution_settings")
    form = client.get(address).context["form"]
    given = {name: "" if value is None else value for name, value in form.initial.items()}
    typed = {**given, "seen": form.fields["seen"].initial, "name": "St. Lucia of the Lakes"}
    row = Institution.objects.select_for_update().filter(pk=director.institution_id)

    answer = while_held(lambda: row.get(), lambda: client.post(address, typed, headers=OWN_PAGE))

    assert (answer.status_code, answer["Retry-After"]) == (503, "1")
    page = answer.content.decode()
    assert "Nothing was saved" in page
    assert '<textarea name="name" hidden>\nSt. Lucia of the Lakes</textarea>' in page
    assert f'action="{address}"' in page
    assert client.post(address, typed).status_code == 302


def test_lock_that_is_asked_for_after_the_commit_does_not_say_that_nothing_was_saved() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    program = ProgramFactory(institution=director.institution)
    person = EnrollmentFactory(program=program)
    client = Client()
    client.force_login(director.user)
    address = reverse("matching:enrollments_act")
    sent = {"act": "leave-out", "row": str(person.pk), "query": "", "sure": "1"}
    session = Session.objects.select_for_update().filter(pk=client.session.session_key)

    answer = while_held(lambda: session.get(), lambda: client.post(address, sent))

    assert answer.status_code == 503
    page = on_one_line(answer.content.decode())
    assert "Some or all of what you sent was saved." in page
    assert "Nothing was saved" not in page
    person.refresh_from_db()
    assert person.left_out


def test_form_of_another_site_is_not_shown() -> None:
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client = Client()
    client.force_login(director.user)
    row = Institution.objects.select_for_update().filter(pk=director.institution_id)
    address = reverse("profiles:institution_settings")
    form = client.get(address).context["form"]
    given = {name: "" if value is None else value for name, value in form.initial.items()}
    typed = {**given, "seen": form.fields["seen"].initial, "name": "St. Lucia of the Lakes"}

    answer = while_held(lambda: row.get(), lambda: client.post(address, typed))

    assert answer.status_code == 503
    assert "St. Lucia of the Lakes" not in answer.content.decode()


def test_lock_that_a_middleware_waits_for_is_answered_alike() -> None:
    here = InstitutionFactory()

    def act() -> HttpResponse:
        request = RequestFactory().get("/api/v1/members")
        try:
            with waiting_at_most(1), transaction.atomic():
                lock_roster(here)
        except OperationalError:
            return server_error(request)
        raise AssertionError("The lock was free.")

    answer = while_held(lambda: lock_roster(here), act)

    assert (answer.status_code, answer["Retry-After"]) == (503, "1")


def test_requests_wait_less_than_jobs_and_leave_nothing_on_the_connection() -> None:
    seen: dict[str, str] = {}
    member = MembershipFactory()
    kinds.register(Kind("test.waits", "default", work=lambda job: seen.update(job=lock_timeout())))
    enqueue("test.waits", member)

    assert worker.work(kinds=["test.waits"]) == 1
    with within(Scope(lock_timeout=800)):
        seen["request"] = lock_timeout()
        with transaction.atomic():
            lock_timeout()
            with within(Scope()):
                seen["inside, by another scope"] = lock_timeout()

    assert seen == {"job": "1min", "request": "800ms", "inside, by another scope": "0"}
    assert lock_timeout() == "0"
