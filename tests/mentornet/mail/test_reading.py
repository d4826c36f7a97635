"""Each message is in its own reader's language, whoever causes it and wherever it is written."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy

from mentornet.languages import Reading, later, read_by, reading
from mentornet.mail.outbox import queue_message, send_due
from mentornet.models import OutboxMessage
from profiles.models import Membership, StaffRole, User
from profiles.people.staff_roles.domain.notices import notify_role
from tests.factories import InstitutionFactory, MembershipFactory

SPANISH = Reading("es", ZoneInfo("America/Bogota"))


@pytest.fixture
def institution(db):
    return InstitutionFactory(language="en")


def member(institution, language: str) -> Membership:
    one: Membership = MembershipFactory(institution=institution, offices=["director"])
    User.objects.filter(pk=one.user_id).update(language=language)
    one.user.refresh_from_db()
    return one


def body_to(one: Membership) -> OutboxMessage:
    return OutboxMessage.objects.get(recipient=one.user.email)


def test_two_readers_of_one_event_each_get_their_own_language(institution):
    person, other = member(institution, "es"), member(institution, "")
    role = StaffRole(membership=person, institution=institution, role="director")
    role.starts_on = institution.local_date()

    with translation.override("es"):
        notify_role(role, person, granted=True)

    spanish, english = body_to(person), body_to(other)
    assert spanish.subject == "Su cargo ha cambiado"
    assert spanish.body_text.startswith(f"Hola, {person.given_name}:")
    assert english.subject == "A staff role has changed"
    assert english.body_text.startswith(f"Dear {other.given_name},")


def test_who_has_chosen_none_reads_the_institutions_language(institution):
    institution.language = "es"
    institution.save(update_fields=["language"])
    one = member(institution, "")
    role = StaffRole(membership=one, institution=institution, role="director")
    role.starts_on = institution.local_date()

    notify_role(role, one, granted=True)

    assert body_to(one).subject == "Su cargo ha cambiado"


def test_a_subject_is_put_together_in_the_readers_language(institution):
    """Also where whoever calls knows no reader: the text comes along untranslated, with its values."""

    @read_by("to")
    def send(to: Reading, subject: object) -> OutboxMessage:
        return queue_message(
            key="one",
            to="ada@school.example",
            subject=subject,
            template="message_waiting",
            context={"institution": institution, "name": "Ada", "link": "x"},
            institution=institution,
        )

    subject = later(gettext_lazy("Dear %(name)s,"), {"name": "Ada"})
    assert send(SPANISH, subject).subject == "Hola, Ada:"
    assert translation.get_language() == "en"


def test_a_message_is_written_where_its_reader_is_not_where_it_is_queued(institution):
    with reading(SPANISH):
        assert timezone.get_current_timezone_name() == "America/Bogota"
        assert translation.get_language() == "es"
    assert translation.get_language() == "en"


def test_read_by_finds_the_reader_and_refuses_a_name_that_is_none():
    @read_by("rows.0.reader")
    def language(rows):
        return translation.get_language()

    class Row:
        reader = SPANISH

    assert language([Row()]) == "es"
    with pytest.raises(TypeError, match="no argument whom"):
        read_by("whom")(lambda who: None)


def test_codes_and_links_of_the_sign_in_are_in_the_language_of_the_account(client, institution):
    one = member(institution, "es")
    one.user.set_password("correct horse battery staple")
    one.user.activated_at = timezone.now()
    one.user.save()

    client.post("/accounts/password/reset/", {"email": one.user.email})
    send_due(now=timezone.now() + timedelta(minutes=1))

    assert [
        one.body
        for one in mail.outbox
        if "password/reset/key" in one.body and "contraseña" in one.body
    ]
