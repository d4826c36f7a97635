"""What reads uploads: too large a request is read to its end and kept nowhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers

# What a form's other fields may need beside one file of the largest size.
FORM_OVERHEAD = 1024 * 1024


class NotKept(UploadedFile):
    """Stands for a file that was not kept; its size is that of the request, so a form refuses it."""


class RefuseTooLarge(FileUploadHandler):
    """Throw the files of a request away when its announced length is beyond the largest upload.

    Nothing of it reaches the memory or the disk, and the form can still say at its field what was
    wrong, with everything else as it was typed. The length is what the server reads at most, so it
    also bounds the files of a request together.
    """

    refused = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  (Django's name)
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> None:
        """Look at the announced length before anything is read.

        A view that takes more says so by its `largest_upload`, in bytes.
        """
        match = getattr(self.request, "resolver_match", None)
        largest = getattr(getattr(match, "func", None), "largest_upload", settings.LARGEST_UPLOAD)
        if content_length > largest + FORM_OVERHEAD:
            self.refused = content_length

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Keep the other handlers from making a temporary file."""
        super().new_file(*args, **kwargs)
        if self.refused:
            raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass on what may be kept."""
        return None if self.refused else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Stand in for what was thrown away."""
        if not self.refused:
            return None
        return NotKept(name=self.file_name, content_type=self.content_type, size=self.refused)
