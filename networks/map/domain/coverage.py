"""What a mentoring network covers, and what it lacks.

Pure and deterministic: a `Network` in, a `Coverage` out, whatever the order of the
input. Adding a tie never lowers the state of a need, a role or an area. The function
that a tie fills matters as much as the tie, and what people need hardly ever lives in
one person, so coverage counts people per need and not ties [D]; the seven roles are
those of [C].
"""

from collections.abc import Hashable, Iterable

from django.utils.translation import gettext as _

from networks.map.domain.findings import findings
from networks.map.domain.network import (
    Cell,
    Change,
    Coverage,
    Dependence,
    Diversity,
    Need,
    Network,
    NetworkTie,
    State,
    Wish,
    WishResult,
    WishState,
)
from networks.phrases import AREA_PHRASES, PEER_KINDS, RANK_STEPS, ROLE_LABELS, ROLE_PHRASES

AREA_ORDER = {area: place for place, area in enumerate(AREA_PHRASES)}
ROLE_ORDER = {role: place for place, role in enumerate(ROLE_PHRASES)}
STATE_ORDER = {State.EMPTY: 0, State.THIN: 1, State.FILLED: 2}


def assess(network: Network) -> Coverage:
    """Say what the network covers, what is empty, what is fragile and what to do next.

    Needs are the area × role pairs that the person named (named twice, the higher
    priority counts). Each need, each of the seven roles and each needed area is
    `empty` (no one), `thin` (one person: fragile) or `filled` (two people or more).
    `share_covered` is the share of needs that someone fills; of the seven roles as
    long as no need is named. `next_gap` is the empty need of the highest priority, or
    else the first empty role, or None. Sources: [C] for roles, peers and the half
    generation; [D] for networks, diversity, dependence and overload.
    """
    ties = _in_order(network.ties)
    needs = tuple(
        _cell("need", ties, area=need.area, role=need.role, priority=need.priority)
        for need in _distinct(network.needs)
    )
    roles = tuple(_cell("role", ties, role=role) for role in ROLE_PHRASES)
    areas = tuple(
        _cell(
            "area",
            ties,
            area=area,
            priority=min(n.priority for n in network.needs if n.area == area),
        )
        for area in sorted({need.area for need in network.needs}, key=_area_place)
    )
    dependence = _dependence(needs, ties)
    diversity = _diversity(network, ties)
    wishes = tuple(
        WishResult(wish, _wish_state(wish, ties))
        for wish in sorted(set(network.wishes), key=lambda w: (w.attribute, w.value, w.at_least))
    )
    return Coverage(
        needs=needs,
        roles=roles,
        areas=areas,
        share_covered=_share_covered(needs or roles),
        next_gap=next((cell for cell in needs + roles if cell.state is State.EMPTY), None),
        dependence=dependence,
        diversity=diversity,
        wishes=wishes,
        findings=findings(
            network,
            ties=ties,
            needs=needs,
            roles=roles,
            dependence=dependence,
            diversity=diversity,
            wishes=wishes,
        ),
    )


def diff(before: Coverage, after: Coverage) -> tuple[Change, ...]:
    """List what changed between two states of one network, in the order of the page.

    Needs move over a career [D]; this is what a review of the network looks at. Cells
    whose state is the same are left out; a need that appeared or went is a change.
    """
    old = {cell.key: cell for cell in before.cells}
    new = {cell.key: cell for cell in after.cells}
    changes = []
    for key in [*new, *(key for key in old if key not in new)]:
        was, now = old.get(key), new.get(key)
        if was is None or now is None or was.state is not now.state:
            changes.append(_change(new.get(key) or old[key], was, now))
    return tuple(changes)


def _change(cell: Cell, was: Cell | None, now: Cell | None) -> Change:
    label = cell.label[:1].upper() + cell.label[1:]
    if was is None:
        direction, sentence = "added", _("%(need)s: new among your needs.")
    elif now is None:
        direction, sentence = "removed", _("%(need)s: no longer among your needs.")
    elif STATE_ORDER[now.state] > STATE_ORDER[was.state]:
        direction, sentence = "stronger", _("%(need)s: better covered than before.")
    else:
        direction, sentence = "weaker", _("%(need)s: less covered than before.")
    return Change(
        subject=cell.subject,
        area=cell.area,
        role=cell.role,
        label=cell.label,
        before=was.state if was else None,
        after=now.state if now else None,
        direction=direction,
        sentence=sentence % {"need": label},
    )


