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
