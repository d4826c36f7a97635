"""People by name: found as they are typed, sorted as a reader expects, whoever wrote the name."""

import csv
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from mentornet.names import LONGEST_KEY, sort_key
from mentornet.tenancy.scope import in_institution
from profiles.models import Membership, NameToken, User
from profiles.people.names import domain
from profiles.people.names.domain import (
    index_names,
    index_stale,
    name_tokens,
    named,
    searched_words,
)
from profiles.people.tasks import index_names as index_names_task
from tests.factories import InstitutionFactory, MembershipFactory
from tests.profiles.roster.pages import checked, confirm

CASES = Path(__file__).parent / "cases"
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def people_found(institution, words, *, by_email=False):
    rows = Membership.objects.of(institution)
    found = named(rows, words, institution=institution.pk, by_email=by_email)
    return [one.name for one in found.order_by("sort_key")]


@pytest.fixture
def roster(client, db):
    director = MembershipFactory(family_name="Zz", offices=["director"])
    client.force_login(director.user)
    text = (CASES / "one-word-names.csv").read_text()
    assert confirm(client, checked(client, text)).state == "done"
    return director.institution


def test_people_of_a_roster_are_found_as_they_are_typed(roster):
    with (CASES / "searches.csv").open() as lines:
        cases = list(csv.DictReader(lines))

    assert len(cases) == 8
    assert [people_found(roster, one["query"]) for one in cases] == [
        [one["must_find"]] for one in cases
    ]


def test_people_of_a_roster_are_sorted_as_a_reader_expects(roster):
    rows = Membership.objects.of(roster).exclude(family_name="Zz")

    assert [one.name for one in rows.order_by("sort_key")] == [
        "José María de la Cruz y Ortega",
        "Mia Engström",
        "Siobhan O’Brien",
        "Çağla Öztürk",
        "Suharto",
    ]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("anne", True),
        ("annemarie", True),
        ("Anne-Marie", True),
        ("muller", True),
        ("mueller", True),
        ("MÜLL", True),
        ("müller anne", True),
        ("school", False),
        ("uller", False),
        ("anne otto", False),
        ("", False),
        ("—", False),
        ("\0", False),
    ],
)
@pytest.mark.django_db
def test_a_person_is_found_by_the_beginnings_of_their_words(query, is_found):
    member = MembershipFactory(
        given_name="Anne-Marie", family_name="Müller", user__email="amm@school.example"
    )

    assert people_found(member.institution, query) == ["Anne-Marie Müller"] * is_found


@pytest.mark.parametrize("query", ["amm@school.example", "amm", "am"])
@pytest.mark.django_db
def test_an_email_finds_for_those_alone_who_may_learn_it(query):
    member = MembershipFactory(
        given_name="Anne-Marie", family_name="Müller", user__email="amm@school.example"
    )

    assert people_found(member.institution, query) == []
    assert people_found(member.institution, query, by_email=True) == ["Anne-Marie Müller"]
    index_names([member.pk])
    assert people_found(member.institution, query) == []
    # A word of the name stays one, whatever the email says.
    Membership.objects.filter(pk=member.pk).update(address="anne.q@school.example")
    index_names([member.pk])
    assert people_found(member.institution, "anne") == ["Anne-Marie Müller"]
    assert people_found(member.institution, "q") == []


@given(WORDS, WORDS)
def test_whoever_has_a_letter_is_found_by_each_word_of_their_name(given_name, family_name):
    there = name_tokens(given_name, family_name)

    for name in (given_name, family_name):
        for word in searched_words(name):
            assert any(token.startswith(word) for token in there)


@given(WORDS, WORDS)
def test_a_sort_key_is_never_empty_and_fits(given_name, family_name):
    key = sort_key(given_name, family_name)

    assert 0 < len(key) <= LONGEST_KEY


@pytest.mark.parametrize(
    "names",
    [
        ["Ab", "ab", "Äb", "Ac", "Æon", "Az", "Øre", "Oz", "Zoe", "Łaz", "Mo"],
    ],
)
def test_letters_with_signs_stand_beside_those_without(names):
    order = sorted(names, key=lambda name: sort_key("X", name))

    assert order == ["ab", "Ab", "Äb", "Ac", "Æon", "Az", "Łaz", "Mo", "Øre", "Oz", "Zoe"]


def test_family_name_comes_before_given_name():
    people = [("Zed", "Smith"), ("Al", "Smithson"), ("Al", "Smith"), ("Suharto", "")]

    assert sorted(people, key=lambda one: sort_key(*one)) == [
        ("Al", "Smith"),
        ("Zed", "Smith"),
        ("Al", "Smithson"),
        ("Suharto", ""),
    ]


