"""Joining a second institution: by one's own yes, and to the institution it looks like any newcomer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import Institution, Membership, MembershipOffer, User
from profiles.people import tasks
from profiles.people.domain.activation import count_waiting, send_activation_mails
from profiles.people.emails.domain.membership_offers import notify_offers
from profiles.people.tasks import advance_emails
from profiles.people.tasks import notify_offers as tell
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    StaffRoleFactory,
    UserFactory,
)
from tests.profiles.people.emails.steps import (
    Directory,
    browser_of,
    director_of,
    enter_by_code,
    import_file,
    is_in_as,
    link_in,
    mails_to,
    person,
)
from tests.support.api import Api
from tests.support.api import person as row

pytestmark = pytest.mark.django_db
ADA = "f1@school.example"  # whom the API's rows name


@pytest.fixture
def home() -> Institution:
    return InstitutionFactory(name="Home")


@pytest.fixture
def away() -> Institution:
    return InstitutionFactory(name="Away")


@pytest.fixture
def ada(home: Institution) -> Membership:
    return person(home, "1", ADA)


def offered(away: Institution) -> MembershipOffer:
    """The row of Ada that another institution's program sends, and that a task has told her of."""
    assert Api(away).post("/members", row()).status_code == 201
    tell(str(away.pk))
    return MembershipOffer.objects.get(institution=away)


def accept(browser: Client, offer: MembershipOffer) -> None:
    browser.post(reverse("profiles:accept_offer", args=[offer.pk]))


def shown(answer: object) -> dict:
    """What a program learns of a person, without what differs for any two."""
    found = {**answer.json()}  # type: ignore[attr-defined]
    for name in ("id", "updated_at", "external_id", "email", "family_name"):
        found.pop(name)
    return found


def test_answer_does_not_tell_whether_there_is_a_login_elsewhere(ada, away) -> None:
    api = Api(away)

    known, unknown = api.post("/members", row(1)), api.post("/members", row(2))
    read = [api.get(f"/members/{one.json()['id']}") for one in (known, unknown)]

    assert (known.status_code, unknown.status_code) == (201, 201)
    assert shown(known) == shown(unknown)
    assert shown(read[0]) == shown(read[1])
    assert known.json()["email"] == ADA
    assert [one.json()["activated_at"] for one in read] == [None, None]


def test_answer_takes_the_same_queries(ada, away, django_assert_num_queries) -> None:
    api = Api(away)
    api.post("/members", row(3))
    with CaptureQueriesContext(connection) as unknown:
        api.post("/members", row(2))

    # One more keeps the offer; whoever is to be told is told by a task.
    with django_assert_num_queries(len(unknown) + 1):
        api.post("/members", row(1))


def test_directory_learns_nothing_either(ada, away) -> None:
    directory = Directory(away)
    answers = [
        directory(
            "POST",
            "Users",
            {
                "userName": email,
                "name": {"givenName": "Ada", "familyName": "Ash"},
                "emails": [{"value": email, "primary": True}],
                "active": True,
            },
        )
        for email in (ADA, "nobody@school.example")
    ]

    assert [one.status_code for one in answers] == [201, 201]
    bodies = [one.json() for one in answers]
    assert bodies[0].keys() == bodies[1].keys()
    assert bodies[0]["emails"][0]["value"] == bodies[0]["userName"] == ADA


def test_moving_an_unused_login_to_an_email_in_use_elsewhere_tells_nothing(ada, away) -> None:
    api = Api(away)
    api.post("/members", row(2))
    body = {k: v for k, v in row(2).items() if k != "external_id"}

    answers = [
        api.put("/members/external/F00002", {**body, "email": email})
        for email in ("free@school.example", ADA)
    ]

    assert [one.status_code for one in answers] == [200, 200]
    assert shown(answers[0]) == shown(answers[1])
    assert User.objects.get(pk=ada.user_id).email == ADA


