"""The map in words: for readers of the table, and for those who do not see the drawing."""

from collections.abc import Sequence

from networks.map.domain.parts import UNSAID, MapTie, Row, Sector
from networks.phrases import AREA_PHRASES, CLOSENESS_LABELS, KIND_LABELS, ROLE_LABELS, joined

ORIGIN_LABELS = {"formal": "From a program", "group": "From your group"}


def accessible_name(tie: MapTie) -> str:
    """For example "Dr Ana Okafor, professor, special peer; fills coach and sponsor; close"."""
    who = [tie.name, tie.rank_label.lower(), KIND_LABELS.get(tie.kind, tie.kind).lower()]
    if tie.external:
        who.append("outside your institution")
    if tie.origin == "formal":
        who.append("from a program")
    if tie.groups:
        who.append(f"in your group {joined(list(tie.groups))}")
    if tie.is_supervisor:
        who.append("also your supervisor")
    roles = [ROLE_LABELS[role].lower() for role in tie.known_roles]
    fills = f"fills {joined(roles)}" if roles else "role not said yet"
    return f"{', '.join(part for part in who if part)}; {fills}; {CLOSENESS_LABELS[tie.ring]}"


def table_row(tie: MapTie) -> Row:
    areas = [phrase for area, phrase in AREA_PHRASES.items() if area in tie.areas]
    return Row(
        id=tie.id,
        url=tie.url,
        name=tie.name,
        rank_label=tie.rank_label,
        kind=KIND_LABELS.get(tie.kind, tie.kind),
        origin=ORIGIN_LABELS.get(tie.origin, "Found by yourselves"),
        roles=joined([ROLE_LABELS[role] for role in tie.known_roles]),
        areas=joined(areas)[:1].upper() + joined(areas)[1:],
        closeness=CLOSENESS_LABELS[tie.ring].capitalize(),
        external=tie.external,
        is_supervisor=tie.is_supervisor,
        since=tie.since,
        from_group=tie.origin == "group",
        groups=joined(list(tie.groups)),
    )


def summary_of(sectors: Sequence[Sector], people: int) -> str:
    """The whole picture in a sentence or two, for those who do not see it."""
    roles = [sector for sector in sectors if sector.role != UNSAID]
    empty = [sector.label.lower() for sector in roles if sector.empty]
    if people == 0:
        return "Nobody is on your map yet; all seven roles are empty."
    who = "1 tie" if people == 1 else f"{people} ties"
    said = f"{who} around you. {len(roles) - len(empty)} of 7 roles are filled"
    return f"{said}; empty: {joined(empty)}." if empty else f"{said}."
