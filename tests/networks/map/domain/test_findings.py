"""Findings: what is worth a look in a network, and in which order."""

from networks.map.domain.coverage import assess
from networks.map.domain.network import Need, Network, NetworkTie, Severity


def codes(network: Network) -> list[str]:
    return [finding.code for finding in assess(network).findings]


def test_empty_network_without_needs_gets_two_first_steps():
    assert codes(Network())[:2] == ["no_needs", "network_empty"]


def test_important_need_that_no_one_covers_is_pressing():
    tie = NetworkTie(
        id=1, name="Ada", mentor=1, kind="traditional_dyad", areas=frozenset({"career"})
    )
    need = Need("research", priority=1)

    [finding] = [
        one
        for one in assess(Network(needs=(need,), ties=(tie,))).findings
        if one.code == "need_empty"
    ]

    assert finding.severity is Severity.PRESSING
    assert finding.why == (
        "No one in your network helps you with research yet, and it is important to you."
    )


def test_mentor_who_is_the_supervisor_is_shown_first():
    tie = NetworkTie(id=1, name="Ada", mentor=1, kind="traditional_dyad", is_supervisor=True)

    finding = assess(Network(needs=(Need("career"),), ties=(tie,))).findings[0]

    assert (finding.code, finding.tie_ids) == ("supervisor_conflict", (1,))


def test_mentor_who_does_not_supervise_is_no_conflict():
    tie = NetworkTie(id=1, name="Ada", mentor=1, kind="traditional_dyad")

    assert "supervisor_conflict" not in codes(Network(ties=(tie,)))
