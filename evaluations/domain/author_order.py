"""Who is an author, for what, and in which order: never changed over anybody's head."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.domain.writing_project import close_change, hold_project, move, tell
from evaluations.errors import (
    NotAnAuthor,
    NotYourProject,
    OrderClosed,
    OrderOpen,
    WrongOrder,
)
from evaluations.models import (
    Contribution,
    OrderChange,
    OrderConsent,
    ProjectAuthor,
    WritingProject,
)
from networks.domain.peer_group import current_people
from profiles.domain.audit import record
from profiles.models import Membership

Kind, State = OrderChange.Kind, OrderChange.State
ASIDE = 10_000  # where places wait while they are exchanged: two authors never share one


@transaction.atomic
def add_author(project: WritingProject, *, by: Membership, member: Membership) -> ProjectAuthor:
    """Take somebody of the group in as the last author; who is one already stays where they are.

    Raises NotYourProject, also for somebody outside the group, and OrderOpen.
    """
    held = hold_project(project, by, inside=True)
    authors = authors_of(held)
    there = next((one for one in authors if one.member_id == member.pk), None)
    if there is not None:
        return there
    if member not in current_people(held.group):
        raise NotYourProject
    if _open_change(held) is not None:
        raise OrderOpen
    row: ProjectAuthor = ProjectAuthor.objects.create(
        institution=held.institution,
        project=held,
        member=member,
        position=len(authors) + 1,
        agreed_at=None,
    )
    _note(held, Kind.JOINED, by=by, before=authors, after=[*authors, row])
    move(held)
    record("author_added", actor=by.user, institution=held.institution, subject=row)
    return row


@transaction.atomic
def leave_authors(project: WritingProject, *, by: Membership) -> None:
    """Take one's own name off; nobody else can. Those behind move up. Twice is once.

    An order that waits for consent is taken back with it: it named another list of people.
    """
    held = hold_project(project, by)
    authors = authors_of(held)
    own = next((one for one in authors if one.member_id == by.pk), None)
    if own is None:
        return
    if change := _open_change(held):
        close_change(change, State.WITHDRAWN)
    own.left_at = timezone.now()
    own.save(update_fields=["left_at"])
    rest = [one for one in authors if one.pk != own.pk]
    _place(rest)
    _note(held, Kind.LEFT, by=by, before=authors, after=rest)
    record("author_left", actor=by.user, institution=held.institution, subject=own)


@transaction.atomic
def set_contributions(
    author: ProjectAuthor, *, by: Membership, contributions: Sequence[str]
) -> ProjectAuthor:
    """Say what an author does. Said by themselves it is agreed; by another it waits for their word.

    Raises NotYourProject.
    """
    hold_project(author.project, by)
    row = ProjectAuthor.objects.select_for_update().get(pk=author.pk)
    if row.left_at is not None:
        raise NotYourProject
    wanted = [one for one in Contribution.values if one in contributions]
    own = row.member_id == by.pk
    if wanted != row.contributions or (own and row.agreed_at is None):
        row.contributions = wanted
        row.agreed_at = timezone.now() if own else None
        row.save(update_fields=["contributions", "agreed_at"])
        record("contributions_set", actor=by.user, institution=row.institution, subject=row)
    return row


@transaction.atomic
def agree_to_contributions(author: ProjectAuthor, *, by: Membership) -> None:
    """Agree to what stands at one's own name. Raises NotAnAuthor for somebody else's."""
    row = ProjectAuthor.objects.select_for_update().get(pk=author.pk)
    if row.member_id != by.pk or row.left_at is not None:
        raise NotAnAuthor
    if row.agreed_at is None:
        row.agreed_at = timezone.now()
        row.save(update_fields=["agreed_at"])
        record("contributions_agreed", actor=by.user, institution=row.institution, subject=row)


@transaction.atomic
def propose_order(
    project: WritingProject, *, by: Membership, order: Sequence[UUID], why: str = ""
) -> OrderChange:
    """Propose another order, given as the keys of all authors. Whoever is moved is asked by mail.

    The one who proposes it consents to their own move. Nothing changes before everybody whose
    place changes, and who can still be asked here, has consented. Raises NotYourProject, OrderOpen,
    and WrongOrder: for an order that does not name each author once, for the one that holds, and
    where it worsens the place of somebody who has left (see `worsens`).
    """
    held = hold_project(project, by)
    authors = authors_of(held)
    by_key = {one.pk: one for one in authors}
    if sorted(order) != sorted(by_key):
        raise WrongOrder
    moved = [one for place, one in enumerate(authors) if order[place] != one.pk]
    if not moved:
        raise WrongOrder(_("This is the order that holds already."))
    before = [one.pk for one in authors]
    gone = [one for one in moved if not can_answer(one)]
    if wronged := [one.member.name for one in gone if worsens(one.pk, before, order)]:
        raise WrongOrder(
            _(
                "%(names)s has left and cannot be asked here any more: nobody moves them back, or "
                "out of the last place, without their word."
            )
            % {"names": ", ".join(wronged)}
        )
    if _open_change(held) is not None:
        raise OrderOpen
    change: OrderChange = OrderChange.objects.create(
        institution=held.institution,
        project=held,
        proposed_by=by,
        why=why,
        before=[str(one.pk) for one in authors],
        after=[str(key) for key in order],
    )
    now = timezone.now()
    OrderConsent.objects.bulk_create(
        OrderConsent(
            institution=held.institution,
            change=change,
            author=one,
            consents=True if one.member_id == by.pk else None,
            answered_at=now if one.member_id == by.pk else None,
            unreachable=one in gone,
        )
        for one in moved
    )
    record("order_proposed", actor=by.user, institution=held.institution, subject=change)
    for one in moved:
        if one.member_id != by.pk and one not in gone:
            tell(
                one.member,
                held,
                key=f"order-{change.pk}-{one.pk}",
                subject=_("Another order of authors is proposed"),
                template="order_proposed",
                by=by,
            )
    _settle(held, change)
    return change


@transaction.atomic
def answer_order(change: OrderChange, *, by: Membership, consents: bool) -> OrderChange:
    """Consent to one's move, or decline. One no keeps the order; the last yes changes it.

    Who has left meanwhile is not waited for (see `settle_orders`).

    Raises OrderClosed, and NotAnAuthor for somebody whom the change does not move.
    """
    project = hold_project(change.project, by)
    held = OrderChange.objects.select_for_update().get(pk=change.pk)
    if held.state != State.OPEN:
        raise OrderClosed
    own = held.consents.filter(author__member=by).first()
    if own is None:
        raise NotAnAuthor
    own.consents, own.answered_at = consents, timezone.now()
    own.save(update_fields=["consents", "answered_at"])
    record(
        "order_consented" if consents else "order_declined",
        actor=by.user,
        institution=project.institution,
        subject=held,
    )
    if not consents:
        close_change(held, State.DECLINED)
    else:
        _settle(project, held)
    return held


def can_answer(author: ProjectAuthor) -> bool:
    """Whether the author can still be asked: neither gone nor shut out of their account."""
    return author.member.is_current and author.member.user.is_active


def worsens(author: object, before: Sequence[object], after: Sequence[object]) -> bool:
    """Whether an order worsens the place of *author*: further back, or not the last any more.

    First and last are the places of weight in the health sciences; nobody who cannot speak for
    themselves is taken from one.

    >>> worsens("b", "abc", "bac"), worsens("a", "abc", "bac"), worsens("c", "abc", "acb")
    (False, True, True)
    """
    return after.index(author) > before.index(author) or before[-1] == author != after[-1]


def settle_orders() -> int:
    """Go on with the proposals that wait only for people who have left; how many are closed.

    Nobody may answer any more, so this does not wait for an answer to come.
    """
    left = Q(author__member__end_date__isnull=False) | Q(author__member__user__is_active=False)
    silent = OrderConsent.objects.filter(
        left, change__state=State.OPEN, consents=None, unreachable=False
    )
    closed = 0
    for pk in set(silent.values_list("change__project", flat=True)):
        with transaction.atomic():
            project = WritingProject.objects.select_for_update().get(pk=pk)
            change = _open_change(project)
            closed += change is not None and _settle(project, change)
    return closed


def _settle(project: WritingProject, change: OrderChange) -> bool:
    """Close a proposal for which nobody is left to be waited for; whether it is closed.

    It holds, unless it worsens the place of somebody who left before they answered. The project is
    held by the caller.
    """
    silent = list(change.consents.filter(consents=None).select_related("author__member__user"))
    for one in silent:
        if one.unreachable or can_answer(one.author):
            continue
        if worsens(str(one.author_id), change.before, change.after):
            close_change(change, State.LAPSED)
            record("order_lapsed", actor=None, institution=project.institution, subject=change)
            return True
        one.unreachable = True
        one.save(update_fields=["unreachable"])
    if any(not one.unreachable for one in silent):
        return False
    by_key = {str(one.pk): one for one in authors_of(project)}
    _place([by_key[key] for key in change.after])
    close_change(change, State.AGREED)
    move(project)
    return True


@transaction.atomic
def withdraw_order(change: OrderChange, *, by: Membership) -> None:
    """Take back what one proposed. Raises OrderClosed, NotAnAuthor for somebody else's."""
    held = OrderChange.objects.select_for_update().get(pk=change.pk)
    if held.proposed_by_id != by.pk:
        raise NotAnAuthor
    if held.state != State.OPEN:
        raise OrderClosed
    close_change(held, State.WITHDRAWN)
    record("order_withdrawn", actor=by.user, institution=held.institution, subject=held)


def authors_of(project: WritingProject) -> list[ProjectAuthor]:
    """The authors as they stand, first author first."""
    rows = ProjectAuthor.objects.filter(project=project, left_at=None)
    return list(rows.select_related("member__user", "member__institution", "project"))


def _open_change(project: WritingProject) -> OrderChange | None:
    change: OrderChange | None = OrderChange.objects.filter(
        project=project, state=State.OPEN
    ).first()
    return change


def _place(authors: Sequence[ProjectAuthor]) -> None:
    """Give *authors* the places 1, 2, …; first out of each other's way, as no two share one."""
    for start in (ASIDE, 1):
        for place, one in enumerate(authors, start=start):
            ProjectAuthor.objects.filter(pk=one.pk).update(position=place)


def _note(
    project: WritingProject,
    kind: str,
    *,
    by: Membership,
    before: Sequence[ProjectAuthor],
    after: Sequence[ProjectAuthor],
) -> None:
    OrderChange.objects.create(
        institution=project.institution,
        project=project,
        kind=kind,
        state=State.AGREED,
        proposed_by=by,
        before=[str(one.pk) for one in before],
        after=[str(one.pk) for one in after],
        closed_at=timezone.now(),
    )