def test_person_is_told_and_their_login_serves_no_one_new(ada, away) -> None:
    offer = offered(away)

    assert mails_to(ADA) == ["membership_offer"]
    assert link_in(ADA, "membership_offer") == reverse("profiles:offers")
    assert offer.membership.user_id != ada.user_id
    assert browser_of(ada.user).get("/").wsgi_request.membership == ada


def test_person_joins_by_their_yes(ada, away) -> None:
    offer = offered(away)
    waited = offer.membership.user_id
    browser = browser_of(ada.user)
    page = browser.get(reverse("profiles:offers")).content.decode()

    accept(browser, offer)

    joined = Membership.objects.get(institution=away)
    assert "Join Away" in page
    assert joined.user_id == ada.user_id
    assert joined.joined_at > ada.joined_at
    assert not User.objects.filter(pk=waited).exists()
    # Where they were before stays where they land.
    assert browser.get("/").wsgi_request.membership == ada


def test_institution_learns_when_someone_joined_and_not_when_they_activated(ada, away) -> None:
    offer = offered(away)
    User.objects.filter(pk=ada.user_id).update(activated_at=timezone.now() - timedelta(days=99))
    accept(browser_of(ada.user), offer)

    told = Api(away, name="Second").get(f"/members/{offer.membership_id}").json()["activated_at"]

    assert told[:10] == timezone.now().date().isoformat()


def test_declining_is_told_to_no_one_and_can_be_taken_back(ada, away) -> None:
    offer = offered(away)
    browser = browser_of(ada.user)
    before = count_waiting(away)

    browser.post(reverse("profiles:decline_offer", args=[offer.pk]))
    declined = count_waiting(away)
    accept(browser, offer)

    assert (before, declined, count_waiting(away)) == (1, 1, 0)


def test_who_declined_is_not_asked_again(ada, away) -> None:
    offer = offered(away)
    browser_of(ada.user).post(reverse("profiles:decline_offer", args=[offer.pk]))
    MembershipOffer.objects.update(told_at=timezone.now() - timedelta(days=9))

    count = send_activation_mails(away, actor=UserFactory())
    tell(str(away.pk))

    assert count == 1
    assert mails_to(ADA) == ["membership_offer"]


def test_round_of_activation_mails_counts_and_asks_both_kinds(ada, away) -> None:
    offered(away)
    Api(away, name="Second").post("/members", row(2))
    MembershipOffer.objects.update(told_at=timezone.now() - timedelta(days=2))

    count = send_activation_mails(away, actor=UserFactory())
    tell(str(away.pk))

    assert (count, count_waiting(away)) == (2, 2)
    assert mails_to(ADA) == ["membership_offer", "membership_offer"]
    assert mails_to("f2@school.example") == ["activation"]


def test_no_one_else_can_accept(ada, away, home) -> None:
    offer = offered(away)
    other = person(home, "2", "other@school.example")

    answer = browser_of(other.user).post(reverse("profiles:accept_offer", args=[offer.pk]))
    by_director = director_of(away).post(reverse("profiles:accept_offer", args=[offer.pk]))

    assert (answer.status_code, by_director.status_code) == (404, 404)
    assert MembershipOffer.objects.get().state == "waiting"


def test_email_that_was_never_proven_accepts_nothing(ada, away) -> None:
    """Whoever's institution gave their login this email has not shown that it is theirs."""
    offer = offered(away)
    EmailAddress.objects.filter(user=ada.user).update(verified=False)

    accept(browser_of(ada.user), offer)
    early = MembershipOffer.objects.get().state
    browser = enter_by_code(ADA)
    accept(browser, offer)

    assert early == "waiting"
    assert is_in_as(browser, ada.user)
    assert MembershipOffer.objects.get().state == "accepted"


