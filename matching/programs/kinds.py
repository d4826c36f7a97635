"""What differs from one kind of program to the next: once, here.

Everything else about a program is the same for all of them: its states, enrolment, withdrawal, dates,
capacity. Who needs to know what a kind asks for reads `program.traits`; a new kind is one more entry.
The lengths and rhythms that a new program starts from are those of [P] and [C] where they name some.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.models import Agreement, PeerGroup

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Cadence = Agreement.Cadence


class Kind(models.TextChoices):
    """Programs that an institution runs [P, C, D]."""

    DYADIC = "dyadic", _("Pairs: one mentor and one protégé")
    COLLABORATIVE = "collaborative", _("Collaborative peer groups")
    PROJECT = "project", _("Facilitated project groups")
    MENTOR_SKILLS = "mentor_skills", _("Mentor skills")
    MOSAIC = "mosaic", _("Mosaic: everybody’s own network")
    CAREER_TEAM = "career_team", _("Career-award teams")


class Side(models.TextChoices):
    """The side of a program on which somebody enrols; what it is called depends on the kind."""

    PROTEGE = "protege", _("Protégé")
    MENTOR = "mentor", _("Mentor")


class Makes(StrEnum):
    """What a program makes of the people who enrol."""

    PAIRS = "pairs"
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

    `fields` are those of the program's form; `labels` and `helps` are their words where they
    differ from the model's; `defaults` is what a new program starts from. `group_kind` is the kind
    of group that a program of groups makes, `group_sizes` how many members each has, from and to;
    `ends_groups`: they are over with the program, where others go on by themselves.
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
    group_kind: str = ""
    group_sizes: tuple[int, int] = (5, 7)
    ends_groups: bool = False

    @property
    def makes_pairs(self) -> bool:
        return self.makes == Makes.PAIRS

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
        """The side of this name. Raises KeyError where the kind has no such side."""
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
        "capacity",
    }
)
FOR_MEETINGS = frozenset({"cadence", "meeting_minutes", "first_steps"})
FOR_PAIRS = frozenset(
    {
        "mentor_ranks",
        "places_a_mentor",
        "choices_asked",
        "listing",
        "min_steps",
        "max_steps",
        "supervision_depth",
        "same_unit",
        "method",
    }
)
FOR_GROUPS = FOR_ALL | FOR_MEETINGS | {"mentor_ranks", "places_a_mentor"}

IN_GROUPS = ("areas", "goals", "expertise", "modes", "languages")
LEADING = ("areas", "places", "expertise", "modes", "languages")
GROUP_LABELS: Mapping[str, StrOrPromise] = {
    "capacity": _("members at the most"),
    "protege_ranks": _("Members: which ranks"),
    "mentor_ranks": _("Facilitators: which ranks"),
    "places_a_mentor": _("groups that a facilitator leads, at the most"),
    "cadence": _("groups meet"),
    "meeting_minutes": _("minutes a session"),
}
GROUP_HELPS: Mapping[str, StrOrPromise] = {
    "first_steps": _("What a group reads first: how to begin, and what to bring."),
}
GROUP_SEES = _(
    "Those of one group see each other. The director sees who takes part and who comes to the "
    "sessions, and nothing of what is said or written there."
)
GROUP_RUNNING = Step(
    _("The groups are under way"),
    _("Who enrols now waits for the next groups; you can also add people to a group by hand."),
)


def _member(*, heading: StrOrPromise, about: StrOrPromise, plural: StrOrPromise) -> SideTraits:
    return SideTraits(
        side=Side.PROTEGE,
        label=_("Member"),
        plural=plural,
        heading=heading,
        enroll=_("Enrol as a member"),
        about=about,
        waiting=_("You will be told by mail when the groups are made."),
        ranks=_("Members in this program are: %(ranks)s."),
        least=2,
        asks=IN_GROUPS,
    )


def _facilitator(*, least: int, about: StrOrPromise) -> SideTraits:
    return SideTraits(
        side=Side.MENTOR,
        label=_("Facilitator"),
        plural=_("facilitators"),
        heading=_("To facilitate a group"),
        enroll=_("Enrol as a facilitator"),
        about=about,
        waiting=_("You will be told by mail which group is yours."),
        ranks=_("Facilitators in this program are: %(ranks)s."),
        least=least,
        asks=LEADING,
    )


def _groups_enrolling(why: StrOrPromise) -> Step:
    return Step(_("People are enrolling"), why, _("Close enrolment and form groups"))


DYADIC = Traits(
    kind=Kind.DYADIC,
    icon="person",
    what=_("A senior and a junior person meet regularly, one to one, for a year or two."),
    known=_(
        "Helps careers and satisfaction where the two meet. Finding the hour is the hard part: in one "
        "program 4 pairs of 11 did not last. So preferences come first, and pairs that stop meeting "
        "are seen early."
    ),
    makes=Makes.PAIRS,
    sides=(
        SideTraits(
            side=Side.PROTEGE,
            label=Side.PROTEGE.label,
            plural=_("protégés"),
            heading=_("To find a mentor"),
            enroll=_("Enrol as a protégé"),
            about=_("Your application starts from your self-assessment and takes three minutes."),
            waiting=_("You will be told by mail when the pairs are made."),
            ranks=_("Protégés in this program are: %(ranks)s."),
            asks=("areas", "roles", "goals", "expertise", "modes", "languages"),
        ),
        SideTraits(
            side=Side.MENTOR,
            label=Side.MENTOR.label,
            plural=_("mentors"),
            heading=_("To mentor somebody"),
            enroll=_("Enrol as a mentor"),
            about=_("Your application starts from your mentor offer and takes two minutes."),
            waiting=_(
                "Look at who has enrolled: name those whom you would like, decline those whom you "
                "cannot help."
            ),
            ranks=_("Mentors in this program are: %(ranks)s."),
            asks=("areas", "roles", "places", "rank_wish", "expertise", "modes", "languages"),
        ),
    ),
    too_few=_("At least one protégé and one mentor must be enrolled."),
    sees="",
    form_lead=_(
        "What is filled in already has worked elsewhere: two years, an hour a month, pairs by the "
        "protégés’ preferences."
    ),
    enrolling=Step(
        _("People are enrolling"),
        _(
            "When enough have enrolled and chosen, close enrolment and match them. Nobody is told "
            "before you publish."
        ),
        _("Close enrolment and match"),
    ),
    matching=Step(
        _("Match"), _("Run as often as you like: a run changes nothing until you publish it.")
    ),
    running=Step(
        _("Match the waiting list"),
        _(
            "Pairs that exist stay. People without one, also those whose tie has ended, are matched "
            "to the places that are free."
        ),
    ),
    matching_label=_("Matching"),
    fields=FOR_ALL | FOR_MEETINGS | FOR_PAIRS,
)

COLLABORATIVE = Traits(
    kind=Kind.COLLABORATIVE,
    icon="people",
    what=_(
        "A small group of peers works for some months on each one’s values, goals and plan, on skills "
        "and on a paper, with a facilitator."
    ),
    known=_(
        "The best attended form: 89 of 100 came where pairs could not find an hour. People reported "
        "clearer values and goals, new collaborations, more skills and more reasons to stay. It needs "
        "protected days and agreement on confidentiality and authorship."
    ),
    makes=Makes.GROUPS,
    group_kind=PeerGroup.Kind.COLLABORATIVE,
    sides=(
        _member(
            heading=_("To join a group"),
            about=_("Your application starts from your self-assessment and takes three minutes."),
            plural=_("members"),
        ),
        _facilitator(
            least=0,
            about=_(
                "A facilitator keeps the room safe and turns questions back to the group’s own "
                "experience."
            ),
        ),
    ),
    too_few=_("At least two members must be enrolled: nobody is a group alone."),
    sees=GROUP_SEES,
    form_lead=_(
        "What is filled in already has worked elsewhere: eight months that begin with an intensive of "
        "three days, then a full day every month."
    ),
    enrolling=_groups_enrolling(
        _("When enough have enrolled, close enrolment and form groups. Nobody is told before that.")
    ),
    matching=Step(_("Form the groups"), _("Nobody is told before the groups are there.")),
    running=GROUP_RUNNING,
    matching_label=_("Forming groups"),
    fields=FOR_GROUPS,
    labels=GROUP_LABELS,
    helps=GROUP_HELPS,
    defaults={
        "months": 8,
        "cadence": Cadence.MONTHLY,
        "meeting_minutes": 480,
        "places_a_mentor": 1,
    },
)

PROJECT = Traits(
    kind=Kind.PROJECT,
    icon="assessment",
    what=_("About four peers and a senior person carry one agreed piece of work to its end."),
    known=_(
        "One senior serves several people at once, and the work gives the meetings a reason. It needs "
        "a facilitator with time, and rules on authorship before anybody starts."
    ),
    makes=Makes.GROUPS,
    group_kind=PeerGroup.Kind.PROJECT,
    group_sizes=(3, 5),
    sides=(
        _member(
            heading=_("To work on a project"),
            about=_("Say what you would like to work on; groups are made by that."),
            plural=_("members"),
        ),
        _facilitator(
            least=1, about=_("You bring the project or help to choose it, and see it through.")
        ),
    ),
    too_few=_("At least two members and one facilitator must be enrolled."),
    sees=GROUP_SEES,
    form_lead=_(
        "What is filled in already is where most begin: a year, an hour and a half every two weeks."
    ),
    enrolling=_groups_enrolling(
        _("When enough have enrolled, close enrolment and form groups. Nobody is told before that.")
    ),
    matching=Step(_("Form the groups"), _("Nobody is told before the groups are there.")),
    running=GROUP_RUNNING,
    matching_label=_("Forming groups"),
    fields=FOR_GROUPS,
    labels=GROUP_LABELS,
    helps=GROUP_HELPS,
    defaults={
        "months": 12,
        "cadence": Cadence.FORTNIGHTLY,
        "meeting_minutes": 90,
        "places_a_mentor": 1,
    },
)

MENTOR_SKILLS = Traits(
    kind=Kind.MENTOR_SKILLS,
    icon="offer",
    what=_("Mentors learn the craft together: workshops, and a peer group of their own."),
    known=_(
        "Mentors valued their own peer group more than any other part. Who has come to enough of the "
        "sessions has that shown on their mentor offer."
    ),
    makes=Makes.GROUPS,
    group_kind=PeerGroup.Kind.MENTORS,
    ends_groups=True,
    sides=(
        _member(
            heading=_("To learn with other mentors"),
            about=_("For everybody who mentors or is about to; it takes two minutes."),
            plural=_("mentors who learn"),
        ),
        _facilitator(least=0, about=_("You lead the sessions of a group of mentors.")),
    ),
    too_few=_("At least two mentors must be enrolled: nobody is a group alone."),
    sees=_(
        "Those of one group see each other. The director sees who comes to the sessions. Colleagues "
        "see on your mentor offer that you have completed the program, and not if you have not."
    ),
    form_lead=_("What is filled in already is where most begin: a year, two hours a month."),
    enrolling=_groups_enrolling(
        _("When enough mentors have enrolled, close enrolment and form their groups.")
    ),
    matching=Step(_("Form the groups"), _("Nobody is told before the groups are there.")),
    running=GROUP_RUNNING,
    matching_label=_("Forming groups"),
    fields=FOR_GROUPS,
    labels={
        **GROUP_LABELS,
        "capacity": _("mentors at the most"),
        "protege_ranks": _("Mentors who learn: which ranks"),
    },
    helps=GROUP_HELPS,
    defaults={
        "months": 12,
        "cadence": Cadence.MONTHLY,
        "meeting_minutes": 120,
        "places_a_mentor": 1,
    },
)

MOSAIC = Traits(
    kind=Kind.MOSAIC,
    icon="network",
    what=_(
        "Nobody is assigned to anybody: each person builds a network of several mentors, and the "
        "product shows what is missing and who could help."
    ),
    known=_(
        "What people need from mentors hardly ever lives in one person, so several with a function "
        "each serve better and nobody hangs on one. It may lack the big picture: somebody, often the "
        "protégé, has to hold it."
    ),
    makes=Makes.NOTHING,
    sides=(
        SideTraits(
            side=Side.PROTEGE,
            label=_("Participant"),
            plural=_("people taking part"),
            heading=_("To build your network"),
            enroll=_("Take part"),
            about=_("There is no application: your network and your needs are what counts."),
            waiting=_(
                "Your network is yours to build; you need not wait for the program to start."
            ),
            ranks=_("People in this program are: %(ranks)s."),
        ),
    ),
    too_few=_("At least one person must take part."),
    sees=_(
        "Your network stays yours alone. The director sees who takes part, and counts over all of "
        "them: no figure speaks of so few people that it would give one away."
    ),
    form_lead=_(
        "What is filled in already is where most begin: a year, after which you look back."
    ),
    enrolling=Step(
        _("People are enrolling"),
        _("Nothing has to be matched: close enrolment when those who want to are in."),
        _("Close enrolment"),
    ),
    matching=Step(
        _("Start the program"),
        _("Look at the coverage as it is now: it is where the program starts from."),
        _("Start the program"),
    ),
    running=Step(
        _("Watch the coverage"),
        _("What the networks of those who take part lack is where mentors are worth recruiting."),
    ),
    matching_label=_("About to start"),
    fields=FOR_ALL,
    labels={"capacity": _("people at the most"), "protege_ranks": _("Who may take part: ranks")},
    defaults={"months": 12},
)

CAREER_TEAM = Traits(
    kind=Kind.CAREER_TEAM,
    icon="key",
    what=_(
        "A primary mentor and a committee with named functions stand around one person who applies "
        "for a career award, with a plan that they agree on."
    ),
    known=_(
        "Sponsors ask for it: who guides which part of the training, how often they meet and how "
        "progress is judged. A team keeps one busy mentor from being everything."
    ),
    makes=Makes.TEAMS,
    sides=(
        SideTraits(
            side=Side.PROTEGE,
            label=Side.PROTEGE.label,
            plural=_("protégés"),
            heading=_("To build your team"),
            enroll=_("Enrol with a team of your own"),
            about=_("Enrol, ask your primary mentor and the committee, and write the plan."),
            waiting=_("You can ask your team and write the plan now."),
            ranks=_("Protégés in this program are: %(ranks)s."),
        ),
    ),
    too_few=_("At least one protégé must be enrolled."),
    sees=_(
        "You and those of your team who have said yes read the plan. The director sees that there is "
        "a team and a plan, and how many people are in it, and reads neither."
    ),
    form_lead=_(
        "What is filled in already is where most begin: five years, the whole team four times a year."
    ),
    enrolling=Step(
        _("People are enrolling"),
        _("Each protégé asks their own team; close enrolment when those who apply are in."),
        _("Close enrolment"),
    ),
    matching=Step(
        _("Teams are being built"),
        _("Start when the teams stand; who is late can still complete theirs."),
        _("Start the program"),
    ),
    running=Step(
        _("The teams are under way"),
        _("See which of them lack a primary mentor, a committee or a plan."),
    ),
    matching_label=_("Building teams"),
    fields=FOR_ALL | {"cadence", "meeting_minutes"},
    labels={"cadence": _("the whole team meets")},
    defaults={"months": 60, "cadence": Cadence.QUARTERLY, "meeting_minutes": 60},
)

TRAITS: Mapping[str, Traits] = {
    one.kind.value: one
    for one in (DYADIC, COLLABORATIVE, PROJECT, MENTOR_SKILLS, MOSAIC, CAREER_TEAM)
}
