"""What lists of people by file refuse, in words for the person."""

from django.utils.translation import gettext_lazy as _

from matching.errors import MatchingError


class FileSent(MatchingError):
    code = "file_sent"
    message = _("This file was already sent. Upload it again to change something.")


class FileReadAgain(MatchingError):
    code = "file_read_again"
    message = _(
        "Another sheet or header row was chosen after you opened this page. Check the columns again."
    )


class FileChanged(MatchingError):
    code = "file_changed"
    message = _(
        "What would happen changed after you opened this page, so nothing was sent. Check it again."
    )


class FileNotReady(MatchingError):
    code = "file_not_ready"
    message = _("Choose who you mean first. Nothing was sent.")


class NoOneToTell(MatchingError):
    code = "no_one_to_tell"
    message = _("No one in this file would get an email.")
