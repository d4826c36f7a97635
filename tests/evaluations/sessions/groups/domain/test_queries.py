"""Groups: made by a director, led by who facilitates, closed to everybody else."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.meetings.domain.calendar_feed import feed_address, open_feed
from evaluations.models import ActionItem, Attendance, Meeting, PrivateNote
from evaluations.sessions.groups.domain.queries import attended
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from profiles.models import Membership
from profiles.roster.domain.applying import apply_import
from profiles.roster.domain.files import read_roster
from profiles.roster.domain.plan import plan_import
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    GroupMemberFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
)

pytestmark = pytest.mark.django_db
Part = GroupMember.Part


@pytest.fixture
def group() -> PeerGroup:
    """Two members and a facilitator."""
    group = PeerGroupFactory(institution=InstitutionFactory(holiday_region="XX"))
    GroupMemberFactory(group=group, member__family_name="Adams", member__given_name="Ann")
    GroupMemberFactory(group=group, member__family_name="Baker", member__given_name="Bo")
    GroupMemberFactory(
        group=group, part=Part.FACILITATOR, member__family_name="Lead", member__given_name="Lea"
    )
    return group


def in_it(group: PeerGroup, family_name: str) -> Membership:
    return group.members.get(member__family_name=family_name).member


def act(member: Membership, name: str, /, *args, follow: bool = True, **data):
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.post(reverse(f"evaluations:{name}", args=args), data, follow=follow)


def look(member: Membership, name: str, /, *args):
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get(reverse(f"evaluations:{name}", args=args))


def held_session(group: PeerGroup, **more: object) -> Meeting:
    return Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() - timedelta(hours=2),
        **more,
    )


# Directing ------------------------------------------------------------------------------------


def direct(group_institution, **data):
    director = MembershipFactory(institution=group_institution, offices=[StaffRoleKind.DIRECTOR])
    given = {"name": "Writers", "kind": "collaborative", "facilitator": "", "sure": "1"} | data
    return act(director, "directing_group_new", **given)


def test_a_director_makes_a_group_of_pasted_addresses() -> None:
    one, other = MembershipFactory.create_batch(2, institution=InstitutionFactory())
    lines = f"{one.user.email.upper()},\n\n {other.user.email}\n"

    direct(one.institution, members=lines)

    group = PeerGroup.objects.get()
    assert {row.member for row in group.members.all()} == {one, other}


def test_those_in_a_group_are_told_who_joins_and_nobody_joins_by_halves(group: PeerGroup) -> None:
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    one, other = MembershipFactory.create_batch(2, institution=group.institution)
    chief = in_it(group, "Adams").supervisor or MembershipFactory(institution=group.institution)
    Membership.objects.filter(pk=in_it(group, "Adams").pk).update(supervisor=chief)

    def add(*people: Membership) -> None:
        lines = "\n".join(person.user.email for person in people)
        act(director, "directing_group_add", group.pk, members=lines, sure="1")

    add(one, chief)
    nobody = PeerGroup.objects.get().members.count()
    add(one, other)

    assert (nobody, group.members.count()) == (3, 5)
    mails = OutboxMessage.objects.filter(kind="group_newcomers")
    assert sorted(mails.values_list("recipient", flat=True)) == sorted(
        in_it(group, name).user.email for name in ("Adams", "Baker", "Lead")
    )
    assert all(person.name in mails[0].body_text for person in (one, other))


def test_directors_who_join_their_group_are_told_first_what_the_others_learn(
    group: PeerGroup,
) -> None:
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    given = {"members": director.user.email}

    asked = act(director, "directing_group_add", group.pk, **given).content.decode()

    assert f"with your name, {director.name}" in asked
    assert (group.members.count(), OutboxMessage.objects.count()) == (3, 0)
    act(director, "directing_group_add", group.pk, **given, sure="1")
    others = list(OutboxMessage.objects.filter(kind="group_newcomers"))
    assert [director.name in one.body_text for one in others] == [True] * 3


def test_directors_in_a_group_see_of_it_what_the_other_members_see(group: PeerGroup) -> None:
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    GroupMemberFactory(group=group, member=director)
    act(in_it(group, "Lead"), "attendance", held_session(group).pk, all="1")

    def past(member: Membership) -> str:
        page = look(member, "group", group.pk).content.decode()
        return page.split('<section aria-labelledby="past">')[1].split("</section>")[0]

    assert past(director) == past(in_it(group, "Adams"))


def roster_says(one: Membership, *, chief: Membership) -> None:
    """Import the roster line of *one*, with another supervisor."""
    text = (
        "external_id,email,given_name,family_name,rank,supervisor_external_id\n"
        f"{one.external_id},{one.user.email},{one.given_name},{one.family_name},{one.rank},"
        f"{chief.external_id}\n"
    )
    rows = read_roster(io.BytesIO(text.encode())).rows
    apply_import(plan_import(rows, institution=one.institution), actor=None)


def test_who_becomes_a_chief_in_the_group_and_their_member_are_told_once(group: PeerGroup) -> None:
    adams, baker, lead = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))
    roster_says(baker, chief=adams)
    roster_says(baker, chief=adams)

    told = {row.recipient: row.body_text for row in OutboxMessage.objects.all()}
    assert set(told) == {adams.user.email, baker.user.email}
    assert "– Bo Baker reports to you, directly or through others." in told[adams.user.email]
    assert "– You report to Ann Adams, directly or through others." in told[baker.user.email]
    assert OutboxMessage.objects.count() == 2
    fact = "According to the roster, Ann Adams supervises Bo Baker, directly or through others."
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    pages = [look(one, "group", group.pk) for one in (adams, baker, lead)]
    pages.append(look(director, "directing_group", group.pk))
    assert [fact in page.content.decode() for page in pages] == [True, True, False, True]
    assert group.members.filter(left_on=None).count() == 3


def test_chief_of_ones_chief_is_one_too_and_other_groups_are_not_told(group: PeerGroup) -> None:
    lead, baker = in_it(group, "Lead"), in_it(group, "Baker")
    outside = MembershipFactory(institution=group.institution, supervisor=None)
    baker.supervisor = outside
    baker.save()
    GroupMemberFactory(group=PeerGroupFactory(institution=group.institution), member=outside)
    roster_says(outside, chief=lead)

    told = OutboxMessage.objects.filter(kind="group_chief").values_list("recipient", flat=True)
    assert set(told) == {lead.user.email, baker.user.email}


def test_two_who_were_there_before_keep_no_newcomer_out(group: PeerGroup) -> None:
    roster_says(in_it(group, "Baker"), chief=in_it(group, "Adams"))
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])
    new, own = (MembershipFactory(institution=group.institution) for _ in range(2))
    own.supervisor = in_it(group, "Baker")
    own.save()

    refused = act(director, "directing_group_add", group.pk, members=own.user.email, sure="1")
    act(director, "directing_group_add", group.pk, members=new.user.email, sure="1")

    assert f"supervises {own.name}, directly or through others" in refused.content.decode()
    assert [group.members.filter(member=one).exists() for one in (new, own)] == [True, False]


def test_an_address_that_nobody_has_is_named_with_its_line_and_nothing_is_made() -> None:
    one = MembershipFactory()
    elsewhere = MembershipFactory()

    response = direct(one.institution, members=f"{one.user.email}\n{elsewhere.user.email}")

    assert f"Line 1: no one at your institution has the email {elsewhere.user.email}." in (
        response.content.decode()
    )
    assert not PeerGroup.objects.exists()


def test_a_group_of_one_is_refused() -> None:
    one = MembershipFactory()

    response = direct(one.institution, members=one.user.email)

    assert "at least two members" in response.content.decode()
    assert not PeerGroup.objects.exists()


def test_nobody_sits_beside_somebody_who_leads_them() -> None:
    chief = MembershipFactory(offices=[StaffRoleKind.FACILITATOR], family_name="Chief")
    head = MembershipFactory(institution=chief.institution, supervisor=chief)
    members = MembershipFactory.create_batch(2, institution=chief.institution, supervisor=head)

    response = direct(
        chief.institution,
        facilitator=chief.pk,
        members="\n".join(one.user.email for one in members),
    )

    assert f"{chief.name} supervises {members[0].name}" in response.content.decode()
    assert not PeerGroup.objects.exists()


def test_the_director_sees_how_many_came_and_not_a_word(group: PeerGroup) -> None:
    session = held_session(group, state=Meeting.State.HELD, notes="What Ann said")
    for name, state in (("Adams", "present"), ("Baker", "absent"), ("Lead", "present")):
        Attendance.objects.create(meeting=session, member=in_it(group, name), state=state)
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])

    page = look(director, "directing_group", group.pk).content.decode()

    assert "2 of 3" in page
    assert "What Ann said" not in page
    assert look(director, "meeting", session.pk).status_code == 404


def test_attendance_of_many_groups_takes_four_queries(django_assert_num_queries) -> None:
    for number in range(3):
        group = GroupMemberFactory().group
        held_session(group, state=Meeting.State.HELD)
        keys = PeerGroup.objects.all()
        with django_assert_num_queries(4):
            assert len(attended(keys)) == number + 1


def test_who_left_sees_the_group_no_more_and_stays_in_its_attendance(group: PeerGroup) -> None:
    ann, session = in_it(group, "Adams"), held_session(group)
    director = MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])

    part = group.members.get(member=ann).pk
    asked = act(director, "directing_group_remove", part).content.decode()
    assert "from the group?" in asked
    assert group.members.get(member=ann).left_on is None
    act(director, "directing_group_remove", part, sure="1")

    assert look(ann, "group", group.pk).status_code == 404
    assert look(ann, "meeting", session.pk).status_code == 404
    assert ann.name in look(in_it(group, "Lead"), "meeting", session.pk).content.decode()


# Sessions -------------------------------------------------------------------------------------


def test_a_group_that_is_over_is_still_found(group: PeerGroup) -> None:
    ann = in_it(group, "Adams")
    PeerGroup.objects.update(charter="Stays here.", ended_on=timezone.localdate())

    listed = look(ann, "groups").content.decode()
    assert "Past groups" in listed
    assert f'href="{reverse("evaluations:group", args=[group.pk])}"' in listed
    page = look(ann, "group", group.pk).content.decode()
    assert ("Stays here." in page, "I agree" in page, "Upcoming sessions" in page) == (
        True,
        False,
        False,
    )


def test_notes_are_the_groups_and_private_notes_their_authors(group: PeerGroup) -> None:
    session, ann, bo = held_session(group), in_it(group, "Adams"), in_it(group, "Baker")

    act(ann, "meeting", session.pk, field="notes", text="For us all", revision="0")
    act(ann, "meeting", session.pk, field="private", text="Only mine")

    page = look(bo, "meeting", session.pk).content.decode()
    assert "For us all" in page
    assert "Only mine" not in page
    assert PrivateNote.objects.get().author == ann


def test_an_action_of_a_group_stands_on_its_sessions(group: PeerGroup) -> None:
    ann, bo, session = in_it(group, "Adams"), in_it(group, "Baker"), held_session(group)

    act(ann, "group_action_add", group.pk, text="Read Bo's draft", owner=str(ann.pk))
    item = ActionItem.objects.get()
    act(bo, "action_set", item.pk, "done")

    item.refresh_from_db()
    assert item.done_at is not None
    assert "No open action items" in look(bo, "group", group.pk).content.decode()
    act(bo, "action_set", item.pk, "open")
    assert "Read Bo" in look(bo, "meeting", session.pk).content.decode()


def test_leaving_asks_once_more_and_nobody_why(group: PeerGroup) -> None:
    ann = in_it(group, "Adams")

    assert "Leave this group?" in act(ann, "group_leave", group.pk).content.decode()
    assert look(ann, "group", group.pk).status_code == 200
    act(ann, "group_leave", group.pk, sure="1")

    assert look(ann, "group", group.pk).status_code == 404


def test_a_members_mentor_and_chief_see_nothing_of_the_group(group: PeerGroup) -> None:
    chief = MembershipFactory(institution=group.institution)
    Membership.objects.filter(pk=in_it(group, "Adams").pk).update(supervisor=chief)
    session = held_session(group)

    assert look(chief, "group", group.pk).status_code == 404
    assert look(chief, "meeting", session.pk).status_code == 404


def test_sessions_stand_in_ones_own_calendar(group: PeerGroup, client: Client) -> None:
    held_session(group, state=Meeting.State.HELD)
    address = feed_address(open_feed(in_it(group, "Adams")))

    text = client.get(urlsplit(address).path)

    assert f"Mentoring: {group.name}" in text.content.decode()


def test_a_groups_page_takes_the_same_queries_for_any_history(
    group: PeerGroup, client: Client, django_assert_num_queries
) -> None:
    member = in_it(group, "Adams")
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse("evaluations:group", args=[group.pk])
    client.get(address)
    for _round in range(2):
        held_session(group, state=Meeting.State.HELD)
        with django_assert_num_queries(23):
            client.get(address)
