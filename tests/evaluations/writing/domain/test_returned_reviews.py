"""Whoever leaves a group hands back what they were asked to read."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import DraftReview, WritingProject
from evaluations.writing.domain.returned_reviews import hand_back_reviews
from networks.models import GroupMember
from tests.evaluations.plans.domain.test_plan import act, client_of, look
from tests.evaluations.writing.papers import add_draft, mails, member, project
from tests.factories import PeerGroupFactory

__all__ = ["project"]
pytestmark = pytest.mark.django_db


def ask(project: WritingProject, label: str, *names: str) -> None:
    draft = add_draft(project, label)
    day = str(timezone.localdate() + timedelta(days=7))
    keys = [str(member(project, name).pk) for name in names]
    act(member(project, "Ann"), "draft_readers", draft.pk, readers=keys, due_on=day)


def leave(project: WritingProject, name: str) -> int:
    one = member(project, name)
    GroupMember.objects.filter(group=project.group, member=one).update(left_on=timezone.localdate())
    return hand_back_reviews(one, project.group)


def test_what_is_not_read_goes_back_with_one_email_and_a_page_in_words(
    project: WritingProject,
) -> None:
    lead = member(project, "Lead")
    for label in ("One", "Two", "Three"):
        ask(project, label, "Lead", "Bo")
    said = DraftReview.objects.get(draft__label="Three", reader=lead)
    act(lead, "draft_review", said.pk, text="Good.")
    client = client_of(lead)
    home = reverse("networks:home")
    assert "Read the draft" in client.get(home).content.decode()

    assert leave(project, "Lead") == 2
    assert hand_back_reviews(lead, project.group) == 0

    (told,) = mails("review_handed_back")
    assert told.recipient == member(project, "Ann").user.email
    assert [label in told.body_text for label in ("One", "Two", "Three")] == [True, True, False]
    assert "Read the draft" not in client.get(home).content.decode()
    open_one = DraftReview.objects.get(draft__label="One", reader=lead)
    page = client.get(reverse("evaluations:draft_review", args=[open_one.pk]))
    assert (page.status_code, "told the person who asked you" in page.content.decode()) == (
        410,
        True,
    )
    late = client.post(reverse("evaluations:draft_review", args=[open_one.pk]), {"text": "x"})
    assert late.status_code == 410
    shown = look(member(project, "Ann"), "project", project.pk).content.decode()
    assert f"{lead.name} left the group without reading it" in shown
    assert "Good." in shown
    assert DraftReview.objects.waiting().filter(reader=member(project, "Bo")).count() == 3


def test_only_the_drafts_of_that_group_go_back(project: WritingProject) -> None:
    ask(project, "One", "Lead")
    other = PeerGroupFactory(institution=project.institution)

    assert hand_back_reviews(member(project, "Lead"), other) == 0
    assert DraftReview.objects.waiting().count() == 1


def test_somebody_who_comes_back_can_be_asked_again(project: WritingProject) -> None:
    ask(project, "One", "Lead")
    lead = member(project, "Lead")
    leave(project, "Lead")
    GroupMember.objects.filter(member=lead).update(left_on=None)
    draft = DraftReview.objects.get().draft
    day = str(timezone.localdate() + timedelta(days=7))

    act(member(project, "Ann"), "draft_readers", draft.pk, readers=[str(lead.pk)], due_on=day)

    assert DraftReview.objects.waiting().get().round == 2
