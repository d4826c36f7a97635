"""A project group's one piece of work: agreed on, ticked off step by step, ended in words."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from evaluations.models import PieceOfWork, WorkStep
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import end_group
from profiles.models import Membership
from tests.factories import GroupMemberFactory, MembershipFactory, PeerGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> PeerGroup:
    group = PeerGroupFactory(kind=PeerGroup.Kind.PROJECT)
    for name in ("Adams", "Baker"):
        GroupMemberFactory(group=group, member__family_name=name)
    GroupMemberFactory(group=group, part=GroupMember.Part.FACILITATOR)
    return group


def in_it(group: PeerGroup, family_name: str) -> Membership:
    return group.members.get(member__family_name=family_name).member


def client_of(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def address(name: str, *args: object) -> str:
    return reverse(f"evaluations:{name}", args=args)


def test_group_agrees_on_its_work_ticks_steps_and_says_how_it_ended(group: PeerGroup) -> None:
    ann, bo = in_it(group, "Adams"), in_it(group, "Baker")
    client, other = client_of(ann), client_of(bo)
    page = client.get(address("work", group.pk)).content.decode()
    assert "No project yet" in page

    client.post(
        address("work_edit", group.pk),
        {"title": "A survey of handovers", "aim": "A paper by June.", "owner": str(bo.pk)},
    )
    soon = timezone.localdate() + timedelta(days=9)
    for text, due in (("Ethics", soon.isoformat()), ("Questions", "")):
        client.post(address("work_step_add", group.pk), {"text": text, "due_on": due})
    ethics = WorkStep.objects.get(text="Ethics")
    other.post(address("work_step_act", ethics.pk, "done"))
    page = other.get(address("work", group.pk)).content.decode()

    row = PieceOfWork.objects.get()
    assert (row.title, row.owner, row.state) == ("A survey of handovers", bo, "open")
    assert list(row.steps.values_list("text", "due_on", "done_by")) == [
        ("Ethics", soon, bo.pk),
        ("Questions", None, None),
    ]
    assert "1 of 2 steps done" in page

    other.post(address("work_step_act", ethics.pk, "open"))
    assert WorkStep.objects.get(text="Ethics").done_on is None
    other.post(address("work_step_act", ethics.pk, "delete"))
    assert list(row.steps.values_list("text", flat=True)) == ["Questions"]

    client.post(address("work_end", group.pk), {"state": "finished", "outcome": "It is printed."})
    page = client.get(address("work", group.pk)).content.decode()
    row.refresh_from_db()
    assert (row.state, row.outcome, row.ended_on) == (
        "finished",
        "It is printed.",
        group.institution.local_date(),
    )
    assert "It is printed." in page
    assert address("work_step_add", group.pk) not in page
    client.post(address("work_step_add", group.pk), {"text": "One more"})
    assert list(row.steps.values_list("text", flat=True)) == ["Questions"]

    client.post(address("work_end", group.pk), {"reopen": "1"})
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("open", None)


@pytest.mark.parametrize("missing", ["title", "owner"])
def test_what_is_missing_is_said_and_what_was_typed_stays(group: PeerGroup, missing: str) -> None:
    ann = in_it(group, "Adams")
    given = {"title": "A survey", "aim": "Typed in full", "owner": str(ann.pk), missing: ""}

    page = client_of(ann).post(address("work_edit", group.pk), given).content.decode()

    assert "Typed in full" in page
    assert "error-summary" in page
    assert not PieceOfWork.objects.exists()


def test_no_one_from_outside_sees_or_owns_it_and_other_kinds_have_none(group: PeerGroup) -> None:
    ann, outside = in_it(group, "Adams"), MembershipFactory(institution=group.institution)
    given = {"title": "A survey", "owner": str(outside.pk)}
    client_of(ann).post(address("work_edit", group.pk), given)
    assert not PieceOfWork.objects.exists()

    given["owner"] = str(ann.pk)
    client_of(ann).post(address("work_edit", group.pk), given)
    step = WorkStep.objects.create(
        institution=group.institution, work=PieceOfWork.objects.get(), text="Ethics"
    )

    assert client_of(outside).get(address("work", group.pk)).status_code == 404
    assert client_of(outside).post(address("work_step_act", step.pk, "done")).status_code == 404
    club = PeerGroupFactory(institution=group.institution)
    GroupMemberFactory(group=club, member=ann)
    assert client_of(ann).get(address("work", club.pk)).status_code == 404


def test_a_closed_group_keeps_its_work_to_read(group: PeerGroup) -> None:
    ann = in_it(group, "Adams")
    client = client_of(ann)
    client.post(address("work_edit", group.pk), {"title": "A survey", "owner": str(ann.pk)})

    end_group(group, actor=ann.user)

    page = client.get(address("work", group.pk))
    assert "A survey" in page.content.decode()
    assert client.get(address("work_edit", group.pk)).status_code == 404
    assert client.post(address("work_end", group.pk), {"reopen": "1"}).status_code == 404


@pytest.mark.parametrize("steps", [1, 3])
def test_page_asks_the_same_for_any_number_of_steps(
    group: PeerGroup, steps: int, django_assert_num_queries
) -> None:
    ann = in_it(group, "Adams")
    client = client_of(ann)
    client.post(address("work_edit", group.pk), {"title": "A survey", "owner": str(ann.pk)})
    for number in range(steps):
        client.post(address("work_step_add", group.pk), {"text": f"Step {number}"})
    client.get(address("work", group.pk))

    with django_assert_num_queries(6):
        client.get(address("work", group.pk))
