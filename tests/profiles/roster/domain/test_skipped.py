"""The list of skipped rows is kept until the people in it were sent again."""

from __future__ import annotations

import pytest

from profiles.models import AuditEvent
from profiles.roster.domain.found_errors import errors_of
from profiles.roster.domain.skipped import imports_to_fix, mark_fixed
from tests.profiles.roster.pages import HEAD, checked, confirm

pytestmark = pytest.mark.django_db
LONG = "C" * 101
BAD = (
    HEAD
    + f"1,ada@x.example,Ada,Ash,full\n2,nonsense,Bo,Birch,full\n3,cy@x.example,Cy,{LONG},full\n"
)


@pytest.fixture
def skipped(client, director):
    return confirm(client, checked(client, BAD), skip="1")


def left(row) -> list[str]:
    row.refresh_from_db()
    return [error["id"] for error in errors_of(row)]


def test_fixed_rows_leave_the_list_and_others_stay(client, skipped):
    assert left(skipped) == ["2", "3"]
    confirm(client, checked(client, HEAD + "2,bo@x.example,Bo,Birch,full\n"))
    assert left(skipped) == ["3"]
    confirm(client, checked(client, HEAD + "3,cy@x.example,Cy,Cedar,full\n"))
    assert left(skipped) == []
    assert not imports_to_fix(skipped.institution).exists()


def test_row_that_is_bad_again_stands_in_the_newer_list_alone(client, skipped):
    newer = confirm(
        client,
        checked(client, HEAD + f"2,bo@x.example,Bo,Birch,full\n3,cy@x.example,Cy,{LONG},full\n"),
        skip="1",
    )
    assert (left(skipped), left(newer)) == ([], ["3"])
    assert list(imports_to_fix(skipped.institution)) == [newer]


def test_list_is_dropped_once_when_all_was_fixed_elsewhere(skipped, director):
    assert [mark_fixed(skipped, by=director.user) for _time in range(2)] == [True, False]
    assert left(skipped) == []
    assert AuditEvent.objects.filter(verb="roster_errors.fixed").count() == 1