def _in_order(ties: Iterable[NetworkTie]) -> tuple[NetworkTie, ...]:
    return tuple(sorted(set(ties), key=lambda tie: (tie.sort_key, str(tie.id), repr(tie.mentor))))


def _distinct(needs: Iterable[Need]) -> list[Need]:
    """One need per area and role, the most important first."""
    priority: dict[tuple[str, str | None], int] = {}
    for need in needs:
        pair = (need.area, need.role)
        priority[pair] = min(need.priority, priority.get(pair, need.priority))
    return sorted(
        (Need(area, role, level) for (area, role), level in priority.items()),
        key=lambda need: (
            need.priority,
            _area_place(need.area),
            _role_place(need.role),
        ),
    )


def _area_place(area: str) -> tuple[int, str]:
    return (AREA_ORDER.get(area, len(AREA_ORDER)), area)


def _role_place(role: str | None) -> tuple[int, str]:
    return (ROLE_ORDER.get(role or "", len(ROLE_ORDER)), role or "")


def _cell(
    subject: str,
    ties: Iterable[NetworkTie],
    *,
    area: str | None = None,
    role: str | None = None,
    priority: int | None = None,
) -> Cell:
    filling = [
        tie
        for tie in ties
        if (area is None or area in tie.areas) and (role is None or role in tie.roles)
    ]
    people = len({tie.mentor for tie in filling})
    return Cell(
        subject=subject,
        area=area,
        role=role,
        priority=priority,
        state=(State.EMPTY, State.THIN, State.FILLED)[min(people, 2)],
        label=_label(area=area, role=role),
        tie_ids=tuple(tie.id for tie in filling),
        people=people,
    )


def _label(*, area: str | None, role: str | None) -> str:
    if area is None:
        return str(ROLE_PHRASES.get(role or "", role or ""))
    phrase = str(AREA_PHRASES.get(area, area))
    if not role:
        return phrase
    wanted = str(ROLE_LABELS.get(role, role)).lower()
    return _("%(area)s (%(role)s)") % {"area": phrase, "role": wanted}


def _share_covered(cells: tuple[Cell, ...]) -> float:
    return sum(cell.state is not State.EMPTY for cell in cells) / len(cells)


def _dependence(needs: tuple[Cell, ...], ties: tuple[NetworkTie, ...]) -> Dependence | None:
    """Find who carries most needs alone; None where nothing rests on one person."""
    mentor_of = {tie.id: tie.mentor for tie in ties}
    alone: dict[Hashable, int] = {}
    for cell in needs:
        if cell.state is State.THIN:
            mentor = mentor_of[cell.tie_ids[0]]
            alone[mentor] = alone.get(mentor, 0) + 1
    if not alone:
        return None
    most = max(alone.values())
    carrier = next(tie for tie in ties if alone.get(tie.mentor) == most)
    covered = sum(cell.state is not State.EMPTY for cell in needs)
    return Dependence(
        name=carrier.name,
        tie_ids=tuple(tie.id for tie in ties if tie.mentor == carrier.mentor),
        needs=most,
        share=most / covered,
    )


def _diversity(network: Network, ties: tuple[NetworkTie, ...]) -> Diversity:
    own_step = RANK_STEPS.get(network.rank or "")
    people = {tie.mentor: tie for tie in ties}.values()
    ranks = [tie.rank for tie in people if tie.rank in RANK_STEPS]
    steps = [RANK_STEPS[rank] - own_step for rank in ranks if rank and own_step is not None]
    return Diversity(
        people=len(people),
        peers=len({tie.mentor for tie in ties if tie.kind in PEER_KINDS}),
        outside=sum(not tie.inside for tie in people),
        units=len({tie.unit for tie in people if tie.unit is not None}),
        ranks=tuple(sorted({r for r in ranks if r}, key=lambda r: (RANK_STEPS[r], r))),
        steps_ahead=tuple(sorted(steps)),
        expertise=len({term.casefold() for tie in people for term in tie.expertise}),
    )


def _wish_state(wish: Wish, ties: tuple[NetworkTie, ...]) -> WishState:
    """Check one wish privately: what is not known counts neither for nor against [D]."""
    known: dict[Hashable, bool] = {}
    for tie in ties:
        values = {value for attribute, value in tie.qualities if attribute == wish.attribute}
        if values:
            known[tie.mentor] = known.get(tie.mentor, False) or wish.value in values
    if sum(known.values()) >= wish.at_least:
        return WishState.MET
    if {tie.mentor for tie in ties} - known.keys():
        return WishState.NOT_KNOWN
    return WishState.NOT_MET
