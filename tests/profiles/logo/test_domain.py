"""The logo of an institution: drawn again, shown on each page to its people, and to no one else."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from mentornet.audit_verbs import Verb
from mentornet.pdf import can_make_pdf
from profiles.models import AuditEvent, Institution, Logo
from tests.factories import MembershipFactory
from tests.support.matching import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def director():
    return MembershipFactory(offices=["director"], institution__name="Harbor Medical School")


def picture(*, size=(900, 300), kind="PNG", color=(10, 60, 120, 255)) -> bytes:
    written = BytesIO()
    image = Image.new("RGBA", size, color)
    (image if kind == "PNG" else image.convert("RGB")).save(written, kind)
    return written.getvalue()


def upload(director, content: bytes, name: str = "logo.png") -> str:
    file = SimpleUploadedFile(name, content)
    answer = client_of(director).post(
        reverse("profiles:logo_settings"), {"file": file}, follow=True
    )
    return answer.content.decode()


def address(director) -> str:
    key = Institution.objects.get(pk=director.institution_id).logo_key
    return reverse("profiles:logo", args=[key])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_drawn_again_and_named_in_the_header_of_each_page(director, kind) -> None:
    behind = b"<script>steal()</script>"
    upload(director, picture(kind=kind) + behind)

    colleague = client_of(MembershipFactory(institution=director.institution))
    page = colleague.get(reverse("profiles:settings")).content.decode()
    assert f'src="{address(director)}"' in page
    assert '<span class="brand__name">MentorNet</span>' in page
    assert '<span class="brand__place">Harbor Medical School</span>' in page
    sent = colleague.get(address(director))
    assert sent["Content-Type"] == "image/png"
    assert behind not in sent.content
    again = Image.open(BytesIO(sent.content))
    assert (again.format, again.size) == ("PNG", (480, 160))


def drawn(director) -> Image.Image:
    return Image.open(BytesIO(client_of(director).get(address(director)).content))


def with_transparent_edges(color) -> bytes:
    image, written = Image.new("RGBA", (900, 900)), BytesIO()
    image.paste(color, (300, 400, 600, 500))
    image.save(written, "PNG")
    return written.getvalue()


def test_transparent_edges_are_cut_to_one_of_the_same_width(director) -> None:
    upload(director, with_transparent_edges((10, 60, 120)))

    logo = drawn(director)
    assert logo.size == (320, 120)
    assert [logo.getpixel(place) for place in ((0, 0), (160, 60))] == [
        (0, 0, 0, 0),
        (10, 60, 120, 255),
    ]


def test_a_white_one_without_background_gets_a_dark_ground(director) -> None:
    upload(director, with_transparent_edges("white"))

    logo = drawn(director)
    assert logo.getpixel((0, 0)) == (32, 48, 47, 255)
    assert logo.getpixel((logo.width // 2, logo.height // 2)) == (255, 255, 255, 255)


def test_one_that_shows_nothing_is_refused(director) -> None:
    assert "We cannot use this file." in upload(director, picture(color=(10, 60, 120, 0)))


def test_it_is_kept_by_its_content_and_another_has_another_address(director) -> None:
    upload(director, picture())
    first, browser = address(director), client_of(director)
    sent = browser.get(first)
    assert sent["Cache-Control"] == "private, max-age=31536000, immutable"
    assert browser.get(first, headers={"If-None-Match": sent["ETag"]}).status_code == 304

    upload(director, picture(size=(200, 200)))

    assert address(director) != first
    assert browser.get(first, headers={"If-None-Match": sent["ETag"]}).status_code == 404
    assert Logo.objects.count() == 1


def test_no_one_of_another_institution_gets_it(director) -> None:
    upload(director, picture())

    assert client_of(MembershipFactory()).get(address(director)).status_code == 404


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "We do not take SVG files"),
        (b" <SVG xmlns='http://www.w3.org/2000/svg'></SVG>", "We do not take SVG files"),
        (b"GIF89a", "We cannot use this file."),
        (b"", "We cannot use this file."),
        (picture(size=(400, 20)), "We cannot use this file."),
        (picture()[:80], "We cannot use this file."),
        (b"\x89PNG" + bytes(5 * 1024**2), "We cannot use this file."),
    ],
)
def test_what_is_no_logo_is_refused_in_words(director, content, said) -> None:
    assert said in upload(director, content)
    assert not Logo.objects.exists()
    assert Institution.objects.get(pk=director.institution_id).logo_key is None


def test_what_was_cut_off_is_refused_also_once_the_process_made_a_pdf(director) -> None:
    can_make_pdf()
    assert "We cannot use this file." in upload(director, picture()[:80])


def test_a_removed_one_comes_back_unless_there_is_another(director) -> None:
    upload(director, picture())
    was, browser = address(director), client_of(director)

    browser.post(reverse("profiles:logo_remove"))
    assert browser.get(was).status_code == 404
    browser.post(reverse("profiles:undo"))
    assert address(director) == was
    assert browser.get(was).status_code == 200

    browser.post(reverse("profiles:logo_remove"))
    upload(director, picture(size=(200, 200)))
    page = browser.post(reverse("profiles:undo"), follow=True).content.decode()
    assert "This can no longer be undone." in page
    assert address(director) != was
    assert browser.get(address(director)).status_code == 200


def test_a_removed_one_is_shown_no_more(director) -> None:
    upload(director, picture())
    was, browser = address(director), client_of(director)

    for _time in range(2):
        browser.post(reverse("profiles:logo_remove"))

    assert browser.get(was).status_code == 404
    assert "MentorNet" in browser.get(reverse("profiles:settings")).content.decode()
    verbs = AuditEvent.objects.filter(verb__startswith="logo.").order_by("at")
    assert list(verbs.values_list("verb", flat=True)) == [Verb.LOGO_SAVED, Verb.LOGO_REMOVED]
