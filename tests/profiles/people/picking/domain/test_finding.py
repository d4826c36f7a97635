"""Who is meant by what was typed, and what is kept where no one is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from profiles.models import Membership
from profiles.people.picking.domain.finding import Found, Why, find_people, search_people
from tests.factories import InstitutionFactory, MembershipFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def institution():
    return InstitutionFactory()


def person(institution, given: str, family: str, **more) -> Membership:
    return MembershipFactory(institution=institution, given_name=given, family_name=family, **more)


def found(institution, text: str) -> Found:
    return find_people(text, institution=institution)


@pytest.mark.parametrize(
    "typed",
    [
        "José María de la Cruz y Ortega",
        "de la Cruz y Ortega, José María",
        "Jose de la Cruz",
        "Dr. Jose Maria de la Cruz y Ortega, MD, MPH",
        "JOSE MARIA DE LA CRUZ Y ORTEGA",
    ],
)
def test_one_person_is_found_however_the_name_is_written(institution, typed) -> None:
    jose = person(institution, "José María", "de la Cruz y Ortega")
    person(institution, "José", "Ortega")

    assert found(institution, typed).people == [jose]


def test_accents_apostrophes_initials_and_single_names_find_one_person(institution) -> None:
    people = [
        person(institution, "Siobhan", "O’Brien"),
        person(institution, "Anna", "Müller"),
        person(institution, "Ada", "Okafor"),
        person(institution, "Suharto", ""),
    ]

    read = found(institution, "obrien, siobhan\nAnna Mueller\nAda M. Okafor\nSuharto")

    assert (read.people, read.choices, read.unknown) == (people, [], [])


def test_each_is_there_once_and_no_one_of_another_institution_or_who_left(institution) -> None:
    ada = person(institution, "Ada", "Okafor")
    person(institution, "Ben", "Sato", end_date="2026-01-01")
    elsewhere = MembershipFactory(given_name="Cy", family_name="Lee")

    read = found(institution, f"Ada Okafor\n{ada.email.upper()}\nBen Sato\n{elsewhere.email}")

    assert read.people == [ada]
    assert [one.text for one in read.unknown] == ["Ben Sato", elsewhere.email]


def test_one_chooses_between_two_of_a_name_and_a_family_name_alone_is_never_sure(
    institution,
) -> None:
    twins = [person(institution, "Ada", "Twin") for _each in range(2)]
    sato = person(institution, "Ben", "Sato")

    read = found(institution, "Ada Twin\nSato")

    assert read.people == []
    assert [(one.text, one.why, set(one.people)) for one in read.choices] == [
        ("Ada Twin", Why.SEVERAL, set(twins)),
        ("Sato", Why.SEVERAL, {sato}),
    ]


def test_a_slip_and_an_email_of_elsewhere_are_offered_and_not_taken_for_sure(institution) -> None:
    ada = person(institution, "Ada", "Okafor")

    read = found(institution, "Aba Okafor\nAda Okafor <ada@home.example>\nNo One")

    assert read.people == []
    assert [(one.why, one.people) for one in read.choices] == [
        (Why.NEAR, (ada,)),
        (Why.OTHER_EMAIL, (ada,)),
    ]
    assert [one.text for one in read.unknown] == ["No One"]


def test_people_are_searched_by_name_unit_with_all_below_and_rank(institution) -> None:
    medicine = UnitFactory(institution=institution)
    cardiology = UnitFactory(institution=institution, parent=medicine)
    ada = person(institution, "Ada", "Okafor", unit=cardiology, rank="assistant")
    ben = person(institution, "Ben", "Sato", unit=medicine, rank="full")
    person(institution, "Ada", "Elsewhere", rank="full")

    def search(**asked) -> list[Membership]:
        return search_people(institution=institution, **asked)

    assert search() == []
    assert search(unit=medicine.pk) == [ada, ben]
    assert search(unit=medicine.pk, rank="full") == [ben]
    assert search(unit=medicine.pk, words="ad") == [ada]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow_with_the_names(institution, number) -> None:
    people = [person(institution, f"Ada{n}", "Okafor") for n in range(number)]
    lines = [f"Ada{n} Okafor\n{one.email}\nXx{n} Unknown" for n, one in enumerate(people)]

    with CaptureQueriesContext(
        connection,
    ) as asked:
        find_people("\n".join(lines), institution=institution)

    assert len(asked) == 4
