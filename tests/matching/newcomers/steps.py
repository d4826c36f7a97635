"""People who join, and those who run programs of a part of the institution."""

from __future__ import annotations

from typing import Any

from django.test import Client

from matching.models import Newcomer, NewcomerWelcome, Program
from matching.tasks import find_newcomers
from profiles.models import Unit
from profiles.vocabulary import StaffRoleKind
from tests.factories import MembershipFactory, StaffRoleFactory
from tests.support.matching import client_of


def joined(welcome: NewcomerWelcome, name: str, **more: Any) -> Newcomer:
    """Let someone join whom the program of *welcome* takes, and the job find them."""
    member = MembershipFactory(institution=welcome.institution, family_name=name, **more)
    find_newcomers()
    return Newcomer.objects.get(program=welcome.program, member=member)


def coordinator_of(what: Unit | Program) -> Client:
    """A coordinator of a unit, or of one program."""
    member = MembershipFactory(institution=what.institution, added_at=None)
    StaffRoleFactory(
        membership=member,
        role=StaffRoleKind.COORDINATOR,
        scope_kind="unit" if isinstance(what, Unit) else "program",
        scope_id=what.pk,
    )
    return client_of(member)
