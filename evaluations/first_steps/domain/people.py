"""The people whom a newcomer lists: colleagues and people outside, before they are in the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.search import SearchQuery
from django.db import transaction
from django.db.models import TextChoices

from evaluations.first_steps.domain.contacts import Contact, usable_address
from evaluations.first_steps.errors import TooManyPeople
from evaluations.first_steps.models import FirstSteps
from networks.relationships.domain.queries.colleagues import words_query
from profiles.models import Membership
from profiles.vocabulary import RANK_ORDER, Area, MentorRole, TieKind

MOST_PEOPLE = 40
ALWAYS = frozenset({"key", "member", "name", "email", "affiliation", "kind"})


@dataclass(frozen=True)
class Listed:
    """Someone on the list. `member` is the key of a colleague; empty for someone outside.

    `roles` and `areas` are what they do for the newcomer, if they said so; `emails` that someone outside
    agreed to get email.
    """

    key: str
    member: str = ""
    name: str = ""
    email: str = ""
    affiliation: str = ""
    kind: str = TieKind.DYAD.value
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    emails: bool = False


FIELDS = frozenset(one.name for one in fields(Listed))


@dataclass(frozen=True)
class Description:
    """What a newcomer says about someone on the list; None leaves a part as it was."""

    kind: str | None = None
    email: str | None = None
    roles: Sequence[str] | None = None
    areas: Sequence[str] | None = None
    emails: bool | None = None


@dataclass(frozen=True)
class Person:
    """Someone on the list as the page shows them; `colleague` None for someone outside."""

    listed: Listed
    colleague: Membership | None

    @property
    def name(self) -> str:
        return self.colleague.name if self.colleague else self.listed.name


def list_of(steps: FirstSteps) -> list[Listed]:
    """Return the people of *steps* in the order in which they were added."""
    return [
        Listed(**{name: _kept(value) for name, value in row.items() if name in FIELDS})
        for row in steps.people
    ]


def _kept(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def people_of(steps: FirstSteps, member: Membership) -> list[Person]:
    """Return the list with *member*'s colleagues as they are now; who has left is not shown."""
    listed = list_of(steps)
    keys = [one.member for one in listed if one.member]
    here = _current(member).select_related("unit", "user", "institution").defer("search")
    colleagues = {str(one.pk): one for one in here.filter(pk__in=keys)} if keys else {}
    return [
        Person(one, colleagues.get(one.member))
        for one in listed
        if not one.member or one.member in colleagues
    ]


def steps_of(member: Membership) -> FirstSteps:
    """Return *member*'s first steps to read; unsaved where they have not begun."""
    found: FirstSteps | None = FirstSteps.objects.filter(member=member).first()
    return found or FirstSteps(member=member, institution=member.institution)


def lock_steps(member: Membership) -> FirstSteps:
    """Return *member*'s first steps, begun now if need be and locked: one change at a time."""
    FirstSteps.objects.get_or_create(member=member, institution=member.institution)
    locked: FirstSteps = FirstSteps.objects.select_for_update().get(member=member)
    return locked


@transaction.atomic
def add_colleague(member: Membership, *, colleague: Membership) -> FirstSteps:
    """List *colleague*; twice is once. Raise TooManyPeople."""
    kind = likely_kind(member, colleague)
    return _add(member, [Listed(uuid4().hex, member=str(colleague.pk), kind=kind)])


@transaction.atomic
def add_contacts(member: Membership, *, contacts: Sequence[Contact]) -> FirstSteps:
    """List *contacts*: as colleagues where their sign-in email or their full name is one's own.

    A name that several colleagues have stays someone outside, which its owner can see and change.
    Raise TooManyPeople.
    """
    if len(contacts) > MOST_PEOPLE:
        raise TooManyPeople
    known = _colleagues_among(member, contacts)
    added = []
    for one in contacts:
        colleague = known.get(one)
        if colleague is not None:
            kind = likely_kind(member, colleague)
            added.append(Listed(uuid4().hex, member=str(colleague.pk), kind=kind))
        else:
            added.append(
                Listed(
                    uuid4().hex,
                    name=one.name,
                    email=one.email,
                    affiliation=one.affiliation,
                )
            )
    return _add(member, added)


