"""The kinds of programs, as the glossary explains them."""

from django.utils.translation import gettext as _

from matching.programs.kinds import TRAITS
from networks.glossary.domain import Chapter, term


def program_kinds() -> Chapter:
    """Return the chapter on what an institution can run as a program."""
    return Chapter(
        "program-kinds",
        _("Kinds of programs"),
        _("What people in a program do together. The program’s director chooses the kind."),
        tuple(term(one.kind.label, one.what) for one in TRAITS.values()),
    )
