"""Which version is up for approval, and what ends that."""

from __future__ import annotations

import pytest

from evaluations.models import FinalVersion, WritingProject
from tests.evaluations.plans.domain.test_plan import act, look
from tests.evaluations.writing.domain.test_approval import ask, say, submit
from tests.evaluations.writing.papers import (
    add_outside,
    author,
    mails,
    member,
    project,
    propose,
)

__all__ = ["project"]

pytestmark = pytest.mark.django_db


def test_another_version_asks_everybody_again_and_the_same_one_nobody(
    project: WritingProject,
) -> None:
    ask(project)
    say(project, "Bo")
    say(project, "Cy")
    draft = FinalVersion.objects.get().draft
    act(member(project, "Ann"), "final_ask", project.pk, draft=str(draft.pk))
    assert FinalVersion.objects.count() == 1

    ask(project, "Final, corrected", by="Cy")

    assert "Missing" in submit(project)
    assert len(mails("version_asked")) == 4
    assert FinalVersion.objects.filter(closed_at=None).get().label == "Final, corrected"


@pytest.mark.parametrize("change", ["joined", "left", "order"])
def test_other_authors_or_another_order_end_the_approval(
    project: WritingProject, change: str
) -> None:
    ask(project)
    say(project, "Bo")
    say(project, "Cy")

    if change == "joined":
        add_outside(project)
    elif change == "left":
        act(member(project, "Cy"), "author_leave", project.pk)
    else:
        propose(project, "Ann", "Ann", "Bo", "Cy", corresponding=[str(author(project, "Ann").pk)])

    assert not FinalVersion.objects.filter(closed_at=None).exists()
    page = look(member(project, "Ann"), "project", project.pk).content.decode()
    assert "The authors or their order changed" in page
    assert "Missing" in submit(project)


def test_a_version_up_for_approval_is_not_deleted(project: WritingProject) -> None:
    ask(project)
    draft = FinalVersion.objects.get().draft

    act(member(project, "Ann"), "draft_delete", draft.pk, sure="1")

    assert FinalVersion.objects.get().draft == draft
