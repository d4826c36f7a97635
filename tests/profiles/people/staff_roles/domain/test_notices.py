"""The person and the directors learn of a role that was granted or revoked."""

import pytest

from mentornet.models import OutboxMessage
from profiles.people.staff_roles.domain.granting import (
    grant_role,
    revoke_role,
)

pytestmark = pytest.mark.django_db


def test_a_change_of_roles_is_told_to_the_person_and_the_directors(director, second, member):
    grant_role(member, role="facilitator", by=director.user)
    revoke_role(member, role="facilitator", by=director.user)

    told = OutboxMessage.objects.filter(kind="staff_role_changed").values_list(
        "recipient", flat=True
    )
    everybody = [director.user.email, member.user.email, second.user.email]
    assert sorted(told) == sorted(everybody * 2)
