"""Reasons and cautions of a suggestion."""

import pytest
from hypothesis import given

from networks.suggestions.domain.ranking import suggest
from networks.suggestions.domain.scoring import Gap, Seeker, Want
from tests.networks.suggestions.domain.people import (
    CARDIOLOGY,
    assistant,
    candidates,
    gaps,
    mentor,
    seekers,
)


@given(seekers, gaps, candidates)
def test_reasons_and_cautions_are_distinct_sentences(seeker, gap, candidate):
    suggestion = suggest(seeker, gap, candidate)

    said = [*suggestion.reasons, *suggestion.cautions]
    assert len(set(said)) == len(said)
    assert [sentence for sentence in said if not sentence.strip()] == []


def test_reasons_say_what_the_person_needs_most_first():
    seeker = assistant(
        wants=(Want("career", "sponsor", 1), Want("research", "", 2)),
        network_paths=(CARDIOLOGY,),
    )

    suggestion = suggest(seeker, Gap(role="sponsor"), mentor())

    assert suggestion.reasons == (
        "Offers to be a sponsor, which you need most",
        "One rank ahead of you",
        "Helps with career guidance, which you need",
        "Accepting 2 more mentees",
        "Outside your unit; so far your whole network is in it",
    )
    assert suggestion.cautions == ()


def test_reasons_name_the_terms_in_common():
    seeker = assistant(expertise=frozenset({"sleep medicine", "genomics"}))
    candidate = mentor(expertise=("Genomics", "Sleep medicine", "stroke"), text_rank=0.4)

    suggestion = suggest(seeker, Gap(area="career"), candidate)

    assert suggestion.reasons[0] == "Helps with career guidance"
    assert "Works on Genomics and Sleep medicine, as you do" in suggestion.reasons


@pytest.mark.parametrize(
    ("rank", "sentence"),
    [
        ("associate", "One rank ahead of you"),
        ("full", "2 ranks ahead of you"),
        ("assistant", "A peer: your rank, in another unit"),
    ],
)
def test_reasons_say_how_far_ahead_the_mentor_is(rank, sentence):
    suggestion = suggest(assistant(), Gap(), mentor(rank=rank))

    assert [reason for reason in suggestion.reasons if reason == sentence] == [sentence]


def test_same_rank_in_the_same_unit_is_cautioned_as_competition():
    suggestion = suggest(assistant(), Gap(), mentor(rank="assistant", unit_path=CARDIOLOGY))

    assert suggestion.parts.distance == 0.2
    assert suggestion.cautions == (
        "Same rank and unit as you: you may compete for the same things",
    )


def test_mentors_wish_about_rank_lowers_the_distance_and_is_said():
    candidate = mentor(rank="assistant", rank_wish="junior")

    suggestion = suggest(assistant(), Gap(), candidate)

    assert suggestion.parts.distance == pytest.approx(0.3)
    assert suggestion.cautions == ("Prefers to mentor people at an earlier rank",)


def test_time_zone_far_away_is_cautioned():
    suggestion = suggest(assistant(utc_offset=-5), Gap(), mentor(utc_offset=5.5))

    assert suggestion.cautions == ("10.5 hours apart by time zone",)
    assert suggestion.parts.reach == 0.5


def test_person_without_any_words_still_gets_reasons():
    suggestion = suggest(Seeker(rank="assistant"), Gap(role="sponsor"), mentor())

    assert suggestion.reasons == (
        "Offers to be a sponsor, and you have no one for that yet",
        "One rank ahead of you",
        "Accepting 2 more mentees",
    )
