"""Pages that exist in the demonstration only: elsewhere they are not there."""

from datetime import UTC, datetime

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from mentornet.mail import demo_mailbox as demo_mail

PAGE_SIZE = 50


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The mail that the demonstration would have sent, newest first."""
    _demo_only()
    recipient = request.GET.get("to", "")
    found = Paginator(demo_mail.messages(recipient=recipient), PAGE_SIZE)
    page = found.get_page(request.GET.get("page"))
    rows = [(message, _sent_at(message)) for message in page]
    context = {"page_obj": page, "rows": rows, "recipient": recipient}
    return render(request, "mentornet/mail/demo_outbox.html", context)


@require_safe
def message(request: HttpRequest, name: str) -> HttpResponse:
    """One of them, as text with links that work."""
    _demo_only()
    found = demo_mail.message(name)
    if found is None:
        raise Http404
    context = {"message": found, "sent_at": _sent_at(found)}
    return render(request, "mentornet/mail/demo_message.html", context)


@require_safe
def attachment(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """What hangs on a message, as the file that its reader would open."""
    _demo_only()
    found = demo_mail.message(name)
    if found is None or number >= len(found.files):
        raise Http404
    file = found.files[number]
    headers = {"Content-Disposition": content_disposition_header(True, file.name)}  # noqa: FBT003
    return HttpResponse(file.text, content_type="text/calendar; charset=utf-8", headers=headers)


def _demo_only() -> None:
    if not settings.MENTORNET_DEMO:
        raise Http404


def _sent_at(message: demo_mail.DemoMessage) -> datetime:
    return datetime.fromtimestamp(message.sent_at, tz=UTC)
