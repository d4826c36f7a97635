"""The network map as geometry: ties in, shapes and positions out. No Django, no colors.

The person stands in the middle. Each of the seven roles [C] is a sector, each closeness
a ring, each tie one mark. A tie stands in the sector of the role that fewest others
fill, where it is most needed; threads run from it to the other roles that it fills.
The form of a mark tells the kind of person: circle a peer, square a senior, triangle
someone outside; a double outline a tie from a program, a broken one someone who is there
because of a group.
"""

import itertools
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import hypot, pi, tau

from django.utils.translation import gettext as _

from networks.map.domain import geometry
from networks.map.domain.descriptions import (
    accessible_name,
    roles_in_words,
    summary_of,
    table_row,
)
from networks.map.domain.geometry import Box, Cell, Point
from networks.map.domain.labels import (
    box_of,
    initials_of,
    is_inside,
    name_labels,
    rim_size,
    rim_text,
)
from networks.map.domain.parts import (
    COMPACT,
    UNSAID,
    WIDE,
    ArcText,
    Format,
    Line,
    MapLayout,
    MapTie,
    Mark,
    Ring,
    Sector,
    Thread,
)
from networks.phrases import (
    CLOSENESS_LABELS,
    PEER_KINDS,
    ROLE_LABELS,
    ROLE_PHRASES,
    ROLE_SHORT_LABELS,
)

STRETCHES = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5), (1.0, 0.5), (0.5, 1.0), (1.0, 1.0))
"""How far crowded sectors, and rings, may grow at the cost of the others, least first."""

RING_TITLE_REACH = 1.2
"""How far the name of a ring keeps names of people away from its line, in sizes of its letters."""


@dataclass(frozen=True)
class _Ground:
    """Where sectors and rings lie for one choice of mark size, and the slots in each cell."""

    size: float
    spans: dict[str, tuple[float, float]]
    radii: tuple[float, ...]
    slots: dict[tuple[str, int], list[tuple[float, float]]] = field(default_factory=dict)


def layout(
    ties: Sequence[MapTie], *, empty_roles: Mapping[str, str], compact: bool = False
) -> MapLayout:
    """Lay the map out; the same ties give the same map, in whatever order they come.

    `empty_roles` maps a role that no one fills to the page where someone can be found
    for it. `compact` is the drawing for a phone: fewer words, the same places. Marks
    never overlap and stay in their sector and ring; they grow smaller, and crowded
    sectors and rings larger, when there are many.
    """
    measures = COMPACT if compact else WIDE
    ordered = sorted(ties, key=lambda tie: (tie.sort_key, str(tie.id)))
    home = _homes(ordered)
    roles = list(ROLE_LABELS) + ([UNSAID] if UNSAID in home.values() else [])
    cells: dict[tuple[str, int], list[MapTie]] = {}
    for tie in ordered:
        cells.setdefault((home[tie.id], tie.ring), []).append(tie)
    ground = _ground(roles, {cell: len(members) for cell, members in cells.items()}, measures)
    placed = {
        tie.id: geometry.at(*slot, centre=measures.centre)
        for cell, members in cells.items()
        for tie, slot in zip(members, ground.slots[cell], strict=True)
    }
    sectors = [_sector(role, ordered, ground, empty_roles, measures) for role in roles]
    threads = _threads(ordered, home, placed, ground, measures)
    labels = name_labels(ordered, home, placed, sectors, ground.size, measures)
    sectors = [
        replace(
            sector,
            marks=tuple(
                _mark(tie, sector.role, placed[tie.id], ground.size, labels, threads, measures)
                for ring in CLOSENESS_LABELS
                for tie in cells.get((sector.role, ring), [])
            ),
        )
        for sector in sectors
    ]
    in_order = [mark.id for sector in sectors for mark in sector.marks]
    by_id = {tie.id: tie for tie in ordered}
    return MapLayout(
        format=measures,
        sectors=tuple(sectors),
        rings=_rings(
            sectors,
            ground,
            list(placed.values()),
            [box_of(line, measures.label) for line in labels.values()],
            measures,
        ),
        rows=tuple(table_row(by_id[number]) for number in in_order),
        mark_size=ground.size,
        summary=summary_of(sectors, ordered),
    )


def _homes(ties: Sequence[MapTie]) -> dict[Hashable, str]:
    """The sector of each tie: of its roles the one that fewest ties fill."""
    filling = {role: sum(role in tie.roles for tie in ties) for role in ROLE_LABELS}
    return {
        tie.id: min(tie.known_roles, key=lambda role: filling[role], default=UNSAID) for tie in ties
    }


def _ground(roles: list[str], counts: dict[tuple[str, int], int], measures: Format) -> _Ground:
    """The largest marks that fit, with sectors and rings as even as that allows."""
    for size, stretch in _choices(measures):
        ground = _try(roles, counts, measures, size=size, stretch=stretch)
        if ground is not None:
            return ground
    raise AssertionError("marks of any small size fit")


