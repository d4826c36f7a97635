"""Which passwords are taken, by the page on which a password is chosen and by the rules alone."""

import hashlib
import unicodedata

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from profiles.people.domain.activation import activation_path
from tests.factories import InstitutionFactory, MembershipFactory, UserFactory
from tests.support.activation import activation_token

GOOD = "tulip mortar nine sails"


def codes(password, user=None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return sorted(str(one.code) for one in error.error_list)
    return []


@pytest.mark.parametrize(
    "password",
    [
        GOOD,
        "correct horse battery",
        "ΓΝΩΘΙ σεαυτόν φίλε",
        "x7$Kq!zebra#82Lp0",
        "🐳 under the bridge",
    ],
)
def test_long_passwords_of_any_kind_are_taken(password):
    assert codes(password) == []


@pytest.mark.parametrize("length", [128, 256])
def test_passwords_of_a_sentence_are_taken(length):
    words = "every tulip leans toward another window while nine sailors argue about mortar "
    assert codes((words * 4)[:length]) == []


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("tulip sail9", ["password_too_short"]),
        ("a few words, and on " * 13, ["password_too_long"]),
        ("password2026!!", ["password_too_common"]),
        ("P@ssw0rd-P@ssw0rd", ["password_too_common"]),
        ("!!2026-Understanding-", ["password_too_common"]),
        ("Sunshine!123456789", ["password_too_common"]),
        ("abababababab", ["password_pattern"]),
        ("qwertyuiop[]12", ["password_too_common"]),
        ("mnbvcxz lkjhgfdsa", ["password_pattern"]),
        ("123456789012", ["password_pattern"]),
        ("zyxwvutsrqponm", ["password_pattern"]),
        ("Mentor-net-2026", ["password_of_known_words"]),
        ("MentorNet!!!2026", ["password_of_known_words"]),
    ],
)
def test_guessable_passwords_are_refused_with_their_reason(password, said):
    found = codes(password)
    assert (found, password) == (said, password)


@pytest.mark.django_db
def test_password_of_name_address_or_institution_is_refused():
    user = MembershipFactory(
        given_name="Philippa",
        family_name="Okonkwo",
        user__email="pokonkwo@lakeside.example",
        institution=InstitutionFactory(name="Lakeside Mercy Hospital", slug="lakeside"),
    ).user

    refused = [
        codes(one, user)
        for one in ("Philippa-Okonkwo", "Lakeside2026!Mercy", "okonkwo.lakeside", "0k0nkw0Philippa")
    ]

    assert refused == [["password_of_known_words"]] * 4
    assert codes("okonkwo tulip mortar sail", user) == []


def test_password_of_breached_list_is_refused_also_when_composed_otherwise(tmp_path, settings):
    composed = unicodedata.normalize("NFKC", "ﬁve tulips àt sea")
    hashes = sorted(
        hashlib.sha1(one.encode()).hexdigest().upper() for one in (composed, GOOD, "other one")
    )
    file = tmp_path / "breached.txt"
    file.write_text("".join(f"{one}:3\r\n" for one in hashes))
    settings.BREACHED_PASSWORDS_FILE = str(file)

    found = [codes(one) for one in (GOOD, "ﬁve tulips àt sea", "nine mortars ashore")]

    assert found == [["password_breached"], ["password_breached"], []]


@pytest.mark.django_db
def test_page_says_why_a_password_is_refused(client):
    path = activation_path(activation_token(MembershipFactory()))

    page = client.post(path, {"new_password1": "password2026!!", "new_password2": "password2026!!"})

    assert page.context["form"].errors == {
        "new_password1": [
            "This is a common password or word, or one with digits or symbols added. Use several "
            "words that don’t belong together."
        ]
    }


@pytest.mark.django_db
def test_password_of_before_goes_on_working_and_any_composition_of_it_signs_in():
    user = MembershipFactory(user=UserFactory(email="ada@school.example")).user
    user.set_password("kürz")
    user.save()

    entered = Client().post(
        reverse("account_login"),
        {"login": user.email, "password": unicodedata.normalize("NFD", "kürz")},
    )

    assert entered.status_code == 302
