"""What is coming, from today on and by month, and the private address from which calendars read it."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluations.dashboard.calendar.domain import feed
from evaluations.dashboard.calendar.domain.coming import Coming, On, coming_to
from evaluations.dashboard.calendar.domain.weeks import month_span, week_of, weeks_of
from evaluations.meetings.domain.calendar_feed import subscription_links
from matching.programs.access import director_required
from mentornet.languages import read_by
from mentornet.moments import locale
from mentornet.pages.confirmation import ask_first
from profiles.access.members import MemberRequest
from profiles.models import Membership

WEEKS = 6
READS_AN_HOUR = 60
HOUR = 3600
PAGES = {
    On.PROGRAM: "matching:directing",
    On.GROUP: "evaluations:directing_group",
    On.SURVEY: "evaluations:directing_survey",
}


@director_required
@require_safe
def calendar(request: MemberRequest) -> HttpResponse:
    """Show six weeks from today on as a list, or a month as a table; `?view=month`, `?from=` a day."""
    today = request.membership.institution.local_date()
    day = _day_of(request) or today
    by_month = request.GET.get("view") == "month"
    first, last = _span(day, by_month=by_month)
    entries = coming_to(request.user, request.membership.institution, first, last)
    begins = week_of(first, locale().first_week_day)
    weeks = weeks_of(entries, begins, last, month=day if by_month else None)
    token = feed.token_of(request.membership)
    address = _address(token) if token else ""
    context: dict[str, Any] = {
        "today": today,
        "month": day if by_month else None,
        "weeks": [
            [(one, [(entry, page_of(entry)) for entry in one.entries]) for one in week]
            for week in weeks
        ],
        "is_empty": not entries,
        "before": _step(day, by_month=by_month, forward=False),
        "after": _step(day, by_month=by_month, forward=True),
        "address": address,
        "links": subscription_links(address) if address else [],
    }
    return render(request, "evaluations/dashboard/calendar/calendar.html", context)


@director_required
@require_POST
def calendar_link(request: MemberRequest) -> HttpResponse:
    """Make the reader's private address, or close it."""
    back = reverse("evaluations:desk_calendar") + "#subscribe"
    if "revoke" not in request.POST:
        feed.open_feed(request.membership)
        return redirect(back)
    asking = ask_first(
        request,
        title=_("Turn off the link to this calendar?"),
        text=_(
            "Every calendar that uses it stops showing what is coming. You can create a new link later."
        ),
        button=_("Turn off the link"),
        back=back,
    )
    if asking:
        return asking
    feed.close_feed(request.membership)
    messages.success(request, _("Link turned off."))
    return redirect(back)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """What is coming to whoever owns this address, for a calendar that polls it."""
    found = feed.owner_of(token)
    if found is None:
        return _plain(_("This calendar link was turned off or is not complete."), status=404)
    link, member = found
    if _too_often(str(link.pk)):
        response = _plain(_("Too many requests. Once every 15 minutes is enough."), status=429)
        response["Retry-After"] = "900"
        return response
    text = _text_for(member)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    response["ETag"] = tag
    patch_cache_control(response, private=True, max_age=900)
    return response


def page_of(entry: Coming) -> str:
    """Return the path of the page about *entry*."""
    return reverse(PAGES[entry.on], args=[entry.key])


@read_by("member")
def _text_for(member: Membership) -> str:
    return feed.feed_text(
        member,
        name=_("Mentoring programs"),
        address=lambda entry: settings.SITE_URL + page_of(entry),
    )


def _address(token: str) -> str:
    return settings.SITE_URL + reverse("evaluations:desk_calendar_feed", args=[token])


def _day_of(request: HttpRequest) -> date | None:
    try:
        day = parse_date(request.GET.get("from", ""))
    except ValueError:
        return None
    # Weeks before and after have to be days, too.
    return day if day and 1970 <= day.year <= 2200 else None


def _span(day: date, *, by_month: bool) -> tuple[date, date]:
    if by_month:
        return month_span(day, locale().first_week_day)
    return day, day + timedelta(days=7 * WEEKS - 1)


def _step(day: date, *, by_month: bool, forward: bool) -> date:
    if not by_month:
        return day + timedelta(days=7 * WEEKS * (1 if forward else -1))
    first = day.replace(day=1)
    return (first + timedelta(days=31 if forward else -1)).replace(day=1)


def _plain(text: str, *, status: int) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _too_often(key: str) -> bool:
    name = f"desk-calendar-{key}"
    cache.add(name, 0, HOUR)
    try:
        return int(cache.incr(name)) > READS_AN_HOUR
    except ValueError:  # it ran out between the two
        return False
