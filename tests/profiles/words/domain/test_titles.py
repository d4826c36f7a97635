"""What job titles say about a rank: never a wrong one without a question."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from profiles.vocabulary import Rank
from profiles.words.domain.titles import (
    LONGEST_TITLE,
    NOT_FACULTY,
    RankFromTitle,
    Sure,
    plain_title,
    rank_of,
)
from tests.support.examples import examples

CASES = Path(__file__).parent / "cases"
# As personnel systems and web pages of US medical schools write them.
SAID = {
    Rank.ASSISTANT: """
        Associate Program Director, Assistant Professor of Emergency Medicine
        Physician Assistant, Assistant Professor
        HS ASST CLIN PROF-FY
        ASST ADJ PROF-HCOMP
        Assistant Professor of Medicine (Hematology/Oncology)
        Assistant Professor of Clinical Pediatrics - CHOP
        Acting Assistant Professor
        Assistant Professor (Clinician-Educator Track)
        Assistant Teaching Professor
        The Smith Family Assistant Professor of Pediatrics
        Ass't Professor
        Asst.Prof.
        Director of Resident Education and Assistant Professor
        Assistant Professor, Full-time
        Assistant Professor of the Practice
    """,
    Rank.ASSOCIATE: """
        Associate Clinical Professor
        Associate Professor and Assistant Dean
        Chief of Cardiology & Associate Professor of Medicine
        ASSOC PROF IN RES-HCOMP
        Research Associate Professor
        Associate Chief, Associate Professor of Neurology
        Associate Professor, with tenure
        Associate_Professor
    """,
    Rank.FULL: """
        PROF-HCOMP
        Full Professor
        Clinical Professor
        Distinguished Professor of Surgery
        Professor in Residence
        Associate Dean for Education and Professor of Medicine
        Vice Chair for Research/Professor
        Professor of Medicine and Pediatrics
        Professor and Vice Chair
        John and Mary Smith Professor of Surgery
        Teaching Professor
        Professor III
        Prof. of Anaesthesia
        Physician-in-Chief; Professor of Medicine
    """,
    Rank.EMERITUS: """
        Professor Emeritus
        Associate Professor Emerita of Nursing
        Professor of Medicine, Emeritus
        Clinical Professor Emeritus
        Prof. Emer.
        Emeritus
        Emeritus Faculty
    """,
    Rank.INSTRUCTOR: """
        Senior Lecturer
        Lecturer on Medicine
        Instructor of Surgery
        Senior Instructor, Department of Medicine
        Adjunct Instructor
    """,
    Rank.TRAINEE: """
        Cardiology Fellow
        Fellow, Hematology/Oncology
        Postdoctoral Associate
        Post-doctoral Fellow
        Post Doc
        Postdoctoral Research Fellow
        Pediatric Critical Care Fellow (PGY 6)
        Chief Fellow
    """,
}
ASKED = """
    Assistant/Associate Professor
    Assistant or Associate Professor
    Associate Professor (pending promotion to Professor)
    Professor of Medicine and Associate Professor of Surgery
    Assistant to the Professor
    Executive Assistant to the Associate Professor
    Professor's Assistant
    Office of Professor Smith
    Former Professor of Medicine
    Retired Associate Professor
    Professor, Associate
    Physician Assistant Professor
    Adjunct Professor
    Visiting Professor
    Professor of the Practice
    Junior Professor
    Tenure Track Professor
    Assitant Professor
    Asociate Professor of Surgery
    Ast. Professor
    As. Prof.
    A/Prof
    A. Professor
    Emertus Professor
    Assistantprofessor
    Associate Profesor
    Dean Emeritus and Professor of Medicine
    Professor and Chair Emeritus
    Chair Emeritus
    Associate Dean
    Associate
    Assistant
    Research Associate
    Research Assistant
    Teaching Fellow
    Senior Fellow
    Fellow, American College of Physicians
    Fellow of the American College of Surgeons
    Fellowship Program Director
    Fellowship Coordinator
    Professor, Fellow ACS
    Instructor/Fellow
    Clinical Instructor (Fellow)
    Chief Resident and Clinical Instructor
    Resident
    Chief Resident
    PGY-3
    Guest Lecturer
    Professorial Lecturer
    CPR Instructor
    Nurse Instructor
    Graduate Student Instructor
    Postdoctoral Office Manager
    Associate Professor equivalent
    Non-Professor
    Professeur
    教授
    Attending Physician
    Chief Medical Officer
    Dean
    Staff Physician
    Clinical Associate
    Hospitalist
    Medical Student
    Biostatistician II
    -
