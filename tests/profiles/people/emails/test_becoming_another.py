"""No one becomes someone else: what an institution's people and programs try, one act after another."""

from __future__ import annotations

import pytest
from django.urls import reverse

from profiles.models import AddressClaim, Institution, Membership, RosterImport, User
from profiles.people.tasks import advance_emails
from profiles.roster.tasks import advance_roster_import
from profiles.vocabulary import StaffRoleKind
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.profiles.people.emails.steps import (
    Directory,
    browser_of,
    director_of,
    enter_by_code,
    enter_by_password,
    import_file,
    is_in_as,
    line,
    person,
)
from tests.support.api import Api

pytestmark = pytest.mark.django_db
EVIL = "evil@else.example"
ADA = "ada@school.example"


@pytest.fixture
def institution() -> Institution:
    return InstitutionFactory()


@pytest.fixture
def victim(institution: Institution) -> Membership:
    return person(institution, "1", ADA)


def is_still_theirs(victim: Membership, *tried: str) -> bool:
    """Whether none of the emails that were *tried* lets anyone in, and the owner's own still does."""
    entered = [email for email in tried if is_in_as(enter_by_code(email), victim.user)]
    owner = is_in_as(enter_by_code(ADA), victim.user) and is_in_as(
        enter_by_password(ADA), victim.user
    )
    return owner and entered == [] and User.objects.get(pk=victim.user_id).email == ADA


def test_director_changes_the_email_in_a_file_and_asks_for_a_code(institution, victim) -> None:
    import_file(director_of(institution), line(victim, EVIL))

    victim.refresh_from_db()
    assert victim.email == EVIL  # what the institution knows
    assert is_still_theirs(victim, EVIL)


def test_second_row_takes_the_old_email(institution, victim) -> None:
    lines = [line(victim, "ada2@school.example"), f"2,{ADA},Eve,Evil,full"]
    import_file(director_of(institution), *lines)

    assert is_still_theirs(victim, "ada2@school.example")
    assert Membership.objects.get(external_id="2").user_id != victim.user_id


def test_two_rows_swap_their_emails(institution, victim) -> None:
    eve = person(institution, "2", "eve@school.example")
    import_file(director_of(institution), line(victim, "eve@school.example"), line(eve, ADA))

    assert is_still_theirs(victim, "eve@school.example")
    assert User.objects.get(pk=eve.user_id).email == "eve@school.example"


def test_one_of_two_who_swap_agrees_alone(institution, victim) -> None:
    eve = person(institution, "2", "eve@school.example")
    import_file(director_of(institution), line(victim, "eve@school.example"), line(eve, ADA))
    claim = AddressClaim.objects.get(user=eve.user)
    browser_of(eve.user).post(reverse("profiles:confirm_address", args=[claim.pk]))

    assert is_still_theirs(victim, "eve@school.example")
    assert User.objects.get(pk=eve.user_id).email == "eve@school.example"


def test_chain_over_two_imports(institution, victim) -> None:
    director = director_of(institution)
    import_file(director, line(victim, EVIL))
    import_file(director, line(victim, EVIL), f"2,{ADA},Eve,Evil,full")
    import_file(director, line(victim, "third@else.example"))

    assert is_still_theirs(victim, EVIL, "third@else.example")
    assert Membership.objects.get(external_id="2").user_id != victim.user_id


def test_email_that_the_owner_gave_up_is_not_handed_on(institution, victim) -> None:
    director = director_of(institution)
    import_file(director, line(victim, "ada2@school.example"))
    claim = AddressClaim.objects.get(user=victim.user)
    browser_of(victim.user).post(reverse("profiles:confirm_address", args=[claim.pk]))
    import_file(director, f"2,{ADA},Eve,Evil,full")

    assert User.objects.get(pk=victim.user_id).email == "ada2@school.example"
    assert not User.objects.filter(email=ADA).exists()
    assert "_auth_user_id" not in enter_by_code(ADA).session


def test_director_ends_the_person_and_adds_the_number_again(institution, victim) -> None:
    director = director_of(institution)
    Api(institution).post(f"/members/{victim.pk}/end", {"last_day": "2026-01-31"})
    import_file(director, line(victim, EVIL))

    victim.refresh_from_db()
    assert victim.is_current
    assert is_still_theirs(victim, EVIL)


def test_director_gives_the_number_to_another_person(institution, victim) -> None:
    director = director_of(institution)
    import_file(director, f"1,{EVIL},Eve,Evil,full")

    assert is_still_theirs(victim, EVIL)


def test_director_adds_the_email_under_another_number(institution, victim) -> None:
    row = import_file(director_of(institution), f"2,{ADA},Eve,Evil,full")

    assert row.counts["bad_rows"] == 1
    assert not Membership.objects.filter(external_id="2").exists()
    assert is_still_theirs(victim)


