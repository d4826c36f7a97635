"""What a director has said of one file, as it is kept."""

from profiles.roster.domain.answers import Answers


def test_answers_come_back_as_they_were_said_and_nothing_else_is_kept():
    said = Answers(header_row=4, titles={"Chef": "not_faculty"})
    assert said.kept() == {"header_row": 4, "titles": {"Chef": "not_faculty"}}
    assert Answers.of(said.kept() | {"gone": 1}) == said
    assert Answers.of({}) == Answers()
