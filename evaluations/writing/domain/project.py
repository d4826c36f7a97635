"""A group's writing, from the idea to the accepted paper [P]: people, steps, drafts, readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.errors import NothingSaid, TooMany
from evaluations.files.domain.attachments import keep_file
from evaluations.meetings.domain.participants import lock_group_for_update
from evaluations.writing.domain.final_version import lacking_approval
from evaluations.writing.errors import (
    DraftRead,
    DraftUpForApproval,
    NotApproved,
    NotYourProject,
    ReviewHandedBack,
)
from evaluations.writing.models import (
    DraftReview,
    ProjectAuthor,
    ProjectDraft,
    ProjectMilestone,
    WritingProject,
)
from mentornet.audit_verbs import Verb
from mentornet.languages import Text, later, read_by
from mentornet.mail.outbox import queue_message
from networks.models import GroupMember, PeerGroup
from networks.peer_groups.domain.group import current_people, require_authorship
from profiles.institution.domain.audit import record
from profiles.models import Membership

STILL_AFTER_DAYS = 28
"""From this many days without movement on a project is called still: a group's usual month."""

Step = ProjectMilestone.Step
AFTER_APPROVAL = (Step.SUBMITTED, Step.REVISION, Step.ACCEPTED)

MOST_PROJECTS = 50
MOST_DRAFTS = 200


@transaction.atomic
def start_project(
    group: PeerGroup,
    *,
    by: Membership,
    title: str,
    journal: str = "",
    about: str = "",
    others: str = "",
    authors: Sequence[Membership] = (),
) -> WritingProject:
    """Begin a project; *by* is its first author and *authors* follow in their order.

    The same title sent twice is one project. Raise NotYourTie, TieOver, TooMany, and
    AuthorshipNotAgreed unless everyone in the group has agreed to its rules of authorship [C]; of
    those who joined later, the authors.
    """
    locked = lock_group_for_update(group, by)
    require_authorship(locked, [by, *authors])
    own = WritingProject.objects.filter(group=locked)
    twin = own.filter(title=title, created_by=by).first()
    if twin is not None:
        return twin
    if own.count() >= MOST_PROJECTS:
        raise TooMany(_("A group can have at most %(most)d projects.") % {"most": MOST_PROJECTS})
    project: WritingProject = WritingProject.objects.create(
        institution=locked.institution,
        group=locked,
        title=title,
        journal=journal,
        about=about,
        others=others,
        created_by=by,
        moved_at=timezone.now(),
    )
    there = set(current_people(locked))
    everybody = [by, *(one for one in dict.fromkeys(authors) if one in there and one != by)]
    ProjectAuthor.objects.bulk_create(
        ProjectAuthor(institution=locked.institution, project=project, member=one, position=place)
        for place, one in enumerate(everybody, start=1)
    )
    record(Verb.PROJECT_STARTED, actor=by.user, institution=locked.institution, subject=project)
    return project


