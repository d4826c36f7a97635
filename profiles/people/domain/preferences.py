"""How a person wants to be reached: which email, when, in which zone and language, and by which address.

The zone in which someone reads times is `User.zone_at` and `Membership.zone`; they follow what
`choose_time_zone` saves here; so do `language_at` and `language` with `choose_language`.
"""

from __future__ import annotations

from datetime import date, datetime
from email.utils import formataddr
from enum import StrEnum

from django.db import transaction

from mentornet.mail.outbox import NOWHERE, cancel_optional
from mentornet.mail.quiet_hours import next_slot
from profiles.models import Membership, Preferences, User


class Mail(StrEnum):
    """The kinds of email that people can turn off, each by the name of its template."""

    CHECK_INS = "check_in"
    MEETINGS = "meeting_reminder"
    SURVEYS = "survey"
    REPORTS = "gap_report"


# The field that says of each whether someone wants it.
WISH = {
    Mail.CHECK_INS: "check_ins_by_mail",
    Mail.MEETINGS: "meetings_by_mail",
    Mail.SURVEYS: "surveys_by_mail",
    Mail.REPORTS: "reports_by_mail",
}


def preferences_of(member: Membership) -> Preferences:
    """Return the member's preferences; not saved yet where they never chose any.

    No query where *member* came with them: `select_related("preferences", "institution")`.
    """
    row: Preferences | None = getattr(member, "preferences", None)
    return row or Preferences(member=member, institution=member.institution)


def wants(preferences: Preferences, mail: Mail) -> bool:
    """Return whether email of this kind may go to the person: they want it and their address works."""
    return bool(getattr(preferences, WISH[mail])) and not preferences.trouble


def next_hour(member: Membership, preferences: Preferences, *, after: datetime) -> datetime:
    """Return the person's next minute on a working day of theirs, later than *after* (`quiet_hours`).

    Holidays are those of their institution, in whatever zone they are.
    """
    closed = member.institution.work_calendar.is_closed
    return next_slot(member.pk, after=after, zone=member.zone, closed=closed, **preferences.leave)


@transaction.atomic
def save_preferences(
    member: Membership,
    *,
    check_ins_by_mail: bool,
    check_ins_on_page: bool,
    meetings_by_mail: bool,
    surveys_by_mail: bool,
    reports_by_mail: bool,
    away_from: date | None = None,
    away_until: date | None = None,
) -> Preferences:
    """Save and return a member's preferences, and cancel waiting email that they want no more.

    Saving clears the bounce status: whoever saves says that their address works.
    """
    row: Preferences
    row, _made = Preferences.objects.update_or_create(
        member=member,
        defaults={
            "institution": member.institution,
            "check_ins_by_mail": check_ins_by_mail,
            "check_ins_on_page": check_ins_on_page,
            "meetings_by_mail": meetings_by_mail,
            "surveys_by_mail": surveys_by_mail,
            "reports_by_mail": reports_by_mail,
            "away_from": away_from,
            "away_until": away_until,
            "trouble": Preferences.Trouble.NONE,
        },
    )
    for mail, wish in WISH.items():
        if not getattr(row, wish):
            cancel_optional(mail, member.user.email)
    return row


@transaction.atomic
def stop_mail(member: Membership, mail: Mail) -> None:
    """End one kind of email, also what waits to be sent. Idempotent."""
    Preferences.objects.update_or_create(
        member=member,
        defaults={"institution": member.institution, WISH[mail]: False},
    )
    cancel_optional(mail, member.user.email)


@transaction.atomic
def note_bounce(address: str, trouble: str) -> int:
    """Note that email to *address* bounced or was complained of; return how many members have it.

    *trouble* is one of `Preferences.Trouble`. Nothing optional is sent there until the person says
    that the address works.
    """
    people = Membership.objects.current().filter(user__email__iexact=address)
    for member in people.select_related("institution"):
        Preferences.objects.update_or_create(
            member=member, defaults={"institution": member.institution, "trouble": trouble}
        )
    for mail in Mail:
        cancel_optional(mail, address)
    return len(people)


def choose_time_zone(user: User, time_zone: str) -> None:
    """Save in which zone *user* reads times, at every institution; "" for the institution's own."""
    user.time_zone = time_zone
    user.save(update_fields=["time_zone"])


def choose_language(user: User, language: str) -> None:
    """Save in which language *user* reads, at every institution; "" for the institution's own."""
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])


def choose_replies(user: User, *, wanted: bool) -> None:
    """Save whether email that others get because of *user* carries their address for replies."""
    if user.reply_to_me != wanted:
        user.reply_to_me = wanted
        user.save(update_fields=["reply_to_me"])


def reply_to(other: Membership | None) -> dict[str, str]:
    """Return the header by which mail programs answer *other* instead of us; none where they do not wish it.

    For email between the two people of a relationship or a request; never for concerns, check-ins,
    surveys, or what no one wrote.
    """
    if other is None or not other.is_current or not other.user.reply_to_me:
        return {}
    if not other.email or other.email.endswith(f"@{NOWHERE}"):
        return {}
    return {"Reply-To": formataddr((other.name, other.email))}


def shown_email(other: object) -> str:
    """Return the email by which the two of a relationship reach each other; "" where there is none."""
    email = str(getattr(other, "email", "") or "")
    return "" if email.endswith(f"@{NOWHERE}") else email
