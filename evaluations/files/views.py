"""Files on their way out: to those who may have them, and as something to keep, never to show."""

from __future__ import annotations

import logging
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from evaluations.files.domain.file_type import BY_KEY
from evaluations.files.models import Attachment
from profiles.access.members import MemberRequest, member_required

logger = logging.getLogger(__name__)
# Were a browser to show it after all, it could load, run and send nothing.
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


@never_cache
@require_safe
@member_required
def file(request: MemberRequest, pk: UUID) -> HttpResponseBase:
    """A file that the reader may have."""
    own = Attachment.objects.visible_to(request.user).of(request.membership.institution)
    return send_file(get_object_or_404(own, pk=pk))


def send_file(attachment: Attachment) -> HttpResponseBase:
    """Send a file; the caller has asked whether this reader may have it."""
    try:
        stored = attachment.stored.open("rb")
    except OSError:
        logger.exception("The file of attachment %s is not where it was kept", attachment.pk)
        raise Http404 from None
    return FileResponse(
        stored,
        as_attachment=True,
        filename=attachment.name,
        content_type=BY_KEY[attachment.kind].media_type,
        headers=HEADERS,
    )
