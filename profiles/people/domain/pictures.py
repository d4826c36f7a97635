"""A square photo, or a logo, from what someone uploads: what it is, which part, drawn anew. Knows no model."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageStat

from profiles.errors import DomainError

MOST_BYTES = 15 * 1024**2
# Read from the head of the file, before it is decoded: a JPEG at a fraction of its size, others
# whole, at four bytes a pixel: 50 MB.
MOST_PIXELS = {"JPEG": 64_000_000, "MPO": 64_000_000, "PNG": 12_500_000, "WEBP": 12_500_000}
# A JPEG of several scans is decoded whole whatever size is asked for, at six bytes a pixel.
MOST_PIXELS_IN_SCANS = 12_500_000
LONGEST_SIDE = 20_000
SHORTEST_SIDE = 160
DECODED_SIDE = 3_000
# Each scan is read over the whole picture; cameras and programs write up to ten or so.
MOST_SCANS = 64
MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
# What Pillow raises for files that are not what they say, their notes of the camera too.
BROKEN = (
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    LookupError,
    SyntaxError,
    struct.error,
    Image.DecompressionBombError,
)
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by what its camera noted."""
QUALITY = 85
LIGHT_INK = 200
"""From this mean lightness on, of 255, what is drawn cannot be seen on white."""
DARK_GROUND = "#20302f"
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""With which of these a HEIC file begins. Its decoders come with libraries that we do not ship (GPL, patents)."""


class PhotoRefused(DomainError):
    """A file that is not taken as a photo; the message says why, for its field."""

    code = "photo_refused"


@dataclass(frozen=True)
class Crop:
    """A square of a picture: in percent, where it lies between both edges, and how much it is enlarged."""

    across: int = 50
    down: int = 50
    zoom: int = 100


def draw_square(file: IO[Any], *, crop: Crop, sizes: dict[str, int]) -> dict[str, bytes]:
    """Return the square that *crop* says as JPEG files, one for each of *sizes* (pixels a side).

    Nothing of the file is kept but its colors: no EXIF, no place, no name. The picture is turned as
    its camera said, and what is transparent becomes white. Raise PhotoRefused for what is no JPEG, PNG
    or WebP by its content, damaged, too small or too large.
    """
    upright = _upright(_opened(file, shortest=SHORTEST_SIDE))
    square = upright.crop(_box(upright.width, upright.height, crop))
    return {name: _jpeg(square, side) for name, side in sizes.items()}


def draw_inside(
    file: IO[Any], *, box: tuple[int, int], shortest: int
) -> tuple[bytes, tuple[int, int]]:
    """Return the whole picture as a PNG file that fits into *box*, and its width and height in pixels.

    It keeps what is transparent, with the same edge all around, and is never enlarged. What is drawn in white, for a dark ground,
    gets one. Raise PhotoRefused as `draw_square` does, and where a side has fewer than *shortest* pixels.
    """
    upright = _upright(_opened(file, shortest=shortest))
    upright = _edged(upright)
    upright.thumbnail(box, Image.Resampling.LANCZOS)
    # Onto a new canvas, so that no note of the file is written again.
    fresh = Image.new("RGBA", upright.size)
    fresh.paste(upright)
    written = BytesIO()
    fresh.save(written, "PNG", optimize=True)
    return written.getvalue(), fresh.size


def _edged(picture: Image.Image) -> Image.Image:
    """Return *picture* with an even edge if it is transparent, on a dark ground if what shows of it is nearly white."""
    alpha = picture.getchannel("A")
    shown = alpha.getbbox()
    if shown is None:
        raise PhotoRefused(
            _("We cannot read this file as a photo. Choose a JPEG, PNG, or WebP file.")
        )
    if alpha.getextrema()[0] == 255:
        return picture
    is_light = ImageStat.Stat(picture.convert("L"), mask=alpha).mean[0] >= LIGHT_INK
    inner = picture.crop(shown)
    edge = inner.height // (4 if is_light else 10)
    size = (inner.width + 2 * edge, inner.height + 2 * edge)
    edged = Image.new("RGBA", size, DARK_GROUND if is_light else (0, 0, 0, 0))
    edged.alpha_composite(inner, (edge, edge))
    return edged


def _upright(picture: Image.Image) -> Image.Image:
    """Return *picture* decoded, turned as its camera said. Raise PhotoRefused for a damaged one."""
    try:
        picture.draft("RGB", (DECODED_SIDE, DECODED_SIDE))
        picture.thumbnail((DECODED_SIDE, DECODED_SIDE))
        turn = _turn(picture)
        return (picture.transpose(turn) if turn is not None else picture).convert("RGBA")
    except (*BROKEN, MemoryError) as error:
        raise PhotoRefused(
            _("This photo is damaged and cannot be read. Choose another one.")
        ) from error


def _opened(file: IO[Any], *, shortest: int) -> Image.Image:
    if file.seek(0, 2) > MOST_BYTES:
        raise PhotoRefused(
            _("This photo is too large. Choose one of up to %(most)d MB.")
            % {"most": MOST_BYTES // 1024**2}
        )
    file.seek(0)
    beginning = file.read(12)
    file.seek(0)
    if beginning[4:8] == b"ftyp" and beginning[8:12] in HEIC_BRANDS:
        raise PhotoRefused(
            _(
                "This photo is in the iPhone format HEIC, which we cannot read. On your iPhone, choose it "
                "from the photo library. On a computer, save it as JPEG first."
            )
        )
    try:
        picture = Image.open(file, formats=["JPEG", "PNG", "WEBP"])
    except BROKEN as error:
        raise PhotoRefused(
            _("We cannot read this file as a photo. Choose a JPEG, PNG, or WebP file.")
        ) from error
    width, height = picture.size
    scans = _scans(file) if picture.format in ("JPEG", "MPO") else 0
    most = MOST_PIXELS_IN_SCANS if scans > 1 else MOST_PIXELS[picture.format or ""]
    if width * height > most or max(width, height) > LONGEST_SIDE:
        raise PhotoRefused(
            _("This photo has too many pixels. Choose a smaller one, such as 2,000 pixels wide.")
        )
    if min(width, height) < shortest:
        raise PhotoRefused(
            _("This photo is too small. Choose one with at least %(least)d pixels on each side.")
            % {"least": shortest}
        )
    if scans > MOST_SCANS:
        raise PhotoRefused(_("This photo is damaged and cannot be read. Choose another one."))
    return picture


def _scans(file: IO[Any]) -> int:
    """Return how many scans a JPEG file has, up to its end; what follows it is not counted."""
    place = file.tell()
    file.seek(0)
    content = file.read()
    file.seek(place)
    at, scans = 2, 0
    while scans <= MOST_SCANS and (found := MARKER.search(content, at)):
        at, kind = found.end(), content[found.end() - 1]
        if kind == 0xD9:
            break
        scans += kind == 0xDA
        # A segment has its length before it; a thumbnail inside one is passed over with it.
        if kind not in (0x01, 0xD8):
            at += max(2, int.from_bytes(content[at : at + 2]))
    return scans


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """Return how to turn *picture*; None where its camera noted nothing that can be read."""
    try:
        return TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except BROKEN:
        return None


def _box(width: int, height: int, crop: Crop) -> tuple[int, int, int, int]:
    """Return the square that *crop* says, in whole pixels inside the picture."""
    side = max(1, min(width, height) * 100 // crop.zoom)
    left = (width - side) * crop.across // 100
    top = (height - side) * crop.down // 100
    return left, top, left + side, top + side


def _jpeg(square: Image.Image, side: int) -> bytes:
    # Onto white before it is made smaller, so that a transparent edge has no dark seam.
    paper = Image.new("RGB", square.size, "white")
    paper.paste(square, mask=square.getchannel("A"))
    written = BytesIO()
    paper.resize((side, side), Image.Resampling.LANCZOS).save(
        written, "JPEG", quality=QUALITY, optimize=True
    )
    return written.getvalue()
