from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentornet.names import full_name
from mentornet.tenancy import InstitutionScoped, InstitutionScopedQuerySet
from profiles.institution.models.institution import Institution
from profiles.institution.models.scope import people_of
from profiles.own_words import RANK, TRACK, key_of
from profiles.people.orcid import validate_orcid
from profiles.vocabulary import (
    DIRECTS_PROGRAMS,
    NEEDS_SECOND_FACTOR,
    Rank,
    StaffRoleKind,
    Track,
    label_of,
)

if TYPE_CHECKING:
    from mentornet.tenancy.viewer import Viewer


EXPERTISE_TERMS = 40
"""Terms of expertise that a person has at most."""


def state_of(end_date: date | None) -> str:
    """What the place of a person with this last day is called outside: `current` or `ended`."""
    return "current" if end_date is None else "ended"


def words_for_waiting() -> str:
    """Return what a program reads whose end of a membership waits for a director."""
    return gettext(
        "The end of this membership waits for a director to confirm it, because many people would "
        "leave within 24 hours."
    )


class MembershipSearchVector(models.Func):
    """What hand search and suggestions look through: name first, then specialty and expertise."""

    function = "mentornet_membership_search"
    output_field = SearchVectorField()


class MembershipQuerySet(InstitutionScopedQuerySet):
    def current(self) -> MembershipQuerySet:
        """Return those who have not left."""
        return self.filter(end_date=None)

    def visible_to(self, user: Viewer) -> MembershipQuerySet:
        """Return colleagues: the current members of the institutions that *user* belongs to.

        A supervisor sees no more of a person than any colleague does.
        """
        return self.filter(institution__in=Institution.objects.visible_to(user), end_date=None)

    def directed_by(self, user: Viewer) -> MembershipQuerySet:
        """Return the people for whom *user* runs programs, those who left included.

        All of an institution, those of a unit with all below, and who enrolled in a program.
        """
        return self.filter(people_of(user))


