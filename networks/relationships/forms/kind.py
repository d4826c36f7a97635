"""The kind of relationship: four plain choices, and the finer kinds behind "More"."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentornet.pages.choices import RadiosWithMeaning
from profiles.own_words import TIE_KIND
from profiles.vocabulary import KIND_MEANING, TieKind, choices_now, entries_now
from profiles.words.fields import OwnWordField

PLAIN_KINDS = {
    TieKind.DYAD.value: _("A senior mentor"),
    TieKind.COLLEGIAL_PEER.value: _("A peer"),
    TieKind.COLLABORATIVE_GROUP.value: _("A group"),
    TieKind.MOSAIC.value: _("A mentor for one thing"),
}


def plain_kinds(*, keep: Collection[str] = ()) -> list[tuple[str, str]]:
    """Return the plain kinds in use and those of *keep*: in the institution's words, else in plainer ones than ours."""
    return [
        (one.key, one.label or str(PLAIN_KINDS[one.key]))
        for one in entries_now(TIE_KIND)
        if one.key in PLAIN_KINDS and (one.is_active or one.key in keep)
    ]


class KindField(OwnWordField):
    """One of `TieKind`; the finer kinds fold away unless one of them is chosen."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Kind of relationship"))
        kwargs.setdefault("initial", TieKind.DYAD)
        super().__init__(kind=TIE_KIND, widget=RadiosWithMeaning(KIND_MEANING), **kwargs)

    def offered(self, keep: list[str]) -> list[Any]:
        """Return the plain kinds, and the finer ones that are in use behind them."""
        in_use = choices_now(self.kind, keep=keep)
        fine = [one for one in in_use if one[0] not in PLAIN_KINDS]
        more = [(str(_("More kinds")), fine)] if fine else []
        return [*plain_kinds(keep=keep), *more]
