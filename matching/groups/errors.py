"""What forming groups, and coming and going in them, refuses, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class NoOneToGroup(MatchingError):
    code = "nobody_to_group"
    message = _("You need at least two enrolled members who don’t have a group yet.")


class MoveImpossible(MatchingError):
    """Someone cannot be put there, by anyone's hand."""

    code = "move_impossible"


class PairsByRuns(MoveImpossible):
    """A pair of peers by hand: refused for all alike, so that no refusal tells who does not want whom."""

    code = "pairs_by_runs"
    message = _(
        "Only a run makes pairs. Move people to the wait list, lock the pairs that should stay, and "
        "run again."
    )


class GroupImpossible(MatchingError):
    code = "group_impossible"


class NoRoomInGroup(MatchingError):
    code = "no_room_in_group"
    message = _("This group can’t take new members right now. Choose another one.")


class PlaceAnswered(MatchingError):
    code = "place_answered"
    message = _("This request was already answered or withdrawn.")


class RulesBroken(MatchingError):
    code = "rules_broken"
    message = _("Some rules are broken. Review them, then confirm that you want to publish anyway.")


class NothingToUndo(MatchingError):
    code = "nothing_to_undo"
    message = _("There is nothing to undo.")
