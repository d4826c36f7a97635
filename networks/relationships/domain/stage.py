"""The stages that a relationship goes through: proposed by its age, confirmed by either [C]."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from mentornet.audit_verbs import Verb
from networks.errors import NotYours
from networks.relationships.errors import TieClosed
from networks.relationships.models import StageReached, Tie
from profiles.institution.domain import audit
from profiles.models import Membership

# Initiation takes 6 to 12 months, the mentee stage 2 to 5 years [C, after Hitchcock].
MONTHS_OF_INITIATION = 12
YEARS_AS_PROTEGE = 5
Stage = Tie.Stage


def proposed_stage(*, stage: str, started_on: date, today: date) -> str:
    """Return the stage that a tie of this age may have reached, or "" where none is due.

    >>> proposed_stage(stage="initiation", started_on=date(2025, 1, 1), today=date(2026, 2, 1))
    'protege'
    """
    months = (today.year - started_on.year) * 12 + today.month - started_on.month
    if stage == Stage.INITIATION and months >= MONTHS_OF_INITIATION:
        return str(Stage.PROTEGE)
    if stage == Stage.PROTEGE and months >= YEARS_AS_PROTEGE * 12:
        return str(Stage.SEPARATION)
    return ""


def stage_due(tie: Tie, *, today: date) -> str:
    """Return the stage to ask the two about, or ""."""
    if tie.state != Tie.State.ACTIVE:
        return ""
    started = tie.started_on or timezone.localtime(tie.created_at).date()
    return proposed_stage(stage=tie.stage, started_on=started, today=today)


@transaction.atomic
def reach_stage(tie: Tie, *, by: Membership, stage: str) -> Tie:
    """Record that the two have reached a stage; either may. Idempotent.

    Raise NotYours, TieClosed.
    """
    locked = (
        Tie.objects.select_for_update(of=("self",)).select_related("institution").get(pk=tie.pk)
    )
    if by.pk not in (locked.protege_id, locked.mentor_id):
        raise NotYours
    if locked.state not in Tie.OPEN_STATES:
        raise TieClosed
    if locked.stage != stage:
        note_stage(locked, stage=stage, by=by)
        locked.save(update_fields=["stage"])
        audit.record(
            Verb.STAGE_REACHED, actor=by.user, institution=locked.institution, subject=locked
        )
    return locked


def note_stage(tie: Tie, *, stage: str, by: Membership | None) -> None:
    """Set the stage and keep the one before in the history; the caller saves the tie."""
    today = tie.institution.local_date()
    if not StageReached.objects.filter(tie=tie).exists():
        started = tie.started_on or timezone.localtime(tie.created_at).date()
        StageReached.objects.create(tie=tie, stage=tie.stage, since=min(started, today))
    tie.stage = stage
    StageReached.objects.create(tie=tie, stage=stage, since=today, said_by=by)
