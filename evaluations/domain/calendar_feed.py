"""A private calendar address that its owner can revoke."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from evaluations.domain.invite import PUBLISH, calendar_of
from evaluations.models import CalendarFeed, Meeting
from profiles.models import Membership

SALT = "evaluations.calendar"
SHOWN_BACK = timedelta(days=180)


def feed_address(feed: CalendarFeed) -> str:
    """Return the full secret address."""
    token = signing.dumps([feed.pk.hex, feed.version], salt=SALT)
    return settings.SITE_URL + reverse("evaluations:calendar_feed", args=[token])


@transaction.atomic
def open_feed(member: Membership) -> CalendarFeed:
    """Give *member* an address; who has one keeps it."""
    feed: CalendarFeed
    feed, _made = CalendarFeed.objects.select_for_update().get_or_create(
        member=member, defaults={"institution": member.institution}
    )
    if not feed.active:
        feed.active = True
        feed.save(update_fields=["active"])
    return feed


@transaction.atomic
def revoke_feed(member: Membership) -> None:
    """Close the address for good; the next one is another. Without one nothing happens."""
    for feed in CalendarFeed.objects.select_for_update().filter(member=member):
        feed.version += 1
        feed.active = False
        feed.save(update_fields=["version", "active"])


def read_feed(token: str) -> CalendarFeed | None:
    """Return the feed whose address ends so; None where it is forged, revoked or its owner left."""
    try:
        key, version = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    feed: CalendarFeed | None = (
        CalendarFeed.objects.filter(pk=key, version=version, active=True, member__end_date=None)
        .select_related("member__user", "member__institution")
        .first()
    )
    return feed


def feed_text(feed: CalendarFeed) -> str:
    """Return the planned and past meetings of the feed's owner as iCalendar text."""
    member = feed.member
    meetings = (
        Meeting.objects.filter(
            Q(tie__protege=member)
            | Q(tie__mentor=member)
            | Q(group__members__member=member, group__members__left_on=None)
        )
        .filter(starts_at__gte=timezone.now() - SHOWN_BACK)
        .exclude(state=Meeting.State.MISSED)
        .select_related("tie__protege", "tie__mentor", "tie__external", "group")
        .order_by("starts_at", "pk")
    )
    return calendar_of(list(meetings), method=PUBLISH, reader=member)
