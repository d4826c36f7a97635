"""Names and initials on the map: a name stands only where it touches nothing."""

from collections.abc import Hashable, Mapping, Sequence

from networks.map.domain import geometry
from networks.map.domain.geometry import Box, Cell, Point
from networks.map.domain.parts import WIDE, Format, Line, MapTie, Sector

TITLES = frozenset({"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "sir", "dame"})


def box_of(line: Line, size: float) -> Box:
    width = geometry.text_width(line.text, size)
    left = {"middle": line.x - width / 2, "start": line.x, "end": line.x - width}[line.anchor]
    return Box(left, line.y - size * 0.85, left + width, line.y + size * 0.3)


def is_inside(box: Box, cell: Cell, measures: Format) -> bool:
    return all(
        cell.holds(*geometry.polar(corner, centre=measures.centre), margin=1.0)
        for corner in box.corners
    )


def rim_size(measures: Format) -> float:
    """How tall the letters on the rim are."""
    return measures.label * (1.2 if measures is WIDE else 1.0)


def rim_text(labels: Sequence[str], count: int | str, rim: Cell, measures: Format) -> str:
    """The role and how many fill it; the role alone, its short name, or its beginning where the arc is short."""
    room = (rim.end - rim.start) * rim.inner - 8
    for label in labels:
        for text in (f"{label} · {count}", label):
            if geometry.text_width(text, rim_size(measures)) <= room:
                return text
    cut = labels[-1]
    while cut and geometry.text_width(f"{cut}…", rim_size(measures)) > room:
        cut = cut[:-1]
    return f"{cut}…"


def name_labels(
    ties: Sequence[MapTie],
    home: Mapping[Hashable, str],
    placed: Mapping[Hashable, Point],
    sectors: Sequence[Sector],
    size: float,
    measures: Format,
) -> dict[Hashable, Line]:
    """A name beside each mark where one fits without touching anything; initials always fit."""
    cell_of = {sector.role: sector.cell for sector in sectors}
    discs = list(placed.items())
    taken: list[Box] = []
    found: dict[Hashable, Line] = {}
    for tie in ties:
        own = placed[tie.id]
        for line in _label_places(tie, own, size, measures):
            box = box_of(line, measures.label)
            if (
                is_inside(box, cell_of[home[tie.id]], measures)
                and not any(box.meets(other) for other in taken)
                and not any(
                    box.meets_disc(point, size + 1) for number, point in discs if number != tie.id
                )
            ):
                taken.append(box)
                found[tie.id] = line
                break
    return found


def _label_places(tie: MapTie, point: Point, size: float, measures: Format) -> list[Line]:
    x, y = point
    below, above = y + size + measures.label * 1.05, y - size - measures.label * 0.45
    beside = y + measures.label * 0.35
    return [
        line
        for text in _short_names(tie.name)
        for line in (
            Line(text, x, below),
            Line(text, x, above),
            Line(text, x + size + 4, beside, "start"),
            Line(text, x - size - 4, beside, "end"),
        )
    ]


def _words(name: str) -> list[str]:
    plain = name.split(",")[0]
    words = [word for word in plain.split() if word.strip(".").casefold() not in TITLES]
    return words or name.split() or ["?"]


def _short_names(name: str) -> list[str]:
    """What to call someone beside a mark: "A. Okafor", else "Okafor"."""
    words = _words(name)
    family = words[-1] if len(words[-1]) <= 14 else f"{words[-1][:13]}…"
    return [f"{words[0][0]}. {family}", family] if len(words) > 1 else [family]


def initials_of(name: str, form: str, size: float, measures: Format) -> str:
    """Two letters, or as many as the mark has room for at a size that can be read."""
    room = size * (0.88 if form == "triangle" else 1.0) / (measures.label * 1.08)
    words = _words(name)
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return (letters if room >= 0.9 else letters[-1] if room >= 0.6 else "").upper()
