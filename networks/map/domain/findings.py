"""What is worth a look in a network, each with why it matters and what to do.

The sentences speak to the person at the center, kindly, and say nothing about a
colleague beyond their name and what the person wrote down themselves. A wish's
content never appears in a sentence, so that nothing about anyone can be read off it.
"""

from collections.abc import Iterator
from itertools import chain

from networks.map.domain.network import (
    Action,
    Cell,
    Dependence,
    Diversity,
    Finding,
    Network,
    NetworkTie,
    Severity,
    State,
    WishResult,
    WishState,
)
from networks.phrases import PEER_KINDS, ROLE_OFFERS

OVER_DEPENDENCE_FROM = 0.5
"""From this share of the covered needs on one person alone we speak of over-dependence [R]."""

OVER_DEPENDENCE_NEEDS = 3
"""With fewer covered needs a share says nothing."""

DIVERSITY_FROM = 3
"""From this many people on, a network where all are alike is worth a remark [D]."""

HALF_GENERATION_STEPS = 2
"""Up to this many ranks ahead a mentor still remembers what you need now [C]."""


def findings(
    network: Network,
    *,
    ties: tuple[NetworkTie, ...],
    needs: tuple[Cell, ...],
    roles: tuple[Cell, ...],
    dependence: Dependence | None,
    diversity: Diversity,
    wishes: tuple[WishResult, ...],
) -> tuple[Finding, ...]:
    """List the findings of one network, the most pressing first, in a stable order.

    An empty network gets one friendly first step instead of every remark that could
    be made about it; its empty needs are still listed.
    """
    found = chain(
        _supervisor_conflicts(ties),
        _first_steps(ties, needs),
        _needs(needs, ties),
        _dependence(dependence, needs),
        _overload(ties),
        _roles(roles) if ties else (),
        _spread(network, ties, diversity) if ties else (),
        _wishes(wishes) if ties else (),
    )
    return tuple(sorted(found, key=lambda finding: finding.severity))


def _supervisor_conflicts(ties: tuple[NetworkTie, ...]) -> Iterator[Finding]:
    """A mentor who is also the supervisor: not always forbidden, always shown [P, L]."""
    for tie in ties:
        if tie.is_supervisor:
            yield Finding(
                "supervisor_conflict",
                Severity.PRESSING,
                f"{tie.name} is also your supervisor, so advice and decisions about your"
                " position come from the same person.",
                "Agree together what belongs to which conversation, and find someone outside"
                " your line of supervision for what you would rather not take there.",
                Action("review_tie", tie_id=tie.id),
                (tie.id,),
            )


def _first_steps(ties: tuple[NetworkTie, ...], needs: tuple[Cell, ...]) -> Iterator[Finding]:
    if not needs:
        yield Finding(
            "no_needs",
            Severity.PRESSING,
            "You have not said yet what you would like help with, so we can only look at roles.",
            "Name two or three needs; you can change them at any time.",
            Action("state_needs"),
        )
    if not ties:
        yield Finding(
            "network_empty",
            Severity.PRESSING,
            "Nobody is on your map yet, though most people already have someone they turn to.",
            "Add one person who helps you today, inside or outside the institution.",
            Action("record_tie"),
        )


def _needs(needs: tuple[Cell, ...], ties: tuple[NetworkTie, ...]) -> Iterator[Finding]:
    name_of = {tie.id: tie.name for tie in ties}
    for cell in sorted(needs, key=lambda cell: cell.state is State.THIN):
        if cell.state is State.EMPTY:
            urgent = cell.priority == 1
            yield Finding(
                "need_empty",
                Severity.PRESSING if urgent else Severity.WORTHWHILE,
                f"Nobody in your network helps you with {cell.label} yet"
                + (", and you marked it as important." if urgent else "."),
                "See who offers this, and ask one of them for something specific.",
                cell.action,
            )
        elif cell.state is State.THIN:
            yield Finding(
                "need_thin",
                Severity.WORTHWHILE if cell.priority == 1 else Severity.NOTE,
                f"Only {name_of[cell.tie_ids[0]]} helps you with {cell.label};"
                " if they move or have little time, this falls away.",
                "Think of a second person whom you could ask now and then.",
                cell.action,
                cell.tie_ids,
            )


def _roles(roles: tuple[Cell, ...]) -> Iterator[Finding]:
    for cell in roles:
        if cell.state is State.EMPTY:
            yield Finding(
                "role_empty",
                Severity.NOTE,
                f"Nobody is {cell.label} for you: someone who {ROLE_OFFERS[cell.role or '']}.",
                "Ask yourself whether you miss this; if so, see who offers it.",
                cell.action,
            )