"""


def told(title: str) -> str:
    """Return the rank, or what is said instead of one."""
    found = rank_of(title, {})
    return found.rank if found.sure == Sure.RANK else found.sure.value


def titles(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def test_titles_of_the_cases_have_their_rank_or_are_asked() -> None:
    words = {"fellow": "trainee"}
    with (CASES / "ranks.csv").open(encoding="utf-8") as lines:
        cases = list(csv.DictReader(lines))

    assert len(cases) == 25
    assert {one["title"]: told(one["title"]) for one in cases} == {
        one["title"]: words.get(one["expected"], one["expected"]) for one in cases
    }


def test_titles_of_real_schools_have_their_rank() -> None:
    expected = {title: rank.value for rank, text in SAID.items() for title in titles(text)}

    assert {title: told(title) for title in expected} == expected


def test_what_is_not_sure_is_asked() -> None:
    wrong = {title: told(title) for title in titles(ASKED) if told(title) != "ask"}

    assert wrong == {}
    assert told("") == told("Professor " * LONGEST_TITLE) == "ask"


def test_what_the_institution_answered_wins_over_the_rules() -> None:
    answers = {
        plain_title("Research Professor"): "research_full",
        plain_title("Nurse Practitioner"): NOT_FACULTY,
    }

    found = [rank_of(title, answers) for title in ("RESEARCH  professor", "Nurse-Practitioner.")]

    assert found == [
        RankFromTitle(Sure.RANK, "research_full", answered=True),
        RankFromTitle(Sure.NOT_FACULTY, "", answered=True),
    ]
    assert rank_of("Research Professor of Law", answers).rank == "full"


GRADED = st.sampled_from(
    [
        "Assistant Professor",
        "Associate Professor",
        "Full Professor",
        "Lecturer",
        "Postdoctoral Fellow",
    ]
)
FIELDS = st.sampled_from(["Medicine", "Clinical Surgery", "Pediatrics", "Family Medicine", "Law"])


@given(one=GRADED, other=GRADED, join=st.sampled_from([" and ", ", ", "/", "; ", " ", " & "]))
@settings(max_examples=examples(200))
def test_two_ranks_in_one_title_are_asked(one: str, other: str, join: str) -> None:
    found = told(f"{one}{join}{other}")

    assert found in ({"ask"} if one != other else {"ask", told(one)})


@given(title=GRADED, field=FIELDS, noise=st.sampled_from([str.upper, str.lower, str.title, str]))
@settings(max_examples=examples(100))
def test_case_blanks_and_dots_change_nothing(title: str, field: str, noise: type[str]) -> None:
    written = f"  {title.replace(' ', '  ')} of {field}. "

    assert told(noise(written)) == told(f"{title} of {field}")


@given(
    word=st.sampled_from(["assistant", "associate", "emeritus"]),
    place=st.integers(0, 8),
    kind=st.sampled_from(["drop", "double", "swap", "other"]),
    letter=st.sampled_from("abcdefghijklmnopqrstuvwxyz"),
)
@settings(max_examples=examples(400))
def test_slip_in_the_word_that_grades_never_makes_a_full_professor(
    word: str, place: int, kind: str, letter: str
) -> None:
    place %= len(word)
    slipped = {
        "drop": word[:place] + word[place + 1 :],
        "double": word[:place] + word[place] + word[place:],
        "swap": word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
        "other": word[:place] + letter + word[place + 1 :],
    }[kind]

    assert told(f"{slipped} Professor of Surgery") in {"ask", told(f"{word} Professor")}


@given(text=st.text(max_size=60))
@settings(max_examples=examples(300))
def test_any_text_is_read_without_fail_and_no_rank_comes_from_nothing(text: str) -> None:
    found = rank_of(text, {})

    known = ("prof", "instructor", "lecturer", "fellow", "postdoc", "emer")
    assert found == RankFromTitle(Sure.ASK) or any(one in plain_title(text) for one in known)
    assert plain_title(plain_title(text)) == plain_title(text)
