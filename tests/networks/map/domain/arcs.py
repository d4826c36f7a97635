"""Text along an arc as boxes, so that a test can say what it prints over."""

import re
from math import atan2, cos, hypot, pi, sin, tau

from networks.map.domain.geometry import Box


def boxes_along(path: str, length: float, size: float) -> list[Box]:
    """Return a box around each letter's place on an arc of SVG, *length* from its start.

    The arc is that of a circle around the drawing's center: its radius and two ends say where that is.
    """
    number = r"(-?[\d.]+)"
    x1, y1, radius, _same, _large, sweep, x2, y2 = (
        float(one)
        for one in re.fullmatch(
            rf"M{number} {number}A{number} {number} 0 (\d) (\d) {number} {number}", path
        ).groups()  # type: ignore[union-attr]
    )
    center = _center((x1, y1), (x2, y2), radius, sweep == 1)
    first = atan2(y1 - center[1], x1 - center[0])
    turn = 1 if sweep else -1
    steps = max(2, round(length / size) + 1)
    boxes = []
    for step in range(steps):
        angle = first + turn * length / radius * step / (steps - 1)
        # Half a letter above the baseline, towards the top of the text.
        lift = radius + turn * size * 0.35
        x, y = center[0] + lift * cos(angle % tau), center[1] + lift * sin(angle % tau)
        boxes.append(Box(x - size * 0.4, y - size * 0.4, x + size * 0.4, y + size * 0.4))
    return boxes


def _center(
    one: tuple[float, float], other: tuple[float, float], radius: float, clockwise: bool
) -> tuple[float, float]:
    across, down = other[0] - one[0], other[1] - one[1]
    half = hypot(across, down) / 2
    away = max(radius**2 - half**2, 0) ** 0.5
    side = atan2(down, across) + (pi / 2 if clockwise else -pi / 2)
    return (
        (one[0] + other[0]) / 2 + away * cos(side),
        (one[1] + other[1]) / 2 + away * sin(side),
    )
