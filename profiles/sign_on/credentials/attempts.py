"""How often someone may try to sign in, ask for a code or for a new password, and who pays for it.

Three counters, none of which lets one person keep another out:

- **One account from one client** (an address, behind a hospital's proxy many people's): few tries. Who
  guesses at an account shuts out itself; at most the owner's colleagues at the same address share that,
  and a browser that the account knows (`devices.py`) is counted apart from all others.
- **One account from all clients that it does not know**: more tries. It bounds what many machines together
  can guess in a day. No single client can reach it.
- **One client, whatever account**: it is never shut out, for others may stand behind the same address. A
  client at which very much goes wrong has fewer tries at each account from then on: whoever types their
  own password right the first time notices nothing.

Only what fails counts, and only what was tried: an empty form counts for no one, a refused try does not
count again, and a success takes its count back. Counters stand in the cache, by the hour and the day of
the clock; a cache that is emptied begins with nothing.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

from mentornet.client_address import client_key
from profiles.access.devices import device_of_address
from profiles.sign_on import log

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@dataclass(frozen=True)
class Limit:
    """At most *most* tries in each *seconds* of the clock."""

    most: int
    seconds: int


@dataclass(frozen=True)
class Limits:
    """For one kind of try: see the three counters above."""

    pair: tuple[Limit, ...]
    account: tuple[Limit, ...]
    client: Limit
    pair_when_strained: tuple[Limit, ...]


LIMITS = {
    # A wrong password.
    "password": Limits(
        pair=(Limit(5, 5 * MINUTE), Limit(20, DAY)),
        account=(Limit(30, HOUR), Limit(100, DAY)),
        client=Limit(100, HOUR),
        pair_when_strained=(Limit(1, HOUR), Limit(5, DAY)),
    ),
    # A mail with a code, each good for three guesses.
    "code": Limits(
        pair=(Limit(3, MINUTE), Limit(10, HOUR), Limit(30, DAY)),
        account=(Limit(35, HOUR), Limit(60, DAY)),
        client=Limit(200, HOUR),
        pair_when_strained=(Limit(1, HOUR), Limit(5, DAY)),
    ),
    # A mail with a link to set a new password: the owner gets it, whoever asked.
    "reset": Limits(
        pair=(Limit(3, HOUR), Limit(6, DAY)),
        account=(Limit(8, HOUR), Limit(20, DAY)),
        client=Limit(200, HOUR),
        pair_when_strained=(Limit(1, HOUR), Limit(3, DAY)),
    ),
}


# So many mails with codes and links go ahead of all other mail for one client. More are sent, too, but in
# their turn: whoever asks for thousands must not stand before a person who waits for one.
AHEAD = (Limit(20, MINUTE), Limit(100, HOUR))


class TooManyTries(Exception):
    """This account cannot be tried from here for a while."""


@dataclass(frozen=True)
class Attempt:
    """A try that has been counted, to be taken back where it was none."""

    keys: tuple[str, ...]

    def take_back(self) -> None:
        for key in self.keys:
            _add(key, -1)


def begin(request: HttpRequest, kind: str, *, address: str) -> Attempt:
    """Count a try of *kind* at the account of *address*. Raises TooManyTries.

    The count comes before the password is looked at, so that tries at the same moment count, too.
    Whether there is such an account makes no difference.
    """
    try:
        return _begin(request, kind, address=address)
    except TooManyTries:
        log.note_refused(request, kind, address=address)
        raise


def _begin(request: HttpRequest, kind: str, *, address: str) -> Attempt:
    limits = LIMITS[kind]
    account = hashlib.sha256(address.strip().lower().encode()).hexdigest()
    if device := device_of_address(request, address):
        return _count(kind, [(f"device:{device}:{account}", limits.pair)])
    client = client_key(request)
    of_client = _key(kind, f"client:{client}", limits.client)
    strained = _used(of_client) >= limits.client.most
    pair = limits.pair_when_strained if strained else limits.pair
    counted = _count(
        kind, [(f"pair:{client}:{account}", pair), (f"account:{account}", limits.account)]
    )
    _add(of_client, 1, seconds=limits.client.seconds)
    return Attempt((*counted.keys, of_client))


def goes_ahead(request: HttpRequest, *, address: str) -> bool:
    """Count a mail that is asked for at a sign-in page; whether it goes ahead of all other mail.

    One for an account that this browser knows always does, and is not counted.
    """
    if device_of_address(request, address):
        return True
    who = f"client:{client_key(request)}"
    used = [_add(_key("ahead", who, one), 1, seconds=one.seconds) for one in AHEAD]
    return all(count <= one.most for count, one in zip(used, AHEAD, strict=True))


def reset(request: HttpRequest, kind: str, *, address: str) -> None:
    """Let *address* be tried from this client as if nothing had gone wrong, as after a new password."""
    account = hashlib.sha256(address.strip().lower().encode()).hexdigest()
    whose = [f"pair:{client_key(request)}:{account}"]
    if device := device_of_address(request, address):
        whose.append(f"device:{device}:{account}")
    limits = LIMITS[kind]
    for who in whose:
        for limit in (*limits.pair, *limits.pair_when_strained):
            cache.delete(_key(kind, who, limit))


def _count(kind: str, counters: list[tuple[str, tuple[Limit, ...]]]) -> Attempt:
    """Count in every counter, or in none where one is full."""
    done: list[str] = []
    for who, limits in counters:
        for limit in limits:
            key = _key(kind, who, limit)
            done.append(key)
            if _add(key, 1, seconds=limit.seconds) > limit.most:
                Attempt(tuple(done)).take_back()
                raise TooManyTries
    return Attempt(tuple(done))


def _key(kind: str, who: str, limit: Limit) -> str:
    return f"tries:{kind}:{limit.seconds}:{int(time.time()) // limit.seconds}:{who}"


def _used(key: str) -> int:
    return int(cache.get(key) or 0)


def _add(key: str, by: int, *, seconds: int = DAY) -> int:
    """Add to a counter in one step, so that no two tries count as one; what it stands at."""
    if by > 0:
        cache.add(key, 0, timeout=seconds)
    try:
        return int(cache.incr(key, by))
    except ValueError:  # it ended between the two lines
        return max(by, 0)
