"""About me: my photo and what I say of myself; and photos on their way to colleagues."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from profiles.access.members import MemberRequest, member_required
from profiles.models import Photo
from profiles.people.domain import photo as domain
from profiles.people.domain.introduction import own_introduction, save_introduction
from profiles.people.domain.pictures import PhotoRefused
from profiles.people.domain.settings import own_description
from profiles.people.forms.introduction import IntroductionForm, PhotoForm

# Shown beside names, and able to load, run and send nothing if it is opened by itself.
PHOTO_HEADERS = {
    # Asked for each time, so that a photo that was removed is gone at once; 304 while it is there.
    "Cache-Control": "private, no-cache",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}


@never_cache
@require_http_methods(["GET", "POST"])
@member_required
def about_me(request: MemberRequest) -> HttpResponse:
    """Read and change what I say of myself."""
    said = own_introduction(request.membership)
    initial = {name: getattr(said, name) for name in IntroductionForm.base_fields}
    form = IntroductionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        save_introduction(request.membership, **form.cleaned_data)
        messages.success(request, _("Saved. Colleagues see this on your page."))
        return redirect("profiles:about_me")
    return _page(request, form=form)


@require_POST
@member_required
def photo_save(request: MemberRequest) -> HttpResponse:
    """Take in a photo, or new words for the one that is there."""
    member = request.membership
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        upload, alt = form.cleaned_data["file"], form.cleaned_data["alt"]
        try:
            if upload:
                domain.keep_photo(member, file=upload, crop=form.cleaned_data["crop"], alt=alt)
            elif not domain.describe_photo(member, alt=alt):
                raise PhotoRefused(_("Choose a photo."))
        except PhotoRefused as error:
            form.add_error("file", str(error.message))
        else:
            messages.success(request, _("Saved. Colleagues see your photo."))
            return redirect("profiles:about_me")
    return _page(request, photo_form=form)


@require_POST
@member_required
def photo_remove(request: MemberRequest) -> HttpResponse:
    """Show my photo to no one; the page offers to undo it."""
    domain.remove_photo(request.membership)
    return redirect("profiles:about_me")


@require_POST
@member_required
def photo_restore(request: MemberRequest) -> HttpResponse:
    """Undo the removal of my photo."""
    if domain.restore_photo(request.membership):
        messages.success(request, _("Your photo is back."))
    else:
        messages.error(request, _("That photo was deleted. Upload it again."))
    return redirect("profiles:about_me")


@require_safe
@member_required
def photo(request: MemberRequest, key: UUID, size: str) -> HttpResponse:
    """A photo of a current colleague, for those of the same institution."""
    if size not in Photo.SIZES:
        raise Http404
    here = Photo.objects.visible_to(request.user).of(request.membership.institution)
    # A photo never changes under its key: another one has another.
    headers = {**PHOTO_HEADERS, "ETag": f'"{key.hex}-{size}"'}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        if not here.filter(key=key, removed_at=None).exists():
            raise Http404
        return HttpResponse(status=304, headers=headers)
    found = get_object_or_404(here.only(size), key=key, removed_at=None)
    return HttpResponse(bytes(getattr(found, size)), content_type="image/jpeg", headers=headers)


def _page(
    request: MemberRequest,
    *,
    form: IntroductionForm | None = None,
    photo_form: PhotoForm | None = None,
) -> HttpResponse:
    member = request.membership
    mine = domain.own_photo(member)
    said = own_introduction(member)
    initial = {name: getattr(said, name) for name in IntroductionForm.base_fields}
    context = {
        "member": member,
        "photo": mine,
        "form": form or IntroductionForm(initial=initial),
        "photo_form": photo_form or PhotoForm(initial={"alt": mine.alt if mine else ""}),
        "description": own_description(member),
    }
    return render(request, "profiles/people/about_me.html", context)
