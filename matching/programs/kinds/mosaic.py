"""Mosaic: each person builds a network of their own."""

from django.utils.translation import gettext_lazy as _

from matching.programs.kinds.traits import FOR_ALL, Kind, Makes, Side, SideTraits, Step, Traits

MOSAIC = Traits(
    kind=Kind.MOSAIC,
    icon="network",
    what=_(
        "No one is assigned a mentor. Each person builds a network of several mentors, and "
        "MentorNet shows what is missing and who could help."
    ),
    known=_(
        "One person can rarely give everything a mentee needs. Several mentors, each with a"
        " function, serve better, and no one depends on just one. Someone has to keep the "
        "big picture in mind, often the mentee."
    ),
    makes=Makes.NOTHING,
    sides=(
        SideTraits(
            side=Side.PROTEGE,
            label=_("Participant"),
            plural=_("participants"),
            heading=_("Build your network"),
            enroll=_("Join"),
            about=_("There is no application. Your network and your needs are what counts."),
            waiting=_(
                "You can build your network now. You don’t have to wait for the program to start."
            ),
            ranks=_("This program takes these ranks: %(ranks)s."),
        ),
    ),
    too_few=_("At least one person must take part."),
    sees=_(
        "Only you see your network. The director sees who takes part, and totals across "
        "everyone. A total that covers too few people to stay anonymous isn’t shown."
    ),
    form_lead=_("We filled in what most programs start with: one year, then a look back."),
    enrolling=Step(
        _("Enrollment is open"),
        _(
            "There is nothing to match. Close enrollment when everyone who wants to join has "
            "joined."
        ),
        _("Close enrollment"),
    ),
    matching=Step(
        _("Start the program"),
        _("Look at the coverage now. It is the program’s starting point."),
        _("Start the program"),
    ),
    running=Step(
        _("Watch the coverage"),
        _("Recruit mentors for what the participants’ networks lack."),
    ),
    matching_label=_("About to start"),
    fields=FOR_ALL,
    labels={
        "capacity": _("maximum number of people"),
        "protege_ranks": _("Ranks that can take part"),
        "eligible_units": _("Units from which people can enroll"),
    },
    defaults={"months": 12},
)
