"""What someone without an account answers, by the link of a mail."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.writing.domain.approval import take_approval
from evaluations.writing.domain.author_order import take_answer, take_off
from evaluations.writing.domain.author_rows import authors_of, terms_of
from evaluations.writing.domain.standing import Terms, terms_from
from evaluations.writing.models import (
    FinalApproval,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    WritingProject,
)
from mentornet.audit_verbs import Verb
from mentornet.mail import links
from mentornet.mail.errors import LinkUnknown, LinkUsed
from mentornet.mail.models import Link
from mentornet.mail.purposes import PURPOSES, Purpose
from profiles.institution.domain.audit import record


class About(StrEnum):
    """What a link asks."""

    AUTHORSHIP = "authorship"
    ORDER = "order"
    APPROVAL = "approval"


@dataclass(frozen=True)
class Question:
    """What an author is asked by a link, and what the page shows of it: no more of the group."""

    link: Link
    about: About
    author: ProjectAuthor
    row: ProjectAuthor | OrderConsent | FinalApproval
    order: tuple[str, ...]
    terms: Terms
    then: tuple[str, ...] = ()
    terms_then: Terms | None = None
    why: str = ""
    version: str = ""

    @property
    def project(self) -> WritingProject:
        project: WritingProject = self.author.project
        return project


def open_question(token: str) -> Question:
    """Return what the link with *token* asks; raise LinkUnknown, LinkUsed or LinkExpired.

    Changes nothing.
    """
    link = links.look_up(Purpose.AUTHOR, token)
    label = link.subject.partition(":")[0]
    kind = next((one for one in KINDS if one._meta.label_lower == label), None)
    if kind is None:
        raise LinkUnknown
    row = kind.objects.filter(pk=links.key_of(link, kind)).first()
    if row is None:
        raise _ended()
    author_key = row.pk if isinstance(row, ProjectAuthor) else row.author_id
    author = ProjectAuthor.objects.select_related(
        "member__user", "project__institution", "project__group"
    ).get(pk=author_key)
    if author.left_at is not None or author.email.lower() != link.address:
        raise _ended()
    authors = authors_of(author.project)
    names = {str(one.pk): one.name for one in authors}
    order, terms = tuple(names.values()), terms_of(authors)
    if isinstance(row, OrderConsent):
        change = row.change
        if change.state != OrderChange.State.OPEN:
            raise _ended()
        return Question(
            link,
            About.ORDER,
            author,
            row,
            order,
            _named(terms, names),
            then=tuple(names[key] for key in change.after),
            terms_then=_named(terms_from(change.terms_after), names),
            why=change.why,
        )
    if isinstance(row, FinalApproval):
        if row.version.closed_at is not None:
            raise _ended()
        return Question(
            link,
            About.APPROVAL,
            author,
            row,
            order,
            _named(terms, names),
            version=row.version.label,
        )
    return Question(link, About.AUTHORSHIP, author, row, order, _named(terms, names))


@transaction.atomic
def answer_question(token: str, *, agrees: bool) -> Question:
    """Take the answer of who has the link, and end it. Raises what `open_question` raises.

    Who does not agree to be an author is taken off. A *not yet* to a version leaves the link open.
    """
    asked, project = _lock_for_update(token)
    row = asked.row
    if isinstance(row, OrderConsent):
        change = OrderChange.objects.select_for_update().get(pk=row.change_id)
        links.use(asked.link)
        take_answer(project, change, row, consents=agrees, by=None)
    elif isinstance(row, FinalApproval):
        if agrees:
            links.use(asked.link)
        take_approval(project, row, approves=agrees, by=None)
    elif agrees:
        links.use(asked.link)
        now = timezone.now()
        row.confirmed_at, row.agreed_at = row.confirmed_at or now, now
        row.save(update_fields=["confirmed_at", "agreed_at"])
        record(Verb.AUTHORSHIP_AGREED, actor=None, institution=project.institution, subject=row)
    else:
        links.use(asked.link)
        take_off(project, asked.author, by=None)
    return asked


@transaction.atomic
def leave_by_link(token: str) -> Question:
    """Take the name of who has the link off the paper. Raises what `open_question` raises."""
    asked, project = _lock_for_update(token)
    links.use(asked.link)
    take_off(project, asked.author, by=None)
    return asked


KINDS: tuple[type[ProjectAuthor] | type[OrderConsent] | type[FinalApproval], ...] = (
    ProjectAuthor,
    OrderConsent,
    FinalApproval,
)


def _lock_for_update(token: str) -> tuple[Question, WritingProject]:
    """Return the question with its project held, so that what it asks is still so."""
    first = open_question(token)
    project = (
        WritingProject.objects.select_for_update(of=("self",))
        .select_related("institution", "group")
        .get(pk=first.project.pk)
    )
    return open_question(token), project


def _ended() -> LinkUsed:
    return LinkUsed(PURPOSES[Purpose.AUTHOR].ended)


def _named(terms: Terms, names: dict[str, str]) -> Terms:
    """The same terms with names instead of keys."""
    return Terms(terms.first, terms.last, tuple(names[one] for one in terms.corresponding))


def said_of(asked: Question, *, agrees: bool) -> str:
    """Return what the page says after an answer."""
    if asked.about == About.ORDER:
        return (
            _("Thank you. You agree to this order.")
            if agrees
            else _("Saved. The order does not change.")
        )
    if asked.about == About.APPROVAL:
        if agrees:
            return _("Thank you. You have approved this version.")
        return _("Saved: not yet. You can still approve it with the same link.")
    return (
        _("Thank you. You are an author of this paper.") if agrees else _("Your name is removed.")
    )
