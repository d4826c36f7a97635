"""Groups in sentences: aims, rules that are broken or to be relaxed, who waits and why.

What someone asked for in confidence is never named: neither who asked nor what for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.engine.groups.forming import Broken, Rules
from matching.groups.forming.domain.cohort import ITSELF, SUPERVISION
from matching.groups.forming.domain.facilitators import STOPPED
from matching.groups.forming.domain.inputs import GroupCohort, slots_of
from matching.groups.hours import SLOTS_A_DAY, at, longest_stretch, stretches
from matching.groups.membership.domain.departures import left_sentence
from mentornet import moments
from networks.phrases import joined

AIM_LABELS = {
    "goals_shared": gettext_lazy("Shared goals"),
    "expertise_mixed": gettext_lazy("Complementary expertise"),
    "rank_close": gettext_lazy("Similar ranks"),
    "rank_mixed": gettext_lazy("Mixed ranks"),
    "units_mixed": gettext_lazy("Several units in each group"),
    "previous_mixed": gettext_lazy("Different people than last time"),
    "previous_kept": gettext_lazy("Same people as last time"),
    "hours_shared": gettext_lazy("Shared hours, person by person"),
    "size_middle": gettext_lazy("Group sizes in the middle of the range"),
}
PEER_AIM_LABELS = AIM_LABELS | {
    "units_mixed": gettext_lazy("Different units"),
    "previous_mixed": gettext_lazy("Not with people from earlier groups"),
    "previous_kept": gettext_lazy("With people from earlier groups"),
}
HOURS_SHOWN = 3


def broken_sentence(one: Broken, cohort: GroupCohort, names: Mapping[str, str]) -> str:
    """Return one broken rule in words. *names*: keys of enrollments to names."""
    if one.private or one.rule == "not_alone":
        return _("This breaks a request from someone in this group.")
    people = sorted(names.get(key, _("someone")) for key in one.keys)
    rules = cohort.rules
    match one.rule:
        case "smallest":
            return _("Too few members. A group needs at least %(count)d.") % {
                "count": rules.smallest
            }
        case "largest":
            return _("Too many members. A group can have up to %(count)d.") % {
                "count": rules.largest
            }
        case "apart":
            return _apart(one, people)
        case "left":
            return left_sentence(joined(people))
        case "hours":
            return _("No time of the week works for everyone for a full session.")
        case "hours_said":
            return _("Hours missing: %(names)s. Ask them to mark their hours.") % {
                "names": joined(people)
            }
        case "least_units":
            return ngettext(
                "Members should come from at least %(count)d unit.",
                "Members should come from at least %(count)d units.",
                rules.least_units,
            ) % {"count": rules.least_units}
        case "facilitated":
            return _("This group has no facilitator.")
        case "capacity":
            return _("Too many groups to lead for: %(names)s.") % {"names": joined(people)}
    return _("Can’t be placed here: %(names)s.") % {"names": joined(people)}


def _apart(one: Broken, people: list[str]) -> str:
    if one.reason == SUPERVISION:
        return _("In the same line of supervision: %(names)s.") % {"names": joined(people)}
    if one.reason == STOPPED:
        return _("The facilitator stopped facilitating this group before. Choose someone else.")
    if one.reason == ITSELF:
        return _("%(name)s can’t be a member of the group they facilitate.") % {
            "name": people[0] if people else _("Someone")
        }
    return _("This breaks a request from someone in this group.")


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
        return _("More than one person would need other hours. Move some of them to another group.")
    if len(people) == 1:
        return _("Ask %(name)s for more hours. Then a session could work for everyone.") % {
            "name": people[0]
        }
    return _("Ask one of these people for more hours: %(names)s.") % {"names": joined(people)}


def hours_words(starts: Iterable[int]) -> str:
    """Return when a session can begin, on the program's clock: "Tuesday 9:00–11:30"."""
    said = []
    found = stretches(starts)
    for first, after in found[:HOURS_SHOWN]:
        day = WEEKDAYS[first // SLOTS_A_DAY % 7]
        begin, last = moments.clock(at(first)), moments.clock(at(after - 1))
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
            return _("There aren’t enough people for a group.")
        case "hours_not_said":
            return _("Hours missing. Ask this person to mark their hours.")
        case "hours_short":
            return _("Doesn’t have enough hours in a row for a session. Ask for more hours.")
        case "hours_alone":
            return _("Shares hours with too few others. Ask for more hours.")
        case "locked":
            return _("The people locked together with them don’t fit into one group.")
        case "no_facilitator":
            return _("No facilitator can lead a group for them.")
        case "facilitators_full":
            return _("All facilitators already lead as many groups as they can.")
        case "odd":
            return _(
                "The number of people is odd, so one person is left. The next run can place them."
            )
        case "no_partner":
            return _("No possible partner was left for this person.")
        case "":
            return _("Moved here by a director.")
    return _("No group that follows the rules has room for them.")


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
                "This is proven to be the best result for the aims, given these rules, the "
                "existing groups and locks, and as many people placed."
            )
        return _(
            "This is proven to be the best result for the aims, given these rules and as "
            "many people placed."
        )
    return _(
        "These groups reach %(share)d%% of a limit that no grouping with as many people "
        "placed can exceed. The best possible result is somewhere in between."
    ) % {"share": min(99, int((1 - gap) * 100))}


def relax_sentence(rule: str, value: int, rules: Rules) -> str:
    """Return one rule to relax, in words."""
    match rule:
        case "smallest":
            return _("Lower the minimum group size from %(now)d to %(value)d members.") % {
                "value": value,
                "now": rules.smallest,
            }
        case "largest":
            return _("Raise the maximum group size from %(now)d to %(value)d members.") % {
                "value": value,
                "now": rules.largest,
            }
        case "session_slots" | "hours" if value:
            return _("Shorten sessions from %(now)d to %(value)d minutes.") % {
                "value": value * 30,
                "now": rules.session_slots * 30,
            }
        case "hours":
            return _("Allow groups without shared hours.")
        case "hours_said":
            return _("Place people who haven’t marked their hours, or ask them to.")
        case "not_alone":
            return _("Allow that someone is the only one in a group, but avoid it.")
        case "least_units":
            return _("Lower the minimum number of units in a group from %(now)d to %(value)d.") % {
                "value": max(1, value),
                "now": rules.least_units,
            }
        case "facilitated":
            return _("Allow groups without a facilitator.")
        case "capacity":
            return ngettext(
                "Find a facilitator for %(count)d more group.",
                "Find facilitators for %(count)d more groups.",
                max(1, value),
            ) % {"count": max(1, value)}
        case "together" | "led":
            return _("Unlock the people who are locked in a group.")
    return _("Not everyone can be placed the way they and others asked.")
