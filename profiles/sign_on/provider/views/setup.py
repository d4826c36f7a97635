"""The sign-on of an institution, for its directors: connect, test, switch on, require."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentornet.pages.confirmation import ask_first
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest, permission_required
from profiles.access.reauthentication import fresh_authentication_required
from profiles.errors import DomainError
from profiles.models import Approval, Institution, Membership, SignOn, SignOnLink
from profiles.sign_on.provider.domain import setup as domain
from profiles.sign_on.provider.domain.admission import domains_of
from profiles.sign_on.provider.domain.changes import KIND, is_ready_to_break_glass
from profiles.sign_on.provider.domain.configuration import DomainRefused
from profiles.sign_on.provider.domain.secrets import is_lost
from profiles.sign_on.provider.forms import BreakGlassForm, ForgetForm, OIDCForm, SAMLForm
from profiles.sign_on.provider.reading import ConnectionFailed
from profiles.sign_on.provider.trial import begin_trial
from profiles.sign_on.provider.views.sign_out import after_sign_out, signed_out_page

director_required = permission_required("profiles.connect_systems")
PROTOCOLS = {"oidc": SignOn.OIDC, "saml": SignOn.SAML}
FORMS: dict[str, Any] = {"oidc": OIDCForm, "saml": SAMLForm}
ASKED = gettext_lazy(
    "Saved. Another program director or an operator has to approve this. Until then, nothing "
    "changes."
)


@never_cache
@require_GET
@director_required
@fresh_authentication_required
def setup(request: MemberRequest) -> HttpResponse:
    """Show where the sign-on stands, and the next step."""
    row = _own(request)
    directors = BreakGlassForm(request.membership.institution).fields["members"].queryset  # type: ignore[attr-defined]
    chosen = set(row.break_glass.values_list("pk", flat=True)) if row else set()
    context = {
        "sign_on": row,
        "copy": _to_copy(request, row, row.app.provider if row else ""),
        "domains": domains_of(row) if row else [],
        "secret_is_lost": row is not None and is_lost(row.app),
        "directors": [_director(one, chosen) for one in directors] if row else [],
        "break_glass_form": BreakGlassForm(
            request.membership.institution, initial={"members": list(chosen)}
        ),
        "linked": SignOnLink.objects.standing(row).count() if row else 0,
        "is_waiting": row is not None and _waiting(row).exists(),
        "forget_form": ForgetForm(),
    }
    return render(request, "profiles/sign_on/provider/setup.html", context)


def _waiting(row: SignOn) -> Any:
    return Approval.objects.of(row.institution).waiting().filter(kind=KIND, subject_id=row.pk)


def _director(member: Membership, chosen: set[Any]) -> dict[str, Any]:
    return {
        "member": member,
        "chosen": member.pk in chosen,
        "ready": is_ready_to_break_glass(member),
    }


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
@director_required
@fresh_authentication_required
@one_at_a_time(Institution)
def connection(request: MemberRequest, protocol: str) -> HttpResponse:
    """Show what the provider must be told, and what it tells."""
    if protocol not in FORMS:
        raise Http404
    row, institution = _own(request), request.membership.institution
    is_old = protocol == "oidc" and row is not None and domain.keeps_old_address(row)
    more = {"asks_about_page": True} if is_old else {}
    more["is_saved"] = row is not None and row.app.provider == PROTOCOLS[protocol]
    form = FORMS[protocol](request.POST or None, initial=_initial(row, protocol), **more)
    if institution.is_sandbox:
        del form.fields["domains"]
    if request.method == "POST" and form.is_valid():
        connect = domain.connect_oidc if protocol == "oidc" else domain.connect_saml
        try:
            saved = connect(institution, actor=request.user, **{"domains": [], **form.cleaned_data})
        except ConnectionFailed as error:
            form.add_error(error.field, str(error.message))
        except DomainRefused as error:
            form.add_error("domains" if "domains" in form.fields else None, str(error.message))
        except domain.InUse as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, ASKED if saved.proposal else _saved(saved))
            return redirect("profiles:sign_on_setup")
    context = {
        "form": form,
        "protocol": protocol,
        "sign_on": row,
        "copy": _to_copy(request, row, PROTOCOLS[protocol]),
        "changes_provider": row is not None and row.app.provider != PROTOCOLS[protocol],
    }
    return render(request, "profiles/sign_on/provider/connection.html", context)


def _saved(row: SignOn) -> str:
    return _("Saved.") if row.is_on else _("Saved. Now test it with your own account.")


def _initial(row: SignOn | None, protocol: str) -> dict[str, Any]:
    """Return what is known, but for the secret, which no one is shown again."""
    if row is None:
        return {}
    same = row.app.provider == PROTOCOLS[protocol]
    return {
        "name": row.app.name,
        "domains": domains_of(row),
        "external_id_claim": row.external_id_claim if same else "",
        "issuer": row.app.settings.get("issuer", ""),
        "client_id": row.app.client_id if same else "",
    }


@require_POST
@director_required
@fresh_authentication_required
def start_test(request: MemberRequest) -> HttpResponse:
    """To the provider and back, with a report in place of a sign-in."""
    row = _own_or_404(request)
    try:
        domain.check_before_test(row)
    except ConnectionFailed as error:
        messages.error(request, str(error.message))
        return redirect("profiles:sign_on_setup")
    begin_trial(request, row)
    name, key = (
        ("saml_login", "organization_slug")
        if row.is_saml
        else ("openid_connect_login", "provider_id")
    )
    address = reverse(name, kwargs={key: row.app.provider_id})
    context = {"address": address, "name": row.app.name}
    return render(request, "profiles/sign_on/provider/onward.html", context)


@require_POST
@director_required
@fresh_authentication_required
def state(request: MemberRequest) -> HttpResponse:
    """Off, on or required; asked once more, since everyone with an account is told."""
    row, wanted = _own_or_404(request), request.POST.get("state", "")
    if wanted not in SignOn.State.values:
        raise Http404
    asking = ask_first(
        request,
        title=_("Change how people sign in?"),
        text=_("Everyone with an account here gets an email about it once the change is made."),
        button=_("Change sign-in"),
        back=reverse("profiles:sign_on_setup"),
    )
    if asking:
        return asking
    said = {
        SignOn.State.DRAFT: _("Turned off. People sign in with a password or an emailed code."),
        SignOn.State.ON: _("In use. People at your domains see it on the sign-in page."),
        SignOn.State.ENFORCED: _("Now required. Passwords and codes no longer work."),
    }
    try:
        locked = domain.set_state(row, state=wanted, actor=request.user)
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        done = locked.state == wanted
        messages.success(request, said[SignOn.State(wanted)] if done else ASKED)
    return redirect("profiles:sign_on_setup")


@require_POST
@director_required
@fresh_authentication_required
def remove(request: MemberRequest) -> HttpResponse:
    """Forget the provider, once it is switched off."""
    row = _own_or_404(request)
    return _act(request, lambda: domain.remove(row, actor=request.user), _("Provider removed."))


@require_POST
@director_required
@fresh_authentication_required
@one_at_a_time(Institution)
def break_glass(request: MemberRequest) -> HttpResponse:
    """Name the directors who may do without the provider."""
    row = _own_or_404(request)
    form = BreakGlassForm(
        request.membership.institution, request.POST, initial={"members": row.break_glass.all()}
    )
    if not form.is_valid():
        if not form.differences:
            raise Http404
        messages.error(request, "; ".join(map(str, form.non_field_errors())))
        return redirect("profiles:sign_on_setup")
    members = list(form.cleaned_data["members"])
    return _act(
        request,
        lambda: domain.set_break_glass(row, members=members, actor=request.user),
        _("Saved."),
    )


@require_POST
@director_required
@fresh_authentication_required
def remove_link(request: MemberRequest) -> HttpResponse:
    """Let a person link another account at the provider."""
    row, form = _own_or_404(request), ForgetForm(request.POST)
    known = form.is_valid() and domain.remove_link(
        row, email=form.cleaned_data["email"], actor=request.user
    )
    if known:
        messages.success(request, _("Link removed. The person can link an account again."))
    else:
        messages.error(request, _("No one with this email has linked an account yet."))
    return redirect("profiles:sign_on_setup")


def _act(request: HttpRequest, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except DomainError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, said)
    return redirect("profiles:sign_on_setup")


def _to_copy(request: MemberRequest, row: SignOn | None, protocol: str) -> list[tuple[str, str]]:
    """Return what the people who run the provider ask for, as labels and values."""

    def whole(name: str, **kwargs: str) -> str:
        return request.build_absolute_uri(reverse(name, kwargs=kwargs))

    name = domain.provider_id_of(request.membership.institution)
    if protocol == SignOn.OIDC:
        return [
            (_("Redirect URI"), whole("openid_connect_callback", provider_id=name)),
            *_after_sign_out(request, row, name),
            (
                _("Back-channel logout address"),
                whole("openid_connect_back_channel", provider_id=name),
            ),
            (_("Scopes"), "openid profile email"),
        ]
    if protocol == SignOn.SAML:
        metadata = whole("saml_metadata", organization_slug=name)
        return [
            (_("Our metadata (also our entity ID)"), metadata),
            (_("Assertion consumer service (POST)"), whole("saml_acs", organization_slug=name)),
            (
                _("Single logout service (redirect and POST)"),
                whole("saml_sls", organization_slug=name),
            ),
        ]
    return []


def _after_sign_out(request: MemberRequest, row: SignOn | None, name: str) -> list[tuple[str, str]]:
    """Return the address that the provider must know, and the one to which an old connection can move."""
    now = (_("Address after sign-out"), after_sign_out(request, row, name))
    page = signed_out_page(request, name)
    if now[1] == page:
        return [now]
    return [now, (_("New address after sign-out"), page)]


def _own(request: MemberRequest) -> SignOn | None:
    own = SignOn.objects.visible_to(request.user).of(request.membership.institution)
    row: SignOn | None = own.select_related("institution", "app").first()
    return row


def _own_or_404(request: MemberRequest) -> SignOn:
    row = _own(request)
    if row is None:
        raise Http404
    return row
