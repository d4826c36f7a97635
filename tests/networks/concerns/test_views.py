"""Concerns: to the ombuds and no one else; sealed, answered, and anonymous where wished."""

from __future__ import annotations

import io
import logging

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from mentornet.mail.outbox import OutboxMessage
from networks.models import Concern, ConcernMessage
from profiles.models import AuditEvent, Institution, Membership
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db
SECRET = "He put his name on my paper"


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def ombuds(here) -> Membership:
    return MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS], external_id="O1")


@pytest.fixture
def reporter(here, ombuds) -> Membership:
    return MembershipFactory(institution=here, family_name="Reporter")


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def report(member: Membership, **more: str):
    data = {"kind": "credit", "text": SECRET, "to": "all", **more}
    return client_of(member).post(reverse("networks:concern_new"), data, follow=True)


def thread(member: Membership) -> str:
    concern = Concern.objects.get()
    return client_of(member).get(reverse("networks:concern", args=[concern.pk])).content.decode()


def by_code(member: Membership, code: str, **more: str):
    return client_of(member).post(
        reverse("networks:concern_by_code"), {"code": code, **more}, follow=True
    )


def test_named_concern_is_read_by_the_ombuds_who_leaves_a_trace(reporter, ombuds) -> None:
    report(reporter)
    assert "No one yet." in thread(reporter)

    page = thread(ombuds)

    assert SECRET in page
    assert "Reporter" in page
    assert ombuds.name in thread(reporter)
    assert "No one yet." not in thread(reporter)


def test_two_sides_answer_each_other(reporter, ombuds) -> None:
    report(reporter)
    address = reverse("networks:concern", args=[Concern.objects.get().pk])

    client_of(ombuds).post(address, {"text": "Shall we talk?"})
    client_of(reporter).post(address, {"text": "Yes, on Monday"})

    assert "Shall we talk?" in thread(reporter)
    assert "Yes, on Monday" in thread(ombuds)
    mails = OutboxMessage.objects.values_list("kind", "recipient")
    assert sorted(mails) == [
        ("message", ombuds.user.email),
        ("message", ombuds.user.email),
        ("message", reporter.user.email),
    ]


def test_nothing_of_it_is_in_the_database_mails_or_logs(reporter, ombuds, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    report(reporter)
    thread(ombuds)

    message = ConcernMessage.objects.get()
    assert SECRET.encode() not in bytes(message.sealed)
    mail = OutboxMessage.objects.get()
    assert SECRET not in mail.subject + mail.body_text
    assert reporter.name not in mail.subject + mail.body_text
    assert SECRET not in caplog.text


def test_anonymous_reporter_is_nowhere_and_reads_on_by_code(reporter, ombuds) -> None:
    page = report(reporter, anonymous="on")
    code = page.context["code"]
    concern = Concern.objects.get()

    assert concern.reporter is None
    assert AuditEvent.objects.filter(actor=reporter.user).count() == 0
    assert code not in concern.code_hash
    assert (
        client_of(reporter).get(reverse("networks:concern", args=[concern.pk])).status_code == 404
    )
    assert "Reporter" not in thread(ombuds)
    client_of(ombuds).post(
        reverse("networks:concern", args=[concern.pk]), {"text": "Thank you for writing"}
    )
    spaced = f"{code[:10]} {code[10:]}".lower()
    answer = by_code(reporter, spaced, text="There is more")

    assert "Thank you for writing" in answer.content.decode()
    assert "There is more" in thread(ombuds)


@pytest.mark.parametrize("code", ["", "nonsense", "A" * 20, "\x00"])
def test_wrong_code_opens_nothing(reporter, code) -> None:
    report(reporter, anonymous="on")

    page = by_code(reporter, code).content.decode()

    assert "No concern has this code." in page
    assert SECRET not in page


def test_code_of_another_institution_opens_nothing(reporter) -> None:
    code = report(reporter, anonymous="on").context["code"]
    elsewhere = MembershipFactory()

    assert "No concern has this code." in by_code(elsewhere, code).content.decode()


def test_name_that_is_nobody_s_is_said_and_nothing_is_lost(reporter) -> None:
    page = report(reporter, about="Nobody Known")

    assert list(page.context["form"].errors) == ["about"]
    assert page.context["form"]["text"].value() == SECRET


def test_nobody_else_reads_it(here, reporter) -> None:
    report(reporter)
    chief = MembershipFactory(institution=here)
    Membership.objects.filter(pk=reporter.pk).update(supervisor=chief)
    others = [
        chief,
        MembershipFactory(
            institution=here, offices=[StaffRoleKind.DIRECTOR, StaffRoleKind.FACILITATOR]
        ),
        MembershipFactory(institution=here, offices=[StaffRoleKind.OMBUDS], external_id="O9"),
        MembershipFactory(offices=[StaffRoleKind.OMBUDS]),
    ]
    address = reverse("networks:concern", args=[Concern.objects.get().pk])

    assert [client_of(one).get(address).status_code for one in others] == [404] * 4


def test_ombuds_who_gave_up_the_office_reads_no_more(reporter, ombuds) -> None:
    report(reporter)
    ombuds.staff_roles.all().delete()

    address = reverse("networks:concern", args=[Concern.objects.get().pk])
    assert client_of(ombuds).get(address).status_code == 404


def test_closed_thread_takes_no_more(reporter, ombuds) -> None:
    report(reporter)
    concern = Concern.objects.get()
    client_of(ombuds).post(
        reverse("networks:concern_state", args=[concern.pk]), {"state": "closed"}
    )

    page = client_of(reporter).post(
        reverse("networks:concern", args=[concern.pk]), {"text": "Wait"}
    )

    assert "This conversation is closed. Start a new one." in page.content.decode()
    assert ConcernMessage.objects.count() == 1


def test_keys_are_rotated_and_the_old_one_is_needed_no_more(reporter, ombuds, settings) -> None:
    report(reporter)
    old, new = settings.CONCERN_KEYS[0], Fernet.generate_key().decode()
    settings.CONCERN_KEYS = [new, old]
    out = io.StringIO()
    call_command("rotate_concern_keys", stdout=out)
    assert out.getvalue().strip() == "1 messages are sealed with the first key."

    settings.CONCERN_KEYS = [new]
    assert SECRET in thread(ombuds)
    settings.CONCERN_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("rotate_concern_keys")
