"""Reports that a director asks for: counted anew by a worker; and the mail of the month."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluations.domain.hours import next_slot
from evaluations.domain.sides import zone_of
from evaluations.models import Delivery, GapCell, GapReport
from evaluations.reports.snapshot import take_snapshot
from matching.domain import work
from mentornet.bell import ring
from mentornet.outbox import Letter, queue_letters
from networks.domain.dates import local_date
from profiles.domain.audit import record
from profiles.models import Institution, Membership
from profiles.vocabulary import Office

State = GapReport.State
KEPT = 50


@transaction.atomic
def ask_for_report(institution: Institution, *, by: Membership | None) -> GapReport:
    """Have everything counted anew; who asks while one waits gets that one. None: a program."""
    Institution.objects.select_for_update().get(pk=institution.pk)
    open_states = (State.QUEUED, State.RUNNING)
    if there := GapReport.objects.filter(institution=institution, state__in=open_states).first():
        return there
    row: GapReport = GapReport.objects.create(institution=institution, asked_by=by)
    actor = by.user if by else None
    record("gap_report_asked", actor=actor, institution=institution, subject=row)
    ring("evaluations.tasks.advance_report", str(row.pk))
    return row


def advance(pk: UUID, *, now: datetime | None = None) -> None:
    """Count for one report, if nobody else does; a worker that died is taken over from."""
    moment = now or timezone.now()
    row = work.claim(GapReport.objects.select_related("institution"), pk, now=moment)
    if row is None:
        return

    def progress(done: int) -> None:
        # Shown once the transaction is over; the states before it come from the claim.
        row.progress_done = done

    try:
        row.day = take_snapshot(row.institution, now=moment, progress=progress)
    except Exception:
        row.state = State.FAILED
        row.save(update_fields=["state"])
        raise
    row.state = State.DONE
    row.save(update_fields=["state", "day", "progress_done"])
    old = GapReport.objects.filter(institution=row.institution_id).values_list("pk", flat=True)
    GapReport.objects.filter(pk__in=list(old[KEPT:])).delete()


def waiting_reports(*, now: datetime | None = None) -> list[UUID]:
    """Those at which nobody works."""
    return work.waiting(GapReport.objects.all(), now=now or timezone.now())


def mail_monthly(*, now: datetime | None = None) -> int:
    """Tell directors once a month that the report is there: a link, no figures; how many were told."""
    moment = now or timezone.now()
    letters = [
        letter
        for institution in Institution.objects.order_by("pk")
        for letter in _letters(institution, moment)
    ]
    queue_letters(letters, now=moment)
    return len(letters)


def _letters(institution: Institution, now: datetime) -> list[Letter]:
    today = local_date(institution, now=now)
    if not GapCell.objects.filter(institution=institution, day__gte=today.replace(day=1)).exists():
        return []
    directors = (
        Membership.objects.current()
        .filter(institution=institution, offices__contains=[Office.DIRECTOR])
        .select_related("user", "institution", "delivery")
    )
    letters = []
    for member in directors:
        told = getattr(member, "delivery", None) or Delivery(member=member)
        if not told.reports_by_mail or told.trouble:
            continue
        month = date_format(today, "F Y")
        letters.append(
            Letter(
                key=f"gap-report:{institution.pk}:{today:%Y-%m}:{member.pk}",
                to=member.user.email,
                subject=_("Where mentoring is missing: %(month)s") % {"month": month},
                template="gap_report",
                context={
                    "institution": institution,
                    "name": member.given_name,
                    "month": month,
                    "link": settings.SITE_URL + reverse("evaluations:gaps"),
                },
                institution_id=institution.pk,
                due_at=next_slot(
                    member.pk,
                    after=now,
                    zone=zone_of(member),
                    away_from=told.away_from,
                    away_until=told.away_until,
                ),
            )
        )
    return letters
