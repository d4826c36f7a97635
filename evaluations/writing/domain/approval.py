"""The last step before a paper is submitted: each author approves the version [ICMJE]."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from evaluations.writing.domain.asking import ask_author, close_links
from evaluations.writing.domain.author_rows import authors_of, open_change, terms_of
from evaluations.writing.domain.final_version import close_final, open_final
from evaluations.writing.domain.project import lock_project_for_update, move, notify
from evaluations.writing.errors import NotAnAuthor, NotYourProject, OrderOpen, VersionClosed
from evaluations.writing.models import FinalApproval, FinalVersion, ProjectDraft, WritingProject
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Membership


@transaction.atomic
def ask_approval(project: WritingProject, *, by: Membership, draft: ProjectDraft) -> FinalVersion:
    """Ask each author to approve *draft* as the version to be submitted; each gets an email.

    An author who asks approves it by that. Asking twice about one draft is asking once; about
    another one, everyone is asked again. Raise NotYourProject, and OrderOpen while another order
    of authors waits for consent.
    """
    locked = lock_project_for_update(project, by)
    if draft.project_id != locked.pk:
        raise NotYourProject
    if open_change(locked) is not None:
        raise OrderOpen
    before = open_final(locked)
    if before is not None and before.draft_id == draft.pk:
        return before
    close_final(locked)
    authors = authors_of(locked)
    version: FinalVersion = FinalVersion.objects.create(
        institution=locked.institution,
        project=locked,
        draft=draft,
        label=draft.label,
        asked_by=by,
        authors=[str(one.pk) for one in authors],
        terms=terms_of(authors).as_json(),
    )
    now = timezone.now()
    rows = FinalApproval.objects.bulk_create(
        FinalApproval(
            institution=locked.institution,
            version=version,
            author=one,
            approves=True if one.member_id == by.pk else None,
            answered_at=now if one.member_id == by.pk else None,
        )
        for one in authors
    )
    move(locked)
    record(
        Verb.VERSION_APPROVAL_ASKED, actor=by.user, institution=locked.institution, subject=version
    )
    for row in rows:
        if row.approves is None:
            ask_for(row, locked, by=by)
    return version


def ask_for(row: FinalApproval, project: WritingProject, *, by: Membership, key: str = "") -> None:
    """Queue the mail that asks one author for approval; *key* sets a second one apart."""
    ask_author(
        row.author,
        project,
        matter=row,
        by=by,
        key=f"approval-{row.pk}{key}",
        subject=gettext_lazy("Please approve the version for submission"),
        template="version_asked",
        version=row.version.label,
    )


@transaction.atomic
def answer_approval(row: FinalApproval, *, by: Membership, approves: bool) -> FinalApproval:
    """Approve a version as its author, or say not yet; it can be changed while the version is open.

    Raise NotYourProject, NotAnAuthor for someone else's, VersionClosed.
    """
    project = lock_project_for_update(row.version.project, by)
    if row.author.member_id != by.pk:
        raise NotAnAuthor
    return take_approval(project, row, approves=approves, by=by)


def take_approval(
    project: WritingProject, row: FinalApproval, *, approves: bool, by: Membership | None
) -> FinalApproval:
    """Take an author's answer; the caller holds the project. Raise VersionClosed.

    Who asked is told once, when the last one has approved.
    """
    locked = (
        FinalApproval.objects.select_for_update(of=("self",))
        .select_related("version__asked_by__user", "author")
        .get(pk=row.pk)
    )
    version = locked.version
    if version.closed_at is not None or locked.author.left_at is not None:
        raise VersionClosed
    locked.approves, locked.answered_at = approves, timezone.now()
    locked.save(update_fields=["approves", "answered_at"])
    record(
        Verb.VERSION_APPROVED if approves else Verb.VERSION_REJECTED,
        actor=by.user if by else None,
        institution=project.institution,
        subject=version,
    )
    if approves:
        close_links([locked])
    waits = version.approvals.exclude(approves=True).exists()
    asker = version.asked_by
    if approves and not waits and asker is not None and asker.is_current and asker != by:
        notify(
            asker,
            project,
            key=f"approved-{version.pk}",
            subject=gettext_lazy("All authors have approved the version"),
            template="version_approved",
            version=version.label,
        )
    return locked
