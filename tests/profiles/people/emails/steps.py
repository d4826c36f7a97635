"""What people, and those who try to become someone else, do step by step through the real doors."""

from __future__ import annotations

import json
import re
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentornet.models import OutboxMessage
from profiles.models import Institution, Membership, RosterImport, User
from profiles.provisioning.domain.tokens import issue_token
from profiles.roster.tasks import advance_roster_import
from profiles.vocabulary import Rank, StaffRoleKind
from tests.factories import MembershipFactory, UserFactory

PASSWORD = "nine blue lanterns"
HEAD = "external_id,email,given_name,family_name,rank"


def in_use(member: Membership, *, password: str = "") -> Membership:
    """Let *member* have activated their account; without a password, they sign in by code."""
    user = member.user
    if password:
        user.set_password(password)
    user.activated_at = timezone.now()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    member.refresh_from_db()
    return member


def person(institution: Institution, number: str, email: str, **more: Any) -> Membership:
    """Someone who uses their account."""
    row = MembershipFactory(
        institution=institution, external_id=number, user__email=email, given_name="Ada", **more
    )
    return in_use(row, password=PASSWORD)


def director_of(institution: Institution, email: str = "director@school.example") -> Client:
    """A browser in which a director of *institution* is signed in."""
    row = person(institution, f"D-{email}", email, offices=[StaffRoleKind.DIRECTOR])
    return browser_of(row.user)


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def line(member: Membership, email: str) -> str:
    """A row of a roster that gives *member* another email."""
    return ",".join([member.external_id, email, member.given_name, member.family_name, member.rank])


def import_file(director: Client, *lines: str, **more: str) -> RosterImport:
    """Upload a roster, let the worker look at it, and import it."""
    file = SimpleUploadedFile("roster.csv", "\n".join([HEAD, *lines]).encode())
    answer = director.post("/dashboard/roster/", {"file": file, **more})
    assert answer.status_code == 302, answer.content.decode()
    row = RosterImport.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])
    advance_roster_import(str(row.pk))
    director.post(reverse("profiles:roster_confirm", args=[row.pk]), {"skip": "1"})
    advance_roster_import(str(row.pk))
    row.refresh_from_db()
    return row


def code_sent_to(email: str) -> tuple[Client, str]:
    """Ask for a sign-in code at *email*; the browser, and the code if one came."""
    client = Client()
    OutboxMessage.objects.filter(kind="account:login_code").delete()
    client.post(reverse("account_request_login_code"), {"email": email})
    message = OutboxMessage.objects.filter(kind="account:login_code", recipient=email).first()
    if message is None:
        return client, ""
    found = re.search(r"^[A-Z0-9]{3,}(-[A-Z0-9]{3,})?$", message.body_text, re.MULTILINE)
    assert found, message.body_text
    return client, found.group()


def enter_by_code(email: str) -> Client:
    """Sign in with a code that was mailed to *email*; where none came, the browser stays outside."""
    client, code = code_sent_to(email)
    if code:
        client.post(reverse("account_confirm_login_code"), {"code": code})
    return client


def enter_by_password(email: str, password: str = PASSWORD) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return client


def is_in_as(client: Client, user: User) -> bool:
    return client.session.get("_auth_user_id") == str(user.pk)


def mails_to(email: str) -> list[str]:
    """The kinds of mail that were written to *email*, in their order, but for notices of sign-ins."""
    rows = OutboxMessage.objects.filter(recipient=email).exclude(kind="security_notice")
    rows = rows.order_by("created_at", "kind")
    return [one.kind for one in rows]


def link_in(email: str, kind: str) -> str:
    """The path of the last link of the last mail of this kind to *email*."""
    message = OutboxMessage.objects.filter(recipient=email, kind=kind).latest("created_at")
    address = re.findall(r"https?://\S+", message.body_text.partition("\n-- \n")[0])[-1]
    return "/" + address.split("/", 3)[3]


class Directory:
    """A directory that speaks SCIM for one institution."""

    def __init__(self, institution: Institution) -> None:
        _row, self.secret = issue_token(
            institution, label="Okta", default_rank=Rank.INSTRUCTOR, actor=UserFactory()
        )

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        return Client().generic(
            method,
            f"/scim/v2/{path}",
            "" if body is None else json.dumps(body),
            content_type="application/scim+json",
            headers={"Authorization": f"Bearer {self.secret}"},
        )
