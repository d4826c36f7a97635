"""Units that a file would add: which they are, which look like one that is there, what was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from mentornet.folding import distance, tokens
from profiles.roster.domain.plan import ImportPlan
from profiles.roster.domain.rows import RawRow
from profiles.roster.domain.snapshot import Path, folded, path_in_words

Choices = Mapping[str, str]
"""New path → the path to use in its place, both as they are shown; the same one where it is meant."""
MOST_COMPARED = 1000
"""Beside so many units none is compared: it would take too long, and that is no list of departments."""
# Different words, however alike they look: none is the other one misspelled.
FIELDS = frozenset(
    tokens(
        "anesthesiology audiology cardiology cytology dermatology embryology epidemiology hematology "
        "histology immunology kinesiology microbiology neonatology nephrology neurology oncology otology "
        "ophthalmology orthodontics orthopedics otolaryngology pathology pediatrics periodontics "
        "pharmacology physiology podiatry psychiatry psychology pulmonology radiology rheumatology "
        "surgery toxicology urology virology endodontics prosthodontics prosthetics orthotics optometry "
        "orthoptics genetics genomics proteomics geriatrics bariatrics obstetrics biology ecology "
        "sociology serology neurobiology metabolism ethics"
    )
)
# What a unit is called beside its name: “Dept of Medicine” and “Medicine, Department of” are “Medicine”.
_KINDS = {
    "dept": "department",
    "dep": "department",
    "department": "department",
    "div": "division",
} | {word: word for word in ("division", "section", "program", "unit")}
_FILLERS = frozenset({"of", "the", "for", "in", "and"})
NUMERALS = frozenset(tokens("i ii iii iv v vi vii viii ix x xi xii"))


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that the file would add, with its people in the file, those below included.

    `like` is the one that may be meant; `sure`, whether so little speaks against it that it is suggested.
    """

    path: Path
    people: int
    like: Path | None = None
    sure: bool = False


def new_units(plan: ImportPlan) -> list[NewUnit]:
    """Return the units that *plan* would add, parents first, each with the one that it looks like."""
    people: Counter[Path] = Counter()
    names: dict[Path, Path] = {}
    for person in plan.people:
        path = person.row.unit or ()
        for depth in range(1, len(path) + 1):
            key = folded(path[:depth])
            people[key] += 1
            names.setdefault(key, path[:depth])
    added = [key for key in names if key not in plan.snapshot.units]
    known = _by_parent({*plan.snapshot.units, *names})
    shown = names | {folded(path): path for path in plan.snapshot.unit_names}
    elsewhere = _elsewhere(plan.snapshot.units)
    likes = {
        key: _like(key, known[key[:-1]], plan, people)
        if len(key) > 1 or _core(key[-1]) not in elsewhere
        else (elsewhere[_core(key[-1])], True)
        for key in added
    }
    for key in added:
        if len(key) == 1 and likes[key][0] is None:
            likes[key] = _misspelled_below(key, elsewhere.values()), False
    found = []
    for key in sorted(added):
        like, sure = likes[key]
        # What is itself one misspelled is no one to become.
        while like and (further := likes.get(like, (None, False))[0]):
            like, sure = further, False
        found.append(NewUnit(names[key], people[key], shown[like] if like else None, sure))
    return found


def with_choices(rows: Iterable[RawRow], choices: Choices) -> list[RawRow]:
    """Return *rows* with the chosen units in place of those that the file names."""
    if not choices:
        return list(rows)
    wanted = {
        folded(_parts(new)): _parts(existing)
        for new, existing in choices.items()
        if new != existing
    }
    return [_chosen(row, wanted) for row in rows]


def _chosen(row: RawRow, wanted: Mapping[Path, Path]) -> RawRow:
    """Return *row* in the unit that stands in for its own; what was chosen later may rest on that one."""
    start = path = _parts(row.cells.get("unit", ""))
    for _step in wanted:
        chosen = _next(path, wanted)
        if chosen is None:
            break
        path = chosen
    if path == start:
        return row
    return replace(row, cells={**row.cells, "unit": path_in_words(path)})


def _next(path: Path, wanted: Mapping[Path, Path]) -> Path | None:
    for depth in range(len(path), 0, -1):
        existing = wanted.get(folded(path[:depth]))
        if existing is not None:
            return (*existing, *path[depth:])
    return None


def _parts(text: str) -> Path:
    return tuple(part for one in text.split("/") if (part := " ".join(one.split())))


