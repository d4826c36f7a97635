"""Requests for the figures, answered by a worker; and the mail of the month.

Asking counts nothing out of turn. It brings forward a publication that is due anyway, by minutes at
most; otherwise the answer is the day of the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from evaluations.domain.delivery import (
    Mail,
    delivery_of,
    next_hour,
    unsubscribe_headers,
    unsubscribe_links,
    wants,
)
from evaluations.domain.sides import zone_of
from evaluations.models import FigurePublication, GapReport
from evaluations.privacy import store
from evaluations.reports.snapshot import is_due, take_snapshot
from matching.domain import work
from mentornet.bell import ring
from mentornet.events import BY_NAME
from mentornet.outbox import Letter, queue_letters
from mentornet.tenancy.sweep import sweep_each
from mentornet.webhook import announce
from networks.domain.dates import local_date
from profiles.domain.audit import record
from profiles.models import Institution, Membership
from profiles.vocabulary import Office

State = GapReport.State
KEPT = 50


@transaction.atomic
def ask_for_report(institution: Institution, *, by: Membership | None) -> GapReport:
    """Ask for the latest figures; who asks while a request waits gets that one. None: a program."""
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
    """Answer one request, if nobody else does; a worker that died is taken over from."""
    moment = now or timezone.now()
    row = work.claim(GapReport.objects.select_related("institution"), pk, now=moment)
    if row is None:
        return

    def progress(done: int) -> None:
        row.progress_done = done
        _show_progress(pk, done)

    try:
        row.day = _latest(row.institution, moment, progress)
    except Exception:
        row.state = State.FAILED
        row.save(update_fields=["state"])
        raise
    row.state = State.DONE
    with transaction.atomic():
        row.save(update_fields=["state", "day", "progress_done"])
        announce(BY_NAME["report.ready"], row)
    old = GapReport.objects.filter(institution=row.institution_id).values_list("pk", flat=True)
    GapReport.objects.filter(pk__in=list(old[KEPT:])).delete()


def _latest(institution: Institution, now: datetime, progress: Callable[[int], None]) -> date:
    last = store.latest_of(institution)
    if last is None or is_due(institution, now=now):
        return take_snapshot(institution, now=now, progress=progress)
    return last.day


def _show_progress(pk: UUID, done: int) -> None:
    """Note how far a count is, over a connection of its own: the count is one open transaction."""
    aside = connection.copy()
    try:
        with aside.cursor() as cursor:
            cursor.execute(
                "UPDATE evaluations_gapreport SET progress_done = %s, beat_at = %s WHERE id = %s",
                [done, timezone.now(), pk],
            )
    finally:
        aside.close()


def waiting_reports(*, now: datetime | None = None) -> list[UUID]:
    """Those at which nobody works."""
    return work.waiting(GapReport.objects.all(), now=now or timezone.now())


def mail_monthly(*, now: datetime | None = None) -> int:
    """Tell directors once a month that the report is there: a link, no figures; how many were told."""
    moment = now or timezone.now()

    def mail(institution: Institution) -> int:
        letters = _letters(institution, moment)
        queue_letters(letters, now=moment)
        return len(letters)

    return sweep_each(mail)


def _letters(institution: Institution, now: datetime) -> list[Letter]:
    today = local_date(institution, now=now)
    made = FigurePublication.objects.filter(institution=institution)
    if not made.filter(day__gte=today.replace(day=1)).exists():
        return []
    directors = (
        Membership.objects.current()
        .filter(institution=institution, offices__contains=[Office.DIRECTOR])
        .select_related("user", "institution", "delivery")
    )
    wanting = [one for one in directors if wants(delivery_of(one), Mail.REPORTS)]
    endings = unsubscribe_links(wanting, Mail.REPORTS)
    letters = []
    for member in wanting:
        unsubscribe = endings[member.pk]
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
                    "unsubscribe": unsubscribe,
                },
                headers=unsubscribe_headers(unsubscribe),
                zone=str(zone_of(member)),
                institution_id=institution.pk,
                due_at=next_hour(member, delivery_of(member), after=now),
            )
        )
    return letters
