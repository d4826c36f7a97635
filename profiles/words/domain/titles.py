"""The academic rank that a job title says, by rules on its words. Pure.

Titles are what directories and personnel systems hold: “Asst. Prof. (Clinical)”, “Chief of Cardiology and
Professor of Medicine”. What is not sure is asked: two ranks in one title, a rank that someone only assists
or once had, a word that may be a misspelled “assistant”. The institution is asked once for each title.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from profiles.vocabulary import Rank

LONGEST_TITLE = 200
NOT_FACULTY = "not_faculty"
"""The answer for a title whose people are no faculty, beside the ranks."""


class Sure(StrEnum):
    """What is known of a title."""

    RANK = "rank"
    ASK = "ask"
    NOT_FACULTY = NOT_FACULTY


@dataclass(frozen=True, slots=True)
class RankFromTitle:
    """What a title says: a rank, that its people are no faculty, or nothing sure.

    `rank` is a standard rank, or the key of the institution's own where it `answered` so.
    """

    sure: Sure
    rank: str = ""
    answered: bool = False


ASK = RankFromTitle(Sure.ASK)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ADJECTIVES = {
    **dict.fromkeys(("assistant", "asst"), Rank.ASSISTANT),
    **dict.fromkeys(("associate", "assoc"), Rank.ASSOCIATE),
    "full": Rank.FULL,
    **dict.fromkeys(("emeritus", "emerita", "emeriti", "emer"), Rank.EMERITUS),
}
_PROFESSOR = frozenset({"professor", "prof"})
_INSTRUCTOR = frozenset({"instructor", "lecturer"})
_POSTDOC = frozenset({"postdoc", "postdoctoral"})
# Stand between “associate” and “professor” without changing what they say.
_BETWEEN = _words(
    "clinical clin research res teaching adjunct adj visiting vis term tenured contract affiliate voluntary "
    "vol health science sciences educator collegiate joint"
)
# After these, “associate” speaks of an office, not of a rank.
_OFFICES = _words(
    "dean chief chair chairman chairwoman chairperson director head provost president vice program medical "
    "division section residency fellowship clerkship course chancellor editor scientific"
)
# Before these, “assistant” and “associate” name a job that is no rank.
_JOBS = _words(
    "physician medical research clinical teaching administrative executive graduate anesthesiologist pathologist "
    "pathologists laboratory lab staff program office nursing dental postdoctoral postdoc"
)
# Assistants by name: whether “physician assistant professor” teaches them or is one cannot be told.
_ASSISTANTS = frozenset(
    {"physician", "administrative", "executive", "anesthesiologist", "pathologists"}
)
# Anywhere in a title, these say that what it names is not held now, or not quite.
_NOT_HELD = _words(
    "former formerly ex retired past candidate pending elect designate applicant deceased promotion not non or "
    "either equivalent level unranked prospective incoming proposed"
)
# Before a rank in the same part, these say that it is somebody else's.
_SOMEBODY_ELSES = _words("to for of by from under with office lab laboratory")
_LEARNERS = _words("resident residents fellow pgy intern student trainee")
_STAFF = _words(
    "nurse practitioner technician technologist coordinator manager secretary aide student resident residents "
    "fellow scientist administrator analyst specialist assistant associate staff intern pgy trainee office "
    "director recruiter support search program"
)
# A professor of this kind may have any rank, or one that is none of ours.
_UNCLEAR_PROFESSOR = _words(
    "adjunct adj visiting vis guest acting interim honorary junior jr senior sr sub vice deputy track practice "
    "adjunto asociado associado auxiliar agregado titular asistente assistente extraordinary"
)
_UNCLEAR_INSTRUCTOR = _words(
    "nurse nursing simulation lab laboratory fitness yoga cpr bls graduate student guest head keynote assistant "
    "associate fellow resident residents chief intern pgy trainee professorial"
)
_UNCLEAR_FELLOW = _words(
    "of senior faculty staff distinguished honorary visiting elected industry policy teaching emeritus emerita "
    "american royal college society academy association institute national resident residents student"
)
_BREAKS = re.compile(r"[,;/|&+()\[\]:\n]|\s[-–—]\s|\band\b")
_TYPED = ("assistant", "associate", "emeritus", "instructor", "lecturer", "adjunct", "visiting")


def plain_title(title: str) -> str:
    """Return *title* as it is compared: one case, no accents, no punctuation, single blanks.

    >>> plain_title(" Asst.  Prof. (Clinical) ")
    'asst prof clinical'
    """
    return " ".join(word for part in _parts(title) for word in part)


def rank_of(title: str, answers: Mapping[str, str]) -> RankFromTitle:
    """Return what *title* says about its people's rank.

    *answers* are what the institution said before: `plain_title` to the key of a rank, or NOT_FACULTY. They win.

    >>> rank_of("Chief of Cardiology and Assoc. Prof. of Medicine", {}).rank
    'associate'
    >>> rank_of("Nurse Practitioner", {}).sure
    <Sure.ASK: 'ask'>
    >>> rank_of("Nurse practitioner", {"nurse practitioner": NOT_FACULTY}).sure
    <Sure.NOT_FACULTY: 'not_faculty'>
    """
    answer = answers.get(plain_title(title))
    if answer:
        no_faculty = answer == NOT_FACULTY
        sure = Sure.NOT_FACULTY if no_faculty else Sure.RANK
        return RankFromTitle(sure, "" if no_faculty else answer, answered=True)
    return _by_rules(title)


@lru_cache(maxsize=8192)
def _by_rules(title: str) -> RankFromTitle:
    parts = _parts(title)
    words = {word for part in parts for word in part}
    if len(title) > LONGEST_TITLE or words & _NOT_HELD or ["a"] in parts:
        return ASK
    try:
        found = {rank for part in parts for rank in _ranks_in(part)}
        found = _joined_emeritus(parts, found)
        _check_loose_words(words, found)
    except _Unsure:
        return ASK
    return RankFromTitle(Sure.RANK, found.pop().value) if len(found) == 1 else ASK


class _Unsure(Exception):
    """A part of the title can be read in more than one way."""


def _parts(title: str) -> list[list[str]]:
    """Return the words of each part of *title*, between its commas, dashes, and ands."""
    text = unicodedata.normalize("NFKD", title).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"(?<=\w\w)\.(?=\w)", " ", re.sub(r"\bpost[- ]?doc", "postdoc", text))
    text = re.sub(r"['’ʼ.]", "", text)
    parts = (re.findall(r"\w+", part.replace("_", " ")) for part in _BREAKS.split(text))
    return [part for part in parts if part]


def _ranks_in(part: list[str]) -> Iterable[Rank]:
    """Return the ranks that *part* names. Raise _Unsure where it may mean another."""
    words = set(part)
    at = [place for place, word in enumerate(part) if word in _PROFESSOR]
    if len(at) > 1:
        raise _Unsure
    if at:
        return (_professor(part[: at[0]], part[at[0] + 1 :]),)
    if words & _POSTDOC:
        return (_without(words, _STAFF - {"fellow", "associate", "scientist"}, Rank.TRAINEE),)
    if words & _INSTRUCTOR:
        return (_without(words, _UNCLEAR_INSTRUCTOR, Rank.INSTRUCTOR),)
    if "fellow" in words:
        unclear = _UNCLEAR_FELLOW | (_STAFF - {"fellow", "pgy"})
        return (_without(words, unclear, Rank.TRAINEE),)
    if words & {"assistant", "asst", "associate", "assoc"}:
        _check_office_or_job(part)
    return ()


def _professor(before: list[str], after: list[str]) -> Rank:
    """Return the rank of a professor from the words around it in one part."""
    said = set(before)
    if said & _SOMEBODY_ELSES or set(after) & (_STAFF - {"program"} | _INSTRUCTOR):
        raise _Unsure
    if any(_ADJECTIVES.get(word) == Rank.EMERITUS for word in (*before, *after)):
        return _emeritus(before, after)
    if any(word in _ADJECTIVES for word in after):
        raise _Unsure
    graded = [place for place, word in enumerate(before) if word in _ADJECTIVES]
    return _graded_professor(before, graded) if graded else _bare_professor(before, after)


def _graded_professor(before: list[str], graded: list[int]) -> Rank:
    """Return the rank of a professor whom an adjective grades: “associate clinical professor”."""
    place = graded[0]
    others = {word for at, word in enumerate(before) if at != place}
    if len(graded) > 1 or not set(before[place + 1 :]) <= _BETWEEN:
        raise _Unsure
    if others & (_INSTRUCTOR | _POSTDOC | _LEARNERS) or before[max(place - 1, 0)] in _ASSISTANTS:
        raise _Unsure
    if any(_looks_like_a_slip(word) for word in others):
        raise _Unsure
    return _ADJECTIVES[before[place]]


def _bare_professor(before: list[str], after: list[str]) -> Rank:
    """Return the rank of a professor whom no adjective grades, such as one of an endowed chair."""
    if {*before, *after} & _UNCLEAR_PROFESSOR or set(before) & (_STAFF | _INSTRUCTOR | _POSTDOC):
        raise _Unsure
    if any(_looks_like_a_slip(word) for word in before) or (before and len(before[-1]) == 1):
        raise _Unsure
    return Rank.FULL


def _emeritus(before: list[str], after: list[str]) -> Rank:
    """Return emeritus where that is said of the professor, and not of a dean or chair in the same words."""
    if {*before, *after} & _OFFICES:
        raise _Unsure
    if any(_looks_like_a_slip(word) for word in before):
        raise _Unsure
    return Rank.EMERITUS


def _joined_emeritus(parts: list[list[str]], found: set[Rank]) -> set[Rank]:
    """Return *found*, as emeritus where that is said behind a comma: “Professor of Medicine, Emeritus”."""
    apart = [
        place
        for place, part in enumerate(parts)
        if any(_ADJECTIVES.get(word) == Rank.EMERITUS for word in part)
        and not set(part) & _PROFESSOR
    ]
    if not apart:
        return found
    whole = all(len(parts[place]) == 1 or parts[place][1:] == ["faculty"] for place in apart)
    others = {word for place, part in enumerate(parts) if place not in apart for word in part}
    if not whole or others & _OFFICES or (found and not others & _PROFESSOR):
        raise _Unsure
    return {Rank.EMERITUS}


def _check_office_or_job(part: list[str]) -> None:
    """Raise _Unsure if “assistant” or “associate” belongs neither to an office nor to a job."""
    for place, word in enumerate(part):
        if word not in {"assistant", "asst", "associate", "assoc"}:
            continue
        office = part[place + 1 : place + 2] and part[place + 1] in _OFFICES
        job = place and part[place - 1] in _JOBS
        if not office and not job:
            raise _Unsure


def _check_loose_words(words: set[str], found: set[Rank]) -> None:
    """Raise _Unsure where a trainee's word stands beside an instructor's rank, or “full” beside another."""
    if Rank.INSTRUCTOR in found and words & _LEARNERS:
        raise _Unsure
    if "full" in words and Rank.FULL not in found and "time" not in words:
        raise _Unsure
    if Rank.TRAINEE in found and words & (_UNCLEAR_FELLOW - {"of", "teaching"}):
        raise _Unsure


def _without(words: set[str], unclear: Iterable[str], rank: Rank) -> Rank:
    """Return *rank* unless a word makes it unclear."""
    if words & set(unclear) or any(_is_fellows_slip(word) for word in words):
        raise _Unsure
    return rank


def _looks_like_a_slip(word: str) -> bool:
    """Whether *word* may be a misspelled or shortened word that grades a professor."""
    if word in _ADJECTIVES or word in _BETWEEN:
        return False
    if word.startswith("as") and len(word) <= 6:
        return True
    return any(SequenceMatcher(None, word, typed).ratio() >= 0.7 for typed in _TYPED)


def _is_fellows_slip(word: str) -> bool:
    return word in {"fellowship", "fellows"}
