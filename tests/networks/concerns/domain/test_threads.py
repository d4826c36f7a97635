"""What a concern leaves behind: days and no times, neutral addresses and mails, no draft."""

from __future__ import annotations

import base64
from datetime import date

import pytest
from django.db import models
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from mentornet.mail import outbox
from mentornet.mail.outbox import OutboxMessage
from networks.concerns.domain.threads import read_thread, reply, report_concern
from networks.models import Concern, ConcernAccess, ConcernMessage, ConcernReader
from profiles.access.resubmission import keep_form
from profiles.models import AuditEvent, Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory
from tests.support.html import on_one_line

pytestmark = pytest.mark.django_db


@pytest.fixture
def ombuds() -> Membership:
    here = InstitutionFactory(time_zone="UTC")
    return MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS])


@pytest.fixture
def reporter(ombuds) -> Membership:
    return MembershipFactory(institution=ombuds.institution, family_name="Reporter")


@pytest.fixture
def concern(reporter) -> Concern:
    return report_concern(reporter, kind="other", text="A word")[0]


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_no_column_of_a_concern_holds_a_time_of_day(concern, ombuds) -> None:
    found = [
        f"{model.__name__}.{field.name}"
        for model in (Concern, ConcernAccess, ConcernMessage, ConcernReader)
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField | models.TimeField)
    ]
    assert found == []
    read_thread(concern, reader=ombuds)
    assert type(ConcernAccess.objects.get().at) is date


def test_sealed_text_does_not_say_when_it_was_sealed(concern) -> None:
    """The format has a place for it, in clear: the second to the ninth byte."""
    token = base64.urlsafe_b64decode(bytes(ConcernMessage.objects.get().sealed))

    assert int.from_bytes(token[1:9], "big") == 0


def test_operator_finds_the_day_alone_in_the_audit_log_and_the_outbox(
    concern, reporter, ombuds
) -> None:
    reply(concern, text="Shall we talk?", by=ombuds)
    client_of(ombuds).post(
        reverse("networks:concern_state", args=[concern.pk]), {"state": "closed"}
    )
    outbox.send_due()

    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    events = AuditEvent.objects.filter(subject_id=concern.pk).order_by("verb")
    assert list(events.values_list("verb", "actor", "at")) == [
        ("concern.reported", None, midnight),
        ("concern.state_changed", ombuds.user.pk, midnight),
    ]
    rows = OutboxMessage.objects.all()
    assert {(one.kind, one.recipient, one.subject, one.body_text) for one in rows} == {
        ("message", "", "", "")
    }
    assert {one.created_at for one in rows} | {one.sent_at for one in rows} == {midnight}
    assert str(concern.pk) not in str(list(rows.values()))


def test_order_of_messages_of_one_day_is_kept(concern, reporter, ombuds) -> None:
    for number in range(1, 6):
        reply(concern, text=f"Word {number}", by=(reporter, ombuds)[number % 2])

    assert [one.text for one in read_thread(concern)] == [
        "A word",
        *(f"Word {number}" for number in range(1, 6)),
    ]
    assert [one.by for one in read_thread(concern)][1:3] == [ombuds.name, ""]


def test_ombuds_who_reads_twice_a_day_stands_once_in_the_list(concern, reporter, ombuds) -> None:
    address = reverse("networks:concern", args=[concern.pk])
    for _time in range(2):
        client_of(ombuds).get(address)

    page = client_of(reporter).get(address)

    assert [one.member for one in page.context["accesses"]] == [ombuds]


def test_mail_and_addresses_do_not_say_what_it_is_about(concern) -> None:
    mail = OutboxMessage.objects.get()
    text = f"{mail.subject} {mail.body_text} {mail.key} {mail.kind}".lower()

    assert mail.subject == "You have a message in MentorNet"
    assert [word for word in ("concern", "ombuds", str(concern.pk)) if word in text] == []
    for name in ("concerns", "concern_new", "concern_by_code"):
        assert "concern" not in reverse(f"networks:{name}")
    assert "concern" not in reverse("networks:concern", args=[concern.pk])


def test_address_of_before_leads_to_the_page_of_today(concern, reporter) -> None:
    answer = client_of(reporter).get(f"/concerns/{concern.pk}/")

    assert (answer.status_code, answer["Location"]) == (302, reverse("networks:concerns"))


def test_pages_can_be_left_at_once_and_are_kept_nowhere(concern, reporter) -> None:
    client = client_of(reporter)
    for address in (
        reverse("networks:concerns"),
        reverse("networks:concern_new"),
        reverse("networks:concern", args=[concern.pk]),
    ):
        page = client.get(address)
        text = on_one_line(page.content.decode())
        assert "<title>Messages · MentorNet</title>" in text
        assert 'href="https://www.weather.gov/" rel="noreferrer" data-quick-exit' in text
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("name", "kept"), [("concern_new", False), ("concern_by_code", False), ("tie_new", True)]
)
def test_what_is_typed_is_not_kept_when_the_session_is_over(name, kept, reporter) -> None:
    request = RequestFactory().post(reverse(f"networks:{name}"), {"text": "He put his name on it"})
    request.session = Client().session
    request.user = reporter.user

    assert keep_form(request, user_id=reporter.user.pk) is kept
    assert ("held" in request.session) is kept