def _choices(measures: Format) -> Iterator[tuple[float, tuple[float, float]]]:
    """Even sectors with comfortable marks first, then uneven ones, then smaller marks."""
    sizes = [measures.mark - step for step in range(int(measures.mark - measures.comfortable) + 1)]
    yield from ((size, STRETCHES[0]) for size in sizes)
    yield from ((size, stretch) for size in sizes for stretch in STRETCHES)
    size = sizes[-1]
    while True:
        size = size - 1 if size > 8 else size * 0.85
        yield from ((size, stretch) for stretch in STRETCHES)


def _try(
    roles: list[str],
    counts: dict[tuple[str, int], int],
    measures: Format,
    *,
    size: float,
    stretch: tuple[float, float],
) -> _Ground | None:
    spans = _spans(roles, counts, measures, stretch[0])
    radii = _radii(counts, measures, stretch[1])
    gap = measures.gap * min(1.0, size / measures.comfortable)
    found = {}
    for (role, ring), count in counts.items():
        cell = Cell(radii[ring - 1], radii[ring], *spans[role])
        places = geometry.slots(count, cell, size=size, gap=gap)
        if places is None:
            return None
        found[role, ring] = places
    return _Ground(size, spans, radii, found)


def _spans(
    roles: list[str], counts: dict[tuple[str, int], int], measures: Format, stretch: float
) -> dict[str, tuple[float, float]]:
    """Start and end of each sector, clockwise, the first one centred at the top."""
    crowd = {
        role: max((count / ring for (one, ring), count in counts.items() if one == role), default=0)
        for role in roles
    }
    total = sum(crowd.values()) or 1
    spare = tau - len(roles) * measures.least_sector
    widths = {}
    for role in roles:
        widths[role] = (1 - stretch) * tau / len(roles) + stretch * (
            measures.least_sector + spare * crowd[role] / total
        )
    spans, start = {}, -pi / 2 - widths[roles[0]] / 2
    for role in roles:
        spans[role] = (start, start + widths[role])
        start += widths[role]
    return spans


def _radii(
    counts: dict[tuple[str, int], int], measures: Format, stretch: float
) -> tuple[float, ...]:
    """The edges of the rings from the inside out."""
    crowd = {
        ring: max((count for (_, one), count in counts.items() if one == ring), default=0)
        for ring in CLOSENESS_LABELS
    }
    total = sum(crowd.values())
    depth = measures.last - measures.first
    radii = [measures.first]
    for ring, even in zip(CLOSENESS_LABELS, (0.36, 0.33, 0.31), strict=True):
        crowded = 0.18 + 0.46 * crowd[ring] / total if total else even
        radii.append(radii[-1] + depth * ((1 - stretch) * even + stretch * crowded))
    return tuple(radii)


def _sector(
    role: str,
    ties: Sequence[MapTie],
    ground: _Ground,
    empty_roles: Mapping[str, str],
    measures: Format,
) -> Sector:
    cell = Cell(measures.first, measures.last, *ground.spans[role])
    ground_cell = Cell(measures.first, measures.rim - 3, cell.start, cell.end)
    rim = Cell(measures.rim, measures.rim_outer, cell.start, cell.end)
    there = [tie for tie in ties if (role in tie.roles if role != UNSAID else not tie.known_roles)]
    count = sum(not tie.pending for tie in there)
    waiting = bool(there) and count == 0
    label = str(ROLE_LABELS.get(role) or _("Role not set"))
    centre = measures.centre
    gap, corner = measures.size / 170, measures.size / 60
    edges = [*ground.radii[:3], measures.rim - 3]
    plus = geometry.at(measures.first + (measures.last - measures.first) * 0.56, cell.middle,
                       centre=centre)  # fmt: skip
    return Sector(
        role=role,
        label=label,
        count=count,
        empty=count == 0,
        waiting=waiting,
        url=empty_roles.get(role, "") if not there else "",
        cell=cell,
        d=geometry.wedge(ground_cell, centre=centre, gap=gap, corner=corner),
        rim_d=geometry.wedge(rim, centre=centre, gap=gap, corner=corner * 0.7),
        tints=tuple(
            geometry.wedge(
                Cell(inner, outer, cell.start, cell.end), centre=centre, gap=gap, corner=0.1
            )
            for inner, outer in itertools.pairwise(edges)
        ),
        title=ArcText(
            f"{measures.prefix}-{role}",
            geometry.text_arc(
                (measures.rim + measures.rim_outer) / 2,
                cell.start,
                cell.end,
                centre=centre,
                size=rim_size(measures),
            ),
            rim_text(
                [label, str(ROLE_SHORT_LABELS.get(role, label))],
                count or (_("waiting") if waiting else _("empty")),
                rim,
                measures,
            ),
        ),
        call=_call(role, plus, cell, measures) if not there else (),
        call_name=_("Find %(role)s: no one fills this role yet")
        % {"role": ROLE_PHRASES.get(role, role)},
        plus=plus,
    )


