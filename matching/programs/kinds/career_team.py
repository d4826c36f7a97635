"""Career-award teams: a primary mentor and a committee around one person."""

from django.utils.translation import gettext_lazy as _

from matching.programs.kinds.traits import (
    FOR_ALL,
    Cadence,
    Kind,
    Makes,
    Side,
    SideTraits,
    Step,
    Traits,
)

CAREER_TEAM = Traits(
    kind=Kind.CAREER_TEAM,
    icon="key",
    what=_(
        "One person applying for a career award builds a team: a primary mentor and a "
        "committee, each with a named function. They agree on a plan."
    ),
    known=_(
        "Award sponsors ask for it: who guides each part of the training, how often they "
        "meet, and how progress is judged. With a team, one busy mentor doesn’t have to do "
        "everything."
    ),
    makes=Makes.TEAMS,
    sides=(
        SideTraits(
            side=Side.PROTEGE,
            label=Side.PROTEGE.label,
            plural=_("mentees"),
            heading=_("Build your team"),
            enroll=_("Enroll and build a team"),
            about=_("Enroll, ask your primary mentor and committee to join, and write the plan."),
            waiting=_("You can ask people to join your team and write the plan now."),
            ranks=_("This program takes these ranks as mentees: %(ranks)s."),
        ),
    ),
    too_few=_("At least one mentee must be enrolled."),
    sees=_(
        "You and the team members who said yes can read the plan. The director sees that "
        "there is a team and a plan, and how many people are on the team, but can’t read "
        "either."
    ),
    form_lead=_(
        "We filled in what most programs start with: five years, and the whole team meets "
        "four times a year."
    ),
    enrolling=Step(
        _("Enrollment is open"),
        _(
            "Each mentee builds their own team. Close enrollment when everyone who is applying "
            "has enrolled."
        ),
        _("Close enrollment"),
    ),
    matching=Step(
        _("Teams are forming"),
        _("Start when most teams are complete. Others can still complete theirs later."),
        _("Start the program"),
    ),
    running=Step(
        _("The program is running"),
        _("See which teams still need a primary mentor, a committee, or a plan."),
    ),
    matching_label=_("Building teams"),
    fields=FOR_ALL | {"cadence", "meeting_minutes"},
    labels={"cadence": _("how often the whole team meets")},
    defaults={"months": 60, "cadence": Cadence.QUARTERLY, "meeting_minutes": 60},
)
