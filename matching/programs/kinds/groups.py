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
    "capacity": _("maximum number of members"),
    "protege_ranks": _("Ranks that can enroll as members"),
    "eligible_units": _("Units from which people can enroll"),
    "mentor_ranks": _("Ranks that can enroll as facilitators"),
    "places_a_mentor": _("maximum groups per facilitator"),
    "cadence": _("how often groups meet"),
    "meeting_minutes": _("minutes per session"),
}
GROUP_HELPS: Mapping[str, StrOrPromise] = {
    "first_steps": _("The first thing a group reads: how to start, and what to bring."),
}
GROUP_SEES = _(
    "Members of a group see each other. The director sees who takes part and who attends "
    "the sessions, but nothing that is said or written there."
)
GROUP_RUNNING = Step(
    _("The groups are meeting"),
    _(
        "People who enroll now wait for the next groups. You can also add people to a group "
        "yourself."
    ),
)


def _member(*, heading: StrOrPromise, about: StrOrPromise, plural: StrOrPromise) -> SideTraits:
    return SideTraits(
        side=Side.PROTEGE,
        label=_("Member"),
        plural=plural,
        heading=heading,
        enroll=_("Enroll as a member"),
        about=about,
        waiting=_("We’ll email you when the groups are formed."),
        ranks=_("This program takes these ranks as members: %(ranks)s."),
        least=2,
        asks=IN_GROUPS,
    )


def _facilitator(*, least: int, about: StrOrPromise) -> SideTraits:
    return SideTraits(
        side=Side.MENTOR,
        label=_("Facilitator"),
        plural=_("facilitators"),
        heading=_("Facilitate a group"),
        enroll=_("Enroll as a facilitator"),
        about=about,
        waiting=_("We’ll email you when you have a group."),
        ranks=_("This program takes these ranks as facilitators: %(ranks)s."),
        least=least,
        asks=LEADING,
    )


def _groups_enrolling(why: StrOrPromise) -> Step:
    return Step(_("Enrollment is open"), why, _("Close enrollment and form groups"))


COLLABORATIVE = Traits(
    kind=Kind.COLLABORATIVE,
    icon="people",
    what=_(
        "A small group of peers works with a facilitator for several months: on each "
        "person’s values, goals, and plan, on skills, and on a paper."
    ),
    known=_(
        "The best attended kind: attendance was 89%, where pairs couldn’t find an hour. "
        "People reported clearer values and goals, new collaborations, more skills, and "
        "more reasons to stay. It needs protected days and an agreement on confidentiality "
        "and authorship."
    ),
    makes=Makes.GROUPS,
    group_kind=PeerGroup.Kind.COLLABORATIVE,
    sides=(
        _member(
            heading=_("Join a group"),
            about=_(
                "Your application is filled in from your self-assessment. It takes three minutes."
            ),
            plural=_("members"),
        ),
        _facilitator(
            least=0,
            about=_(
                "A facilitator keeps the group safe and turns questions back to the "
                "members’ own experience."
            ),
        ),
    ),
    too_few=_("At least two members must be enrolled to make a group."),
    sees=GROUP_SEES,
    form_lead=_(
        "We filled in what has worked elsewhere: eight months, starting with three full "
        "days, then one full day every month."
    ),
    enrolling=_groups_enrolling(
        _(
            "When enough people have enrolled, close enrollment and form groups. No one is told"
            " before you publish them."
        )
    ),
    matching=Step(_("Form the groups"), _("No one is told before you publish the groups.")),
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
    what=_("About four peers and a senior person finish one project together."),
    known=_(
        "One senior person helps several people at once, and the project gives them a "
        "reason to meet. It needs a facilitator with time, and rules on authorship before "
        "anyone starts."
    ),
    makes=Makes.GROUPS,
    group_kind=PeerGroup.Kind.PROJECT,
    group_sizes=(3, 5),
    sides=(
        _member(
            heading=_("Work on a project"),
            about=_("Say what you want to work on. We form groups based on that."),
            plural=_("members"),
        ),
        _facilitator(
            least=1, about=_("You bring a project or help choose one, and see it through.")
        ),
    ),
    too_few=_("At least two members and one facilitator must be enrolled."),
    sees=GROUP_SEES,
    form_lead=_(
        "We filled in what most programs start with: one year, an hour and a half every two weeks."
    ),
    enrolling=_groups_enrolling(
        _(
            "When enough people have enrolled, close enrollment and form groups. No one is told"
            " before you publish them."
        )
    ),
    matching=Step(_("Form the groups"), _("No one is told before you publish the groups.")),
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
    what=_("Mentors build their mentoring skills together in workshops and a peer group."),
    known=_(
        "Mentors valued their own peer group more than any other part. Mentors who attend "
        "enough sessions have that shown on their mentor profile."
    ),
    makes=Makes.GROUPS,
    group_kind=PeerGroup.Kind.MENTORS,
    ends_groups=True,
    sides=(
        _member(
            heading=_("Learn with other mentors"),
            about=_("For everyone who mentors or is about to. It takes two minutes."),
            plural=_("mentors in training"),
        ),
        _facilitator(least=0, about=_("You lead the sessions for a group of mentors.")),
    ),
    too_few=_("At least two mentors must be enrolled to make a group."),
    sees=_(
        "Members of a group see each other. The director sees who attends the sessions. If "
        "you complete the program, colleagues see that on your mentor profile. If you "
        "don’t, it shows nothing."
    ),
    form_lead=_("We filled in what most programs start with: one year, two hours a month."),
    enrolling=_groups_enrolling(
        _("When enough mentors have enrolled, close enrollment and form their groups.")
    ),
    matching=Step(_("Form the groups"), _("No one is told before you publish the groups.")),
    running=GROUP_RUNNING,
    matching_label=_("Forming groups"),
    fields=FOR_GROUPS,
    labels={
        **GROUP_LABELS,
        "capacity": _("maximum number of mentors"),
        "protege_ranks": _("Ranks that can enroll as mentors in training"),
        "eligible_units": _("Units from which people can enroll"),
    },
    helps=GROUP_HELPS,
    defaults={
        "months": 12,
        "cadence": Cadence.MONTHLY,
        "meeting_minutes": 120,
        "places_a_mentor": 1,
    },
)
