"""People of an institution, typed or pasted in any form: names, emails, one a line or with commas between."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _

from profiles.models import Institution, Membership

ADDRESS = re.compile(r"[^\s<>,;\"'()]+@[^\s<>,;\"'()]+")
MOST_PEOPLE = 500
MOST_FAULTS = 20


class PeopleField(forms.CharField):
    """A text with people of `institution`; a list of their memberships, each once, in its order.

    A line is an email, a name ("Ada Okafor" or "Okafor, Ada"), or several of them with commas or semicolons
    between; "Ada Okafor <ada@school.edu>" is read by its email.
    """

    institution: Institution | None = None

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 6}), **kwargs)

    def clean(self, value: Any) -> list[Membership]:
        text = super().clean(value)
        asked = [
            (number, one)
            for number, line in enumerate(text.splitlines(), start=1)
            for one in _people_in(line)
        ]
        if len(asked) > MOST_PEOPLE:
            raise forms.ValidationError(
                _("Enter at most %(most)d people at a time."), params={"most": MOST_PEOPLE}
            )
        by_email, by_name = self._known([one for _number, one in asked])
        found: dict[Any, Membership] = {}
        wrong = []
        for number, one in asked:
            people = by_email.get(one.lower(), []) if "@" in one else by_name.get(_key(one), [])
            if len(people) == 1:
                found[people[0].pk] = people[0]
            else:
                wrong.append(_fault(number, one, people))
        if wrong:
            raise forms.ValidationError(wrong[:MOST_FAULTS])
        return list(found.values())

    def _known(
        self, asked: list[str]
    ) -> tuple[dict[str, list[Membership]], dict[str, list[Membership]]]:
        """Return who has one of these emails, and who has one of these names. Two queries at most."""
        here = (
            Membership.objects.current()
            .filter(institution=self.institution)
            .select_related("user", "institution", "unit")
        )
        emails = [one for one in asked if "@" in one]
        names = [one for one in asked if "@" not in one]
        by_email: dict[str, list[Membership]] = {}
        if emails:
            for member in here.filter(address__in=[*emails, *(one.lower() for one in emails)]):
                by_email.setdefault(member.email.lower(), []).append(member)
        by_name: dict[str, list[Membership]] = {}
        if names:
            for member in here.filter(_named(names)).order_by("pk"):
                for key in {_key(member.name), _key(f"{member.family_name} {member.given_name}")}:
                    by_name.setdefault(key, []).append(member)
        return by_email, by_name


def _people_in(line: str) -> Iterable[str]:
    """Yield the people of one line, each as an email or as a name."""
    if addresses := ADDRESS.findall(line):
        yield from (one.strip(".") for one in addresses)
        return
    for part in line.split(";"):
        pieces = [" ".join(one.split()) for one in part.split(",")]
        pieces = [one for one in pieces if one]
        # "Okafor, Ada" is one person; "Ada Okafor, Ben Sato" are two.
        if len(pieces) == 2 and not all(" " in one for one in pieces):
            yield f"{pieces[1]} {pieces[0]}"
        else:
            yield from pieces


def _key(name: str) -> str:
    """Return a name without marks, case and doubled blanks."""
    plain = unicodedata.normalize("NFKD", name)
    return " ".join(
        "".join(one for one in plain if not unicodedata.combining(one)).casefold().split()
    )


def _named(names: list[str]) -> Q:
    """Return a condition that holds for everybody whose family name is a part of one of the names."""
    found = Q(pk__in=[])
    for name in names:
        words = name.split()
        ends = [" ".join(words[at:]) for at in range(len(words))]
        starts = [" ".join(words[:at]) for at in range(1, len(words))]
        for one in (*ends, *starts):
            found |= Q(family_name__iexact=one)
    return found


def _fault(number: int, one: str, people: list[Membership]) -> forms.ValidationError:
    if people:
        emails = ", ".join(sorted(member.email for member in people))
        return forms.ValidationError(
            _("Line %(line)d: several people are called %(name)s. Enter one of: %(emails)s."),
            params={"line": number, "name": one, "emails": emails},
        )
    if "@" in one:
        return forms.ValidationError(
            _("Line %(line)d: no one at your institution has the email %(address)s."),
            params={"line": number, "address": one},
        )
    return forms.ValidationError(
        _("Line %(line)d: no one at your institution is called %(name)s. Try their email."),
        params={"line": number, "name": one},
    )
