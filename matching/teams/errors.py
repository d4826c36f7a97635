"""What career-award teams refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class NotOfTeam(MatchingError):
    code = "not_of_team"
    message = _("You can’t change this. Only the person the team is for can.")


class HasPrimary(MatchingError):
    code = "has_primary"
    message = _(
        "The team already has a primary mentor, or you have asked someone. Remove them "
        "first, or ask this person to join the committee."
    )


class AlreadyOnTeam(MatchingError):
    code = "already_on_team"
    message = _("This person is already on the team.")


class AskedBefore(MatchingError):
    code = "asked_before"
    message = _(
        "This person said that they can’t join, so you can’t ask them again. Talk to them. "
        "If things change, they can still say yes to your first request."
    )


class RequestClosed(MatchingError):
    code = "request_closed"
    message = _("This request is no longer open.")


class PlanChanged(MatchingError):
    """Someone else's version, or one's own in another tab, was saved in between."""

    code = "plan_changed"
    message = _(
        "The plan was also saved in another window. Your changes are still here. Compare "
        "the two, then save again."
    )
