"""What a director did for a pair is kept beside the advice, for those who run the program."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from evaluations.models import AttentionState, PairNote
from matching.models import Program, Proposal
from mentornet.moments import day, short_day
from networks.models import Tie
from profiles.models import Membership
from profiles.vocabulary import StaffRoleKind
from tests.evaluations.check_ins.early_warning.domain.test_pairs import running
from tests.factories import (
    EnrollmentFactory,
    InstitutionFactory,
    MembershipFactory,
    ProgramFactory,
    StaffRoleFactory,
    TieFactory,
)
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at

pytestmark = pytest.mark.django_db


def at(program: Program, tie: Tie) -> str:
    return reverse("evaluations:pair_note", args=[program.pk, tie.pk])


def director_of(program: Program) -> Membership:
    return Membership.objects.get(institution=program.institution, offices__contains=["director"])


def health(client: Client, program: Program) -> str:
    page = client.get(reverse("evaluations:program_pairs", args=[program.pk]))
    return on_one_line(page.content.decode())


def test_a_note_stands_with_its_day_and_author_in_the_health_page_and_in_the_queue() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    assert at(program, tie) in health(client, program)
    assert "Leave out anything confidential." in client.get(at(program, tie)).content.decode()

    for _twice in range(2):
        client.post(at(program, tie), {"text": "I called both."})
    client.post(at(program, tie), {"text": "They meet on Friday."})

    who, today = director_of(program), program.institution.local_date()
    assert f"{day(today)} · {who.name}: They meet on Friday." in health(client, program)
    page = on_one_line(client.get(at(program, tie)).content.decode())
    assert page.index("They meet on Friday.") < page.index("I called both.")
    assert PairNote.objects.count() == 2
    row = AttentionState.objects.get(kind="pair", subject=str(tie.pk))
    begins = f"{short_day(today)}, {who.name}: "
    assert row.note == f"{begins}They meet on Friday. · {begins}I called both."
    queue = client.get(reverse("evaluations:attention")).content.decode()
    assert "They meet on Friday." in queue


def test_what_a_colleague_wrote_in_the_queue_stays_there_however_much_is_noted() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    typed = "Ask the chair first. " * 12
    AttentionState.objects.create(
        institution=program.institution,
        kind="pair",
        subject=str(tie.pk),
        program=program,
        note=typed,
    )

    for words in ("a" * 200, "b" * 400):
        client.post(at(program, tie), {"text": words})

    note = AttentionState.objects.get().note
    assert note.endswith(typed)
    assert "bbb" in note
    assert "aaa" not in note
    assert len(note) == 500


def test_who_runs_another_program_of_the_same_pair_reads_none_of_its_notes() -> None:
    program, client = running(1)
    tie, made = Tie.objects.get(), Proposal.objects.get()
    other = ProgramFactory(institution=program.institution, state="running")
    rows = [
        EnrollmentFactory(program=other, member=tie.protege),
        EnrollmentFactory(program=other, member=tie.mentor, side="mentor"),
    ]
    run = made.run
    run.pk, run.program, run._state.adding = uuid4(), other, True
    run.save()
    Proposal.objects.create(
        institution=run.institution, run=run, protege=rows[0], mentor=rows[1], tie=tie
    )
    readers = {}
    for one in (program, other):
        member = MembershipFactory(institution=program.institution)
        StaffRoleFactory(
            membership=member, role="coordinator", scope_kind="program", scope_id=one.pk
        )
        readers[one] = client_of(member)
    queue = reverse("evaluations:attention")
    act = partial(reverse, "evaluations:attention_act")

    client.post(at(program, tie), {"text": "I called both."})
    readers[program].post(act(args=["pair", tie.pk, "note"]), {"note": "Typed here.", "seen": ""})
    readers[other].post(act(args=["pair", tie.pk, "note"]), {"note": "Theirs.", "seen": ""})

    pages = {one: readers[one].get(queue).content.decode() for one in readers}
    assert tie.protege.family_name in pages[program]
    assert tie.protege.family_name in pages[other]
    assert "I called both." in pages[program]
    assert "Typed here." in pages[program]
    assert "Theirs." not in pages[program]
    assert "Theirs." in pages[other]
    assert "I called both." not in pages[other]
    assert "Typed here." not in pages[other]


def test_only_those_who_run_the_program_read_and_write_notes() -> None:
    program, client = running(1)
    tie = Tie.objects.get()
    client.post(at(program, tie), {"text": "I called both."})
    analyst = MembershipFactory(institution=program.institution, offices=[StaffRoleKind.ANALYST])

    readers = [
        *(client_of(one) for one in (tie.protege, tie.mentor, analyst)),
        director_at(InstitutionFactory()),
    ]
    for reader in readers:
        assert reader.get(at(program, tie)).status_code in (403, 404)
        assert reader.post(at(program, tie), {"text": "Mine"}).status_code in (403, 404)
    for one in (tie.protege, tie.mentor):
        page = client_of(one).get(tie.get_absolute_url()).content.decode()
        assert "I called both." not in page
    assert [row.text for row in PairNote.objects.all()] == ["I called both."]


def test_there_are_no_notes_about_a_relationship_that_no_program_made() -> None:
    program, client = running(1)
    own = TieFactory(protege=Tie.objects.get().protege)

    assert client.post(at(program, own), {"text": "I know."}).status_code == 404


@pytest.mark.parametrize("pairs", [1, 3])
def test_queries_of_the_health_page_do_not_grow_with_notes(
    pairs: int, django_assert_num_queries
) -> None:
    program, client = running(pairs)
    for tie in Tie.objects.all():
        client.post(at(program, tie), {"text": "I called both."})
    health(client, program)

    with django_assert_num_queries(12):
        health(client, program)
