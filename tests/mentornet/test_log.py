"""What the log says of requests, people and the database's errors."""

from __future__ import annotations

import io
import logging

import pytest
from django.conf import settings as conf
from django.db import IntegrityError, transaction
from django.urls import reverse

from mentornet.celery import app
from mentornet.log import SafeFormatter
from mentornet.scannable import new_access_token, new_secret
from mentornet.webhooks.signing import new_secret as new_webhook_secret
from profiles.models import Institution
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def log():
    """The log as a deployment writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(SafeFormatter(conf.LOGGING["formatters"]["line"]["format"]))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_address_of_a_page_is_no_line_of_the_log(client, log):
    client.force_login(MembershipFactory().user)

    client.get(reverse("profiles:activate", args=["a-token-that-opens-an-account"]))
    client.get(
        reverse("networks:concern", args=["01234567-89ab-cdef-0123-456789abcdef"]), {"a": "b"}
    )
    client.get("/no/such/page/of-somebody/")
    client.get(reverse("profiles:webhooks"))

    said = log.getvalue()
    for secret in ("a-token-that-opens", "01234567", "of-somebody", "a=b"):
        assert secret not in said
    lines = [line.split(": ", 1)[1] for line in said.splitlines() if "django.request" in line]
    assert lines == [
        "Gone: /activate/<str:token>/",
        "Not Found: /messages/<uuid:pk>/",
        "Not Found: (no such page)",
        "Forbidden (Permission denied): /dashboard/webhooks/",
    ]


def test_violated_constraint_does_not_tell_the_row(log):
    one = InstitutionFactory(slug="known-only-here")
    try:
        with transaction.atomic():
            Institution.objects.create(name="Other", slug=one.slug)
    except IntegrityError:
        logging.getLogger("mentornet").exception("It failed")

    said = log.getvalue()
    assert "IntegrityError" in said
    assert "DETAIL: (left out)" in said
    assert "known-only-here" not in said


def test_recipients_are_in_no_line(log):
    logging.getLogger("mentornet").warning(
        "Refused: %s", {"ann.lee+x@hospital.example": (550, b"no such user")}
    )

    assert "ann.lee" not in log.getvalue()
    assert "(address)" in log.getvalue()


def test_what_somebody_sent_begins_no_line_of_its_own(log):
    logging.getLogger("mentornet").warning("Named %s", "x\r\n2026-01-01T00:00:00Z INFO fine\u2028y")

    assert len(log.getvalue().splitlines()) == 1


def test_lines_begin_with_the_time_in_utc(log):
    logging.getLogger("mentornet").warning("Something")

    assert log.getvalue()[10] == "T"
    assert log.getvalue().split(" ")[0].endswith("Z")


def test_workers_write_the_same_log():
    assert app.conf.worker_hijack_root_logger is False


def test_signing_in_and_failing_is_logged_without_the_address(client, log):
    user = MembershipFactory().user
    user.set_password("correct horse 7 battery")
    user.save()
    door = reverse("account_login")

    client.post(door, {"login": user.email, "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    for _time in range(6):
        client.post(door, {"login": "who@example.org", "password": "x"}, REMOTE_ADDR="192.0.2.8")
    client.post(
        door, {"login": user.email, "password": "correct horse 7 battery"}, REMOTE_ADDR="192.0.2.7"
    )
    client.post(reverse("account_logout"), REMOTE_ADDR="192.0.2.7")

    said = log.getvalue()
    mine = [line for line in said.splitlines() if "profiles.sign_on.log" in line]
    assert [line.split("log: ")[1].split(":")[0] for line in mine] == [
        "Sign-in failed",
        *["Sign-in failed"] * 5,
        "Refused by limit",
        "Signed in",
        "Signed out",
    ]
    assert f"Signed in: {user.pk} by password from 192.0.2.7" in said
    assert user.email not in said
    assert "who@example" not in said
    assert "correct horse" not in said


def test_secrets_of_ours_are_left_out(log):
    logging.getLogger("mentornet").warning("refused %s and %s", new_secret(), new_access_token())
    logging.getLogger("mentornet").warning(
        "neither %s nor %s", new_webhook_secret(), "mnscim_" + "x-Y_" * 10
    )
    assert "refused (secret) and (secret)" in log.getvalue()
    assert "neither (secret) nor (secret)" in log.getvalue()