@transaction.atomic
def edit_project(
    project: WritingProject, *, by: Membership, title: str, journal: str, about: str, others: str
) -> WritingProject:
    """Change what the project is called and where it is to appear. Raise NotYourProject."""
    locked = lock_project_for_update(project, by)
    locked.title, locked.journal, locked.about, locked.others = title, journal, about, others
    locked.save(update_fields=["title", "journal", "about", "others"])
    record(Verb.PROJECT_CHANGED, actor=by.user, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def shelve_project(project: WritingProject, *, by: Membership, shelved: bool) -> WritingProject:
    """Lay a project aside without blame, or take it up again. Raise NotYourProject."""
    locked = lock_project_for_update(project, by)
    wanted = WritingProject.State.SHELVED if shelved else WritingProject.State.OPEN
    if locked.state != wanted:
        locked.state = wanted
        locked.save(update_fields=["state"])
        move(locked)
        verb = Verb.PROJECT_SHELVED if shelved else Verb.PROJECT_REOPENED
        record(verb, actor=by.user, institution=locked.institution, subject=locked)
    return locked


@transaction.atomic
def set_milestone(
    project: WritingProject,
    *,
    by: Membership,
    step: str,
    due_on: date | None = None,
    done: bool = False,
) -> ProjectMilestone:
    """Say by when a step is to be done, or that it is; undoing one keeps its date.

    A step keeps the day on which it was first called done. Raise NotYourProject, and NotApproved:
    a paper is submitted once each author has approved the version [ICMJE], and what comes later
    comes after that.
    """
    locked = lock_project_for_update(project, by)
    if done and step in AFTER_APPROVAL and not _is_submitted(locked):
        lacking = lacking_approval(locked)
        if lacking:
            raise NotApproved([one.name for one in lacking])
    row, _made = ProjectMilestone.objects.get_or_create(
        project=locked, step=step, defaults={"institution": locked.institution}
    )
    row.due_on = due_on
    if done and row.done_on is None:
        row.done_on, row.done_by = locked.institution.local_date(), by
        move(locked)
        record(Verb.MILESTONE_DONE, actor=by.user, institution=locked.institution, subject=row)
    elif not done:
        row.done_on, row.done_by = None, None
    row.save()
    return row


@transaction.atomic
def add_draft(
    project: WritingProject,
    *,
    by: Membership,
    label: str,
    link: str = "",
    upload: UploadedFile[Any] | None = None,
) -> ProjectDraft:
    """Put a draft beside the others: a link, or a file. Raise NotYourProject, FileRefused."""
    locked = lock_project_for_update(project, by)
    drafts = ProjectDraft.objects.filter(project=locked)
    if drafts.count() >= MOST_DRAFTS:
        raise TooMany(_("A project can have at most %(most)d drafts.") % {"most": MOST_DRAFTS})
    if link and (twin := drafts.filter(link=link, label=label, added_by=by).first()):
        return twin
    row: ProjectDraft = ProjectDraft.objects.create(
        institution=locked.institution,
        project=locked,
        label=label,
        link="" if upload else link,
        file=keep_file(upload, institution=locked.institution, by=by) if upload else None,
        added_by=by,
    )
    move(locked)
    record(Verb.DRAFT_ADDED, actor=by.user, institution=locked.institution, subject=row)
    return row


@transaction.atomic
def delete_draft(draft: ProjectDraft, *, by: Membership) -> None:
    """Take one's own draft away with its file. Raise NotYourProject, DraftRead, DraftUpForApproval."""
    locked = ProjectDraft.objects.select_for_update().filter(pk=draft.pk, added_by=by).first()
    if locked is None:
        raise NotYourProject
    if locked.reviews.exclude(given_at=None).exists():
        raise DraftRead
    if locked.final_versions.filter(closed_at=None).exists():
        raise DraftUpForApproval
    record(Verb.DRAFT_DELETED, actor=by.user, institution=locked.institution, subject=locked)
    kept = locked.file
    locked.delete()
    if kept is not None:
        kept.delete()


@transaction.atomic
def ask_readers(
    draft: ProjectDraft,
    *,
    by: Membership,
    readers: Sequence[Membership],
    due_on: date,
    question: str = "",
) -> list[DraftReview]:
    """Begin a round: ask people of the group to read *draft* by a day; each gets a mail.

    Who is asked already and has not answered is not asked again. Raise NotYourProject, also for
    a reader who is not in the group.
    """
    project = lock_project_for_update(draft.project, by, inside=True)
    there = set(current_people(project.group))
    if not set(readers) <= there - {by}:
        raise NotYourProject
    earlier = DraftReview.objects.filter(draft=draft)
    busy = set(earlier.waiting().values_list("reader", flat=True))
    number = (earlier.aggregate(last=Max("round"))["last"] or 0) + 1
    made = DraftReview.objects.bulk_create(
        DraftReview(
            institution=project.institution,
            draft=draft,
            round=number,
            reader=one,
            asked_by=by,
            question=question,
            due_on=due_on,
        )
        for one in dict.fromkeys(readers)
        if one.pk not in busy
    )
    for row in made:
        record(Verb.REVIEW_ASKED, actor=by.user, institution=project.institution, subject=row)
        notify(
            row.reader,
            project,
            key=f"review-asked-{row.pk}",
            subject=later(gettext_lazy("%(name)s asks you to read a draft"), {"name": by.name}),
            template="review_asked",
            by=by,
            due_on=due_on,
            path=reverse("evaluations:draft_review", args=[row.pk]),
        )
    return made


@transaction.atomic
def give_review(review: DraftReview, *, by: Membership, text: str) -> DraftReview:
    """Say what one thinks of a draft that one was asked to read; changed later, it is told once.

    Raise NotYourProject for someone else's part, ReviewHandedBack, NothingSaid for no word.
    """
    # The draft before the review, as delete_draft holds them: what was said is not lost with it.
    ProjectDraft.objects.select_for_update().filter(pk=review.draft_id).first()
    row = (
        DraftReview.objects.select_for_update(of=("self",))
        .select_related("draft__project__institution", "draft__added_by__user", "asked_by__user")
        .filter(pk=review.pk, reader=by)
        .first()
    )
    if row is None:
        raise NotYourProject
    if row.handed_back_at is not None:
        raise ReviewHandedBack
    if not text.strip():
        raise NothingSaid
    first = row.given_at is None
    row.text, row.given_at = text, timezone.now()
    row.save(update_fields=["text", "given_at"])
    if first:
        project = row.draft.project
        move(project)
        record(Verb.REVIEW_GIVEN, actor=by.user, institution=row.institution, subject=row)
        if row.asked_by is not None and row.asked_by.is_current:
            notify(
                row.asked_by,
                project,
                key=f"review-given-{row.pk}",
                subject=later(gettext_lazy("%(name)s has read the draft"), {"name": by.name}),
                template="review_given",
                by=by,
            )
    return row


def lock_project_for_update(
    project: WritingProject, by: Membership, *, inside: bool = False
) -> WritingProject:
    """Return the project, held until the end of the transaction. Raise NotYourProject.

    *inside* asks for someone in the group: an author who has left it goes on writing, and chooses
    no one of those who are in it now.
    """
    locked: WritingProject = (
        WritingProject.objects.select_for_update(of=("self",))
        .select_related("institution", "group__institution")
        .get(pk=project.pk)
    )
    if is_inside(locked, by):
        return locked
    author = ProjectAuthor.objects.filter(project=locked, member=by, left_at=None)
    if inside or not author.exists():
        raise NotYourProject
    return locked


def is_inside(project: WritingProject, member: Membership) -> bool:
    """Return whether *member* is in the project's group now."""
    rows = GroupMember.objects.current().filter(group=project.group_id, member=member)
    return bool(rows.exists())


def _is_submitted(project: WritingProject) -> bool:
    done = ProjectMilestone.objects.filter(project=project, done_on__isnull=False)
    return done.filter(step__in=AFTER_APPROVAL).exists()


def move(project: WritingProject) -> None:
    """Note that the project came forward just now."""
    project.moved_at = timezone.now()
    project.save(update_fields=["moved_at"])


@read_by("to")
def notify(
    to: Membership,
    project: WritingProject,
    *,
    key: str,
    subject: Text,
    template: str,
    path: str = "",
    **context: Any,
) -> None:
    """Queue a mail about a project; it names the title and who, and nothing of what was written."""
    queue_message(
        key=key,
        to=to.user.email,
        subject=subject,
        template=template,
        context={
            "institution": project.institution,
            "name": to.short_name,
            "project": project,
            "link": settings.SITE_URL + (path or reverse("evaluations:project", args=[project.pk])),
            **context,
        },
        institution=project.institution,
    )


def is_still(days: int, *, state: str, accepted: bool) -> bool:
    """Return whether a project waits for a nudge: nothing moved for STILL_AFTER_DAYS, and it is not over.

    >>> is_still(28, state="open", accepted=False), is_still(99, state="shelved", accepted=False)
    (True, False)
    """
    return days >= STILL_AFTER_DAYS and state == WritingProject.State.OPEN and not accepted
