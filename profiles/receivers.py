"""What profiles does when the sign-in library tells that something happened."""

from typing import Any

from django.contrib.auth.signals import user_logged_in

from profiles.domain.activation import note_sign_in
from profiles.models import User


def connect() -> None:
    """Called once at start-up."""
    user_logged_in.connect(note_first_sign_in, dispatch_uid="profiles.note_first_sign_in")


def note_first_sign_in(sender: Any, *, user: User, **kwargs: Any) -> None:
    """Whoever signs in by a mailed code without having opened the activation link."""
    note_sign_in(user)
