"""What questions to two people, or to peers, hear of runs and of groups."""

from typing import Any
from uuid import UUID

from matching.pairing.domain.asking import ask_pairs_of_run, in_question, what_was_asked
from matching.pairing.domain.peers import (
    ask_peers,
    peers_asked_about,
    what_stops,
    withdraw_from,
)
from matching.pairs.models import Proposal
from matching.programs.models import Program
from matching.signals import (
    pairs_asked,
    pairs_asking,
    pairs_in_question,
    peers_asked,
    peers_asking,
    peers_in_question,
)
from networks.models import PeerGroup
from networks.signals import group_left
from profiles.models import Membership, User


def connect() -> None:
    """Connect; called once at start-up."""
    pairs_in_question.connect(tell_questions, dispatch_uid="matching.pairs_in_question")
    pairs_asking.connect(say_what_was_asked, dispatch_uid="matching.pairing_of_run")
    pairs_asked.connect(ask, dispatch_uid="matching.ask_pairs_of_run")
    peers_in_question.connect(tell_of_peers, dispatch_uid="matching.peers_in_question")
    peers_asking.connect(say_what_stops_peers, dispatch_uid="matching.peers_asking")
    group_left.connect(withdraw_for_leaver, dispatch_uid="matching.withdraw_for_leaver")
    peers_asked.connect(ask_about_peers, dispatch_uid="matching.ask_peers")


def tell_questions(
    sender: Any, *, program: Program, **kwargs: Any
) -> tuple[dict[UUID, int], dict[UUID, int], set[tuple[UUID, UUID]]]:
    """Tell a run who is asked now, and who were lately."""
    return in_question(program)


def say_what_was_asked(
    sender: Any, *, program: Program, pairs: list[Proposal], **kwargs: Any
) -> list[str]:
    """Say which pairs of a run cannot be asked now."""
    return what_was_asked(program, pairs)


def ask(
    sender: Any, *, program: Program, pairs: list[Proposal], actor: User, words: str, **kwargs: Any
) -> None:
    """Ask the pairs of a run that is published."""
    ask_pairs_of_run(program, pairs=pairs, actor=actor, words=words)


def tell_of_peers(
    sender: Any, *, program: Program, **kwargs: Any
) -> tuple[set[UUID], list[set[UUID]]]:
    """Tell a run of peers who is asked now, and who were lately."""
    return peers_asked_about(program)


def say_what_stops_peers(
    sender: Any, *, program: Program, sets: list[list[Membership]], **kwargs: Any
) -> list[str]:
    """Say which peers cannot be asked now."""
    return what_stops(program, sets)


def ask_about_peers(
    sender: Any,
    *,
    program: Program,
    people: list[Membership],
    group: PeerGroup | None,
    actor: User,
    words: str,
    **kwargs: Any,
) -> None:
    """Ask people whether they will be together."""
    ask_peers(program, people, group=group, actor=actor, words=words)


def withdraw_for_leaver(
    sender: Any, *, group: PeerGroup, member: Membership, **kwargs: Any
) -> None:
    """Ask no longer whether people join a group that one of those who were asked has left."""
    withdraw_from(group, member)
