"""Pages on which nothing stands yet say what comes next, by links that their reader may follow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.models import WritingProject
from networks.models import GroupMember, PeerGroup
from profiles.models import Goal, Membership
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.evaluations.plans.domain.test_plan import act, in_it, kept
from tests.evaluations.writing.papers import project
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory
from tests.support.html import on_one_line

__all__ = ["project"]
pytestmark = pytest.mark.django_db


def linked(client: Client, url: str, words: str) -> str:
    """Return where the link named *words* on the page at *url* leads; it is a page that opens."""
    page = on_one_line(client.get(url).content.decode())
    found = re.search(rf'href="([^"]+)"[^>]*>\s*{re.escape(words)}', page)
    assert found, f"no link {words!r} on {url}"
    target, _, anchor = found.group(1).partition("#")
    if anchor:
        assert f'id="{anchor}"' in page
    assert client.get(target or url).status_code == 200
    return found.group(1)


def follow(reader: Membership, steps: Iterable[tuple[str, list[Any], str]]) -> list[str]:
    client = client_of(reader)
    return [linked(client, reverse(name, args=args), words) for name, args, words in steps]


def test_ones_own_empty_pages_lead_on() -> None:
    member = MembershipFactory()
    goal = Goal.objects.create(
        institution=member.institution, member=member, horizon="long", text="Lead"
    )

    targets = follow(
        member,
        [
            ("evaluations:development_plan", [], "Print my plan"),
            ("evaluations:development_plan", [], "Find a program with groups"),
            ("profiles:assessment_part", ["needs"], "Add a need"),
            ("profiles:goal", [goal.pk], "Write the first step"),
            ("profiles:goal", [goal.pk], "Write the first note"),
            ("drafts", [], "Go to my home page"),
            ("profiles:offers", [], "See my sign-in email"),
        ],
    )

    assert targets[1] == reverse("matching:programs")
    assert targets[2:5] == ["#add-need", "#id_target-text", "#id_note-text"]


def test_who_writes_to_a_group_is_led_to_write_and_others_back() -> None:
    group = PeerGroupFactory()
    lead = GroupMemberFactory(group=group, part=GroupMember.Part.FACILITATOR).member
    other = GroupMemberFactory(group=group).member
    page = reverse("evaluations:group_messages", args=[group.pk])

    assert linked(client_of(lead), page, "Write to the group")
    assert linked(client_of(other), page, "Back to the group") == reverse(
        "evaluations:group", args=[group.pk]
    )
    assert "Write to the group" not in client_of(other).get(page).content.decode()


def test_a_plan_without_comments_leads_to_the_box_below() -> None:
    group: PeerGroup = PeerGroupFactory()
    ann, bo = (GroupMemberFactory(group=group).member for _ in range(2))
    kept(ann)
    act(ann, "plan_share", group.pk, "on")

    page = ("evaluations:group_plan", [group.pk, ann.pk])
    assert follow(bo, [(*page, "Write a comment")]) == ["#id_text"]
    assert (
        "Write this part" not in client_of(bo).get(reverse(page[0], args=page[1])).content.decode()
    )
    assert follow(ann, [("evaluations:plan_version", [1], "Write this part")])


def test_a_paper_without_drafts_has_its_form_open(project: WritingProject) -> None:
    ann = in_it(project.group, "Ann")
    url = reverse("evaluations:project", args=[project.pk])

    assert linked(client_of(ann), url, "Propose a new order")
    page = on_one_line(client_of(ann).get(url).content.decode())
    assert re.search(r"<details[^>]* open>\s*<summary>\s*Add a draft", page)
