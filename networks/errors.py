"""Refusals that several neighborhoods raise, with messages for the person."""

from django.utils.translation import gettext_lazy as _

from profiles.errors import DomainError


class NetworkError(DomainError):
    """The base of all refusals in this app."""


class NotAvailable(NetworkError):
    """The two people cannot be connected; the reason may be private, so it is not given."""

    code = "not_available"
    message = _("This person is not available.")


class AskedOneself(NetworkError):
    code = "asked_oneself"
    message = _("That is you. Choose someone else.")


class NotYours(NetworkError):
    code = "not_yours"
    message = _("Only the person it is about can do this.")
