"""Two spreadsheets in, one out: pairs with their reasons, and everyone else with the cause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from matching.engine.pairs import cohort
from matching.engine.pairs.cohort import Cohort, Pair
from matching.engine.people import RANKS, Person
from matching.engine.scoring import DEFAULT_WEIGHTS, Rules
from matching.pairs.domain.explanations import cause_facts, cause_sentences
from matching.spreadsheets.domain.apart import Alike, with_the_same
from matching.spreadsheets.domain.asking import NOTHING, Asking, solve
from matching.spreadsheets.domain.naming import resolved
from matching.spreadsheets.domain.parts import Named, Problem, SheetPeople
from networks.phrases import AREA_PHRASES, ROLE_LABELS, joined

# A sheet that says no rank, or few, is matched all the same.
SHEET_RULES = Rules(min_steps=None)
REASONS_SHOWN = 4


@dataclass(frozen=True)
class Line:
    """One protégé's line of the result."""

    protege: str
    protege_email: str
    mentor: str = ""
    mentor_email: str = ""
    score: float | None = None
    choice: int | None = None
    reasons: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    wishes: str = ""
    mentor_wishes: str = ""


@dataclass(frozen=True)
class SheetMatch:
    """The result: a line a protégé, and the mentors who have places left."""

    lines: list[Line]
    free: list[tuple[str, int]]
    problems: list[dict[str, Any]]

    @property
    def pairs(self) -> int:
        return sum(bool(line.mentor) for line in self.lines)


def questions(people: SheetPeople, asking: Asking) -> list[Alike]:
    """Return the names that may be one person's, with what was answered, those not answered first."""
    named = resolved(people, asking.answers)
    apart = with_the_same(people.proteges, people.mentors, asking.answers)
    found = {one.key: one for one in (*apart.alike, *named.alike)}
    return sorted(found.values(), key=lambda one: one.same is not None)


def match_sheets(
    people: SheetPeople,
    *,
    method: str = cohort.BEST,
    seed: int = 0,
    asking: Asking = NOTHING,
    weights: Mapping[str, float] | None = None,
    rules: Rules = SHEET_RULES,
    progress: Callable[[int, int], None] | None = None,
) -> SheetMatch:
    """Match the people of the sheets. Raise the engine's errors, such as EmptySide.

    *people* must be free of errors; what their wishes name and no one is becomes a problem of
    the result.
    """
    named = resolved(people, asking.answers)
    people, wishes = named.people, named.wishes
    apart = with_the_same(people.proteges, people.mentors, asking.answers)
    given = Cohort(
        proteges=tuple(one.person for one in people.proteges),
        mentors=tuple(one.person for one in people.mentors),
        method=method,
        seed=seed,
        weights=dict(weights or DEFAULT_WEIGHTS),
        rules=rules,
        blocked=_apart(wishes),
        forbidden=() if asking.same_if_needed else apart.pairs,
        protege_choices=wishes["protege_choices"],
        mentor_choices=wishes["mentor_choices"],
    )
    solution = solve(given, asking, unwanted=apart.pairs, progress=progress)
    proteges = {one.person.key: one for one in people.proteges}
    mentors = {one.person.key: one for one in people.mentors}
    names = {key: one.name for key, one in (proteges | mentors).items()}
    sides = tuple(proteges), tuple(mentors)
    causes = {
        given.proteges[one.row].key: cause_sentences(
            cause_facts(one, *sides), names, tells_all=True
        )
        for one in solution.unmatched
    }
    lines = [
        _line(pair, proteges, mentors, causes.get(pair.protege, [])) for pair in solution.pairs
    ]
    same = set(apart.pairs)
    lines = [
        replace(
            line, reasons=[*line.reasons, _("Same adviser, lab, unit, or chief: check this pair")]
        )
        if (pair.protege, pair.mentor) in same
        else line
        for line, pair in zip(lines, solution.pairs, strict=True)
    ]
    taken: dict[str, int] = {}
    for pair in solution.pairs:
        if pair.mentor:
            taken[pair.mentor] = taken.get(pair.mentor, 0) + 1
    free = [
        (one.name, left)
        for key, one in mentors.items()
        if (left := one.person.capacity - taken.get(key, 0)) > 0
    ]
    problems = [*people.problems, *(_short(mentors[key]) for key in solution.short)]
    return SheetMatch(lines, free, [asdict(problem) for problem in problems])


