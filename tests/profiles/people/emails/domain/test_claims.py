"""Another email for somebody who uses their account: asked, confirmed, stopped, taken over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.mail.outbox import queue_mail, send_due
from mentornet.models import OutboxMessage
from profiles.models import (
    AddressClaim,
    Approval,
    AuditEvent,
    Institution,
    Membership,
    RosterImport,
    User,
)
from profiles.people.domain.activation import activation_path, activation_token
from profiles.people.emails.domain import takeover
from profiles.people.tasks import advance_emails
from profiles.roster.domain.members import change_member
from profiles.roster.tasks import advance_roster_import
from profiles.vocabulary import Office
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.profiles.people.emails.steps import (
    HEAD,
    browser_of,
    director_of,
    enter_by_code,
    enter_by_password,
    import_file,
    is_in_as,
    line,
    link_in,
    mails_to,
    person,
)

pytestmark = pytest.mark.django_db
ADA, NEW = "ada@school.example", "ada@new.example"
CLOSED = "/closed/"


@pytest.fixture
def institution() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def ada(institution: Institution) -> Membership:
    return person(institution, "1", ADA)


@pytest.fixture
def director(institution: Institution) -> Client:
    return director_of(institution)


def claimed(director: Client, member: Membership, email: str = NEW) -> AddressClaim:
    import_file(director, line(member, email))
    return AddressClaim.objects.get(membership=member, state="waiting")


def email_of(member: Membership) -> str:
    return User.objects.get(pk=member.user_id).email


def after(institution: Institution, **time: int) -> int:
    return takeover.advance_claims(institution, now=timezone.now() + timedelta(**time))


def taken_over(director: Client, member: Membership) -> AddressClaim:
    claim = claimed(director, member)
    after(member.institution, days=7, minutes=1)
    claim.refresh_from_db()
    assert claim.state == "taken_over"
    return claim


# Nobody uses the account yet -----------------------------------------------------------------


def test_unused_account_gets_the_email_at_once_and_both_are_told(institution, director) -> None:
    new = MembershipFactory(institution=institution, external_id="1", user__email=ADA)

    import_file(director, line(new, NEW))

    assert email_of(new) == NEW
    assert not AddressClaim.objects.exists()
    assert (mails_to(ADA), mails_to(NEW)) == (["address_moved"], ["address_moved"])


def test_old_activation_link_dies_with_the_email(institution, director) -> None:
    new = MembershipFactory(institution=institution, external_id="1", user__email=ADA)
    path = activation_path(activation_token(new))

    import_file(director, line(new, NEW))

    assert Client().get(path).status_code == 410


# Confirming and stopping ---------------------------------------------------------------------


def test_owner_confirms_and_signs_in_with_the_new_email(director, ada) -> None:
    claim = claimed(director, ada)
    owner = browser_of(ada.user)
    page = owner.get(reverse("profiles:my_address")).content.decode()

    owner.post(reverse("profiles:confirm_address", args=[claim.pk]))

    assert NEW in page
    assert mails_to(ADA) == ["address_claimed", "email_changed"]
    assert is_in_as(enter_by_code(NEW), ada.user)
    assert is_in_as(enter_by_password(NEW), ada.user)
    assert "_auth_user_id" not in enter_by_code(ADA).session
    verbs = AuditEvent.objects.filter(subject_id=claim.pk).order_by("at")
    assert list(verbs.values_list("verb", flat=True)) == [
        "address_claim.requested",
        "address_claim.confirmed",
    ]


def test_confirming_ends_the_other_sessions_and_keeps_this_one(director, ada) -> None:
    claim = claimed(director, ada)
    here, there = browser_of(ada.user), browser_of(User.objects.get(pk=ada.user_id))

    here.post(reverse("profiles:confirm_address", args=[claim.pk]))

    assert here.get(reverse("profiles:settings")).status_code == 200
    assert there.get(reverse("profiles:settings")).status_code == 302


def test_confirming_by_get_is_not_possible(director, ada) -> None:
    claim = claimed(director, ada)

    answer = browser_of(ada.user).get(reverse("profiles:confirm_address", args=[claim.pk]))

    assert answer.status_code == 405
    assert email_of(ada) == ADA


def test_link_from_the_old_email_stops_it_without_signing_in(director, ada, institution) -> None:
    claim = claimed(director, ada)
    path = link_in(ADA, "address_claimed")
    stranger = Client()

    looked = stranger.get(path)
    claim.refresh_from_db()
    assert (looked.status_code, claim.state) == (200, "waiting")
    assert stranger.post(path).status_code == 200
    claim.refresh_from_db()
    again = stranger.post(path)

    assert (claim.state, again.status_code) == ("stopped", 410)
    after(institution, days=60)
    assert email_of(ada) == ADA
    assert mails_to(ADA) == ["address_claimed", "address_kept"]


def test_stopped_claim_does_not_come_back_with_the_same_file(director, ada) -> None:
    claim = claimed(director, ada)
    browser_of(ada.user).post(reverse("profiles:keep_address", args=[claim.pk]))

    import_file(director, line(ada, NEW), "7,seven@school.example,Sev,En,full")

    assert not AddressClaim.objects.waiting().exists()


def test_owner_adopts_later_what_they_stopped(director, ada) -> None:
    claim = claimed(director, ada)
    owner = browser_of(ada.user)
    owner.post(reverse("profiles:keep_address", args=[claim.pk]))

    owner.post(reverse("profiles:adopt_address", args=[ada.pk]))

    assert email_of(ada) == NEW


def test_later_file_replaces_the_claim_and_its_link(director, ada) -> None:
    claimed(director, ada)
    path = link_in(ADA, "address_claimed")
    second = claimed(director, ada, "ada@third.example")

    assert Client().post(path).status_code == 410
    second.refresh_from_db()
    assert second.state == "waiting"
    states = AddressClaim.objects.order_by("asked_at").values_list("state", flat=True)
    assert list(states) == ["replaced", "waiting"]


def test_roster_back_to_the_old_email_ends_the_claim(director, ada) -> None:
    claim = claimed(director, ada)

    import_file(director, line(ada, ADA))

    claim.refresh_from_db()
    assert claim.state == "replaced"
    assert User.objects.get(pk=ada.user_id).address_claimed_at is None


def test_waiting_rows_stop_no_other_row(director, ada, institution) -> None:
    bo = MembershipFactory(institution=institution, external_id="2", user__email="bo@x.example")

    row = import_file(director, line(ada, NEW), line(bo, "bo@y.example"), "3,c@x.example,C,D,full")

    assert (row.state, row.counts["changed"], row.counts["added"]) == ("done", 2, 1)
    assert (email_of(ada), email_of(bo)) == (ADA, "bo@y.example")


def test_file_says_before_that_the_person_is_asked(director, ada) -> None:
    file = SimpleUploadedFile("roster.csv", f"{HEAD}\n{line(ada, NEW)}".encode())
    page = director.post("/directors/roster/", {"file": file})["Location"]
    advance_roster_import(str(RosterImport.objects.get().pk))

    assert "waits for the person to confirm it" in director.get(page).content.decode()


# Swaps ---------------------------------------------------------------------------------------


def test_two_who_swap_and_both_agree_move_together(director, ada, institution) -> None:
    eve = person(institution, "2", "eve@school.example")
    import_file(director, line(ada, "eve@school.example"), line(eve, ADA))

    for one in (ada, eve):
        claim = AddressClaim.objects.get(user=one.user)
        browser_of(one.user).post(reverse("profiles:confirm_address", args=[claim.pk]))

    assert (email_of(ada), email_of(eve)) == ("eve@school.example", ADA)


def test_unused_account_waits_for_an_email_in_use_until_it_was_free_for_long(
    director, ada, institution
) -> None:
    import_file(director, line(ada, NEW), f"2,{ADA},Eve,Later,full")
    eve = Membership.objects.get(external_id="2")
    claim = AddressClaim.objects.get()
    browser_of(ada.user).post(reverse("profiles:confirm_address", args=[claim.pk]))
    advance_emails()
    early = email_of(eve)
    AddressClaim.objects.update(decided_at=timezone.now() - timedelta(days=31))
    advance_emails()

    assert early.endswith("@waiting.invalid")
    assert email_of(eve) == ADA
    assert User.objects.get(pk=eve.user_id).is_active
    assert OutboxMessage.objects.filter(recipient=early, state="pending").count() == 0


# Nobody signs in any more --------------------------------------------------------------------


def test_new_email_takes_over_after_seven_days_and_everybody_is_told(
    director, ada, institution
) -> None:
    person(institution, "9", "ombuds@school.example", offices=[Office.OMBUDS])
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
    queue_mail(key="k", to=NEW, subject="s", template="membership_offer", context=context)
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
    ombuds = person(institution, "9", "ombuds@school.example", offices=[Office.OMBUDS])
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


def test_ended_membership_elsewhere_binds_nobody(director, ada, institution) -> None:
    MembershipFactory(user=ada.user, end_date="2026-01-31")
    taken_over(director, ada)

    assert email_of(ada) == NEW


def test_login_of_an_operator_is_the_operators_alone(director, ada, institution) -> None:
    User.objects.filter(pk=ada.user_id).update(is_superuser=True, is_staff=True)
    claim = claimed(director, ada)

    after(institution, days=60)
    assert (claim.due_at, email_of(ada)) == (None, ADA)


def test_institution_that_let_a_person_go_claims_nothing(director, ada, institution) -> None:
    ada.end_date = "2026-01-31"
    ada.save()
    change_member(ada, values={"email": NEW, "end_date": ada.end_date}, actor=None)

    assert not AddressClaim.objects.exists()
    assert email_of(ada) == ADA


def test_one_failing_claim_stops_no_other(director, ada, institution, monkeypatch) -> None:
    bo = person(institution, "2", "bo@school.example")
    first = claimed(director, ada)
    claimed(director, bo, "bo@new.example")
    plain = takeover.take_over

    def failing(claim: AddressClaim, *, now):
        if claim.pk == first.pk:
            raise RuntimeError("broken")
        return plain(claim, now=now)

    monkeypatch.setattr(takeover, "take_over", failing)

    assert after(institution, days=8) == 1
    assert (email_of(ada), email_of(bo)) == (ADA, "bo@new.example")


# Staff roles ---------------------------------------------------------------------------------


def test_second_director_approves_and_the_ombuds_confirms(director, institution) -> None:
    ombuds = person(institution, "1", ADA, offices=[Office.OMBUDS])
    second = director_of(institution, "second@school.example")
    claim = claimed(director, ombuds)
    told_early = mails_to(ADA)
    second.post(reverse("profiles:approval_approve", args=[Approval.objects.get().pk]))

    browser_of(ombuds.user).post(reverse("profiles:confirm_address", args=[claim.pk]))

    assert told_early == []
    assert email_of(ombuds) == NEW


def test_second_director_refuses(director, institution) -> None:
    ombuds = person(institution, "1", ADA, offices=[Office.OMBUDS])
    second = director_of(institution, "second@school.example")
    claim = claimed(director, ombuds)

    second.post(reverse("profiles:approval_refuse", args=[Approval.objects.get().pk]))

    claim.refresh_from_db()
    assert (claim.state, email_of(ombuds)) == ("refused", ADA)


def test_later_change_drops_the_request(director, institution) -> None:
    ombuds = person(institution, "1", ADA, offices=[Office.OMBUDS])
    claimed(director, ombuds)

    import_file(director, line(ombuds, ADA))

    assert not Approval.objects.waiting().exists()


# Watching ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_list_of_claims_costs_the_same(
    director, institution, number: int, django_assert_num_queries
) -> None:
    people = [person(institution, str(one), f"p{one}@school.example") for one in range(number)]
    import_file(director, *(line(one, f"n{i}@new.example") for i, one in enumerate(people)))
    page = reverse("profiles:address_claims")
    director.get(page)

    with django_assert_num_queries(4):
        assert len(director.get(page).context["waiting"]) == number


def test_ombuds_stops_a_change_that_looks_wrong(director, ada, institution) -> None:
    ombuds = person(institution, "9", "ombuds@school.example", offices=[Office.OMBUDS])
    claim = claimed(director, ada)

    browser_of(ombuds.user).post(reverse("profiles:stop_claim", args=[claim.pk]))

    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("stopped", ombuds.user)
