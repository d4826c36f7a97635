"""What becomes of another email that an institution says someone has.

1. `claim_addresses` notes it as what the institution knows. A login that no one has used yet gets it
   at once. One that is in use keeps its email, and the new one waits as a claim.
2. A claim on the login of someone with a staff role waits first for a second person's yes.
3. The person signs in as before and confirms it (`confirm`), or stops it (`stop`).
4. If no one signs in at all for some days, the new email takes over (`takeover.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from mentornet.mail import links
from mentornet.mail.purposes import Purpose
from mentornet.tenancy.scope import in_institution, operations
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce, announce_rows
from profiles.errors import DomainError
from profiles.institution.domain import approvals
from profiles.institution.domain.audit import record, record_many
from profiles.models import AddressClaim, Approval, Institution, Membership, StaffRole, User
from profiles.people.emails.domain import notices
from profiles.people.emails.domain.addresses import elsewhere, give_emails, unavailable
from profiles.people.emails.domain.membership_offers import settle_login, wait_for_emails
from profiles.people.names.domain import index_names

logger = logging.getLogger(__name__)
State = AddressClaim.State


class ClaimDecided(DomainError):
    code = "claim_decided"

    def __init__(self) -> None:
        super().__init__(_("This change of email is no longer waiting."))


class NotYourClaim(DomainError):
    code = "not_your_claim"

    def __init__(self) -> None:
        super().__init__(_("Only the person can confirm their own new sign-in email."))


class OfTestInstitution(DomainError):
    code = "of_test_institution"

    def __init__(self) -> None:
        super().__init__(_("In a test institution, no one’s sign-in email changes."))


class WaitsForApproval(DomainError):
    code = "waits_for_approval"

    def __init__(self) -> None:
        super().__init__(_("A second person at your institution has to approve this change first."))


@dataclass(frozen=True, slots=True)
class Move:
    """One member whose email an institution says is another one now; both in lower case."""

    member: UUID
    login: UUID
    name: str
    old: str
    new: str


def password_mark(user: User) -> str:
    """Return what tells later whether *user* still has the same password; empty without one."""
    if not user.has_usable_password():
        return ""
    return salted_hmac("profiles.people.password", user.password).hexdigest()


@transaction.atomic
def claim_addresses(
    institution: Institution,
    moves: Sequence[Move],
    *,
    actor: User | None,
    now: datetime | None = None,
) -> None:
    """Note the emails of *moves*; logins that no one uses get them at once, others are asked.

    The one way in which an institution's file, program, directory or page changes an email; the
    caller holds the roster's lock. People who have left keep the login's email as it is.
    """
    if not moves:
        return
    moment = now or timezone.now()
    _note(moves)
    if institution.is_sandbox:
        # What is tried with a test roster is said of its people, and touches no login.
        _tell(institution, moves, actor=actor)
        return
    rows = Membership.objects.of(institution).filter(pk__in=[one.member for one in moves])
    members = {one.pk: one for one in rows.select_related("user", "institution")}
    others = elsewhere([one.login for one in moves], institution)
    roled = with_roles(members)
    in_use = {one.member for one in moves if _is_in_use(members[one.member].user, others)}
    asked = [one for one in moves if one.member in in_use]
    watched = [one for one in moves if one.member in roled and one.member not in in_use]
    replace_claims([one.member for one in moves], moment)
    at_once = [one for one in moves if one.member not in in_use and one.member not in roled]
    _give(institution, at_once, actor=actor, now=moment)
    wanted = [one for one in (*asked, *watched) if members[one.member].end_date is None]
    claims = [
        new_claim(
            members[move.member],
            move,
            actor=actor,
            now=moment,
            shared=bool(others.get(move.login)),
            has_role=move.member in roled,
        )
        for move in wanted
        if members[move.member].user.email.lower() != move.new
    ]
    file_claims(claims, actor=actor, now=moment)


@transaction.atomic
def adopt(member: Membership, *, by: User, now: datetime | None = None) -> AddressClaim:
    """Sign in from now on with the email that one's institution knows. Raises what confirm raises.

    Whoever has a staff role waits for a second person, too: `state` says which it was. Raises
    OfTestInstitution.
    """
    if member.institution.is_sandbox:
        raise OfTestInstitution
    moment = now or timezone.now()
    waiting = AddressClaim.objects.of(member.institution).waiting().filter(membership=member)
    claim = waiting.first()
    if claim is None:
        move = Move(member.pk, member.user_id, member.short_name, by.email.lower(), member.email)
        has_role = member.pk in with_roles([member.pk])
        claim = new_claim(member, move, actor=by, now=moment, shared=True, has_role=has_role)
        file_claims([claim], actor=by, now=moment)
    if claim.waits_for_approval:
        return claim
    return confirm(claim, by=by, now=moment)


@transaction.atomic
def confirm(claim: AddressClaim, *, by: User, now: datetime | None = None) -> AddressClaim:
    """Let the owner of the login, signed in as before, take the new email.

    Raises NotYourClaim, WaitsForApproval and ClaimDecided. Where the email is not free yet, the yes
    is kept: of two who swap, the second yes moves both. `state` says which it was.
    """
    locked = lock_for_update(claim)
    if locked.user_id != by.pk:
        raise NotYourClaim
    if locked.state == State.CONFIRMED:
        return locked
    if not locked.is_waiting:
        raise ClaimDecided
    if locked.waits_for_approval:
        raise WaitsForApproval
    moment = now or timezone.now()
    if locked.confirmed_at is None:
        locked.confirmed_at = moment
        locked.save(update_fields=["confirmed_at"])
        record(
            Verb.ADDRESS_CLAIM_CONFIRMED, actor=by, institution=locked.institution, subject=locked
        )
    carry_out(_those_that_fit(locked, now=moment), state=State.CONFIRMED, now=moment)
    locked.refresh_from_db()
    return locked


@transaction.atomic
def finish_confirmed(claim: AddressClaim, *, now: datetime) -> bool:
    """Carry out a yes whose email was not free when it was given; whether it is now."""
    locked = lock_for_update(claim)
    if not locked.is_waiting or locked.confirmed_at is None or locked.waits_for_approval:
        return False
    fitting = _those_that_fit(locked, now=now)
    carry_out(fitting, state=State.CONFIRMED, now=now)
    return bool(fitting)


@transaction.atomic
def stop(claim: AddressClaim, *, by: User | None, now: datetime | None = None) -> AddressClaim:
    """Stop a claim that waits: the login keeps its email. Idempotent. Raises ClaimDecided.

    *by* is None for who comes by the link that was sent to the old email.
    """
    locked = lock_for_update(claim)
    if locked.state == State.STOPPED:
        return locked
    if not locked.is_waiting:
        raise ClaimDecided
    end_claims([locked], state=State.STOPPED, by=by, now=now or timezone.now())
    record(Verb.ADDRESS_CLAIM_STOPPED, actor=by, institution=locked.institution, subject=locked)
    notices.notify_stopped(locked)
    return locked


def carry_out(claims: Sequence[AddressClaim], *, state: str, now: datetime) -> None:
    """Give the logins of *claims* their new emails, in one step, and tell both emails of each."""
    if not claims:
        return
    give_emails({one.user_id: one.address for one in claims})
    for claim in claims:
        claim.user.email = claim.address
        record(
            Verb.EMAIL_CHANGED, actor=None, institution=claim.institution, subject=claim.membership
        )
        announce(events.MEMBER_EMAIL_CHANGED, claim.membership)
    end_claims(claims, state=state, by=None, now=now)
    notices.notify_changed(claims, taken_over=state == State.TAKEN_OVER)


def end_claims(
    claims: Iterable[AddressClaim], *, state: str, by: User | None, now: datetime
) -> None:
    """Close *claims* that wait, with their links and what pages say of them."""
    ended = list(claims)
    if not ended:
        return
    for claim in ended:
        claim.state, claim.decided_by, claim.decided_at = state, by, now
    AddressClaim.objects.bulk_update(ended, ["state", "decided_by", "decided_at"])
    links.revoke(purposes=[Purpose.STOP_ADDRESS_CLAIM], subjects=ended)
    # Whoever keeps in step by the API is told that the person's email is another, or does not wait.
    Membership.objects.filter(pk__in=[one.membership_id for one in ended]).update(
        address=F("address")
    )
    logins = {one.user_id for one in ended}
    waiting = AddressClaim.objects.waiting().filter(user__in=logins)
    still = set(waiting.values_list("user_id", flat=True))
    # What waits elsewhere is not seen from here; what this transaction has ended is not seen there.
    with operations():
        elsewhere_too = waiting.all().exclude(institution__in={one.institution_id for one in ended})
        still |= set(elsewhere_too.values_list("user_id", flat=True))
    User.objects.filter(pk__in=logins - still).update(address_claimed_at=None)


def note_presence(user: User, *, now: datetime | None = None) -> None:
    """Whoever is signed in has something left to sign in with: no email takes over meanwhile."""
    moment = now or timezone.now()
    for claim in AddressClaim.objects.waiting().filter(user=user).select_related("institution"):
        due = moment + timedelta(days=claim.institution.address_claim_days)
        if claim.due_at is not None and due - claim.due_at > timedelta(hours=1):
            with in_institution(claim.institution_id):
                AddressClaim.objects.filter(pk=claim.pk, state=State.WAITING).update(due_at=due)


def _note(moves: Sequence[Move]) -> None:
    rows = [Membership(pk=one.member, address=one.new) for one in moves]
    Membership.objects.bulk_update(rows, ["address"], batch_size=1_000)
    index_names([one.member for one in moves])


def _is_in_use(user: User, known_elsewhere: Container[UUID]) -> bool:
    """Return whether someone uses the login, or it is not this institution's alone."""
    return user.activated_at is not None or user.pk in known_elsewhere or _is_staff(user)


