"""Projects and topics: mentees choose what they would work on, and get its mentors with it."""

from django.utils.translation import gettext_lazy as _

from matching.programs.kinds.traits import (
    FOR_ALL,
    FOR_MEETINGS,
    Cadence,
    Kind,
    Makes,
    Side,
    SideTraits,
    Step,
    Traits,
)

TOPICS = Traits(
    kind=Kind.TOPICS,
    icon="assessment",
    what=_(
        "Mentors offer projects or topics, each with a number of places. Mentees choose among them, "
        "and the mentors of the project become their mentors."
    ),
    known=_(
        "The work gives the mentee and the mentor a reason to meet from the first week. Popular "
        "projects fill up quickly, so ask for several choices, and offer more places than mentees."
    ),
    makes=Makes.PROJECTS,
    sides=(
        SideTraits(
            side=Side.PROTEGE,
            label=Side.PROTEGE.label,
            plural=_("mentees"),
            heading=_("Choose a project"),
            enroll=_("Enroll as a mentee"),
            about=_(
                "Your application is filled in from your self-assessment. It takes three minutes."
            ),
            waiting=_(
                "Choose the projects you’d like, best first. You can change the list until the "
                "match is made."
            ),
            ranks=_("This program takes these ranks as mentees: %(ranks)s."),
            asks=("areas", "goals", "expertise", "modes", "languages"),
        ),
        SideTraits(
            side=Side.MENTOR,
            label=Side.MENTOR.label,
            plural=_("mentors"),
            heading=_("Offer a project"),
            enroll=_("Enroll as a mentor"),
            about=_(
                "Your application is filled in from your mentor profile. Then write your project: once "
                "the director has accepted it, mentees can choose it."
            ),
            waiting=_(
                "See who has enrolled. Pick the people you’d like to mentor, and decline "
                "those you can’t help."
            ),
            ranks=_("This program takes these ranks as mentors: %(ranks)s."),
            asks=("areas", "roles", "places", "expertise", "modes", "languages"),
        ),
    ),
    too_few=_("At least one mentee and one mentor must be enrolled."),
    sees=_(
        "Everyone who is enrolled sees the projects and their mentors. Mentors see who has enrolled. "
        "No one else sees your list or who you decline: not the mentors, and not the director. The "
        "director sees who was placed on which project, and about how many people got their first "
        "choice, without names."
    ),
    form_lead=_("We filled in what most programs start with: one year, an hour every two weeks."),
    enrolling=Step(
        _("Enrollment is open"),
        _(
            "Add the projects as their mentors enroll. When the mentees have chosen, close enrollment "
            "and match. No one is told before you publish."
        ),
        _("Close enrollment and match"),
    ),
    matching=Step(
        _("Match mentees and projects"),
        _(
            "The first match uses everyone’s choices and the places as they are at that time. No "
            "one is told before you publish."
        ),
    ),
    running=Step(
        _("Match the wait list"),
        _(
            "Everyone who has a project stays on it. People without a project are matched with places "
            "that are free, also if an earlier relationship ended."
        ),
    ),
    matching_label=_("Matching"),
    fields=FOR_ALL
    | FOR_MEETINGS
    | {
        "mentor_ranks",
        "target_mentors",
        "places_a_mentor",
        "choices_asked",
        "min_steps",
        "max_steps",
        "supervision_depth",
        "same_unit",
        "same_supervisor",
    },
    labels={
        "cadence": _("how often mentees and mentors meet"),
        "choices_asked": _("how many projects a mentee can choose"),
    },
    defaults={"months": 12, "cadence": Cadence.FORTNIGHTLY, "meeting_minutes": 60},
)
