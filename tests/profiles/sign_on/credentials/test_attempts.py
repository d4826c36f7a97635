"""Sign-in limits through the pages: who guesses shuts out no one but itself."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from mentornet.models import OutboxMessage
from profiles.sign_on.credentials import attempts
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse 7 battery"
HOSPITAL, ATTACKER, HOME = "198.51.100.1", "203.0.113.9", "192.0.2.33"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """A clock that stands, so that no hour ends within a test; `noon(seconds)` moves it."""
    moment = [1_800_000_000.0 - 1_800_000_000 % 86_400 + 43_200]
    monkeypatch.setattr(attempts.time, "time", lambda: moment[0])

    def move(seconds: float) -> None:
        moment[0] += seconds

    return move


def person(password: str = PASSWORD):
    user = MembershipFactory().user
    user.set_password(password)
    user.save()
    return user


def sign_in(address: str, password: str = PASSWORD, *, at: str, browser: Client | None = None):
    """Try to; whether it worked, and in which browser."""
    browser = browser or Client()
    answer = browser.post(
        reverse("account_login"), {"login": address, "password": password}, REMOTE_ADDR=at
    )
    return answer.status_code == 302, browser


def guess(address: str, *, at: str, times: int, browser: Client | None = None) -> int:
    """Guess at an account; how many of the tries were looked at."""
    looked_at = 0
    for _time in range(times):
        answer = (browser or Client()).post(
            reverse("account_login"), {"login": address, "password": "guess"}, REMOTE_ADDR=at
        )
        looked_at += "Too many wrong passwords" not in answer.content.decode()
    return looked_at


def test_forty_people_behind_one_address_sign_in_within_a_minute():
    people = [person() for _one in range(40)]
    # Every fourth mistypes first.
    for one in people[::4]:
        assert not sign_in(one.email, "mistyped", at=HOSPITAL)[0]

    assert [sign_in(one.email, at=HOSPITAL)[0] for one in people] == [True] * 40


def test_empty_forms_count_for_no_one():
    one = person()
    for _time in range(60):
        Client().post(reverse("account_login"), {}, REMOTE_ADDR=HOSPITAL)
        Client().post(reverse("account_login"), {"login": one.email}, REMOTE_ADDR=HOSPITAL)

    assert sign_in(one.email, at=HOSPITAL)[0]


def test_guesser_does_not_shut_out_the_owner_at_another_client():
    one = person()

    assert guess(one.email, at=ATTACKER, times=40) == 5
    assert not sign_in(one.email, at=ATTACKER)[0]
    assert sign_in(one.email, at=HOME)[0]


def test_guesser_at_the_same_address_does_not_shut_out_a_browser_that_the_account_knows():
    one = person()
    _done, browser = sign_in(one.email, at=HOSPITAL)
    browser.post(reverse("account_logout"), REMOTE_ADDR=HOSPITAL)

    assert guess(one.email, at=HOSPITAL, times=40) == 5
    assert not sign_in(one.email, at=HOSPITAL)[0]
    assert sign_in(one.email, at=HOSPITAL, browser=browser)[0]


def test_many_machines_do_not_shut_out_a_browser_that_the_account_knows():
    one = person()
    _done, browser = sign_in(one.email, at=HOME)
    browser.post(reverse("account_logout"), REMOTE_ADDR=HOME)

    seen = sum(guess(one.email, at=f"203.0.113.{number}", times=6) for number in range(10))

    assert seen == 30
    assert not sign_in(one.email, at="203.0.113.200")[0]
    assert sign_in(one.email, at=HOME, browser=browser)[0]


@pytest.mark.long
def test_guesses_at_one_account_are_bounded_by_the_day(noon):
    one = person()
    from_one = from_many = 0
    for _half_hour in range(22):
        from_one += guess(one.email, at=ATTACKER, times=6)
        from_many += sum(guess(one.email, at=f"203.0.113.{n}", times=2) for n in range(10, 20))
        noon(1_800)

    assert (from_one, from_one + from_many) == (20, 100)


def test_client_where_much_goes_wrong_still_lets_people_in_who_type_their_password():
    owner = person()
    for number in range(120):
        guess(f"unknown{number}@example.org", at=HOSPITAL, times=1)

    # From now on each account can be tried less often from there, but it can be tried.
    assert guess("somebody@example.org", at=HOSPITAL, times=5) == 1
    assert sign_in(owner.email, at=HOSPITAL)[0]


def test_known_browser_is_known_for_its_own_accounts_alone():
    mine, victim = person(), person()
    _done, browser = sign_in(mine.email, at=ATTACKER)
    browser.post(reverse("account_logout"), REMOTE_ADDR=ATTACKER)

    assert guess(victim.email, at=ATTACKER, times=10, browser=browser) == 5
    assert guess(victim.email, at=ATTACKER, times=10) == 0


def test_forged_device_cookie_is_no_known_browser():
    one = person()
    _done, browser = sign_in(one.email, at=HOME)
    forged = Client()
    forged.cookies["mentornet_devices"] = browser.cookies["mentornet_devices"].value[:-2] + "xx"

    assert guess(one.email, at=ATTACKER, times=10) == 5
    assert guess(one.email, at=ATTACKER, times=5, browser=forged) == 0


def test_unknown_account_is_limited_like_a_known_one():
    assert guess("nobody@example.org", at=ATTACKER, times=10) == 5


def test_tries_at_once_are_all_counted(rf):
    """The count comes before the password is looked at."""
    one = person()
    request = rf.post("/", REMOTE_ADDR=ATTACKER)
    begun = 0
    for _time in range(10):
        try:
            attempts.begin(request, "password", address=one.email)
        except attempts.TooManyTries:
            continue
        begun += 1

    assert begun == 5


def test_successes_count_for_no_one():
    one = person()

    assert [sign_in(one.email, at=HOSPITAL)[0] for _time in range(30)] == [True] * 30


def ask_for_code(address: str, *, at: str, browser: Client | None = None) -> bool:
    answer = (browser or Client()).post(
        reverse("account_request_login_code"), {"email": address}, REMOTE_ADDR=at
    )
    return answer.status_code == 302


def test_who_asks_for_codes_does_not_keep_the_owner_from_one():
    one = person()

    assert sum(ask_for_code(one.email, at=ATTACKER) for _time in range(9)) == 3
    assert ask_for_code(one.email, at=HOME)


def test_forty_people_behind_one_address_get_a_code_within_a_minute():
    people = [person() for _one in range(40)]

    assert [ask_for_code(one.email, at=HOSPITAL) for one in people] == [True] * 40


def test_links_for_new_passwords_are_bounded_and_the_owner_gets_them_whoever_asks():
    one = person()
    for _time in range(9):
        Client().post(reverse("account_reset_password"), {"email": one.email}, REMOTE_ADDR=ATTACKER)

    assert OutboxMessage.objects.filter(recipient=one.email).count() == 3


def test_no_mail_goes_to_strangers():
    Client().post(reverse("account_reset_password"), {"email": "stranger@example.org"})
    Client().post(reverse("account_request_login_code"), {"email": "stranger@example.org"})

    assert OutboxMessage.objects.count() == 0


def test_proxy_in_front_is_no_client(settings):
    """Limits count the address that the proxy tells, not the proxy's."""
    settings.TRUSTED_PROXIES = 1
    one = person()

    def tries(forwarded: str, password: str) -> bool:
        answer = Client().post(
            reverse("account_login"),
            {"login": one.email, "password": password},
            REMOTE_ADDR="10.0.0.1",
            HTTP_X_FORWARDED_FOR=forwarded,
        )
        return answer.status_code == 302

    for forged in range(10):
        assert not tries(f"192.0.2.{forged}, {ATTACKER}", "guess")

    assert not tries(f"{HOME}, {ATTACKER}", PASSWORD)
    assert tries(HOME, PASSWORD)


def test_connection_by_unix_socket_signs_in():
    assert sign_in(person().email, at="")[0]
