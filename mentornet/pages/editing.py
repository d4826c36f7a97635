"""Edits that never overwrite each other in silence: two tabs, two people, one form.

A page that changes something carries a mark of the values that it shows: `EditForm`. What is sent is
checked against the values as they are now, under the lock of `one_at_a_time`. Where another was saved
meanwhile, nothing is written: the page names who changed which field, keeps what was typed, and asks field
by field which is to stand. What is chosen is checked in the same way, so that no third change is lost.

The app that knows who did what tells it: `tell_who`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, wraps
from typing import Any
from uuid import UUID

from django import forms
from django.db import models, transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

MARK, CHOICE = "opened", "keep"
THEIRS, MINE = "theirs", "mine"
LONGEST_MARK = 20_000


@dataclass(frozen=True)
class Edited:
    """What a request of *reader* edits: rows of these keys in this institution, locked until it is answered."""

    institution: UUID
    rows: tuple[UUID, ...]
    reader: UUID | None = None


@dataclass(frozen=True)
class Change:
    """That someone saved meanwhile: their names (none where no one is known), and when last.

    `is_own`: no one but the reader did, in another window.
    """

    names: tuple[str, ...]
    at: datetime | None
    is_own: bool = False


@dataclass(frozen=True)
class Difference:
    """A field that another changed: what stands now, what was typed, and which is offered first."""

    name: str
    label: str
    theirs: str
    mine: str
    offered: str


Teller = Callable[[Edited, datetime], Change]
_now: ContextVar[Edited | None] = ContextVar("edited", default=None)
_tellers: list[Teller] = []


def tell_who(teller: Teller) -> None:
    """Let *teller* say who changed the rows of an `Edited` since a moment. The last one counts."""
    _tellers[:] = [teller]


def one_at_a_time(
    kind: type[models.Model], *, by: str = "pk", column: str = "pk"
) -> Callable[..., Any]:
    """Let a view that saves hold the row of *kind*, whose key is its argument *by*, until it is done.

    Stands below the decorator that says who may. Without an argument of that name, the row is the reader's
    institution. A page that is only read holds nothing.
    """

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def holding(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method != "POST":
                return view(request, *args, **kwargs)
            institution = request.membership.institution_id  # type: ignore[attr-defined]
            key = kwargs.get(by, institution)
            with transaction.atomic():
                held = kind._default_manager.select_for_update(of=("self",)).filter(**{column: key})
                rows = tuple(held.order_by("pk").values_list("pk", flat=True))
                token = _now.set(Edited(institution, rows, request.user.pk))
                try:
                    return view(request, *args, **kwargs)
                finally:
                    _now.reset(token)

        holding.holds = kind  # type: ignore[attr-defined]
        return holding

    return decorate


class EditForm(forms.BaseForm):
    """A form that changes what is there, mixed in before `Form` or `ModelForm`.

    Its page shows `components/error_summary.html` inside the `<form>`, or `{{ form }}`: the mark stands there.
    """

    @property
    def is_edit(self) -> bool:
        """Whether the form changes something; one that makes something new has nothing to lose."""
        instance = getattr(self, "instance", None)
        return instance is None or not instance._state.adding

    @property
    def mark_name(self) -> str:
        return self.add_prefix(MARK)

    @cached_property
    def mark(self) -> str:
        """When the values were read, and a fingerprint of each."""
        prints = {name: _print(value) for name, value in self._standing.items()}
        return json.dumps({"at": timezone.now().timestamp(), **prints}, separators=(",", ":"))

    @cached_property
    def differences(self) -> list[Difference]:
        """The fields that another changed since this page was opened, and that differ from what is sent."""
        opened = self._opened
        found = []
        for name, now in self._standing.items():
            before, typed = opened.get(name), self._typed(name)
            if before is None or before == _print(now) or typed == now:
                continue
            offered = THEIRS if _print(typed) == before else MINE
            shown = self[name]
            found.append(
                Difference(
                    name=self.add_prefix(f"{CHOICE}-{name}"),
                    label=str(shown.label),
                    theirs=_words(shown, now),
                    mine=_words(shown, typed),
                    offered=offered,
                )
            )
        return found

    @cached_property
    def changed_by(self) -> Change:
        """Who saved meanwhile."""
        edited, opened = _now.get(), self._opened.get("at")
        if edited is None or opened is None or not _tellers:
            return Change((), None)
        keys = {*edited.rows}
        if (instance := getattr(self, "instance", None)) is not None:
            keys.add(instance.pk)
        since = datetime.fromtimestamp(float(opened), UTC)
        return _tellers[0](replace(edited, rows=tuple(keys)), since)

    def full_clean(self) -> None:
        if self.is_bound and self.is_edit:
            self._take_theirs()
        super().full_clean()
        if self.is_bound and self.is_edit and self.differences:
            # Who saved what meanwhile, the notice under it says.
            said = _("Nothing is saved yet. Choose what to keep, then save again.")
            self.add_error(None, forms.ValidationError(said, code="changed_meanwhile"))

    def _take_theirs(self) -> None:
        chosen = [
            name
            for name in self.fields
            if self.data.get(self.add_prefix(f"{CHOICE}-{name}")) == THEIRS
        ]
        if not chosen:
            return
        data: Any = self.data
        self.data = data = data.copy()
        for name in chosen:
            _put(data, self.add_prefix(name), self._standing[name])

    @cached_property
    def _standing(self) -> dict[str, Any]:
        """The values as they are now, as a browser would send them."""
        return {
            name: self._as_sent(name, self.get_initial_for_field(field, name))
            for name, field in self._marked()
        }

    def _marked(self) -> Iterator[tuple[str, forms.Field]]:
        for name, field in self.fields.items():
            secret = isinstance(field.widget, forms.PasswordInput)
            if not (secret or field.disabled or isinstance(field, forms.FileField)):
                yield name, field

    @cached_property
    def _opened(self) -> dict[str, Any]:
        """What the page that was sent had been opened with; nothing where it says nothing sensible."""
        sent = self.data.get(self.mark_name, "") if self.is_bound else ""
        try:
            read = json.loads(sent) if len(sent) <= LONGEST_MARK else {}
            float(read["at"])
        except (ValueError, TypeError, KeyError):
            return {}
        return read if isinstance(read, dict) else {}

    def _typed(self, name: str) -> Any:
        field = self.fields[name]
        given = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        return self._as_sent(name, given)

    def _as_sent(self, name: str, value: Any) -> Any:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return bool(value)
        ready = field.prepare_value(value)
        if isinstance(ready, list | tuple | set | models.QuerySet):
            return sorted(str(getattr(one, "pk", one)) for one in ready)
        shown = field.widget.format_value(ready)
        if isinstance(shown, list | tuple):
            shown = shown[0] if shown else ""
        text = "" if shown is None else str(shown)
        if isinstance(field, forms.FloatField | forms.IntegerField | forms.DecimalField):
            text = text.removesuffix(".0")
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _print(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:12]


def _put(data: Any, name: str, value: Any) -> None:
    """Let *data* hold what a browser sends for *value*."""
    if value is False:
        data.pop(name, None)
    elif isinstance(value, list):
        data.setlist(name, value)
    else:
        data[name] = "on" if value is True else value


def _words(shown: forms.BoundField, value: Any) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    choices = dict(_flat(getattr(shown.field, "choices", ())))
    given = value if isinstance(value, list) else [value]
    return ", ".join(str(choices.get(one, one)) for one in given) or _("(empty)")


def _flat(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield str(value), str(label)
