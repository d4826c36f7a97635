"""Refusals about concerns, with messages for the person."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from networks.errors import NetworkError


class InLine(NetworkError):
    """The ombuds is in the line of supervision of the author or of the person it is about."""

    code = "in_line"

    def __init__(self, name: str, *, own: bool) -> None:
        sentence = (
            _(
                "%(name)s is in your line of supervision, so they cannot receive a concern with "
                "your name. Choose another ombuds, or leave your name out."
            )
            if own
            else _(
                "%(name)s is in the line of supervision of the person this is about. Choose "
                "another ombuds."
            )
        )
        super().__init__(sentence % {"name": name})


class OmbudsGone(NetworkError):
    code = "ombuds_gone"
    message = _("This person is no longer an ombuds here. Choose again.")


class NoReader(NetworkError):
    """No one could read the message."""

    code = "no_reader"
    message = _(
        "No one can read this conversation now, so your message was not sent. Choose who can read"
        " it below, then send it again."
    )


class AuthorGone(NetworkError):
    code = "author_gone"
    message = _(
        "The person who wrote this has left and could not read your answer, so it was not sent."
    )


class CannotKeep(NetworkError):
    code = "cannot_keep"
    message = _("This person can no longer read this. Choose another ombuds.")


class NoOmbuds(NetworkError):
    code = "no_ombuds"
    message = _(
        "No ombuds here is outside the lines of supervision of the people involved, so nothing was "
        "sent. Use your institution's other ways to report."
    )


class WrongCode(NetworkError):
    code = "wrong_code"
    message = _("No concern has this code. Check each letter; capitals do not matter.")


class ConcernClosed(NetworkError):
    code = "concern_closed"
    message = _("This conversation is closed. Start a new one.")
