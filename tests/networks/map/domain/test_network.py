"""Coverage as pages read it."""

from networks.map.domain.coverage import assess
from networks.map.domain.network import Action, Need, Network, NetworkTie, State


def tie(number: int, **more) -> NetworkTie:
    return NetworkTie(id=number, name=f"P{number}", mentor=number, kind="traditional_dyad", **more)


def test_coverage_counts_what_is_covered():
    network = Network(
        needs=(Need("career"), Need("research")),
        ties=(tie(1, roles=frozenset({"coach"}), areas=frozenset({"career"})),),
    )

    coverage = assess(network)

    assert (coverage.needs_covered, coverage.roles_covered) == (1, 1)
    assert "coach" not in coverage.empty_roles
    assert "sponsor" in coverage.empty_roles
    assert coverage.cells == coverage.needs + coverage.roles + coverage.areas


def test_one_person_alone_makes_a_cell_fragile():
    needs = (Need("career"),)
    area = frozenset({"career"})

    [one] = assess(Network(needs=needs, ties=(tie(1, areas=area),))).needs
    [two] = assess(Network(needs=needs, ties=(tie(1, areas=area), tie(2, areas=area)))).needs
    [none] = assess(Network(needs=needs)).needs

    assert (one.fragile, two.fragile, none.fragile) == (True, False, False)
    assert (none.state, none.action) == (State.EMPTY, Action("suggest", area="career"))
