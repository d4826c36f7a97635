"""What two directors and an operator do with roles, on their pages and in the administration."""

from django.urls import reverse
from django.utils import timezone

from profiles.models import Approval, StaffRole
from tests.factories import (
    UserFactory,
)


def activated(**more):
    return UserFactory(activated_at=timezone.now(), **more)


def roles_of(member):
    member.refresh_from_db()
    return member.offices


def ask_on_page(client, user, member, role, **days):
    """Fill in the page as *user*; the words that it answers with."""
    client.force_login(user)
    page = client.post(
        reverse("profiles:staff_role_grant"),
        {"email": member.user.email, "role": role, **days},
        follow=True,
    )
    return page.content.decode()


def decide_on_page(client, user, act="approve"):
    client.force_login(user)
    row = Approval.objects.waiting().get()
    return client.post(
        reverse(f"profiles:approval_{act}", args=[row.pk]), follow=True
    ).content.decode()


def revoke_on_page(client, user, member, role):
    client.force_login(user)
    row = StaffRole.objects.open().get(membership=member, role=role)
    client.post(reverse("profiles:staff_role_revoke", args=[row.pk]), {"sure": "1"})


def admin_action(client, user, name, *rows, page="membership"):
    client.force_login(user)
    answer = client.post(
        reverse(f"admin:profiles_{page}_changelist"),
        {"action": name, "_selected_action": [str(one.pk) for one in rows]},
        follow=True,
    )
    if answer.status_code == 403:  # a director: the administration is for operators
        return ""
    return " ".join(str(one) for one in answer.context["messages"])
