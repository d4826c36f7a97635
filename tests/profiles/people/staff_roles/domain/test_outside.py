"""People from outside the roster join by their own yes, and no roster changes or ends them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import Approval, Membership, MembershipOffer
from profiles.roster.domain.applying import apply_import, plan_import
from profiles.roster.domain.members import MemberRefused, change_member, end_member
from profiles.roster.domain.rows import RawRow
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
OMBUDS = {
    "email": "Olga@outside.example",
    "given_name": "Olga",
    "family_name": "Outside",
    "affiliation": "Ombuds Partners",
    "role": "ombuds",
}


@pytest.fixture
def here():
    return InstitutionFactory(time_zone="UTC")


@pytest.fixture
def director(here):
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])


@pytest.fixture
def second(here):
    return MembershipFactory(institution=here, offices=[StaffRoleKind.DIRECTOR])


def post(member, name, *args, **data):
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(reverse(f"profiles:{name}", args=args), data, follow=True)


def invited(here):
    return Membership.objects.of(here).get(source="invited")


def test_an_ombuds_from_outside_is_invited_by_mail_and_named_by_two(here, director, second):
    post(director, "outside_invite", **OMBUDS)
    member = invited(here)
    before = member.offices
    post(second, "approval_approve", Approval.objects.get().pk)
    member.refresh_from_db()

    assert (member.address, member.affiliation) == ("olga@outside.example", "Ombuds Partners")
    assert (before, member.offices, member.user.activated_at) == ([], ["ombuds"], None)
    assert OutboxMessage.objects.filter(kind="activation").count() == 1


def test_who_is_invited_may_have_one_name_and_has_one_at_least(here, director):
    nameless = {**OMBUDS, "role": "", "given_name": " ", "family_name": ""}
    refused = post(director, "outside_invite", **nameless)
    post(director, "outside_invite", **{**nameless, "family_name": "Ö"})

    assert refused.context["form"].errors == {"given_name": ["Enter a first name or a last name."]}
    assert invited(here).name == "Ö"
    assert OutboxMessage.objects.get(kind="activation").body_text.startswith("Hello Ö,")


def test_director_alone_makes_no_ombuds_by_inviting_one(here, director, second):
    post(director, "outside_invite", **OMBUDS)
    post(director, "approval_approve", Approval.objects.get().pk)

    assert invited(here).offices == []


def test_everyone_sees_that_they_are_from_outside_and_where_they_work(here, director):
    post(director, "outside_invite", **(OMBUDS | {"role": ""}))
    guest, colleague = invited(here), MembershipFactory(institution=here)
    group = PeerGroupFactory(institution=here)
    for member in (guest, colleague):
        GroupMemberFactory(group=group, member=member)
    client = Client()
    client.force_login(colleague.user, backend="django.contrib.auth.backends.ModelBackend")

    for page in (
        reverse("networks:people"),
        reverse("networks:person", args=[guest.pk]),
        reverse("evaluations:group", args=[group.pk]),
    ):
        assert "From outside: Ombuds Partners" in client.get(page).content.decode(), page


@pytest.mark.parametrize("email", ["chief+outside@here.example", "Chief@here.example"])
def test_director_cannot_invite_themselves_as_ombuds(here, director, second, email):
    """Their own mailbox under a tag is theirs, also while the invitation waits."""
    director.user.email = "chief@here.example"
    director.user.save()
    own = post(director, "outside_invite", **OMBUDS | {"email": email})
    other = post(second, "outside_invite", **OMBUDS | {"email": email})

    assert Approval.objects.count() == 0
    assert not Membership.objects.of(here).filter(source="invited").exists()
    assert (own.status_code, other.status_code) == (200, 200)


def test_someone_with_a_login_elsewhere_is_asked_and_not_pulled_in(here, director):
    elsewhere = MembershipFactory(
        user=UserFactory(email="olga@outside.example", activated_at=timezone.now())
    )
    post(director, "outside_invite", **OMBUDS | {"role": ""})
    member = invited(here)

    assert member.user != elsewhere.user
    assert MembershipOffer.objects.get().membership == member


def test_no_roster_ends_or_changes_someone_from_outside(here, director):
    post(director, "outside_invite", **OMBUDS | {"role": "facilitator"})
    member = invited(here)
    cells = {
        "external_id": director.external_id,
        "email": director.address,
        "given_name": "Dina",
        "family_name": "Director",
        "rank": "full",
    }
    plan = plan_import([RawRow(1, cells)], institution=here, end_missing=True)
    apply_import(plan, actor=director.user)
    with pytest.raises(MemberRefused, match="invited from outside"):
        change_member(member, values={"email": "evil@here.example"}, actor=director.user)
    with pytest.raises(MemberRefused, match="invited from outside"):
        end_member(member, last_day=timezone.now().date(), actor=director.user)
    member.refresh_from_db()

    assert (member.is_current, member.address) == (True, "olga@outside.example")
    assert member.offices == ["facilitator"]


def test_a_director_ends_a_membership_from_outside_and_no_other(here, director):
    post(director, "outside_invite", **OMBUDS | {"role": "facilitator"})
    member, colleague = invited(here), MembershipFactory(institution=here)
    post(director, "outside_end", member.pk)
    refused = post(director, "outside_end", colleague.pk)
    member.refresh_from_db()

    assert (member.is_current, member.offices, refused.status_code) == (False, [], 404)
