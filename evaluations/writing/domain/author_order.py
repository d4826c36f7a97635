"""Who is an author, for what, and in which order: never changed over anybody's head."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.writing.domain.asking import ask_author, close_links
from evaluations.writing.domain.author_rows import (
    authors_of,
    close_proposal,
    note_change,
    open_change,
    place_authors,
    set_terms,
    terms_of,
)
from evaluations.writing.domain.final_version import close_final
from evaluations.writing.domain.project import lock_project_for_update, move, notify
from evaluations.writing.domain.standing import Terms, changed, fits, terms_from, worsens
from evaluations.writing.errors import (
    NotAnAuthor,
    NotYourProject,
    OrderClosed,
    OrderOpen,
    WrongOrder,
)
from evaluations.writing.models import (
    Contribution,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    WritingProject,
)
from mentornet.audit_verbs import Verb
from networks.peer_groups.domain.group import current_people
from profiles.institution.domain.audit import record
from profiles.models import Membership

Kind, State = OrderChange.Kind, OrderChange.State


@transaction.atomic
def add_author(project: WritingProject, *, by: Membership, member: Membership) -> ProjectAuthor:
    """Take someone of the group in as the last author; who is one already stays where they are.

    Raise NotYourProject, also for someone outside the group, and OrderOpen.
    """
    locked = lock_project_for_update(project, by, inside=True)
    there = next((one for one in authors_of(locked) if one.member_id == member.pk), None)
    if there is not None:
        return there
    if member not in current_people(locked.group):
        raise NotYourProject
    return join_authors(locked, by=by, member=member)


def join_authors(project: WritingProject, *, by: Membership, **who: Any) -> ProjectAuthor:
    """Add an author to a project that the caller holds. Raise OrderOpen.

    The last place is theirs, or the one before those who share the last authorship.
    """
    if open_change(project) is not None:
        raise OrderOpen
    authors = authors_of(project)
    row: ProjectAuthor = ProjectAuthor.objects.create(
        institution=project.institution,
        project=project,
        position=len(authors) + 1,
        agreed_at=None,
        **who,
    )
    before_last = len(authors) - terms_of(authors).last
    after = [*authors[:before_last], row, *authors[before_last:]]
    place_authors(after)
    note_change(project, Kind.JOINED, by=by, before=authors, after=after)
    close_final(project)
    move(project)
    record(Verb.AUTHOR_ADDED, actor=by.user, institution=project.institution, subject=row)
    return row


@transaction.atomic
def leave_authors(project: WritingProject, *, by: Membership) -> None:
    """Take one's own name off; no one else can. Those behind move up. Idempotent.

    An order that waits for consent is withdrawn with it: it named another list of people.
    """
    locked = lock_project_for_update(project, by)
    own = next((one for one in authors_of(locked) if one.member_id == by.pk), None)
    if own is not None:
        take_off(locked, own, by=by)


def take_off(project: WritingProject, author: ProjectAuthor, *, by: Membership | None) -> None:
    """Take *author* off a project that the caller holds, with every link that they have.

    *by* is None for who comes by a link.
    """
    authors = authors_of(project)
    if change := open_change(project):
        close_proposal(change, State.WITHDRAWN)
    close_final(project)
    close_links([author])
    author.left_at = timezone.now()
    author.save(update_fields=["left_at"])
    rest = [one for one in authors if one.pk != author.pk]
    place_authors(rest)
    for shares in (ProjectAuthor.Shares.FIRST, ProjectAuthor.Shares.LAST):
        alone = [one for one in rest if one.shares == shares]
        if len(alone) == 1:
            ProjectAuthor.objects.filter(pk=alone[0].pk).update(shares="")
    note_change(project, Kind.LEFT, by=by, before=authors, after=rest)
    actor = by.user if by else None
    record(Verb.AUTHOR_LEFT, actor=actor, institution=project.institution, subject=author)


@transaction.atomic
def set_contributions(
    author: ProjectAuthor, *, by: Membership, contributions: Sequence[str]
) -> ProjectAuthor:
    """Say what an author does. Said by themselves it is agreed; by another it waits for their word.

    Raise NotYourProject.
    """
    lock_project_for_update(author.project, by)
    row = ProjectAuthor.objects.select_for_update().get(pk=author.pk)
    if row.left_at is not None:
        raise NotYourProject
    wanted = [one for one in Contribution.values if one in contributions]
    own = row.member_id == by.pk
    if wanted != row.contributions or (own and row.agreed_at is None):
        row.contributions = wanted
        row.agreed_at = timezone.now() if own else None
        row.save(update_fields=["contributions", "agreed_at"])
        record(Verb.CONTRIBUTIONS_SET, actor=by.user, institution=row.institution, subject=row)
    return row


@transaction.atomic
def agree_to_contributions(author: ProjectAuthor, *, by: Membership) -> None:
    """Agree to what stands at one's own name. Raise NotAnAuthor for someone else's."""
    row = ProjectAuthor.objects.select_for_update().get(pk=author.pk)
    if row.member_id != by.pk or row.left_at is not None:
        raise NotAnAuthor
    if row.agreed_at is None:
        row.agreed_at = timezone.now()
        row.save(update_fields=["agreed_at"])
        record(Verb.CONTRIBUTIONS_AGREED, actor=by.user, institution=row.institution, subject=row)


@transaction.atomic
def propose_order(
    project: WritingProject,
    *,
    by: Membership,
    order: Sequence[UUID],
    why: str = "",
    terms: Terms | None = None,
) -> OrderChange:
    """Propose another order, given as the keys of all authors, or other *terms* (None: the same).

    Everyone whose standing changes is asked by mail; the one who proposes it consents to their
    own. Nothing changes before all of them who can still be asked have consented. Raises
    NotYourProject, OrderOpen, and WrongOrder: for an order that does not name each author once, for
    terms that do not fit it, for what holds already, and where it worsens the standing of someone
    who has left (see `worsens`).
    """
    locked = lock_project_for_update(project, by)
    authors = authors_of(locked)
    old = terms_of(authors)
    new = old if terms is None else terms
    before, after = [str(one.pk) for one in authors], [str(key) for key in order]
    if sorted(after) != sorted(before):
        raise WrongOrder
    if not fits(new, after):
        raise WrongOrder(
            _(
                "Shared first or last authorship needs at least two people, and no one can share both."
            )
        )
    affected = set(changed(before, after, old, new))
    moved = [one for one in authors if str(one.pk) in affected]
    if not moved:
        raise WrongOrder(_("This is already the current order."))
    gone = [one for one in moved if not one.can_answer]
    if wronged := [one.name for one in gone if worsens(str(one.pk), before, after, old, new)]:
        raise WrongOrder(
            _(
                "%(names)s has left and can no longer be asked here. No one can move them down, or out "
                "of the last place, without their consent. If you know their email, add it."
            )
            % {"names": ", ".join(wronged)}
        )
    if open_change(locked) is not None:
        raise OrderOpen
    change: OrderChange = OrderChange.objects.create(
        institution=locked.institution,
        project=locked,
        proposed_by=by,
        why=why,
        before=before,
        after=after,
        terms_before=old.as_json(),
        terms_after=new.as_json(),
    )
    now = timezone.now()
    consents = OrderConsent.objects.bulk_create(
        OrderConsent(
            institution=locked.institution,
            change=change,
            author=one,
            consents=True if one.member_id == by.pk else None,
            answered_at=now if one.member_id == by.pk else None,
            unreachable=one in gone,
        )
        for one in moved
    )
    record(Verb.ORDER_PROPOSED, actor=by.user, institution=locked.institution, subject=change)
    for row in consents:
        if row.consents is None and not row.unreachable:
            ask_consent(row, locked, by=by)
    _settle(locked, change)
    return change


def ask_consent(
    row: OrderConsent, project: WritingProject, *, by: Membership, key: str = ""
) -> None:
    """Queue the mail that asks for one author's consent; *key* sets a second one apart."""
    ask_author(
        row.author,
        project,
        matter=row,
        by=by,
        key=f"order-{row.change_id}-{row.author_id}{key}",
        subject=gettext_lazy("A new author order is proposed"),
        template="order_proposed",
    )


