"""Another mail domain for a whole institution: an operator asks, a director says yes, all are told.

Emails keep the part before the @ sign. Who receives mail at the new domain can sign in as the people
who move, so that no operator does it alone, and a director of the institution vouches for the domain.
Whoever holds a staff role, runs the service or has another institution, too, is asked for a yes
instead, as for any other change of email.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mentornet.audit_verbs import Verb
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce_rows
from profiles.errors import DomainError
from profiles.institution.domain import approvals
from profiles.institution.domain.audit import record, record_many
from profiles.institution.domain.lock import lock_roster
from profiles.models import Approval, Institution, Membership, MembershipOffer, User
from profiles.people.emails.domain import claims, notices
from profiles.people.emails.domain.addresses import elsewhere, give_emails, unavailable
from profiles.people.names.domain import index_names


class NobodyToApprove(DomainError):
    code = "nobody_to_approve"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This institution has no program director who can approve this. Make the change "
                "on the server, with manage.py change_domain."
            )
        )


@dataclass(frozen=True)
class DomainChange:
    """What moving an institution from one mail domain to another does.

    `moved` get the new email at once, `asked` confirm it first, and the emails of `in_the_way` are
    not free, so that nothing changes for those. Each is sorted by email.
    """

    old: str
    new: str
    moved: tuple[Membership, ...]
    asked: tuple[Membership, ...]
    in_the_way: tuple[Membership, ...]

    @property
    def people(self) -> int:
        return len(self.moved) + len(self.asked) + len(self.in_the_way)


def plan_domain_change(
    institution: Institution, *, old: str, new: str, now: datetime | None = None
) -> DomainChange:
    """Return what moving everyone at *old* to *new* would do. Reads, never writes."""
    old, new = old.lower(), new.lower()
    ending = f"@{old}"
    people = list(
        Membership.objects.of(institution)
        .filter(Q(address__endswith=ending) | Q(user__email__iendswith=ending), end_date=None)
        .select_related("user", "institution")
        .order_by("address", "id")
    )
    logins = {one.user_id: other_domain(one.user.email, old, new) for one in people}
    taken = unavailable(set(logins.values()), now=now or timezone.now())
    known = set(
        Membership.objects.of(institution)
        .exclude(pk__in=[one.pk for one in people])
        .values_list("address", flat=True)
    )
    roled = claims.with_roles([one.pk for one in people])
    others = elsewhere(list(logins), institution)
    moved, asked, in_the_way = [], [], []
    for one in people:
        holders = taken.get(logins[one.user_id], {one.user_id})
        if holders != {one.user_id} or other_domain(one.email, old, new) in known:
            in_the_way.append(one)
        elif one.pk in roled or one.user_id in others or one.user.is_staff or one.user.is_superuser:
            asked.append(one)
        else:
            moved.append(one)
    return DomainChange(old, new, tuple(moved), tuple(asked), tuple(in_the_way))


def connect() -> None:
    """Say what a director's yes does. Called once at start-up."""
    approvals.register(Approval.Kind.MAIL_DOMAIN, _approved, describe=_described, by_directors=True)


@transaction.atomic
def request_domain_change(
    institution: Institution, *, old: str, new: str, by: User, now: datetime | None = None
) -> Approval:
    """Ask the directors of *institution* for it; `change_domain` runs on their yes.

    Raises NobodyToApprove and OfTestInstitution. The same again returns the request that waits.
    """
    if institution.is_sandbox:
        raise claims.OfTestInstitution
    approval = approvals.request_approval(
        institution=institution,
        kind=Approval.Kind.MAIL_DOMAIN,
        subject=institution,
        asked_by=by,
        payload={"old": old.lower(), "new": new.lower()},
        now=now,
    )
    if not approvals.deciders(approval):
        raise NobodyToApprove
    return approval


def _approved(approval: Approval, *, by: User) -> None:
    change_domain(approval.institution, **approval.payload, by=approval.asked_by)


def _described(approval: Approval) -> str:
    old, new = approval.payload["old"], approval.payload["new"]
    if not approval.is_waiting:
        return _("All emails at %(old)s change to %(new)s.") % {"old": old, "new": new}
    plan = plan_domain_change(approval.institution, old=old, new=new)
    return ngettext(
        "All emails at %(old)s change to %(new)s. %(number)d person then signs in with the new "
        "one. Approve only if %(new)s belongs to your institution. Anyone who gets email there "
        "can get into these accounts.",
        "All emails at %(old)s change to %(new)s. %(number)d people then sign in with the new "
        "one. Approve only if %(new)s belongs to your institution. Anyone who gets email there "
        "can get into these accounts.",
        len(plan.moved),
    ) % {"old": old, "new": new, "number": len(plan.moved)}


@transaction.atomic
def change_domain(
    institution: Institution, *, old: str, new: str, by: User | None, now: datetime | None = None
) -> DomainChange:
    """Move everyone at the mail domain *old* to *new*, and tell them. *by* None: the command line.

    The command line is left to whoever holds the server; from a page, see `request_domain_change`.
    """
    if institution.is_sandbox:
        raise claims.OfTestInstitution
    moment = now or timezone.now()
    lock_roster(institution)
    plan = plan_domain_change(institution, old=old, new=new, now=moment)
    moved = [
        (one.short_name, one.user.email, other_domain(one.user.email, plan.old, plan.new))
        for one in plan.moved
        if one.user.email.lower().endswith(f"@{plan.old}")
    ]
    claims.replace_claims([one.pk for one in plan.moved], moment)
    _give(plan)
    notices.notify_domain_changed(institution, moved, old=plan.old, new=plan.new)
    record_many(
        Verb.EMAIL_CHANGED,
        actor=by,
        institution=institution,
        kind=Membership,
        subjects=[one.pk for one in plan.moved],
    )
    announce_rows(events.MEMBER_EMAIL_CHANGED, institution.pk, plan.moved)
    moves = [_move(one, plan) for one in plan.asked]
    claims.claim_addresses(institution, moves, actor=by, now=moment)
    record(Verb.DOMAIN_CHANGED, actor=by, institution=institution, subject=institution)
    return plan


def _move(member: Membership, plan: DomainChange) -> claims.Move:
    return claims.Move(
        member.pk,
        member.user_id,
        member.short_name,
        old=member.user.email.lower(),
        new=other_domain(member.email, plan.old, plan.new),
    )


def other_domain(email: str, old: str, new: str) -> str:
    """Return *email* at the domain *new* if it is at *old*; else as it is, in lower case.

    >>> other_domain("Ada@Old.example", "old.example", "new.example")
    'ada@new.example'
    """
    local, _at, domain = email.lower().rpartition("@")
    return f"{local}@{new if domain == old else domain}"


def _give(plan: DomainChange) -> None:
    for one in plan.moved:
        one.address = other_domain(one.email, plan.old, plan.new)
    Membership.objects.bulk_update(plan.moved, ["address"], batch_size=1_000)
    index_names([one.pk for one in plan.moved])
    logins = {
        one.user_id: other_domain(one.user.email, plan.old, plan.new)
        for one in plan.moved
        if one.user.email.lower().endswith(f"@{plan.old}")
    }
    verified = EmailAddress.objects.filter(user__in=logins, verified=True)
    give_emails(logins, proven=set(verified.values_list("user_id", flat=True)))
    offers = MembershipOffer.objects.open().filter(membership__in=plan.moved)
    followed = [
        MembershipOffer(pk=one.pk, address=other_domain(one.address, plan.old, plan.new))
        for one in offers
    ]
    MembershipOffer.objects.bulk_update(followed, ["address"], batch_size=1_000)
