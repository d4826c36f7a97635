"""The sign-in library's pages and emails are ours: plain words, and nothing of its own left."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.test import Client
from django.urls import reverse

from mentornet.models import OutboxMessage
from tests.profiles.sign_on.credentials.test_required_factor import (
    member,
    real_installation,
    set_up_app,
    sign_in,
)
from tests.support.pages import heading

pytestmark = pytest.mark.django_db
__all__ = ["real_installation"]

PAGES = {
    "mfa_index": "Two-factor authentication",
    "mfa_view_recovery_codes": "Recovery codes",
    "mfa_generate_recovery_codes": "Make new recovery codes?",
    "mfa_deactivate_totp": "Turn off the authenticator app?",
    "mfa_list_webauthn": "Passkeys and security keys",
    "mfa_add_webauthn": "Add a passkey or security key",
    "account_change_password": "Change password",
    "usersessions_list": "Active sessions",
}


def test_each_page_of_an_account_has_our_heading():
    person = member()
    client = sign_in(person.user)
    set_up_app(client)

    headings = {name: heading(client.get(reverse(name))) for name in PAGES}
    listed = client.get(reverse("mfa_list_webauthn")).content.decode()

    assert headings == PAGES
    assert "You have no passkeys or security keys yet." in listed


def test_recovery_codes_can_be_read_where_they_are_shown():
    person = member()
    client = sign_in(person.user)
    set_up_app(client)
    codes = RecoveryCodes.activate(person.user).get_unused_codes()

    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()

    assert "10 of 10 codes are left." in page
    assert [code for code in codes if code not in page] == []


def test_a_code_is_asked_for_and_sent_in_our_words():
    person = member()
    client = Client()

    client.post(reverse("account_request_login_code"), {"email": person.user.email})
    page = client.get(reverse("account_confirm_login_code"))
    sent = OutboxMessage.objects.get(kind="account:login_code")

    assert heading(page) == "Check your email"
    assert person.user.email in page.content.decode()
    assert sent.subject == "Your MentorNet sign-in code"
    assert "Your sign-in code is:" in sent.body_text
    assert "Hello from" not in sent.body_text


def test_a_new_password_is_asked_for_in_our_words():
    person = member()

    Client().post(reverse("account_reset_password"), {"email": person.user.email})
    sent = OutboxMessage.objects.get(kind="account:password_reset_key")

    assert sent.subject == "Set your MentorNet password"
    assert "ignore this email. Your password stays the same." in sent.body_text


def test_a_wrong_code_says_what_to_do():
    person = member()
    set_up_app(sign_in(person.user))
    half = sign_in(person.user)

    asked = half.get(reverse("mfa_authenticate"))
    refused = half.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert heading(asked) == "Two-factor authentication"
    assert "This code is wrong. Check it and try again." in refused.content.decode()
