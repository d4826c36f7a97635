"""A second person's yes: asked for by one, given or refused by another, gone after two weeks.

A kind of change is registered with what happens on a yes (and on a no). Who decides is a current
director of the institution, or an operator, and never the person who asked, one of their other
logins, or the person who gains by it. What was asked from the command line (by no one who is
signed in) is decided by a director, and so is a kind that is registered as theirs alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.languages import reading
from mentornet.mail.outbox import cancel, queue_message
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.institution.rules import is_involved
from profiles.models import Approval, Institution, Membership, User
from profiles.vocabulary import StaffRoleKind

logger = logging.getLogger(__name__)

LIFETIME = timedelta(days=14)
State = Approval.State
Handler = Callable[..., object]


class NotSecondPerson(DomainError):
    code = "not_second_person"

    def __init__(self) -> None:
        super().__init__(
            _("Someone else has to decide this: another program director, or an operator.")
        )


class AlreadyDecided(DomainError):
    code = "already_decided"

    def __init__(self) -> None:
        super().__init__(_("This request is no longer waiting. Reload the page to see its state."))


class NotYourRequest(DomainError):
    code = "not_your_request"

    def __init__(self) -> None:
        super().__init__(_("Only the person who asked can withdraw a request."))


@dataclass(frozen=True)
class Handlers:
    """What a kind of change does on a yes and on a no, and how it reads on the page."""

    on_approved: Handler
    on_refused: Handler | None = None
    describe: Callable[[Approval], str] | None = None
    by_directors: bool = False


_handlers: dict[str, Handlers] = {}


def register(
    kind: str,
    on_approved: Handler,
    on_refused: Handler | None = None,
    *,
    describe: Callable[[Approval], str] | None = None,
    by_directors: bool = False,
) -> None:
    """Say what a kind of change does. Called once at start-up, by the kind's owner.

    Both are called as `handler(approval, by=user)` inside the deciding transaction; one that raises
    a DomainError leaves the request waiting. *on_refused* is also called (with `by` None, or the
    asker) when a request expires or is withdrawn. *describe* is one sentence for who decides.
    With *by_directors*, no operator decides, whoever asked.
    """
    _handlers[kind] = Handlers(on_approved, on_refused, describe, by_directors)


def describe(approval: Approval) -> str:
    """Return what is asked for, in a sentence."""
    handlers = _handlers.get(approval.kind)
    if handlers is None or handlers.describe is None:
        return str(approval.get_kind_display())
    return handlers.describe(approval)


def may_decide(approval: Approval, user: User) -> bool:
    """Return whether *user* is the second person whom *approval* waits for."""
    if not user.is_active or is_involved(user, approval):
        return False
    if user.is_superuser and approval.asked_by_id is not None and not _by_directors(approval):
        return True
    return Institution.objects.directed_by(user).filter(pk=approval.institution_id).exists()


def _by_directors(approval: Approval) -> bool:
    handlers = _handlers.get(approval.kind)
    return handlers is not None and handlers.by_directors


@transaction.atomic
def request_approval(
    *,
    institution: Institution,
    kind: str,
    subject: Model,
    asked_by: User | None,
    payload: Mapping[str, Any] | None = None,
    gains: User | None = None,
    now: datetime | None = None,
) -> Approval:
    """Ask for a second person's yes; the same request twice returns the first.

    *gains* is the login that gets something by it and so decides nothing. Those who can decide get
    a mail that says that something waits, and not what.
    """
    moment = now or timezone.now()
    # One request at a time in an institution, so that two at once do not both find none.
    Institution.objects.select_for_update().get(pk=institution.pk)
    same = {
        "institution": institution,
        "kind": kind,
        "subject_id": subject.pk,
        "payload": dict(payload or {}),
    }
    if found := Approval.objects.waiting().filter(**same, expires_at__gt=moment).first():
        first: Approval = found
        return first
    for late in Approval.objects.waiting().filter(**same):
        _close(late, state=State.EXPIRED, by=None, now=moment)
    approval: Approval = Approval.objects.create(
        **same,
        subject_kind=subject._meta.label_lower,
        gains=gains,
        asked_by=asked_by,
        asked_at=moment,
        expires_at=moment + LIFETIME,
    )
    record(Verb.APPROVAL_REQUESTED, actor=asked_by, institution=institution, subject=approval)
    _notify_deciders(approval)
    return approval


@transaction.atomic
def approve(approval: Approval, *, by: User, now: datetime | None = None) -> Approval:
    """Give the second yes: the change takes effect in the same transaction.

    Raises NotSecondPerson, AlreadyDecided, and whatever the change itself refuses.
    """
    row = _decidable(approval, by=by, now=now)
    _handlers[row.kind].on_approved(row, by=by)
    return _close(row, state=State.APPROVED, by=by, now=now)


@transaction.atomic
def refuse(approval: Approval, *, by: User, now: datetime | None = None) -> Approval:
    """Say no; nothing changes. Raises NotSecondPerson and AlreadyDecided."""
    return _close(_decidable(approval, by=by, now=now), state=State.REFUSED, by=by, now=now)


@transaction.atomic
def withdraw(approval: Approval, *, by: User, now: datetime | None = None) -> Approval:
    """Take back one's own request. Raises NotYourRequest and AlreadyDecided."""
    row = _lock_for_update(approval)
    if row.asked_by_id != by.pk:
        raise NotYourRequest
    if not row.is_waiting:
        raise AlreadyDecided
    return _close(row, state=State.WITHDRAWN, by=by, now=now)


