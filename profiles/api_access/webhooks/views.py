"""Webhooks as directors look after them: where events go, what became of each, send again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mentornet.pages.editing import one_at_a_time
from mentornet.webhooks.models import ALL, WebhookDelivery, WebhookEndpoint
from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.api_access.webhooks import domain
from profiles.api_access.webhooks.forms import WebhookForm
from profiles.errors import DomainError

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

director_required = permission_required("profiles.connect_systems")
DELIVERIES_A_PAGE = 50


@director_required
def webhooks(request: MemberRequest) -> HttpResponse:
    """All endpoints of the institution, with what waits for each."""
    waiting = Count("deliveries", filter=Q(deliveries__state=WebhookDelivery.State.PENDING))
    failed = Count("deliveries", filter=Q(deliveries__state=WebhookDelivery.State.FAILED))
    rows = _own(request).annotate(waiting=waiting, failed=failed).order_by("created_at")
    return render(request, "profiles/api_access/webhooks/list.html", {"rows": rows})


@never_cache
@director_required
@fresh_authentication_required
def new(request: MemberRequest) -> HttpResponse:
    """Show a new endpoint; its secret is shown in the answer to the form, once."""
    form = WebhookForm(request.POST or None, initial={"everything": True})
    if request.method == "POST" and form.is_valid():
        try:
            row = domain.create_endpoint(
                request.membership.institution, actor=request.user, **form.cleaned_data
            )
        except DomainError as error:
            form.add_error(None, str(error.message))
        else:
            return _secret(request, row)
    return render(request, "profiles/api_access/webhooks/form.html", {"form": form})


@director_required
@fresh_authentication_required
@one_at_a_time(WebhookEndpoint)
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = _endpoint_or_404(request, pk)
    chosen = [name for name in row.events if name != ALL]
    initial = {
        "url": row.url,
        "name": row.name,
        "events": chosen,
        "everything": ALL in row.events,
    }
    form = WebhookForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        domain.change_endpoint(row, actor=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("profiles:webhook", pk=row.pk)
    return render(
        request, "profiles/api_access/webhooks/form.html", {"form": form, "endpoint": row}
    )


@never_cache
@director_required
@fresh_authentication_required
def webhook(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show one endpoint: its state, and the deliveries of the last month, the newest first."""
    row = _endpoint_or_404(request, pk)
    deliveries = row.deliveries.told(timezone.now()).select_related("event")
    state = request.GET.get("state", "")
    if state in WebhookDelivery.State.values:
        deliveries = deliveries.filter(state=state)
    page = Paginator(deliveries.order_by("-id"), DELIVERIES_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "endpoint": row,
        "page": page,
        "state": state,
        "states": WebhookDelivery.State.choices,
        "has_failed": WebhookDelivery.objects.filter(
            endpoint=row, state=WebhookDelivery.State.FAILED
        ).exists(),
    }
    return render(request, "profiles/api_access/webhooks/detail.html", context)


def _rotate(request: MemberRequest, row: WebhookEndpoint) -> HttpResponse:
    return _secret(request, domain.rotate_secret(row, actor=request.user))


def _delete(request: MemberRequest, row: WebhookEndpoint) -> HttpResponse:
    if "sure" not in request.POST:
        return render(request, "profiles/api_access/webhooks/delete.html", {"endpoint": row})
    domain.delete_endpoint(row, actor=request.user)
    messages.success(request, _("Webhook deleted."))
    return redirect("profiles:webhooks")


ACTS: dict[str, tuple[Callable[..., Any], StrOrPromise]] = {
    "pause": (domain.pause_endpoint, gettext_lazy("Paused. We keep events for a month.")),
    "resume": (domain.resume_endpoint, gettext_lazy("Turned on. We are sending events again.")),
    "test": (domain.send_test, gettext_lazy("A test event is on its way. Refresh in a moment.")),
}
PAGES = {"rotate": _rotate, "delete": _delete}


@never_cache
@director_required
@require_POST
@fresh_authentication_required
def do(request: MemberRequest, pk: UUID, act: str) -> HttpResponse:
    """Pause, resume, test, rotate the secret, delete."""
    row = _endpoint_or_404(request, pk)
    if act in PAGES:
        return PAGES[act](request, row)
    if act not in ACTS:
        raise Http404
    verb, said = ACTS[act]
    verb(row, actor=request.user)
    messages.success(request, str(said))
    return redirect("profiles:webhook", pk=row.pk)


@director_required
@require_POST
def replay(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send one delivery again, or all that were given up."""
    row = _endpoint_or_404(request, pk)
    chosen = request.POST.get("delivery", "")
    if chosen and not chosen.isdecimal():
        raise Http404
    one = int(chosen) if chosen else None
    count = domain.replay_deliveries(row, actor=request.user, one=one)
    said = ngettext(
        "%(count)d event will be sent again.", "%(count)d events will be sent again.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("profiles:webhook", pk=row.pk)


def _secret(request: MemberRequest, row: WebhookEndpoint) -> HttpResponse:
    """Return the answer that shows the secret: it stands in this page alone, and in no session."""
    return render(
        request, "profiles/api_access/webhooks/secret.html", {"endpoint": row, "secret": row.secret}
    )


def _own(request: MemberRequest) -> Any:
    return WebhookEndpoint.objects.of(request.membership.institution)


def _endpoint_or_404(request: MemberRequest, pk: UUID) -> WebhookEndpoint:
    row: WebhookEndpoint = get_object_or_404(
        _own(request).select_related("institution", "client"), pk=pk
    )
    return row
