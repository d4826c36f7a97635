"""Why a link does not work, in words for the page it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class LinkError(Exception):
    """A link that does not work: `message` is for the person, `code` for programs."""

    code = "link_refused"
    message: StrOrPromise = _("This link no longer works.")

    def __init__(self, message: StrOrPromise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.message)


class LinkUnknown(LinkError):
    """No one was ever sent such a link for this, or its holder is gone and it was deleted."""

    code = "link_unknown"
    message = _("This link is not complete. Copy the whole link from the message.")


class LinkExpired(LinkError):
    code = "link_expired"


class LinkUsed(LinkError):
    """The link was used, revoked, or has died with its holder or its matter."""

    code = "link_used"
