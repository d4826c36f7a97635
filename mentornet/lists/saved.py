"""Saved views: a name for what one chose on a list, kept to oneself or shared with colleagues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentornet.errors import DomainError
from mentornet.lists.choice import read_choice
from mentornet.lists.models import SavedView
from mentornet.lists.page import ListPage

MOST_VIEWS = 40
LONGEST_QUERY = 2_000


class ViewRefused(DomainError):
    """The view cannot be saved; the message says why."""

    code = "view_refused"


class ViewForm(forms.Form):
    """The name of a view, and who sees it."""

    name = forms.CharField(label=gettext_lazy("Name of this view"), max_length=80)
    is_shared = forms.BooleanField(label=gettext_lazy("Share with colleagues"), required=False)


def views_of(page: ListPage, member: Any) -> list[SavedView]:
    """Return the views of *member* on this list, and those shared by colleagues. One statement."""
    rows = SavedView.objects.for_member(member.institution_id, member.pk)
    return list(rows.filter(list_key=page.key))


def save_view(
    page: ListPage, member: Any, *, name: str, is_shared: bool, query: str, request: Any
) -> SavedView:
    """Save what *query* chooses, or change the member's own view of that name. Raise ViewRefused."""
    choice = read_choice(page, QueryDict(query), request)
    own = SavedView.objects.filter(
        institution=member.institution_id, owner=member.pk, list_key=page.key
    )
    if own.exclude(name=name).count() >= MOST_VIEWS:
        raise ViewRefused(
            _("You have %(count)d saved views. Delete one first.") % {"count": MOST_VIEWS}
        )
    text = choice.query.urlencode()
    if len(text) > LONGEST_QUERY:
        raise ViewRefused(_("This view is too long to save. Use fewer filters or columns."))
    saved, _created = SavedView.objects.update_or_create(
        institution_id=member.institution_id,
        owner=member.pk,
        list_key=page.key,
        name=name,
        defaults={"query": text, "is_shared": is_shared},
    )
    return saved


def take_over(view: SavedView, member: Any) -> None:
    """Make a view that a colleague shares the member's own. Raise ViewRefused for a name they have."""
    _refuse_name(view, owner=member.pk, name=view.name)
    view.owner = member.pk
    view.save(update_fields=["owner"])


def change_view(view: SavedView, *, name: str, is_shared: bool) -> None:
    """Rename a view, or share it. Raise ViewRefused where another one has that name."""
    _refuse_name(view, owner=view.owner, name=name)
    view.name, view.is_shared = name, is_shared
    view.save(update_fields=["name", "is_shared"])


def _refuse_name(view: SavedView, *, owner: Any, name: str) -> None:
    others = SavedView.objects.filter(
        institution=view.institution_id, owner=owner, list_key=view.list_key, name=name
    ).exclude(pk=view.pk)
    if others.exists():
        raise ViewRefused(_("You already have a view with this name. Choose another name."))
