"""In which language pages are: the person's own, else their institution's, else the browser's."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from profiles.models import Institution, Membership, User
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
SPANISH_BROWSER = {"HTTP_ACCEPT_LANGUAGE": "es-MX,es;q=0.9,en;q=0.5"}
SIGN_IN = "/accounts/login/"
SETTINGS = "/settings/"
PASSWORD = "a long walk by the harbor"


def language_of(client: Client, path: str, **headers: str) -> str:
    """Return what the page at *path* says of its language; its header says the same."""
    answer = client.get(path, **headers)
    page = answer.content.decode()
    found = page.partition('<html lang="')[2].partition('"')[0]
    assert answer["Content-Language"] == found
    return found


def member_of(language: str, own: str = "") -> Membership:
    member = MembershipFactory(institution__language=language)
    User.objects.filter(pk=member.user_id).update(language=own)
    return member


@pytest.mark.parametrize(
    ("institution", "own", "page"),
    [("en", "", "en"), ("en", "es", "es"), ("es", "", "es"), ("es", "en", "en"), ("", "", "es")],
)
def test_a_persons_own_language_comes_before_the_institutions_and_that_before_the_browsers(
    client, institution, own, page
):
    client.force_login(member_of(institution, own).user)
    assert language_of(client, SETTINGS, **SPANISH_BROWSER) == page


def test_who_is_not_signed_in_reads_what_the_browser_asks_for(client):
    assert language_of(client, SIGN_IN, **SPANISH_BROWSER) == "es"
    assert language_of(client, SIGN_IN) == "en"
    assert language_of(client, SIGN_IN, HTTP_ACCEPT_LANGUAGE="tlh") == "en"


def test_the_switch_in_the_footer_is_remembered_by_this_browser(client):
    page = client.get(SIGN_IN).content.decode()
    assert 'lang="es">Español</button>' in page

    answer = client.post(reverse("profiles:choose_language"), {"language": "es", "next": SIGN_IN})

    assert answer["Location"] == SIGN_IN
    assert client.cookies["language"]["httponly"]
    assert language_of(client, SIGN_IN, HTTP_ACCEPT_LANGUAGE="en") == "es"
    assert ">English</button>" in client.get(SIGN_IN).content.decode()


@pytest.mark.parametrize("posted", ["xx", "en-x-protege", "", "es\x00"])
def test_an_unknown_language_changes_nothing(client, posted):
    client.post(reverse("profiles:choose_language"), {"language": posted, "next": SIGN_IN})
    assert language_of(client, SIGN_IN) == "en"


def test_the_switch_leads_to_no_other_site(client):
    elsewhere = {"language": "es", "next": "https://elsewhere.example/"}
    assert client.post(reverse("profiles:choose_language"), elsewhere)["Location"] == "/"


@pytest.mark.parametrize(
    ("own", "cookie", "kept"),
    [("", "es", "es"), ("en", "es", "en"), ("", "", ""), ("", "xx", ""), ("", "en-x-protege", "")],
)
def test_what_was_chosen_in_the_footer_becomes_the_language_of_who_signs_in_and_has_none(
    client, own, cookie, kept
):
    member = member_of("en", own)
    sign_in(client, member, cookie)
    assert User.objects.get(pk=member.user_id).language == kept


def test_who_goes_back_to_the_institutions_language_keeps_it_at_the_next_sign_in(client):
    member = member_of("en")
    sign_in(client, member, "es")

    client.post(SETTINGS, {"language": "", "gender": ""})
    client.logout()
    sign_in(client, member)

    assert User.objects.get(pk=member.user_id).language == ""
    assert language_of(client, SETTINGS) == "en"


def sign_in(client: Client, member: Membership, chosen: str = "") -> None:
    """Sign in with a password, after *chosen* was chosen in the footer."""
    user = User.objects.get(pk=member.user_id)
    user.activated_at = timezone.now()
    user.set_password(PASSWORD)
    user.save()
    if chosen:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = chosen
    posted = {"login": user.email, "password": PASSWORD}
    assert client.post(f"{SIGN_IN}?with=password", posted).status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_what_a_person_chooses_in_the_settings_holds_on_the_next_page(client):
    member = member_of("en")
    client.force_login(member.user)
    assert 'value="es">Español' in client.get(SETTINGS).content.decode()

    client.post(SETTINGS, {"language": "es", "gender": ""})

    assert User.objects.get(pk=member.user_id).language == "es"
    assert language_of(client, SETTINGS) == "es"


def test_a_language_that_we_do_not_have_is_refused(client):
    member = member_of("en")
    client.force_login(member.user)
    assert client.post(SETTINGS, {"language": "xx"}).status_code == 200
    assert User.objects.get(pk=member.user_id).language == ""


def test_the_switch_of_someone_signed_in_is_their_setting(client):
    member = member_of("en")
    client.force_login(member.user)
    assert "language-switch" not in client.get(SETTINGS).content.decode()
    client.post(reverse("profiles:choose_language"), {"language": "es"})
    assert User.objects.get(pk=member.user_id).language == "es"


@pytest.mark.parametrize(
    ("language", "english", "spanish", "read"),
    [
        ("en", "mentee", "", "en"),
        ("en", "protégé", "", "en-x-protege"),
        ("es", "protégé", "", "es"),
        ("es", "mentee", "mentorizado", "es-x-mentorizado"),
        ("", "protégé", "", "en-x-protege"),
    ],
)
def test_an_institutions_word_for_a_mentee_is_part_of_its_language(
    language, english, spanish, read
):
    institution = Institution(
        language=language, protege_label=english, protege_label_es=spanish, time_zone="UTC"
    )
    assert Membership(user=User(), institution=institution).language == read
