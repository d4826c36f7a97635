"""A reader gets the queries that would have been built for them, whoever was there before."""

from __future__ import annotations

import pytest
from django.utils import timezone

from evaluations.dashboard.attention.domain.prepared import query_of, shared_of
from evaluations.dashboard.attention.domain.queue import read_queue
from mentornet.pages.attention import as_sql, forget_shared, registered_kinds, shared_by
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.dashboard.attention.working import at_work
from tests.factories import InstitutionFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def reader(zone: str, *offices: StaffRoleKind) -> Membership:
    return at_work(
        MembershipFactory(institution=InstitutionFactory(time_zone=zone), offices=offices)
    )


def check(member: Membership) -> None:
    for kind in registered_kinds():
        forget_shared(member)
        built = as_sql(kind.find(member))
        assert query_of(kind, member) == built, kind.key
        assert shared_of(member, built.sql) == shared_by(member, built.sql), kind.key


def test_queries_are_those_that_would_be_built():
    one = reader("America/Chicago", StaffRoleKind.DIRECTOR)
    other = reader("Asia/Tokyo", StaffRoleKind.COORDINATOR)
    for member, zone in ((one, "Europe/Madrid"), (other, "UTC"), (one, "Asia/Kolkata")):
        with timezone.override(zone):
            check(member)


def test_what_is_closed_to_a_session_is_closed_in_its_queries():
    member = reader("America/Chicago", StaffRoleKind.DIRECTOR)
    # Without an ombuds, one thing needs attention.
    assert read_queue(member).count
    for closed in ("closed_roles", "barred_institutions"):
        setattr(member.user, closed, frozenset({member.institution_id}))
        check(member)
        assert not read_queue(member).count
        setattr(member.user, closed, frozenset())
    assert read_queue(member).count
