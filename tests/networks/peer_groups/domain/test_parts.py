"""Who facilitates a group changes in place: everyone is told once, notes follow the office."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Attendance, Meeting, SessionPlan, SpokeMark
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import leave_group
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.sessions.groups.domain.test_queries import act, group, in_it, look
from tests.factories import GroupMemberFactory, MembershipFactory

__all__ = ["group"]
pytestmark = pytest.mark.django_db
Part = GroupMember.Part


@pytest.fixture(autouse=True)
def not_self_led(group: PeerGroup) -> None:
    PeerGroup.objects.update(self_led=False)
    group.refresh_from_db()


@pytest.fixture
def director(group: PeerGroup) -> Membership:
    return MembershipFactory(institution=group.institution, offices=[StaffRoleKind.DIRECTOR])


@pytest.fixture
def outside(group: PeerGroup) -> Membership:
    return MembershipFactory(
        institution=group.institution, family_name="Outside", given_name="Olga"
    )


def change(by: Membership, group: PeerGroup, name: str = "directing_group_parts", **data) -> str:
    client = Client()
    client.force_login(by.user, backend="django.contrib.auth.backends.ModelBackend")
    address = reverse(f"networks:{name}", args=[group.pk])
    return client.post(address, data, follow=True).content.decode()


def parts(group: PeerGroup) -> dict[str, str]:
    rows = GroupMember.objects.filter(group=group, left_on=None)
    return {row.member.family_name: row.part for row in rows.select_related("member")}


def told() -> list[str]:
    return sorted(
        OutboxMessage.objects.filter(kind="group_part").values_list("recipient", flat=True)
    )


def session(group: PeerGroup, *, hours: int, guide: str) -> Meeting:
    row = Meeting.objects.create(
        institution=group.institution,
        group=group,
        starts_at=timezone.now() + timedelta(hours=hours),
        minutes=60,
    )
    SessionPlan.objects.create(institution=group.institution, meeting=row, title="It", guide=guide)
    return row


def reads(member: Membership, row: Meeting, words: str) -> bool | None:
    """Return whether the session's page has these words; None where there is no such page."""
    page = look(member, "meeting", row.pk)
    return None if page.status_code == 404 else words in page.content.decode()


def test_a_director_replaces_the_facilitator_and_notes_follow_the_office(
    group, director, outside
) -> None:
    ann, bo, lead = (in_it(group, name) for name in ("Adams", "Baker", "Lead"))
    past = session(group, hours=-48, guide="Old words")
    ahead = session(group, hours=48, guide="New words")

    change(director, group, email=outside.email, part="facilitator", then="member")

    assert parts(group) == {
        "Adams": "member",
        "Baker": "member",
        "Lead": "member",
        "Outside": "facilitator",
    }
    assert told() == sorted(one.user.email for one in (ann, bo, lead))
    mails = {
        row.recipient: row.body_text for row in OutboxMessage.objects.filter(kind="group_part")
    }
    assert "Olga Outside now facilitates" in mails[ann.user.email]
    assert "Lea Lead, the previous facilitator, stays in the group" in mails[ann.user.email]
    assert "You stay in the group as a member" in mails[lead.user.email]
    assert [reads(outside, past, "Old words"), reads(outside, ahead, "New words")] == [None, True]
    assert [reads(lead, row, "words") for row in (past, ahead)] == [False, False]
    assert look(lead, "console", ahead.pk).status_code == 404
    assert look(outside, "console", ahead.pk).status_code == 200
    # The new one gets one mail, with the dates; those of the others stand as they were.
    welcome = OutboxMessage.objects.get(recipient=outside.user.email)
    assert (welcome.kind, "You facilitate" in welcome.body_text) == ("group_made", True)
    assert welcome.calendar
    assert not OutboxMessage.objects.filter(kind="meeting_planned").exists()


