"""Coverage: what a network fills, what it lacks, and the sentences that say so."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from networks.map.domain.coverage import STATE_ORDER, assess, diff
from networks.map.domain.network import (
    Action,
    Coverage,
    Need,
    Network,
    NetworkTie,
    Severity,
    State,
    Wish,
    WishState,
)
from networks.phrases import AREA_PHRASES, KIND_LABELS, RANK_STEPS, ROLE_PHRASES

ROLES = st.sampled_from(list(ROLE_PHRASES))
AREAS = st.sampled_from(list(AREA_PHRASES))
SECRETS = ("zq-attribute", "zq-value", "zq-other")

needs = st.builds(
    Need, area=AREAS, role=st.none() | ROLES, priority=st.integers(min_value=1, max_value=3)
)


@st.composite
def tie_lists(draw: st.DrawFn) -> tuple[NetworkTie, ...]:
    count = draw(st.integers(min_value=0, max_value=8))
    return tuple(
        NetworkTie(
            id=number,
            name=f"Person {number}",
            mentor=draw(st.integers(min_value=0, max_value=5)),
            kind=draw(st.sampled_from(list(KIND_LABELS))),
            roles=draw(st.frozensets(ROLES, max_size=3)),
            areas=draw(st.frozensets(AREAS, max_size=3)),
            rank=draw(st.none() | st.sampled_from(list(RANK_STEPS))),
            unit=draw(st.none() | st.integers(min_value=1, max_value=3)),
            inside=draw(st.booleans()),
            expertise=draw(st.frozensets(st.sampled_from(["a", "b"]), max_size=2)),
            is_supervisor=draw(st.booleans()),
            over_capacity=draw(st.booleans()),
            qualities=draw(
                st.frozensets(st.sampled_from([SECRETS[:2], (SECRETS[0], SECRETS[2])]), max_size=1)
            ),
        )
        for number in range(count)
    )


networks = st.builds(
    Network,
    needs=st.lists(needs, max_size=6).map(tuple),
    ties=tie_lists(),
    wishes=st.just((Wish(*SECRETS[:2]),)) | st.just(()),
    rank=st.none() | st.sampled_from(list(RANK_STEPS)),
    unit=st.none() | st.integers(min_value=1, max_value=3),
)


def tie(number: int = 1, **fields: object) -> NetworkTie:
    given_fields = {
        "id": number,
        "name": f"Dr Person {number}",
        "mentor": number,
        "kind": "traditional_dyad",
        "roles": frozenset({"coach"}),
        "areas": frozenset({"research"}),
    }
    return NetworkTie(**(given_fields | fields))  # type: ignore[arg-type]


def codes(coverage: Coverage) -> list[str]:
    return [finding.code for finding in coverage.findings]


def states(coverage: Coverage) -> dict[tuple[str, str, str], State]:
    return {cell.key: cell.state for cell in coverage.cells}


@given(networks, tie_lists())
def test_assess_when_a_tie_is_added_lowers_no_state(
    network: Network, more: tuple[NetworkTie, ...]
) -> None:
    before = states(assess(network))
    added = tuple(replace(extra, id=f"new-{extra.id}") for extra in more)
    after = states(assess(replace(network, ties=network.ties + added)))
    assert before.keys() == after.keys()
    assert all(STATE_ORDER[after[key]] >= STATE_ORDER[before[key]] for key in before)


@given(networks, st.randoms())
def test_assess_whatever_the_order_of_input_says_the_same(network: Network, random: object) -> None:
    shuffled_ties, shuffled_needs = list(network.ties), list(network.needs)
    random.shuffle(shuffled_ties)  # type: ignore[attr-defined]
    random.shuffle(shuffled_needs)  # type: ignore[attr-defined]
    assert assess(
        replace(network, ties=tuple(shuffled_ties), needs=tuple(shuffled_needs))
    ) == assess(network)


@given(networks)
def test_assess_when_the_only_filler_goes_is_empty(network: Network) -> None:
    for cell in assess(network).cells:
        if cell.state is State.THIN:
            left = tuple(one for one in network.ties if one.id not in cell.tie_ids)
            assert states(assess(replace(network, ties=left)))[cell.key] is State.EMPTY


@given(networks)
def test_assess_asked_twice_or_with_everything_doubled_says_the_same(network: Network) -> None:
    doubled = replace(network, ties=network.ties * 2, needs=network.needs * 2)
    assert assess(network) == assess(network) == assess(doubled)


@given(networks)
def test_assess_states_follow_the_number_of_people(network: Network) -> None:
    mentor_of = {one.id: one.mentor for one in network.ties}
    coverage = assess(network)
    assert [cell.role for cell in coverage.roles] == list(ROLE_PHRASES)
    assert {cell.area for cell in coverage.areas} == {need.area for need in network.needs}
    for cell in coverage.cells:
        people = len({mentor_of[number] for number in cell.tie_ids})
        assert cell.people == people
        assert cell.state is (State.EMPTY, State.THIN, State.FILLED)[min(people, 2)]


@given(networks)
def test_assess_shares_lie_between_nothing_and_all(network: Network) -> None:
    coverage = assess(network)
    assert 0 <= coverage.share_covered <= 1
    assert coverage.dependence is None or 0 < coverage.dependence.share <= 1


@given(networks)
def test_assess_always_shows_every_supervisor_conflict(network: Network) -> None:
    shown = {
        number
        for finding in assess(network).findings
        if finding.code == "supervisor_conflict"
        for number in finding.tie_ids
    }
    assert shown == {one.id for one in network.ties if one.is_supervisor}


@given(networks)
def test_assess_sentences_never_tell_a_wish_or_what_is_known_of_a_person(network: Network) -> None:
    for finding in assess(network).findings:
        assert "zq" not in repr(finding)
        assert finding.why.endswith(".") and finding.do.endswith(".")
        if finding.code.startswith("wish"):
            assert not any(one.name in finding.why + finding.do for one in network.ties)


@given(networks)
def test_assess_findings_come_most_pressing_first(network: Network) -> None:
    severities = [finding.severity for finding in assess(network).findings]
    assert severities == sorted(severities)


@given(networks)
def test_assess_next_gap_is_the_most_important_empty_need(network: Network) -> None:
    coverage = assess(network)
    empty = [cell for cell in coverage.needs if cell.state is State.EMPTY]
    if empty:
        assert coverage.next_gap in empty
        assert coverage.next_gap.priority == min(cell.priority or 9 for cell in empty)


@given(networks, networks)
def test_diff_names_exactly_the_cells_that_differ(before: Network, after: Network) -> None:
    old, new = assess(before), assess(after)
    named = {(change.subject, change.area or "", change.role or "") for change in diff(old, new)}
    one, two = states(old), states(new)
    assert named == {key for key in one.keys() | two.keys() if one.get(key) != two.get(key)}
    assert diff(old, old) == ()


def test_assess_of_an_empty_network_asks_for_one_person_and_for_needs() -> None:
    coverage = assess(Network())
    assert codes(coverage) == ["no_needs", "network_empty"]
    assert coverage.share_covered == 0
    assert coverage.next_gap is not None and coverage.next_gap.role == "teacher"
    assert coverage.empty_roles == tuple(ROLE_PHRASES)


def test_assess_need_with_a_role_is_filled_only_by_one_tie_that_has_both() -> None:
    network = Network(
        needs=(Need("research", "coach", 1),),
        ties=(
            tie(1, areas=frozenset({"teaching"})),
            tie(2, roles=frozenset({"sponsor"})),
        ),
    )
    (need,) = assess(network).needs
    assert (need.state, need.tie_ids) == (State.EMPTY, ())
    assert need.action == Action("suggest", area="research", role="coach")


def test_assess_two_ties_to_one_person_are_one_person() -> None:
    network = Network(needs=(Need("research"),), ties=(tie(1, mentor="ada"), tie(2, mentor="ada")))
    (need,) = assess(network).needs
    assert (need.state, need.tie_ids, need.fragile) == (State.THIN, (1, 2), True)


def test_assess_need_named_twice_counts_once_with_the_higher_priority() -> None:
    coverage = assess(Network(needs=(Need("balance", None, 3), Need("balance", None, 1))))
    assert [(cell.area, cell.priority) for cell in coverage.needs] == [("balance", 1)]
    assert coverage.findings[1].severity is Severity.PRESSING


def test_assess_empty_need_says_what_is_missing_and_where_to_look() -> None:
    coverage = assess(
        Network(needs=(Need("research", "coach", 1),), ties=(tie(areas=frozenset()),))
    )
    finding = next(one for one in coverage.findings if one.code == "need_empty")
    assert finding.why == (
        "No one in your network helps you with research (coach) yet, and it is important to you."
    )
    assert finding.action == Action("suggest", area="research", role="coach")


@pytest.mark.parametrize(("own_needs", "expected"), [(1, True), (2, True), (3, False)])
def test_assess_over_dependence_starts_at_half_of_the_covered_needs(
    own_needs: int, expected: bool
) -> None:
    """Four covered needs; Ada alone fills 4 - `own_needs`, others share the rest."""
    areas = ["career", "research", "teaching", "clinical"]
    network = Network(
        needs=tuple(Need(area) for area in areas),
        ties=(
            tie(1, name="Ada", areas=frozenset(areas)),
            tie(2, areas=frozenset(areas[:own_needs])),
        ),
    )
    coverage = assess(network)
    assert coverage.dependence is not None
    assert coverage.dependence.share == (4 - own_needs) / 4
    assert ("over_dependence" in codes(coverage)) is expected


def test_assess_mentor_over_capacity_is_named_with_a_way_to_lighten_it() -> None:
    coverage = assess(Network(needs=(Need("research"),), ties=(tie(over_capacity=True),)))
    (finding,) = [one for one in coverage.findings if one.code == "mentor_over_capacity"]
    assert finding.tie_ids == (1,)
    assert finding.action == Action("review_tie", tie_id=1)


def spread(**common: object) -> list[str]:
    ties = tuple(tie(number, **common) for number in (1, 2, 3))
    noted = codes(assess(Network(needs=(Need("research"),), ties=ties, rank="instructor", unit=7)))
    return [code for code in noted if not code.startswith(("role", "need"))]


def test_assess_network_of_like_people_notes_each_sameness() -> None:
    assert spread(rank="associate", unit=7, expertise=frozenset({"sepsis"})) == [
        "no_peer", "one_rank", "one_unit", "all_inside", "one_expertise",
    ]  # fmt: skip


def test_assess_network_of_peers_elsewhere_lacks_a_senior_eye_and_someone_here() -> None:
    assert spread(kind="special_peer", inside=False) == ["no_senior", "all_outside"]


def test_assess_network_far_ahead_lacks_half_a_generation() -> None:
    assert spread(rank="full") == ["no_peer", "all_far_ahead", "all_inside"]


def test_assess_unknown_ranks_and_units_are_not_guessed() -> None:
    assert spread(rank=None, unit=None) == ["no_peer", "all_inside"]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ([{"woman"}, {"man"}], WishState.MET),
        ([{"man"}, {"man"}], WishState.NOT_MET),
        ([{"man"}, set()], WishState.NOT_KNOWN),
        ([{"woman"}, set()], WishState.MET),
        ([], WishState.NOT_MET),
    ],
)
def test_assess_wish_counts_only_what_is_known(known: list[set[str]], expected: WishState) -> None:
    ties = tuple(
        tie(number, qualities=frozenset(("gender", value) for value in values))
        for number, values in enumerate(known)
    )
    (result,) = assess(Network(ties=ties, wishes=(Wish("gender", "woman"),))).wishes
    assert result.state is expected


def test_diff_tells_what_got_stronger_weaker_new_and_gone() -> None:
    before = assess(Network(needs=(Need("research"), Need("balance")), ties=(tie(),)))
    after = assess(
        Network(
            needs=(Need("research"), Need("career")),
            ties=(tie(1, roles=frozenset()), tie(2, roles=frozenset())),
        )
    )
    assert [(one.subject, one.label, one.direction) for one in diff(before, after)] == [
        ("need", "career guidance", "added"),
        ("need", "research", "stronger"),
        ("role", "a coach", "weaker"),
        ("area", "career guidance", "added"),
        ("area", "research", "stronger"),
        ("need", "work–life balance", "removed"),
        ("area", "work–life balance", "removed"),
    ]