@transaction.atomic
def drop(*, kind: str, subject: Model, now: datetime | None = None) -> int:
    """Close the requests about *subject*, whose matter is gone; return how many."""
    rows = Approval.objects.waiting().filter(kind=kind, subject_id=subject.pk)
    waiting = list(rows.select_for_update(of=("self",)).select_related("institution", "asked_by"))
    for row in waiting:
        _close(row, state=State.WITHDRAWN, by=None, now=now)
    return len(waiting)


def expire_approvals(institution: Institution, *, now: datetime | None = None) -> int:
    """Close the requests of *institution* that no one decided in time. Return how many. Idempotent.

    Each has its own transaction: one that fails stays for the next time and stops no other.
    """
    moment = now or timezone.now()
    count = 0
    for late in Approval.objects.of(institution).waiting().filter(expires_at__lte=moment):
        try:
            with transaction.atomic():
                row = _lock_for_update(late)
                if row.is_waiting:
                    _close(row, state=State.EXPIRED, by=None, now=moment)
                    count += 1
        except Exception:
            logger.exception("A request for approval could not be closed: %s", late.pk)
    return count


def _decidable(approval: Approval, *, by: User, now: datetime | None) -> Approval:
    row = _lock_for_update(approval)
    if not may_decide(row, by):
        raise NotSecondPerson
    if not row.is_waiting or row.expires_at <= (now or timezone.now()):
        raise AlreadyDecided
    return row


def _lock_for_update(approval: Approval) -> Approval:
    rows = Approval.objects.select_for_update(of=("self",))
    row: Approval = rows.select_related("institution", "asked_by", "gains").get(pk=approval.pk)
    return row


def _close(approval: Approval, *, state: str, by: User | None, now: datetime | None) -> Approval:
    handlers = _handlers.get(approval.kind)
    if state != State.APPROVED and handlers is not None and handlers.on_refused is not None:
        handlers.on_refused(approval, by=by)
    approval.state = state
    approval.decided_by = by
    approval.decided_at = now or timezone.now()
    approval.save(update_fields=["state", "decided_by", "decided_at"])
    record(Verb(f"approval.{state}"), actor=by, institution=approval.institution, subject=approval)
    cancel(f"approval-waits:{approval.pk}:")
    if state != State.WITHDRAWN and approval.asked_by is not None:
        _notify_asker(approval)
    return approval


def deciders(approval: Approval) -> list[User]:
    """Return the directors who can decide; where there is none, the operators who can."""
    directing = (
        Membership.objects.current()
        .of(approval.institution)
        .filter(offices__contains=[StaffRoleKind.DIRECTOR])
        .filter(user__is_active=True)
        .select_related("user")
        .order_by("external_id")
    )
    able = [one.user for one in directing if not is_involved(one.user, approval)]
    if able:
        return able
    operators = User.objects.filter(is_superuser=True, is_active=True).order_by("email")
    return [one for one in operators if may_decide(approval, one)]


def _notify_deciders(approval: Approval) -> None:
    for user in deciders(approval):
        page = "admin:profiles_approval_changelist" if user.is_superuser else "profiles:approvals"
        with reading(user.reading_at(approval.institution)):
            queue_message(
                key=f"approval-waits:{approval.pk}:{user.pk}",
                to=user.email,
                subject=_("A request is waiting for your decision"),
                template="approval_waiting",
                context={
                    "institution": approval.institution,
                    "approval": approval,
                    "link": settings.SITE_URL + reverse(page),
                },
                institution=approval.institution,
            )


def _notify_asker(approval: Approval) -> None:
    subjects = {
        State.APPROVED: gettext_lazy("Your request was approved"),
        State.REFUSED: gettext_lazy("Your request was refused"),
        State.EXPIRED: gettext_lazy("Your request has expired"),
    }
    assert approval.asked_by is not None  # noqa: S101  (asked by the caller)
    with reading(approval.asked_by.reading_at(approval.institution)):
        queue_message(
            key=f"approval-decided:{approval.pk}",
            to=approval.asked_by.email,
            subject=str(subjects[State(approval.state)]),
            template="approval_decided",
            context={"institution": approval.institution, "approval": approval},
            institution=approval.institution,
        )
