"""Which sessions end when a provider says that one of its own has; looked at where they are used."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles.models import SignOnMessage, SignOnSession
from profiles.sign_on.provider.domain.provider_sessions import (
    SIGN_OUT_HINT,
    MessageRefused,
    digest,
    end_by_message,
)
from profiles.sign_on.tasks import purge_sessions
from tests.profiles.sign_on.provider.domain.test_id_token import changed, sign_in
from tests.support.forged import ForgedProvider
from tests.support.sign_on import signed_in

pytestmark = pytest.mark.django_db


def enter(provider: ForgedProvider, *, sub: str = "sub-1", sid: str | None = None) -> Client:
    client = Client()
    changed(provider, sub=sub, sid=sid)
    provider.sub = sub
    sign_in(client, provider)
    assert signed_in(client)
    return client


def end(sign_on, message: str = "m-1", **names) -> list[str]:
    until = timezone.now() + timedelta(minutes=12)
    return end_by_message(sign_on, message=message, until=until, **names)


def are_in(*clients: Client) -> list[bool]:
    return [signed_in(one) is not None for one in clients]


def test_session_of_the_provider_ends_and_the_person_s_others_go_on(provider, sign_on, ada):
    here, there = enter(provider, sid="s-1"), enter(provider, sid="s-2")
    password = Client()
    password.force_login(ada.user, backend="django.contrib.auth.backends.ModelBackend")
    assert len(end(sign_on, sids=["s-1"])) == 1
    assert are_in(here, there, password) == [False, True, True]


def test_subject_alone_ends_all_that_the_provider_opened_for_it(provider, sign_on, ada):
    here, there = enter(provider, sid="s-1"), enter(provider)
    password = Client()
    password.force_login(ada.user, backend="django.contrib.auth.backends.ModelBackend")
    end(sign_on, subject="sub-1")
    assert are_in(here, there, password) == [False, False, True]


def test_subject_and_session_end_what_may_be_it(provider, sign_on):
    named, another, unnamed = (
        enter(provider, sid="s-1"),
        enter(provider, sid="s-2"),
        enter(provider),
    )
    end(sign_on, subject="sub-1", sids=["s-1"])
    assert are_in(named, another, unnamed) == [False, True, False]


@pytest.mark.parametrize(
    "names",
    [
        {"subject": "sub-2"},
        {"sids": ["s-2"]},
        {"subject": "sub-2", "sids": ["s-1"]},
        {"sids": []},
        {"sids": [""]},
    ],
)
def test_names_of_others_end_nothing(provider, sign_on, names):
    client, unnamed = enter(provider, sid="s-1"), enter(provider)
    assert end(sign_on, **names) == []
    assert are_in(client, unnamed) == [True, True]


def test_session_from_before_such_notes_is_over_at_its_next_request(provider, sign_on, ada):
    """A logout in the meantime could not have ended it; what a password opened goes on."""
    old, new, password = enter(provider), enter(provider), Client()
    password.force_login(ada.user, backend="django.contrib.auth.backends.ModelBackend")
    session = old.session
    session[SIGN_OUT_HINT] = {"app": sign_on.app_id, "id_token": "a.b.c"}
    session.save()
    SignOnSession.objects.filter(session_key=session.session_key).delete()
    assert are_in(old, new, password) == [False, True, True]
    answer = old.get("/settings/")
    assert answer["Location"] == "/accounts/login/?next=/settings/"


def test_message_is_good_once(provider, sign_on):
    end(sign_on, subject="sub-1")
    client = enter(provider)
    with pytest.raises(MessageRefused):
        end(sign_on, subject="sub-1")
    assert are_in(client) == [True]
    end(sign_on, "m-2", subject="sub-1")
    assert are_in(client) == [False]


def test_signing_in_once_more_is_a_session_of_its_own(provider, sign_on):
    client = enter(provider, sid="s-1")
    before = client.session.session_key
    changed(provider, sid="s-2")
    sign_in(client, provider)
    assert not Session.objects.filter(session_key=before).exists()
    end(sign_on, "m-1", sids=["s-1"])
    assert are_in(client) == [True]
    end(sign_on, "m-2", sids=["s-2"])
    assert are_in(client) == [False]


def test_session_that_a_second_step_completes_is_noted_too(provider, sign_on, ada):
    TOTP.activate(ada.user, "JBSWY3DPEHPK3PXP")
    client = Client()
    changed(provider, sid="s-1")
    assert sign_in(client, provider)["Location"].startswith(reverse("mfa_authenticate"))
    assert SignOnSession.objects.count() == 0
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", next(yield_hotp_counters_from_time())))
    client.post(reverse("mfa_authenticate"), {"code": code})
    assert are_in(client) == [True]
    end(sign_on, sids=["s-1"])
    assert are_in(client) == [False]


def test_table_names_no_one(provider, sign_on):
    enter(provider, sid="s-1")
    row = SignOnSession.objects.get()
    assert (row.subject, row.sid) == (digest("sub-1"), digest("s-1"))
    assert "sub-1" not in row.subject


def test_what_is_over_is_purged(provider, sign_on):
    gone, there = enter(provider, sid="s-1"), enter(provider, sid="s-2")
    Session.objects.filter(session_key=gone.session.session_key).delete()
    end(sign_on, "old", sids=["s-9"])
    SignOnMessage.objects.update(until=timezone.now())
    end(sign_on, "new", sids=["s-9"])

    purge_sessions()

    assert [one.sid for one in SignOnSession.objects.all()] == [digest("s-2")]
    assert [one.digest for one in SignOnMessage.objects.all()] == [digest("new")]
    assert are_in(there) == [True]
