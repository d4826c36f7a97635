"""Which events a director reads: those of their institution that have a sentence, chosen and in pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from evaluations.dashboard.activity.domain.timeline import A_PAGE, Choice, events_of, page_of, told
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import AuditEvent, Membership, Question, StaffRole
from profiles.questions.models import name_of
from profiles.vocabulary import StaffRoleKind
from tests.factories import (
    EnrollmentFactory,
    MembershipFactory,
    PeerGroupFactory,
    ProgramFactory,
    StaffRoleFactory,
    TieFactory,
    UnitFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def director() -> Membership:
    found: Membership = MembershipFactory(
        given_name="Dee", family_name="Rector", offices=[StaffRoleKind.DIRECTOR]
    )
    AuditEvent.objects.all().delete()
    return found


def read(director: Membership, **choice) -> list[str]:
    rows = events_of(director.user, director.institution, Choice(**choice))
    return [one.text for one in told(list(rows), director.institution)]


def note(verb: Verb, subject, *, by: Membership | None = None, detail: str = "") -> AuditEvent:
    return record(
        verb,
        actor=by.user if by else None,
        institution=subject.institution,
        subject=subject,
        detail=detail,
    )


def test_who_did_what_in_a_sentence(director: Membership) -> None:
    program = ProgramFactory(institution=director.institution, name="K teams")
    note(Verb.PROGRAM_CREATED, program, by=director)
    note(Verb.PROGRAM_STARTED, program)
    operator = UserFactory(is_superuser=True)
    record(Verb.PROGRAM_CLOSED, actor=operator, institution=program.institution, subject=program)

    assert read(director) == [
        "An operator closed the program K teams.",
        "MentorNet started the program K teams.",
        "Dee Rector created the program K teams.",
    ]


def test_what_one_did_for_oneself_is_said_so(director: Membership) -> None:
    program = ProgramFactory(institution=director.institution, name="K teams")
    ada = MembershipFactory(institution=director.institution, given_name="Ada", family_name="Grant")
    enrollment = EnrollmentFactory(program=program, member=ada)
    AuditEvent.objects.all().delete()
    note(Verb.ENROLLMENT_CREATED, enrollment, by=ada)
    note(Verb.ENROLLMENT_WITHDRAWN, enrollment, by=director)

    assert read(director) == [
        "Dee Rector withdrew Ada Grant from K teams.",
        "Ada Grant enrolled in K teams.",
    ]


def test_nothing_that_people_do_for_themselves_is_read(director: Membership) -> None:
    tie = TieFactory(protege=director)
    for verb in (Verb.TIE_RECORDED, Verb.TIE_ENDED, Verb.CONCERN_REPORTED, Verb.FEEDBACK_GIVEN):
        note(verb, tie, by=director)
    note(Verb.OWN_DATA_DELETED, tie, by=director, detail="mails")

    assert read(director) == []
    assert read(director, person="Rector") == []


def test_another_institution_and_those_who_do_not_direct_read_nothing(director: Membership) -> None:
    unit = UnitFactory(institution=director.institution)
    note(Verb.UNIT_CHANGED, unit, by=director)
    other = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    colleague = MembershipFactory(institution=director.institution)

    assert len(read(director)) == 1
    assert list(events_of(other.user, director.institution, Choice())) == []
    assert list(events_of(colleague.user, director.institution, Choice())) == []


def test_a_coordinator_reads_of_their_programs_and_units_alone(director: Membership) -> None:
    """Nothing of roles, people, settings, or another unit's programs; finding people, too, is theirs."""
    here = director.institution
    unit = UnitFactory(institution=here, name="Surgery")
    other = UnitFactory(institution=here, name="Elsewhere")
    coordinator = MembershipFactory(institution=here)
    StaffRoleFactory(
        membership=coordinator, role="coordinator", scope_kind="unit", scope_id=unit.pk
    )
    ours = ProgramFactory(institution=here, unit=unit, name="K teams")
    theirs = ProgramFactory(institution=here, unit=other, name="Theirs")
    ada = MembershipFactory(institution=here, given_name="Ada", family_name="Grant")
    taking_part, apart = (EnrollmentFactory(program=one, member=ada) for one in (ours, theirs))
    group = PeerGroupFactory(institution=here)
    question = Question.objects.create(
        institution=here, subject=name_of(ours), text="Why?", kind=Question.Kind.TEXT
    )
    AuditEvent.objects.all().delete()
    note(Verb.QUESTION_ADDED, question, by=director)
    for one in (unit, other):
        note(Verb.UNIT_CHANGED, one, by=director)
    for one in (ours, theirs):
        note(Verb.PROGRAM_CREATED, one, by=director)
    for one in (taking_part, apart):
        note(Verb.ENROLLMENT_CREATED, one, by=ada)
    note(Verb.GROUP_CREATED, group, by=director)
    note(Verb.ACCOUNT_ACTIVATED, ada, by=ada)
    note(Verb.STAFF_ROLE_GRANTED, StaffRole.objects.filter(membership=coordinator).get())
    record(Verb.INSTITUTION_CHANGED, actor=director.user, institution=here, subject=here)

    read_by = [
        "Ada Grant enrolled in K teams.",
        "Dee Rector created the program K teams.",
        "Dee Rector changed the unit Surgery.",
        "Dee Rector added an enrollment question: “Why?”",
    ]
    assert read(coordinator) == read_by
    assert read(coordinator, person="grant") == [read_by[0]]
    assert read(coordinator, person="rector") == []
    assert read(coordinator, program=theirs) == []
    assert len(read(director)) == 11


