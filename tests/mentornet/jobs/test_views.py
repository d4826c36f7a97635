"""What a load balancer asks for."""

import pytest
from django.db import OperationalError

pytestmark = pytest.mark.django_db


def test_healthz_answers(client):
    assert client.get("/healthz").content == b"ok\n"


def test_healthz_says_in_a_word_that_the_database_is_gone(client, monkeypatch):
    def gone() -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("mentornet.jobs.views.connection.cursor", gone)

    response = client.get("/healthz")

    assert (response.status_code, response.content) == (503, b"no database\n")
