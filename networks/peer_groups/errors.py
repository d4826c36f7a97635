"""Refusals about peer groups, with messages for the person."""

from django.utils.translation import gettext_lazy as _

from networks.errors import NetworkError


class GroupOver(NetworkError):
    code = "group_over"
    message = _("This group has ended, so no one can join it.")


class GroupNameTaken(NetworkError):
    code = "group_name_taken"
    message = _("Another group has this name. Choose a different name.")


class NotInGroup(NetworkError):
    code = "not_in_group"
    message = _("Only members of the group can do this.")


class AuthorshipNotAgreed(NetworkError):
    code = "authorship_not_agreed"
    message = _(
        "First write down, with the group, who becomes an author and in which order. Everyone in"
        " the group has to agree."
    )


class GroupTooSmall(NetworkError):
    code = "group_too_small"
    message = _("Choose at least two members, not counting the facilitator.")


class ChiefInGroup(NetworkError):
    """Someone would sit in a group with one who leads them in the line of supervision."""

    code = "chief_in_group"


class TakesNoPart(NetworkError):
    code = "takes_no_part"
    message = _("Choose people who work at your institution now.")


class NothingClosed(NetworkError):
    code = "nothing_closed"
    message = _("You already read everything in this group.")


class NobodyToAsk(NetworkError):
    code = "nobody_to_ask"
    message = _("The people who wrote the earlier texts have all left, so the texts stay closed.")


class NotAsked(NetworkError):
    code = "not_asked"
    message = _("This request is not waiting for your answer.")


class PartTaken(NetworkError):
    code = "part_taken"

    def __init__(self, name: str) -> None:
        super().__init__(
            _(
                "%(name)s is already the co-facilitator, and a group has only one. Change that first."
            )
            % {"name": name}
        )
