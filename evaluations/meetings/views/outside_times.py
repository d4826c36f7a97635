"""The page behind the link of an email to a mentor elsewhere: the times offered, one tap each.

Fetching it changes nothing, as mail scanners fetch every link. It asks for no sign-in and no cookie.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from evaluations.errors import EvaluationError
from evaluations.meetings.domain import outside_times as domain
from evaluations.meetings.models import Meeting
from mentornet.clock import zone_words
from mentornet.languages import Reading, reading
from mentornet.mail.errors import LinkError
from mentornet.pages.by_link import opened_by_link
from networks.relationships.domain.plain_words import without_links
from networks.relationships.views.links import link_over
from profiles.people.forms.settings import time_zones


@opened_by_link
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the times in the reader's zone; a POST chooses one, or says that none works."""
    try:
        row = domain.read_times(token)
    except LinkError as error:
        return link_over(request, error)
    zone = _zone(request, row)
    with reading(Reading(row.institution.reading.language, zone)):
        try:
            return _answer(request, token, row, zone)
        except LinkError as error:
            return link_over(request, error)


def _zone(request: HttpRequest, row: Meeting) -> ZoneInfo:
    """Return the zone that the reader or their browser named; else the institution's."""
    wanted = request.GET.get("zone", "")
    return ZoneInfo(wanted) if wanted in time_zones() else row.institution.zone


def _answer(request: HttpRequest, token: str, row: Meeting, zone: ZoneInfo) -> HttpResponse:
    refusal = ""
    if request.method == "POST":
        try:
            if request.POST.get("action") == "none":
                return _page(request, domain.refuse_times(token), zone, done="none")
            if moment := _moment(request.POST.get("time", "")):
                planned = domain.pick_by_link(token, starts_at=moment)
                return _page(request, planned, zone, done="picked")
        except EvaluationError as error:
            refusal = str(error.message)
    return _page(request, row, zone, refusal=refusal)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _page(
    request: HttpRequest, row: Meeting, zone: ZoneInfo, *, done: str = "", refusal: str = ""
) -> HttpResponse:
    tie = row.tie
    context = {
        "meeting": row,
        "by": tie.protege if tie else None,
        "other": tie.external if tie else None,
        "times": row.times.filter(starts_at__gt=timezone.now()),
        "place": without_links(row.place, video=True),
        "zone": zone_words(zone),
        "zone_key": zone.key,
        "zones": [(one, one.replace("_", " ")) for one in time_zones()],
        "is_chosen": "zone" in request.GET,
        "institution": row.institution,
        "done": done,
        "refusal": refusal,
    }
    return render(request, "evaluations/meetings/outside_times.html", context)