@pytest.mark.parametrize("door", ["put", "patch", "bulk"])
def test_api_client_changes_the_email(institution, victim, door: str) -> None:
    api = Api(institution)
    body = {"email": EVIL, "given_name": "Ada", "family_name": "Ash", "rank": "full"}
    if door == "put":
        answer = api.put("/members/external/1", body)
    elif door == "patch":
        tag = api.get(f"/members/{victim.pk}")["ETag"]
        answer = api.patch(f"/members/{victim.pk}", {"email": EVIL}, if_match=tag)
    else:
        api.put("/members/bulk", {"members": [{"external_id": "1", **body}]})
        advance_roster_import(str(RosterImport.objects.get().pk))
        answer = api.get(f"/members/{victim.pk}")

    assert answer.status_code == 200, answer.content
    assert (answer.json()["email"], answer.json()["email_state"]) == (EVIL, "waiting")
    assert is_still_theirs(victim, EVIL)


def test_directory_renames_the_person(institution, victim) -> None:
    directory = Directory(institution)
    operation = {"op": "replace", "path": "userName", "value": EVIL}
    answer = directory("PATCH", f"Users/{victim.pk}", {"Operations": [operation]})

    assert answer.status_code == 200, answer.content
    assert answer.json()["emails"][0]["value"] == EVIL
    assert is_still_theirs(victim, EVIL)


def test_directory_takes_over_by_number(institution, victim) -> None:
    user = {
        "userName": EVIL,
        "name": {"givenName": "Eve", "familyName": "Evil"},
        "emails": [{"value": EVIL, "primary": True}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"employeeNumber": "1"},
        "active": True,
    }
    assert Directory(institution)("POST", "Users", user).status_code == 201

    assert is_still_theirs(victim, EVIL)


def test_administration_changes_no_email(institution, victim) -> None:
    operator = UserFactory(email="op@service.example", is_staff=True, is_superuser=True)
    for browser in (director_of(institution), browser_of(operator)):
        for name in ("membership", "user"):
            pk = victim.pk if name == "membership" else victim.user_id
            data = {"email": EVIL, "address": EVIL, "user": "", "is_active": "on"}
            browser.post(reverse(f"admin:profiles_{name}_change", args=[pk]), data)

    victim.refresh_from_db()
    assert victim.email == ADA
    assert is_still_theirs(victim, EVIL)


def test_director_of_another_institution_claims_the_number_and_the_email(victim) -> None:
    elsewhere = InstitutionFactory()
    director = director_of(elsewhere, "other@far.example")
    import_file(director, f"1,{ADA},Ada,Ash,full")
    import_file(director, f"1,{EVIL},Ada,Ash,full")

    assert is_still_theirs(victim, EVIL)
    assert Membership.objects.get(institution=elsewhere, external_id="1").user_id != victim.user_id


def test_director_confirms_the_claim_of_someone_else(institution, victim) -> None:
    director = director_of(institution)
    import_file(director, line(victim, EVIL))
    claim = AddressClaim.objects.get()

    answer = director.post(reverse("profiles:confirm_address", args=[claim.pk]))
    adopted = director.post(reverse("profiles:adopt_address", args=[victim.pk]))

    assert (answer.status_code, adopted.status_code) == (404, 404)
    assert is_still_theirs(victim, EVIL)


def test_password_reset_at_the_new_email_sends_nothing(institution, victim) -> None:
    import_file(director_of(institution), line(victim, EVIL))
    client = enter_by_code(EVIL)
    client.post(reverse("account_reset_password"), {"email": EVIL})

    assert is_still_theirs(victim, EVIL)


def test_email_of_the_ombuds_waits_for_a_second_person(institution) -> None:
    ombuds = person(institution, "1", ADA, offices=[StaffRoleKind.OMBUDS])
    director = director_of(institution)
    import_file(director, line(ombuds, EVIL))
    claim = AddressClaim.objects.get()
    asked = browser_of(ombuds.user).post(reverse("profiles:confirm_address", args=[claim.pk]))
    advance_emails()

    assert asked.status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.waits_for_approval) == ("waiting", True)
    assert is_still_theirs(ombuds, EVIL)


def test_director_approves_no_change_of_their_own(institution) -> None:
    ombuds = person(institution, "1", ADA, offices=[StaffRoleKind.OMBUDS])
    director = director_of(institution)
    import_file(director, line(ombuds, EVIL))
    page = director.get(reverse("profiles:approvals")).context["waiting"]

    director.post(reverse("profiles:approval_approve", args=[page[0].row.pk]))

    assert AddressClaim.objects.get().approved_at is None


def test_unused_login_of_a_future_director_waits_too(institution) -> None:
    new = MembershipFactory(
        institution=institution, external_id="1", user__email=ADA, offices=[StaffRoleKind.OMBUDS]
    )
    import_file(director_of(institution), line(new, EVIL))

    assert User.objects.get(pk=new.user_id).email == ADA
    assert AddressClaim.objects.get().waits_for_approval