@pytest.mark.django_db
class TestWhoWrites:
    def test_one_row_that_is_saved(self):
        member = MembershipFactory(family_name="Before")
        member.family_name = "After"
        member.save()

        assert people_found(member.institution, "before") == []
        assert people_found(member.institution, "after") == ["Ada After"]
        member.refresh_from_db()
        assert member.sort_key == sort_key("Ada", "After")

    def test_sql_that_knows_nothing_of_it_is_found_a_minute_later(self):
        member = MembershipFactory(family_name="Before")
        Membership.objects.filter(pk=member.pk).update(family_name="After")
        assert Membership.objects.get(pk=member.pk).sort_key == ""

        assert index_names_task() == 1
        assert people_found(member.institution, "after") == ["Ada After"]
        assert index_names_task() == 0

    def test_a_row_of_the_code_of_before(self):
        here = InstitutionFactory()
        user = User.objects.create_user("old@school.example")
        rows = [
            Membership(
                institution=here,
                user=user,
                external_id="1",
                given_name="Bo",
                family_name="Old",
                rank="full",
            )
        ]
        Membership.objects.bulk_create(rows)
        assert people_found(here, "old") == []

        assert index_stale(here) == 1
        assert people_found(here, "old") == ["Bo Old"]

    def test_words_of_the_code_of_before_are_marked_in_parts_and_go_on_after_a_stop(
        self, monkeypatch
    ):
        here = InstitutionFactory()
        for at in range(3):
            MembershipFactory(institution=here, user__email=f"mail{at}@school.example")
        NameToken.objects.update(of_email=None)
        assert len(people_found(here, "mail")) == 3
        monkeypatch.setattr(domain, "BATCH", 1)
        tried = []

        def stopped(keys):
            tried.append(keys)
            if len(tried) == 4:
                raise KeyboardInterrupt
            return index_names(keys)

        monkeypatch.setattr(domain, "index_names", stopped)
        with pytest.raises(KeyboardInterrupt):
            index_stale(here)
        assert len(people_found(here, "mail")) == 1
        monkeypatch.undo()

        assert index_names_task() == 1
        assert people_found(here, "mail") == []
        assert not NameToken.objects.filter(of_email=None).exists()
        assert index_names_task() == 0

    def test_indexing_is_no_change_of_the_person_for_a_sync(self):
        member = MembershipFactory()
        Membership.objects.filter(pk=member.pk).update(family_name="After")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE profiles_membership SET updated_at = now() - interval '1 day'")
        Membership.objects.filter(pk=member.pk).update(sort_key="0001")
        seen = Membership.objects.get(pk=member.pk).updated_at
        index_names([member.pk])

        member.refresh_from_db()
        assert member.updated_at == seen
        assert member.sort_key == sort_key("Ada", "After")

    def test_indexing_twice_changes_nothing(self):
        member = MembershipFactory()
        before = sorted(NameToken.objects.values_list("token", flat=True))
        index_names([member.pk])

        assert sorted(NameToken.objects.values_list("token", flat=True)) == before

    def test_the_number_of_statements_does_not_grow(self, django_assert_num_queries):
        members = [MembershipFactory() for _ in range(3)]
        with django_assert_num_queries(4):
            index_names([members[0].pk])
        with django_assert_num_queries(4):
            index_names([one.pk for one in members])


CROWD = """
INSERT INTO profiles_nametoken (institution_id, member_id, token)
SELECT %(here)s, %(member)s, 'w' || n FROM generate_series(1, 20000) n;
ANALYZE profiles_nametoken;
"""


@pytest.mark.django_db
def test_the_application_finds_names_by_the_index_under_row_level_security():
    member = MembershipFactory(given_name="Mia", family_name="Engström")
    other = MembershipFactory(given_name="Mia", family_name="Engström")
    with connection.cursor() as cursor:
        cursor.execute(CROWD, {"here": member.institution_id, "member": member.pk})
    rows = Membership.objects.all()

    with in_institution(member.institution_id):
        assert people_found(member.institution, "eng mia") == ["Mia Engström"]
        # Whatever is asked, the policy shows no one of another institution.
        assert people_found(other.institution, "eng mia") == []
        plan = named(rows, "eng mia", institution=member.institution_id).explain()

    assert plan.count("name_token_once") == 2
    assert "Seq Scan on profiles_nametoken" not in plan
    for word in ("eng", "mia"):
        assert f">= '{word}'::text" in plan
    conditions = [line for line in plan.splitlines() if "Index Cond" in line and "token" in line]
    assert len(conditions) == 2


@pytest.mark.django_db
def test_the_application_reads_a_page_of_names_in_the_order_of_the_index():
    members = [MembershipFactory() for _ in range(2)]
    here = members[0].institution
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    with in_institution(here.pk):
        page = Membership.objects.of(here).filter(end_date=None, sort_key__gt="1")
        plan = page.order_by("sort_key", "id")[:50].explain()

    assert "Index Scan using member_sorted" in plan
    assert "Sort" not in plan


@pytest.mark.django_db
def test_lists_of_people_are_in_the_order_of_the_language():
    here = InstitutionFactory()
    for first, last in (("Bo", "Zeta"), ("Cy", "Ångström"), ("Sukarno", ""), ("Di", "ábel")):
        MembershipFactory(institution=here, given_name=first, family_name=last)

    names = [one.name for one in Membership.objects.of(here)]

    assert names == ["Di ábel", "Cy Ångström", "Sukarno", "Bo Zeta"]
