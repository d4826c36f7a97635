"""A director proposes a pair by name: both are asked, and only a pair is ever seen."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching.models import Enrollment, MatchRun, PairRequest, Program, Proposal
from mentornet.models import OutboxMessage
from networks.models import Tie
from profiles.vocabulary import Rank, StaffRoleKind
from tests.factories import (
    ExclusionFactory,
    InstitutionFactory,
    MembershipFactory,
    PreferenceFactory,
    ProgramFactory,
    StaffRoleFactory,
    TieFactory,
    UnitFactory,
)
from tests.support.enrollment import mails
from tests.support.html import on_one_line
from tests.support.matching import client_of, director_at, mentor, protege
from tests.support.pairing import (
    LIST,
    NEW,
    answer,
    asked,
    form_of,
    let_it_end,
    listed,
    page_for,
    propose,
)

pytestmark = pytest.mark.django_db
IMPOSSIBLE = "These two can’t be paired in this program."


def recipients(kind: str) -> list[str]:
    return [one.recipient for one in mails(kind)]


def rows_of(page: str) -> str:
    """The rows of the list, without what each request has of its own."""
    return page.split("<tbody", 1)[1].split("</tbody", 1)[0]


def home_of(member) -> str:
    return on_one_line(client_of(member).get("/").content.decode())


def test_director_is_asked_before_anyone_is_emailed(program, mia, ben, director) -> None:
    page = on_one_line(
        director.post(reverse(NEW), form_of(program, mia.member, ben.member)).content.decode()
    )

    assert "Ask Mia Engström and Ben Okafor?" in page
    assert "you are not told who" in page
    assert not PairRequest.objects.exists()
    assert not mails("pair_request")


def test_both_are_asked_by_email_and_at_home(program, mia, ben, director) -> None:
    page = propose(director, program, mia.member, ben.member)

    assert "Mia Engström and Ben Okafor can answer until" in page
    assert recipients("pair_request") == sorted([mia.member.email, ben.member.email])
    assert (
        "You would be the mentor"
        in mails("pair_request")[0].body_text + mails("pair_request")[1].body_text
    )
    assert "Ben Okafor as your mentor?" in home_of(mia.member)
    assert "Be the mentor of Mia Engström?" in home_of(ben.member)


def test_pressed_twice_it_is_one_question_and_one_email(program, mia, ben, director) -> None:
    propose(director, program, mia.member, ben.member)
    page = propose(director, program, mia.member, ben.member)

    assert "was asked about a mentor" in page
    assert PairRequest.objects.count() == 1
    assert len(mails("pair_request")) == 2


def test_both_accept_and_the_relationship_begins_as_a_published_one(
    program, mia, ben, director
) -> None:
    row = asked(director, program, mia.member, ben.member)
    first = answer(row, mia.member, "accept")
    assert "You accepted. If Ben Okafor accepts too" in first
    assert not Tie.objects.exists()
    page = answer(row, ben.member, "accept")

    assert "You and Mia Engström are now a pair." in page
    tie = Tie.objects.get(protege=mia.member, mentor=ben.member)
    assert (tie.state, tie.origin) == (Tie.State.ACTIVE, Tie.Origin.FORMAL)
    assert tie.agreements.count() == 1
    assert Proposal.objects.get(tie=tie).run.program == program
    assert recipients("pair_made") == sorted([mia.member.email, ben.member.email])
    assert len(mails("pair_request_told")) == 1
    assert "are now a pair" in mails("pair_request_told")[0].body_text
    pairs = on_one_line(director.get(reverse("evaluations:pairs")).content.decode())
    assert "Mia Engström" in pairs
    assert "Paired" in listed(director)
    waiting = director.get(
        reverse("matching:directing_people", args=[program.pk]), {"show": "waiting"}
    )
    assert "Mia Engström" not in waiting.content.decode()


def test_the_row_of_pairs_by_hand_is_no_run_of_the_workbench(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    answer(row, mia.member, "accept")
    answer(row, ben.member, "accept")
    run = MatchRun.objects.get()

    assert director.get(reverse("matching:run", args=[run.pk])).status_code == 404
    page = director.get(reverse("matching:directing", args=[program.pk])).content.decode()
    assert reverse("matching:run", args=[run.pk]) not in page


def test_who_is_not_enrolled_is_enrolled_only_when_both_accept(program, mia, director) -> None:
    ada = MembershipFactory(institution=program.institution, rank=Rank.FULL, family_name="Sato")
    row = asked(director, program, mia.member, ada)
    answer(row, ada, "accept")
    assert not Enrollment.objects.filter(member=ada).exists()
    answer(row, mia.member, "accept")

    enrolled = Enrollment.objects.get(member=ada)
    assert (enrolled.side, enrolled.is_active) == ("mentor", True)
    assert enrolled.source == Enrollment.Source.TAKEN_IN
    assert Tie.objects.get().mentor == ada


@pytest.mark.parametrize("who", ["mentee", "mentor", "both", "neither"])
def test_a_pair_that_does_not_come_about_looks_the_same_however_it_went(
    program, mia, ben, director, who
) -> None:
    row = asked(director, program, mia.member, ben.member)
    before = rows_of(listed(director))
    for member, name in ((mia.member, "mentee"), (ben.member, "mentor")):
        declines = who in (name, "both")
        if declines or who != "neither":
            page = answer(row, member, "decline" if declines else "accept")
            assert ("No one is told." in page) == declines
    # Nothing moves before the last day, whoever answered what.
    assert rows_of(listed(director)) == before
    OutboxMessage.objects.all().delete()
    let_it_end(row)

    assert "Did not come about" in listed(director)
    assert recipients("pair_request_over") == sorted([mia.member.email, ben.member.email])
    told = mails("pair_request_told")
    assert len(told) == 1
    assert "This pair did not come about." in told[0].body_text
    row.refresh_from_db()
    assert {row.protege_answer, row.mentor_answer} == {PairRequest.Answer.WAITING}
    assert not Tie.objects.exists()


def test_an_answer_can_be_changed_until_the_last_day(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    answer(row, mia.member, "decline")
    answer(row, ben.member, "accept")
    assert "You declined." in page_for(row, mia.member).content.decode()
    answer(row, mia.member, "accept")

    assert Tie.objects.filter(state=Tie.State.ACTIVE).count() == 1


def test_an_answer_after_the_last_day_changes_nothing(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    answer(row, ben.member, "accept")
    let_it_end(row)
    page = answer(row, mia.member, "accept")

    assert "This question is closed." in page
    assert not Tie.objects.exists()


@pytest.mark.parametrize("owner", ["mentee", "mentor"])
@pytest.mark.parametrize("reach", ["pair", "suggestion"])
def test_for_who_is_kept_apart_it_is_declined_and_no_one_else_can_tell(
    program, mia, ben, director, owner, reach
) -> None:
    one, other = (mia.member, ben.member) if owner == "mentee" else (ben.member, mia.member)
    ExclusionFactory(owner=one, other=other, reach=reach)
    page = propose(director, program, mia.member, ben.member)
    row = PairRequest.objects.get()
    texts = {mail.recipient: mail.body_text for mail in mails("pair_request")}

    # To the director and the other person it is a question like any other, emails included.
    assert "Mia Engström and Ben Okafor can answer until" in page
    assert "Waiting for answers" in listed(director)
    assert set(texts) == {one.email, other.email}
    assert "Please accept or decline by" in texts[other.email]
    assert "not to be paired" not in texts[other.email]
    assert "not to be paired" not in page_for(row, other).content.decode()
    answer(row, other, "accept")
    # Who said it is told that nothing comes of it, and is not asked.
    assert "You asked before not to be paired with" in texts[one.email]
    assert "You asked before not to be paired with" in page_for(row, one).content.decode()
    assert "as your mentor?" not in home_of(one)
    assert "Be the mentor of" not in home_of(one)
    assert "Change that first." in answer(row, one, "accept")
    assert not Tie.objects.exists()
    let_it_end(row)
    assert "Did not come about" in listed(director)
    assert recipients("pair_request_over") == sorted([one.email, other.email])


def test_who_changes_their_mind_can_accept(program, mia, ben, director) -> None:
    apart = ExclusionFactory(owner=mia.member, other=ben.member, reach="pair")
    row = asked(director, program, mia.member, ben.member)
    answer(row, ben.member, "accept")
    apart.delete()
    assert "You declined." in page_for(row, mia.member).content.decode()
    answer(row, mia.member, "accept")

    assert Tie.objects.filter(state=Tie.State.ACTIVE).count() == 1


def test_a_mentor_whom_one_declined_in_the_program_is_declined_again(
    program, mia, ben, director
) -> None:
    PreferenceFactory(enrollment=mia, chosen=ben, rank=None)
    row = asked(director, program, mia.member, ben.member)

    assert "Please accept or decline" not in next(
        mail.body_text for mail in mails("pair_request") if mail.recipient == mia.member.email
    )
    answer(row, ben.member, "accept")
    assert not Tie.objects.exists()


def test_kept_apart_after_the_question_no_pair_comes_of_it(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    answer(row, mia.member, "accept")
    ExclusionFactory(owner=mia.member, other=ben.member, reach="pair")
    page = answer(row, ben.member, "accept")

    assert "You accepted. If Mia Engström accepts too" in page
    assert not Tie.objects.exists()
    let_it_end(row)
    assert not Tie.objects.exists()
    assert "Did not come about" in listed(director)


def test_a_relationship_of_their_own_refuses_nothing_and_becomes_the_programs(
    program, mia, ben, director
) -> None:
    own = TieFactory(protege=mia.member, mentor=ben.member, state=Tie.State.ACTIVE)
    row = asked(director, program, mia.member, ben.member)
    answer(row, mia.member, "accept")
    answer(row, ben.member, "accept")

    own.refresh_from_db()
    assert Tie.objects.count() == 1
    assert own.origin == Tie.Origin.FORMAL


def test_one_sentence_for_supervision_rank_unit_and_openings(program, mia, ben, director) -> None:
    chief = mentor(program, "Chief")
    mia.member.supervisor = chief.member
    mia.member.save()
    peer = mentor(program, "Peer", member__rank=Rank.ASSISTANT)
    full = mentor(program, "Full")
    other = protege(program, "Other")
    row = asked(director, program, other.member, full.member)
    answer(row, other.member, "accept")
    answer(row, full.member, "accept")

    for one in (chief, peer, full):
        assert IMPOSSIBLE in propose(director, program, mia.member, one.member)
    assert IMPOSSIBLE in propose(director, program, other.member, ben.member)
    assert IMPOSSIBLE in propose(director, program, mia.member, mia.member)
    assert PairRequest.objects.count() == 1


def test_an_opening_is_asked_for_once(program, mia, ben, director) -> None:
    other = protege(program, "Other")
    propose(director, program, mia.member, ben.member)

    assert IMPOSSIBLE in propose(director, program, other.member, ben.member)


def test_the_same_two_are_not_asked_again_soon(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    let_it_end(row)

    assert "These two were asked recently." in propose(director, program, mia.member, ben.member)
    assert PairRequest.objects.count() == 1


def test_withdrawn_it_asks_no_one_and_all_who_were_asked_hear_of_it(
    program, mia, ben, director
) -> None:
    row = asked(director, program, mia.member, ben.member)
    answer(row, mia.member, "accept")
    given = {"act": "withdraw", "row": str(row.pk), "chosen": str(row.pk), "rows": str(row.pk)}
    ask = director.post(reverse(f"{LIST}_act"), given).content.decode()
    assert "1 pair is withdrawn." in on_one_line(ask)
    director.post(reverse(f"{LIST}_act"), {**given, "sure": "1"})

    assert "Withdrawn" in listed(director)
    assert recipients("pair_request_over") == sorted([mia.member.email, ben.member.email])
    assert "This question is closed." in answer(row, ben.member, "accept")
    assert "Be the mentor of" not in home_of(ben.member)


def test_no_one_else_sees_the_question_and_it_is_in_the_two_peoples_data(
    program, mia, ben, director
) -> None:
    row = asked(director, program, mia.member, ben.member)
    answer(row, ben.member, "decline")
    stranger = MembershipFactory(institution=program.institution)

    assert page_for(row, stranger).status_code == 404
    assert director.get(reverse("matching:pair_request", args=[row.pk])).status_code == 404
    assert "accepted" not in page_for(row, mia.member).content.decode().lower().replace(
        "if you both accept", ""
    )


def test_another_institutions_program_and_people_are_no_choice(program, mia, director) -> None:
    other = ProgramFactory(institution=InstitutionFactory(), state=Program.State.RUNNING)
    there = mentor(other, "Elsewhere")
    wrong_program = propose(director, other, mia.member, there.member)
    wrong_person = propose(director, program, mia.member, there.member)

    assert "Select a valid choice" in wrong_program
    assert "We found no one called" in wrong_person
    assert not PairRequest.objects.exists()


def test_a_coordinator_of_one_unit_pairs_their_people_in_their_programs_alone(
    program, mia, ben
) -> None:
    unit = UnitFactory(institution=program.institution)
    member = MembershipFactory(institution=program.institution, unit=unit)
    StaffRoleFactory(
        membership=member, role=StaffRoleKind.COORDINATOR, scope_kind="unit", scope_id=unit.pk
    )
    coordinator = client_of(member)

    assert "Select a valid choice" in propose(coordinator, program, mia.member, ben.member)
    own = ProgramFactory(institution=program.institution, unit=unit, state=Program.State.RUNNING)
    assert "We found no one called" in propose(coordinator, own, mia.member, ben.member)
    found = coordinator.get(reverse("profiles:people_find"), {"mentor": "okafor"}).content.decode()
    assert "Okafor" not in found


@pytest.mark.parametrize("role", [StaffRoleKind.ANALYST, None])
def test_analysts_and_faculty_do_not_get_in(program, role) -> None:
    member = MembershipFactory(institution=program.institution, offices=[role] if role else [])
    client = client_of(member)

    assert client.get(reverse(NEW)).status_code == 403
    assert client.get(reverse(LIST)).status_code == 403
    assert client.get(reverse("profiles:people_find"), {"q": "a"}).status_code == 403


def test_names_are_suggested_as_one_types(program, ben, director) -> None:
    page = director.get(reverse("profiles:people_find"), {"mentor": "okaf"}).content.decode()

    assert "Ben Okafor &lt;" in page


def test_list_is_searched_by_the_words_of_both_names(program, mia, ben, director) -> None:
    propose(director, program, mia.member, ben.member)

    found = [
        "Ben Okafor" in director.get(reverse(LIST), {"q": words}).content.decode()
        for words in ("engstrom", "ÓKA mia", "mia smith", "kafor")
    ]

    assert found == [True, True, False, False]


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_as_many_queries_for_three(
    program, director, number, django_assert_num_queries
) -> None:
    for at in range(number):
        propose(
            director,
            program,
            protege(program, f"Mentee{at}").member,
            mentor(program, f"Mentor{at}").member,
        )
    director.get(reverse(LIST))
    with django_assert_num_queries(7):
        page = director.get(reverse(LIST))
    assert page.content.decode().count("Waiting for answers") >= number


def test_pages_lead_to_it_with_the_person_filled_in(program, mia, director) -> None:
    person = director.get(reverse("profiles:directed_person", args=[mia.member.pk]))
    waiting = director.get(
        reverse("matching:directing_people", args=[program.pk]), {"show": "waiting"}
    )
    filled = director.get(reverse(NEW), {"program": program.pk, "protege": mia.member.pk})

    assert f"{reverse(NEW)}?protege={mia.member.pk}" in person.content.decode()
    assert f"protege={mia.member.pk}" in waiting.content.decode()
    assert f"Mia Engström &lt;{mia.member.email}&gt;" in filled.content.decode()


def test_another_director_sees_no_answer_in_any_file(program, mia, ben, director) -> None:
    row = asked(director, program, mia.member, ben.member)
    answer(row, mia.member, "accept")
    other = director_at(program.institution)
    file = other.get(reverse(f"{LIST}_file", args=["csv"]))

    assert "Okafor" in file.getvalue().decode()
    assert "accepted" not in file.getvalue().decode().lower()
    assert PairRequest.objects.get().protege_answer == PairRequest.Answer.ACCEPTED