def _is_staff(user: User) -> bool:
    return user.is_staff or user.is_superuser


def replace_claims(members: Sequence[UUID], now: datetime) -> None:
    """End the claims that wait for these memberships: a later change takes their place."""
    old = AddressClaim.objects.waiting().filter(membership__in=members).select_for_update()
    ended = list(old)
    end_claims(ended, state=State.REPLACED, by=None, now=now)
    for claim in ended:
        approvals.drop(kind=Approval.Kind.ADDRESS_CLAIM, subject=claim)


def _give(
    institution: Institution, moves: Sequence[Move], *, actor: User | None, now: datetime
) -> None:
    """Move logins that no one uses; where the email is not free, they wait until it is."""
    moving = {one.login for one in moves}
    taken = {
        email
        for email, holders in unavailable([one.new for one in moves], now=now).items()
        if not holders or holders - moving
    }
    free = [one for one in moves if one.new not in taken]
    # Those who wait let go of their old email first.
    wait_for_emails(institution, [one for one in moves if one.new in taken], now=now)
    give_emails({one.login: one.new for one in free})
    settle_login([one.login for one in free], now=now)
    _tell(institution, moves, actor=actor)
    notices.notify_moved(institution, free)


def _tell(institution: Institution, moves: Sequence[Move], *, actor: User | None) -> None:
    record_many(
        Verb.EMAIL_CHANGED,
        actor=actor,
        institution=institution,
        kind=Membership,
        subjects=[one.member for one in moves],
    )
    announce_rows(
        events.MEMBER_EMAIL_CHANGED,
        institution.pk,
        Membership.objects.filter(pk__in=[one.member for one in moves]).only("external_id"),
    )


