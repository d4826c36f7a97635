"""What happened here, in plain sentences: on a page, and as a file for an auditor."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby

from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from evaluations.dashboard.activity.domain.sentences import PARTS
from evaluations.dashboard.activity.domain.timeline import Told, events_of, page_of
from evaluations.dashboard.activity.forms import ActivityFilters
from matching.models import Program
from matching.programs.access import director_required
from mentornet.audit_verbs import Verb
from mentornet.moments import in_zone_here, on_the_wall
from mentornet.tabular.writing import Line, file_response
from profiles.access.members import MemberRequest
from profiles.access.reauthentication import fresh_authentication_required
from profiles.institution.domain.audit import record
from profiles.models import AuditEvent, Institution

MOST_ROWS = 50_000


@director_required
@require_safe
def activity(request: MemberRequest) -> HttpResponse:
    """Show what happened, the newest first, fifty to a page."""
    form = _filters(request)
    institution = request.membership.institution
    rows = events_of(request.user, institution, form.choice())
    page = page_of(rows, institution, after=request.GET.get("after", ""))
    query = request.GET.copy()
    query.pop("after", None)
    chosen = query.urlencode()
    query["after"] = page.after
    context = {
        "form": form,
        "days": _by_day(page.events),
        "chosen": chosen,
        "is_chosen": any(query.get(name) for name in form.fields),
        "older": query.urlencode() if page.after else "",
        "is_first": "after" not in request.GET,
    }
    return render(request, "evaluations/dashboard/activity/activity.html", context)


@director_required
@fresh_authentication_required
@require_safe
def activity_file(request: MemberRequest, suffix: str) -> FileResponse:
    """Send what the page shows, all pages of it, as a CSV or XLSX file. That is noted, too."""
    institution = request.membership.institution
    rows = events_of(request.user, institution, _filters(request).choice())
    response = file_response(f"activity.{suffix}", _lines(rows, institution))
    record(
        Verb.LIST_EXPORTED,
        actor=request.user,
        institution=institution,
        subject=institution,
        detail="activity",
    )
    return response


def _by_day(events: Sequence[Told]) -> list[tuple[datetime, list[Told]]]:
    days = groupby(events, key=lambda one: timezone.localtime(one.at).date())
    found = [list(of_day) for _day, of_day in days]
    return [(one[0].at, one) for one in found]


def _filters(request: MemberRequest) -> ActivityFilters:
    programs = Program.objects.directed_by(request.user).of(request.membership.institution)
    return ActivityFilters(request.GET, programs=programs)


def _lines(rows: QuerySet[AuditEvent], institution: Institution) -> Iterator[Line]:
    yield [in_zone_here(_("When")), _("Who"), pgettext("filter", "About"), _("What happened")]
    after, written = "", 0
    while written < MOST_ROWS:
        page = page_of(rows, institution, after=after)
        for one in page.events:
            yield [on_the_wall(one.at), one.who, str(PARTS[one.part]), one.text]
        written += len(page.events)
        after = page.after
        if not after:
            return