@transaction.atomic
def remove_person(member: Membership, *, key: str) -> FirstSteps:
    """Take the person *key* off the list; no one learns of it. Idempotent."""
    steps = lock_steps(member)
    return _write(steps, [one for one in list_of(steps) if one.key != key])


@transaction.atomic
def describe_people(member: Membership, *, said: Mapping[str, Description]) -> FirstSteps:
    """Save what *said* has about each person by key; the email of those outside alone.

    A kind, role or area that there is not is left out, an email that could not exist is not saved.
    """
    steps = lock_steps(member)
    return _write(
        steps,
        [_described(one, said[one.key]) if one.key in said else one for one in list_of(steps)],
    )


def _described(one: Listed, said: Description) -> Listed:
    email = one.email if one.member or said.email is None else usable_address(said.email)
    # Checked without an address it stays checked, so that whoever forgot to enter one is told.
    wants_emails = one.emails and bool(email) if said.emails is None else said.emails
    return replace(
        one,
        kind=said.kind if said.kind in TieKind.values else one.kind,
        email=email,
        roles=one.roles if said.roles is None else _known(said.roles, MentorRole),
        areas=one.areas if said.areas is None else _known(said.areas, Area),
        emails=wants_emails and not one.member,
    )


def _known(given: Sequence[str], choices: type[TextChoices]) -> tuple[str, ...]:
    return tuple(one for one in choices.values if one in given)


def likely_kind(member: Membership, colleague: Membership) -> str:
    """Return the kind that two ranks suggest: a peer at the same rank or below, else a senior mentor."""
    own, theirs = RANK_ORDER.get(member.rank), RANK_ORDER.get(colleague.rank)
    if own is not None and theirs is not None and theirs <= own:
        return TieKind.COLLEGIAL_PEER.value
    return TieKind.DYAD.value


def _add(member: Membership, added: Sequence[Listed]) -> FirstSteps:
    steps = lock_steps(member)
    listed = list_of(steps)
    there = {_identity(one) for one in listed} | {_identity(Listed("", member=str(member.pk)))}
    for one in added:
        if _identity(one) not in there:
            there.add(_identity(one))
            listed.append(one)
    if len(listed) > MOST_PEOPLE:
        raise TooManyPeople
    return _write(steps, listed)


def _write(steps: FirstSteps, listed: Sequence[Listed]) -> FirstSteps:
    # Without what is empty, so that the code before can read it.
    steps.people = [
        {name: value for name, value in asdict(one).items() if value or name in ALWAYS}
        for one in listed
    ]
    steps.save(update_fields=["people", "updated_at"])
    return steps


def _identity(one: Listed) -> tuple[str, ...]:
    return (one.member,) if one.member else ("", one.name.casefold(), one.email)


def _current(member: Membership) -> Any:
    return Membership.objects.visible_to(member.user).current().of(member.institution)


def _colleagues_among(member: Membership, contacts: Sequence[Contact]) -> dict[Contact, Membership]:
    """Return which of *contacts* are colleagues. Two queries, whatever their number."""
    emails = {email for one in contacts for email in one.emails}
    by_email: dict[str, Membership] = {}
    if emails:
        rows = _current(member).filter(user__email__in=emails).select_related("user")
        by_email = {row.user.email.lower(): row for row in rows.defer("search")}
    by_name: dict[str, set[UUID]] = {}
    people: dict[UUID, Membership] = {}
    query: SearchQuery | None = None
    for one in contacts:
        words = words_query(one.name, names_only=True)
        if words is not None and " " in one.name:
            query = words if query is None else query | words
    if query is not None:
        for row in _current(member).filter(search=query).select_related("user").defer("search"):
            people[row.pk] = row
            by_name.setdefault(row.name.casefold(), set()).add(row.pk)
    found = {}
    for one in contacts:
        mailed = next((by_email[email] for email in one.emails if email in by_email), None)
        named = by_name.get(one.name.casefold(), set())
        if mailed is not None:
            found[one] = mailed
        elif len(named) == 1:
            found[one] = people[next(iter(named))]
    return found
