"""Until when an invitation is open: never on a day off, and then it says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from networks.invitations.models import Invitation
from profiles.models import Institution

REMIND_AFTER = 2 / 3  # of the time to answer


def answered_by(institution: Institution, now: datetime) -> tuple[datetime, datetime]:
    """Return when an invitation of *now* is reminded of and when it lapses: never on a day off.

    What would lapse on a day off lapses on the next working day; its reminder goes before.
    """
    time_to_answer = timedelta(days=institution.invitation_lapse_days)
    there, calendar = now.astimezone(institution.zone), institution.work_calendar
    lapses_at = calendar.moved(there + time_to_answer)
    remind_at = calendar.moved(there + time_to_answer * REMIND_AFTER)
    if remind_at >= lapses_at:
        remind_at = max(there, calendar.moved(there + time_to_answer * REMIND_AFTER, back=True))
    return remind_at.astimezone(UTC), lapses_at.astimezone(UTC)


def day_off_passed(invitation: Invitation) -> str:
    """Return the name of the day off because of which *invitation* is open for longer; "" for others.

    "" too where the settings have changed since: they no longer say why it is open until then.
    """
    here = invitation.institution
    _remind_at, lapses_at = answered_by(here, invitation.sent_at)
    usual = invitation.sent_at.astimezone(here.zone) + timedelta(days=here.invitation_lapse_days)
    if lapses_at != invitation.lapses_at or lapses_at == usual:
        return ""
    return here.work_calendar.name_of(usual.date())
