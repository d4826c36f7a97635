"""About me: the photo and the words, and who gets to see them."""

from __future__ import annotations

import json
from base64 import b64decode
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from mentornet.audit_verbs import Verb
from profiles.models import AuditEvent, Introduction, Membership, Photo
from tests.evaluations.meetings.domain.test_lifecycle import client_of
from tests.factories import MembershipFactory
from tests.support.pictures import camera_exif, striped, upload, written

pytestmark = pytest.mark.django_db
ABOUT_ME = "/about-me/"
WORDS = {
    "bio": "I study sleep in shift workers.",
    "working_style": "Once a month, with an agenda.",
    "languages": "English, Spanish",
    "publications_url": "https://example.org/papers",
}


@pytest.fixture
def me() -> Membership:
    return MembershipFactory(given_name="Mia", family_name="Own")


@pytest.fixture
def mine(me: Membership) -> Client:
    return client_of(me)


def colleague_of(me: Membership, **fields: Any) -> Client:
    return client_of(MembershipFactory(institution=me.institution, **fields))


def send(client: Client, content: bytes, **more: Any) -> Any:
    name = more.pop("name", "photo.jpg")
    data = {"file": upload(content, name), **more}
    return client.post(reverse("profiles:photo_save"), data, follow=True)


def address(me: Membership, size: str = "small") -> str:
    return reverse("profiles:photo", args=[Photo.objects.get(member=me).key, size])


def page_of(me: Membership, reader: Client) -> str:
    return reader.get(reverse("networks:person", args=[me.pk])).content.decode()


def test_a_photo_is_shown_to_colleagues_with_nothing_that_the_camera_noted(
    me: Membership, mine: Client
) -> None:
    reader = colleague_of(me)
    before = page_of(me, reader)

    send(mine, written(striped(), "JPEG", exif=camera_exif()), alt="Mia at her desk")

    after = page_of(me, reader)
    assert ("avatar--photo" in before, address(me, "large") in after) == (False, True)
    assert 'alt="Mia at her desk"' in after
    assert address(me) in reader.get(reverse("networks:people")).content.decode()
    answer = reader.get(address(me))
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert answer["Cache-Control"].startswith("private")
    assert b"SecretCamera" not in answer.content
    assert Image.open(BytesIO(answer.content)).size == (128, 128)


def test_a_photo_is_for_current_colleagues_only(me: Membership, mine: Client) -> None:
    send(mine, written(striped(), "PNG"))
    url = address(me)

    assert Client().get(url).status_code == 302
    assert client_of(MembershipFactory()).get(url).status_code == 404
    reader = colleague_of(me)
    assert reader.get(url).status_code == 200
    assert reader.get(address(me, "huge")).status_code == 404
    Membership.objects.filter(pk=me.pk).update(end_date="2026-01-31")
    assert reader.get(url).status_code == 404


def test_a_browser_asks_each_time_so_that_a_removed_photo_is_gone_at_once(
    me: Membership, mine: Client
) -> None:
    send(mine, written(striped(), "PNG"))
    url, reader = address(me), colleague_of(me)
    first = reader.get(url)
    known = {"headers": {"If-None-Match": first["ETag"]}}
    again = reader.get(url, **known)

    mine.post(reverse("profiles:photo_remove"))

    assert first["Cache-Control"] == "private, no-cache"
    assert (again.status_code, again.content) == (304, b"")
    assert reader.get(url, **known).status_code == 404


def test_another_photo_has_another_address(me: Membership, mine: Client) -> None:
    send(mine, written(striped(), "PNG"))
    first = address(me)
    send(mine, written(striped(), "PNG"), across=0)

    assert address(me) != first
    assert mine.get(first).status_code == 404
    assert Photo.objects.count() == 1


