"""Candidate edges: against a plain loop over all pairs, rule by rule."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine import blocks, errors, scoring
from matching.engine.people import AREAS, MODES, RANKS, ROLES, Person, instance
from matching.engine.scoring import PARTS, Rule, Rules, causes_of, parts_of, score
from matching.engine.text import tfidf, words_of
from tests.bench.matching import plain_scoring
from tests.bench.matching.instances import people as bench_people

OPEN = Rules(supervision_depth=None, min_steps=None)
WORDS = ["heart", "failure", "grant", "teaching", "clinic", "cohort"]


@st.composite
def people(draw, prefix: str, most: int):
    subset = lambda names: draw(st.lists(st.sampled_from(names), unique=True, max_size=3))  # noqa: E731
    return [
        Person(
            key=f"{prefix}{at}",
            rank=draw(st.sampled_from(["", "emeritus", *RANKS])),
            unit=draw(st.sampled_from(["", "u", "v"])),
            areas={area: draw(st.integers(1, 3)) for area in subset(AREAS)},
            roles=tuple(subset(ROLES)),
            terms=tuple(subset(WORDS)),
            text=" ".join(subset(WORDS)),
            modes=tuple(subset(MODES)),
            languages=tuple(subset(["en", "fr"])),
            utc_offset=draw(st.sampled_from([None, -8.0, 0.0, 9.5])),
            above=draw(st.sampled_from([(), ("s",), ("t", "s"), ("m0",), ("p0",)])),
            capacity=draw(st.integers(0, 2)),
            rank_wish=draw(st.sampled_from(["any", "junior", "half_generation"])),
        )
        for at in range(draw(st.integers(1, most)))
    ]


@st.composite
def two_sides(draw):
    proteges, mentors = draw(people("p", 6)), draw(people("m", 6))
    pair = st.tuples(
        st.sampled_from([one.key for one in proteges]),
        st.sampled_from([one.key for one in mentors]),
    )
    return instance(
        proteges,
        mentors,
        blocked=draw(st.lists(pair, max_size=3)),
        tied=draw(st.lists(pair, max_size=3)),
        protege_choices={one: [other] for one, other in draw(st.lists(pair, max_size=3))},
        mentor_choices={other: [one] for one, other in draw(st.lists(pair, max_size=3))},
    )


rules = st.builds(
    Rules,
    supervision_depth=st.sampled_from([None, 1, 99]),
    min_steps=st.sampled_from([None, 0, 1]),
    max_steps=st.sampled_from([None, 2]),
    same_unit=st.booleans(),
    same_supervisor=st.booleans(),
)


@given(two_sides(), rules)
def test_parts_and_scores_lie_between_0_and_1_and_rules_account_for_everybody(
    there, chosen
) -> None:
    edges = score(there, rules=chosen)

    assert ((edges.parts >= 0) & (edges.parts <= 1)).all()
    assert edges.scores == pytest.approx(edges.parts @ scoring.checked_weights())
    assert (edges.removed.sum(axis=1) + edges.candidates == len(there.mentors)).all()
    kept = np.bincount(edges.rows, minlength=len(there.proteges))
    assert (kept == edges.candidates).all()  # all fit into the best 50
    for row, col in zip(edges.rows.tolist(), edges.cols.tolist(), strict=True):
        assert not causes_of(there, chosen, row)[col].any()


weights = st.fixed_dictionaries(
    {name: st.sampled_from([0, 1, 3]) for name in PARTS[1:]}, optional={"area": st.just(0.1)}
).filter(lambda chosen: any(chosen.values()))


def keys_of(edges) -> list[int]:
    return (edges.rows * edges.shape[1] + edges.cols).tolist()


@given(two_sides(), rules, weights, st.integers(1, 3))
def test_edges_are_those_of_the_plain_scorer(there, chosen, share, most) -> None:
    edges = score(there, rules=chosen, weights=share, per_protege=most, per_mentor=0)
    plainly = {"rules": plain_scoring.Rules(**asdict(chosen)), "weights": share}
    plain = plain_scoring.score(there, **plainly, per_protege=most, per_mentor=0)

    assert keys_of(edges) == keys_of(plain)
    assert edges.scores == pytest.approx(plain.scores, abs=1e-12)
    assert edges.parts == pytest.approx(plain.parts, abs=1e-12)
    assert (edges.removed == plain.removed).all()
    assert (edges.candidates == plain.candidates).all()
    for row in range(len(there.proteges)):
        causes = causes_of(there, chosen, row)
        assert (causes == plain_scoring.causes_of(there, plainly["rules"], row)).all()


@given(two_sides(), rules, st.integers(1, 3))
def test_each_mentor_keeps_the_first_of_their_best(there, chosen, most) -> None:
    rows, old = np.arange(len(there.proteges)), plain_scoring.Rules(**asdict(chosen))
    total = plain_scoring._block_scores(there, scoring.checked_weights(), rows)
    total[plain_scoring._causes(there, old, rows) >= 0] = -1
    width = len(there.mentors)
    best = {
        row * width + col
        for col in range(width)
        for row in sorted(rows.tolist(), key=lambda row: -total[row, col])[:most]
        if total[row, col] >= 0
    }

    edges = score(there, rules=chosen, per_protege=1, per_mentor=most)
    own = score(there, rules=chosen, per_protege=1, per_mentor=0)

    assert keys_of(edges) == sorted(best | set(keys_of(own)))


@given(two_sides(), rules, st.integers(1, 40), st.sampled_from([1, 2, 4]))
def test_blocks_and_cores_of_any_number_give_the_same_edges(there, chosen, cells, cores) -> None:
    whole = score(there, rules=chosen, per_protege=2, per_mentor=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "BLOCK_CELLS", cells)
        patch.setattr(scoring, "SHORTEST_BLOCK", 1)
        patch.setattr(scoring, "_cores", lambda: cores)
        patch.setattr(blocks, "TABLE_CELLS", 0)
        parts = score(there, rules=chosen, per_protege=2, per_mentor=2)

    assert keys_of(whole) == keys_of(parts)
    assert (whole.scores == parts.scores).all()
    assert (whole.removed == parts.removed).all()


def test_many_people_keep_the_edges_of_the_plain_scorer_whoever_is_alike() -> None:
    """Wide enough to look through rows before they are sorted; a third are alike."""
    there = bench_people(400, 130)
    alike = np.arange(400) % 3 == 0
    there.proteges.rank[alike], there.proteges.unit[alike] = 1, 0
    there.proteges.areas[alike], there.proteges.roles[alike] = 1.0, 1.0
    there.mentors.areas[::2] = 1.0
    there.mentors.roles[::2] = 1.0
    weights = {"area": 1, "role": 1, "distance": 1, "reach": 1}
    chosen = {"weights": weights, "per_protege": 5}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "BLOCK_CELLS", 130 * 50)
        edges = score(there, **chosen, per_mentor=0)
        every = score(there, **chosen, per_mentor=7)
    plain = plain_scoring.score(there, **chosen, per_mentor=0)
    every_plain = plain_scoring.score(there, **chosen, per_mentor=7)

    assert keys_of(edges) == keys_of(plain)
    # Which of equals a mentor keeps is drawn there, and the first ones here; how good is the same.
    for col in range(130):
        mine, theirs = (
            np.sort(one.scores[one.cols == col])[::-1][:7] for one in (every, every_plain)
        )
        assert mine == pytest.approx(theirs, abs=1e-6)


@given(two_sides(), st.integers(1, 4))
def test_each_protege_keeps_their_best(there, most) -> None:
    edges = score(there, rules=OPEN, per_protege=most, per_mentor=0)

    for row in range(len(there.proteges)):
        free = np.flatnonzero(~causes_of(there, OPEN, row).any(axis=1))
        all_rows = np.full(len(free), row)
        values = parts_of(there, all_rows, free) @ scoring.checked_weights()
        expected = np.sort(values)[::-1][:most]
        kept = np.sort(edges.scores[edges.rows == row])[::-1][: len(expected)]
        assert kept == pytest.approx(expected, abs=1e-6)


@given(two_sides(), rules)
def test_wished_pairs_are_kept_unless_a_rule_parts_them(there, chosen) -> None:
    edges = score(there, rules=chosen, per_protege=1, per_mentor=0)

    keys = set(zip(edges.rows.tolist(), edges.cols.tolist(), strict=True))
    for wishes in (there.protege_wishes, there.mentor_wishes):
        for row, col in zip(*(part.tolist() for part in wishes.nonzero()), strict=True):
            assert ((row, col) in keys) == (not causes_of(there, chosen, row)[col].any())


def parted(rule: Rule, proteges, mentors, chosen=OPEN, **more) -> list[list[bool]]:
    there = instance(proteges, mentors, **more)
    return [causes_of(there, chosen, row)[:, rule].tolist() for row in range(len(proteges))]


def test_rule_nobody_mentors_themselves() -> None:
    both = [Person("a"), Person("b")]

    assert parted(Rule.ITSELF, both, both) == [[True, False], [False, True]]


def test_rule_no_place() -> None:
    mentors = [Person("m", capacity=0), Person("n", capacity=1)]

    assert parted(Rule.NO_PLACE, [Person("p")], mentors) == [[True, False]]


def test_rule_of_ties_and_of_wishes() -> None:
    proteges, mentors = [Person("p"), Person("q")], [Person("m"), Person("n")]

    tied = parted(Rule.TIED, proteges, mentors, tied=[("p", "n"), ("p", "gone")])
    blocked = parted(Rule.BLOCKED, proteges, mentors, blocked=[("q", "m")])

    assert (tied, blocked) == ([[False, True], [False, False]], [[False, False], [True, False]])


@pytest.mark.parametrize(
    ("depth", "expected"),
    [(None, [False] * 3), (1, [True, False, True]), (2, [True] * 3), (99, [True] * 3)],
)
def test_rule_of_supervision_goes_up_and_down(depth, expected) -> None:
    mentors = [Person("chief"), Person("dean", above=()), Person("junior", above=("p",))]
    chosen = Rules(supervision_depth=depth, min_steps=None)

    assert parted(Rule.SUPERVISION, [Person("p", above=("chief", "dean"))], mentors, chosen) == [
        expected
    ]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1, None, [False, False, False, True, True]),
        (None, 1, [True, False, False, False, False]),
        (1, 1, [True, False, False, True, True]),
        (None, None, [False] * 5),
    ],
)
def test_rule_of_ranks_parts_nobody_whose_rank_is_unknown(low, high, expected) -> None:
    ranks = ["full", "associate", "", "assistant", "instructor"]
    mentors = [Person(f"m{at}", rank=rank) for at, rank in enumerate(ranks)]
    chosen = Rules(supervision_depth=None, min_steps=low, max_steps=high)

    assert parted(Rule.RANK, [Person("p", rank="assistant")], mentors, chosen) == [expected]


def test_rule_of_units_parts_nobody_whose_unit_is_unknown() -> None:
    mentors = [Person("m", unit="u"), Person("n", unit="v"), Person("o")]
    chosen = Rules(supervision_depth=None, min_steps=None, same_unit=False)

    assert parted(Rule.UNIT, [Person("p", unit="u"), Person("q")], mentors, chosen) == [
        [True, False, False],
        [False, False, False],
    ]


def test_rule_of_supervisors_parts_who_has_one_and_nobody_whose_supervisor_is_unknown() -> None:
    mentors = [Person("m", above=("s", "t")), Person("n", above=("t",)), Person("o"), Person("s")]
    chosen = Rules(supervision_depth=None, min_steps=None, same_supervisor=False)

    assert parted(Rule.SUPERVISOR, [Person("p", above=("s",)), Person("q")], mentors, chosen) == [
        [True, False, False, False],
        [False] * 4,
    ]


def part_of(name: str, protege: Person, mentor: Person, **more) -> float:
    there = instance([protege], [mentor], **more)
    parts = parts_of(there, np.array([0]), np.array([0]))
    return float(parts[0, PARTS.index(name)])


def test_supervisor_part_is_nothing_for_one_supervisor_or_a_line() -> None:
    protege = Person("p", above=("chief", "dean"))

    for mentor, part in (
        (Person("m", above=("other", "dean")), 1.0),
        (Person("m", above=("chief",)), 0.0),
        (Person("chief", above=("dean",)), 0.0),
        (Person("m", above=("p", "chief")), 0.0),
        (Person("m"), 0.5),
    ):
        assert part_of("supervisor", protege, mentor) == part, mentor
    assert part_of("supervisor", Person("p"), Person("m")) == 0.5


def test_area_part_is_the_share_of_needs_by_priority() -> None:
    protege = Person("p", areas={"career": 1, "research": 3})

    assert part_of("area", protege, Person("m", areas={"career": 2})) == 0.75
    assert part_of("area", protege, Person("m", areas={"teaching": 2})) == 0
    assert part_of("area", Person("p"), Person("m", areas={"career": 2})) == 0.5


@pytest.mark.parametrize(
    ("mentor", "wish", "expected"),
    [
        ("associate", "any", 1.0),
        ("full", "any", 1.0),
        ("emeritus", "half_generation", 1.0),
        ("assistant", "any", 0.4),
        ("assistant", "junior", 0.24),
        ("instructor", "any", 0.1),
        ("", "any", 0.5),
    ],
)
def test_distance_part_is_highest_half_a_generation_ahead(mentor, wish, expected) -> None:
    protege = Person("p", rank="assistant")

    assert part_of("distance", protege, Person("m", rank=mentor, rank_wish=wish)) == pytest.approx(
        expected
    )


def test_reach_part_counts_modes_and_hours_the_shorter_way_round() -> None:
    west, east = Person("p", modes=("video",), utc_offset=-10), Person("m", utc_offset=12)

    assert part_of("reach", west, east) == pytest.approx((1 + 0.75) / 2)
    phone = Person("m", modes=("phone",), utc_offset=2)
    assert part_of("reach", west, phone) == 0
    anytime = Person("m", modes=("async", "video"), utc_offset=2)
    assert part_of("reach", west, anytime) == pytest.approx(0.75)


def test_wishes_fall_with_their_place_on_the_list() -> None:
    proteges, mentors = [Person("p")], [Person(f"m{at}") for at in range(12)]
    there = instance(proteges, mentors, protege_choices={"p": [f"m{at}" for at in range(12)]})

    parts = parts_of(there, np.zeros(12, dtype=int), np.arange(12))
    wishes = parts[:, PARTS.index("protege_wish")]

    assert wishes[:3] == pytest.approx([1.0, 0.9, 0.8])
    assert wishes[-1] == pytest.approx(0.3)


def test_progress_may_stop_the_work() -> None:
    there = instance([Person(f"p{at}") for at in range(3)], [Person("m")])
    seen = []

    def stop(done: int, total: int) -> None:
        seen.append((done, total))
        raise InterruptedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "BLOCK_CELLS", 1)
        patch.setattr(scoring, "SHORTEST_BLOCK", 1)
        with pytest.raises(InterruptedError):
            score(there, progress=stop)
    assert seen == [(1, 3)]


@pytest.mark.parametrize(
    ("weights", "offender"),
    [
        ({"area": -1}, "area"),
        ({"area": float("nan")}, "area"),
        ({"nonsense": 1}, "nonsense"),
        ({"area": 0}, None),
        ({}, None),
    ],
)
def test_weights_that_cannot_be_used_are_named(weights, offender) -> None:
    with pytest.raises(errors.BadWeights) as caught:
        scoring.checked_weights(weights)

    assert caught.value.offender == offender


@pytest.mark.parametrize(
    ("person", "error", "offender"),
    [
        (Person("x", rank="king"), errors.BadIndex, "x"),
        (Person("x", areas={"magic": 1}), errors.BadIndex, "magic"),
        (Person("x", roles=("boss",)), errors.BadIndex, "boss"),
        (Person("x", modes=("telepathy",)), errors.BadIndex, "telepathy"),
        (Person("x", capacity=-1), errors.BadCapacity, "x"),
        (Person("x", capacity=1.5), errors.BadCapacity, "x"),
    ],
)
def test_people_that_cannot_be_used_are_named(person, error, offender) -> None:
    with pytest.raises(error) as caught:
        instance([person], [Person("m")])

    assert caught.value.offender == offender


def test_instance_needs_two_sides() -> None:
    for sides in (([], [Person("m")]), ([Person("p")], [])):
        with pytest.raises(errors.EmptySide):
            instance(*sides)


# Words --------------------------------------------------------------------------------------


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=5), min_size=1, max_size=6))
def test_rows_of_words_have_length_one_or_none(said) -> None:
    people = [words_of(words[:1], " ".join(words)) for words in said]

    left, right = tfidf(people, people)

    lengths = np.sqrt(left.multiply(left).sum(axis=1))
    assert all(length == pytest.approx(1) or length == 0 for length in np.ravel(lengths))
    assert (left != right).nnz == 0


def test_rare_words_in_common_count_more() -> None:
    said = ["sepsis", "grant", "grant sepsis", "grant sepsis", "grant", "grant"]
    (rows,) = tfidf([words_of([], text) for text in said])

    likeness = (rows @ rows.T).toarray()

    assert likeness[0, 2] > likeness[1, 2]


def test_plural_is_the_same_word_and_stop_words_are_none() -> None:
    assert words_of([], "The studies with biases and a clinic") == words_of(
        [], "study biase CLINICS"
    )
