"""Why a pair and why no one, in sentences for the one who reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.engine.pairs.explanations import Unmatched, reasons
from matching.engine.scoring import DEFAULT_WEIGHTS
from matching.programs.enrollment.models import Enrollment
from networks.phrases import AREA_PHRASES, RANK_STEPS, ROLE_LABELS, joined

DIRECTOR, PROTEGE, MENTOR = "director", "protege", "mentor"
REASONS_SHOWN = 4

PART_LABELS = {
    "area": gettext_lazy("Areas the mentee needs and the mentor offers"),
    "role": gettext_lazy("Roles wanted and offered"),
    "expertise": gettext_lazy("Similar expertise and goals"),
    "distance": gettext_lazy("Mentor about half a generation ahead"),
    "reach": gettext_lazy("How they like to meet, and time zone"),
    "unit": gettext_lazy("Different units"),
    "language": gettext_lazy("Shared language"),
    "supervisor": gettext_lazy("Different supervisors (neither supervises the other)"),
    "protege_wish": gettext_lazy("The mentee’s choices"),
    "mentor_wish": gettext_lazy("The mentor’s choices"),
}
RULE_LABELS = {
    "itself": gettext_lazy("same person"),
    "no_place": gettext_lazy("no openings left"),
    "tied": gettext_lazy("already in a mentoring relationship"),
    "blocked": gettext_lazy("kept apart by a request or a decision"),
    "supervision": gettext_lazy("line of supervision"),
    "rank": gettext_lazy("rule on ranks"),
    "unit": gettext_lazy("rule on units"),
    "supervisor": gettext_lazy("rule on supervisors"),
}
CONFIDENTIAL = frozenset({"tied", "blocked"})
"""Relationships that people made on their own, and whom they declined or asked to be kept apart from."""


def pair_reasons(
    protege: Enrollment,
    mentor: Enrollment,
    *,
    parts: Mapping[str, float],
    choice: int | None = None,
    reader: str = DIRECTOR,
    weights: Mapping[str, float] | None = None,
) -> list[str]:
    """Return why the two fit, what weighs most first, in the words of the one who reads it.

    Wishes are confidential: a reader learns of their own alone; a director learns which choice
    of the protégé's it was, as the program tells them beforehand.
    """
    spoken = {
        "area": _area(protege, mentor),
        "role": _role(protege, mentor),
        "expertise": _expertise(protege, mentor),
        "distance": _distance(protege, mentor),
        "unit": _unit(protege, mentor),
        "protege_wish": _protege_wish(choice, parts, reader),
        "mentor_wish": _mentor_wish(parts, reader),
    }
    said = (spoken.get(reason.part) for reason in reasons(parts, weights or DEFAULT_WEIGHTS))
    return [words for words in said if words][:REASONS_SHOWN]


def _area(protege: Enrollment, mentor: Enrollment) -> str:
    wanted = sorted(protege.areas, key=lambda area: (protege.areas[area], area))
    met = [AREA_PHRASES[area] for area in wanted if area in mentor.areas and area in AREA_PHRASES]
    return _("Needs and offers match in %(areas)s") % {"areas": joined(met[:3])} if met else ""


def _role(protege: Enrollment, mentor: Enrollment) -> str:
    met = [ROLE_LABELS[role].lower() for role in protege.roles if role in mentor.roles]
    return _("Wanted and offered: %(roles)s") % {"roles": joined(met[:3])} if met else ""


def _expertise(protege: Enrollment, mentor: Enrollment) -> str:
    own = {term.casefold() for term in mentor.expertise}
    both = [term for term in protege.expertise if term.casefold() in own]
    if both:
        return _("Both know about %(terms)s") % {"terms": joined(both[:3])}
    return _("They describe their work and goals in similar words")


def _distance(protege: Enrollment, mentor: Enrollment) -> str:
    steps = RANK_STEPS.get(mentor.member.rank, 0) - RANK_STEPS.get(protege.member.rank, 0)
    if steps < 1:
        return ""
    return ngettext("One rank ahead", "%(steps)d ranks ahead", steps) % {"steps": steps}


def _unit(protege: Enrollment, mentor: Enrollment) -> str:
    return _("From different units") if protege.member.unit_id != mentor.member.unit_id else ""


def _protege_wish(choice: int | None, parts: Mapping[str, float], reader: str) -> str:
    if choice is None or reader == MENTOR or not parts.get("protege_wish"):
        return ""
    if reader == PROTEGE:
        return _("Number %(choice)d on your list") % {"choice": choice}
    return _("Number %(choice)d on the mentee’s list") % {"choice": choice}


def _mentor_wish(parts: Mapping[str, float], reader: str) -> str:
    if reader == PROTEGE or not parts.get("mentor_wish"):
        return ""
    return _("On your list") if reader == MENTOR else _("On the mentor’s list")


def cause_facts(
    found: Unmatched, proteges: tuple[str, ...], mentors: tuple[str, ...]
) -> dict[str, Any]:
    """Return a cause as JSON, with keys of people instead of rows and columns."""
    cause: dict[str, Any] = {
        "cause": found.cause,
        "rule": found.rule.name.lower() if found.rule is not None else "",
        "removed": {rule.name.lower(): count for rule, count in found.removed.items()},
        "candidates": found.candidates,
        "losses": [
            {
                "mentor": mentors[loss.col],
                "holders": [proteges[row] for row in loss.holders[:5]],
                "by_wish": loss.by_wish,
            }
            for loss in found.losses
        ],
    }
    if change := found.change:
        cause["change"] = {
            "kind": change.kind,
            "mentor": mentors[change.col] if change.limit is None else "",
            "rule": change.rule.name.lower() if change.rule is not None else "",
            "opens": change.opens,
        }
        if change.limit is not None:
            cause["change"]["limit"] = change.limit
    return cause


def cause_sentences(
    cause: Mapping[str, Any],
    names: Mapping[str, str],
    *,
    tells_all: bool = False,
    limits: Sequence[str] = (),
) -> list[str]:
    """Return why someone has no mentor, and what would help. *names* maps keys to names.

    *tells_all*: the reader wrote everything of it, as in a spreadsheet. Otherwise no count is told, because
    what it leaves of all mentors would be those whom something confidential rules out. *limits* are those that the
    run was asked for, in words.
    """
    if not cause:
        return []
    found = [_cause(cause, names, tells_all=tells_all)]
    for loss in cause.get("losses", ())[:2]:
        holders = [names.get(key, _("someone")) for key in loss["holders"]]
        mentor = names.get(loss["mentor"], _("a mentor"))
        if holders:
            words = (
                _("%(mentor)s chose and was matched with %(holders)s.")
                if loss["by_wish"]
                else _("%(mentor)s was matched with %(holders)s.")
            )
            found.append(words % {"mentor": mentor, "holders": joined(holders[:3])})
    if change := cause.get("change"):
        found.append(_change(change, names, limits))
    return found


def _cause(cause: Mapping[str, Any], names: Mapping[str, str], *, tells_all: bool) -> str:
    match cause["cause"]:
        case "left_out":
            return _("Left out of this run.")
        case "passed_over":
            return _("Everyone who could mentor this person was left out of this run.")
        case "limits":
            return _("Your rules for the matches leave no opening for this person.")
        case "asked":
            return _("We asked this person and %(mentor)s if they want to be paired.") % {
                "mentor": names.get(cause["mentor"], _("a mentor"))
            }
        case "places_taken" if not tells_all:
            return _("All possible mentors were matched with other mentees.")
        case "places_taken":
            return ngettext(
                "The only possible mentor has no openings left.",
                "All %(count)d possible mentors were matched with other mentees.",
                cause["candidates"],
            ) % {"count": cause["candidates"]}
    order = list(RULE_LABELS)
    removed = sorted(
        cause["removed"].items(), key=lambda item: (tells_all and -item[1], order.index(item[0]))
    )
    told = [
        _("%(rule)s (%(count)d)") % {"count": count, "rule": RULE_LABELS[rule]}
        if tells_all
        else str(RULE_LABELS[rule])
        for rule, count in removed
        if tells_all or rule not in CONFIDENTIAL
    ]
    if not told:
        return _("No mentor is possible.")
    return _("No mentor is possible. Mentors ruled out by: %(rules)s.") % {"rules": joined(told)}


def _change(change: Mapping[str, Any], names: Mapping[str, str], limits: Sequence[str]) -> str:
    mentor = names.get(change["mentor"], _("a mentor"))
    if change["kind"] == "limit":
        at = change["limit"]
        limit = limits[at] if at < len(limits) else _("a limit")
        return _("One more here would give this person a mentor: %(limit)s.") % {"limit": limit}
    if change["kind"] == "reserved":
        return _("One reserved opening less with %(mentor)s would give this person a mentor.") % {
            "mentor": mentor
        }
    if change["kind"] == "place":
        return _("One more opening with %(mentor)s would give this person a mentor.") % {
            "mentor": mentor
        }
    rule = RULE_LABELS[change["rule"]]
    if change["opens"] > 1:
        return _(
            "%(count)d mentors with openings, such as %(mentor)s, are ruled out only by: %(rule)s."
        ) % {"rule": rule, "count": change["opens"], "mentor": mentor}
    return _("%(mentor)s has an opening and is ruled out only by: %(rule)s.") % {
        "rule": rule,
        "mentor": mentor,
    }
