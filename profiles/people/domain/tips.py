"""Tips: a hint on a page where the main gesture is not obvious, shown until a person dismisses it."""

from __future__ import annotations

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.models import DismissedTips, Membership

TIPS: dict[str, str | Promise] = {
    "network_map": _(
        "Tap a person on the map to see every role they have for you. Tap an empty role to see who could help."
    ),
    "sharing": _(
        "Choose who can read each part, then save at the end of the page. You can change it at any time."
    ),
    "offered_times": _(
        "Tap the time that suits you best. The meeting is then planned for both of you."
    ),
    "check_in": _(
        "One tap on the button saves your answer. If it is the wrong one, choose another below."
    ),
}
"""What each tip says, by its name."""


def is_dismissed(member: Membership, tip: str) -> bool:
    """Return whether *member* has dismissed *tip*. One query."""
    return DismissedTips.objects.filter(member=member, tips__contains=[tip]).exists()


@transaction.atomic
def dismiss(member: Membership, *, tip: str) -> None:
    """Show *tip*, one of TIPS, to *member* no more. Idempotent."""
    DismissedTips.objects.get_or_create(member=member, institution=member.institution)
    row = DismissedTips.objects.select_for_update().get(member=member)
    if tip not in row.tips:
        row.tips = [*row.tips, tip]
        row.save(update_fields=["tips"])


def show_again(member: Membership) -> None:
    """Show all tips to *member* again."""
    DismissedTips.objects.filter(member=member).delete()


class TipsOfPage:
    """The tips of one page for its reader, by name: at most one of them is there."""

    def __init__(self, member: Membership) -> None:
        self._member = member
        self._shown = ""

    def __getitem__(self, name: str) -> dict[str, object] | None:
        if name not in TIPS:
            raise KeyError(name)
        if self._shown not in ("", name) or is_dismissed(self._member, name):
            return None
        self._shown = name
        return {"name": name, "text": TIPS[name]}
