"""What the rules of meetings and feedback refuse, in words for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from profiles.errors import DomainError


class EvaluationError(DomainError):
    """A refusal that has to do with meetings, actions or feedback."""


class NotYourTie(EvaluationError):
    code = "not_your_tie"
    message = _("Only the two people of the tie can do this.")


class TieOver(EvaluationError):
    code = "tie_over"
    message = _("This tie has ended meanwhile, so nothing was planned.")


class NotLeading(EvaluationError):
    code = "not_leading"
    message = _("The one who facilitates the group does this.")


class MeetingClosed(EvaluationError):
    code = "meeting_closed"
    message = _("This meeting is not open to that any more, so nothing was changed.")


class TooLate(EvaluationError):
    code = "too_late"
    message = _(
        "It is too late to undo this: the email is on its way, or someone has changed the meeting since. "
        "Cancel or move the meeting instead."
    )


class TimeNotOffered(EvaluationError):
    code = "time_not_offered"
    message = _("This time is not among those that were offered. Choose one of them.")


class TooMany(EvaluationError):
    code = "too_many"


class EditedMeanwhile(EvaluationError):
    """The other side has saved another text since the page was opened; nothing was overwritten."""

    code = "edited_meanwhile"
    message = _(
        "The other side has changed this text since you opened it. Theirs stands below yours: put "
        "the two together and save again."
    )

    def __init__(self, theirs: str, revision: int) -> None:
        self.theirs, self.revision = theirs, revision
        super().__init__()


class SessionEditedMeanwhile(EvaluationError):
    """Another who facilitates has saved other words in the same fields; nothing was overwritten.

    `theirs` has what stands in those fields, by name; `seen` are the marks to save again with.
    """

    code = "session_edited_meanwhile"
    message = _(
        "Somebody else has changed this session since you opened it. What they wrote stands below "
        "your text: put the two together and save again."
    )

    def __init__(self, theirs: dict[str, Any], seen: str) -> None:
        self.theirs, self.seen = theirs, seen
        super().__init__()


class NothingSaid(EvaluationError):
    code = "nothing_said"
    message = _("Write a word, or choose an answer.")


class LinkOver(EvaluationError):
    code = "link_over"
    message = _("This link has ended. Sign in to say how it goes.")


class NothingPlanned(EvaluationError):
    code = "nothing_planned"
    message = _("There is nothing in your plan yet. Write something in any part first.")


class NothingSubmitted(EvaluationError):
    code = "nothing_submitted"
    message = _("Keep a dated version first: that is what the group reads.")


class PlanNotShared(EvaluationError):
    code = "plan_not_shared"
    message = _("This plan is not shared with the group any more.")


class FileRefused(EvaluationError):
    """An uploaded file that is not taken in; the message says why, for its field."""

    code = "file_refused"


class NotYourProject(EvaluationError):
    code = "not_your_project"
    message = _("Only the group and the authors can do this.")


class NotAnAuthor(EvaluationError):
    code = "not_an_author"
    message = _("Only this author can do this.")


class OrderOpen(EvaluationError):
    code = "order_open"
    message = _("Another order is waiting for consent. Answer it first, or have it taken back.")


class OrderClosed(EvaluationError):
    code = "order_closed"
    message = _("This proposal is not open any more, so nothing was changed.")


class WrongOrder(EvaluationError):
    """An order that names not just the authors, that changes nothing, or that cannot be asked for."""

    code = "wrong_order"
    message = _("Give each author a place of their own, from 1 to the last.")


class DraftRead(EvaluationError):
    code = "draft_read"
    message = _("Somebody has read this draft already. It stays, with what they said of it.")


class DraftUpForApproval(EvaluationError):
    code = "draft_up_for_approval"
    message = _("The authors were asked to approve this draft, so it stays.")


class VersionClosed(EvaluationError):
    code = "version_closed"
    message = _(
        "Another version, or another order of authors, took its place. Nothing was changed."
    )


class NotApproved(EvaluationError):
    """A paper is not submitted before all of its authors have approved the version."""

    code = "not_approved"

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            _("Not every author has approved the version to be submitted. Missing: %(names)s.")
            % {"names": ", ".join(names)}
        )


class InTheGroup(EvaluationError):
    code = "in_the_group"

    def __init__(self, name: str) -> None:
        super().__init__(
            _("This is the email of %(name)s, who is in the group. Add them as an author instead.")
            % {"name": name}
        )


class AuthorConfirmed(EvaluationError):
    code = "author_confirmed"
    message = _(
        "They agreed to be an author, so only they can take their name off. Send them a link to do it."
    )


class ReviewHandedBack(EvaluationError):
    code = "review_handed_back"
    message = _("You left the group, so this draft went back to the person who asked you.")


class SkillRated(EvaluationError):
    code = "skill_rated"
    message = _("Somebody has rated this skill already, so it stays.")


class RatingClosed(EvaluationError):
    code = "rating_closed"
    message = _("This cannot be rated now, so nothing was changed.")


class CalendarChanged(EvaluationError):
    code = "calendar_changed"
    message = _(
        "The sessions have changed since you looked, so nothing was moved. Look at the dates again."
    )


class NothingToTime(EvaluationError):
    code = "nothing_to_time"
    message = _("This session has no such part. It was changed meanwhile.")


@dataclass(frozen=True)
class ItemFault:
    """What is wrong with one field of an instrument; `item` counts from 0, None: the whole."""

    item: int | None
    field: str
    message: str


class BadInstrument(EvaluationError):
    """An instrument that cannot be kept; `faults` say what to mend, and where."""

    code = "bad_instrument"
    message = _("This instrument cannot be kept as it is. Nothing was saved.")

    def __init__(self, faults: Sequence[ItemFault]) -> None:
        self.faults = tuple(faults)
        super().__init__()


class InstrumentInUse(EvaluationError):
    code = "instrument_in_use"
    message = _("A survey that asks this is not over yet. Close it first.")


class NoSuchInstrument(EvaluationError):
    code = "no_such_instrument"
    message = _("This instrument is not there any more. Choose another.")


class SurveyTwice(EvaluationError):
    code = "survey_twice"
    message = _("This program is asked the same on this occasion already.")


class SurveyBegun(EvaluationError):
    code = "survey_begun"
    message = _("People have been asked already, so only the last day can be changed.")


class SurveyOver(EvaluationError):
    code = "survey_over"
    message = _("This survey is over, so nothing was changed.")


class NobodyToAsk(EvaluationError):
    code = "nobody_to_ask"
    message = _("A draft has no people yet. Open the program's enrolment first.")


class WrongDays(EvaluationError):
    code = "wrong_days"


class AnswerOutOfRange(EvaluationError):
    """An answer that the question does not offer; `item` is the question's key."""

    code = "answer_out_of_range"

    def __init__(self, item: Any, message: str) -> None:
        self.item = item
        super().__init__(message)
