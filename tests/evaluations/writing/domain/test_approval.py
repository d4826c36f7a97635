"""No paper is submitted before each of its authors has approved the version."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from evaluations.models import FinalApproval, ProjectMilestone, WritingProject
from profiles.models import Membership
from tests.evaluations.plans.domain.test_plan import act, look
from tests.evaluations.writing.papers import (
    add_draft,
    author,
    by_link,
    link_in,
    mails,
    member,
    names,
    project,
    propose,
)

__all__ = ["project"]
pytestmark = pytest.mark.django_db


def ask(project: WritingProject, label: str = "Final", by: str = "Ann") -> Any:
    draft = add_draft(project, label)
    return act(member(project, by), "final_ask", project.pk, draft=str(draft.pk))


def say(project: WritingProject, by: str, how: str = "approve") -> Any:
    own = FinalApproval.objects.get(
        author__member=member(project, by), version__closed_at=None, version__project=project
    )
    return act(member(project, by), "final_answer", own.pk, how)


def submit(project: WritingProject, step: str = "submitted") -> str:
    data = {f"{step}-done": "on"}
    page = act(member(project, "Ann"), "project_milestone", project.pk, step, **data)
    return page.content.decode()  # type: ignore[no-any-return]


def is_done(step: str = "submitted") -> bool:
    return ProjectMilestone.objects.filter(step=step, done_on__isnull=False).exists()


@pytest.mark.parametrize("step", ["submitted", "revision", "accepted"])
def test_nothing_is_submitted_before_every_author_has_approved(
    project: WritingProject, step: str
) -> None:
    assert "Missing: " in submit(project, step)
    ask(project)
    say(project, "Bo")
    page = submit(project, step)
    assert f"Missing: {member(project, 'Cy').name}." in page
    assert not is_done(step)

    say(project, "Cy")
    submit(project, step)

    assert is_done(step)


def test_authors_are_asked_at_home_and_by_email_and_the_asker_is_told_once_at_the_end(
    project: WritingProject,
) -> None:
    ask(project)

    asked = [one.recipient for one in mails("version_asked")]
    assert asked == sorted(member(project, name).user.email for name in ("Bo", "Cy"))
    home = "/"
    client = Client()
    client.force_login(
        member(project, "Bo").user, backend="django.contrib.auth.backends.ModelBackend"
    )
    assert "approve the version for submission" in client.get(home).content.decode()
    say(project, "Bo")
    assert "approve the version for submission" not in client.get(home).content.decode()
    assert mails("version_approved") == []
    say(project, "Cy")
    (told,) = mails("version_approved")
    assert told.recipient == member(project, "Ann").user.email


def test_not_yet_holds_it_up_until_they_approve(project: WritingProject) -> None:
    ask(project)
    say(project, "Bo")
    say(project, "Cy", "not-yet")

    page = look(member(project, "Ann"), "project", project.pk).content.decode()
    assert "not yet" in page
    assert "Missing" in submit(project)
    say(project, "Cy")
    submit(project)
    assert is_done()


def test_nobody_asks_while_another_order_waits_and_no_stranger_approves(
    project: WritingProject,
) -> None:
    propose(project, "Ann", "Bo", "Ann", "Cy")
    assert "Another order is waiting" in ask(project).content.decode()
    act(member(project, "Bo"), "author_leave", project.pk)
    ask(project, "Second")
    own = FinalApproval.objects.get(author__member=member(project, "Cy"))

    for name in ("Ann", "Lead", "Bo"):
        assert act(member(project, name), "final_answer", own.pk, "approve").status_code == 404
    assert act(member(project, "Cy"), "final_answer", own.pk, "whatever").status_code == 404
    own.refresh_from_db()
    assert own.approves is None


def test_who_has_left_the_institution_approves_by_a_link_once_their_email_is_known(
    project: WritingProject,
) -> None:
    Membership.objects.filter(pk=member(project, "Cy").pk).update(
        end_date=timezone.localdate() - timedelta(days=1)
    )
    ask(project)
    say(project, "Bo")
    assert "Missing: " in submit(project)
    page = look(member(project, "Ann"), "project", project.pk).content.decode()
    assert "add an email address to ask them" in page

    gone = author(project, "Cy")
    act(member(project, "Ann"), "author_contact", gone.pk, email="cy@new.example")
    assert (
        act(member(project, "Ann"), "author_contact", author(project, "Bo").pk).status_code == 404
    )
    by_link(link_in("version_asked_outside", "cy@new.example"), "agree")

    submit(project)
    assert is_done()
    assert names(project) == ["Ann", "Bo", "Cy"]


def test_what_was_submitted_before_stays_and_goes_on(project: WritingProject) -> None:
    ProjectMilestone.objects.create(
        institution=project.institution,
        project=project,
        step="submitted",
        done_on=timezone.localdate(),
    )

    submit(project, "revision")

    assert is_done("revision")
