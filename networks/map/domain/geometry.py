"""The geometry of the network map: where marks fit, and the paths that draw them.

Pure numbers. Angles are radians, clockwise from the right as in SVG; a point is (x, y).
A cell is the part of a ring that lies in a sector. Nothing here knows what a tie is.
"""

from dataclasses import dataclass
from math import asin, atan2, cos, hypot, pi, sin, tau

Point = tuple[float, float]


@dataclass(frozen=True)
class Cell:
    """A part of a ring between two radii and two angles."""

    inner: float
    outer: float
    start: float
    end: float

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    def holds(self, radius: float, angle: float, *, margin: float = 0.0) -> bool:
        """Return whether a disc of radius `margin` around the polar point stays inside."""
        if not self.inner + margin <= radius <= self.outer - margin:
            return False
        inset = asin(min(1.0, margin / radius)) if radius else 0.0
        turned = (angle - self.start) % tau
        return inset <= turned <= self.end - self.start - inset


@dataclass(frozen=True)
class Box:
    """The room that a line of text takes."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def meets_disc(self, centre: Point, radius: float) -> bool:
        across = max(self.left - centre[0], 0.0, centre[0] - self.right)
        down = max(self.top - centre[1], 0.0, centre[1] - self.bottom)
        return hypot(across, down) < radius

    @property
    def corners(self) -> tuple[Point, ...]:
        return (
            (self.left, self.top),
            (self.right, self.top),
            (self.right, self.bottom),
            (self.left, self.bottom),
        )


def at(radius: float, angle: float, *, centre: float) -> Point:
    """The point at a radius and an angle around (center, center)."""
    return (centre + radius * cos(angle), centre + radius * sin(angle))


def polar(point: Point, *, centre: float) -> tuple[float, float]:
    """Radius and angle of a point around (center, center)."""
    across, down = point[0] - centre, point[1] - centre
    return (hypot(across, down), atan2(down, across))


def slots(count: int, cell: Cell, *, size: float, gap: float) -> list[tuple[float, float]] | None:
    """Place `count` discs of radius `size` in a cell, `gap` apart: (radius, angle) each.

    As few rows as will hold them, each row spread evenly and centred. None where
    they do not fit.
    """
    edge = size + gap / 2
    depth = cell.outer - cell.inner - 2 * edge
    if depth < 0:
        return None
    for rows in range(1, int(depth // (2 * edge)) + 2):
        if rows == 1:
            radii = [(cell.inner + cell.outer) / 2]
        else:
            radii = [cell.inner + edge + depth * row / (rows - 1) for row in range(rows)]
        rooms = [_room(radius, cell.end - cell.start, edge) for radius in radii]
        if sum(rooms) >= count:
            filled = _spread(count, rooms)
            return [
                (radius, angle)
                for radius, number in zip(radii, filled, strict=True)
                for angle in _row(number, radius, cell, edge)
            ]
    return None


def _room(radius: float, span: float, edge: float) -> int:
    if edge >= radius:
        return 0
    free = span - 2 * asin(edge / radius)
    return int(free // (2 * asin(edge / radius))) + 1 if free >= 0 else 0


def _spread(count: int, rooms: list[int]) -> list[int]:
    """Share `count` over rows by their room, never more than the room."""
    total = sum(rooms)
    filled = [min(room, count * room // total) for room in rooms]
    while sum(filled) < count:
        row = max(range(len(rooms)), key=lambda r: (rooms[r] - filled[r], r))
        filled[row] += 1
    return filled


def _row(number: int, radius: float, cell: Cell, edge: float) -> list[float]:
    if number == 0:
        return []
    span = cell.end - cell.start
    step = span / number
    if number > 1:
        step = min(step, (span - 2 * asin(edge / radius)) / (number - 1))
    return [cell.middle + (place - (number - 1) / 2) * step for place in range(number)]


def n(value: float) -> str:
    """A number as SVG wants it, with one decimal and never a locale's comma."""
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def wedge(cell: Cell, *, centre: float, gap: float = 0.0, corner: float = 0.0) -> str:
    """The outline of a cell, `gap` narrower between neighbours, with rounded corners."""
    half = gap / 2
    corner = min(corner, (cell.outer - cell.inner) / 2 - 0.1)
    outer_in, inner_in = asin(half / cell.outer), asin(min(1.0, half / cell.inner))
    outer_turn = outer_in + corner / cell.outer
    inner_turn = inner_in + corner / cell.inner
    inner_turn = min(inner_turn, (cell.end - cell.start) / 2 - 0.01)

    def go(radius: float, angle: float) -> str:
        x, y = at(radius, angle, centre=centre)
        return f"{n(x)} {n(y)}"

    def side(radius: float) -> float:
        return asin(min(1.0, half / radius))

    large_outer = int(cell.end - cell.start - 2 * outer_turn > pi)
    large_inner = int(cell.end - cell.start - 2 * inner_turn > pi)
    low, high = cell.inner + corner, cell.outer - corner
    return (
        f"M{go(cell.outer, cell.start + outer_turn)}"
        f"A{n(cell.outer)} {n(cell.outer)} 0 {large_outer} 1"
        f" {go(cell.outer, cell.end - outer_turn)}"
        f"Q{go(cell.outer, cell.end - outer_in)} {go(high, cell.end - side(high))}"
        f"L{go(low, cell.end - side(low))}"
        f"Q{go(cell.inner, cell.end - inner_in)} {go(cell.inner, cell.end - inner_turn)}"
        f"A{n(cell.inner)} {n(cell.inner)} 0 {large_inner} 0"
        f" {go(cell.inner, cell.start + inner_turn)}"
        f"Q{go(cell.inner, cell.start + inner_in)} {go(low, cell.start + side(low))}"
        f"L{go(high, cell.start + side(high))}"
        f"Q{go(cell.outer, cell.start + outer_in)} {go(cell.outer, cell.start + outer_turn)}Z"
    )


