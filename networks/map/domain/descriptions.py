"""The map in words: for readers of the table, and for those who do not see the drawing."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.map.domain.parts import UNSAID, MapTie, Row, Sector
from networks.phrases import AREA_PHRASES, CLOSENESS_LABELS, KIND_LABELS, ROLE_LABELS, joined

ORIGIN_LABELS = {
    "formal": gettext_lazy("From a program"),
    "group": gettext_lazy("From your group"),
    "informal": gettext_lazy("Found on your own"),
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
    roles = joined(str(ROLE_LABELS[role]).lower() for role in tie.known_roles)
    parts = [
        ", ".join(part for part in who if part),
        roles or _("role not set"),
        str(CLOSENESS_LABELS[tie.ring]).lower(),
    ]
    return "; ".join(parts)


def table_row(tie: MapTie) -> Row:
    areas = [phrase for area, phrase in AREA_PHRASES.items() if area in tie.areas]
    return Row(
        id=tie.id,
        url=tie.url,
        name=tie.name,
        rank_label=tie.rank_label,
        kind=str(KIND_LABELS.get(tie.kind, tie.kind)),
        origin=str(ORIGIN_LABELS.get(tie.origin, ORIGIN_LABELS["informal"])),
        roles=joined(ROLE_LABELS[role] for role in tie.known_roles),
        areas=joined(areas)[:1].upper() + joined(areas)[1:],
        closeness=str(CLOSENESS_LABELS[tie.ring]),
        external=tie.external,
        is_supervisor=tie.is_supervisor,
        since=tie.since,
        from_group=tie.origin == "group",
        groups=joined(tie.groups),
    )


def summary_of(sectors: Sequence[Sector], people: int) -> str:
    """The whole picture in a sentence or two, for those who do not see it."""
    roles = [sector for sector in sectors if sector.role != UNSAID]
    empty = [sector.label.lower() for sector in roles if sector.empty]
    if people == 0:
        return _("No one is on your map yet. All seven roles are empty.")
    who = ngettext(
        "%(count)d person is in your network.", "%(count)d people are in your network.", people
    ) % {"count": people}
    filled = {"filled": len(roles) - len(empty), "roles": joined(empty)}
    if empty:
        said = _("%(filled)d of 7 roles are filled. No one is: %(roles)s.") % filled
    else:
        said = _("All 7 roles are filled.")
    return f"{who} {said}"
