"""Mosaic: each person builds a network of their own."""

from django.utils.translation import gettext_lazy as _

from matching.programs.kinds.traits import FOR_ALL, Kind, Makes, Side, SideTraits, Step, Traits

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
