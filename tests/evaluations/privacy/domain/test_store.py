"""Publications in the database: what is loaded is what was saved."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest

from evaluations.models import PublishedPerson
from evaluations.privacy.domain import store
from evaluations.privacy.domain.publication.states import Cell, Known, Publication, Row
from evaluations.privacy.domain.publication.structure import WHOLE, Structure
from profiles.models import Institution
from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db

DAY = date(2027, 3, 1)


@pytest.fixture
def here() -> Institution:
    return InstitutionFactory()


def publication(day: date = DAY) -> Publication:
    cells = {"people|": Cell(12, DAY, shown=True), "with_mentor|": Cell(3, DAY, shown=False)}
    return Publication(day, 5, {WHOLE: Row(open=True, since=DAY, cells=cells)})


def test_what_is_loaded_is_what_was_saved(here: Institution) -> None:
    row = store.save(publication(), Structure({(WHOLE,): 12}), institution=here, salt=uuid4())

    assert store.load(row) == publication()


def test_the_latest_is_the_last_day_of_ones_own_institution(here: Institution) -> None:
    structure = Structure({(WHOLE,): 12})
    first = store.save(publication(), structure, institution=here, salt=uuid4())
    last = store.save(
        publication(DAY + timedelta(days=7)), structure, institution=here, salt=uuid4()
    )

    assert store.latest_of(here) == last
    assert store.latest_of(here, day=DAY) == first
    assert store.latest_of(InstitutionFactory()) is None
    assert store.next_day(first, here) == DAY + timedelta(days=here.publication_days)


def test_who_left_long_ago_is_deleted_and_who_changed_is_written_once(here: Institution) -> None:
    stays, left = str(uuid4()), str(uuid4())
    store.remember(here, {left: Known((), {}, DAY), stays: Known((WHOLE,), {"a|": 1})}, before=DAY)
    store.remember(here, {stays: Known((WHOLE,), {"a|": 2})}, before=DAY + timedelta(days=1))

    rows = PublishedPerson.objects.filter(institution=here)
    assert [(str(one.person), one.facts) for one in rows] == [(stays, ["a|=2"])]
    assert store.population_of(here) == {(WHOLE,): 1}
