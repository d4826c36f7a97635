"""One person in the words of SCIM, and what a directory wants of them in the words of the roster.

A directory reads back what it sent, as long as that still holds here; what it never spoke of, it reads
as we know it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from scim2_models import Meta, Reference, Resource

from profiles.models import Membership, ProvisionedMember
from profiles.provisioning.domain.scim_models import (
    Email,
    EnterpriseUser,
    Faculty,
    InGroup,
    Manager,
    Name,
    Person,
)
from profiles.provisioning.domain.scim_resources import ScimError, shown
from profiles.roster.domain.cells import CellError, clean, rank_of
from profiles.roster.domain.snapshot import path_in_words

Paths = Mapping[UUID, tuple[str, ...]]
LONGEST = {"user_name": 254, "external_id": 254, "title": 200, "display_name": 200}


@dataclass(frozen=True)
class Wish:
    """What a directory wants someone to be. None: it says nothing of this."""

    user_name: str
    external_id: str
    email: str
    given_name: str
    family_name: str
    active: bool | None
    number: str
    rank: str
    unit: str | None
    manager: str | None
    track: str | None
    specialty: str | None
    said: dict[str, Any]

    @property
    def first_number(self) -> str:
        """What the roster calls someone whom it does not know yet."""
        return self.number or _as_kept(self.external_id or self.user_name)


def base() -> str:
    """Return the address under which SCIM lives."""
    return f"{settings.SITE_URL}/scim/v2"


def versioned(resource: Resource[Any], meta: Meta) -> Any:
    """Return *resource* with *meta*, and in it the version of all that it says."""
    text = json.dumps(shown(resource), sort_keys=True, default=str)
    meta.version = f'W/"{hashlib.sha256(text.encode()).hexdigest()[:24]}"'
    resource.meta = meta
    return resource


# As a directory reads them -----------------------------------------------------------------


def person_of(member: Membership, paths: Paths) -> Any:
    """Return *member* as a user resource; *paths* are those of the institution's units."""
    entry: ProvisionedMember | None = getattr(member, "provisioned", None)
    said = entry.said if entry else {}
    resource = Person(
        id=str(member.pk),
        external_id=(entry.external_id if entry else "") or None,
        user_name=entry.user_name if entry else member.email,
        name=Name(
            formatted=said.get("formatted") if said else member.name,
            given_name=member.given_name or None,
            family_name=member.family_name or None,
        ),
        display_name=said.get("displayName") if said else member.name,
        title=said.get("title"),
        active=None if said.get("noActive") else member.is_current,
        emails=_emails(member, said),
        groups=_groups(member, paths),
    )
    resource[EnterpriseUser] = _place(member, entry, said, paths)
    resource[Faculty] = Faculty(
        rank=None if said.get("noRank") else member.rank_key or None,
        track=member.track_key or None,
        specialty=member.specialty or None,
    )
    changed = [member.updated_at, entry.updated_at if entry else None]
    meta = Meta(
        resource_type="User",
        created=member.added_at,
        last_modified=max(moment for moment in changed if moment),
        location=f"{base()}/Users/{member.pk}",
    )
    return versioned(resource, meta)


def _emails(member: Membership, said: Mapping[str, Any]) -> list[Email]:
    rows = [Email(**one) for one in said.get("emails", [])]
    if rows and _chosen(rows).lower() == member.email.lower():
        return rows
    return [Email(value=member.email, type="work", primary=True)]


def _groups(member: Membership, paths: Paths) -> list[InGroup] | None:
    if member.unit_id is None or not member.is_current:
        return None
    address = f"{base()}/Groups/{member.unit_id}"
    name = path_in_words(paths[member.unit_id])
    return [InGroup(value=str(member.unit_id), ref=Reference(address), display=name, type="direct")]


def _place(
    member: Membership,
    entry: ProvisionedMember | None,
    said: Mapping[str, Any],
    paths: Paths,
) -> EnterpriseUser:
    place = EnterpriseUser()
    if not said or said.get("number"):
        place.employee_number = member.external_id
    if entry and entry.said_unit == member.unit_id and ("department" in said or "division" in said):
        place.department, place.division = said.get("department"), said.get("division")
    elif member.unit_id:
        place.department = path_in_words(paths[member.unit_id])
    if member.supervisor_id:
        place.manager = Manager(
            value=str(member.supervisor_id),
            ref=Reference(f"{base()}/Users/{member.supervisor_id}"),
            display_name=member.supervisor.name if member.supervisor else None,
        )
    return place


# As the roster writes them ------------------------------------------------------------------


