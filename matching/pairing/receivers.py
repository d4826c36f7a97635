"""What questions to two people hear of runs."""

from typing import Any
from uuid import UUID

from matching.pairing.domain.asking import ask_pairs_of_run, in_question, what_was_asked
from matching.pairs.models import Proposal
from matching.programs.models import Program
from matching.signals import pairs_asked, pairs_asking, pairs_in_question
from profiles.models import User


def connect() -> None:
    """Connect; called once at start-up."""
    pairs_in_question.connect(tell_questions, dispatch_uid="matching.pairs_in_question")
    pairs_asking.connect(say_what_was_asked, dispatch_uid="matching.pairing_of_run")
    pairs_asked.connect(ask, dispatch_uid="matching.ask_pairs_of_run")


def tell_questions(
    sender: Any, *, program: Program, **kwargs: Any
) -> tuple[set[UUID], dict[UUID, int], set[tuple[UUID, UUID]]]:
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