def test_a_member_who_takes_over_reads_nothing_that_was_noted_of_them(group) -> None:
    ann, lead = in_it(group, "Adams"), in_it(group, "Lead")
    past = session(group, hours=-48, guide="Ann is too shy")
    ahead = session(group, hours=48, guide="Welcome them")
    Attendance.objects.create(meeting=past, member=ann, state="present")
    SpokeMark.objects.create(
        institution=group.institution, meeting=past, member=in_it(group, "Baker"), noted_by=lead
    )

    change(lead, group, "group_parts", member=str(ann.pk), part="facilitator", then="leaves")

    assert parts(group) == {"Adams": "facilitator", "Baker": "member"}
    assert (reads(ann, past, "too shy"), reads(ann, ahead, "Welcome")) == (False, True)
    assert list(SpokeMark.objects.visible_to(ann.user)) == []
    assert look(lead, "group", group.pk).status_code == 404
    assert told() == sorted(in_it(group, name).user.email for name in ("Adams", "Baker", "Lead"))
    left = OutboxMessage.objects.get(kind="group_part", recipient=lead.user.email)
    assert "You have left the group." in left.body_text


def test_a_facilitator_hands_over_and_helps(group) -> None:
    ann, lead = in_it(group, "Adams"), in_it(group, "Lead")
    past = session(group, hours=-48, guide="Old words")

    change(lead, group, "group_parts", member=str(ann.pk), part="facilitator", then="cofacilitator")

    assert parts(group) == {"Adams": "facilitator", "Baker": "member", "Lead": "cofacilitator"}
    # They never stopped leading; she begins.
    assert (reads(lead, past, "Old words"), reads(ann, past, "Old words")) == (True, False)
    # Who helps changes nothing but their own part.
    change(lead, group, "group_parts", member=str(in_it(group, "Baker").pk), part="facilitator")
    assert parts(group) == {"Adams": "facilitator", "Baker": "member", "Lead": "cofacilitator"}
    asked = change(lead, group, "group_step_down")
    assert ("Step down from facilitating" in asked, parts(group)["Lead"]) == (True, "cofacilitator")
    change(lead, group, "group_step_down", sure="1")
    assert parts(group)["Lead"] == "member"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"part": "facilitator", "then": "member"}, "Choose someone in the group"),
        ({"email": "nobody@example.org", "part": "facilitator", "then": "member"}, "No one here"),
        (
            {"email": "{outside}", "part": "facilitator"},
            "Choose what happens to the current facilitator",
        ),
        ({"email": "{outside}", "then": "member"}, "This field is required"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    group, director, outside, given: dict[str, str], said: str
) -> None:
    sent = {name: value.format(outside=outside.email) for name, value in given.items()}

    page = change(director, group, **sent)

    assert said in page
    assert sent.get("email", "") in page
    assert (parts(group)["Lead"], told()) == ("facilitator", [])


def test_nobody_facilitates_a_group_in_which_somebody_stands_below_them(group, director) -> None:
    chief = MembershipFactory(institution=group.institution)
    Membership.objects.filter(pk=in_it(group, "Adams").pk).update(supervisor=chief)

    page = change(director, group, email=chief.email, part="facilitator", then="member")

    assert "directly or through others. Put them in different groups." in page
    # Nor one of two who are in it already.
    GroupMemberFactory(group=group, member=chief)
    page = change(director, group, member=str(chief.pk), part="facilitator", then="member")
    assert "directly or through others. Put them in different groups." in page
    assert (parts(group)["Lead"], told()) == ("facilitator", [])


def test_a_second_co_facilitator_is_refused_by_page_and_database(group, director, outside) -> None:
    change(director, group, member=str(in_it(group, "Adams").pk), part="cofacilitator")

    page = change(director, group, email=outside.email, part="cofacilitator")

    assert (
        "Ann Adams is already the co-facilitator, and a group has only one. Change that first"
        in page
    )
    assert "Outside" not in parts(group)
    for part in (Part.FACILITATOR, Part.COFACILITATOR):
        with pytest.raises(IntegrityError, match="group_leading_part_once"), transaction.atomic():
            GroupMemberFactory(group=group, part=part)