def test_offer_does_not_follow_a_login_to_another_email(ada, away, home) -> None:
    offer = offered(away)
    User.objects.filter(pk=ada.user_id).update(email="moved@school.example")

    answer = browser_of(User.objects.get(pk=ada.user_id)).post(
        reverse("profiles:accept_offer", args=[offer.pk])
    )

    assert answer.status_code == 404


def test_person_without_a_current_place_can_still_join(ada, away) -> None:
    Membership.objects.filter(pk=ada.pk).update(end_date="2026-01-31")
    offer = offered(away)
    browser = browser_of(ada.user)

    page = browser.get(reverse("profiles:offers"))
    accept(browser, offer)

    assert page.status_code == 200
    assert browser.get("/").wsgi_request.membership == Membership.objects.get(institution=away)


def test_offer_ends_with_the_row(ada, away) -> None:
    offer = offered(away)
    Membership.objects.filter(pk=offer.membership_id).update(end_date="2026-01-31")

    answer = browser_of(ada.user).post(reverse("profiles:accept_offer", args=[offer.pk]))

    assert answer.status_code == 404


def test_email_that_became_free_becomes_the_newcomers_own(ada, away, home) -> None:
    offer = offered(away)
    User.objects.filter(pk=ada.user_id).update(email="moved@school.example")
    EmailAddress.objects.all().delete()

    advance_emails()

    login = User.objects.get(pk=offer.membership.user_id)
    assert (login.email, login.is_active) == (ADA, True)
    assert MembershipOffer.objects.get().state == "settled"


def test_nothing_is_ever_sent_to_a_login_that_waits(ada, away) -> None:
    offer = offered(away)

    assert offer.membership.user.email.endswith("@waiting.invalid")
    assert not OutboxMessage.objects.filter(recipient__endswith="invalid").exists()


def test_both_institutions_change_only_their_own_facts(ada, away) -> None:
    accept(browser_of(ada.user), offered(away))
    joined = Membership.objects.get(institution=away)
    before = Api(away, name="Second").get(f"/members/{joined.pk}").json()

    import_file(director_of(ada.institution), f"1,new@home.example,Ada,New,{ada.rank}")

    after = Api(away, name="Third").get(f"/members/{joined.pk}").json()
    assert after == before
    assert User.objects.get(pk=ada.user_id).email == ADA


def test_last_used_institution_is_where_the_next_session_begins(ada, away) -> None:
    browser = browser_of(ada.user)
    accept(browser, offered(away))
    joined = Membership.objects.get(institution=away)
    first = browser.get("/").wsgi_request.membership

    browser.post(reverse("profiles:switch_institution"), {"membership": str(joined.pk)})
    next_time = browser_of(User.objects.get(pk=ada.user_id)).get("/").wsgi_request.membership

    assert (first, next_time) == (ada, joined)


def test_one_institution_that_fails_stops_no_other(ada, away, monkeypatch) -> None:
    Api(away).post("/members", row())

    def failing(institution: Institution) -> int:
        if institution.name == "Home":
            raise RuntimeError("broken")
        return notify_offers(institution)

    monkeypatch.setattr(tasks.offers, "notify_offers", failing)
    advance_emails()

    assert mails_to(ADA) == ["membership_offer"]


def test_unused_login_elsewhere_is_asked_and_joins_after_its_first_sign_in(home, away) -> None:
    new = MembershipFactory(institution=home, external_id="1", user__email=ADA)
    offer = offered(away)

    browser = enter_by_code(ADA)
    accept(browser, offer)

    assert is_in_as(browser, new.user)
    assert MembershipOffer.objects.get().state == "accepted"


def test_operator_takes_no_role_by_joining(ada, away) -> None:
    """An operator who granted a role to a row with their own email gets in without it, or not at all."""
    offer = offered(away)
    StaffRoleFactory(membership=offer.membership, role=StaffRoleKind.OMBUDS)
    User.objects.filter(pk=ada.user_id).update(is_staff=True, is_superuser=True)

    accept(browser_of(ada.user), offer)

    assert MembershipOffer.objects.get().state == "waiting"
