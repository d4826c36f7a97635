"""What links in mail are for: how long each kind lives and what its page says when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

EXPIRED = _("This link has expired.")
USED = _("This link was already used.")
ENDED = _("This link no longer works.")


class Purpose(TextChoices):
    CODE = "code", _("Sign-in code")
    RESET = "reset", _("Password reset")
    ACTIVATION = "activation", _("Activation")
    PAGE = "page", _("Page of a mentoring relationship or request")
    REQUEST_ANSWER = "request_answer", _("Answer to a request")
    CHECK_IN = "check_in", _("Check-in")
    CONSENT = "consent", _("Consent")
    OUTSIDE_MENTOR = "outside_mentor", _("Outside mentor")
    FEED = "feed", _("Calendar feed")
    CALENDAR_REPLY = "calendar_reply", _("Answers from your calendar")
    UNSUBSCRIBE = "unsubscribe", _("Unsubscribe")
    STOP_ADDRESS_CLAIM = "stop_address_claim", _("Stop a change of sign-in email")
    OUTSIDE_TIMES = "outside_times", _("Times offered to an outside mentor")
    OUTSIDE_AGREEMENT = "outside_agreement", _("Agreement with an outside mentor")
    OUTSIDE_STOP = "outside_stop", _("Stop emails to an outside mentor")
    AUTHOR = "author", _("Question to an outside author")
    INVITED_MEMBERSHIP = "invited_membership", _("Invitation to join an institution")


@dataclass(frozen=True)
class Terms:
    """How long links of one purpose live, and the sentences of the page when they do not.

    `lifetime` None: until it is revoked. `of_address`: void once its holder has another address.
    `standing`: the same link is handed out again while it lives, so there is one for each holder
    and subject. `outlives_membership`: the end of a membership does not end it.
    """

    lifetime: timedelta | None
    expired: StrOrPromise = EXPIRED
    used: StrOrPromise = USED
    ended: StrOrPromise = ENDED
    of_address: bool = False
    standing: bool = False
    outlives_membership: bool = False


PURPOSES: dict[str, Terms] = {
    Purpose.CODE: Terms(
        timedelta(minutes=10),
        expired=_("This code has expired. Ask for a new one."),
        used=_("This code was already used. Ask for a new one."),
        ended=_("This code no longer works. Ask for a new one."),
        of_address=True,
    ),
    Purpose.RESET: Terms(
        timedelta(hours=1),
        expired=_("This link has expired. Ask for a new one to reset your password."),
        used=_("This link was already used. Ask for a new one to reset your password."),
        ended=_("This link no longer works. Ask for a new one to reset your password."),
        of_address=True,
    ),
    Purpose.ACTIVATION: Terms(
        timedelta(days=14),
        expired=_("This link has expired. Enter your email to get a new one."),
        used=_("This link was already used. Sign in, or enter your email to get a new one."),
        ended=_("This link no longer works. Enter your email to get a new one."),
        of_address=True,
    ),
    Purpose.PAGE: Terms(
        timedelta(days=30),
        expired=_("This link has expired. Sign in to find what it was about."),
        ended=_("This link no longer works. Sign in to find what it was about."),
    ),
    Purpose.REQUEST_ANSWER: Terms(
        timedelta(days=30),
        expired=_("This link has expired. Sign in to see the request."),
        used=_("You already answered. Sign in to see the request."),
        ended=_("This link no longer works. Sign in to see the request."),
        of_address=True,
    ),
    Purpose.CHECK_IN: Terms(
        timedelta(days=30),
        expired=_("This link has expired. Sign in to say how it is going."),
        ended=_("This link no longer works. Sign in to say how it is going."),
    ),
    Purpose.CONSENT: Terms(
        timedelta(days=30),
        expired=_("This link has expired. Ask the person who sent it for a new one."),
        used=_("You already answered. Ask the person who wrote to you to change your answer."),
    ),
    Purpose.OUTSIDE_MENTOR: Terms(
        timedelta(days=30),
        expired=_("This link has expired. Ask the person who invited you for a new one."),
        used=_("You already answered. Ask the person who invited you to change your answer."),
    ),
    Purpose.OUTSIDE_TIMES: Terms(
        timedelta(days=90),
        expired=_("This link has expired. The suggested times are over."),
        used=_("A time was already chosen."),
        ended=_("This link no longer works. The meeting may have been scheduled or canceled."),
    ),
    Purpose.OUTSIDE_AGREEMENT: Terms(
        timedelta(days=90),
        expired=_("This link has expired. Ask the person who wrote to you for a new one."),
        used=_("You already agreed."),
        ended=_("This link no longer works. There may be a newer agreement."),
    ),
    # As long as someone can find the email: the wish to be left alone does not expire.
    Purpose.OUTSIDE_STOP: Terms(None),
    Purpose.AUTHOR: Terms(
        timedelta(days=30),
        expired=_("This link has expired. Ask the person who wrote to you for a new one."),
        used=_("You already answered. Ask the person who wrote to you to change your answer."),
        ended=_("This question is closed, so there is nothing left to answer."),
    ),
    Purpose.FEED: Terms(
        None,
        ended=_("This calendar link was turned off. Sign in to get a new one."),
        standing=True,
    ),
    Purpose.CALENDAR_REPLY: Terms(None, standing=True),
    Purpose.UNSUBSCRIBE: Terms(None, standing=True, outlives_membership=True),
    Purpose.STOP_ADDRESS_CLAIM: Terms(
        timedelta(days=30),
        expired=_(
            "This link has expired. The email change was already decided, or it took too long."
        ),
        used=_("You already stopped this email change."),
        ended=_("This email change was already decided."),
    ),
    Purpose.INVITED_MEMBERSHIP: Terms(
        timedelta(days=30),
        expired=_("This invitation has expired. Ask the institution to send you a new one."),
        used=_("You already answered this invitation. Sign in to see your institutions."),
        ended=_("This invitation was withdrawn."),
    ),
}
