"""Groups in sentences: aims, rules that are broken or to be relaxed, who waits and why.

What someone asked for in confidence is never named: neither who asked nor what for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.engine.groups.forming import Broken, Rules
from matching.groups.forming.domain.cohort import ITSELF, SUPERVISION
from matching.groups.forming.domain.facilitators import STOPPED
from matching.groups.forming.domain.inputs import GroupCohort, slots_of
from matching.groups.hours import SLOTS_A_DAY, at, longest_stretch, stretches
from matching.groups.membership.domain.departures import left_sentence
from networks.phrases import joined

AIM_LABELS = {
    "goals_shared": gettext_lazy("Shared goals"),
    "expertise_mixed": gettext_lazy("Expertise that complements"),
    "rank_close": gettext_lazy("Close in rank"),
    "rank_mixed": gettext_lazy("Mixed ranks"),
    "units_mixed": gettext_lazy("Several units in each group"),
    "previous_mixed": gettext_lazy("With other people than last time"),
    "previous_kept": gettext_lazy("With the same people as last time"),
    "hours_shared": gettext_lazy("Hours in common, two by two"),
    "size_middle": gettext_lazy("Sizes in the middle of the range"),
}
HOURS_SHOWN = 3


def broken_sentence(one: Broken, cohort: GroupCohort, names: Mapping[str, str]) -> str:
    """Return one broken rule in words. *names*: keys of enrollments to names."""
    if one.private or one.rule == "not_alone":
        return _("Somebody in this group has asked for something that this breaks.")
    people = sorted(names.get(key, _("somebody")) for key in one.keys)
    rules = cohort.rules
    match one.rule:
        case "smallest":
            return ngettext(
                "Too few: a group has at least %(count)d member.",
                "Too few: a group has at least %(count)d members.",
                rules.smallest,
            ) % {"count": rules.smallest}
        case "largest":
            return ngettext(
                "Too many: a group has at most %(count)d member.",
                "Too many: a group has at most %(count)d members.",
                rules.largest,
            ) % {"count": rules.largest}
        case "apart":
            return _apart(one, people)
        case "left":
            return left_sentence(joined(people))
        case "hours":
            return _("No hour of the week suits all for a whole session.")
        case "hours_said":
            return _("%(names)s: has not said which hours suit. Ask for them.") % {
                "names": joined(people)
            }
        case "least_units":
            return ngettext(
                "Its members should come from at least %(count)d unit.",
                "Its members should come from at least %(count)d units.",
                rules.least_units,
            ) % {"count": rules.least_units}
        case "facilitated":
            return _("No one facilitates it.")
        case "capacity":
            return _("%(names)s leads more groups than they have room for.") % {
                "names": joined(people)
            }
    return _("%(names)s cannot be placed like this.") % {"names": joined(people)}


def _apart(one: Broken, people: list[str]) -> str:
    if one.reason == SUPERVISION:
        return _("%(names)s: one leads the other in the line of supervision.") % {
            "names": joined(people)
        }
    if one.reason == STOPPED:
        return _("Its facilitator has stopped facilitating this group before: choose another.")
    if one.reason == ITSELF:
        return _("%(name)s cannot be a member of the group that they facilitate.") % {
            "name": people[0] if people else _("Somebody")
        }
    return _("Somebody in this group has asked for something that this breaks.")


def whom_to_ask(members: Sequence[str], facilitator: str | None, cohort: GroupCohort) -> list[str]:
    """Return the keys of those without whose hours a session would suit all the others.

    For a group that has no hour in common: each of them alone could mend it. What they said is
    not told.
    """
    slots = slots_of(cohort)
    there = [key for key in (*members, facilitator) if key and slots.get(key)]
    found = []
    for key in there:
        others = [slots[other] for other in there if other != key]
        common = frozenset.intersection(*others) if others else frozenset()
        if longest_stretch(common) >= cohort.rules.session_slots:
            found.append(key)
    return found


def ask_sentence(keys: Sequence[str], names: Mapping[str, str]) -> str:
    """Return who could be asked for more hours, in words; empty for no one in particular."""
    people = [names[key] for key in keys if key in names]
    if not people:
        return _("More than one would need other hours: put some of them into another group.")
    if len(people) == 1:
        return _("Ask %(name)s for other hours: with them, a session would suit all.") % {
            "name": people[0]
        }
    return _("Ask one of these for other hours: %(names)s.") % {"names": joined(people)}


def hours_words(starts: Iterable[int]) -> str:
    """Return when a session can begin, on the program's clock: "Tuesday 9:00–11:30"."""
    said = []
    found = stretches(starts)
    for first, after in found[:HOURS_SHOWN]:
        day = WEEKDAYS[first // SLOTS_A_DAY % 7]
        begin, last = time_format(at(first)), time_format(at(after - 1))
        said.append(f"{day} {begin}" if begin == last else f"{day} {begin}–{last}")
    if len(found) > HOURS_SHOWN:
        said.append(
            ngettext("%(count)d more", "%(count)d more", len(found) - HOURS_SHOWN)
            % {"count": len(found) - HOURS_SHOWN}
        )
    return joined(said)


def waiting_sentence(cause: str) -> str:
    """Return why the engine left someone waiting, and what would help, in words.

    What others asked for in confidence is not told from the rest.
    """
    match cause:
        case "too_few":
            return _("There are not enough people for a group.")
        case "hours_not_said":
            return _("Has not said which hours suit. Ask for them.")
        case "hours_short":
            return _("None of their hours is long enough for a session. Ask for more hours.")
        case "hours_alone":
            return _("Too few others have hours in common with them. Ask for more hours.")
        case "locked":
            return _("Those with whom they are locked do not fit into one group.")
        case "no_facilitator":
            return _("No facilitator can lead a group for them.")
        case "facilitators_full":
            return _("The facilitators lead as many groups as they have room for.")
        case "":
            return _("Put here by hand.")
    return _("No group that keeps the rules has a place for them.")


def gap_words(summary: Mapping[str, Any], *, broken: int, changed: bool) -> str:
    """Return how far from the best possible a run's groups are, in words.

    Nothing is said of groups that break a rule (*broken* now, or as proposed), or that are not those
    of the run any more (*changed*): the bound was worked out for others. What is called the best is
    so among groupings with as many people placed, around what was kept.
    """
    gap = summary.get("gap")
    if gap is None or broken or changed or summary.get("broken"):
        return ""
    if gap == 0:
        if summary.get("kept"):
            return _(
                "No other grouping that keeps the groups and locks there are, and these rules, and "
                "places as many people, meets the aims better: proved."
            )
        return _(
            "No other grouping of these people that keeps these rules and places as many of them "
            "meets the aims better: proved."
        )
    return _(
        "These groups meet the aims at %(share)d%% of a bound that no grouping with as many people "
        "placed can pass; the best possible lies somewhere between."
    ) % {"share": min(99, int((1 - gap) * 100))}


def relax_sentence(rule: str, value: int, rules: Rules) -> str:
    """Return one rule to relax, in words."""
    match rule:
        case "smallest":
            return _("Let a group have %(value)d members at the least, instead of %(now)d.") % {
                "value": value,
                "now": rules.smallest,
            }
        case "largest":
            return _("Let a group have %(value)d members at the most, instead of %(now)d.") % {
                "value": value,
                "now": rules.largest,
            }
        case "session_slots" | "hours" if value:
            return _("Let a session take %(value)d minutes, instead of %(now)d.") % {
                "value": value * 30,
                "now": rules.session_slots * 30,
            }
        case "hours":
            return _("Let groups be formed without an hour in common.")
        case "hours_said":
            return _("Place people who have not said their hours, or ask them for their hours.")
        case "not_alone":
            return _("Let the wishes not to be alone be avoided rather than ruled out.")
        case "least_units":
            return _("Ask for %(value)d units in a group, instead of %(now)d.") % {
                "value": max(1, value),
                "now": rules.least_units,
            }
        case "facilitated":
            return _("Let groups go without a facilitator.")
        case "capacity":
            return ngettext(
                "Find a facilitator for %(count)d more group.",
                "Find facilitators for %(count)d more groups.",
                max(1, value),
            ) % {"count": max(1, value)}
        case "together" | "led":
            return _("Unlock those who are locked in a group.")
    return _("Not everybody can be placed as they and others asked.")