def wish_of(user: Any, *, before: Any = None, spoken: Set[str] = frozenset()) -> Wish:
    """Return what a directory wants that sends *user*; raise ScimError.

    *before* is how they were before a PATCH: what it has not changed, it says nothing of. *spoken* is
    what the directory said earlier: a whole user without it clears it.
    """
    _check_lengths(user)
    place = user[EnterpriseUser] or EnterpriseUser()
    faculty = user[Faculty] or Faculty()
    was = (before[EnterpriseUser] if before else None) or EnterpriseUser()
    unit = " / ".join(part for part in _words(place.department, place.division) if part)
    manager = _word(place.manager.value) if place.manager else ""
    had = _word(was.manager.value) if was.manager else ""
    had_faculty = (before[Faculty] if before else None) or Faculty()
    rank = _word(faculty.rank)
    if before is not None and rank == _word(had_faculty.rank):
        # A new title is a new rank, unless that was sent as well.
        rank = (rank_of(_word(user.title)) if user.title != before.title else "") or rank
    wish = {
        "unit": (unit, (was.department, was.division) != (place.department, place.division)),
        "manager": (manager, manager != had),
        "track": (_word(faculty.track), had_faculty.track != faculty.track),
        "specialty": (_word(faculty.specialty), had_faculty.specialty != faculty.specialty),
    }
    said = {
        name: text if (changed if before is not None else text or name in spoken) else None
        for name, (text, changed) in wish.items()
    }
    names = sorted(spoken | {name for name, text in said.items() if text is not None})
    return Wish(
        user_name=_word(user.user_name),
        external_id=_word(user.external_id),
        email=_chosen(user.emails),
        given_name=_word(user.name.given_name),
        family_name=_word(user.name.family_name),
        active=user.active,
        number=_as_kept(_word(place.employee_number)),
        rank=rank or rank_of(_word(user.title)) or "",
        said=_said(user, place, names)
        | ({"noRank": True} if before is not None and not _word(faculty.rank) else {})
        | ({"noActive": True} if user.active is None else {}),
        **said,
    )


def _said(user: Any, place: EnterpriseUser, names: list[str]) -> dict[str, Any]:
    found = {
        "displayName": user.display_name,
        "title": user.title,
        "formatted": user.name.formatted,
        "emails": [one.model_dump(exclude_none=True) for one in user.emails],
        "department": place.department,
        "division": place.division,
        "number": bool(place.employee_number),
        "names": names,
    }
    return {name: value for name, value in found.items() if value}


def _check_lengths(user: Any) -> None:
    if not _word(user.user_name):
        raise ScimError("userName must not be empty.")
    if user.name is None or not user.emails or not all(_word(one.value) for one in user.emails):
        raise ScimError("There is no name or no email address.")
    for field, most in LONGEST.items():
        if len(_word(getattr(user, field))) > most:
            raise ScimError(f"{type(user)._scim_name(field)} has at most {most} characters.")
    if len(user.emails) > 20 or any(len(_word(one.value)) > 254 for one in user.emails):
        raise ScimError("emails has at most 20 addresses, of at most 254 characters.")


def _chosen(emails: list[Email]) -> str:
    """Return the primary address, else the one for work, else the first."""
    primary = [one for one in emails if one.primary]
    work = [one for one in emails if _word(one.type).lower() == "work"]
    return _word((primary or work or emails)[0].value)


def _as_kept(number: str) -> str:
    """Return *number* as the roster keeps it. What it can't keep, the roster's plan refuses."""
    with suppress(CellError):
        return clean(number)
    return number


def _words(*values: str | None) -> list[str]:
    return [_word(one) for one in values]


def _word(value: Any) -> str:
    return str(value or "").strip()


def filled(data: Any, *, active: bool) -> Any:
    """Return a user's body with what follows from the rest: whether they are here, a name, an address."""
    if not isinstance(data, Mapping):
        return data
    plain = {str(key).lower(): value for key, value in data.items()}
    found = dict(data)
    if plain.get("active") is None:
        found = _with(found, "active", active)
    name, shown_name = plain.get("name"), plain.get("displayname")
    parts = (
        {str(key).lower(): value for key, value in name.items()}
        if isinstance(name, Mapping)
        else {}
    )
    given, family = parts.get("givenname"), parts.get("familyname")
    if not given and not family and isinstance(shown_name, str):
        given, _blank, family = shown_name.strip().rpartition(" ")
    if (given or family) and (name is None or isinstance(name, Mapping)):
        rest = {
            key: value
            for key, value in (name or {}).items()
            if str(key).lower() not in ("givenname", "familyname")
        }
        halves = {"givenName": given, "familyName": family}
        named = {key: value for key, value in halves.items() if value}
        found = _with(found, "name", {**rest, **named})
    user_name = plain.get("username")
    if not plain.get("emails") and isinstance(user_name, str) and "@" in user_name:
        email = {"value": user_name, "type": "work", "primary": True}
        found = _with(found, "emails", [email])
    return found


def _with(data: Mapping[str, Any], name: str, value: Any) -> dict[str, Any]:
    rest = {key: one for key, one in data.items() if str(key).lower() != name.lower()}
    return {**rest, name: value}