@transaction.atomic
def answer_order(change: OrderChange, *, by: Membership, consents: bool) -> OrderChange:
    """Consent to a change of one's standing, or decline. One no keeps the order; the last yes changes it.

    Who has left meanwhile is not waited for (see `settle_orders`). A no closes the proposal, whose
    proposer is told, and nothing is kept of who said what.

    Raise OrderClosed, and NotAnAuthor for someone whom the change does not concern.
    """
    project = lock_project_for_update(change.project, by)
    locked = OrderChange.objects.select_for_update().get(pk=change.pk)
    own = locked.consents.filter(author__member=by).first()
    if own is None and locked.state == State.OPEN:
        raise NotAnAuthor
    return take_answer(project, locked, own, consents=consents, by=by)


def take_answer(
    project: WritingProject,
    change: OrderChange,
    own: OrderConsent | None,
    *,
    consents: bool,
    by: Membership | None,
) -> OrderChange:
    """Take an author's answer; the caller holds project and change. Raise OrderClosed."""
    if change.state != State.OPEN or own is None:
        raise OrderClosed
    here = project.institution
    if consents:
        own.consents, own.answered_at = True, timezone.now()
        own.save(update_fields=["consents", "answered_at"])
        actor = by.user if by else None
        record(Verb.ORDER_CONSENTED, actor=actor, institution=here, subject=change)
        _settle(project, change)
        return change
    # Whose no it was stands nowhere.
    record(Verb.ORDER_DECLINED, actor=None, institution=here, subject=change)
    close_proposal(change, State.DECLINED)
    proposer = change.proposed_by
    if proposer is not None and proposer.is_current and (by is None or proposer.pk != by.pk):
        notify(
            proposer,
            project,
            key=f"order-declined-{change.pk}",
            subject=gettext_lazy("The author order does not change"),
            template="order_declined",
        )
    return change


