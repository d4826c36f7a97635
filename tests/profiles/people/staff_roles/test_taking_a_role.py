"""Ways in which someone might give themselves a role that opens confidences; none succeeds."""

import pytest
from django.db import connection
from django.urls import reverse

from profiles.models import Approval, Membership, StaffRole
from profiles.people.staff_roles.domain.granting import (
    revoke_role,
)
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    MembershipFactory,
    StaffRoleFactory,
    UserFactory,
)
from tests.profiles.people.staff_roles.steps import (
    activated,
    admin_action,
    ask_on_page,
    decide_on_page,
    revoke_on_page,
    roles_of,
)

pytestmark = pytest.mark.django_db


def test_director_cannot_make_themselves_ombuds(client, director, second):
    """Not alone, not in two steps: neither role can be asked for beside the other."""
    alone = ask_on_page(client, director.user, director, "ombuds")
    admin_action(client, director.user, "grant_ombuds", director)
    revoke_on_page(client, director.user, director, "director")
    stepped_down = ask_on_page(client, director.user, director, "ombuds")

    assert "You cannot grant yourself this role" in alone
    assert (Approval.objects.count(), roles_of(director)) == (0, [])
    assert "Grant role" not in stepped_down  # whoever stepped down sees the page no more


def test_director_cannot_name_their_second_account_ombuds(client, director, second):
    """An account that they put on the roster under a tag of their own address is theirs."""
    user = director.user
    user.email = "chief@here.example"
    user.save()
    double = MembershipFactory(
        institution=director.institution, user=UserFactory(email="chief+box@here.example")
    )
    own = ask_on_page(client, director.user, double, "ombuds")
    asked_by_other = ask_on_page(client, second.user, double, "ombuds")

    assert "You cannot grant yourself this role" in own
    assert "An ombuds cannot be a program director or a coordinator here" in asked_by_other
    assert (Approval.objects.count(), roles_of(double)) == (0, [])


def test_director_cannot_approve_their_own_grant_from_their_second_account(client, director, here):
    """The account is a director already, made by two people; it still does not decide for itself."""
    user = director.user
    user.email = "chief@here.example"
    user.save()
    double = MembershipFactory(
        institution=here,
        user=activated(email="Chief+2@here.example"),
        offices=[StaffRoleKind.DIRECTOR],
    )
    victim = MembershipFactory(institution=here)
    ask_on_page(client, director.user, victim, "ombuds")
    page = decide_on_page(client, double.user)

    assert ("Someone else has to decide this" in page, roles_of(victim)) == (True, [])


def test_director_alone_names_no_accomplice_ombuds(client, director, member):
    """One director, one request, however often and by whichever door: nothing without a second."""
    ask_on_page(client, director.user, member, "ombuds")
    admin_action(client, director.user, "grant_ombuds", member)
    decide_on_page(client, director.user)
    decide_on_page(client, member.user)
    client.force_login(director.user)
    client.post(
        reverse("admin:profiles_membership_change", args=[member.pk]), {"offices": ["ombuds"]}
    )

    assert (roles_of(member), Approval.objects.get().state) == ([], "waiting")


@pytest.mark.parametrize("role", ["director", "ombuds", "facilitator"])
def test_operator_grants_nothing_to_a_login_of_their_own(client, here, operator, role):
    """Neither to the same login nor to one with a tag, although no one else has activated."""
    same = MembershipFactory(institution=here, user=operator)
    tagged = MembershipFactory(institution=here, user=UserFactory(email="ops+me@mentornet.example"))
    words = admin_action(client, operator, f"grant_{role}", same, tagged)

    assert words.count("You cannot grant yourself this role") == 2
    assert (roles_of(same), roles_of(tagged), Approval.objects.count()) == ([], [], 0)


def test_operator_does_not_approve_a_role_for_themselves(client, here, director, operator):
    own = MembershipFactory(institution=here, user=operator)
    ask_on_page(client, director.user, own, "ombuds")
    admin_action(client, operator, "approve", Approval.objects.get(), page="approval")

    assert (roles_of(own), Approval.objects.get().state) == ([], "waiting")


def test_a_request_of_someone_who_is_director_no_more_grants_nothing(
    client, director, second, member
):
    ask_on_page(client, director.user, member, "ombuds")
    revoke_role(director, role="director", by=second.user)
    page = decide_on_page(client, second.user)

    assert ("can no longer change staff roles here" in page, roles_of(member)) == (True, [])


def test_what_came_between_is_judged_when_the_second_person_decides(
    client, director, second, member
):
    """Two requests for one person, ombuds and director: only the first is in effect."""
    ask_on_page(client, director.user, member, "ombuds")
    ombuds = Approval.objects.get()
    ask_on_page(client, director.user, member, "director")
    director_row = Approval.objects.exclude(pk=ombuds.pk).get()
    client.force_login(second.user)
    client.post(reverse("profiles:approval_approve", args=[ombuds.pk]))
    page = client.post(reverse("profiles:approval_approve", args=[director_row.pk]), follow=True)

    assert "An ombuds cannot be a program director or a coordinator here" in page.content.decode()
    assert roles_of(member) == ["ombuds"]


def test_a_director_of_another_institution_changes_nothing(client, director, member):
    stranger = MembershipFactory(offices=[StaffRoleKind.DIRECTOR], user=activated())
    StaffRoleFactory(membership=member)
    row = StaffRole.objects.get(membership=member)
    client.force_login(stranger.user)
    answer = client.post(reverse("profiles:staff_role_revoke", args=[row.pk]))
    words = ask_on_page(client, stranger.user, member, "ombuds")

    assert answer.status_code == 404
    assert "No one here has this email" in words
    assert roles_of(member) == ["facilitator"]


def test_writing_the_array_grants_nothing(member):
    """Whichever statement writes it, the rows are the truth."""
    Membership.objects.filter(pk=member.pk).update(offices=["ombuds"])
    member.offices = ["director"]
    member.save()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE profiles_membership SET offices = '{director}'")
    made = Membership.objects.create(
        institution=member.institution,
        user=UserFactory(),
        external_id="X",
        rank="full",
        offices=["ombuds"],
    )

    assert (roles_of(member), roles_of(made)) == ([], [])
