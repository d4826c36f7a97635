"""What the lowest models ask of the person to whom they show rows, whom they do not import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias
from uuid import UUID

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class SignedIn(Protocol):
    """A login, as far as the rows of its institutions hang on it."""

    @property
    def pk(self) -> UUID: ...

    @property
    def is_authenticated(self) -> Literal[True]: ...

    @property
    def is_active(self) -> bool: ...

    @property
    def is_superuser(self) -> bool: ...

    @property
    def barred_institutions(self) -> frozenset[UUID]:
        """Institutions that require a provider with which the session was not opened."""

    @property
    def closed_roles(self) -> frozenset[UUID]:
        """Institutions in which the session may not use its roles, for want of a second factor."""


Viewer: TypeAlias = "SignedIn | AnonymousUser"
