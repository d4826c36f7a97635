"""The list of staff roles, as its readers see it."""

import pytest
from django.urls import reverse

from tests.factories import StaffRoleFactory

pytestmark = pytest.mark.django_db


def test_who_granted_a_role_is_named_and_an_operator_by_email(client, director, member, operator):
    StaffRoleFactory(membership=member, role="analyst", granted_by=director.user)
    StaffRoleFactory(membership=member, role="facilitator", granted_by=operator)
    client.force_login(director.user)

    page = client.get(reverse("profiles:staff_roles")).content.decode()

    assert f"granted by {director.name}" in page
    assert f"granted by {director.user.email}" not in page
    assert f"granted by {operator.email}" in page