def _short(mentor: Named) -> Problem:
    message = _("No mentee: none of those who are left is possible.")
    return Problem(mentor.row, "", mentor.name, message)


def _apart(wishes: dict[str, dict[str, tuple[str, ...]]]) -> tuple[tuple[str, str], ...]:
    pairs = [(one, other) for one, named in wishes["protege_not_with"].items() for other in named]
    pairs += [(other, one) for one, named in wishes["mentor_not_with"].items() for other in named]
    return tuple(sorted(set(pairs)))


def _line(
    pair: Pair, proteges: dict[str, Named], mentors: dict[str, Named], causes: list[str]
) -> Line:
    own = proteges[pair.protege]
    if pair.mentor is None:
        return Line(own.name, own.email, causes=causes, wishes=own.wishes)
    other = mentors[pair.mentor]
    return Line(
        own.name,
        own.email,
        other.name,
        other.email,
        round(pair.score or 0.0, 4),
        pair.choice,
        _reasons(own.person, other.person, pair),
        wishes=own.wishes,
        mentor_wishes=other.wishes,
    )


def _reasons(protege: Person, mentor: Person, pair: Pair) -> list[str]:
    found = []
    if pair.choice:
        found.append(_("Number %(choice)d on the mentee’s list") % {"choice": pair.choice})
    if pair.parts.get("mentor_wish"):
        found.append(_("On the mentor’s list"))
    areas = [AREA_PHRASES[area] for area in protege.areas if area in mentor.areas]
    if areas:
        found.append(_("Needs and offers match in %(areas)s") % {"areas": joined(areas[:3])})
    roles = [ROLE_LABELS[role].lower() for role in protege.roles if role in mentor.roles]
    if roles:
        found.append(_("Wanted and offered: %(roles)s") % {"roles": joined(roles[:3])})
    own = {term.casefold() for term in mentor.terms}
    both = [term for term in protege.terms if term.casefold() in own]
    if both:
        found.append(_("Both mention %(terms)s") % {"terms": joined(both[:3])})
    elif pair.parts.get("expertise", 0) > 0.2:
        found.append(_("They describe their work and goals in similar words"))
    steps = _steps(protege, mentor)
    if steps and steps > 0:
        found.append(
            _("One rank ahead") if steps == 1 else _("%(steps)d ranks ahead") % {"steps": steps}
        )
    return found[:REASONS_SHOWN]


def _steps(protege: Person, mentor: Person) -> int | None:
    ranks = ["full" if one.rank == "emeritus" else one.rank for one in (protege, mentor)]
    if not all(ranks):
        return None
    return RANKS.index(ranks[1]) - RANKS.index(ranks[0])


def result_lines(match: SheetMatch) -> list[list[Any]]:
    """Return the result as a header and a line a protégé."""
    lines: list[list[Any]] = [
        [
            _("mentee"),
            _("mentee’s email"),
            _("mentor"),
            _("mentor’s email"),
            _("score"),
            _("choice"),
            _("reasons"),
            _("cause"),
            _("mentee’s preferences"),
            _("mentor’s preferences"),
        ]
    ]
    for line in match.lines:
        lines.append(
            [
                line.protege,
                line.protege_email,
                line.mentor,
                line.mentor_email,
                "" if line.score is None else f"{line.score:.3f}",
                line.choice or "",
                "; ".join(line.reasons),
                " ".join(line.causes),
                line.wishes,
                line.mentor_wishes,
            ]
        )
    return lines
