"""What people say when they enroll in a program of groups, and who reads it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evaluations.home.my_data.domain.kinds import export
from matching.models import Enrollment, GroupApplication, GroupRules, Program
from networks.models import Exclusion
from profiles.models import SelfDescription
from profiles.vocabulary import Track
from tests.factories import GroupProgramFactory, MembershipFactory, MentorOfferFactory, NeedFactory
from tests.support.matching import client_of, director_at, post

pytestmark = pytest.mark.django_db

NINE_TO_ELEVEN = ["18", "20"]  # Monday


@pytest.fixture
def program() -> Program:
    return GroupProgramFactory(state="enrolling")


@pytest.fixture
def member(program):
    return MembershipFactory(
        institution=program.institution,
        user__time_zone="Europe/Berlin",
        rank="assistant",
        track=Track.INVESTIGATOR,
    )


def address(program: Program, side: str = "protege") -> str:
    return reverse("matching:enroll", args=[program.pk, side])


def answer(**more):
    return {
        "area_research": "1",
        "hours": NINE_TO_ELEVEN,
        "time_zone": "Europe/Berlin",
        **more,
    }


def test_form_starts_from_the_self_assessment_and_one_s_own_clock(program, member) -> None:
    NeedFactory(member=member, area="research", priority=1)

    page = client_of(member).get(address(program))

    assert page.context["form"]["area_research"].value() == 1
    assert page.context["also"]["time_zone"].value() == "Europe/Berlin"
    text = page.content.decode()
    assert text.count('name="hours"') == 7 * 16
    assert "Monday 9:00 AM" in text


def test_hours_and_wishes_are_kept_as_they_were_said(program, member) -> None:
    client = client_of(member)

    client.post(address(program), answer(not_alone=["track"]))

    row = GroupApplication.objects.get()
    assert row.enrollment.member == member
    assert (row.hours, row.time_zone, row.not_alone) == (
        [18, 19, 20, 21],
        "Europe/Berlin",
        ["track"],
    )
    page = client.get(address(program))
    assert page.content.decode().count(" checked") == 3  # two hours and one wish


def test_change_replaces_what_was_said(program, member) -> None:
    client = client_of(member)
    client.post(address(program), answer(not_alone=["track"]))

    client.post(address(program), answer(hours=["66", "68"], time_zone="UTC"))

    row = GroupApplication.objects.get()
    assert (row.hours, row.time_zone, row.not_alone) == ([66, 67, 68, 69], "UTC", [])


def test_too_few_hours_for_a_session_are_said_and_all_is_kept(program, member) -> None:
    page = client_of(member).post(
        address(program), answer(hours=["18", "66"], goals="A grant", not_alone=["rank"])
    )

    assert "Mark at least that many hours in a row on one day" in page.content.decode()
    assert Enrollment.objects.count() == 0
    text = page.content.decode()
    assert "A grant" in text
    assert text.count(" checked") == 3
    assert page.context["form"]["area_research"].value() == "1"


def test_mistakes_of_both_parts_are_said_at_once(program, member) -> None:
    text = (
        client_of(member)
        .post(address(program), {"time_zone": "Europe/Berlin", "hours": []})
        .content.decode()
    )

    assert "Give at least one area a priority" in text
    assert "Mark at least that many hours in a row" in text


def test_hours_may_be_missing_where_the_rule_is_soft(program, member) -> None:
    GroupRules.objects.create(institution=program.institution, program=program, hours_hard=False)

    client_of(member).post(address(program), answer(hours=[]))

    assert GroupApplication.objects.get().hours == []


@pytest.mark.parametrize(
    "wrong",
    [{"hours": ["336"]}, {"hours": ["x"]}, {"time_zone": "Mars/Base"}, {"not_alone": ["age"]}],
)
def test_what_is_no_hour_zone_or_wish_is_refused(program, member, wrong) -> None:
    page = client_of(member).post(address(program), answer(**wrong))

    assert page.status_code == 200
    assert Enrollment.objects.count() == 0


def test_only_what_was_told_of_oneself_can_be_asked(program, member) -> None:
    client = client_of(member)
    offered = [
        name for name, _ in client.get(address(program)).context["also"].fields["not_alone"].choices
    ]
    assert offered == ["track", "rank"]

    SelfDescription.objects.create(member=member, gender="other", gender_words="Agender")

    choices = client.get(address(program)).context["also"].fields["not_alone"].choices
    assert choices[0] == ("gender", "Gender (Agender)")


def test_facilitator_says_hours_and_how_many_groups(program) -> None:
    senior = MembershipFactory(institution=program.institution, rank="full")
    MentorOfferFactory(member=senior, areas=["research"])
    client = client_of(senior)

    page = client.get(address(program, "mentor"))
    assert "not_alone" not in page.context["also"].fields
    client.post(
        address(program, "mentor"),
        {"areas": ["research"], "places": "2", "hours": NINE_TO_ELEVEN, "time_zone": "UTC"},
    )

    row = Enrollment.objects.get()
    assert (row.side, row.places, row.group_application.hours) == ("mentor", 2, [18, 19, 20, 21])


def test_competitors_are_named_in_confidence(program, member) -> None:
    rival = MembershipFactory(institution=program.institution, family_name="Rival")
    client = client_of(member)
    client.post(address(program), answer())

    text = client.get(reverse("matching:apart", args=[program.pk])).content.decode()
    assert "compete with you for the same position" in text
    post(client, "apart_change", program.pk, "add", member=str(rival.pk))

    assert Exclusion.objects.get().reach == "pair"
    theirs = client_of(rival).get(reverse("matching:apart", args=[program.pk])).content.decode()
    assert member.family_name not in theirs


def test_nobody_but_oneself_reads_it(program, member) -> None:
    client_of(member).post(address(program), answer(not_alone=["track"]))
    director = director_at(program.institution)

    seen = [
        director.get(reverse(f"matching:{name}", args=[program.pk])).content.decode()
        for name in ("directing", "directing_people")
    ]

    assert member.name in seen[1]
    assert [word in text for text in seen for word in ("Track", "Berlin", "not_alone")] == [
        False
    ] * 6
    own = GroupApplication.objects.visible_to(member.user)
    other = MembershipFactory(institution=program.institution)
    assert list(own) == list(GroupApplication.objects.all())
    assert list(GroupApplication.objects.visible_to(other.user)) == []


def test_export_holds_what_was_said(program, member) -> None:
    client_of(member).post(address(program), answer(not_alone=["track"]))

    rows = export(member)["group_applications"]

    assert [(row["hours"], row["not_alone"]) for row in rows] == [([18, 19, 20, 21], ["track"])]


def test_withdrawn_person_keeps_no_place(program, member) -> None:
    client = client_of(member)
    client.post(address(program), answer())

    post(client, "withdraw", program.pk, "protege")

    assert not Enrollment.objects.get().is_active
