"""Pages by key: whatever the rows, walking through them forth and back shows each once, in order."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentornet.lists.paging import page_of, read_mark, write_mark
from profiles.models import Unit
from tests.factories import InstitutionFactory

pytestmark = pytest.mark.django_db
NAMES = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=6),
    max_size=9,
)


def walk(rows, **order):
    pages = [page_of(rows, **order)]
    while pages[-1].after:
        pages.append(page_of(rows, after=pages[-1].after, **order))
    back = [pages[-1]]
    while back[-1].before:
        back.append(page_of(rows, before=back[-1].before, **order))
    return [one.rows for one in pages], [one.rows for one in reversed(back)]


@given(names=NAMES, size=st.integers(1, 4), descending=st.booleans())
def test_each_row_stands_on_one_page_in_order_forth_and_back(names, size, descending):
    here = InstitutionFactory()
    parent = Unit.objects.create(institution=here, name="top")
    for number, name in enumerate(names):
        above = Unit.objects.create(institution=here, name=f"top {number}", parent=parent)
        Unit.objects.create(institution=here, name=name, parent=above)
    rows = Unit.objects.of(here).filter(parent__parent=parent)
    sign = "-" if descending else ""
    wanted = list(rows.order_by(f"{sign}name", f"{sign}pk"))

    forth, back = walk(rows, fields=("name",), descending=descending, size=size)

    assert [one for page in forth for one in page] == wanted
    assert back == forth


@given(mark=st.text(max_size=40))
def test_a_mark_that_makes_no_sense_is_none(mark):
    rows = Unit.objects.all()

    assert read_mark(rows, ("name", "pk"), mark) is None
    assert list(page_of(rows, fields=("name",), descending=False, size=5, after=mark).rows) == []


@pytest.mark.parametrize(
    ("names", "values"),
    [
        (("name", "pk"), ["a"]),
        (("name", "pk"), ["a", "no key"]),
        (("name", "pk"), ["a\0", "2a8f9e94-6c0b-4b32-8d16-0a31f4ff6b8d"]),
        (("name", "pk"), [None, "2a8f9e94-6c0b-4b32-8d16-0a31f4ff6b8d"]),
        (("name", "pk"), [{"a": 1}, {"b": 2}]),
    ],
)
def test_a_mark_of_another_order_is_none(names, values):
    mark = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")

    found = read_mark(Unit.objects.all(), names, mark)

    assert found is None or all(isinstance(one, str) for one in found[:1])


def test_a_mark_says_where_a_row_stands():
    unit = Unit.objects.create(institution=InstitutionFactory(), name="Œuvre")
    rows = Unit.objects.all()

    assert read_mark(rows, ("name", "pk"), write_mark(unit, ("name", "pk"))) == ["Œuvre", unit.pk]
