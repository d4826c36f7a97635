"""The signs of a relationship, as the glossary explains them."""

from django.utils.translation import gettext as _

from evaluations.check_ins.early_warning.domain.health import LABELS, MEANINGS
from networks.glossary.domain import Chapter, term


def signs() -> Chapter:
    """Return the chapter on how pairs and groups are doing."""
    return Chapter(
        "signs",
        _("How a pair or a group is doing"),
        _("Based on meetings, check-ins, action items, and ratings, never on what people write."),
        tuple(term(LABELS[state], MEANINGS[state]) for state in LABELS),
    )
