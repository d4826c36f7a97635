"""Links die with time, with their holder and with their matter; the table holds no token."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from mentornet.mail import links
from mentornet.mail.errors import LinkExpired, LinkUnknown, LinkUsed
from mentornet.mail.links import Wanted
from mentornet.mail.purposes import PURPOSES, Purpose
from mentornet.mail.tasks import purge_links
from mentornet.models import Link
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db

LIFETIMES = {
    Purpose.CODE: timedelta(minutes=10),
    Purpose.RESET: timedelta(hours=1),
    Purpose.ACTIVATION: timedelta(days=14),
    Purpose.PAGE: timedelta(days=30),
    Purpose.REQUEST_ANSWER: timedelta(days=30),
    Purpose.CHECK_IN: timedelta(days=30),
    Purpose.CONSENT: timedelta(days=30),
    Purpose.OUTSIDE_MENTOR: timedelta(days=30),
    Purpose.OUTSIDE_TIMES: timedelta(days=90),
    Purpose.OUTSIDE_AGREEMENT: timedelta(days=90),
    Purpose.OUTSIDE_STOP: None,
    Purpose.AUTHOR: timedelta(days=30),
    Purpose.FEED: None,
    Purpose.CALENDAR_REPLY: None,
    Purpose.UNSUBSCRIBE: None,
    Purpose.STOP_ADDRESS_CLAIM: timedelta(days=30),
    Purpose.INVITED_MEMBERSHIP: timedelta(days=30),
}
ENDING = [purpose for purpose, lifetime in LIFETIMES.items() if lifetime]


@pytest.fixture
def at(monkeypatch):
    """Let the clock of links stand later than now."""

    def move(later: timedelta) -> None:
        now = timezone.now() + later
        monkeypatch.setattr("mentornet.mail.links.timezone.now", lambda: now)

    return move


def test_every_purpose_has_its_life_time():
    assert {purpose: PURPOSES[purpose].lifetime for purpose in Purpose} == LIFETIMES


@pytest.mark.parametrize("purpose", ENDING)
def test_link_works_until_its_time_is_over(purpose, at):
    token = links.issue(purpose, address="ada@school.example")
    at(LIFETIMES[purpose] - timedelta(seconds=5))
    assert links.look_up(purpose, token).address == "ada@school.example"
    at(timedelta(seconds=10))
    with pytest.raises(LinkExpired) as refusal:
        links.look_up(purpose, token)
    assert refusal.value.message == PURPOSES[purpose].expired


def test_looking_up_renews_nothing(at):
    token = links.issue(Purpose.CHECK_IN, holder=MembershipFactory())
    before = Link.objects.values().get()
    at(timedelta(days=29))
    links.look_up(Purpose.CHECK_IN, token)
    assert Link.objects.values().get() == before


def test_caller_can_shorten_a_life_and_never_lengthen_it():
    now = timezone.now()
    links.issue(Purpose.CONSENT, address="a@x.example", expires_at=now + timedelta(days=3))
    assert Link.objects.get().expires_at == now + timedelta(days=3)
    Link.objects.all().delete()
    links.issue(Purpose.CONSENT, address="a@x.example", expires_at=now + timedelta(days=99))
    link = Link.objects.get()
    assert link.expires_at == link.created_at + timedelta(days=30)


def test_table_keeps_no_token():
    token = links.issue(Purpose.RESET, holder=UserFactory())
    assert re.fullmatch(r"[\w-]{43}", token)
    row = Link.objects.values().get()
    assert bytes(row.pop("token_hash")) == hashlib.sha256(token.encode()).digest()
    assert token not in str(row)


def test_token_works_for_its_own_purpose_only():
    token = links.issue(Purpose.CHECK_IN, holder=MembershipFactory())
    with pytest.raises(LinkUnknown):
        links.look_up(Purpose.ACTIVATION, token)
    with pytest.raises(LinkUnknown):
        links.look_up(Purpose.CHECK_IN, token[:-1])


def test_link_is_used_once():
    token = links.issue(Purpose.ACTIVATION, holder=UserFactory())
    first, second = (links.look_up(Purpose.ACTIVATION, token) for _time in range(2))
    links.use(first)
    with pytest.raises(LinkUsed):
        links.use(second)
    with pytest.raises(LinkUsed) as refusal:
        links.look_up(Purpose.ACTIVATION, token)
    assert refusal.value.message == PURPOSES[Purpose.ACTIVATION].used
    assert Link.objects.get().ended_at is not None


@pytest.mark.parametrize("purpose", [Purpose.CHECK_IN, Purpose.PAGE, Purpose.ACTIVATION])
def test_link_dies_with_the_login(purpose):
    member = MembershipFactory()
    token = links.issue(purpose, holder=member)
    assert links.look_up(purpose, token).user == member.user
    # By a bulk statement, which tells no one.
    type(member.user).objects.filter(pk=member.user_id).update(is_active=False)
    with pytest.raises(LinkUsed) as refusal:
        links.look_up(purpose, token)
    assert refusal.value.message == PURPOSES[purpose].ended


def test_feed_dies_with_the_membership_and_unsubscribe_does_not():
    member = MembershipFactory()
    tokens = {
        purpose: links.standing(purpose, holder=member)
        for purpose in (Purpose.FEED, Purpose.UNSUBSCRIBE)
    }
    type(member).objects.filter(pk=member.pk).update(end_date=timezone.localdate())
    with pytest.raises(LinkUsed):
        links.look_up(Purpose.FEED, tokens[Purpose.FEED])
    assert links.look_up(Purpose.UNSUBSCRIBE, tokens[Purpose.UNSUBSCRIBE]).membership == member


@pytest.mark.parametrize("purpose", [Purpose.CODE, Purpose.RESET, Purpose.ACTIVATION])
def test_link_to_an_account_dies_with_the_address(purpose):
    user = UserFactory(email="old@school.example")
    token = links.issue(purpose, holder=user)
    assert links.look_up(purpose, token).address == "old@school.example"
    type(user).objects.filter(pk=user.pk).update(email="new@school.example")
    with pytest.raises(LinkUsed):
        links.look_up(purpose, token)


def test_revoke_ends_what_it_names_and_nothing_else():
    one, other = MembershipFactory.create_batch(2)
    wanted = [Wanted(one, subject="a:1"), Wanted(one, subject="a:2"), Wanted(other, subject="a:1")]
    tokens = links.issue_many(Purpose.CONSENT, wanted)
    feed = links.standing(Purpose.FEED, holder=one)

    assert links.revoke(subjects=["a:2"]) == 1
    assert links.revoke(holder=other) == 1
    assert links.revoke(purposes=[Purpose.FEED], holder=one.user) == 1

    assert links.look_up(Purpose.CONSENT, tokens[0]).subject == "a:1"
    for purpose, token in [
        (Purpose.CONSENT, tokens[1]),
        (Purpose.CONSENT, tokens[2]),
        (Purpose.FEED, feed),
    ]:
        with pytest.raises(LinkUsed):
            links.look_up(purpose, token)


def test_revoke_of_an_address_knows_no_capitals():
    links.issue(Purpose.STOP_ADDRESS_CLAIM, address="Ada@School.example")
    assert links.revoke(address="aDA@school.example") == 1


def test_revoke_without_a_name_is_refused():
    links.issue(Purpose.CONSENT, address="a@x.example")
    with pytest.raises(ValueError, match="Name whose"):
        links.revoke()
    assert Link.objects.get().state == "live"


def test_link_without_a_holder_is_refused():
    with pytest.raises(IntegrityError, match="link_has_a_holder"):
        links.issue(Purpose.CONSENT)


def test_standing_link_is_the_same_until_revoked():
    member = MembershipFactory()
    first = links.standing(Purpose.FEED, holder=member)
    assert links.standing(Purpose.FEED, holder=member) == first
    links.revoke(purposes=[Purpose.FEED], holder=member)
    second = links.standing(Purpose.FEED, holder=member)
    assert second != first
    assert links.look_up(Purpose.FEED, second).membership == member
    with pytest.raises(LinkUsed):
        links.look_up(Purpose.FEED, first)


def test_standing_link_outlives_the_secret_key_and_is_not_made_with_it_alone(settings):
    member = MembershipFactory()
    first = links.standing(Purpose.FEED, holder=member)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "new" * 20
    assert links.standing(Purpose.FEED, holder=member) == first
    # Without the key of before no one can tell the address again: the owner gets another.
    settings.SECRET_KEY_FALLBACKS = []
    assert links.standing(Purpose.FEED, holder=member) != first


@pytest.mark.parametrize("people", [1, 3])
def test_standing_links_of_many_take_the_same_statements(people, django_assert_num_queries):
    members = MembershipFactory.create_batch(people)
    with django_assert_num_queries(3):
        tokens = links.standing_many(Purpose.UNSUBSCRIBE, members, subject="survey")
    with django_assert_num_queries(1):
        assert links.standing_many(Purpose.UNSUBSCRIBE, members, subject="survey") == tokens


def test_only_standing_purposes_are_told_again():
    with pytest.raises(ValueError, match="each message"):
        links.standing(Purpose.RESET, holder=MembershipFactory())


def test_purge_keeps_what_is_live_or_was_over_lately(monkeypatch):
    member = MembershipFactory()
    long_ago = timezone.now() - timedelta(days=91)
    live, lately, old = links.issue_many(Purpose.PAGE, [Wanted(member)] * 3)
    links.standing(Purpose.FEED, holder=member)
    links.revoke(purposes=[Purpose.FEED], holder=member)
    for token, ended in [(lately, timezone.now()), (old, long_ago)]:
        row = Link.objects.filter(token_hash=hashlib.sha256(token.encode()).digest())
        row.update(state="used", ended_at=ended)
    links.issue(Purpose.PAGE, holder=member)
    Link.objects.filter(state="live").exclude(
        token_hash=hashlib.sha256(live.encode()).digest()
    ).update(expires_at=long_ago)

    assert purge_links() == 2

    assert sorted(Link.objects.values_list("purpose", "state")) == [
        ("feed", "revoked"),
        ("page", "live"),
        ("page", "used"),
    ]
