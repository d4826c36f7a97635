"""Refusals about invitations, with messages for the person."""

from django.utils.translation import gettext_lazy as _

from networks.errors import NetworkError


class MentorPaused(NetworkError):
    code = "mentor_paused"
    message = _("This person is not taking on anybody new at the moment.")


class MentorFull(NetworkError):
    code = "mentor_full"
    message = _("This person has no place free at the moment.")


class InvitationClosed(NetworkError):
    code = "invitation_closed"
    message = _("This invitation is not open any more, so nothing was changed.")


class CannotRefer(NetworkError):
    code = "cannot_refer"
    message = _("Name a colleague here other than yourself and the person who asks.")


class AlreadyAsked(NetworkError):
    code = "already_asked"
    message = _(
        "Your invitation to this person is still open. Wait for the answer, or withdraw it."
    )
