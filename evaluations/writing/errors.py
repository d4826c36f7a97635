"""What writing projects refuse, in words for the person."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from evaluations.errors import EvaluationError


class NotYourProject(EvaluationError):
    code = "not_your_project"
    message = _("Only the group and the authors can do this.")


class NotAnAuthor(EvaluationError):
    code = "not_an_author"
    message = _("Only this author can do this.")


class OrderOpen(EvaluationError):
    code = "order_open"
    message = _(
        "Another order is waiting for answers. Answer it first, or ask for it to be withdrawn."
    )


class OrderClosed(EvaluationError):
    code = "order_closed"
    message = _("This proposal is no longer open, so nothing was changed.")


class WrongOrder(EvaluationError):
    """An order that names not just the authors, that changes nothing, or that cannot be asked for."""

    code = "wrong_order"
    message = _("Give each author a different place, starting with 1.")


class DraftRead(EvaluationError):
    code = "draft_read"
    message = _("Someone has already given feedback on this draft, so you cannot delete it.")


class DraftUpForApproval(EvaluationError):
    code = "draft_up_for_approval"
    message = _("The authors were asked to approve this draft, so you cannot delete it.")


class VersionClosed(EvaluationError):
    code = "version_closed"
    message = _("The version or the author order has changed since. Nothing was saved.")


class NotApproved(EvaluationError):
    """A paper is not submitted before all of its authors have approved the version."""

    code = "not_approved"

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        super().__init__(
            _("Not every author has approved the version for submission. Missing: %(names)s.")
            % {"names": ", ".join(names)}
        )


class InTheGroup(EvaluationError):
    code = "in_the_group"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "This email belongs to %(name)s, who is in the group. Add them from the group instead."
            )
            % {"name": name}
        )


class AuthorConfirmed(EvaluationError):
    code = "author_confirmed"
    message = _(
        "They agreed to be an author, so only they can remove their name. Send them a link to do it."
    )


class ReviewHandedBack(EvaluationError):
    code = "review_handed_back"
    message = _("You left the group, so this draft went back to the person who asked you.")
