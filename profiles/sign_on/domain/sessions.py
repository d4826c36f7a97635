"""How long a session lasts, and ending all sessions of a person at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from mentornet.audit_verbs import Verb
from mentornet.tenancy.scope import as_person
from profiles.institution.domain.audit import record
from profiles.models import Membership, User
from profiles.sign_on.domain.notices import Change, notify_security_changes


class Device(StrEnum):
    """What people say of the computer at which they sign in."""

    SHARED = "shared"
    OWN = "own"


IDLE_ON_SHARED = timedelta(minutes=30)
LONGEST_ON_SHARED = timedelta(hours=12)
LONGEST_ON_OWN = timedelta(days=14)
# How exactly the last activity is known: a session is not written to at each click.
ACTIVITY_STEP = timedelta(minutes=1)

# Under these names a session keeps what it knows of itself.
DEVICE, OPENED_AT, ACTIVE_AT = "device", "opened_at", "active_at"
# What someone said of the computer, until they are signed in.
CHOICE = "device_choice"


@dataclass(frozen=True)
class Life:
    """When a session began, when someone last did something in it, and at what kind of device."""

    device: Device
    opened_at: datetime
    active_at: datetime

    def is_over(self, now: datetime, *, own_device_days: int) -> bool:
        """Return whether the session has ended by *now*, be it for idleness or for age."""
        age = now - self.opened_at
        if self.device == Device.OWN:
            return age >= min(LONGEST_ON_OWN, timedelta(days=own_device_days))
        return age >= LONGEST_ON_SHARED or now - self.active_at >= IDLE_ON_SHARED


class EndReason(StrEnum):
    """Why a person's sessions end."""

    OWNER = "owner"
    ADDRESS = "address"
    LEFT = "left"
    PROVIDER = "provider"
    CLOSED = "closed"
    FACTORS = "factors"


# Where no one else tells the person why they have to sign in again.
TOLD = {EndReason.OWNER: Change.SESSIONS_ENDED, EndReason.PROVIDER: Change.PROVIDER_ENDED}


@transaction.atomic
def end_sessions(
    users: User | Iterable[User] | QuerySet[User], *, reason: EndReason, keep: str = ""
) -> int:
    """End every session of *users*, however it was opened; return how many people they are.

    The login's `session_epoch` is part of what a session is checked against, so that sessions of
    which no table knows end as well. *keep* is the key of one session that goes on; whoever holds
    it renews its check (see `keep_session`).
    """
    keys = _keys(users)
    found = User.objects.filter(pk__in=keys).update(session_epoch=F("session_epoch") + 1)
    sessions = UserSession.objects.filter(user__in=keys).exclude(session_key=keep)
    delete_sessions(sessions.values_list("session_key", flat=True))
    if change := TOLD.get(reason):
        notify_security_changes(User.objects.filter(pk__in=keys), change=change)
    return found


def delete_sessions(keys: Collection[str] | QuerySet[Any]) -> None:
    """Delete the sessions with these *keys*: whoever holds one is no one at the next request."""
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()


@transaction.atomic
def end_own_sessions(user: User, *, keep: str = "") -> None:
    """Sign *user* out everywhere, as they ask; but for the session with the key *keep*."""
    end_sessions(user, reason=EndReason.OWNER, keep=keep)
    with as_person(user.pk):
        own = list(Membership.objects.current().filter(user=user).select_related("institution"))
    for member in own:
        record(Verb.SESSIONS_ENDED, actor=user, institution=member.institution, subject=member)


def end_sessions_of_left(member: Membership) -> None:
    """End the sessions of someone who has left, unless they still belong somewhere."""
    with as_person(member.user_id):
        own = Membership.objects.current().filter(user=member.user_id)
        is_elsewhere = own.exclude(pk=member.pk).filter(institution__sandbox_of=None).exists()
    if not is_elsewhere:
        end_sessions(User.objects.filter(pk=member.user_id), reason=EndReason.LEFT)


def _keys(users: User | Iterable[User] | QuerySet[User]) -> list[UUID]:
    if isinstance(users, User):
        return [users.pk]
    if isinstance(users, QuerySet):
        return list(users.values_list("pk", flat=True))
    return [one.pk for one in users]


def begin_session(session: Any, *, device: Device) -> None:
    """Note in a session that has just been opened when that was, and where."""
    now = timezone.now().isoformat()
    session[DEVICE], session[OPENED_AT], session[ACTIVE_AT] = device.value, now, now
    renew_expiry(session)


def life_of(session: Any) -> Life | None:
    """Return what *session* knows of itself; None for one from before this was noted."""
    try:
        return Life(
            device=Device(session[DEVICE]),
            opened_at=datetime.fromisoformat(session[OPENED_AT]),
            active_at=datetime.fromisoformat(session[ACTIVE_AT]),
        )
    except (KeyError, ValueError, TypeError):
        return None


def note_activity(session: Any, life: Life, *, now: datetime) -> None:
    """Note that someone did something; not more often than every minute."""
    if life.device == Device.SHARED and now - life.active_at >= ACTIVITY_STEP:
        session[ACTIVE_AT] = now.isoformat()


def renew_expiry(session: Any) -> None:
    """Let the browser keep the session's cookie as long as the session may last."""
    if life := life_of(session):
        session.set_expiry(int(LONGEST_ON_OWN.total_seconds()) if life.device == Device.OWN else 0)


def purge_sessions(now: datetime) -> int:
    """Delete the sessions whose time was over by *now*, with what they held; return how many."""
    over = Session.objects.filter(expire_date__lte=now)
    UserSession.objects.filter(session_key__in=over.values("session_key")).delete()
    count, _by_kind = over.delete()
    return count
