"""What a kind of program says of itself: its sides, its steps, the fields of its form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.models import Agreement

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Cadence = Agreement.Cadence


class Kind(models.TextChoices):
    """Programs that an institution runs [P, C, D]."""

    DYADIC = "dyadic", _("Pairs: one mentor and one mentee")
    PEER_PAIRS = "peer_pairs", _("Peer pairs: two colleagues as equals")
    COLLABORATIVE = "collaborative", _("Collaborative peer groups")
    PROJECT = "project", _("Facilitated project groups")
    MENTOR_SKILLS = "mentor_skills", _("Mentor skills")
    MOSAIC = "mosaic", _("Mosaic: everyone’s own network")
    CAREER_TEAM = "career_team", _("Career-award teams")
    TOPICS = "topics", _("Projects and topics with mentors")


class Side(models.TextChoices):
    """The side of a program on which someone enrolls; what it is called depends on the kind."""

    PROTEGE = "protege", _("Mentee")
    MENTOR = "mentor", _("Mentor")


class Makes(StrEnum):
    """What a program makes of the people who enroll."""

    PAIRS = "pairs"
    PROJECTS = "projects"
    GROUPS = "groups"
    TEAMS = "teams"
    NOTHING = "nothing"


@dataclass(frozen=True)
class SideTraits:
    """One side: its words, how many it takes to begin, and what its application asks.

    `asks` are fields of the application; "areas" stands for the areas with their priorities.
    """

    side: Side
    label: StrOrPromise
    plural: StrOrPromise
    heading: StrOrPromise
    enroll: StrOrPromise
    about: StrOrPromise
    waiting: StrOrPromise
    ranks: StrOrPromise
    least: int = 1
    asks: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        return str(self.side)


@dataclass(frozen=True)
class Step:
    """What the director reads on the program's page in one state, and the button there."""

    heading: StrOrPromise
    why: StrOrPromise
    button: StrOrPromise = ""


@dataclass(frozen=True)
class Traits:
    """One kind of program.

    `fields` are those of the program's form; `labels`, `helps` and `options` are their words where
    they differ from the model's; `defaults` is what a new program starts from. `group_kind` is the kind
    of group that a program of groups makes, `group_sizes` how many members each has, from and to;
    `ends_groups`: they are over with the program, where others go on by themselves. `pairs_peers`:
    its groups are pairs of people who name whom they would like, and no one leads them.
    """

    kind: Kind
    icon: str
    what: StrOrPromise
    known: StrOrPromise
    makes: Makes
    sides: tuple[SideTraits, ...]
    too_few: StrOrPromise
    sees: StrOrPromise
    form_lead: StrOrPromise
    enrolling: Step
    matching: Step
    running: Step
    matching_label: StrOrPromise
    fields: frozenset[str] = frozenset()
    labels: Mapping[str, StrOrPromise] = field(default_factory=dict)
    helps: Mapping[str, StrOrPromise] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    options: Mapping[str, tuple[tuple[str, StrOrPromise], ...]] = field(default_factory=dict)
    group_kind: str = ""
    group_sizes: tuple[int, int] = (5, 7)
    ends_groups: bool = False
    pairs_peers: bool = False

    @property
    def makes_pairs(self) -> bool:
        """Whether mentees get mentors: directly, or with a project."""
        return self.makes in (Makes.PAIRS, Makes.PROJECTS)

    @property
    def matches_people(self) -> bool:
        """Whether mentees are matched with mentors themselves, not with a project of theirs."""
        return self.makes == Makes.PAIRS

    @property
    def has_runs(self) -> bool:
        """Whether a run says who works with whom once enrollment has closed."""
        return self.makes_pairs or self.makes_groups

    @property
    def by_projects(self) -> bool:
        """Whether mentees choose projects, and get their mentors with one."""
        return self.makes == Makes.PROJECTS

    @property
    def chooses(self) -> bool:
        """Whether people name whom they would like to be with."""
        return self.makes_pairs or self.pairs_peers

    @property
    def makes_groups(self) -> bool:
        return self.makes == Makes.GROUPS

    @property
    def makes_teams(self) -> bool:
        return self.makes == Makes.TEAMS

    @property
    def makes_nothing(self) -> bool:
        return self.makes == Makes.NOTHING

    @property
    def meets(self) -> bool:
        """Whether the program says how often those who work together meet."""
        return "cadence" in self.fields

    @property
    def side_values(self) -> tuple[str, ...]:
        return tuple(one.value for one in self.sides)

    def side(self, value: str) -> SideTraits:
        """Return the side of this name. Raise KeyError where the kind has no such side."""
        for one in self.sides:
            if one.value == value:
                return one
        raise KeyError(value)


FOR_ALL = frozenset(
    {
        "name",
        "summary",
        "enroll_from",
        "enroll_until",
        "starts_on",
        "months",
        "protege_ranks",
        "protege_tracks",
        "least_years",
        "most_years",
        "capacity",
        "target_proteges",
        "asks_approval",
    }
)
FOR_MEETINGS = frozenset({"cadence", "meeting_minutes", "first_steps"})
FOR_PAIRS = frozenset(
    {
        "mentor_ranks",
        "target_mentors",
        "places_a_mentor",
        "mentors_a_mentee",
        "choices_asked",
        "listing",
        "min_steps",
        "max_steps",
        "supervision_depth",
        "same_unit",
        "same_supervisor",
        "method",
    }
)
FOR_GROUPS = FOR_ALL | FOR_MEETINGS | {"mentor_ranks", "target_mentors", "places_a_mentor"}
