"""Authors outside the group: named by those who write, and one by their own consent."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.errors import TooMany
from evaluations.writing.domain.approval import ask_for
from evaluations.writing.domain.asking import answers_by_link, ask_author, close_links
from evaluations.writing.domain.author_order import ask_consent, join_authors, take_off
from evaluations.writing.domain.author_rows import authors_of
from evaluations.writing.domain.project import is_inside, lock_project_for_update
from evaluations.writing.errors import AuthorConfirmed, InTheGroup, NotYourProject
from evaluations.writing.models import (
    FinalApproval,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    WritingProject,
)
from mentornet.audit_verbs import Verb
from mentornet.languages import later, read_by
from mentornet.mail.outbox import queue_message
from networks.peer_groups.domain.group import current_people
from profiles.institution.domain.audit import record
from profiles.models import Membership

MOST_OUTSIDE = 30


@transaction.atomic
def add_outside(
    project: WritingProject, *, by: Membership, name: str, email: str, affiliation: str
) -> ProjectAuthor:
    """Name an author outside, in the last place; they are asked by email whether they agree.

    An email that is an author's already is that author. Raise NotYourProject, OrderOpen, TooMany,
    and InTheGroup for the email of someone who is in the group.
    """
    locked = lock_project_for_update(project, by)
    authors = authors_of(locked)
    wanted = email.lower()
    there = next((one for one in authors if one.email.lower() == wanted), None)
    if there is not None:
        return there
    _check_email(locked, by, wanted)
    if sum(one.is_outside for one in authors) >= MOST_OUTSIDE:
        raise TooMany(
            _("A paper can have at most %(most)d authors from outside the group.")
            % {"most": MOST_OUTSIDE}
        )
    row = join_authors(locked, by=by, outside_name=name, email=email, affiliation=affiliation)
    _ask_authorship(row, locked, by=by)
    return row


@transaction.atomic
def change_contact(
    author: ProjectAuthor, *, by: Membership, name: str, email: str, affiliation: str
) -> ProjectAuthor:
    """Change how an author is reached who has no account here (any more).

    With another email, what they said so far is asked again there, and the earlier email is told:
    the one of their account, where they had one here. Who has agreed once can still not be removed.
    Raise NotYourProject for someone who is reached here, InTheGroup.
    """
    project = lock_project_for_update(author.project, by)
    row = ProjectAuthor.objects.select_for_update(of=("self",)).select_related("member__user")
    held: ProjectAuthor = row.get(pk=author.pk)
    if held.left_at is not None or not (held.is_outside or held.has_left):
        raise NotYourProject
    before = held.email or (held.member.user.email if held.member else "")
    moves = held.email.lower() != email.lower()
    if moves:
        _check_email(project, by, email.lower())
    if held.is_outside:
        held.outside_name = name
    held.email, held.affiliation = email, affiliation
    if moves and held.is_outside:
        held.agreed_at = None
    held.save()
    record(Verb.AUTHOR_CONTACT_CHANGED, actor=by.user, institution=held.institution, subject=held)
    if moves:
        _end_answers(held)
        ask_again(held, by=by)
        if before and before.lower() != email.lower():
            _tell_earlier(held, project, by=by, email=before)
    return held


@transaction.atomic
def remove_outside(author: ProjectAuthor, *, by: Membership) -> None:
    """Take an author outside off who has not agreed to be one. Idempotent.

    Raise NotYourProject for someone in the group, AuthorConfirmed for who has agreed.
    """
    project = lock_project_for_update(author.project, by)
    locked = ProjectAuthor.objects.select_for_update().get(pk=author.pk)
    if not locked.is_outside:
        raise NotYourProject
    if locked.left_at is not None:
        return
    if locked.confirmed_at is not None:
        raise AuthorConfirmed
    _end_answers(locked)
    take_off(project, locked, by=by)


@transaction.atomic
def ask_again(author: ProjectAuthor, *, by: Membership) -> None:
    """Send a new link for each question that waits for *author*; earlier ones end.

    Where nothing waits, they get one to what they agreed to, with which they can take their name
    off. Raise NotYourProject for someone who answers here.
    """
    project = lock_project_for_update(author.project, by)
    if author.left_at is not None or not answers_by_link(author):
        raise NotYourProject
    key = f"-{uuid4()}"
    consents = list(
        OrderConsent.objects.filter(
            author=author, consents=None, unreachable=False, change__state=OrderChange.State.OPEN
        ).select_related("author__member__user")
    )
    approvals = list(
        FinalApproval.objects.filter(author=author, version__closed_at=None)
        .exclude(approves=True)
        .select_related("author__member__user", "version")
    )
    for consent in consents:
        ask_consent(consent, project, by=by, key=key)
    for approval in approvals:
        ask_for(approval, project, by=by, key=key)
    if author.agreed_at is None or not (consents or approvals):
        _ask_authorship(author, project, by=by, key=key)


def _ask_authorship(
    author: ProjectAuthor, project: WritingProject, *, by: Membership, key: str = ""
) -> None:
    ask_author(
        author,
        project,
        matter=author,
        by=by,
        key=f"authorship-{author.pk}{key}",
        subject=later(gettext_lazy("%(name)s names you as an author"), {"name": by.name}),
        template="authorship_asked",
    )


def _check_email(project: WritingProject, by: Membership, wanted: str) -> None:
    """Raise InTheGroup for the email of someone whom *by* can choose in the group."""
    if not is_inside(project, by):
        return
    for one in current_people(project.group):
        if wanted in (one.user.email.lower(), one.address.lower()):
            raise InTheGroup(one.name)


def _end_answers(author: ProjectAuthor) -> None:
    """Take back what *author* said to questions that are open, and the links to them."""
    consents = OrderConsent.objects.filter(author=author, change__state=OrderChange.State.OPEN)
    approvals = FinalApproval.objects.filter(author=author, version__closed_at=None)
    close_links([author, *consents, *approvals])
    consents.update(consents=None, answered_at=None, unreachable=False)
    approvals.update(approves=None, answered_at=None)


@read_by("project.institution.reading")
def _tell_earlier(
    author: ProjectAuthor, project: WritingProject, *, by: Membership, email: str
) -> None:
    queue_message(
        key=f"author-moved-{author.pk}-{uuid4()}",
        to=email,
        subject=gettext_lazy("We now use another email address for you"),
        template="author_moved_outside",
        context={
            "institution": project.institution,
            "name": author.name,
            "project": project,
            "by": by,
        },
        institution=project.institution,
    )
