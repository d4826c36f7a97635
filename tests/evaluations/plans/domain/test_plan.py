"""The development plan: from the self-assessment, never lost, read by whom its owner says."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from evaluations.models import DevelopmentPlan, PlanComment, PlanVersion
from evaluations.plans.domain.parts import entries_of, text_of
from mentornet.pdf import can_make_pdf
from networks.models import GroupMember, PeerGroup
from profiles.assessment.domain.goals import add_target, reach_target
from profiles.assessment.domain.writing import own_assessment
from profiles.models import Goal, Membership, SelfAssessment
from tests.factories import (
    GoalFactory,
    GroupMemberFactory,
    MembershipFactory,
    PeerGroupFactory,
)

pytestmark = pytest.mark.django_db
KEY = "a" * 32


@pytest.fixture
def owner() -> Membership:
    return MembershipFactory(family_name="Owner")  # type: ignore[no-any-return]


@pytest.fixture
def group(owner: Membership) -> PeerGroup:
    """The owner, a peer and a facilitator."""
    group = PeerGroupFactory(institution=owner.institution)
    GroupMemberFactory(group=group, member=owner)
    GroupMemberFactory(group=group, member__family_name="Peer")
    GroupMemberFactory(group=group, part=GroupMember.Part.FACILITATOR, member__family_name="Leader")
    return group  # type: ignore[no-any-return]


def in_it(group: PeerGroup, name: str) -> Membership:
    return group.members.get(member__family_name=name).member  # type: ignore[no-any-return]


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def look(member: Membership, name: str, *args: Any, **query: str) -> Any:
    return client_of(member).get(reverse(f"evaluations:{name}", args=args), query)


def act(member: Membership, name: str, /, *args: Any, **data: Any) -> Any:
    return client_of(member).post(reverse(f"evaluations:{name}", args=args), data, follow=True)


def line(number: int, key: str = KEY, **fields: str) -> dict[str, str]:
    given = {"key": key, "text": "", **fields}
    return {f"line{number}-{name}": value for name, value in given.items()}


def write(member: Membership, slug: str, *lines: dict[str, str], **more: str) -> Any:
    data = {"revision": "0", "tab": "", "text": ""} | more
    for one in lines:
        data |= one
    return act(member, "plan_part", slug, **data)


def content_of(member: Membership) -> dict[str, Any]:
    return DevelopmentPlan.objects.get(member=member).content


def kept(member: Membership, text: str = "Honesty") -> None:
    """A plan with one value and its first dated version."""
    write(member, "values", line(1, text=text))
    act(member, "plan_submit")


# From the self-assessment -----------------------------------------------------------------------


def test_plan_starts_from_the_self_assessment_and_leaves_it_alone(owner: Membership) -> None:
    assessment = own_assessment(owner)
    SelfAssessment.objects.filter(pk=assessment.pk).update(
        core_values="- Honesty\n\nCuriosity\nHonesty",
        mission="Care that reaches everybody.",
        strengths="I explain well.",
        challenges="Statistics\nSaying no",
    )
    goal = GoalFactory(
        member=owner,
        horizon=Goal.Horizon.SHORT,
        text="A first grant",
        value_served="curiosity",
        target_date=date(2027, 6, 1),
    )
    GoalFactory(member=owner, horizon=Goal.Horizon.PERSONAL, text="More time at home")
    target = add_target(goal, text="Outline", due_date=date(2027, 1, 15))
    reach_target(target, on=date(2027, 1, 10))

    act(owner, "plan_fill")

    content = content_of(owner)
    values = entries_of(content, "values")
    assert [one["text"] for one in values] == ["Honesty", "Curiosity"]
    assert text_of(content, "values") == "Care that reaches everybody."
    (short,) = entries_of(content, "short")
    assert (short["text"], short["by"], short["serves"]) == (
        "A first grant",
        "2027-06-01",
        values[1]["id"],
    )
    assert [one["text"] for one in entries_of(content, "skills")] == ["Statistics", "Saying no"]
    assert text_of(content, "skills") == "I explain well."
    (step,) = entries_of(content, "targets")
    assert (step["serves"], step["done"]) == (short["id"], "2027-01-10")
    assert "More time at home" not in str(content)


def test_filling_twice_adds_only_what_is_new_and_keeps_what_was_changed(owner: Membership) -> None:
    goal = GoalFactory(member=owner, horizon=Goal.Horizon.LONG, text="Lead a unit")
    act(owner, "plan_fill")
    write(owner, "long", line(1, key=goal.pk.hex, text="Lead my own unit"), revision="1")
    GoalFactory(member=owner, horizon=Goal.Horizon.LONG, text="Write a book")

    page = act(owner, "plan_fill").content.decode()

    texts = [one["text"] for one in entries_of(content_of(owner), "long")]
    assert texts == ["Lead my own unit", "Write a book"]
    assert "Copied 1 item." in page
    assert Goal.objects.get(pk=goal.pk).text == "Lead a unit"


# Writing ----------------------------------------------------------------------------------------


def test_saved_as_one_types_twice_is_one_line(owner: Membership) -> None:
    client, address = client_of(owner), reverse("evaluations:plan_part", args=["projects"])
    for text in ("A stu", "A study of sleep"):
        answer = client.post(
            address,
            {"revision": "0", "tab": "one", **line(1, text=text, by="2027-03-01")},
            headers={"HX-Request": "true"},
        )
        assert "Saved" in answer.content.decode()

    (entry,) = entries_of(content_of(owner), "projects")
    assert (entry["text"], entry["by"]) == ("A study of sleep", "2027-03-01")


def test_an_emptied_line_is_gone_and_blank_ones_are_none(owner: Membership) -> None:
    write(owner, "values", line(1, text="Honesty"), line(2, key="b" * 32, text="Speed"))
    write(owner, "values", line(1), line(2, key="b" * 32, text="Speed"), revision="1")

    assert [one["text"] for one in entries_of(content_of(owner), "values")] == ["Speed"]


def test_a_second_tab_is_told_and_sees_both_texts(owner: Membership) -> None:
    write(owner, "values", line(1, text="From the first tab"), tab="one")

    page = write(owner, "values", line(1, text="From the second"), tab="two").content.decode()

    assert "changed this in another tab" in page
    assert "From the first tab" in page
    assert "From the second" in page
    assert [one["text"] for one in entries_of(content_of(owner), "values")] == [
        "From the first tab"
    ]
    write(owner, "values", line(1, text="From the second"), tab="two", revision="1")
    assert [one["text"] for one in entries_of(content_of(owner), "values")] == ["From the second"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"by": "2027-03-01"}, "Add a text, or clear the date too."),
        ({"text": "A step", "by": "0027-03-01"}, "Enter a year from 1950 to 2150."),
        ({"text": "A step", "by": "soon"}, "Enter a valid date."),
        ({"text": "x" * 2001}, "at most 2000 characters"),
        ({"text": "A step", "serves": "c" * 32}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_its_line_and_nothing_typed_is_lost(
    owner: Membership, fields: dict[str, str], said: str
) -> None:
    write(owner, "projects", line(1, key="b" * 32, text="The sleep study"))

    good = line(1, key="d" * 32, text="A good line")
    page = write(owner, "targets", good, line(2, **fields)).content.decode()

    assert said in page
    assert "A good line" in page
    assert entries_of(content_of(owner), "targets") == []


def test_forged_line_without_a_key_is_refused(owner: Membership) -> None:
    write(owner, "values", line(1, key="<script>", text="Honesty"))

    assert entries_of(content_of(owner), "values") == []


# Versions ---------------------------------------------------------------------------------------


def test_versions_are_dated_compared_and_twice_is_once(owner: Membership) -> None:
    kept(owner)
    act(owner, "plan_submit")
    write(owner, "values", line(1, text="Honesty first"), revision="1")
    act(owner, "plan_submit")

    assert [one.number for one in PlanVersion.objects.filter(member=owner)] == [2, 1]
    page = look(owner, "plan_version", 2, **{"with": "1"}).content.decode()
    assert re.search(r"Honesty<ins\s*> first</ins\s*>", page)
    assert look(owner, "plan_version", 3).status_code == 404
    assert look(MembershipFactory(), "plan_version", 1).status_code == 404


def test_an_empty_plan_is_no_version(owner: Membership) -> None:
    page = act(owner, "plan_submit").content.decode()

    assert "Your plan is empty." in page
    assert not PlanVersion.objects.exists()


@pytest.mark.skipif(not can_make_pdf(), reason="this machine has no Pango")
def test_plan_is_a_pdf_file(owner: Membership) -> None:
    write(owner, "values", line(1, text="Honesty above all"))

    answer = look(owner, "plan_pdf")

    assert "Honesty above all" in PdfReader(BytesIO(answer.content)).pages[0].extract_text()


# Sharing ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "count"), [("group_plans", 6), ("development_plan", 8)])
def test_pages_take_the_same_queries_for_any_number(
    owner: Membership, group: PeerGroup, name: str, count: int, django_assert_num_queries: Any
) -> None:
    peer = in_it(group, "Peer")
    kept(owner)
    kept(peer)
    args = [group.pk] if name == "group_plans" else []
    client, address = client_of(owner), reverse(f"evaluations:{name}", args=args)
    client.get(address)
    for number in range(1, 4):
        more = GroupMemberFactory(group=group).member
        kept(more)
        act(more, "plan_share", group.pk, "on")
        PlanComment.objects.create(
            institution=group.institution,
            owner=owner,
            group=group,
            author=more,
            version=1,
            text="A word",
        )
        if number in (1, 3):
            with django_assert_num_queries(count):
                client.get(address)


def test_an_empty_self_assessment_is_said_to_be_empty() -> None:
    member = MembershipFactory()

    page = client_of(member).post(reverse("evaluations:plan_fill"), follow=True).content.decode()

    assert "Your self-assessment is empty." in page
