"""What a guest of a session is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import SessionGuest
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.evaluations.sessions.guests.domain.test_invitations import entry, guest, mails, session

__all__ = ["group", "guest", "session"]

pytestmark = pytest.mark.django_db


def test_guest_hears_of_what_changes_and_of_the_end_of_the_invitation(
    group, session, guest
) -> None:
    lead = in_it(group, "Lead")
    act(lead, "session_guests", session.pk, email=guest.email)
    row = SessionGuest.objects.get()

    later = timezone.localtime(session.starts_at + timedelta(days=1))
    act(
        lead,
        "meeting_move",
        session.pk,
        starts_at=f"{later:%Y-%m-%dT%H:%M}",
        minutes="90",
        mode="",
        place="Room 6",
    )
    moved = mails()[-1]
    assert ("Room 6" in moved.body_text, entry(moved)) == (True, ("REQUEST", f"guest-{row.pk}"))

    asked = act(lead, "session_guest_withdraw", row.pk).content.decode()
    assert ("Withdraw the invitation to Gil Guest?" in asked, len(mails())) == (True, 2)
    act(lead, "session_guest_withdraw", row.pk, sure="1")
    assert entry(mails()[-1]) == ("CANCEL", f"guest-{row.pk}")
    assert look(guest, "session_guest", row.pk).status_code == 404

    act(lead, "session_guests", session.pk, email=guest.email)
    act(lead, "meeting_cancel", session.pk, sure="1")
    again = SessionGuest.objects.get()
    assert entry(mails()[-1]) == ("CANCEL", f"guest-{again.pk}")
    assert "Room 6" not in look(guest, "session_guest", again.pk).content.decode()


def test_undoing_a_move_takes_the_guest_s_mail_back(group, session, guest) -> None:
    lead = in_it(group, "Lead")
    act(lead, "session_guests", session.pk, email=guest.email)
    client = Client()
    client.force_login(lead.user, backend="django.contrib.auth.backends.ModelBackend")
    later = timezone.localtime(session.starts_at + timedelta(days=1))
    client.post(
        reverse("evaluations:meeting_move", args=[session.pk]),
        {"starts_at": f"{later:%Y-%m-%dT%H:%M}", "minutes": "90", "mode": "", "place": "Room 6"},
    )
    assert len(mails()) == 2

    client.post(reverse("evaluations:meeting_undo"))

    assert len(mails()) == 1