def _call(role: str, plus: Point, cell: Cell, measures: Format) -> tuple[Line, ...]:
    """The words under the plus of an empty sector, in one line or two, or none."""
    phrase = str(ROLE_PHRASES.get(role, role))
    short, full = _("Find"), _("Find %(role)s") % {"role": phrase}
    for words in [[short]] if measures is COMPACT else [[full], [short, phrase]]:
        lines = []
        boxes = []
        for place, text in enumerate(words):
            y = plus[1] + measures.mark + measures.label * (1.25 + 1.2 * place)
            lines.append(Line(text, plus[0], y))
            boxes.append(box_of(lines[-1], measures.label))
        if all(is_inside(box, cell, measures) for box in boxes):
            return tuple(lines)
    return ()


def _threads(
    ties: Sequence[MapTie],
    home: Mapping[Hashable, str],
    placed: Mapping[Hashable, Point],
    ground: _Ground,
    measures: Format,
) -> dict[Hashable, tuple[Thread, ...]]:
    """Threads of each tie; in each sector the beads lie in the order their threads arrive."""
    found: dict[Hashable, list[Thread]] = {tie.id: [] for tie in ties}
    for role in ROLE_LABELS:
        start, end = ground.spans[role]
        middle = (start + end) / 2

        def turn(tie: MapTie, middle: float = middle) -> float:
            _, angle = geometry.polar(placed[tie.id], centre=measures.centre)
            return (angle - middle + pi) % tau - pi

        arriving = sorted(
            (tie for tie in ties if role in tie.roles and home[tie.id] != role), key=turn
        )
        step = min(
            3.2 * measures.bead / measures.beads, (end - start) * 0.85 / (len(arriving) or 1)
        )
        for place, tie in enumerate(arriving):
            angle = middle + (place - (len(arriving) - 1) / 2) * step
            x, y = geometry.at(measures.beads, angle, centre=measures.centre)
            curve = geometry.thread(placed[tie.id], (x, y), centre=measures.centre)
            found[tie.id].append(Thread(role, curve, round(x, 1), round(y, 1)))
    return {number: tuple(threads) for number, threads in found.items()}


def _mark(
    tie: MapTie,
    role: str,
    point: Point,
    size: float,
    labels: Mapping[Hashable, Line],
    threads: Mapping[Hashable, tuple[Thread, ...]],
    measures: Format,
) -> Mark:
    form = "triangle" if tie.external else "circle" if tie.kind in PEER_KINDS else "square"
    return Mark(
        id=tie.id,
        url=tie.url,
        name=tie.name,
        accessible_name=accessible_name(tie),
        initials=initials_of(tie.name, form, size, measures),
        initials_y=round(size * (0.34 if form == "triangle" else 0.27), 1),
        form=form,
        from_program=tie.origin == "formal",
        from_group=tie.origin == "group",
        is_pending=bool(tie.pending),
        is_supervisor=tie.is_supervisor,
        role=role,
        closeness=tie.ring,
        x=point[0],
        y=point[1],
        r=size,
        d=geometry.shape(form, size),
        inner_d=geometry.shape(form, size * 0.82),
        label=labels.get(tie.id),
        threads=threads[tie.id],
        roles_text=roles_in_words(tie),
    )


def _rings(
    sectors: Sequence[Sector],
    ground: _Ground,
    points: Sequence[Point],
    names: Collection[Box],
    measures: Format,
) -> tuple[Ring, ...]:
    rings = []
    for ring, label in CLOSENESS_LABELS.items():
        inner, outer = ground.radii[ring - 1], ground.radii[ring]
        rings.append(
            Ring(
                ring,
                str(label),
                inner,
                outer,
                _ring_title(ring, sectors, ground, points, names, measures),
            )
        )
    return tuple(rings)


def _ring_title(
    ring: int,
    sectors: Sequence[Sector],
    ground: _Ground,
    points: Sequence[Point],
    names: Collection[Box],
    measures: Format,
) -> ArcText | None:
    """The ring's name along its outer edge, at the first sector edge that is free for it."""
    size = measures.label * 0.85 if measures is WIDE else 0
    text = str(CLOSENESS_LABELS[ring])
    radius = ground.radii[ring] - size
    wide = geometry.text_width(text, size) / radius + 0.06
    for sector in sectors:
        start = sector.cell.start + 8 / radius
        spots = [geometry.at(radius, start + wide * part / 6, centre=measures.centre)
                 for part in range(7)]  # fmt: skip
        clear = all(
            hypot(spot[0] - point[0], spot[1] - point[1]) > ground.size + size
            for spot in spots
            for point in points
        ) and not any(
            name.meets_disc(spot, size * RING_TITLE_REACH) for spot in spots for name in names
        )
        if size and clear and not sector.empty and start + wide < sector.cell.end:
            path = geometry.text_arc(radius, start, start + wide, centre=measures.centre, size=size)
            return ArcText(f"{measures.prefix}-ring-{ring}", path, text)
    return None
