"""Peer pairs: two colleagues as equals. Neither is the mentor: a pair is a group of two that no one leads."""

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
from networks.models import PeerGroup

PEER_PAIRS = Traits(
    kind=Kind.PEER_PAIRS,
    icon="people",
    what=_(
        "Two colleagues at a similar stage meet regularly as equals. Each person can list the "
        "colleagues they would like."
    ),
    known=_(
        "Peers share advice, honest feedback, and news, and the relationship often lasts. They "
        "don’t have a senior person’s view, so it works best beside a mentor."
    ),
    makes=Makes.GROUPS,
    pairs_peers=True,
    group_kind=PeerGroup.Kind.PAIR,
    group_sizes=(2, 2),
    sides=(
        SideTraits(
            side=Side.PROTEGE,
            label=_("Participant"),
            plural=_("participants"),
            heading=_("Find a peer"),
            enroll=_("Enroll"),
            about=_(
                "Your application is filled in from your self-assessment. It takes three minutes."
            ),
            waiting=_(
                "List the colleagues you’d like to be paired with, best first. You can change the "
                "list until the pairs are made. We’ll email you then."
            ),
            ranks=_("This program takes these ranks: %(ranks)s."),
            least=2,
            asks=("areas", "goals", "expertise", "modes", "languages"),
        ),
    ),
    too_few=_("At least two people must be enrolled to make a pair."),
    sees=_(
        "Everyone who is enrolled sees who else is, and can list the people they would like. No one "
        "else sees your list or who you decline: not the people on it, and not the director. The "
        "director sees the pairs, and how many pairs of people would both rather have each other, "
        "without names. What the two of you say and write stays with you."
    ),
    form_lead=_("We filled in what most programs start with: one year, one hour a month."),
    enrolling=Step(
        _("Enrollment is open"),
        _(
            "When enough people have enrolled and listed who they would like, close enrollment and "
            "make the pairs. No one is told before you publish them."
        ),
        _("Close enrollment and make pairs"),
    ),
    matching=Step(_("Make the pairs"), _("No one is told before you publish the pairs.")),
    running=Step(
        _("The pairs are meeting"),
        _(
            "Existing pairs stay. People who enroll now, and people who lost their partner, can be "
            "paired with each other."
        ),
    ),
    matching_label=_("Making pairs"),
    fields=FOR_ALL | FOR_MEETINGS | {"choices_asked", "method"},
    labels={
        "capacity": _("maximum number of people"),
        "target_proteges": _("target number of people"),
        "protege_ranks": _("Ranks that can enroll"),
        "eligible_units": _("Units from which people can enroll"),
        "protege_tracks": _("Tracks that can enroll"),
        "choices_asked": _("how many people each person can list"),
        "meeting_minutes": _("minutes per meeting"),
    },
    helps={
        "first_steps": _("We add this to the email that tells two people they are a pair."),
        "method": _(
            "By everyone’s preferences: no two people should both prefer each other to their "
            "partners. Best overall: as many pairs as possible, and the best average fit."
        ),
    },
    options={
        "method": (
            ("stable", _("By everyone’s preferences")),
            ("best", _("Best overall")),
        )
    },
    defaults={"months": 12, "cadence": Cadence.MONTHLY, "meeting_minutes": 60},
)
