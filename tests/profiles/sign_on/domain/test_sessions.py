"""Ending all of a person's sessions: whoever holds one is no one at the next request."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import User
from profiles.roster.domain.members import end_member
from profiles.sign_on.domain.sessions import EndReason, end_sessions
from profiles.sign_on.tasks import purge_sessions
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
SETTINGS = "/settings/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def is_in(client: Client) -> bool:
    return client.get(SETTINGS).status_code == 200


def test_end_sessions_ends_every_session_of_the_person_and_of_no_one_else():
    member, colleague = MembershipFactory(), MembershipFactory()
    one, two, other = signed_in(member.user), signed_in(member.user), signed_in(colleague.user)

    ended = end_sessions(member.user, reason=EndReason.ADDRESS)

    assert (ended, is_in(one), is_in(two), is_in(other)) == (1, False, False, True)


def test_end_sessions_ends_those_that_no_table_lists():
    member = MembershipFactory()
    client = signed_in(member.user)
    UserSession.objects.all().delete()
    assert Session.objects.count() == 1

    end_sessions(member.user, reason=EndReason.ADDRESS)

    assert not is_in(client)


def test_end_sessions_of_many_takes_few_statements(django_assert_num_queries):
    users = UserFactory.create_batch(3)
    with django_assert_num_queries(8):
        end_sessions(User.objects.filter(pk__in=[one.pk for one in users]), reason="provider")
    told = OutboxMessage.objects.filter(kind="security_notice")
    assert sorted(told.values_list("recipient", flat=True)) == sorted(one.email for one in users)


def test_signing_in_again_after_all_sessions_ended_works():
    member = MembershipFactory()
    end_sessions(member.user, reason=EndReason.ADDRESS)
    member.user.refresh_from_db()
    assert is_in(signed_in(member.user))


def test_person_who_leaves_is_signed_out():
    member = MembershipFactory()
    client = signed_in(member.user)

    end_member(member, last_day=member.institution.local_date(), actor=None)

    # Whoever is signed in and belongs nowhere is told so, with 403; others are asked to sign in.
    assert client.get(SETTINGS).status_code == 302


def test_person_who_leaves_one_of_two_institutions_stays_signed_in():
    member = MembershipFactory()
    MembershipFactory(user=member.user)
    client = signed_in(member.user)
    end_member(member, last_day=member.institution.local_date(), actor=None)
    assert is_in(client)


def test_closing_a_login_ends_its_sessions_even_when_it_is_opened_again():
    member = MembershipFactory()
    client = signed_in(member.user)
    operator = signed_in(UserFactory(is_staff=True, is_superuser=True))
    address = f"/admin/profiles/user/{member.user.pk}/change/"

    closed = operator.post(address, {})
    opened = operator.post(address, {"is_active": "on"})

    member.user.refresh_from_db()
    assert (closed.status_code, opened.status_code, member.user.is_active) == (302, 302, True)
    assert not is_in(client)


def test_sessions_that_are_over_are_purged_and_others_stay():
    member = MembershipFactory()
    old, new = signed_in(member.user), signed_in(member.user)
    Session.objects.filter(session_key=old.session.session_key).update(expire_date=timezone.now())

    purged = purge_sessions()

    assert (purged, Session.objects.count(), is_in(new)) == (1, 1, True)
