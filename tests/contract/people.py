"""Sign-in emails and joining: everybody their own, and who watches over changes."""

from __future__ import annotations

from typing import Any

from tests.contract.matrix import Expected, Kwargs, Outcome, Row, everyone, only, signed_in
from tests.contract.world import ROLES, World

WATCHERS = only("director", "ombuds", "other_director", others=Outcome.DENIED)
DIRECTORS = only("director", "other_director", others=Outcome.DENIED)
DIRECTORS_HERE = {**DIRECTORS, "other_director": Outcome.HIDDEN}
WATCHERS_HERE = {**WATCHERS, "other_director": Outcome.HIDDEN}
OPERATORS = {
    **dict.fromkeys(ROLES, Outcome.DENIED),
    "anonymous": Outcome.LOGIN,
    "operator": Outcome.OK,
}


def own(role: str) -> Expected:
    """The one whose account it is; to everybody else who is signed in it is not there."""
    return {**dict.fromkeys(ROLES, Outcome.HIDDEN), "anonymous": Outcome.LOGIN, role: Outcome.OK}


def keyed(name: str) -> Kwargs:
    return lambda world: {"pk": world.rows[name].pk}


def _member(world: World) -> dict[str, Any]:
    return {"pk": world.members["stranger"].pk}


def _token(world: World) -> dict[str, Any]:
    return {"token": world.rows["stop_token"]}


CLAIM = keyed("address_claim")
PEOPLE: dict[str, Row] = {
    **{
        f"profiles:{name}{part}": Row(DIRECTORS, kwargs=kwargs, method=method)
        for name in ("directed_people", "directed_mentors")
        for part, kwargs, method in (
            ("", lambda world: {}, "get"),
            ("_file", lambda world: {"suffix": "csv"}, "get"),
            ("_act", lambda world: {}, "post"),
            ("_views", lambda world: {}, "post"),
        )
    },
    "profiles:people_find": Row(DIRECTORS),
    "profiles:person_note_new": Row(DIRECTORS_HERE, kwargs=_member),
    "profiles:person_note": Row(DIRECTORS_HERE, kwargs=keyed("director_note")),
    "profiles:person_note_delete": Row(
        DIRECTORS_HERE, kwargs=keyed("director_note"), method="post"
    ),
    "profiles:directed_person": Row(DIRECTORS_HERE, kwargs=_member),
    "profiles:directed_person_activation": Row(DIRECTORS_HERE, kwargs=_member, method="post"),
    "profiles:my_address": Row(signed_in()),
    "profiles:confirm_address": Row(own("stranger"), kwargs=CLAIM, method="post"),
    "profiles:keep_address": Row(own("stranger"), kwargs=CLAIM, method="post"),
    "profiles:adopt_address": Row(own("stranger"), kwargs=_member, method="post"),
    "profiles:offers": Row(signed_in()),
    "profiles:accept_offer": Row(own("mentor"), kwargs=keyed("offer_to_join"), method="post"),
    "profiles:decline_offer": Row(own("mentor"), kwargs=keyed("offer_to_join"), method="post"),
    "profiles:stop_address_claim": Row(everyone(), kwargs=_token),
    "profiles:closed": Row(signed_in()),
    "profiles:address_claims": Row(WATCHERS),
    "profiles:stop_claim": Row(WATCHERS_HERE, kwargs=CLAIM, method="post"),
    "profiles:vouch_for": Row(WATCHERS_HERE, kwargs=CLAIM, method="post"),
    "profiles:operating_emails": Row(OPERATORS),
    "profiles:operating_institutions": Row(OPERATORS),
    "profiles:operating_stop_claim": Row(OPERATORS, kwargs=CLAIM, method="post"),
    "profiles:operating_vouch_for": Row(OPERATORS, kwargs=CLAIM, method="post"),
    "profiles:change_domain": Row(OPERATORS),
}
