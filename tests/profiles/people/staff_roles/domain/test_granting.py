"""Roles, and the ways in which somebody might try to give themselves one that opens confidences."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import Approval, AuditEvent, Institution, Membership, StaffRole
from profiles.people.staff_roles.domain.granting import (
    advance_staff_roles,
    conflicts_of,
    grant_role,
    revoke_role,
)
from profiles.people.staff_roles.domain.supervision_lines import in_line_among, in_line_with
from profiles.people.tasks import advance_staff_roles as advance_task
from profiles.roster.domain.members import change_member, end_member
from profiles.vocabulary import Office
from tests.factories import (
    InstitutionFactory,
    MembershipFactory,
    StaffRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return InstitutionFactory(name="Here", time_zone="UTC")


@pytest.fixture
def director(here):
    return MembershipFactory(institution=here, offices=[Office.DIRECTOR], user=activated())


@pytest.fixture
def second(here):
    return MembershipFactory(institution=here, offices=[Office.DIRECTOR], user=activated())


@pytest.fixture
def member(here):
    return MembershipFactory(institution=here, given_name="Grace", family_name="Hopper")


@pytest.fixture
def operator():
    return UserFactory(email="ops@mentornet.example", is_staff=True, is_superuser=True)


def activated(**more):
    return UserFactory(activated_at=timezone.now(), **more)


def roles_of(member):
    member.refresh_from_db()
    return member.offices


def ask_on_page(client, user, member, role, **days):
    """Fill in the page as *user*; the words that it answers with."""
    client.force_login(user)
    page = client.post(
        reverse("profiles:staff_role_grant"),
        {"email": member.user.email, "role": role, **days},
        follow=True,
    )
    return page.content.decode()


def decide_on_page(client, user, act="approve"):
    client.force_login(user)
    row = Approval.objects.waiting().get()
    return client.post(
        reverse(f"profiles:approval_{act}", args=[row.pk]), follow=True
    ).content.decode()


def admin_action(client, user, name, *rows, page="membership"):
    client.force_login(user)
    answer = client.post(
        reverse(f"admin:profiles_{page}_changelist"),
        {"action": name, "_selected_action": [str(one.pk) for one in rows]},
        follow=True,
    )
    return " ".join(str(one) for one in answer.context["messages"])


# What is meant to happen.


def test_two_directors_name_an_ombuds(client, director, second, member):
    ask_on_page(client, director.user, member, "ombuds")
    before = roles_of(member)
    page = decide_on_page(client, second.user)

    row = StaffRole.objects.get(membership=member)
    assert (before, roles_of(member)) == ([], ["ombuds"])
    assert (row.granted_by, row.confirmed_by) == (director.user, second.user)
    assert "Give Grace Hopper" in page


def test_a_director_and_an_operator_name_a_director(client, director, member, operator):
    ask_on_page(client, director.user, member, "director")
    admin_action(client, operator, "approve", Approval.objects.get(), page="approval")

    assert roles_of(member) == ["director"]


def test_a_director_alone_names_a_facilitator_and_revokes(client, director, member):
    ask_on_page(client, director.user, member, "facilitator")
    before = roles_of(member)
    row = StaffRole.objects.get(membership=member)
    client.post(reverse("profiles:staff_role_revoke", args=[row.pk]))

    assert (before, roles_of(member)) == (["facilitator"], [])


def test_an_operator_alone_names_the_first_director(client, member, operator):
    admin_action(client, operator, "grant_director", member)

    assert (roles_of(member), Approval.objects.count()) == (["director"], 0)


def test_an_operator_names_no_director_alone_once_somebody_has_activated(
    client, here, member, operator
):
    MembershipFactory(institution=here, user=activated())
    admin_action(client, operator, "grant_director", member)
    admin_action(client, operator, "approve", Approval.objects.get(), page="approval")

    assert (roles_of(member), Approval.objects.get().state) == ([], "waiting")


def test_a_second_operator_can_name_a_director_where_none_is_left(client, here, member, operator):
    MembershipFactory(institution=here, user=activated())
    other = UserFactory(is_staff=True, is_superuser=True)
    admin_action(client, operator, "grant_director", member)
    admin_action(client, other, "approve", Approval.objects.get(), page="approval")

    assert roles_of(member) == ["director"]


def test_a_change_of_roles_is_told_to_the_person_and_the_directors(director, second, member):
    grant_role(member, role="facilitator", by=director.user)
    revoke_role(member, role="facilitator", by=director.user)

    told = OutboxMessage.objects.filter(kind="staff_role_changed").values_list(
        "recipient", flat=True
    )
    everybody = [director.user.email, member.user.email, second.user.email]
    assert sorted(told) == sorted(everybody * 2)


def test_roles_begin_and_end_on_their_days(here, director, member):
    today = timezone.now().date()
    grant_role(
        member,
        role="facilitator",
        by=director.user,
        starts_on=today + timedelta(days=2),
        ends_on=today + timedelta(days=4),
    )
    before = roles_of(member)
    StaffRole.objects.update(starts_on=today)  # two days later
    Membership.objects.filter(pk=member.pk).update(offices=[])
    assert advance_task() == 0  # the database has seen to it
    during = roles_of(member)
    assert advance_staff_roles(here, now=timezone.now() + timedelta(days=4)) == 0
    assert advance_staff_roles(here, now=timezone.now() + timedelta(days=5)) == 1

    assert (before, during, roles_of(member)) == ([], ["facilitator"], [])
    assert StaffRole.objects.get(membership=member).ended_at is not None


def test_a_role_begins_by_the_daily_task(here, director, member):
    """A day passes as soon as the institution turns out to lie a day further east."""
    Institution.objects.filter(pk=here.pk).update(time_zone="Etc/GMT+12")
    there = timezone.now().astimezone(ZoneInfo("Etc/GMT+12")).date()
    grant_role(member, role="facilitator", by=director.user, starts_on=there + timedelta(days=1))
    Institution.objects.filter(pk=here.pk).update(time_zone="Etc/GMT-14")
    before = roles_of(member)
    assert (advance_task(), advance_task()) == (1, 0)

    assert (before, roles_of(member)) == ([], ["facilitator"])


@pytest.mark.parametrize(
    ("role", "days"), [("facilitator", (3, 1)), ("facilitator", (-5, -1)), ("director", (0, 30))]
)
def test_days_that_make_no_sense_are_refused(client, director, second, member, role, days):
    today = timezone.now().date()
    first, last = (today + timedelta(days=one) for one in days)
    ask_on_page(client, director.user, member, role, starts_on=first, ends_on=last)

    assert (StaffRole.objects.filter(membership=member).count(), Approval.objects.count()) == (0, 0)


def test_the_command_names_the_first_director_and_asks_from_then_on(here, member, capsys):
    def run(member, role, *more):
        call_command("appoint", member.user.email, role, "--institution", here.slug, *more)
        return capsys.readouterr().out.strip()

    first = run(member, "director")
    member.user.activated_at = timezone.now()
    member.user.save()
    other = MembershipFactory(institution=here)

    assert first == "Grace Hopper: program director."
    assert "waits for a program director" in run(other, "ombuds")
    assert roles_of(other) == []
    with pytest.raises(CommandError, match="is not an operator"):
        run(other, "director", "--by", member.user.email)


# Attacks: sequences of somebody's own acts.


def test_director_cannot_make_themselves_ombuds(client, director, second):
    """Not alone, not in two steps: neither role can be asked for beside the other."""
    alone = ask_on_page(client, director.user, director, "ombuds")
    admin_action(client, director.user, "grant_ombuds", director)
    admin_action(client, director.user, "revoke_director", director)
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
    assert "An ombuds cannot be a program director here" in asked_by_other
    assert (Approval.objects.count(), roles_of(double)) == (0, [])


def test_director_cannot_approve_their_own_grant_from_their_second_account(client, director, here):
    """The account is a director already, made by two people; it still does not decide for itself."""
    user = director.user
    user.email = "chief@here.example"
    user.save()
    double = MembershipFactory(
        institution=here,
        user=activated(email="Chief+2@here.example"),
        offices=[Office.DIRECTOR],
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
    """Neither to the same login nor to one with a tag, although nobody else has activated."""
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


def test_a_request_of_somebody_who_is_director_no_more_grants_nothing(
    client, director, second, member
):
    ask_on_page(client, director.user, member, "ombuds")
    revoke_role(director, role="director", by=second.user)
    page = decide_on_page(client, second.user)

    assert ("can no longer change roles here" in page, roles_of(member)) == (True, [])


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

    assert "An ombuds cannot be a program director here" in page.content.decode()
    assert roles_of(member) == ["ombuds"]


def test_a_director_of_another_institution_changes_nothing(client, director, member):
    stranger = MembershipFactory(offices=[Office.DIRECTOR], user=activated())
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


def test_the_database_takes_no_confirmation_by_the_one_who_granted(member, director):
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffRoleFactory(membership=member, granted_by=director.user, confirmed_by=director.user)


def test_an_ombuds_who_leaves_and_returns_is_ombuds_no_more(director, member):
    StaffRoleFactory(membership=member, role="ombuds")
    end_member(member, last_day=timezone.now().date(), actor=director.user)
    change_member(
        Membership.objects.get(pk=member.pk), values={"end_date": None}, actor=director.user
    )
    member.refresh_from_db()

    assert (member.is_current, member.holds("ombuds"), member.offices) == (True, False, [])


def test_the_last_director_stays(client, director, here):
    with_page = MembershipFactory(institution=here, offices=["facilitator"])
    row = StaffRole.objects.get(membership=director)
    client.force_login(director.user)
    page = client.post(reverse("profiles:staff_role_revoke", args=[row.pk]), follow=True)

    assert "only program director" in page.content.decode()
    assert (roles_of(director), roles_of(with_page)) == (["director"], ["facilitator"])


# Ombuds and lines of supervision.


def test_who_supervises_people_is_not_named_ombuds(client, director, second, here, member):
    MembershipFactory(institution=here, supervisor=member)
    page = ask_on_page(client, director.user, member, "ombuds")

    assert "supervises 1 people here" in page
    assert Approval.objects.count() == 0


def test_an_ombuds_whom_the_roster_makes_a_supervisor_is_shown_as_a_conflict(
    client, director, here, member
):
    StaffRoleFactory(membership=member, role="ombuds")
    assert conflicts_of(here) == []
    junior = MembershipFactory(institution=here)
    change_member(
        junior, values={"supervisor_external_id": member.external_id}, actor=director.user
    )
    client.force_login(director.user)
    page = client.get(reverse("profiles:staff_roles")).content.decode()

    assert [one.member for one in conflicts_of(here)] == [member]
    assert "Grace Hopper supervises 1 people here" in page


def test_a_line_goes_up_and_down_any_number_of_steps(here):
    top = MembershipFactory(institution=here)
    middle = MembershipFactory(institution=here, supervisor=top)
    low = MembershipFactory(institution=here, supervisor=middle)
    beside = MembershipFactory(institution=here, supervisor=top)
    apart = MembershipFactory(institution=here)

    assert [in_line_with(one, low) for one in (top, middle, low, beside, apart)] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert in_line_among([low, beside, apart], top) == {low.pk, beside.pk}


@pytest.mark.parametrize("count", [1, 3])
def test_page_asks_the_same_number_of_questions_for_many(
    client, director, here, count, django_assert_num_queries
):
    for _number in range(count):
        ombuds = MembershipFactory(institution=here, offices=["ombuds"])
        MembershipFactory(institution=here, supervisor=ombuds)
    client.force_login(director.user)
    client.get(reverse("profiles:staff_roles"))
    with django_assert_num_queries(8):
        client.get(reverse("profiles:staff_roles"))


def test_granting_and_revoking_are_audited(director, second, member):
    grant_role(member, role="facilitator", by=director.user)
    revoke_role(member, role="facilitator", by=second.user)
    revoke_role(member, role="facilitator", by=second.user)  # twice is once

    assert list(AuditEvent.objects.order_by("at").values_list("verb", "actor")) == [
        ("staff_role.granted", director.user.pk),
        ("staff_role.revoked", second.user.pk),
    ]
