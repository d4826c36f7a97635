"""Messages that someone has signed out elsewhere: they end no one else's session, and sign no one in."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from allauth.socialaccount.models import SocialApp
from django.core import signing
from django.test import Client
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import rule

from mentornet import crypto
from profiles.models import Membership, SignOn, User
from profiles.sign_on.provider.domain.logout_token import EVENT
from profiles.sign_on.provider.domain.provider_sessions import note_session
from profiles.sign_on.provider.domain.secrets import ENCRYPTED
from profiles.sign_on.provider.metadata import ADVANCED, service_key
from tests.contract.identity_world import PROVIDER
from tests.contract.takeover.doors import Attacker, Leak
from tests.profiles.people.emails.steps import browser_of
from tests.support.forged import CLIENT, token
from tests.support.saml import IdentityProvider
from tests.support.saml_logout import Sender

KEY, CERTIFICATE = service_key("here")
SEALED = crypto.encrypt(KEY)
EVIL_PROVIDER = IdentityProvider("https://idp.evil.example")
ENDED = ("protege", "mentor", "facilitator", "ombuds")
ways = st.sampled_from(["redirect", "post"])
people = st.sampled_from(ENDED)


def name_of(who: str) -> str:
    """What the institution's provider calls someone."""
    return f"name-of-{who}"


class Bystanders:
    """People at work, each in a session of a password and in one that their provider opened."""

    def __init__(self, members: dict[str, Membership], sign_on: SignOn) -> None:
        self.users = {who: User.objects.get(pk=members[who].user_id) for who in ENDED}
        self.sign_on = sign_on
        # A key of our own, without which no message of the provider is read.
        app = SocialApp.objects.get(pk=sign_on.app_id)
        app.settings |= {"advanced": {**ADVANCED, "x509cert": CERTIFICATE}, ENCRYPTED: SEALED}
        app.save()
        self.browsers = {(who, by): Client() for who in ENDED for by in ("password", "provider")}

    def door(self, name: str) -> str:
        return reverse(name, args=[f"at-{self.sign_on.institution.slug}"])

    def come_in(self) -> None:
        """Whoever is out, for whatever reason, signs in again; by the provider while it is theirs."""
        is_theirs = SignOn.objects.filter(
            pk=self.sign_on.pk, app__provider=SignOn.SAML, state=SignOn.State.ON
        ).exists()
        inside = self.inside()
        for who, by in self.browsers:
            if (who, by) in inside or not self.users[who].is_active:
                continue
            if by == "provider" and not is_theirs:
                continue
            self.browsers[who, by] = browser_of(self.users[who])
            if by == "provider":
                opened_by = {
                    "institution": self.sign_on.institution_id,
                    "sign_on": self.sign_on.pk,
                    "subject": name_of(who),
                    "sid": f"sid-{who}",
                }
                note_session(self.browsers[who, by].session, opened_by)

    def inside(self) -> set[tuple[str, str]]:
        return {key for key, one in self.browsers.items() if "_auth_user_id" in one.session}


class LogoutRules:
    """Rules of the machine that sends such messages, true ones and false ones."""

    attacker: Attacker
    bystanders: Bystanders

    @contextmanager
    def sending(self, *ends: tuple[str, str]) -> Iterator[None]:
        """Raise Leak where a message ends a session that is not among *ends*."""
        self.bystanders.come_in()
        before = self.bystanders.inside()
        yield
        if gone := before - self.bystanders.inside() - set(ends):
            raise Leak(f"the {self.attacker.role} ends the sessions of {sorted(gone)}")

    def bring(self, sender: Sender, way: str, kind: str, who: str, at: int) -> Any:
        """Bring a SAML message to the institution's door, in one of the attacker's browsers."""
        door = self.bystanders.door("saml_sls")
        sender.destination = f"http://testserver{door}"
        browsers = self.attacker.browsers
        browser = browsers[at % len(browsers)]
        sids = (f"sid-{who}",) if at % 2 else ()
        if way == "post":
            form = (
                sender.posted_request(name_of(who), sids=sids)
                if kind == "request"
                else sender.posted_response(f"_{who}")
            )
            answer = self.attacker.ask(browser, "post", door, form, headers={"host": "testserver"})
        else:
            query = (
                sender.request(name_of(who), sids=sids)
                if kind == "request"
                else sender.response(f"_{who}")
            )
            answer = self.attacker.ask(
                browser, "get", f"{door}?{query}", headers={"host": "testserver"}
            )
        self.attacker.admit(browser)
        return answer

    @rule(
        who=people,
        way=ways,
        kind=st.sampled_from(["request", "response"]),
        named=st.sampled_from([PROVIDER.issuer, EVIL_PROVIDER.issuer]),
        signed=st.booleans(),
        at=st.integers(0, 5),
    )
    def sign_another_out_with_keys_of_ones_own(
        self, who: str, way: str, kind: str, named: str, signed: bool, at: int
    ) -> None:
        sender = Sender(EVIL_PROVIDER, issuer=named, signed=signed)
        with self.sending():
            self.bring(sender, way, kind, who, at)

    @rule(who=people, way=ways, at=st.integers(0, 5))
    def provider_signs_one_person_out(self, who: str, way: str, at: int) -> None:
        """Brought by the attacker's browser, as anyone may: that person's session, and no one else's."""
        with self.sending((who, "provider")):
            self.bring(Sender(PROVIDER), way, "request", who, at)

    @rule(
        who=people,
        sid=st.booleans(),
        own_key=st.booleans(),
        at=st.integers(0, 5),
    )
    def send_a_back_channel_token(self, who: str, sid: bool, own_key: bool, at: int) -> None:
        provider = self.attacker.provider
        if provider is None:
            return
        now = int(time.time())
        claims = {
            "iss": provider.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 120,
            "jti": uuid4().hex,
            "events": {EVENT: {}},
            **({"sid": f"sid-{who}"} if sid else {"sub": name_of(who)}),
        }
        made = (
            token(provider.key, claims) if own_key else token(provider.key, claims)[:-9] + "A" * 9
        )
        browser = self.attacker.browsers[at % len(self.attacker.browsers)]
        with self.sending():
            door = self.bystanders.door("openid_connect_back_channel")
            self.attacker.ask(browser, "post", door, {"logout_token": made})
        self.attacker.admit(browser)

    @rule(who=people, at=st.integers(0, 5))
    def hand_on_an_answer_of_ones_own_making(self, who: str, at: int) -> None:
        said = signing.dumps({"app": 1, "to": f"_{who}", "done": True}, key="a guess", salt="x")
        browser = self.attacker.browsers[at % len(self.attacker.browsers)]
        with self.sending():
            door = self.bystanders.door("saml_sls")
            self.attacker.ask(browser, "get", f"{door}?answered={said}")
        self.attacker.admit(browser)
