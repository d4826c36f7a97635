"""Pictures to upload, as cameras and drawing programs write them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

RED, BLUE, GREEN = (255, 0, 0), (0, 0, 255), (0, 128, 0)


def striped(width: int = 600, height: int = 200) -> Image.Image:
    """Three stripes from left to right: red, blue, green."""
    picture = Image.new("RGB", (width, height), BLUE)
    third = width // 3
    picture.paste(RED, (0, 0, third, height))
    picture.paste(GREEN, (width - third, 0, width, height))
    return picture


def written(picture: Image.Image, form: str, **how: Any) -> bytes:
    """Return *picture* as a file of this form."""
    file = BytesIO()
    picture.save(file, form, **how)
    return file.getvalue()


def upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    """Return *content* as a browser sends it."""
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def camera_exif() -> bytes:
    """Return what a phone notes: turned by a quarter, taken at a place."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (40.0, 26.0, 46.0)
    return exif.tobytes()
