"""What career-award teams refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class NotOfTeam(MatchingError):
    code = "not_of_team"
    message = _("This is not yours to change.")


class HasPrimary(MatchingError):
    code = "has_primary"
    message = _(
        "The team has a primary mentor already, or somebody is asked. Take them out first, or ask "
        "for the committee."
    )


class AlreadyOnTeam(MatchingError):
    code = "already_on_team"
    message = _("This person is in the team already.")


class AskedBefore(MatchingError):
    code = "asked_before"
    message = _(
        "This person has said that they cannot, and is not asked twice. Speak with them: if that "
        "changes, they can still say yes to the request they have."
    )


class RequestClosed(MatchingError):
    code = "request_closed"
    message = _("This request is not open any more.")


class PlanChanged(MatchingError):
    """Someone else's version, or one's own in another tab, was saved in between."""

    code = "plan_changed"
    message = _(
        "The plan was saved in another window meanwhile. What you wrote is still here: compare, "
        "then save again."
    )