class Membership(InstitutionScoped):
    """A person at an institution, as its roster knows them, or as someone invited from outside.

    No roster changes or ends an invited one, whose `affiliation` says where they are from.
    """

    class Source(models.TextChoices):
        ROSTER = "roster", _("Roster")
        INVITED = "invited", _("From outside")

    institution = models.ForeignKey(
        Institution,
        verbose_name=_("institution"),
        on_delete=models.PROTECT,
        related_name="memberships",
        editable=False,
    )
    user = models.ForeignKey("profiles.User", on_delete=models.PROTECT, related_name="memberships")
    # What this institution knows as the person's email. The login has its own: see profiles/people/emails.
    # Where nothing is said, the database copies the login's, and when it was activated.
    address = models.EmailField(
        _("email"), max_length=254, blank=True, default="", db_default="", editable=False
    )
    joined_at = models.DateTimeField(null=True, blank=True, editable=False)
    external_id = models.CharField(
        _("external id"),
        max_length=100,
        help_text=_("The person's ID in the institution's own records."),
    )
    # Those that a directory has replaced, so that a file which still has one means the same person.
    former_ids = ArrayField(
        models.CharField(max_length=100), default=list, db_default=[], blank=True, editable=False
    )
    given_name = models.CharField(_("given name"), max_length=100)
    family_name = models.CharField(_("family name"), max_length=100)
    source = models.CharField(
        _("source"),
        max_length=10,
        choices=Source,
        default=Source.ROSTER,
        db_default=Source.ROSTER.value,
        editable=False,
    )
    affiliation = models.CharField(
        _("affiliation"), max_length=200, blank=True, default="", db_default="", editable=False
    )
    # Empty for someone from outside, who need not be faculty.
    rank = models.CharField(_("rank"), max_length=20, choices=Rank, blank=True)
    track = models.CharField(_("track"), max_length=30, choices=Track, blank=True)
    # The institution's own word for either, where it has one: counts as long as it means the value above.
    rank_word = models.CharField(
        max_length=40, blank=True, default="", db_default="", editable=False
    )
    track_word = models.CharField(
        max_length=40, blank=True, default="", db_default="", editable=False
    )
    unit = models.ForeignKey(
        "profiles.Unit",
        verbose_name=_("unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="members",
    )
    supervisor = models.ForeignKey(
        "self",
        verbose_name=_("supervisor"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supervisees",
    )
    start_date = models.DateField(_("start date"), null=True, blank=True)
    end_date = models.DateField(
        _("end date"),
        null=True,
        blank=True,
        help_text=_("The last day. Leave empty while the person is here."),
    )
    specialty = models.CharField(_("specialty"), max_length=200, blank=True)
    expertise = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    orcid = models.CharField("ORCID iD", max_length=19, blank=True, validators=[validate_orcid])
    # Kept by the database from the StaffRole rows that hold today; what is written here is ignored.
    offices = ArrayField(
        models.CharField(max_length=20, choices=StaffRoleKind),
        default=list,
        blank=True,
        editable=False,
    )
    # When the roster named them first, however it did; empty for those it knew before this was noted.
    added_at = models.DateTimeField(null=True, blank=True, db_default=Now(), editable=False)
    # Kept by the database (see profiles/sql.py), so that bulk statements count as well.
    updated_at = models.DateTimeField(default=timezone.now, db_default=Now(), editable=False)
    # By which lists are sorted: see people/names/domain.py. Empty while the name is not indexed.
    sort_key = models.CharField(
        max_length=400, blank=True, default="", db_default="", db_collation="C", editable=False
    )
    search = models.GeneratedField(
        expression=MembershipSearchVector("given_name", "family_name", "specialty", "expertise"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # In a session without the second factor that the role needs (see sign_on/credentials/required_factor.py).
    roles_closed = False
    # In the answer to a directory whose end of the membership waits for a director.
    end_held = False

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["institution", "external_id"], name="member_external_id_once"
            ),
            models.UniqueConstraint(fields=["institution", "user"], name="member_person_once"),
            models.CheckConstraint(
                condition=~models.Q(supervisor=models.F("id")),
                name="member_not_own_supervisor",
            ),
            models.CheckConstraint(
                condition=models.Q(end_date=None)
                | models.Q(start_date=None)
                | models.Q(end_date__gte=models.F("start_date")),
                name="member_dates_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(rank="") | models.Q(source="invited"),
                name="member_of_the_roster_has_a_rank",
            ),
        ]
        indexes = [
            models.Index(fields=["institution", "family_name", "given_name", "id"]),
            models.Index(fields=["institution", "updated_at", "id"], name="member_updated"),
            models.Index(fields=["institution", "address"], name="member_by_address"),
            models.Index(fields=["institution", "id"], name="member_by_id"),
            models.Index(
                fields=["institution"], condition=~models.Q(offices=[]), name="member_in_office"
            ),
            models.Index(fields=["institution", "sort_key", "id"], name="member_sorted"),
            models.Index(
                fields=["institution"], condition=models.Q(sort_key=""), name="member_not_indexed"
            ),
            models.Index(
                fields=["institution"],
                condition=models.Q(joined_at=None, end_date=None),
                name="member_not_activated",
            ),
            GinIndex(fields=["search"], name="member_search"),
            GinIndex(
                fields=["former_ids"],
                condition=~models.Q(former_ids=[]),
                name="member_former_ids",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name)

    @property
    def short_name(self) -> str:
        """What a greeting calls them: their given name, or the one name that they have."""
        return self.given_name.strip() or self.family_name.strip() or gettext("colleague")

    @property
    def email(self) -> str:
        """The email that this institution knows; mail goes to the login's, which its owner proved."""
        return self.address or self.user.email

    @property
    def language(self) -> str:
        """The language in which this person reads, in the institution's own words."""
        return self.user.language_at(self.institution)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this person reads times: their own, or else the institution's."""
        return ZoneInfo(self.user.zone_at(self.institution))

    @property
    def initials(self) -> str:
        return (self.given_name[:1] + self.family_name[:1]).upper()

    def get_rank_display(self) -> str:  # type: ignore[no-redef]
        """Return the rank in words; of someone without one, that they are from outside, and where from."""
        if self.rank or not self.is_from_outside:
            return label_of(RANK, self.rank_key)
        if not self.affiliation:
            return gettext("From outside")
        return gettext("From outside: %(affiliation)s") % {"affiliation": self.affiliation}

    def get_track_display(self) -> str:  # type: ignore[no-redef]
        """Return the track as the institution says it."""
        return label_of(TRACK, self.track_key)

    @property
    def rank_key(self) -> str:
        """The rank in the institution's own words: a key of theirs, else the standard value."""
        return key_of(RANK, self.rank_word, self.rank)

    @property
    def track_key(self) -> str:
        return key_of(TRACK, self.track_word, self.track)

    @property
    def is_current(self) -> bool:
        return self.end_date is None

    @property
    def state(self) -> str:
        return state_of(self.end_date)

    @property
    def is_from_outside(self) -> bool:
        return self.source == self.Source.INVITED

    def holds(self, role: str) -> bool:
        """Return whether this member has a staff role now, and may use it in this session."""
        closed = self.roles_closed and role in NEEDS_SECOND_FACTOR
        return self.is_current and not closed and role in self.offices

    @property
    def runs_programs(self) -> bool:
        """Whether this member runs programs here: all, or those of their scope (see `scope_of`)."""
        return any(self.holds(one) for one in DIRECTS_PROGRAMS)