def test_removing_shows_initials_at_once_and_can_be_undone(me: Membership, mine: Client) -> None:
    send(mine, written(striped(), "PNG"))
    url, reader = address(me), colleague_of(me)

    asked = mine.post(reverse("profiles:photo_remove"), follow=True).content.decode()

    assert "Photo removed." in asked
    assert reverse("profiles:photo_restore") in asked
    assert reader.get(url).status_code == mine.get(url).status_code == 404
    assert "avatar--photo" not in page_of(me, reader)
    mine.post(reverse("profiles:photo_restore"))
    assert reader.get(url).status_code == 200
    verbs = AuditEvent.objects.filter(verb__startswith="photo.").order_by("pk")
    assert {one.verb for one in verbs} == {
        Verb.PHOTO_SAVED,
        Verb.PHOTO_REMOVED,
        Verb.PHOTO_RESTORED,
    }


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"<html><script>alert(1)</script>", "photo.jpg", "cannot read this file as a photo"),
        (written(striped(100, 100), "PNG"), "photo.png", "at least 160 pixels"),
    ],
)
def test_what_is_no_photo_is_refused_at_its_field(
    me: Membership, mine: Client, content: bytes, name: str, said: str
) -> None:
    answer = send(mine, content, name=name)

    assert said in answer.content.decode()
    assert answer.context["photo_form"].errors.keys() == {"file"}
    assert Photo.objects.count() == 0


def test_a_photo_is_known_by_its_content_whatever_its_name(me: Membership, mine: Client) -> None:
    send(mine, written(striped(), "PNG"), name="slides.exe")

    assert Photo.objects.filter(member=me).count() == 1


def test_the_description_changes_without_another_upload(me: Membership, mine: Client) -> None:
    empty = mine.post(reverse("profiles:photo_save"), {"alt": "x"})
    send(mine, written(striped(), "PNG"), alt="Before")
    key = Photo.objects.get(member=me).key

    mine.post(reverse("profiles:photo_save"), {"alt": "After"})

    assert "Choose a photo." in empty.content.decode()
    photo = Photo.objects.get(member=me)
    assert (photo.alt, photo.key) == ("After", key)


def test_a_crop_outside_the_sliders_is_refused(mine: Client) -> None:
    answer = send(mine, written(striped(), "PNG"), across=900, zoom=0)

    assert answer.context["photo_form"].errors.keys() == {"across", "zoom"}
    assert Photo.objects.count() == 0


def test_what_one_says_stands_on_one_s_page(me: Membership, mine: Client) -> None:
    answer = mine.post(ABOUT_ME, WORDS, follow=True)

    assert "Saved. Colleagues see this on your page." in answer.content.decode()
    page = page_of(me, colleague_of(me))
    for said in (WORDS["bio"], WORDS["working_style"], WORDS["languages"], "example.org/papers"):
        assert said in page
    assert 'rel="noopener noreferrer nofollow"' in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0000-0002-1825-0097", "https://orcid.org/0000-0002-1825-0097"),
        (" https://orcid.org/0000-0002-1825-0097 ", "https://orcid.org/0000-0002-1825-0097"),
        ("https://example.org/0000-0002-1825-0097", "https://example.org/0000-0002-1825-0097"),
        ("", ""),
    ],
)
def test_a_publications_link_is_an_https_address_or_an_orcid(
    me: Membership, mine: Client, typed: str, kept: str
) -> None:
    mine.post(ABOUT_ME, WORDS | {"publications_url": typed})

    assert Introduction.objects.get(member=me).publications_url == kept


@pytest.mark.parametrize(
    "typed",
    [
        "http://example.org",
        "javascript:alert(1)",
        "https://you@evil.example",
        "https://",
        "my papers",
        "https://[bad",
        "0000-0002-1825-0098",
        "https://example.org/\u202egnp.exe",
        "https://example.org/\u200bpapers",
    ],
)
def test_any_other_link_is_refused(mine: Client, typed: str) -> None:
    answer = mine.post(ABOUT_ME, WORDS | {"publications_url": typed})

    assert answer.context["form"].errors == {
        "publications_url": ["Enter an address that starts with https://, or an ORCID iD."]
    }
    assert Introduction.objects.count() == 0


def test_my_data_has_both_and_deletes_both(me: Membership, mine: Client) -> None:
    mine.post(ABOUT_ME, WORDS)
    send(mine, written(striped(), "PNG"), alt="Mia")

    held = json.loads(mine.get(reverse("evaluations:my_data_file")).content)

    assert [one["bio"] for one in held["introduction"]] == [WORDS["bio"]]
    [photo] = held["photo"]
    assert Image.open(BytesIO(b64decode(photo["jpeg_base64"]))).size == (512, 512)
    mine.post(reverse("evaluations:my_data"), {"kind": ["photo", "introduction"], "sure": "1"})
    assert (Photo.objects.count(), Introduction.objects.count()) == (0, 0)
