"""What someone writes over months: a working copy that saves itself, and dated versions of it.

The self-assessment with its goals and the development plan are written in this way. Each keeps
its texts as it likes; this is how a save is judged, and how a version is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from mentornet.audit_verbs import Verb
from profiles.errors import DomainError
from profiles.institution.domain.audit import record
from profiles.models import Membership

Copy = TypeVar("Copy", bound=Model)


class EditedElsewhere(DomainError):
    """The text was changed in another tab after this one read it. `saved` is what stands there."""

    code = "edited_elsewhere"

    def __init__(self, *, saved: Mapping[str, Any], revision: int) -> None:
        super().__init__(
            _("You changed this in another tab or on another device after you opened it here.")
        )
        self.saved = dict(saved)
        self.revision = revision

    @property
    def while_typing(self) -> str:
        """What a form that saves itself says of it near its fields."""
        return _(
            "Not saved. You changed this in another tab or on another device. "
            "Press Save to see both texts."
        )


@dataclass(frozen=True)
class Mark:
    """The revision that last changed a text, and the browser tab that did."""

    revision: int = 0
    tab: str = ""


@dataclass(frozen=True)
class Reading:
    """What a page that saves says of itself: the revision that it has read, and its tab.

    `closing`: the tab leaves the page. A save that it sent earlier and that arrives later is then
    refused instead of undoing this one.
    """

    revision: int
    tab: str = ""
    closing: bool = False


def mark_after(
    mark: Mark,
    reading: Reading,
    *,
    saved: Mapping[str, Any],
    wanted: Mapping[str, Any],
    newest: int,
) -> Mark | None:
    """Return the mark that saving *wanted* over *saved* leaves behind; None where nothing changes.

    *newest* is the latest revision of all that stands in the same row. Raises EditedElsewhere when
    the text was changed after the page read it, unless by the same tab, whose earlier save may
    still be on its way back.
    """
    same_tab = bool(reading.tab) and mark.tab == reading.tab
    if wanted != saved:
        if mark.revision > reading.revision and not same_tab:
            raise EditedElsewhere(saved=saved, revision=newest)
        mark = Mark(newest + 1, reading.tab)
    elif not (reading.closing and same_tab):
        return None
    return replace(mark, tab="") if reading.closing else mark


def save_part_of(
    copy: Any,
    key: str,
    reading: Reading,
    *,
    saved: Mapping[str, Any],
    wanted: Mapping[str, Any],
    write: Callable[[], None],
) -> None:
    """Save one part of a working copy (locked by the caller) with its mark under *key*.

    *write* puts *wanted* into its fields. Raises EditedElsewhere as `mark_after` does.
    """
    mark = mark_after(
        Mark(**copy.part_marks.get(key, {})),
        reading,
        saved=saved,
        wanted=wanted,
        newest=copy.revision,
    )
    if mark is None:
        return
    write()
    copy.part_marks[key] = asdict(mark)
    copy.revision = max(copy.revision, mark.revision)
    copy.save()


def find_copy(model: type[Copy], member: Membership) -> Copy:
    """Return *member*'s working copy to read; unsaved and empty where they never wrote."""
    rows = model._default_manager
    return rows.filter(member=member).first() or model(
        member=member, institution=member.institution
    )


def own_copy(model: type[Copy], member: Membership) -> Copy:
    """Return *member*'s working copy, made empty at the first call."""
    copy, _made = model._default_manager.get_or_create(
        member=member, defaults={"institution": member.institution}
    )
    return copy


def lock_copy(model: type[Copy], member: Membership) -> Copy:
    """Return *member*'s working copy, locked until the transaction ends; made empty at the first call."""
    own_copy(model, member)
    return model._default_manager.select_for_update().get(member=member)


def keep_version(
    model: type[Model], member: Membership, *, content: Mapping[str, Any], verb: Verb
) -> Any:
    """Freeze *content* as *member*'s next version, recorded as *verb*.

    Unchanged since the last version (a double submit): that one is returned. *model* is a table
    of versions; the working copy is held by the caller, so that numbers do not collide.
    """
    own = model._default_manager.filter(member=member)
    last: Any = own.order_by("-number").first()
    if last is not None and last.content == content:
        return last
    version = model._default_manager.create(
        member=member,
        institution=member.institution,
        number=last.number + 1 if last else 1,
        submitted_at=timezone.now(),
        content=content,
    )
    record(verb, actor=member.user, institution=member.institution, subject=version)
    return version