def settle_orders() -> int:
    """Go on with the proposals that wait only for people who have left; return how many are closed.

    No one may answer any more, so this does not wait for an answer to come.
    """
    left = Q(author__member__end_date__isnull=False) | Q(author__member__user__is_active=False)
    silent = OrderConsent.objects.filter(
        left, change__state=State.OPEN, consents=None, unreachable=False
    )
    closed = 0
    for pk in set(silent.values_list("change__project", flat=True)):
        with transaction.atomic():
            project = WritingProject.objects.select_for_update().get(pk=pk)
            change = open_change(project)
            closed += change is not None and _settle(project, change)
    return closed


def _settle(project: WritingProject, change: OrderChange) -> bool:
    """Close a proposal for which no one is left to be waited for; whether it is closed.

    It holds, unless it worsens the place of someone who left before they answered. The project is
    held by the caller.
    """
    silent = list(change.consents.filter(consents=None).select_related("author__member__user"))
    old, new = terms_from(change.terms_before), terms_from(change.terms_after)
    for one in silent:
        if one.unreachable or one.author.can_answer:
            continue
        if worsens(str(one.author_id), change.before, change.after, old, new):
            close_proposal(change, State.LAPSED)
            record(Verb.ORDER_LAPSED, actor=None, institution=project.institution, subject=change)
            return True
        one.unreachable = True
        one.save(update_fields=["unreachable"])
    if any(not one.unreachable for one in silent):
        return False
    by_key = {str(one.pk): one for one in authors_of(project)}
    ordered = [by_key[key] for key in change.after]
    place_authors(ordered)
    if change.terms_after is not None:
        set_terms(ordered, new)
    close_proposal(change, State.AGREED)
    close_final(project)
    move(project)
    return True


@transaction.atomic
def withdraw_order(change: OrderChange, *, by: Membership) -> None:
    """Withdraw what one proposed. Raise OrderClosed, NotAnAuthor for someone else's."""
    locked = OrderChange.objects.select_for_update().get(pk=change.pk)
    if locked.proposed_by_id != by.pk:
        raise NotAnAuthor
    if locked.state != State.OPEN:
        raise OrderClosed
    close_proposal(locked, State.WITHDRAWN)
    record(Verb.ORDER_WITHDRAWN, actor=by.user, institution=locked.institution, subject=locked)
