"""Programs of one institution have a third of a process's threads; the rest is for everyone else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from mentornet.api import share
from profiles.institution.domain.lock import lock_roster
from tests.factories import InstitutionFactory
from tests.profiles.provisioning.directory import Directory
from tests.support.api import Api, person
from tests.support.locks import waiting_for_locks

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = 100_000


def test_a_third_of_the_threads_and_the_others_are_free(settings, monkeypatch) -> None:
    settings.WEB_THREADS = 6
    monkeypatch.setattr("mentornet.tenancy.middleware.WEB_LOCK_TIMEOUT", 60_000)
    here, elsewhere = InstitutionFactory.create_batch(2)
    api, other, directory = Api(here), Api(elsewhere), Directory(here)

    def post(number: int) -> Any:
        try:
            return api.post("/members", person(number))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            lock_roster(here)
            slow = [pool.submit(post, number) for number in (1, 2)]
            assert any(waiting_for_locks() == 2 or slow[0].done() for _look in range(LOOKS))
            refused, refused_scim = api.get("/units"), directory("GET", "Users")
            served = other.get("/units")
        answers = [one.result().status_code for one in slow]

    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    assert (refused_scim.status_code, refused_scim.json()["status"]) == (503, "503")
    assert (refused["Retry-After"], refused_scim["Retry-After"]) == ("1", "1")
    assert (served.status_code, answers) == (200, [201, 201])
    assert api.get("/units").status_code == 200
    assert not {here.pk, elsewhere.pk} & share._at_work.keys()


def test_one_thread_is_there_for_every_institution(settings) -> None:
    settings.WEB_THREADS = 1
    assert share.most() == 1
    assert Api(InstitutionFactory()).get("/units").status_code == 200
