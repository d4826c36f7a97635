"""When no one signs in any more: a new email takes over, and what is confidential stays closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.mail.outbox import queue_message, send_due
from mentornet.models import OutboxMessage
from profiles.models import (
    AddressClaim,
    Membership,
    User,
)
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, UserFactory
from tests.profiles.people.emails.steps import (
    browser_of,
    director_of,
    enter_by_code,
    enter_by_password,
    import_file,
    is_in_as,
    line,
    mails_to,
    person,
)
from tests.profiles.people.emails.waiting import ADA, NEW, after, claimed, email_of

pytestmark = pytest.mark.django_db


CLOSED = "/closed/"


def taken_over(director: Client, member: Membership) -> AddressClaim:
    claim = claimed(director, member)
    after(member.institution, days=7, minutes=1)
    claim.refresh_from_db()
    assert claim.state == "taken_over"
    return claim


def test_new_email_takes_over_after_seven_days_and_everyone_is_told(
    director, ada, institution
) -> None:
    person(institution, "9", "ombuds@school.example", offices=[StaffRoleKind.OMBUDS])
    claim = claimed(director, ada)
    early = after(institution, days=6, hours=23)

    late = after(institution, days=7, minutes=1)

    claim.refresh_from_db()
    assert (early, late, claim.state) == (0, 1, "taken_over")
    assert email_of(ada) == NEW
    assert mails_to(ADA) == ["address_claimed", "address_taken_over"]
    assert mails_to("ombuds@school.example") == ["address_watched", "address_watched"]


def test_institution_may_say_how_long(ada, director, institution) -> None:
    institution.address_claim_days = 3
    institution.save()
    claimed(director, ada)

    assert after(institution, days=3, minutes=1) == 1


def test_another_director_watches_and_where_there_is_none_an_operator(ada, institution) -> None:
    UserFactory(email="op@service.example", is_superuser=True, is_staff=True)
    first = director_of(institution)
    claimed(first, ada)
    alone = mails_to("op@service.example")
    director_of(institution, "second@school.example")
    import_file(first, line(ada, "ada@third.example"))

    assert alone == ["address_watched"]
    assert mails_to("second@school.example") == ["address_watched"]
    assert mails_to("op@service.example") == ["address_watched"]


def test_nothing_takes_over_while_the_owner_signs_in(director, ada, institution) -> None:
    claim = claimed(director, ada)
    assert is_in_as(enter_by_password(ADA), ada.user)

    assert after(institution, days=7, minutes=1) == 0
    claim.refresh_from_db()
    assert claim.state == "waiting"
    assert email_of(ada) == ADA


def test_nothing_takes_over_while_an_old_session_is_used(director, ada, institution) -> None:
    owner = browser_of(ada.user)
    claim = claimed(director, ada)
    AddressClaim.objects.update(due_at=timezone.now() + timedelta(hours=2))

    owner.get(reverse("profiles:settings"))

    claim.refresh_from_db()
    assert claim.due_at > timezone.now() + timedelta(days=6)


def test_sessions_of_before_end_with_the_takeover(director, ada) -> None:
    owner = browser_of(ada.user)
    taken_over(director, ada)

    assert owner.get(reverse("profiles:settings"))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "name",
    [
        "networks:home",
        "networks:concerns",
        "networks:network",
        "profiles:self_assessment",
        "evaluations:my_data",
        "evaluations:development_plan",
        "profiles:settings",
        "profiles:my_address",
        "account_change_password",
        "mfa_index",
    ],
)
def test_code_at_the_new_email_opens_nothing(director, ada, name: str) -> None:
    taken_over(director, ada)
    thief = enter_by_code(NEW)

    assert is_in_as(thief, ada.user)
    assert thief.get(reverse(name))["Location"] == CLOSED
    thief.post(CLOSED)
    assert thief.get(reverse(name))["Location"] == CLOSED


def test_new_email_gets_no_password_and_no_mail_about_content(director, ada, institution) -> None:
    taken_over(director, ada)
    Client().post(reverse("account_reset_password"), {"email": NEW})
    context = {"name": "Ada", "institution": institution, "old": "a", "new": "b"}
    queue_message(key="k", to=NEW, subject="s", template="membership_offer", context=context)
    send_due()

    assert "account:password_reset_key" not in mails_to(NEW)
    rows = OutboxMessage.objects.filter(kind__in=["membership_offer", "address_taken_over"])
    assert dict(rows.values_list("kind", "state")) == {
        "membership_offer": "pending",
        "address_taken_over": "sent",
    }


def test_old_password_proves_the_owner_and_opens_all(director, ada) -> None:
    taken_over(director, ada)
    owner = enter_by_password(NEW)
    before = owner.get(reverse("profiles:settings"))["Location"]

    owner.post(CLOSED)

    assert before == CLOSED
    assert owner.get(reverse("profiles:settings")).status_code == 200
    assert User.objects.get(pk=ada.user_id).unproven_since is None


def test_password_of_after_the_claim_proves_nothing(director, ada) -> None:
    taken_over(director, ada)
    user = User.objects.get(pk=ada.user_id)
    user.set_password("another one, set later")
    user.save()
    thief = enter_by_password(NEW, "another one, set later")

    thief.post(CLOSED)

    assert is_in_as(thief, ada.user)
    assert User.objects.get(pk=ada.user_id).unproven_since is not None


def test_ombuds_and_operator_together_open_an_account(director, ada, institution) -> None:
    ombuds = person(institution, "9", "ombuds@school.example", offices=[StaffRoleKind.OMBUDS])
    operator = UserFactory(email="op@service.example", is_superuser=True, is_staff=True)
    claim = taken_over(director, ada)

    asker = director.post(reverse("profiles:vouch_for", args=[claim.pk]))
    browser_of(ombuds.user).post(reverse("profiles:vouch_for", args=[claim.pk]))
    one = User.objects.get(pk=ada.user_id).unproven_since
    browser_of(operator).post(reverse("profiles:operating_vouch_for", args=[claim.pk]))

    assert asker.status_code == 302
    claim.refresh_from_db()
    assert (claim.vouched_by, claim.vouched_by_operator) == (ombuds.user, operator)
    assert one is not None
    assert User.objects.get(pk=ada.user_id).unproven_since is None


def test_operator_alone_opens_nothing(director, ada) -> None:
    operator = UserFactory(email="op@service.example", is_superuser=True, is_staff=True)
    claim = taken_over(director, ada)
    browser = browser_of(operator)

    for _time in range(2):
        browser.post(reverse("profiles:operating_vouch_for", args=[claim.pk]))

    assert User.objects.get(pk=ada.user_id).unproven_since is not None


def test_login_of_two_institutions_is_taken_over_by_neither(director, ada, institution) -> None:
    MembershipFactory(user=ada.user)
    claim = claimed(director, ada)

    assert claim.due_at is None
    after(institution, days=60)
    assert email_of(ada) == ADA


def test_person_who_joins_elsewhere_meanwhile_is_not_taken_over(director, ada, institution) -> None:
    claimed(director, ada)
    MembershipFactory(user=ada.user)

    assert after(institution, days=8) == 0
    assert email_of(ada) == ADA


def test_claim_that_ends_elsewhere_hides_none_that_waits_here(director, ada) -> None:
    claim = claimed(director, ada)
    there = MembershipFactory(user=ada.user, external_id="T-1", given_name="Ada")
    other = director_of(there.institution, "director@there.example")
    import_file(other, line(there, "ada@there.example"))
    ending = AddressClaim.objects.get(institution=there.institution)

    other.post(reverse("profiles:stop_claim", args=[ending.pk]))

    assert list(AddressClaim.objects.waiting()) == [claim]
    assert User.objects.get(pk=ada.user_id).address_claimed_at is not None


def test_ended_membership_elsewhere_binds_no_one(director, ada, institution) -> None:
    MembershipFactory(user=ada.user, end_date="2026-01-31")
    taken_over(director, ada)

    assert email_of(ada) == NEW


def test_login_of_an_operator_is_the_operators_alone(director, ada, institution) -> None:
    User.objects.filter(pk=ada.user_id).update(is_superuser=True, is_staff=True)
    claim = claimed(director, ada)

    after(institution, days=60)
    assert (claim.due_at, email_of(ada)) == (None, ADA)