def _elsewhere(units: Iterable[Path]) -> dict[tuple[str, ...], Path]:
    """Return the units that are there by the core of their name, where no other one has it."""
    found: dict[tuple[str, ...], list[Path]] = {}
    for path in units:
        found.setdefault(_core(path[-1]), []).append(path)
    return {core: paths[0] for core, paths in found.items() if len(paths) == 1 and core}


def _misspelled_below(key: Path, units: Collection[Path]) -> Path | None:
    """Return the unit further down that *key*, which names no path, is misspelled from; None where it may be several."""
    if len(units) > MOST_COMPARED:
        return None
    found: dict[int, list[Path]] = {}
    for path in units:
        if len(path) > 1 and (apart := letters_apart(key[-1], path[-1])) is not None:
            found.setdefault(apart, []).append(path)
    best = found[min(found)] if found else []
    return best[0] if len(best) == 1 else None


def _by_parent(keys: Iterable[Path]) -> dict[Path, list[Path]]:
    found: dict[Path, list[Path]] = {}
    for key in sorted(keys):
        found.setdefault(key[:-1], []).append(key)
    return found


def _like(
    key: Path, beside: list[Path], plan: ImportPlan, people: Mapping[Path, int]
) -> tuple[Path | None, bool]:
    """Return the unit *beside* that *key* looks like most, and whether that is sure.

    It is one that is there, or one that more people in the file are in; of two with as many people
    the longer, since letters are lost more often than added, but that is not sure.
    """
    if len(beside) > MOST_COMPARED:
        return None, False

    def weight(one: Path) -> tuple[bool, int, int, Path]:
        return one in plan.snapshot.units, people.get(one, 0), len(one[-1]), one

    mine = weight(key)
    best: tuple[int, bool, int] | None = None
    like: Path | None = None
    for other in beside:
        theirs = weight(other)
        if theirs <= mine:
            continue
        apart = letters_apart(key[-1], other[-1])
        if apart is None:
            continue
        there, count = theirs[:2]
        rank = (apart, not there, -count)
        if best is None or rank < best:
            best, like = rank, other
    if like is None or best is None:
        return None, False
    apart, new, _count = best
    return like, apart <= 1 and (not new or people[like] > people[key])


def letters_apart(one: str, other: str) -> int | None:
    """Return how many letters two names differ by; None where they are different names.

    >>> letters_apart("Cardiolgy", "Cardiology"), letters_apart("Women's Health", "Womens health")
    (1, 0)
    >>> letters_apart("Surgery", "Urology"), letters_apart("Ward 1", "Ward 2")
    (None, None)
    >>> letters_apart("Radiology", "Cardiology"), letters_apart("Medicine A", "Medicine B")
    (None, None)
    """
    words, others = _words(one), _words(other)
    if _kinds(words) <= _kinds(others) or _kinds(others) <= _kinds(words):
        core, others_core = _core(one), _core(other)
        if core == others_core and core:
            return 0
        words, others = _bare(words), _bare(others)
    first, second = " ".join(words), " ".join(others)
    if first == second:
        return 0
    shorter, longer = sorted((len(first), len(second)))
    most = 2 if shorter >= 8 else 1
    if shorter < 5 or longer - shorter > most or _told_apart(words, others):
        return None
    found = distance(first, second, most=most)
    return found if found <= most else None


def _core(name: str) -> tuple[str, ...]:
    """Return the words of a unit's name that tell it, in any order.

    >>> _core("Dept. of Medicine") == _core("Medicine, Department of the") == ("medicine",)
    True
    """
    return tuple(sorted(_bare(_words(name))))


def _bare(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return *words* without what the unit is called; all of them where nothing else is left."""
    return tuple(one for one in words if one not in _KINDS and one not in _FILLERS) or words


def _kinds(words: tuple[str, ...]) -> set[str]:
    return {_KINDS[word] for word in words if word in _KINDS}


@lru_cache(maxsize=4 * MOST_COMPARED)
def _words(name: str) -> tuple[str, ...]:
    return tuple(tokens(name))


def _told_apart(words: Sequence[str], others: Sequence[str]) -> bool:
    """Return whether a number, a single letter, or a field of medicine makes two names different."""
    if _numbers(words) != _numbers(others):
        return True
    return len(words) == len(others) and any(
        one != other and one in FIELDS and other in FIELDS
        for one, other in zip(words, others, strict=True)
    )


def _numbers(words: Sequence[str]) -> list[str]:
    return [
        word
        for word in words
        if len(word) == 1 or word in NUMERALS or any(sign.isdigit() for sign in word)
    ]
