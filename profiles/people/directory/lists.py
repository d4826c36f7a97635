"""The lists of people and of mentors, for those who run programs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mentornet.lists.columns import DayColumn, ListTable, NumberColumn, PillColumn, ValueColumn
from mentornet.lists.page import Link
from profiles.lists import DirectorsList
from profiles.models import Membership
from profiles.people.directory.accounts import LABELS, account_of
from profiles.people.directory.acts import SendActivation
from profiles.people.directory.filters import MentorFilters, PeopleFilters
from profiles.people.domain.activation import last_activation_mails
from profiles.vocabulary import Area, Rank, StaffRoleKind

RANKS = Case(
    *(When(rank=rank, then=Value(place)) for place, rank in enumerate(Rank.values, start=1)),
    default=Value(0),
    output_field=IntegerField(),
)


def _link(record: Membership) -> str:
    return reverse("profiles:directed_person", args=[record.pk])


def _account(member: Any) -> tuple[str, str]:
    label, tone = LABELS[account_of(member, was_sent=member.activation_sent is not None)]
    return str(label), tone


def _roles(member: Membership) -> str:
    return ", ".join(str(StaffRoleKind(role).label) for role in member.offices)


def _areas(member: Membership) -> str:
    return ", ".join(str(Area(area).label) for area in member.offer.areas)


class PeopleTable(ListTable):
    name = ValueColumn(_("Name"), value=lambda one: one.name, order_by="sort_key", linkify=_link)
    unit = ValueColumn(_("Unit"), value=lambda one: one.unit_name, order_by="unit_name")
    rank = ValueColumn(_("Rank"), value=lambda one: one.get_rank_display(), order_by="rank_place")
    track = ValueColumn(_("Track"), value=lambda one: one.get_track_display(), visible=False)
    email = ValueColumn(_("Email"), value=lambda one: one.address, order_by="address")
    account = PillColumn(_("Account"), value=_account)
    activation_sent = DayColumn(
        _("Activation email"), value=lambda one: one.activation_sent, visible=False
    )
    roles = ValueColumn(_("Staff roles"), value=_roles, visible=False)
    since = DayColumn(
        _("Here since"), value=lambda one: one.start_date, order_by="since", visible=False
    )
    external_id = ValueColumn(
        _("ID in the roster"),
        value=lambda one: one.external_id,
        order_by="external_id",
        visible=False,
    )


class _People(DirectorsList):
    """What both lists have in common."""

    namespace = "profiles"
    permission = "profiles.direct_people"

    def rows(self, request: Any) -> QuerySet[Any]:
        """Return the people for whom the reader runs programs."""
        here = Membership.objects.directed_by(request.user).of(request.membership.institution)
        return (
            here.select_related("unit", "preferences", "institution")
            .defer("search")
            .annotate(
                unit_name=Coalesce("unit__name", Value("")),
                rank_place=RANKS,
                since=Coalesce("start_date", Value(date(1900, 1, 1))),
            )
        )

    shown: tuple[str, ...] = (
        "given_name",
        "family_name",
        "rank",
        "rank_word",
        "track",
        "track_word",
        "address",
        "offices",
        "joined_at",
        "start_date",
        "external_id",
        "user",
    )

    def light(self, rows: QuerySet[Any], *, sorted_by: Sequence[str]) -> QuerySet[Any]:
        """Return *rows* with what the cells read."""
        beside = {name.split("__")[0] for name in self.shown if "__" in name}
        return rows.select_related(None).select_related(*beside).only(*self.shown, *sorted_by)

    def row_label(self, row: Any) -> str:
        """Return the person's name."""
        return str(row.name)


class PeopleList(_People):
    key = "directed_people"
    title = _("People")
    lead = _("Everyone in the programs and units that you run.")
    table_class = PeopleTable
    filter_class = PeopleFilters
    acts = (SendActivation(),)
    shown = (*_People.shown, "preferences__trouble")
    links = (Link("profiles:roster", _("Import a roster"), "profiles.import_roster"),)
    empty_title = _("No one yet")
    empty_text = _("People appear here after you import a roster.")
    empty_link = Link("profiles:roster", _("Import a roster"), "profiles.import_roster")

    def counted(self, number: int) -> str:
        """Return the words for so many people."""
        return ngettext("%(count)s person", "%(count)s people", number)

    def dress(self, rows: Sequence[Any], request: Any) -> None:
        """Give each when they were last sent an activation email."""
        sent = last_activation_mails(rows)
        for one in rows:
            one.activation_sent = sent.get(one.pk)


class MentorTable(ListTable):
    name = ValueColumn(_("Name"), value=lambda one: one.name, order_by="sort_key", linkify=_link)
    unit = ValueColumn(_("Unit"), value=lambda one: one.unit_name, order_by="unit_name")
    rank = ValueColumn(_("Rank"), value=lambda one: one.get_rank_display(), order_by="rank_place")
    areas = ValueColumn(_("Helps with"), value=_areas)
    openings = NumberColumn(
        _("Accepts up to"), value=lambda one: one.offer.capacity, order_by="offer__capacity"
    )
    trained = DayColumn(
        _("Mentor training finished"),
        value=lambda one: (
            one.mentor_training.completed_on if hasattr(one, "mentor_training") else None
        ),
    )
    email = ValueColumn(
        _("Email"), value=lambda one: one.address, order_by="address", visible=False
    )


class MentorList(_People):
    key = "directed_mentors"
    title = _("Mentors")
    lead = _("People with a mentor profile that colleagues can see.")
    table_class = MentorTable
    shown = (
        *_People.shown,
        "offer__areas",
        "offer__capacity",
        "mentor_training__completed_on",
    )
    filter_class = MentorFilters
    empty_title = _("No mentors yet")
    empty_text = _("People appear here after they open a mentor profile.")

    def rows(self, request: Any) -> QuerySet[Any]:
        """Return those whose mentor profile every colleague can see."""
        rows = super().rows(request).filter(offer__paused=False)
        return rows.select_related("unit", "preferences", "institution", "offer", "mentor_training")

    def counted(self, number: int) -> str:
        """Return the words for so many mentors."""
        return ngettext("%(count)s mentor", "%(count)s mentors", number)


people = PeopleList()
mentors = MentorList()
__all__ = ["mentors", "people"]
