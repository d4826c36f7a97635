"""A private calendar address that its owner can revoke."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from evaluations.meetings.domain.calendar_entries import feed_for
from evaluations.meetings.domain.invited import concerns
from evaluations.meetings.models import CalendarFeed, Meeting, session_opened_to
from mentornet.mail import links
from mentornet.mail.errors import LinkError, LinkUnknown
from mentornet.mail.purposes import Purpose
from mentornet.tenancy.scope import enter_institution_of
from profiles.models import Membership

GOOGLE = "https://calendar.google.com/calendar/r"
OUTLOOK_WORK = "https://outlook.office.com/calendar/0/addfromweb"
OUTLOOK_HOME = "https://outlook.live.com/calendar/0/addfromweb"
SALT = "evaluations.calendar"
SHOWN_BACK = timedelta(days=180)
# The subject of links to one's own meetings: none. The dashboard's calendar has another.
OWN = ""


def feed_address(feed: CalendarFeed) -> str:
    """Return the full secret address; empty where there is none, or it cannot be shown again."""
    token = links.current_token(Purpose.FEED, holder=feed.member) if feed.active else None
    return settings.SITE_URL + reverse("evaluations:calendar_feed", args=[token]) if token else ""


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
    links.standing(Purpose.FEED, holder=member)
    return feed


@transaction.atomic
def revoke_feed(member: Membership) -> None:
    """Close the address for good; the next one is another. Without one nothing happens."""
    links.revoke(purposes=[Purpose.FEED], holder=member, subjects=[OWN])
    for feed in CalendarFeed.objects.select_for_update().filter(member=member):
        feed.version += 1
        feed.active = False
        feed.instead_of_mail_since = None
        feed.save(update_fields=["version", "active", "instead_of_mail_since"])


def choose_invitations(member: Membership, *, by_mail: bool) -> None:
    """Say whether *member* gets invitations by mail beside their feed; without one they do. Idempotent."""
    feeds = CalendarFeed.objects.filter(member=member, active=True)
    if by_mail:
        feeds.update(instead_of_mail_since=None)
    else:
        feeds.filter(instead_of_mail_since=None).update(instead_of_mail_since=timezone.now())


def subscription_links(address: str) -> list[tuple[str, str]]:
    """Return where calendars are told to subscribe to *address*, with what each is called.

    Sources: docs/calendars.md. Google takes `webcal` alone; Outlook on the web the plain address.
    """
    webcal = "webcal" + address[address.index("://") :]
    name = str(_("Mentoring"))
    outlook = urlencode({"url": address, "name": name})
    return [
        (_("Add to Apple Calendar"), webcal),
        (_("Add to Google Calendar"), f"{GOOGLE}?{urlencode({'cid': webcal})}"),
        (_("Add to Outlook (work or school)"), f"{OUTLOOK_WORK}?{outlook}"),
        (_("Add to Outlook.com"), f"{OUTLOOK_HOME}?{outlook}"),
    ]


def read_feed(token: str) -> CalendarFeed | None:
    """Return the feed whose address ends so; None where it is forged, revoked or its owner left."""
    try:
        wanted = _named_by_signature(token) if ":" in token else {"member": _holder_of(token)}
    except (LinkError, signing.BadSignature):
        return None
    feed: CalendarFeed | None = (
        CalendarFeed.objects.filter(
            **wanted, active=True, member__end_date=None, member__user__is_active=True
        )
        .select_related("member__user", "member__institution")
        .first()
    )
    return feed


def _holder_of(token: str) -> UUID | None:
    link = links.look_up(Purpose.FEED, token)
    if link.subject != OWN:
        raise LinkUnknown
    return link.membership_id


def _named_by_signature(token: str) -> dict[str, Any]:
    """Return what an address names that calendars were given before there was a table of links.

    It works until its owner revokes it, like those of today.
    """
    key, version = signing.loads(token, salt=SALT)
    enter_institution_of(CalendarFeed.objects.filter(pk=key))
    return {"pk": key, "version": version}


def feed_text(feed: CalendarFeed) -> str:
    """Return the planned and past meetings of the feed's owner as iCalendar text."""
    member = feed.member
    meetings = (
        Meeting.objects.filter(
            Q(tie__protege=member)
            | Q(tie__mentor=member)
            | Q(group__members__member=member, group__members__left_on=None)
            & session_opened_to(member.user)
            & concerns(member)
        )
        .filter(starts_at__gte=timezone.now() - SHOWN_BACK)
        .exclude(state__in=[Meeting.State.MISSED, Meeting.State.CANCELLED])
        .select_related("tie__protege", "tie__mentor", "tie__external", "group")
        .order_by("starts_at", "pk")
    )
    return feed_for(list(meetings), member, alarms=feed.instead_of_mail_since is not None)