def with_roles(members: Iterable[UUID]) -> set[UUID]:
    """Return those of these memberships that have a staff role, or will have one."""
    rows = StaffRole.objects.open().filter(membership__in=list(members))
    return set(rows.values_list("membership_id", flat=True))


def new_claim(
    member: Membership,
    move: Move,
    *,
    actor: User | None,
    now: datetime,
    shared: bool,
    has_role: bool,
) -> AddressClaim:
    """A claim on *member*'s login; only the person decides where others have them now, too."""
    user = member.user
    runs_out = not shared and not _is_staff(user) and user.activated_at is not None
    days = timedelta(days=member.institution.address_claim_days)
    return AddressClaim(
        institution=member.institution,
        membership=member,
        user=user,
        old_address=user.email.lower(),
        address=move.new,
        asked_by=actor,
        asked_at=now,
        needs_approval=has_role,
        due_at=now + days if runs_out else None,
        password_mark=password_mark(user),
    )


def file_claims(claims: Sequence[AddressClaim], *, actor: User | None, now: datetime) -> None:
    """Keep new claims, and ask: the owners, or first the second person."""
    AddressClaim.objects.bulk_create(claims, batch_size=1_000)
    User.objects.filter(pk__in=[one.user_id for one in claims]).update(address_claimed_at=now)
    for institution in {one.institution for one in claims}:
        record_many(
            Verb.ADDRESS_CLAIM_REQUESTED,
            actor=actor,
            institution=institution,
            kind=AddressClaim,
            subjects=[one.pk for one in claims],
        )
    notices.notify_claims([one for one in claims if not one.needs_approval])
    for claim in claims:
        if claim.needs_approval:
            approvals.request_approval(
                institution=claim.institution,
                kind=Approval.Kind.ADDRESS_CLAIM,
                subject=claim,
                asked_by=actor,
                gains=claim.user,
                payload={"old": claim.old_address, "new": claim.address},
            )


def _those_that_fit(claim: AddressClaim, *, now: datetime) -> list[AddressClaim]:
    """Return *claim* and those that it must move together with; nothing while its email is not free.

    The email is free, or it belongs to someone who has said yes to another one that is free in the
    same way: chains and circles move together, each by its owner's yes.
    """
    fitting: dict[UUID, AddressClaim] = {claim.user_id: claim}
    queue = [claim]
    while queue:
        one = queue.pop()
        holders = unavailable([one.address], now=now).get(one.address)
        if holders is None:
            continue
        if not holders:
            return []
        for holder in holders - fitting.keys():
            agreed = (
                AddressClaim.objects.waiting()
                .filter(user=holder, confirmed_at__isnull=False, institution=claim.institution)
                .select_related("institution", "membership", "user")
                .select_for_update(of=("self",))
                .first()
            )
            if agreed is None or agreed.waits_for_approval:
                return []
            fitting[holder] = agreed
            queue.append(agreed)
    return list(fitting.values())


def lock_for_update(claim: AddressClaim) -> AddressClaim:
    """Return *claim* as it is now, held to the end of the transaction."""
    rows = AddressClaim.objects.select_for_update(of=("self",))
    locked: AddressClaim = rows.select_related("institution", "membership", "user").get(pk=claim.pk)
    return locked
