"""What the rows that events are about are called."""

from __future__ import annotations

import pytest
from django.apps import apps

from evaluations.dashboard.activity.domain.subjects import KINDS, names_of
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import RosterImport
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
    StaffRoleFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def names(row, institution) -> dict[str, str]:
    event = record(Verb.PROGRAM_CHANGED, actor=None, institution=institution, subject=row)
    return dict(names_of([event])[event.subject_kind, event.subject_id])


def test_every_kind_is_a_table_with_these_fields() -> None:
    for name, kind in KINDS.items():
        list(apps.get_model(name).objects.values_list(*kind.fields)[:1])


def test_people_programs_groups_units_and_files_by_name() -> None:
    here = InstitutionFactory(name="Here")
    ada = MembershipFactory(institution=here, given_name="Ada", family_name="Grant")
    program = ProgramFactory(institution=here, name="K teams")
    role = StaffRoleFactory(membership=ada, institution=here, role="facilitator")
    file = RosterImport.objects.create(institution=here, file_name="roster.csv", digest="0")

    assert names(ada, here) == {"person": "Ada Grant", "name": "Ada Grant"}
    assert names(program, here) == {"name": "K teams"}
    assert names(EnrollmentFactory(program=program, member=ada), here) == {
        "person": "Ada Grant",
        "name": "K teams",
    }
    assert names(role, here)["role"] == "Facilitator"
    assert names(PeerGroupFactory(institution=here, name="Writers"), here) == {"name": "Writers"}
    assert names(UnitFactory(institution=here, name="Surgery"), here) == {"name": "Surgery"}
    assert names(file, here) == {"name": "roster.csv"}
    assert names(here, here) == {"name": "Here"}


def test_a_row_that_is_gone_or_of_another_kind_has_no_name() -> None:
    here = InstitutionFactory()
    unit = UnitFactory(institution=here)
    event = record(Verb.UNIT_DELETED, actor=None, institution=here, subject=unit)
    unit.delete()

    found = names_of([event])

    assert found[event.subject_kind, event.subject_id]["name"] == "(no longer here)"
    assert found["networks.tie", unit.pk]["name"] == "(no longer here)"


@pytest.mark.parametrize("count", [1, 3])
def test_one_query_a_kind(count: int, django_assert_num_queries) -> None:
    here = InstitutionFactory()
    rows = [UnitFactory(institution=here) for _number in range(count)]
    people = [MembershipFactory(institution=here) for _number in range(count)]
    events = [
        record(Verb.UNIT_CHANGED, actor=None, institution=here, subject=row)
        for row in [*rows, *people]
    ]

    with django_assert_num_queries(2):
        names_of(events)
