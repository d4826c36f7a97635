"""What the rules of concerns refuse, in words for the person."""

from __future__ import annotations

from django.utils.translation import gettext as _

from networks.errors import NetworkError


class InLine(NetworkError):
    """The ombuds stands in the line of supervision of a person in it, so they may not receive it."""

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

    def __init__(self) -> None:
        super().__init__(_("This person is no longer an ombuds here. Choose again."))


class NoReader(NetworkError):
    """A message would be taken that no one can read."""

    code = "no_reader"

    def __init__(self) -> None:
        super().__init__(
            _(
                "No one can read this conversation now, so your message was not sent. Choose below "
                "who reads on, then send it again."
            )
        )


class AuthorGone(NetworkError):
    code = "author_gone"

    def __init__(self) -> None:
        super().__init__(
            _("The person who wrote this has left, so they could not read it. It was not sent.")
        )


class CannotKeep(NetworkError):
    code = "cannot_keep"

    def __init__(self) -> None:
        super().__init__(_("This person cannot go on reading. Choose another ombuds."))
