import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mentornet.tenancy.scope import Scope, in_institution, within
from profiles.models import Membership, SelfDescription
from profiles.vocabulary import Area, MentorRole, Rank
from tests.factories import MembershipFactory, MentorOfferFactory, TieFactory, UnitFactory
from tests.support.html import on_one_line
from tests.support.pages import heading

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(client):
    member = MembershipFactory(given_name="Mia", family_name="Own")
    client.force_login(member.user)
    return member


def colleague(me, **fields):
    return MembershipFactory(**({"institution": me.institution} | fields))


def listed(client, **search):
    response = client.get(reverse("networks:people"), search)
    assert response.status_code == 200
    return [one.pk for one, _ in response.context["rows"]]


def test_people_are_current_colleagues_by_name(client, me):
    ada = colleague(me, family_name="Zz")
    colleague(me, end_date="2026-01-31")
    MembershipFactory()

    assert listed(client) == [me.pk, ada.pk]


def test_letters_of_an_email_find_no_colleague_and_a_director_finds_by_them(client, me):
    ada = colleague(me, family_name="Zz", user__email="qx7.hidden@school.example")

    for words in ("qx7", "hidden", "qx7.hidden@school.example"):
        assert listed(client, q=words) == []
        assert (
            "Zz"
            not in client.get(
                reverse("evaluations:first_steps_people"), {"q": words}
            ).content.decode()
        )
    assert listed(client, q="zz") == [ada.pk]
    client.force_login(colleague(me, offices=["director"]).user)
    found = client.get(reverse("profiles:people_find"), {"mentor": "qx7"}).content.decode()
    assert "Zz" in found
    assert "Zz" in client.get(reverse("profiles:directed_people"), {"q": "qx7"}).content.decode()


def test_specialty_that_is_the_name_of_the_unit_is_told_once(client, me):
    unit = UnitFactory(institution=me.institution, name="Family Medicine")
    colleague(me, family_name="Aa", unit=unit, specialty="Family medicine")
    colleague(me, family_name="Bb", unit=unit, specialty="Sports medicine")

    page = on_one_line(client.get(reverse("networks:people")).content.decode())
    assert "Family medicine" not in page
    assert "· Family Medicine · Sports medicine" in page


def test_people_search_finds_the_beginning_of_a_name_and_expertise(client, me):
    lovelace = colleague(me, family_name="Lovelace")
    sleeper = colleague(me, expertise=["Sleep medicine"])

    assert listed(client, q="lovel") == [lovelace.pk]
    assert listed(client, q="sleep") == [sleeper.pk]
    assert listed(client, q="nobody-like-this") == []


def test_words_find_the_best_match_first_a_page_at_a_time_and_nobody_elsewhere(client, me):
    namesakes = [colleague(me, family_name="Sleep", given_name=f"P{n:02}") for n in range(25)]
    expert = colleague(me, family_name="Aa", expertise=["Sleep medicine"])
    colleague(me, family_name="Sleep", end_date="2026-01-31")
    MembershipFactory(family_name="Sleep")

    assert listed(client, q="sleep") == [one.pk for one in namesakes[:24]]
    assert listed(client, q="sleep", page=2) == [namesakes[24].pk, expert.pk]


def test_no_scope_finds_nobody_by_words(me):
    with connection.cursor() as cursor, within(Scope()):
        cursor.execute("SELECT mentornet_people_found(to_tsquery('simple', 'own'))")
        assert cursor.fetchall() == []
    with connection.cursor() as cursor, in_institution(me.institution_id):
        cursor.execute("SELECT mentornet_people_found(to_tsquery('simple', 'own'))")
        assert cursor.fetchall() == [(me.pk,)]


def test_people_search_by_unit_rank_offer_and_room(client, me):
    parent = UnitFactory(institution=me.institution)
    unit = UnitFactory(institution=me.institution, parent=parent)
    free = colleague(me, unit=unit, rank=Rank.FULL, family_name="A")
    MentorOfferFactory(member=free)
    full = colleague(me, rank=Rank.ASSOCIATE, family_name="B")
    MentorOfferFactory(member=full, capacity=1)
    TieFactory(protege=me, mentor=full)

    assert listed(client, unit=parent.pk) == [free.pk]
    assert listed(client, rank=Rank.FULL) == [free.pk]
    assert listed(client, role=MentorRole.SPONSOR) == [free.pk, full.pk]
    assert listed(client, area=Area.CAREER, room="on") == [free.pk]


def test_unit_is_typed_and_an_unclear_one_is_asked_for(client, me):
    medicine = UnitFactory(institution=me.institution, name="Medicine")
    surgery = UnitFactory(institution=me.institution, name="Surgery")
    inner = UnitFactory(institution=me.institution, parent=medicine, name="Pediatric cardiology")
    UnitFactory(institution=me.institution, parent=surgery, name="Pediatric urology")
    one = colleague(me, unit=inner)

    assert listed(client, unit="pediatric card") == [one.pk]
    assert listed(client, unit="MEDICINE") == [one.pk]
    page = client.get(reverse("networks:people"), {"unit": "pediatric"}).content.decode()
    assert "Several units match: “Medicine / Pediatric cardiology”, “Surgery / Pediatric" in page
    assert "No unit is called “astrology”" in (
        client.get(reverse("networks:people"), {"unit": "astrology"}).content.decode()
    )


@pytest.mark.parametrize(
    "search", [{"q": "' & | ! :* \\ \x00"}, {"q": "x" * 100_000}, {"unit": "forged", "rank": "%s"}]
)
def test_people_search_with_bad_input_answers(client, me, search):
    assert heading(client.get(reverse("networks:people"), search)) == "People"


@pytest.mark.parametrize("count", [1, 3])
def test_people_number_of_queries_does_not_grow(client, me, count):
    for _ in range(count):
        MentorOfferFactory(member=colleague(me))

    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("networks:people"))

    assert len(queries) == 7


def test_person_shows_pronouns_only_when_shown(client, me):
    other = colleague(me)
    description = SelfDescription.objects.create(member=other, pronouns="xe/xem")
    url = reverse("networks:person", args=[other.pk])

    hidden = client.get(url).content.decode()
    SelfDescription.objects.filter(pk=description.pk).update(shown=True)

    assert ("xe/xem" in hidden, "xe/xem" in client.get(url).content.decode()) == (False, True)


@pytest.mark.parametrize("gone", ["left", "elsewhere"])
def test_person_who_is_not_here_is_not_found(client, me, gone):
    other = colleague(me, end_date="2026-01-31") if gone == "left" else MembershipFactory()

    assert client.get(reverse("networks:person", args=[other.pk])).status_code == 404


def test_supervisor_sees_nothing_more_than_a_colleague(client, me):
    other = colleague(me)
    MentorOfferFactory(member=other)
    url = reverse("networks:person", args=[other.pk])

    before = client.get(url)
    Membership.objects.filter(pk=other.pk).update(supervisor=me)
    after = client.get(url)

    assert before.context["shared"] == after.context["shared"] == []
