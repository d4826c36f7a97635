"""Refusals about invitations, with messages for the person."""

from django.utils.translation import gettext_lazy as _

from networks.errors import NetworkError


class MentorPaused(NetworkError):
    code = "mentor_paused"
    message = _("This person is not accepting mentees now.")


class MentorFull(NetworkError):
    code = "mentor_full"
    message = _("This person has no openings now.")


class InvitationClosed(NetworkError):
    code = "invitation_closed"
    message = _("This request was already answered or closed, so nothing was changed.")


class CannotRefer(NetworkError):
    code = "cannot_refer"
    message = _("Choose a colleague other than yourself and the person who asks.")


class AlreadyAsked(NetworkError):
    code = "already_asked"
    message = _(
        "You already have an open request to this person. Wait for the answer, or withdraw it."
    )
