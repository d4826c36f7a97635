"""The map in words: for readers of the table, and for those who do not see the drawing."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.map.domain.parts import CONFIRMATION, REQUEST, UNSAID, MapTie, Row, Sector
from networks.phrases import AREA_PHRASES, CLOSENESS_LABELS, KIND_LABELS, ROLE_LABELS, joined

ORIGIN_LABELS = {
    "formal": gettext_lazy("From a program"),
    "group": gettext_lazy("From your group"),
    "informal": gettext_lazy("Found on your own"),
}

PENDING_LABELS = {
    CONFIRMATION: gettext_lazy("Not confirmed yet"),
    REQUEST: gettext_lazy("Request sent, no answer yet"),
}


def accessible_name(tie: MapTie) -> str:
    """For example "Dr Ana Okafor, professor, close peer; coach and sponsor; close"."""
    who = [tie.name, tie.rank_label.lower(), str(KIND_LABELS.get(tie.kind, tie.kind)).lower()]
    if tie.external:
        who.append(_("outside your institution"))
    if tie.origin == "formal":
        who.append(_("from a program"))
    if tie.groups:
        who.append(_("in your group %(groups)s") % {"groups": joined(tie.groups)})
    if tie.is_supervisor:
        who.append(_("also your supervisor"))
    if tie.pending:
        who.append(str(PENDING_LABELS[tie.pending]).lower())
    roles = joined(str(ROLE_LABELS[role]).lower() for role in tie.known_roles)
    parts = [
        ", ".join(part for part in who if part),
        roles or _("role not set"),
        str(CLOSENESS_LABELS[tie.ring]).lower(),
    ]
    return "; ".join(parts)


def roles_in_words(tie: MapTie) -> str:
    """Return for example "Coach and Sponsor"; "" where no role is known."""
    return joined(ROLE_LABELS[role] for role in tie.known_roles)


def table_row(tie: MapTie) -> Row:
    areas = [phrase for area, phrase in AREA_PHRASES.items() if area in tie.areas]
    return Row(
        id=tie.id,
        url=tie.url,
        name=tie.name,
        rank_label=tie.rank_label,
        kind=str(KIND_LABELS.get(tie.kind, tie.kind)),
        origin=str(ORIGIN_LABELS.get(tie.origin, ORIGIN_LABELS["informal"])),
        roles=roles_in_words(tie),
        areas=joined(areas)[:1].upper() + joined(areas)[1:],
        closeness=str(CLOSENESS_LABELS[tie.ring]),
        external=tie.external,
        is_supervisor=tie.is_supervisor,
        since=tie.since,
        from_group=tie.origin == "group",
        groups=joined(tie.groups),
        pending=str(PENDING_LABELS.get(tie.pending, "")),
    )


def summary_of(sectors: Sequence[Sector], ties: Sequence[MapTie]) -> str:
    """The whole picture in a sentence or two, for those who do not see it."""
    roles = [sector for sector in sectors if sector.role != UNSAID]
    empty = [sector.label.lower() for sector in roles if sector.empty]
    people = sum(not tie.pending for tie in ties)
    waiting = len(ties) - people
    sentences = []
    if people:
        sentences.append(
            ngettext(
                "%(count)d person is in your network.",
                "%(count)d people are in your network.",
                people,
            )
            % {"count": people}
        )
    if waiting:
        sentences.append(
            ngettext(
                "%(count)d person has not answered yet.",
                "%(count)d people have not answered yet.",
                waiting,
            )
            % {"count": waiting}
        )
    if not ties:
        return _("No one is on your map yet. All seven roles are empty.")
    filled = {"filled": len(roles) - len(empty), "roles": joined(empty)}
    if empty:
        sentences.append(_("%(filled)d of 7 roles are filled. No one is: %(roles)s.") % filled)
    else:
        sentences.append(_("All 7 roles are filled."))
    return " ".join(sentences)
