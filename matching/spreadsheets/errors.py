"""What spreadsheets to match are refused for, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class MappingIncomplete(MatchingError):
    """The columns of a sheet do not say enough; the message lists what is missing."""

    code = "mapping_incomplete"


class SheetReadAgain(MatchingError):
    """The columns that were posted are those of another sheet or header row."""

    code = "sheet_read_again"
    message = _("The file was read again meanwhile. Look at the questions below again.")


class SheetHasErrors(MatchingError):
    code = "sheet_has_errors"
    message = _("Some rows have errors. Fix them in the file and upload it again.")


class BestNeeded(MatchingError):
    code = "best_needed"
    message = _(
        "Choose the method “Best overall”: pairs by preferences alone can’t promise each mentor a mentee, an even "
        "load, or other advisers."
    )