def text_arc(radius: float, start: float, end: float, *, centre: float, size: float) -> str:
    """An arc for a line of text: it runs backwards below the center, so that no text
    stands on its head; the baseline is set so that the text is centred on the radius."""
    middle = (start + end) / 2
    below = sin(middle) > 0.3
    radius = radius + 0.35 * size if below else radius - 0.35 * size
    first, last = (end, start) if below else (start, end)
    x1, y1 = at(radius, first, centre=centre)
    x2, y2 = at(radius, last, centre=centre)
    large = int(end - start > pi)
    sweep = 0 if below else 1
    return f"M{n(x1)} {n(y1)}A{n(radius)} {n(radius)} 0 {large} {sweep} {n(x2)} {n(y2)}"


def thread(start: Point, end: Point, *, centre: float) -> str:
    """A curve between two points that bends towards the center, more the farther apart."""
    r1, a1 = polar(start, centre=centre)
    r2, a2 = polar(end, centre=centre)
    apart = abs((a1 - a2 + pi) % tau - pi)
    pull = 1 - 0.85 * apart / pi
    x1, y1 = at(r1 * pull, a1, centre=centre)
    x2, y2 = at(r2 * pull * pull, a2, centre=centre)
    return f"M{n(start[0])} {n(start[1])}C{n(x1)} {n(y1)} {n(x2)} {n(y2)} {n(end[0])} {n(end[1])}"


def shape(form: str, size: float) -> str:
    """A mark's outline around (0, 0) that stays within a disc of radius `size`."""
    if form == "circle":
        r = n(size * 0.94)
        return f"M-{r} 0A{r} {r} 0 1 1 {r} 0A{r} {r} 0 1 1 -{r} 0Z"
    if form == "square":
        side, corner = size * 0.82, size * 0.34
        a, b = n(side), n(side - corner)
        return (
            f"M-{b} -{a}L{b} -{a}Q{a} -{a} {a} -{b}L{a} {b}Q{a} {a} {b} {a}"
            f"L-{b} {a}Q-{a} {a} -{a} {b}L-{a} -{b}Q-{a} -{a} -{b} -{a}Z"
        )
    return _triangle(size)


def _triangle(size: float) -> str:
    """A triangle on its base with bowed sides and round corners: room for two letters."""
    tips = [at(size, angle, centre=0) for angle in (-pi / 2, pi / 6, pi * 5 / 6)]
    bows = [at(size * 0.86, angle, centre=0) for angle in (-pi / 6, pi / 2, pi * 7 / 6)]

    def between(one: Point, two: Point, part: float) -> str:
        return f"{n(one[0] + (two[0] - one[0]) * part)} {n(one[1] + (two[1] - one[1]) * part)}"

    path = f"M{between(tips[0], bows[0], 0.22)}"
    for place in range(3):
        there, bow, after = tips[(place + 1) % 3], bows[place], bows[(place + 1) % 3]
        path += f"Q{n(bow[0])} {n(bow[1])} {between(there, bow, 0.22)}"
        path += f"Q{n(there[0])} {n(there[1])} {between(there, after, 0.22)}"
    return path + "Z"


def text_width(text: str, size: float) -> float:
    """A careful guess at the width of a line of text, without a font to measure."""
    return sum(_letter_width(letter) for letter in text) * size


def _letter_width(letter: str) -> float:
    """Return how wide a letter is at most in common fonts without serifs, in parts of its size."""
    if ord(letter) > 0x2E7F:
        return 1.05
    if letter in "MWmw@%…":
        return 0.95
    return 0.74 if letter.isupper() else 0.57
