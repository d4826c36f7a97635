"""The steps of the setup in words: what each is for, what is missing, where it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django_stubs_ext import StrOrPromise

from evaluations.dashboard.setup.domain.progress import MAY_SKIP, Facts, Progress, State, Step
from mentornet.clock import zone_words
from mentornet.moments import number


@dataclass(frozen=True)
class Words:
    """A step as it is shown: `said` is what is there or missing."""

    title: StrOrPromise
    why: StrOrPromise
    act: StrOrPromise
    url_name: str
    said: Callable[[Facts], str]


@dataclass(frozen=True)
class Row:
    """One step on the page."""

    step: Step
    words: Words
    state: State
    said: str
    is_next: bool

    @property
    def may_skip(self) -> bool:
        return self.step in MAY_SKIP and self.state != State.DONE


def rows_of(progress: Progress) -> list[Row]:
    """Return all steps in their order; the first one that is open is the next."""
    following = progress.left[0] if progress.left else None
    return [
        Row(step, WORDS[step], state, WORDS[step].said(progress.facts), step == following)
        for step, state in progress.states.items()
    ]


def _general(facts: Facts) -> str:
    if facts.time_zone == "UTC":
        return _("The time zone is still UTC.")
    return _("Time zone: %(zone)s.") % {"zone": zone_words(ZoneInfo(facts.time_zone))}


def _logo(facts: Facts) -> str:
    if facts.logo:
        return _("Your logo is at the top of pages.")
    return _("No logo yet.")


def _roster(facts: Facts) -> str:
    if facts.import_to_decide:
        return _("A file is waiting for your decision.")
    if facts.people < 2:
        return _("No one but you is on the roster yet.")
    words = ngettext(
        "%(count)s person is on the roster.", "%(count)s people are on the roster.", facts.people
    )
    return words % {"count": number(facts.people)}


def _units(facts: Facts) -> str:
    if not facts.units:
        return _("No units yet. A roster file with a column “unit” adds them.")
    return ngettext("%(count)s unit.", "%(count)s units.", facts.units) % {
        "count": number(facts.units)
    }


def _roles(facts: Facts) -> str:
    missing = []
    if facts.directors < 2:
        missing.append(_("A second program director is missing: someone has to approve changes."))
    if not facts.ombuds:
        missing.append(_("An ombuds is missing: no one can read concerns."))
    return " ".join(missing) or _("You have a second director and an ombuds.")


def _sign_on(facts: Facts) -> str:
    if facts.sign_on:
        return _("Single sign-on is in use.")
    return _("Not connected. People sign in by a link or code that we email them.")


def _program(facts: Facts) -> str:
    if not facts.programs:
        return _("No program yet.")
    return ngettext("%(count)d program.", "%(count)d programs.", facts.programs) % {
        "count": facts.programs
    }


def _activation(facts: Facts) -> str:
    if facts.people < 2:
        return _("First import your roster.")
    if not facts.waiting:
        return _("Everyone has activated their account.")
    words = ngettext(
        "%(count)s person has not activated their account.",
        "%(count)s people have not activated their accounts.",
        facts.waiting,
    )
    return words % {"count": number(facts.waiting)}


WORDS = {
    Step.GENERAL: Words(
        gettext_lazy("Name, time zone and words"),
        gettext_lazy("Times and holidays follow your time zone and region. Choose your own terms."),
        gettext_lazy("Open settings"),
        "profiles:institution_settings",
        _general,
    ),
    Step.LOGO: Words(
        gettext_lazy("Logo"),
        gettext_lazy("Everyone at your institution sees it at the top of pages."),
        gettext_lazy("Choose a logo"),
        "profiles:logo_settings",
        _logo,
    ),
    Step.ROSTER: Words(
        gettext_lazy("Roster"),
        gettext_lazy("Upload a CSV or Excel file. You see every change and error first."),
        gettext_lazy("Upload roster"),
        "profiles:roster",
        _roster,
    ),
    Step.UNITS: Words(
        gettext_lazy("Units"),
        gettext_lazy("Schools, departments and divisions. Merge the ones that are misspelled."),
        gettext_lazy("Check units"),
        "profiles:units",
        _units,
    ),
    Step.ROLES: Words(
        gettext_lazy("Staff roles"),
        gettext_lazy("Who runs programs with you, and who reads concerns."),
        gettext_lazy("Grant a staff role"),
        "profiles:staff_role_grant",
        _roles,
    ),
    Step.SIGN_ON: Words(
        gettext_lazy("Single sign-on"),
        gettext_lazy("People sign in with their account at your institution. This can wait."),
        gettext_lazy("Connect sign-on"),
        "profiles:sign_on_setup",
        _sign_on,
    ),
    Step.PROGRAM: Words(
        gettext_lazy("First program"),
        gettext_lazy("Choose a kind of program, its dates, and who can enroll."),
        gettext_lazy("Start a program"),
        "matching:directing_kinds",
        _program,
    ),
    Step.ACTIVATION: Words(
        gettext_lazy("Activation emails"),
        gettext_lazy("Everyone on the roster gets a link to their account. Do this last."),
        gettext_lazy("Send activation emails"),
        "profiles:roster",
        _activation,
    ),
}
