"""Filters of the lists of people."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from profiles.institution.filters import UnitFilters
from profiles.own_words import AREA, RANK, TRACK
from profiles.people.directory import accounts
from profiles.people.names.domain import named
from profiles.vocabulary import MentorRole, StaffRoleKind
from profiles.words.filters import OwnWordFilter


class _PersonFilters(UnitFilters):
    """What people and mentors are filtered by alike; those who left are in neither unless asked for."""

    rank = OwnWordFilter(kind=RANK, label=_("Rank"), empty_label=_("Any rank"))
    track = OwnWordFilter(kind=TRACK, label=_("Track"), empty_label=_("Any track"))

    def search(self, rows: QuerySet[Any], name: str, words: str) -> QuerySet[Any]:
        """Return those whose names or email begin with *words*."""
        here = self.request.membership.institution_id
        return named(rows, words, institution=here, by_email=True)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return what matches: those who are here, unless others are asked for."""
        rows = super().filter_queryset(queryset)
        here = self.form.cleaned_data.get("here")
        if here == "all":
            return rows
        return rows.exclude(end_date=None) if here == "left" else rows.filter(end_date=None)


class PeopleFilters(_PersonFilters):
    account = django_filters.ChoiceFilter(
        label=_("Account"),
        choices=accounts.CHOICES,
        method="with_account",
        empty_label=_("Any account"),
    )
    role = django_filters.ChoiceFilter(
        label=_("Staff role"),
        choices=StaffRoleKind.choices,
        method="with_role",
        empty_label=_("Any or none"),
    )
    here = django_filters.ChoiceFilter(
        label=_("Here"),
        choices=[("left", _("People who left")), ("all", _("Everyone"))],
        method="nothing",
        empty_label=_("People here now"),
    )

    def with_account(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those whose account is in this state."""
        return accounts.with_account(rows, value)

    def with_role(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those who hold this role for the whole institution, a unit or a program."""
        return rows.filter(offices__contains=[value])

    def nothing(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return *rows*: `filter_queryset` looks at the field itself, empty or not."""
        return rows


class MentorFilters(_PersonFilters):
    mentoring = OwnWordFilter(
        kind=AREA, member="offer__", label=_("Helps with"), empty_label=_("Any area")
    )
    helps_as = django_filters.ChoiceFilter(
        label=_("Offers to be"),
        choices=MentorRole.choices,
        method="with_mentor_role",
        empty_label=_("Any role"),
    )
    trained = django_filters.BooleanFilter(
        label=_("Mentor training"),
        field_name="mentor_training",
        lookup_expr="isnull",
        exclude=True,
    )

    def with_mentor_role(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Return those who offer this role."""
        return rows.filter(offer__roles__contains=[value])
