"""A photo is what its content is, square, upright, and without anything that a camera notes."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from profiles.people.domain.pictures import MOST_BYTES, Crop, PhotoRefused, draw_square
from tests.support.pictures import BLUE, GREEN, RED, camera_exif, striped, written

SIZES = {"small": 128, "large": 512}


def drawn(content: bytes, **crop: int) -> Image.Image:
    made = draw_square(BytesIO(content), crop=Crop(**crop), sizes=SIZES)
    return Image.open(BytesIO(made["large"]))


def near(color: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 24 for one, other in zip(color, wanted, strict=True))


def middle(picture: Image.Image) -> tuple[int, ...]:
    found = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(found, tuple)
    return found


def claims(width: int, height: int) -> bytes:
    """Return a small PNG file that says it is this large."""

    def chunk(name: bytes, content: bytes) -> bytes:
        tail = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + tail

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_each_form_becomes_square_jpeg_files(form: str) -> None:
    made = draw_square(BytesIO(written(striped(), form)), crop=Crop(), sizes=SIZES)

    opened = {name: Image.open(BytesIO(content)) for name, content in made.items()}
    assert {name: (one.format, one.size) for name, one in opened.items()} == {
        "small": ("JPEG", (128, 128)),
        "large": ("JPEG", (512, 512)),
    }


@pytest.mark.parametrize(
    ("crop", "color"), [({}, BLUE), ({"across": 0}, RED), ({"across": 100}, GREEN)]
)
def test_the_square_is_the_one_that_was_chosen(
    crop: dict[str, int], color: tuple[int, int, int]
) -> None:
    assert near(middle(drawn(written(striped(), "PNG"), **crop)), color)


def test_zoom_shows_less() -> None:
    content = written(striped(600, 600), "PNG")

    whole, near_by = drawn(content), drawn(content, zoom=300)

    assert near(whole.getpixel((20, 256)), RED)  # type: ignore[arg-type]
    assert near(near_by.getpixel((20, 256)), BLUE)  # type: ignore[arg-type]


def test_it_is_turned_upright_and_nothing_that_the_camera_noted_is_kept() -> None:
    content = written(striped(200, 600).rotate(90, expand=True), "JPEG", exif=camera_exif())
    assert b"SecretCamera" in content

    made = draw_square(BytesIO(content), crop=Crop(down=0), sizes=SIZES)

    picture = Image.open(BytesIO(made["large"]))
    assert dict(picture.getexif()) == {}
    assert not any(mark in made["large"] for mark in (b"SecretCamera", b"Exif", b"ICC_PROFILE"))
    # Lying, it had three stripes one above the other, and is turned back to have them side by side.
    assert near(picture.getpixel((20, 256)), RED)  # type: ignore[arg-type]


def test_what_is_transparent_becomes_white() -> None:
    content = written(Image.new("RGBA", (300, 300), (0, 0, 0, 0)), "PNG")

    assert near(middle(drawn(content)), (255, 255, 255))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot read this file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot read this file"),
        (b"%PDF-1.7 and so on", "cannot read this file"),
        (written(striped(), "GIF"), "cannot read this file"),
        (written(striped(159, 400), "PNG"), "too small"),
        (claims(6_000, 6_000), "too many pixels"),
        (claims(4_000, 3_126), "too many pixels"),
        (claims(100_000, 200), "too many pixels"),
        (claims(60_000, 60_000), "cannot read this file"),
    ],
    ids=["empty", "svg", "pdf", "gif", "small", "large", "a little over", "long", "bomb"],
)
def test_anything_else_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(PhotoRefused) as refused:
        draw_square(BytesIO(content), crop=Crop(), sizes=SIZES)

    assert said in str(refused.value.message)


def test_a_file_that_is_too_large_is_refused_before_it_is_read() -> None:
    content = written(striped(), "PNG") + b"\0" * MOST_BYTES

    with pytest.raises(PhotoRefused) as refused:
        draw_square(BytesIO(content), crop=Crop(), sizes=SIZES)

    assert "up to 15 MB" in str(refused.value.message)


def test_a_jpeg_file_with_very_many_scans_is_refused() -> None:
    drawn_once = BytesIO()
    striped().save(drawn_once, "JPEG", progressive=True)
    content = drawn_once.getvalue()
    last = content[content.rfind(b"\xff\xda") : -2]

    assert drawn(content[:-2] + last * 20 + b"\xff\xd9").size == (512, 512)
    assert drawn(content + last * 100).size == (512, 512)  # behind its end, as a moving photo has
    with pytest.raises(PhotoRefused, match="damaged"):
        drawn(content[:-2] + last * 100 + b"\xff\xd9")


@pytest.mark.parametrize(("progressive", "said"), [(True, "too many pixels"), (False, "")])
def test_a_jpeg_file_of_several_scans_has_fewer_pixels(progressive: bool, said: str) -> None:
    small = BytesIO()
    Image.new("RGB", (3_600, 3_600), RED).save(small, "JPEG", progressive=progressive)

    try:
        drawn(small.getvalue())
    except PhotoRefused as refused:
        assert said and said in str(refused.message)
    else:
        assert not said


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(("place", "kind"), [(17, 0), (19, 11), (73, 2), (75, 3), (87, 7)])
def test_broken_notes_of_the_camera_do_no_harm(place: int, kind: int) -> None:
    notes = camera_exif()
    broken = notes[:place] + bytes([kind]) + notes[place + 1 :]
    assert drawn(written(striped(), "JPEG", exif=broken)).size == (512, 512)
