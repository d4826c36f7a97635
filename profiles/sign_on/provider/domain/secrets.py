"""The secret of an institution's connection: a client secret (OIDC), or the key that signs (SAML).

The sign-in library looks for it in the clear, in columns of its own SocialApp. It lies encrypted in the
settings of that row instead, and is opened in a copy that no one saves.
"""

from __future__ import annotations

import copy
import logging

from allauth.socialaccount.models import SocialApp
from cryptography.fernet import InvalidToken
from django.db import transaction

from mentornet import crypto
from profiles.models import SignOn

logger = logging.getLogger(__name__)

ENCRYPTED = "sealed_secret"


def opened(app: SocialApp) -> SocialApp:
    """Return a copy of *app* with its secret where the library looks for it; never to be saved.

    Where the key that encrypted it is lost, it has none: the provider then refuses us, and the page of
    the directors says what to do.
    """
    copied = copy.copy(app)
    copied.settings = copy.deepcopy(app.settings)
    encrypted = copied.settings.pop(ENCRYPTED, None)
    if encrypted is None:
        return copied
    try:
        secret = crypto.decrypt(encrypted)
    except InvalidToken:
        logger.error("The secret of sign-on %s cannot be opened with any key", app.provider_id)
        return copied
    if app.provider == SignOn.SAML:
        copied.settings["advanced"]["private_key"] = secret
    else:
        copied.secret = secret
    return copied


def is_lost(app: SocialApp) -> bool:
    """Return whether *app* has a secret that none of our keys opens."""
    try:
        return ENCRYPTED in app.settings and not crypto.decrypt(app.settings[ENCRYPTED])
    except InvalidToken:
        return True


@transaction.atomic
def rotate_all() -> int:
    """Encrypt all secrets of connections with the newest key; return how many. Raises InvalidToken."""
    rows = list(SocialApp.objects.select_for_update().filter(settings__has_key=ENCRYPTED))
    for app in rows:
        app.settings[ENCRYPTED] = crypto.rotate(app.settings[ENCRYPTED])
        app.save(update_fields=["settings"])
    waiting = list(SignOn.objects.select_for_update().filter(proposal__settings__has_key=ENCRYPTED))
    for one in waiting:
        one.proposal["settings"][ENCRYPTED] = crypto.rotate(one.proposal["settings"][ENCRYPTED])
        one.save(update_fields=["proposal"])
    return len(rows) + len(waiting)
