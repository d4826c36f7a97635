"""The kinds of program that form groups: collaborative, project, and mentors who learn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from matching.programs.kinds.traits import (
    FOR_GROUPS,
    Cadence,
    Kind,
    Makes,
    Side,
    SideTraits,
    Step,
    Traits,
)
from networks.models import PeerGroup

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

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
