"""The field's terms, once: every model, form and pure module speaks these values.

An institution may have its own names for ranks, tracks, areas and kinds of relationship: see `own_words.py`.

Facts from Carey & Weissman 2010 [C], DeCastro et al. 2013 [D], Pololi & Knight 2005 [P]
and Rose et al. 2005 [R].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from profiles.own_words import (
    AREA,
    RANK,
    TIE_KIND,
    TRACK,
    OwnWord,
    own_word,
    said_here,
    words_now,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.utils.functional import _StrPromise as StrPromise


class Rank(models.TextChoices):
    """Academic rank, in ascending order of seniority."""

    TRAINEE = "trainee", said_here(RANK, "trainee", _("Fellow or trainee"))
    INSTRUCTOR = "instructor", said_here(RANK, "instructor", _("Instructor"))
    ASSISTANT = "assistant", said_here(RANK, "assistant", _("Assistant professor"))
    ASSOCIATE = "associate", said_here(RANK, "associate", _("Associate professor"))
    FULL = "full", said_here(RANK, "full", _("Professor"))
    EMERITUS = "emeritus", said_here(RANK, "emeritus", _("Emeritus professor"))


RANK_ORDER: dict[str, int] = {rank: step for step, rank in enumerate(Rank.values)}


class Track(models.TextChoices):
    """What the appointment is mainly for."""

    CLINICIAN_EDUCATOR = (
        "clinician_educator",
        said_here(TRACK, "clinician_educator", _("Clinician-educator")),
    )
    INVESTIGATOR = "investigator", said_here(TRACK, "investigator", _("Investigator"))
    CLINICIAN = "clinician", said_here(TRACK, "clinician", _("Clinician"))
    EDUCATOR = "educator", said_here(TRACK, "educator", _("Educator"))
    OTHER = "other", said_here(TRACK, "other", _("Other"))


class Area(models.TextChoices):
    """Areas of a mentoring need [C, the self-assessment's fifth part]."""

    CAREER = "career", said_here(AREA, "career", _("Career guidance"))
    RESEARCH = "research", said_here(AREA, "research", _("Research"))
    TEACHING = "teaching", said_here(AREA, "teaching", _("Teaching and education"))
    CLINICAL = "clinical", said_here(AREA, "clinical", _("Clinical and program development"))
    LEADERSHIP = "leadership", said_here(AREA, "leadership", _("Leadership"))
    NETWORKING = "networking", said_here(AREA, "networking", _("Networking and sponsorship"))
    BALANCE = "balance", said_here(AREA, "balance", _("Work–life balance"))
    GROWTH = "growth", said_here(AREA, "growth", _("Personal growth"))

    @property
    def meaning(self) -> StrPromise:
        """Return what the area is about, as words that follow its name and a colon."""
        return AREA_MEANING[self]


AREA_MEANING: dict[str, StrPromise] = {
    Area.CAREER: _("promotion, job changes, and where your career is going"),
    Area.RESEARCH: _("questions, methods, grants, and papers"),
    Area.TEACHING: _("teaching, curricula, and assessing learners"),
    Area.CLINICAL: _("clinical skills, and building a service or a program"),
    Area.LEADERSHIP: _("leading people, projects, and change"),
    Area.NETWORKING: _("meeting the right people, and being put forward by them"),
    Area.BALANCE: _("time, workload, family, and health"),
    Area.GROWTH: _("confidence, habits, and how you work with others"),
}


class MentorRole(models.TextChoices):
    """The seven things that a mentor can be [C, after Tobin]."""

    TEACHER = "teacher", _("Teacher")
    SPONSOR = "sponsor", _("Sponsor")
    ADVISOR = "advisor", _("Advisor")
    AGENT = "agent", _("Agent")
    ROLE_MODEL = "role_model", _("Role model")
    COACH = "coach", _("Coach")
    CONFIDANT = "confidant", _("Confidant")

    @property
    def meaning(self) -> StrPromise:
        """Return what someone in this role does for the reader, after its name and a colon."""
        return ROLE_MEANING[self]

    @property
    def meaning_for_mentor(self) -> StrPromise:
        """Return what the reader does in this role, after its name and a colon."""
        return ROLE_MEANING_FOR_MENTOR[self]


ROLE_MEANING: dict[str, StrPromise] = {
    MentorRole.TEACHER: _("shows you how things work here and how a skill is done"),
    MentorRole.SPONSOR: _("speaks up for you when you are not in the room"),
    MentorRole.ADVISOR: _("helps you work toward your own idea of success"),
    MentorRole.AGENT: _("clears obstacles and protects your time"),
    MentorRole.ROLE_MODEL: _("works in a way that you want to learn from"),
    MentorRole.COACH: _("practices with you, encourages you, and pushes you when it helps"),
    MentorRole.CONFIDANT: _("listens, backs you, and keeps it private"),
}
ROLE_MEANING_FOR_MENTOR: dict[str, StrPromise] = {
    MentorRole.TEACHER: _("you show them how things work here and how a skill is done"),
    MentorRole.SPONSOR: _("you speak up for them when they are not in the room"),
    MentorRole.ADVISOR: _("you help them work toward their own idea of success"),
    MentorRole.AGENT: _("you clear obstacles and protect their time"),
    MentorRole.ROLE_MODEL: _("you let them learn from the way you work"),
    MentorRole.COACH: _("you practice with them, encourage them, and push them when it helps"),
    MentorRole.CONFIDANT: _("you listen, back them, and keep it private"),
}


class Priority(models.IntegerChoices):
    """How much a need matters to the person now; 1 comes first."""

    HIGH = 1, _("High")
    MEDIUM = 2, _("Medium")
    LOW = 3, _("Low")


class Mode(models.TextChoices):
    """How two people can work together."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("Phone")
    VIDEO = "video", _("Video")
    ASYNC = "async", _("Email or chat without a set time")


class TieKind(models.TextChoices):
    """Kinds of relationship [C, table 1; R; P]. The field's names stand in the values."""

    DYAD = "traditional_dyad", said_here(TIE_KIND, "traditional_dyad", _("Senior mentor"))
    SPECIAL_PEER = "special_peer", said_here(TIE_KIND, "special_peer", _("Close peer"))
    INFORMATION_PEER = (
        "information_peer",
        said_here(TIE_KIND, "information_peer", _("Information peer")),
    )
    COLLEGIAL_PEER = "collegial_peer", said_here(TIE_KIND, "collegial_peer", _("Peer"))
    COLLABORATIVE_GROUP = (
        "collaborative_group",
        said_here(TIE_KIND, "collaborative_group", _("Collaborative peer group")),
    )
    FACILITATED_GROUP = (
        "facilitated_group",
        said_here(TIE_KIND, "facilitated_group", _("Facilitated peer group")),
    )
    MOSAIC = "mosaic", said_here(TIE_KIND, "mosaic", _("Mosaic mentor"))

    @property
    def meaning(self) -> StrPromise:
        """Return what such a relationship is, as words that follow its name and a colon."""
        return KIND_MEANING[self]


KIND_MEANING: dict[str, StrPromise] = {
    TieKind.DYAD: _("someone further along in their career, who guides one-on-one"),
    TieKind.SPECIAL_PEER: _("friends at work who can tell each other almost anything"),
    TieKind.INFORMATION_PEER: _("colleagues who trade news and practical tips"),
    TieKind.COLLEGIAL_PEER: _("colleagues at the same stage, who trade advice and honest feedback"),
    TieKind.COLLABORATIVE_GROUP: _("colleagues who meet as equals and run the group themselves"),
    TieKind.FACILITATED_GROUP: _("a peer group led by a facilitator"),
    TieKind.MOSAIC: _("a mentor for one thing, often from another department or institution"),
}


# What an institution may name, order and retire, and, in EXTENDED, add to.
NAMED: dict[str, type[models.TextChoices]] = {
    RANK: Rank,
    TRACK: Track,
    AREA: Area,
    TIE_KIND: TieKind,
}
EXTENDED = frozenset({RANK, TRACK})
MOST_NAMES = 3
"""So many of the words that mean one of ours are named where they stand for it."""


def entries_now(kind: str) -> list[OwnWord]:
    """Return all words of *kind* in the institution's order: ours, whatever it calls them, and its own."""
    own = dict(words_now().get(kind, {}))
    ours = [
        own.pop(value, OwnWord(value, "", value, place))
        for place, value in enumerate(NAMED[kind].values)
    ]
    return sorted([*ours, *own.values()], key=lambda one: one.place)


def label_of(kind: str, key: str) -> str:
    """Return what the institution calls *key*, one of ours or its own; what is neither, as it is."""
    if key in NAMED[kind].values:
        return str(NAMED[kind](key).label)
    word = own_word(kind, key)
    return word.label if word else key


def choices_now(
    kind: str, *, keep: Collection[str] = (), retired: bool = False
) -> list[tuple[str, str]]:
    """Return the choices of a form: what is in use, and of what is *retired* all, or that of *keep*."""
    return [
        (one.key, label_of(kind, one.key))
        for one in entries_now(kind)
        if one.is_active or retired or one.key in keep
    ]


def standards_now(
    kind: str, *, keep: Collection[str] = (), retired: bool = False
) -> list[tuple[str, str]]:
    """Return our values as choices of a rule or a figure, each named by what is in use here and means it.

    The order is the institution's. One that nothing in use means is left out, unless it is one of *keep*, or
    *retired* ones are asked for.
    """
    entries = entries_now(kind)
    names: dict[str, list[str]] = {}
    for one in entries:
        if one.is_active:
            names.setdefault(one.standard, []).append(label_of(kind, one.key))
    for one in entries:
        if one.is_ours and (retired or one.key in keep):
            names.setdefault(one.key, [label_of(kind, one.key)])
    return [(value, _listed(said)) for value, said in names.items()]


def names_in_sentence(kind: str, values: Collection[str]) -> list[str]:
    """Return the names of all that is in use here and means one of *values*; ours in lower case."""
    entries = entries_now(kind)
    meant = [one for one in entries if one.standard in values and one.is_active]
    said = {one.standard for one in meant}
    meant += [one for one in entries if one.is_ours and one.key in values and one.key not in said]
    named = [(one, label_of(kind, one.key)) for one in meant]
    return [name if one.label else name.lower() for one, name in named]


def standard_name(kind: str, value: str) -> str:
    """Return one of our values, named by what is in use here and means it; what is none of ours, as it is."""
    return dict(standards_now(kind, retired=True)).get(value, value)


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMES
    if more <= 0:
        return ", ".join(names)
    words = ngettext("%(names)s, and %(count)d more", "%(names)s, and %(count)d more", more)
    return words % {"names": ", ".join(names[:MOST_NAMES]), "count": more}


def having(kind: str, key: str, *, member: str = "") -> dict[str, Any]:
    """Return the filters for rows whose rank, track or areas are or have *key*, at *member*, such as "member__".

    One of ours takes in each word of the institution's own that means it.
    """
    if kind == AREA:
        return {f"{member}areas__contains": [key]}
    word = own_word(kind, key)
    if word is None or word.is_ours:
        return {f"{member}{kind}": key}
    return {f"{member}{kind}": word.standard, f"{member}{kind}_word": key}


class StaffRoleKind(models.TextChoices):
    """What a person does for the institution's mentoring beside being faculty."""

    DIRECTOR = "director", _("Program director")
    COORDINATOR = "coordinator", _("Coordinator")
    ANALYST = "analyst", _("Analyst")
    FACILITATOR = "facilitator", _("Facilitator")
    OMBUDS = "ombuds", _("Ombuds")

    @property
    def meaning(self) -> StrPromise:
        """Return what someone in this staff role does, as words that follow its name and a colon."""
        return STAFF_ROLE_MEANING[self]


STAFF_ROLE_MEANING: dict[str, StrPromise] = {
    StaffRoleKind.DIRECTOR: _("sets up and runs mentoring programs"),
    StaffRoleKind.COORDINATOR: _("runs programs day to day, here or in one unit or program"),
    StaffRoleKind.ANALYST: _("reads published figures, and never sees names"),
    StaffRoleKind.FACILITATOR: _("leads the sessions of a group"),
    StaffRoleKind.OMBUDS: _("reads the concerns that people report, in confidence"),
}

# Who holds one of these, or ever did, reads nothing that is shared with "all my mentors" or a group.
RUNS_PROGRAMS = frozenset(
    {StaffRoleKind.DIRECTOR.value, StaffRoleKind.COORDINATOR.value, StaffRoleKind.ANALYST.value}
)

# What these open stays closed in a session without a second factor.
NEEDS_SECOND_FACTOR = frozenset(
    {
        StaffRoleKind.DIRECTOR.value,
        StaffRoleKind.COORDINATOR.value,
        StaffRoleKind.ANALYST.value,
        StaffRoleKind.OMBUDS.value,
    }
)
# Who reads figures over people, and may have answered among them.
READS_FIGURES = [
    StaffRoleKind.DIRECTOR.value,
    StaffRoleKind.COORDINATOR.value,
    StaffRoleKind.ANALYST.value,
]
# Who directs programs: all of an institution, or those of a unit, or one (see scope.py of institutions).
DIRECTS_PROGRAMS = frozenset({StaffRoleKind.DIRECTOR.value, StaffRoleKind.COORDINATOR.value})


class Audience(models.TextChoices):
    """With whom the owner shares one part of the self-assessment."""

    NOBODY = "nobody", _("No one")
    CHOSEN = "chosen", _("Mentors I choose")
    ALL = "all_mentors", _("All my mentors")
