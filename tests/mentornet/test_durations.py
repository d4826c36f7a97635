import pytest

from mentornet.durations import minutes_in_words


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1, "1 minute"),
        (90, "90 minutes"),
        (179, "179 minutes"),
        (180, "3 hours"),
        (450, "7 hours 30 minutes"),
        (480, "8 hours"),
    ],
)
def test_long_times_are_told_in_hours(minutes: int, words: str) -> None:
    assert minutes_in_words(minutes) == words
