"""What is worth a look in a network, each with why it matters and what to do.

The sentences speak to the person at the center, kindly, and say nothing about a
colleague beyond their name and what the person wrote down themselves. A wish's
content never appears in a sentence, so that nothing about anyone can be read off it.
"""

from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

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
from networks.phrases import PEER_KINDS, ROLE_LABELS
from profiles.vocabulary import ROLE_MEANING

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
                _(
                    "%(name)s is also your supervisor. The same person advises you and decides"
                    " about your job."
                )
                % {"name": tie.name},
                _(
                    "Agree on what you talk about as mentor and mentee. Find someone outside your"
                    " line of supervision for the rest."
                ),
                Action("review_tie", tie_id=tie.id),
                (tie.id,),
            )


def _first_steps(ties: tuple[NetworkTie, ...], needs: tuple[Cell, ...]) -> Iterator[Finding]:
    if not needs:
        yield Finding(
            "no_needs",
            Severity.PRESSING,
            _("You have not said what you want help with, so we can only look at roles."),
            _("Name two or three needs. You can change them at any time."),
            Action("state_needs"),
        )
    if not ties:
        yield Finding(
            "network_empty",
            Severity.PRESSING,
            _("No one is on your map yet. Most people already have someone they turn to."),
            _("Add one person who helps you today, inside or outside your institution."),
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
                (
                    _(
                        "No one in your network helps you with %(need)s yet, and it is important to you."
                    )
                    if urgent
                    else _("No one in your network helps you with %(need)s yet.")
                )
                % {"need": cell.label},
                _("See who offers this, and ask one of them for something specific."),
                cell.action,
            )
        elif cell.state is State.THIN:
            yield Finding(
                "need_thin",
                Severity.WORTHWHILE if cell.priority == 1 else Severity.NOTE,
                _(
                    "Only %(name)s helps you with %(need)s. If they leave or get busy, you have no one."
                )
                % {"name": name_of[cell.tie_ids[0]], "need": cell.label},
                _("Think of a second person you could ask now and then."),
                cell.action,
                cell.tie_ids,
            )


def _roles(roles: tuple[Cell, ...]) -> Iterator[Finding]:
    for cell in roles:
        if cell.state is State.EMPTY:
            yield Finding(
                "role_empty",
                Severity.NOTE,
                _("No one is %(role)s for you. %(name)s: %(meaning)s.")
                % {
                    "role": cell.label,
                    "name": ROLE_LABELS[cell.role or ""],
                    "meaning": ROLE_MEANING[cell.role or ""],
                },
                _("If you miss this, see who offers it."),
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
            _(
                "%(name)s alone covers %(needs)d of your %(covered)d covered needs. That is a lot"
                " for both of you."
            )
            % {"name": dependence.name, "needs": dependence.needs, "covered": covered},
            _("Share the load: find a second person for %(need)s.") % {"need": weakest.label},
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
                _("%(name)s mentors more people than they planned to.") % {"name": tie.name},
                _("Keep your requests short and specific. Ask who else they would recommend."),
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
            _(
                "You have no peer in your network: someone at your stage, where you help each other."
            ),
            _("Add a colleague you already compare notes with, or ask one."),
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
            _(
                "As far as we know, everyone works in your unit, so they may see your questions"
                " from the same side."
            )
            if own
            else _(
                "As far as we know, everyone works in the same unit, so they may see your"
                " questions from the same side."
            ),
            _("Find one person in another department."),
        )
    if diversity.outside == 0:
        yield _note(
            "all_inside",
            _(
                "Everyone in your network is at your institution. Someone elsewhere can speak"
                " freely and knows other ways of doing things."
            ),
            _("Add someone outside. They do not need an account here."),
            Action("record_tie"),
        )
    elif diversity.outside == diversity.people:
        yield _note(
            "all_outside",
            _(
                "Everyone in your network is at another institution, so no one can open doors"
                " for you here."
            ),
            _("Find one person at your institution."),
        )
    terms = [{term.casefold() for term in tie.expertise} for tie in ties if tie.expertise]
    if len(terms) >= DIVERSITY_FROM and all(own == terms[0] for own in terms):
        yield _note(
            "one_expertise",
            _("The people in your network all know about the same things."),
            _("Find someone who does different work."),
        )


def _seniority(ties: tuple[NetworkTie, ...], diversity: Diversity) -> Iterator[Finding]:
    steps = diversity.steps_ahead
    if all(tie.kind in PEER_KINDS for tie in ties):
        yield _note(
            "no_senior",
            _("Your network is all peers. No one in it is ahead of you in their career."),
            _("Find one person who is a step or two ahead."),
        )
    elif steps and min(steps) > HALF_GENERATION_STEPS:
        yield _note(
            "all_far_ahead",
            _(
                "As far as we know, everyone is far ahead of you in rank. They faced the questions"
                " of your stage long ago."
            ),
            _("Find someone only one or two steps ahead."),
        )
    elif len(diversity.ranks) == 1 and len(steps or ()) >= DIVERSITY_FROM:
        yield _note(
            "one_rank",
            _(
                "As far as we know, everyone has the same rank, so you hear from only one career"
                " stage."
            ),
            _("Find someone at another stage."),
        )


def _wishes(wishes: tuple[WishResult, ...]) -> Iterator[Finding]:
    """The person's own wishes [D]; the sentence names neither the wish nor a person."""
    for result in wishes:
        if result.state is WishState.NOT_MET:
            yield _note(
                "wish_not_met",
                _("A preference you set for your network is not met yet. Only you can see this."),
                _("Keep it in mind when you look at suggestions, or change the preference."),
                Action("review_wishes"),
            )
        elif result.state is WishState.NOT_KNOWN:
            yield _note(
                "wish_not_known",
                _(
                    "We do not know whether a preference you set is met, and we do not guess."
                    " Only you can see this."
                ),
                _("You know the people: judge for yourself, or change the preference."),
                Action("review_wishes"),
            )


def _note(code: str, why: str, do: str, action: Action | None = None) -> Finding:
    return Finding(code, Severity.NOTE, why, do, action or Action("suggest"))
