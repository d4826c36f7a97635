"""Pairs: one mentor and one mentee."""

from django.utils.translation import gettext_lazy as _

from matching.programs.kinds.traits import (
    FOR_ALL,
    FOR_MEETINGS,
    FOR_PAIRS,
    Kind,
    Makes,
    Side,
    SideTraits,
    Step,
    Traits,
)

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
