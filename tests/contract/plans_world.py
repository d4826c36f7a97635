"""The world's rows for plans, writing projects and skills."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from evaluations.models import (
    FinalApproval,
    FinalVersion,
    ProjectAuthor,
    ProjectDraft,
    WritingProject,
)
from evaluations.plans.domain.parts import PLAN_PARTS, make_entry
from evaluations.plans.domain.plan import own_plan, save_plan_part, submit_plan
from evaluations.plans.domain.sharing import comment_on_plan, share_plan
from evaluations.writing.domain.author_order import propose_order
from evaluations.writing.domain.author_rows import authors_of
from evaluations.writing.domain.outside_authors import add_outside
from evaluations.writing.domain.project import add_draft, ask_readers, start_project
from mentornet.mail import links
from mentornet.mail.purposes import Purpose
from networks.models import PeerGroup

if TYPE_CHECKING:
    from profiles.models import Membership
    from tests.contract.world import World


def add_plans(world: World) -> None:
    """The protégé's plan, shared with the group, with a word of the facilitator's."""
    group = world.rows["group"]
    save_plan_part(
        own_plan(world.protege),
        part=PLAN_PARTS[0],
        entries=[make_entry("0" * 32, "Curiosity")],
        revision=0,
    )
    submit_plan(world.protege)
    share_plan(world.protege, group)
    world.rows["plan_comment"] = comment_on_plan(
        group, owner=world.protege.pk, by=world.members["facilitator"], text="Which one first?"
    )
    _add_project(world)


def _add_project(world: World) -> None:
    """The protégé and the bystander write; the facilitator is asked to read."""
    group, facilitator = world.rows["group"], world.members["facilitator"]
    PeerGroup.objects.filter(pk=group.pk).update(authorship="Who writes is an author.")
    group.refresh_from_db()
    group.members.update(authorship_agreed_at=timezone.now())
    project = start_project(
        group, by=world.protege, title="A paper", authors=[world.rows["bystander"]]
    )
    outside = add_outside(
        project,
        by=world.protege,
        name="Dr. Elsewhere",
        email="author@elsewhere.example",
        affiliation="Elsewhere University",
    )
    first, second, third = authors_of(project)
    upload = SimpleUploadedFile("outline.txt", b"One question, two figures.")
    draft = add_draft(project, by=world.protege, label="Outline", link="https://draft.example/1")
    (review,) = ask_readers(
        draft, by=world.protege, readers=[facilitator], due_on=timezone.localdate()
    )
    world.rows |= {
        "project": project,
        "author": first,
        "order_change": propose_order(
            project, by=facilitator, order=[second.pk, first.pk, third.pk]
        ),
        "draft": draft,
        "draft_with_file": add_draft(project, by=world.protege, label="File", upload=upload),
        "review": review,
        "outside_author": outside,
        "author_token": links.issue(
            Purpose.AUTHOR,
            address=outside.email,
            institution=outside.institution,
            subject=outside,
        ),
        "final_approval": _approval(project, draft, (first, second), asked_by=facilitator),
    }


def _approval(
    project: WritingProject,
    draft: ProjectDraft,
    authors: Sequence[ProjectAuthor],
    *,
    asked_by: Membership,
) -> FinalApproval:
    """A version that the last of *authors* has approved; the approval of the first, who has not."""
    here = {"institution": project.institution}
    version = FinalVersion.objects.create(
        project=project,
        draft=draft,
        label=draft.label,
        asked_by=asked_by,
        authors=[],
        terms={"first": 0, "last": 0, "corresponding": []},
        **here,
    )
    FinalApproval.objects.create(version=version, author=authors[-1], approves=True, **here)
    own: FinalApproval = FinalApproval.objects.create(version=version, author=authors[0], **here)
    return own
