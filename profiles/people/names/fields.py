"""The field in which a person is chosen by typing a name or an email, with suggestions where scripts run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from profiles.models import Institution, Membership
from profiles.people.names.domain import named

NAMED = 5
SUGGESTED = 12


def in_words(member: Membership) -> str:
    """Return what one types to mean *member* and no one else."""
    return f"{member.name} <{member.email}>"


class PersonInput(forms.TextInput):
    """A line of text whose suggestions come from the search of people as one types."""

    template_name = "components/unit_input.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        find = {
            "autocomplete": "off",
            "spellcheck": "false",
            "hx-get": reverse_lazy("profiles:people_find"),
        }
        super().__init__({**find, **(attrs or {})})


class PersonField(forms.CharField):
    """One of the people that `among` was given, by name, by email, or by key."""

    widget = PersonInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 400)
        super().__init__(**kwargs)
        self.people: QuerySet[Membership] = Membership.objects.none()
        self.institution: Institution | None = None
        self.tells_emails = True

    def among(
        self, people: QuerySet[Membership], institution: Institution, *, tells_emails: bool = True
    ) -> PersonField:
        """Choose among *people*, who are all at *institution*.

        *tells_emails* says whether the reader may learn the emails of those who share a name.
        """
        self.people, self.institution, self.tells_emails = people, institution, tells_emails
        return self

    def prepare_value(self, value: Any) -> Any:
        """Show a name for a key, with an email where the reader may learn it; nothing for that of someone else."""
        key = _key(value)
        if key is None:
            return value
        member = self.people.filter(pk=key).first()
        if member is None:
            return ""
        return in_words(member) if self.tells_emails else member.name

    def clean(self, value: Any) -> Membership | None:
        """Return who was typed; None for an empty field.

        Raises ValidationError where no one has this name, or several have it.
        """
        text = super().clean(value)
        if not text:
            return None
        found = list(self._meant(text).order_by("sort_key", "pk")[: NAMED + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _("We found no one called “%(text)s”. Check the name, or enter their email."),
                params={"text": text[:100]},
            )
        if not self.tells_emails:
            raise forms.ValidationError(
                _("Several people have this name. Enter the email address instead.")
            )
        emails = ", ".join(member.email for member in found[:NAMED])
        raise forms.ValidationError(
            _("Several people match “%(text)s”. Enter one of these emails: %(emails)s"),
            params={"text": text[:100], "emails": emails},
        )

    def _meant(self, text: str) -> QuerySet[Membership]:
        if key := _key(text):
            return self.people.filter(pk=key)
        if "@" in text:
            address = text.rpartition("<")[2].strip(" >")
            return self.people.filter(address__iexact=address)
        if self.institution is None:
            return self.people.none()
        return named(self.people, text, institution=self.institution.pk, by_email=self.tells_emails)


def _key(value: Any) -> UUID | None:
    if isinstance(value, UUID):
        return value
    try:
        return UUID(str(value))
    except ValueError:
        return None
