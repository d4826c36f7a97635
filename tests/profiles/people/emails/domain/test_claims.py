"""Another email for someone who uses their account: asked, confirmed, stopped, taken over."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from profiles.models import (
    AddressClaim,
    AuditEvent,
    RosterImport,
    User,
)
from profiles.people.domain.activation import activation_path
from profiles.people.emails.domain import takeover
from profiles.roster.domain.members import change_member
from profiles.roster.tasks import advance_roster_import
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory
from tests.profiles.people.emails.steps import (
    HEAD,
    browser_of,
    enter_by_code,
    enter_by_password,
    import_file,
    is_in_as,
    line,
    link_in,
    mails_to,
    person,
)
from tests.profiles.people.emails.waiting import ADA, NEW, after, claimed, email_of
from tests.support.activation import activation_token

pytestmark = pytest.mark.django_db


# No one uses the account yet -----------------------------------------------------------------


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
    page = director.post("/dashboard/roster/", {"file": file})["Location"]
    advance_roster_import(str(RosterImport.objects.get().pk))

    assert "has to confirm the new email" in director.get(page).content.decode()


# Swaps ---------------------------------------------------------------------------------------


# No one signs in any more --------------------------------------------------------------------


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
    ombuds = person(institution, "9", "ombuds@school.example", offices=[StaffRoleKind.OMBUDS])
    claim = claimed(director, ada)

    browser_of(ombuds.user).post(reverse("profiles:stop_claim", args=[claim.pk]))

    claim.refresh_from_db()
    assert (claim.state, claim.decided_by) == ("stopped", ombuds.user)
