"""A person's own calendar address: shown to them, read by their calendar, revoked at will."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluations.meetings.domain import calendar_feed as domain
from evaluations.meetings.models import CalendarFeed
from mentornet.pages.confirmation import ask_first
from profiles.access.members import MemberRequest, member_required

READS_AN_HOUR = 60
HOUR = 3600


@member_required
def calendar(request: MemberRequest) -> HttpResponse:
    """The address, and the two buttons that make and revoke it."""
    if request.method == "POST":
        if "revoke" in request.POST:
            if asking := _asks_to_revoke(request):
                return asking
            domain.revoke_feed(request.membership)
            messages.success(request, _("Link turned off. It no longer shows your meetings."))
        elif "by_mail" in request.POST:
            domain.choose_invitations(request.membership, by_mail=request.POST["by_mail"] == "1")
            messages.success(request, _("Saved."))
        else:
            domain.open_feed(request.membership)
        return redirect("evaluations:calendar")
    feed = CalendarFeed.objects.filter(member=request.membership, active=True).first()
    address = domain.feed_address(feed) if feed else ""
    context = {
        "address": address,
        "links": domain.subscription_links(address) if address else [],
        "by_mail": feed is None or feed.instead_of_mail_since is None,
    }
    return render(request, "evaluations/meetings/calendar.html", context)


def _asks_to_revoke(request: MemberRequest) -> HttpResponse | None:
    return ask_first(
        request,
        title=_("Turn off your calendar link?"),
        text=_(
            "Every calendar that uses it stops showing your meetings. You can create a new link later "
            "and add it to each calendar again."
        ),
        button=_("Turn off the link"),
        back=reverse("evaluations:calendar"),
    )


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The meetings of anyone who has this address, for a calendar that polls it."""
    feed = domain.read_feed(token)
    if feed is None:
        return HttpResponse(
            _("This calendar link was turned off or is not complete."),
            status=404,
            content_type="text/plain; charset=utf-8",
        )
    if _too_often(feed):
        return HttpResponse(
            _("Too many requests. Once every 15 minutes is enough."),
            status=429,
            content_type="text/plain; charset=utf-8",
            headers={"Retry-After": "900"},
        )
    text = domain.feed_text(feed)
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponse(status=304)
    else:
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["ETag"] = tag
    patch_cache_control(response, private=True, max_age=900)
    return response


def _too_often(feed: CalendarFeed) -> bool:
    key = f"calendar-feed-{feed.pk}"
    cache.add(key, 0, HOUR)
    try:
        return int(cache.incr(key)) > READS_AN_HOUR
    except ValueError:  # it ran out between the two
        return False