def _dependence(dependence: Dependence | None, needs: tuple[Cell, ...]) -> Iterator[Finding]:
    covered = sum(cell.state is not State.EMPTY for cell in needs)
    if (
        dependence is not None
        and covered >= OVER_DEPENDENCE_NEEDS
        and dependence.share >= OVER_DEPENDENCE_FROM
    ):
        weakest = next(
            c for c in needs if c.state is State.THIN and c.tie_ids[0] in dependence.tie_ids
        )
        yield Finding(
            "over_dependence",
            Severity.WORTHWHILE,
            f"{dependence.needs} of the {covered} needs that are covered rest on"
            f" {dependence.name} alone, which is a lot for both of you.",
            f"Share the load: start with a second person for {weakest.label}.",
            weakest.action,
            dependence.tie_ids,
        )


def _overload(ties: tuple[NetworkTie, ...]) -> Iterator[Finding]:
    """Senior time is the scarce resource; overload is said early [P, D]."""
    for tie in ties:
        if tie.over_capacity:
            yield Finding(
                "mentor_over_capacity",
                Severity.WORTHWHILE,
                f"{tie.name} mentors more people than they said they have room for.",
                "Keep requests to them short and specific, and ask whom they would turn to"
                " in their place.",
                Action("review_tie", tie_id=tie.id),
                (tie.id,),
            )


def _spread(
    network: Network, ties: tuple[NetworkTie, ...], diversity: Diversity
) -> Iterator[Finding]:
    """Peers, seniority, units, institutions and expertise: what the network has one of [C, D]."""
    if diversity.peers == 0:
        yield _note(
            "no_peer",
            "There is no peer in your network: someone at your own stage, with whom help goes"
            " both ways.",
            "Add a colleague you already compare notes with, or ask one.",
            Action("record_tie"),
        )
    yield from _seniority(ties, diversity)
    if diversity.people < DIVERSITY_FROM:
        return
    known = [tie for tie in ties if tie.unit is not None]
    if diversity.units == 1 and len({tie.mentor for tie in known}) >= DIVERSITY_FROM:
        own = network.unit is not None and known[0].unit == network.unit
        yield _note(
            "one_unit",
            f"Everyone whose unit we know works in {'your own' if own else 'the same'} unit,"
            " so they are likely to see your questions from the same side.",
            "Look for one person in another department.",
        )
    if diversity.outside == 0:
        yield _note(
            "all_inside",
            "Everyone in your network is at your institution; someone elsewhere can speak"
            " freely and knows other ways of doing things.",
            "Add someone outside: they do not need an account here.",
            Action("record_tie"),
        )
    elif diversity.outside == diversity.people:
        yield _note(
            "all_outside",
            "Everyone in your network is at another institution, and from there nobody can"
            " open doors for you here.",
            "Look for one person in the house.",
        )
    terms = [{term.casefold() for term in tie.expertise} for tie in ties if tie.expertise]
    if len(terms) >= DIVERSITY_FROM and all(own == terms[0] for own in terms):
        yield _note(
            "one_expertise",
            "The people in your network know about the same things.",
            "Look for someone whose work differs from yours.",
        )


def _seniority(ties: tuple[NetworkTie, ...], diversity: Diversity) -> Iterator[Finding]:
    steps = diversity.steps_ahead
    if all(tie.kind in PEER_KINDS for tie in ties):
        yield _note(
            "no_senior",
            "Your network is made of peers; nobody in it has gone the way ahead of you.",
            "Look for one person who is a step or two further.",
        )
    elif steps and min(steps) > HALF_GENERATION_STEPS:
        yield _note(
            "all_far_ahead",
            "Everyone whose rank we know is far ahead of you, and the questions of your stage"
            " are long behind them.",
            "Look for someone only one or two steps ahead.",
        )
    elif len(diversity.ranks) == 1 and len(steps or ()) >= DIVERSITY_FROM:
        yield _note(
            "one_rank",
            "Everyone whose rank we know has the same rank, so you hear from one stage of a"
            " career only.",
            "Look for someone at another stage.",
        )


def _wishes(wishes: tuple[WishResult, ...]) -> Iterator[Finding]:
    """The person's own wishes [D]; the sentence names neither the wish nor a person."""
    for result in wishes:
        if result.state is WishState.NOT_MET:
            yield _note(
                "wish_not_met",
                "A wish that you noted for your network is not met yet. Only you see this.",
                "Keep it in mind as you look through suggestions, or change the wish.",
                Action("review_wishes"),
            )
        elif result.state is WishState.NOT_KNOWN:
            yield _note(
                "wish_not_known",
                "We do not know enough to say whether a wish that you noted is met, and we do"
                " not guess. Only you see this.",
                "You know the people: judge for yourself, or change the wish.",
                Action("review_wishes"),
            )


def _note(code: str, why: str, do: str, action: Action | None = None) -> Finding:
    return Finding(code, Severity.NOTE, why, do, action or Action("suggest"))
