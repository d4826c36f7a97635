"""The pages of a test institution, clicked by its director, and by those who are not let in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from mentornet.mail.outbox import send_due
from mentornet.models import OutboxMessage
from profiles.models import Institution, Membership, MembershipOffer, StaffRole, User
from profiles.people.domain.activation import send_activation_mails
from profiles.sandbox.domain.making import create_sandbox, enter_sandbox, sandbox_of
from profiles.vocabulary import StaffRoleKind
from tests.factories.profiles import MembershipFactory, StaffRoleFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("profiles:sandbox")
BANNER = "Test institution: no email leaves."


@pytest.fixture
def director(client: Client) -> Membership:
    member = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    client.force_login(member.user)
    return member


def post(client: Client, name: str, **data: Any) -> str:
    return client.post(reverse(name), data, follow=True).content.decode()


def test_it_is_made_entered_left_reset_and_deleted(director: Membership, client: Client) -> None:
    page = client.get(PAGE).content.decode()
    assert "Create test institution" in page
    assert BANNER not in page
    assert "16 of at most 500" not in page
    assert "17 of at most 500" in post(client, "profiles:sandbox", content="people")
    inside = post(client, "profiles:sandbox_enter")
    assert BANNER in inside
    assert "Go back to" in inside
    assert BANNER in client.get(reverse("networks:home")).content.decode()
    assert client.get(reverse("profiles:sandbox_reset")).status_code == 404
    assert client.post(reverse("profiles:sandbox_delete")).status_code == 404
    assert BANNER not in post(client, "profiles:sandbox_leave")
    assert "1 of at most 500" in post(client, "profiles:sandbox_reset", content="empty")
    asked = post(client, "profiles:sandbox_delete")
    assert "Delete the test institution?" in asked
    assert sandbox_of(director.institution) is not None
    post(client, "profiles:sandbox_delete", sure="1")
    assert sandbox_of(director.institution) is None


def test_a_director_begins_in_the_real_institution(director: Membership) -> None:
    """One who never joined by a link, too: the place in the test was joined, and is no older for that."""
    Membership.objects.filter(pk=director.pk).update(joined_at=None)
    create_sandbox(director.institution, by=director.user, filled=False)
    for browser in (Client(), Client()):
        browser.force_login(director.user)
        assert BANNER not in browser.get(reverse("networks:home")).content.decode()


def test_what_would_have_been_sent_is_read_from_both_sides(
    director: Membership, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    OutboxMessage.objects.all().delete()
    send_activation_mails(sandbox, actor=director.user)
    send_due()
    rows = OutboxMessage.objects.filter(institution=sandbox)
    url = reverse("profiles:sandbox_emails")
    OutboxMessage.objects.exclude(pk=rows.first().pk).delete()
    client.get(url)
    with django_assert_num_queries(QUERIES):
        page = client.get(url).content.decode()
    assert "1 email" in page
    sandbox_mail(sandbox)
    with django_assert_num_queries(QUERIES):
        page = client.get(url).content.decode()
    assert "@people.example" in page
    one = rows.filter(kind="activation").first()
    shown = client.get(reverse("profiles:sandbox_email", args=[one.pk])).content.decode()
    assert one.recipient in shown
    assert "/activate/" in shown
    post(client, "profiles:sandbox_enter")
    assert client.get(url).status_code == 200
    assert mail.outbox == []
    # Another institution's director finds neither the list nor the message.
    other = Client()
    other.force_login(MembershipFactory(offices=[StaffRoleKind.DIRECTOR]).user)
    assert other.get(url).status_code == 404
    assert other.get(reverse("profiles:sandbox_email", args=[one.pk])).status_code == 404


QUERIES = 7


def sandbox_mail(sandbox: Institution) -> None:
    for number in range(2):
        row = OutboxMessage.objects.filter(institution=sandbox).first()
        assert row is not None
        row.pk, row.key = None, f"again:{number}"
        row._state.adding = True
        row.id = OutboxMessage().id
        row.save(force_insert=True)


def test_who_no_longer_directs_the_real_one_is_out_of_the_test_at_once(
    director: Membership, client: Client
) -> None:
    create_sandbox(director.institution, by=director.user, filled=False)
    post(client, "profiles:sandbox_enter")
    assert BANNER in client.get(PAGE).content.decode()
    StaffRole.objects.filter(membership=director).delete()
    home = client.get(reverse("networks:home")).content.decode()
    assert BANNER not in home
    assert client.get(PAGE).status_code == 403
    tester = Membership.objects.get(institution__sandbox_of=director.institution)
    switched = client.post(reverse("profiles:switch_institution"), {"membership": str(tester.pk)})
    assert BANNER not in client.get(reverse("networks:home")).content.decode()
    # Nor is it offered, or said that they are there now.
    assert switched.status_code == 404
    assert tester.institution.name not in client.get(reverse("profiles:settings")).content.decode()


def test_emails_of_places_in_a_test_are_not_offered_for_signing_in(
    director: Membership, client: Client
) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    invented = Membership.objects.of(sandbox).exclude(user=director.user)[0]
    own = Client()
    own.force_login(invented.user)
    for browser in (client, own):
        page = browser.get(reverse("profiles:my_address"))
        assert page.status_code == 200
        assert "has a different email for you" not in page.content.decode()


def test_a_test_login_stays_in_the_test(director: Membership, client: Client) -> None:
    sandbox = create_sandbox(director.institution, by=director.user, filled=True)
    invented = Membership.objects.of(sandbox).exclude(user=director.user)[0]
    User.objects.filter(pk=invented.user_id).update(activated_at="2026-01-01T00:00Z")
    other = Client()
    other.force_login(invented.user)
    assert BANNER in other.get(reverse("networks:home")).content.decode()
    assert other.get(PAGE).status_code == 403
    # Whoever makes it a director has no way out of the test either.
    StaffRoleFactory(membership=invented, role=StaffRoleKind.DIRECTOR)
    assert other.get(reverse("profiles:sandbox_reset")).status_code == 404
    assert other.post(reverse("profiles:sandbox_leave")).status_code == 404
    # Nor is it asked into another one, by whoever knows its email.
    elsewhere = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    stranger = Client()
    stranger.force_login(elsewhere.user)
    guest = {"given_name": "A", "family_name": "B", "affiliation": "Test", "role": ""}
    page = post(stranger, "profiles:outside_invite", email=invented.user.email, **guest)
    assert "Emails at this domain are those of test institutions." in page
    assert not MembershipOffer.objects.exists()
    adopted = other.post(reverse("profiles:adopt_address", args=[invented.pk]))
    assert adopted.status_code == 404
    assert User.objects.get(pk=invented.user_id).is_test_login
    assert enter_sandbox(director.institution, by=director.user).user == director.user
