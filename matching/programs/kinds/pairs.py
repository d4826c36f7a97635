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
    what=_("A senior and a junior person meet one-on-one regularly for a year or two."),
    known=_(
        "Helps careers and satisfaction when the two actually meet. Finding the time is the"
        " hard part: in one program, 4 of 11 pairs didn’t last. So preferences come first, "
        "and you see early when a pair stops meeting."
    ),
    makes=Makes.PAIRS,
    sides=(
        SideTraits(
            side=Side.PROTEGE,
            label=Side.PROTEGE.label,
            plural=_("mentees"),
            heading=_("Find a mentor"),
            enroll=_("Enroll as a mentee"),
            about=_(
                "Your application is filled in from your self-assessment. It takes three minutes."
            ),
            waiting=_("We’ll email you when the pairs are made."),
            ranks=_("This program takes these ranks as mentees: %(ranks)s."),
            asks=("areas", "roles", "goals", "expertise", "modes", "languages"),
        ),
        SideTraits(
            side=Side.MENTOR,
            label=Side.MENTOR.label,
            plural=_("mentors"),
            heading=_("Be a mentor"),
            enroll=_("Enroll as a mentor"),
            about=_(
                "Your application is filled in from your mentor profile. It takes two minutes."
            ),
            waiting=_(
                "See who has enrolled. Pick the people you’d like to mentor, and decline "
                "those you can’t help."
            ),
            ranks=_("This program takes these ranks as mentors: %(ranks)s."),
            asks=("areas", "roles", "places", "rank_wish", "expertise", "modes", "languages"),
        ),
    ),
    too_few=_("At least one mentee and one mentor must be enrolled."),
    sees="",
    form_lead=_(
        "We filled in what has worked elsewhere: two years, one hour a month, pairs made by"
        " the mentees’ preferences."
    ),
    enrolling=Step(
        _("Enrollment is open"),
        _(
            "When enough people have enrolled and made their choices, close enrollment and "
            "match them. No one is told before you publish."
        ),
        _("Close enrollment and match"),
    ),
    matching=Step(
        _("Match"), _("Run it as often as you like. Nothing changes until you publish a run.")
    ),
    running=Step(
        _("Match the wait list"),
        _(
            "Existing pairs stay. People without a mentor are matched with mentors who have openings, "
            "also if an earlier relationship ended."
        ),
    ),
    matching_label=_("Matching"),
    fields=FOR_ALL | FOR_MEETINGS | FOR_PAIRS,
)
