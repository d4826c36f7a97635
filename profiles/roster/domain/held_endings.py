"""What a director decides about ends that wait: these people leave, or they stay."""

from __future__ import annotations

import logging
from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from mentornet.audit_verbs import Verb
from mentornet.jobs.kinds import Kind, register
from mentornet.jobs.models import Job
from mentornet.jobs.queue import enqueue
from profiles.errors import DomainError
from profiles.institution.domain.audit import record_many
from profiles.institution.domain.lock import lock_roster
from profiles.models import HeldEnding, Institution, Membership, User
from profiles.roster.domain.applying import tell_ended
from profiles.roster.models import HeldEndingQuerySet
from profiles.vocabulary import StaffRoleKind

KIND = "roster.endings"
logger = logging.getLogger(__name__)


class LastDirector(DomainError):
    code = "last_director"
    message = gettext_lazy(
        "No program director would be left. Make someone else a program director first."
    )


@transaction.atomic
def confirm_endings(director: Membership, *, members: Collection[UUID] | None) -> int:
    """Decide that *members* leave (None: everyone who waits); a worker ends them soon. Return how many.

    Idempotent. Raises LastDirector.
    """
    rows = _chosen(director.institution, members)
    keys = list(rows.values_list("member_id", flat=True))
    leaving = HeldEnding.objects.of(director.institution).exclude(confirmed_at=None)
    gone = {*keys, *leaving.values_list("member_id", flat=True)}
    if _directors(director.institution, among=keys) and not _directors(
        director.institution, but=gone
    ):
        raise LastDirector
    rows.update(confirmed_at=timezone.now(), confirmed_by=director.user)
    _record(Verb.MEMBERSHIP_ENDING_CONFIRMED, keys, director.institution, by=director.user)
    if keys:
        enqueue(KIND, director)
    return len(keys)


@transaction.atomic
def decline_endings(director: Membership, *, members: Collection[UUID] | None) -> int:
    """Decide that *members* stay (None: everyone who waits). Return how many. Idempotent."""
    rows = _chosen(director.institution, members)
    keys = list(rows.values_list("member_id", flat=True))
    rows.delete()
    _record(Verb.MEMBERSHIP_ENDING_DECLINED, keys, director.institution, by=director.user)
    return len(keys)


def _directors(
    institution: Institution,
    *,
    but: Collection[UUID] = (),
    among: Collection[UUID] | None = None,
) -> bool:
    """Return whether there is a director who can sign in, none of *but*, one of *among* if that is given."""
    rows = Membership.objects.current().of(institution).exclude(pk__in=but)
    if among is not None:
        rows = rows.filter(pk__in=among)
    directors = rows.filter(offices__contains=[StaffRoleKind.DIRECTOR], user__is_active=True)
    return bool(directors.exists())


def _chosen(institution: Institution, members: Collection[UUID] | None) -> HeldEndingQuerySet:
    lock_roster(institution)
    rows: HeldEndingQuerySet = HeldEnding.objects.of(institution).waiting()
    return rows if members is None else rows.filter(member__in=members)


def _record(verb: Verb, members: list[UUID], institution: Institution, *, by: User) -> None:
    record_many(verb, actor=by, institution=institution, kind=Membership, subjects=members)


def _work(job: Job) -> None:
    """End those whom directors confirmed, each by itself: one that fails stops no other."""
    director = Membership.objects.select_related("institution").get(pk=job.subject)
    confirmed = HeldEnding.objects.of(director.institution).exclude(confirmed_at=None)
    failed: Exception | None = None
    for pk in list(confirmed.values_list("pk", flat=True)):
        try:
            _end(director.institution, pk)
        except Exception as error:
            logger.exception("A membership could not be ended: %s", pk)
            failed = error
    if failed is not None:
        raise failed


@transaction.atomic
def _end(institution: Institution, pk: UUID) -> None:
    lock_roster(institution)
    held = (
        HeldEnding.objects.of(institution)
        .exclude(confirmed_at=None)
        .select_related("member", "confirmed_by")
        .filter(pk=pk)
        .first()
    )
    if held is None:
        return
    member, last_day = held.member, held.last_day
    held.delete()
    if not member.is_current:
        return
    if member.holds(StaffRoleKind.DIRECTOR) and not _directors(institution, but={member.pk}):
        # The others left, or lost the role, after it was decided.
        raise LastDirector
    if member.start_date is not None and member.start_date > last_day:
        member.start_date = None
    member.end_date = last_day
    member.save(update_fields=["start_date", "end_date"])
    tell_ended(institution, [member.pk], actor=held.confirmed_by)


register(Kind(KIND, "default", work=_work))
