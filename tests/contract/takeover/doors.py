"""An attacker at the real doors: browsers, mailboxes, a program, a directory and a provider of their own."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import NoReverseMatch, reverse

from mentornet.models import OutboxMessage
from profiles.models import Membership, User
from tests.conftest import empty_cache
from tests.contract.access import MATRIX
from tests.contract.crawl import text_of
from tests.contract.world import World
from tests.profiles.people.emails.steps import Directory, browser_of
from tests.support.api import Api
from tests.support.forged import ForgedProvider, token

EVIL = "evil.example"
CHOSEN = "seven grey herons wade"
LINK = re.compile(r"https?://[^/\s]+(/\S+)")
# Their addresses hold what comes in a mail to somebody else, or end the session that looks.
LEFT_OUT = {"profiles:activate", "profiles:stop_address_claim", "account_logout", "admin:logout"}


class Leak(AssertionError):
    """Something of others' reached the attacker."""


@dataclass(frozen=True)
class Door:
    """An address of the access matrix, filled in for its rightful reader."""

    name: str
    method: str
    kwargs: dict[str, Any]
    sent: dict[str, Any]

    def path(self, pk: Any = None) -> str | None:
        """Return the path, with another key in place of its own; None where no such path exists."""
        kwargs = self.kwargs | ({"pk": pk} if pk and "pk" in self.kwargs else {})
        try:
            return self.name if self.name.startswith("/") else reverse(self.name, kwargs=kwargs)
        except NoReverseMatch:
            return None


def doors_of(world: World) -> dict[str, Door]:
    """Every address of the matrix, by name."""
    return {
        name: Door(name, row.method, row.kwargs(world), row.data(world))
        for name, row in MATRIX.items()
        if name not in LEFT_OUT
    }


def keys_of(world: World) -> dict[str, Any]:
    """The key of each row and person of the world, by name."""
    rows = {name: row.pk for name, row in world.rows.items() if hasattr(row, "pk")}
    return rows | {f"member:{role}": member.pk for role, member in world.members.items()}


@dataclass
class Attacker:
    """Somebody who does whatever they can; each answer is read for what is not theirs."""

    role: str
    user: User
    closed: dict[str, str]
    people: set[str]
    member: Membership | None = None
    provider: ForgedProvider | None = None
    browsers: list[Client] = field(default_factory=list)
    opened: set[str] = field(default_factory=set)
    did: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        empty_cache()
        self.browsers.append(browser_of(self.user))
        if self.directs and self.member:
            self.api = Api(self.member.institution, name="Theirs")
            self.directory = Directory(self.member.institution)

    @property
    def directs(self) -> bool:
        return self.role in ("director", "other_director")

    def ask(self, browser: Client, method: str, path: str, data: Any = None, **more: Any) -> Any:
        """Send a request as a browser does, and read what comes back."""
        answer = getattr(browser, method)(path, data or {}, **more)
        return self.read(answer, f"{method} {path}")

    def own(self, method: str, path: str, data: Any = None, **more: Any) -> Any:
        """The same in the attacker's first browser."""
        return self.ask(self.browsers[0], method, path, data, **more)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call the API with every scope there is."""
        return self.read(self.api.call(method, path, body, **headers), f"API {method} {path}")

    def provision(self, method: str, path: str, body: Any = None) -> Any:
        return self.read(self.directory(method, path, body), f"SCIM {method} {path}")

    def read(self, answer: Any, where: str) -> Any:
        self.did[f"{answer.status_code // 100}xx"] += 1
        self.look(text_of(answer), where)
        return answer

    def look(self, text: str, where: str) -> None:
        found = [name for words, name in self.closed.items() if words in text]
        if found:
            raise Leak(f"the {self.role} reads {found} at {where}")

    def admit(self, browser: Client) -> None:
        """Keep a browser that may have got in somewhere."""
        if "_auth_user_id" in browser.session and len(self.browsers) < 6:
            self.browsers.append(browser)

    def check_sessions(self) -> None:
        """Raise Leak where a browser is in as somebody else, with all that is theirs open."""
        for browser in self.browsers:
            key = browser.session.get("_auth_user_id")
            if key in self.people and User.objects.get(pk=key).unproven_since is None:
                raise Leak(f"the {self.role} is signed in as {User.objects.get(pk=key).email}")

    def mail(self) -> list[OutboxMessage]:
        """What came to addresses that the attacker controls."""
        rows = OutboxMessage.objects.order_by("created_at", "pk")
        return [
            one
            for one in rows
            if one.recipient.endswith(f"@{EVIL}") or one.recipient == self.user.email
        ]

    def check_mail(self) -> None:
        for one in self.mail():
            said = [
                one.subject,
                one.body_text,
                one.body_html,
                one.calendar,
                json.dumps(one.headers),
            ]
            self.look("\n".join(said), f"a mail to {one.recipient}")

    def follow_mail(self) -> None:
        """Open each link that came, press its button, and choose a password where one is asked for."""
        empty_cache()
        for one in self.mail():
            for path in LINK.findall(one.body_text):
                if path in self.opened or not one.recipient.endswith(f"@{EVIL}"):
                    continue
                self.opened.add(path)
                browser = Client()
                page = self.ask(browser, "get", path, follow=True)
                names = ("password1", "password2", "new_password1", "new_password2")
                here = page.request["PATH_INFO"]
                self.ask(browser, "post", here, dict.fromkeys(names, CHOSEN))
                self.admit(browser)

    def slug(self) -> str:
        return self.member.institution.slug if self.member else ""

    def through_provider(self, browser: Client, **claims: Any) -> None:
        """Leave for the provider, have it say *claims*, and come back."""
        provider = self.provider
        if provider is None:
            return
        leaving = self.ask(browser, "get", f"/accounts/oidc/at-{self.slug()}/login/")
        query = parse_qs(urlsplit(leaving.headers.get("Location", "")).query)
        if leaving.status_code != 302 or "nonce" not in query:
            return
        provider.nonce = query["nonce"][0]
        provider.answer = lambda right: token(provider.key, {**right, **claims})
        back = urlencode({"code": "c-1", "state": query["state"][0]})
        self.ask(browser, "get", f"/accounts/oidc/at-{self.slug()}/login/callback/?{back}")
        self.admit(browser)


def is_there(member: Membership) -> bool:
    """Read the row anew; whether it is still there."""
    try:
        member.refresh_from_db()
    except ObjectDoesNotExist:
        return False
    return True