def test_by_part_program_person_and_day(director: Membership) -> None:
    here = director.institution
    program = ProgramFactory(institution=here, name="K teams")
    ada = MembershipFactory(institution=here, given_name="Ada", family_name="Grant")
    AuditEvent.objects.all().delete()
    note(Verb.UNIT_CHANGED, UnitFactory(institution=here, name="Surgery"), by=director)
    note(Verb.PROGRAM_CREATED, program, by=director)
    note(Verb.ENROLLMENT_CREATED, EnrollmentFactory(program=program, member=ada), by=ada)
    note(Verb.ACCOUNT_ACTIVATED, ada, by=ada)
    old = note(Verb.PROGRAM_CHANGED, program, by=director)
    AuditEvent.objects.filter(pk=old.pk).update(at="2026-03-01T04:00Z")

    enrolled, created = "Ada Grant enrolled in K teams.", "created the program K teams."
    assert read(director, part="settings") == ["Dee Rector changed the unit Surgery."]
    assert [one[-28:] for one in read(director, program=program)][:2] == [
        enrolled[-28:],
        created[-28:],
    ]
    assert read(director, person="ada gra") == ["Ada Grant activated their account.", enrolled]
    # Four o'clock in UTC: the day is that of the institution.
    here.time_zone = "America/New_York"
    assert read(director, last=date(2026, 2, 28)) == ["Dee Rector changed the program K teams."]
    assert read(director, first=date(2026, 3, 1), last=date(2026, 3, 1)) == []


def test_pages_follow_each_other_without_a_gap(director: Membership) -> None:
    unit = UnitFactory(institution=director.institution)
    same = timezone.now()
    events = [note(Verb.UNIT_CHANGED, unit) for _number in range(A_PAGE + 3)]
    AuditEvent.objects.update(at=same)
    AuditEvent.objects.filter(pk=events[0].pk).update(at=same - timedelta(days=1))
    rows = events_of(director.user, director.institution, Choice())

    first = page_of(rows, director.institution)
    second = page_of(rows, director.institution, after=first.after)

    seen = [one.pk for one in [*first.events, *second.events]]
    assert (len(first.events), len(second.events), second.after) == (A_PAGE, 3, "")
    assert sorted(seen) == sorted(one.pk for one in events)
    assert seen[-1] == events[0].pk


@pytest.mark.parametrize("after", ["", "nonsense", "2026-01-01_", "_"])
def test_a_mark_that_no_page_gave_begins_at_the_newest(director: Membership, after: str) -> None:
    note(Verb.UNIT_CHANGED, UnitFactory(institution=director.institution))
    rows = events_of(director.user, director.institution, Choice())

    assert len(page_of(rows, director.institution, after=after).events) == 1


def test_what_a_role_is_for_and_which_list_was_downloaded_are_said(director: Membership) -> None:
    here = director.institution
    unit = UnitFactory(institution=here, name="Surgery")
    ada = MembershipFactory(institution=here, given_name="Ada", family_name="Grant")
    role = StaffRoleFactory(membership=ada, role="coordinator", scope_kind="unit", scope_id=unit.pk)
    AuditEvent.objects.all().delete()
    note(Verb.STAFF_ROLE_GRANTED, role, by=director)
    note(Verb.STAFF_ROLE_REVOKED, role, by=director)
    for key in ("directed_people", "a_list_that_is_gone"):
        record(
            Verb.LIST_EXPORTED,
            actor=director.user,
            institution=here,
            subject=here,
            detail=key,
        )

    assert sorted(read(director)) == [
        "Dee Rector downloaded the list “(no longer here).”",
        "Dee Rector downloaded the list “People.”",
        "Dee Rector ended the staff role Coordinator (Surgery) of Ada Grant.",
        "Dee Rector gave Ada Grant the staff role Coordinator (Surgery).",
    ]
