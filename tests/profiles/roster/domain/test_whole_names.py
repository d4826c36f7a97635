"""Names in one cell, taken apart."""

import pytest

from profiles.roster.domain.whole_names import have_commas, split_name


@pytest.mark.parametrize(
    ("text", "order", "parts"),
    [
        ("Moreno, Ada Lucía", "first_last", ("Ada Lucía", "Moreno")),
        ("Ada van den Berg", "first_last", ("Ada", "van den Berg")),
        ("Çağla Öztürk", "first_last", ("Çağla", "Öztürk")),
        ("Okafor, MD", "first_last", ("Okafor", "")),
        ("Okafor, Ada, MD, PhD", "first_last", ("Ada", "Okafor")),
        ("Suharto", "last_first", ("Suharto", "")),
        ("Nagy Ada", "last_first", ("Ada", "Nagy")),
        ("", "first_last", ("", "")),
    ],
)
def test_split_name(text, order, parts):
    assert split_name(text, order) == parts


def test_commas_before_degrees_are_none_between_names():
    assert have_commas(["Moreno, Ada", "Suharto", "Lee, Ann"])
    assert not have_commas(["Ada Moreno, MD", "Ann Lee, PhD", ""])
