"""What must not be readable in the database: sessions, and the secrets of second factors."""

from __future__ import annotations

import base64
import json
import re
import zlib

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.urls import reverse

from mentornet.models import OutboxMessage
from tests.factories import MembershipFactory
from tests.support.pages import heading

pytestmark = pytest.mark.django_db


def stored(session: Session) -> bytes:
    """What a reader of the table can make of a row without a key."""
    text = session.session_data.split(":")[0]
    packed = base64.urlsafe_b64decode(text.lstrip(".") + "=" * (-len(text.lstrip(".")) % 4))
    return zlib.decompress(packed) if text.startswith(".") else packed


def test_code_for_a_sign_in_is_not_readable_in_the_session(client):
    user = MembershipFactory().user
    client.post(reverse("account_request_login_code"), {"email": user.email})
    [mail] = OutboxMessage.objects.filter(recipient=user.email)
    [session] = Session.objects.all()

    [code] = re.findall(r"^[A-Z0-9-]{6,}$", mail.body_text, re.MULTILINE)

    assert code in json.dumps(session.get_decoded())
    assert code.encode() not in stored(session)
    assert b"account_login" not in stored(session)


def test_session_of_another_key_is_an_empty_one(client, settings):
    client.force_login(MembershipFactory().user)
    [session] = Session.objects.all()
    assert session.get_decoded()["_auth_user_id"]

    settings.SECRET_KEY = "another key, of which nobody knows" * 3

    assert session.get_decoded() == {}


def test_session_outlives_a_change_of_the_key_while_the_old_one_is_kept(client, settings):
    client.force_login(MembershipFactory().user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of which nobody knows" * 3

    # Its check of the password is made with the key, too, and renewed by the framework.
    assert heading(client.get(reverse("networks:home"))) == "Hello, Ada"


def test_secrets_of_second_factors_lie_encrypted_and_work():
    user = MembershipFactory().user
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    codes = RecoveryCodes.activate(user).get_unused_codes()

    rows = {row.type: json.dumps(row.data) for row in Authenticator.objects.all()}

    assert secret not in rows["totp"]
    assert re.fullmatch(r'\{"secret": "gAAAA[\w=-]+"\}', rows["totp"])
    assert "gAAAA" in rows["recovery_codes"]
    again = Authenticator.objects.get(type="recovery_codes").wrap()
    assert again.get_unused_codes() == codes
    assert again.validate_code(codes[0])


def test_secrets_from_before_work_and_are_encrypted_by_the_command(settings):
    user = MembershipFactory().user
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    seed = "0123456789abcdef0123456789abcdef01234567"
    codes = Authenticator.objects.create(
        user=user, type="recovery_codes", data={"seed": seed, "used_mask": 0}
    )
    before = codes.wrap().get_unused_codes()

    call_command("rotate_secret_key", stdout=None)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of which nobody knows" * 3
    call_command("rotate_secret_key")
    settings.SECRET_KEY_FALLBACKS = []

    held = [row.data for row in Authenticator.objects.order_by("type")]
    assert [name for one in held for name in one if str(one[name]).startswith("gAAAA")] == [
        "seed",
        "secret",
    ]
    assert Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes() == before


def test_lost_key_encrypts_nothing_again(settings):
    TOTP.activate(MembershipFactory().user, generate_totp_secret())
    before = Authenticator.objects.get().data
    settings.SECRET_KEY = "another key, of which nobody knows" * 3

    with pytest.raises(CommandError, match="nothing was changed"):
        call_command("rotate_secret_key")

    assert Authenticator.objects.get().data == before
