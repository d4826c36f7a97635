"""Requests for the figures, answered by a worker; and the mail of the month.

Asking counts nothing out of turn. It brings forward a publication that is due anyway, by minutes at
most; otherwise the answer is the day of the last one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.gaps.domain.snapshot import is_due, take_snapshot
from evaluations.gaps.models import GapReport
from evaluations.meetings.notifications.domain import unsubscribe_headers, unsubscribe_links
from evaluations.privacy.domain import store
from evaluations.privacy.models import FigurePublication
from mentornet import moments
from mentornet.audit_verbs import Verb
from mentornet.jobs.followed import Followed, follow
from mentornet.jobs.models import Job
from mentornet.jobs.progress import progress_apart
from mentornet.jobs.queue import cancel, enqueue
from mentornet.jobs.recurring import sweep_each
from mentornet.languages import read_by
from mentornet.mail.outbox import Message, queue_messages
from mentornet.webhooks import events
from mentornet.webhooks.publishing import announce
from profiles.institution.domain.audit import record
from profiles.models import Institution, Membership
from profiles.people.domain.preferences import Mail, next_hour, preferences_of, wants
from profiles.vocabulary import StaffRoleKind

State = GapReport.State
KEPT = 50
KIND = "evaluations.report"
OPEN_STATES = (State.QUEUED, State.RUNNING)


@transaction.atomic
def ask_for_report(institution: Institution, *, by: Membership | None) -> GapReport:
    """Ask for the latest figures; who asks while a request waits gets that one. None: a program."""
    Institution.objects.select_for_update().get(pk=institution.pk)
    if there := GapReport.objects.filter(institution=institution, state__in=OPEN_STATES).first():
        return there
    row: GapReport = GapReport.objects.create(institution=institution, asked_by=by)
    actor = by.user if by else None
    record(Verb.GAP_REPORT_ASKED, actor=actor, institution=institution, subject=row)
    enqueue(KIND, row)
    return row


@transaction.atomic
def cancel_report(row: GapReport, *, by: Membership) -> None:
    """Cancel a request that is not answered yet. Idempotent."""
    open_ones = GapReport.objects.filter(pk=row.pk, state__in=OPEN_STATES)
    if open_ones.update(state=State.FAILED, message=_("Canceled.")):
        cancel(KIND, row.pk)
        record(Verb.GAP_REPORT_CANCELLED, actor=by.user, institution=row.institution, subject=row)


def advance(pk: UUID) -> None:
    """Answer one request, if no other worker does."""
    REPORTS.advance(pk)


def _work(job: Job) -> None:
    row = REPORTS.begin(job)
    if row is None:
        return
    now = timezone.now()
    with progress_apart(job, row) as note:
        row.day = _latest(row.institution, now, lambda done: note(done, row.progress_total))
    with transaction.atomic():
        announce(events.REPORT_READY, row)
        REPORTS.finish(job, day=row.day, message="", progress_done=row.progress_total)
    old = GapReport.objects.filter(institution=row.institution_id).values_list("pk", flat=True)
    GapReport.objects.filter(pk__in=list(old[KEPT:])).delete()


REPORTS = follow(
    Followed(
        kind=KIND,
        queue="reports",
        model=GapReport,
        work=_work,
        open_states=OPEN_STATES,
        queued=State.QUEUED,
        running=State.RUNNING,
        done=State.DONE,
        failed=State.FAILED,
        related=("institution",),
        cancelled=lambda: {
            "state": State.FAILED,
            "message": _("Canceled by the people who run MentorNet."),
        },
    )
)


def _latest(institution: Institution, now: datetime, progress: Callable[[int], None]) -> date:
    last = store.latest_of(institution)
    if last is None or is_due(institution, now=now):
        return take_snapshot(institution, now=now, progress=progress)
    return last.day


def mail_monthly(*, now: datetime | None = None) -> int:
    """Tell directors once a month that the report is there: a link, no figures; return how many were told."""
    moment = now or timezone.now()

    def mail(institution: Institution) -> int:
        messages = _messages(institution, moment)
        queue_messages(messages, now=moment)
        return len(messages)

    return sweep_each("evaluations.mail_monthly_reports", mail, queue="reports")


def _messages(institution: Institution, now: datetime) -> list[Message]:
    today = institution.local_date(now=now)
    made = FigurePublication.objects.filter(institution=institution)
    if not made.filter(day__gte=today.replace(day=1)).exists():
        return []
    directors = (
        Membership.objects.current()
        .filter(institution=institution, offices__contains=[StaffRoleKind.DIRECTOR])
        .select_related("user", "institution", "preferences")
    )
    wanting = [one for one in directors if wants(preferences_of(one), Mail.REPORTS)]
    endings = unsubscribe_links(wanting, Mail.REPORTS)
    return [_message(institution, one, endings[one.pk], today, now) for one in wanting]


@read_by("member")
def _message(
    institution: Institution, member: Membership, unsubscribe: str, today: date, now: datetime
) -> Message:
    month = moments.month(today)
    return Message(
        key=f"gap-report:{institution.pk}:{today:%Y-%m}:{member.pk}",
        to=member.user.email,
        subject=_("Gap report for %(month)s") % {"month": month},
        template="gap_report",
        context={
            "institution": institution,
            "name": member.short_name,
            "month": month,
            "link": settings.SITE_URL + reverse("evaluations:gaps"),
            "unsubscribe": unsubscribe,
        },
        headers=unsubscribe_headers(unsubscribe),
        zone=str(member.zone),
        institution_id=institution.pk,
        due_at=next_hour(member, preferences_of(member), after=now),
    )