def test_directors_who_make_themselves_facilitator_read_from_then_on_alone(group, director) -> None:
    past = session(group, hours=-48, guide="Old words")
    given = {"email": director.email, "part": "facilitator", "then": "member"}

    asked = change(director, group, **given)
    assert "What was written before stays closed to you" in asked
    assert (parts(group)["Lead"], told()) == ("facilitator", [])

    change(director, group, **given, sure="1")
    ahead = session(group, hours=48, guide="New words")
    assert parts(group)[director.family_name] == "facilitator"
    assert [reads(director, row, "words") for row in (past, ahead)] == [None, True]
    assert in_it(group, "Adams").user.email in told()


def test_a_group_whose_facilitator_has_gone_waits_for_one(group, director) -> None:
    ann, lead = in_it(group, "Adams"), in_it(group, "Lead")
    now, ahead = session(group, hours=0, guide=""), session(group, hours=48, guide="")
    leave_group(group, lead, actor=lead.user)

    page = look(ann, "group", group.pk).content.decode()
    assert "This group has no facilitator now" in page
    assert act(ann, "attendance", now.pk, all="1").status_code == 404
    assert "Cancel session" not in look(ann, "meeting", ahead.pk).content.decode()
    act(ann, "meeting_cancel", ahead.pk, sure="1")
    assert (Attendance.objects.count(), Meeting.objects.get(pk=ahead.pk).state) == (0, "planned")
    assert look(ann, "console", now.pk).status_code == 404
    # Notes stay theirs.
    act(ann, "meeting", ahead.pk, field="notes", text="Ours", revision="0")
    assert Meeting.objects.get(pk=ahead.pk).notes == "Ours"
    home = Client()
    home.force_login(director.user, backend="django.contrib.auth.backends.ModelBackend")
    asked = f"{group.name} needs a facilitator."
    assert asked in home.get(reverse("networks:home")).content.decode()
    assert "The group has no facilitator." in look(director, "directing_groups").content.decode()

    change(director, group, "directing_group_self_led", self_led="on")

    assert asked not in home.get(reverse("networks:home")).content.decode()
    assert act(ann, "attendance", now.pk, all="1").status_code == 200
    assert Attendance.objects.count() == 3  # who left today was expected today
    # What the one who has gone noted for facilitators stays closed to them.
    assert not reads(ann, session(group, hours=72, guide="Secret"), "Secret")


def test_a_new_group_without_facilitator_runs_itself_only_if_the_director_says_so() -> None:
    one, other = MembershipFactory.create_batch(2, institution=MembershipFactory().institution)
    director = MembershipFactory(institution=one.institution, offices=[StaffRoleKind.DIRECTOR])
    given = {
        "kind": "collaborative",
        "facilitator": "",
        "members": f"{one.email}\n{other.email}",
        "sure": "1",
    }
    act(director, "directing_group_new", name="Waits", **given)
    act(director, "directing_group_new", name="Runs", self_led="on", **given)

    found = dict(PeerGroup.objects.filter(members__member=one).values_list("name", "self_led"))
    assert found == {"Waits": False, "Runs": True}
    codes = {
        name: look(one, "plan_sessions", PeerGroup.objects.get(name=name).pk).status_code
        for name in found
    }
    assert codes == {"Waits": 404, "Runs": 200}


def test_a_facilitator_who_left_the_institution_keeps_no_place(group, director, outside) -> None:
    lead = in_it(group, "Lead")
    Membership.objects.filter(pk=lead.pk).update(end_date=timezone.localdate())

    change(director, group, email=outside.email, part="facilitator")

    assert parts(group) == {"Adams": "member", "Baker": "member", "Outside": "facilitator"}
    assert lead.user.email not in told()
