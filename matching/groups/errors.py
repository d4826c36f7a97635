"""What forming groups, and coming and going in them, refuses, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class NoOneToGroup(MatchingError):
    code = "nobody_to_group"
    message = _("There must be at least two enrolled members who have no group yet.")


class MoveImpossible(MatchingError):
    """Someone cannot be put there, by anyone's hand."""

    code = "move_impossible"


class GroupImpossible(MatchingError):
    code = "group_impossible"


class NoRoomInGroup(MatchingError):
    code = "no_room_in_group"
    message = _("This group can’t take anyone in at the moment. Choose another one.")


class PlaceAnswered(MatchingError):
    code = "place_answered"
    message = _("This request isn’t waiting for an answer any more.")


class RulesBroken(MatchingError):
    code = "rules_broken"
    message = _("Some rules are broken. Look at them, and say that you mean it.")


class NothingToUndo(MatchingError):
    code = "nothing_to_undo"
    message = _("There is nothing left to undo.")
