"""A paper of Ann, Bo and Cy, in a group that Lead facilitates, and what the tests do with it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify

from evaluations.models import ProjectAuthor, ProjectDraft, WritingProject
from evaluations.writing.domain.author_rows import authors_of
from mentornet.mail.outbox import OutboxMessage
from networks.models import GroupMember, PeerGroup
from tests.evaluations.plans.domain.test_plan import act, in_it
from tests.factories import GroupMemberFactory, PeerGroupFactory

EMAIL = "dee@elsewhere.example"


@pytest.fixture
def project() -> WritingProject:
    group = PeerGroupFactory(authorship="Who writes is an author; the order is agreed.")
    for name in ("Ann", "Bo", "Cy"):
        GroupMemberFactory(
            group=group, member__family_name=name, authorship_agreed_at=timezone.now()
        )
    GroupMemberFactory(
        group=group,
        part=GroupMember.Part.FACILITATOR,
        member__family_name="Lead",
        authorship_agreed_at=timezone.now(),
    )
    keys = [str(in_it(group, name).pk) for name in ("Bo", "Cy")]
    act(in_it(group, "Ann"), "project_new", group.pk, title="Night shifts", authors=keys)
    return WritingProject.objects.get()  # type: ignore[no-any-return]


def member(project: WritingProject, name: str) -> Any:
    group: PeerGroup = project.group
    return in_it(group, name)


def names(project: WritingProject) -> list[str]:
    return [one.name.split()[-1] for one in authors_of(project)]


def author(project: WritingProject, name: str) -> ProjectAuthor:
    return next(one for one in authors_of(project) if one.name.endswith(name))


def add_draft(project: WritingProject, label: str = "Final") -> ProjectDraft:
    link = f"https://docs.example/{slugify(label)}"
    act(member(project, "Ann"), "draft_add", project.pk, label=label, link=link)
    return ProjectDraft.objects.get(label=label)  # type: ignore[no-any-return]


def add_outside(project: WritingProject, by: str = "Ann", email: str = EMAIL) -> ProjectAuthor:
    data = {"name": "Dr. Dee", "email": email, "affiliation": "Elsewhere University"}
    act(member(project, by), "outside_add", project.pk, **data)
    return author(project, "Dee")


def propose(project: WritingProject, by: str, *order: str, **more: Any) -> Any:
    places = {
        f"place-{author(project, name).pk}": place for place, name in enumerate(order, start=1)
    }
    return act(member(project, by), "author_order", project.pk, **places, **more)


def mails(kind: str) -> list[Any]:
    return list(OutboxMessage.objects.filter(kind=kind).order_by("recipient"))


def link_in(kind: str, to: str = EMAIL) -> str:
    """The path of the link in the latest message of this kind to somebody outside."""
    message = OutboxMessage.objects.filter(kind=kind, recipient=to).latest("created_at")
    return re.search(r"(/w/[\w-]+/)", message.body_text)[1]  # type: ignore[index]


def by_link(path: str, answer: str, **more: str) -> Any:
    return Client().post(path, {"answer": answer, **more})
