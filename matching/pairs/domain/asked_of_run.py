"""What a run was asked, as its page shows it: each rule, and what could not be kept, with what to relax."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from matching.pairs.domain.rule_words import said
from matching.pairs.models import Proposal
from matching.programs.models import Program
from matching.programs.runs.models import MatchRun
from networks.phrases import joined
from profiles.models import Membership

NAMED = 3
PAIR_KINDS = ("lock", "forbid")


@dataclass(frozen=True)
class Asked:
    """One rule of a run, and what is missing of it; "" where it is kept."""

    text: str
    missing: str = ""


def asked_of_run(run: MatchRun, proposals: Sequence[Proposal]) -> list[Asked]:
    """Return the rules of *run* at its start, and whether its pairs keep them now. One query, none without rules."""
    facts: list[dict[str, Any]] = run.rules.get("asked", [])
    if not facts:
        return []
    found = run.summary.get("asked", {})
    names = _names([*_keys(facts), *found.get("short", {}), *found.get("reserved_used", ())])
    made = {
        (str(one.protege.member_id), str(one.mentor.member_id))
        for one in proposals
        if one.mentor is not None
    }
    here = {str(one.protege.member_id) for one in proposals}
    uses_all = run.method == Program.Method.BEST
    told, limit = [], 0
    for fact in facts:
        if fact["kind"] in (*PAIR_KINDS, "prefer"):
            missing = _pair(fact, made, here)
        elif fact["kind"] == "limit":
            missing = _limit(found, str(limit))
            limit += 1
        else:
            missing = _other(fact, found, names)
        if fact["kind"] not in PAIR_KINDS and not uses_all:
            missing = f"{_('This method does not use this rule.')} {missing}".strip()
        told.append(Asked(said(fact, names), missing))
    return told


def _keys(facts: Iterable[Mapping[str, Any]]) -> list[str]:
    return [fact[name] for fact in facts for name in ("protege", "mentor") if fact.get(name)]


def _names(keys: list[str]) -> dict[str, str]:
    return {str(one.pk): one.name for one in Membership.objects.filter(pk__in=keys)}


def _pair(fact: Mapping[str, Any], made: set[tuple[str, str]], here: set[str]) -> str:
    is_made = (fact["protege"], fact["mentor"]) in made
    if fact["kind"] == "forbid":
        return _("They are a pair in this run. Change it.") if is_made else ""
    if is_made or fact["protege"] not in here:
        return ""
    if fact["kind"] == "prefer":
        return _("Not made: other rules or openings came first.")
    match fact.get("parted"):
        case "supervision":
            return _("Not made: one supervises the other.")
        case "rank":
            return _("Not made: the rule on ranks rules it out. Change it in the program.")
        case "unit":
            return _(
                "Not made: they are in the same unit. Allow pairs of one unit in the program, or remove this."
            )
        case "supervisor":
            return _(
                "Not made: they have the same supervisor. Allow that in the program, or remove this."
            )
    return _("Not made: no opening was left, or you changed it. Add an opening, or remove this.")


def _limit(found: Mapping[str, Any], at: str) -> str:
    if short := found.get("limits_short", {}).get(at, 0):
        return ngettext(
            "%(count)d pair too few. Lower the number, or enroll more people.",
            "%(count)d pairs too few. Lower the number, or enroll more people.",
            short,
        ) % {"count": short}
    if over := found.get("limits_over", {}).get(at, 0):
        return ngettext(
            "%(count)d pair too many. Change a pair, or raise the limit.",
            "%(count)d pairs too many. Change some pairs, or raise the limit.",
            over,
        ) % {"count": over}
    return ""


def _other(fact: Mapping[str, Any], found: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if fact["kind"] == "minimum" and (short := found.get("short", {})):
        return ngettext(
            "%(count)d mentor has fewer: %(names)s. Lower the number, or enroll more mentees.",
            "%(count)d mentors have fewer: %(names)s. Lower the number, or enroll more mentees.",
            len(short),
        ) % {"count": len(short), "names": _some(short, names)}
    if fact["kind"] == "reserved" and (used := found.get("reserved_used", ())):
        return _("Used by others: %(names)s. Change a pair, or remove this.") % {
            "names": _some(used, names)
        }
    return ""


def _some(keys: Iterable[str], names: Mapping[str, str]) -> str:
    known = sorted(names.get(key, _("someone")) for key in keys)
    more = len(known) - NAMED
    if more > 0:
        return joined(
            [*known[:NAMED], ngettext("%(count)d more", "%(count)d more", more) % {"count": more}]
        )
    return joined(known)
