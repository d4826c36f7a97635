"""What happens when someone signs in or changes how they do, through whichever door."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in as signed_in_by_library
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

from profiles.access import devices, resubmission
from profiles.models import User
from profiles.sign_on.credentials.required_factor import is_demonstration, note_set_up
from profiles.sign_on.domain.notices import Change, notify_security_change
from profiles.sign_on.domain.sessions import CHOICE, Device, begin_session
from profiles.sign_on.middleware import SECOND_FACTOR_DUE

ADDED = {
    Authenticator.Type.TOTP: Change.SECOND_FACTOR_ADDED,
    Authenticator.Type.WEBAUTHN: Change.PASSKEY_ADDED,
    Authenticator.Type.RECOVERY_CODES: Change.RECOVERY_CODES_MADE,
}
REMOVED = {
    Authenticator.Type.TOTP: Change.SECOND_FACTOR_REMOVED,
    Authenticator.Type.WEBAUTHN: Change.PASSKEY_REMOVED,
    Authenticator.Type.RECOVERY_CODES: Change.RECOVERY_CODES_REMOVED,
}


def connect() -> None:
    """Called once at start-up."""
    user_logged_in.connect(begin, dispatch_uid="profiles.sign_on.begin")
    signed_in_by_library.connect(notify_new_device, dispatch_uid="profiles.sign_on.new_device")
    authenticator_added.connect(notify_added, dispatch_uid="profiles.sign_on.tell_added")
    authenticator_reset.connect(notify_added, dispatch_uid="profiles.sign_on.tell_reset")
    authenticator_removed.connect(notify_removed, dispatch_uid="profiles.sign_on.tell_removed")


def begin(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note in the session when and where it began; what another person had typed here is dropped."""
    chosen = request.session.pop(CHOICE, "")
    begin_session(request.session, device=Device.OWN if chosen == Device.OWN else Device.SHARED)
    resubmission.drop_of_others(request)
    if not is_demonstration():
        request.session[SECOND_FACTOR_DUE] = True


def notify_new_device(sender: Any, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Tell someone of a sign-in with a browser that they have not used before."""
    if not devices.is_known(request, user):
        notify_security_change(user, change=Change.NEW_DEVICE)


def notify_added(
    sender: Any, *, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    note_set_up(request, user=user, authenticator=authenticator)
    notify_security_change(user, change=ADDED[authenticator.type])


def notify_removed(sender: Any, *, user: User, authenticator: Authenticator, **kwargs: Any) -> None:
    notify_security_change(user, change=REMOVED[authenticator.type])
