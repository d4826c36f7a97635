"""Terms of expertise that a person's works suggest: keywords, what titles share, journals. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from profiles.people.domain.publications import Publications

LONGEST_TERM = 100
# How many terms of each source are proposed.
MOST_KEYWORDS, MOST_PHRASES, MOST_JOURNALS = 20, 30, 10
# A phrase tells something of a person when more than one work has it; in a short list each does.
FEW_PUBLICATIONS = 4


@dataclass(frozen=True)
class Term:
    """A proposed term of expertise, and why: how many works speak of it."""

    text: str
    why: str


STOP_WORDS = frozenset(
    {
        "a", "about", "across", "after", "against", "all", "along", "also", "among", "an", "and",
        "are", "as", "at", "based", "be", "been", "before", "being", "between", "both", "but",
        "by", "can", "case", "cases", "change", "changes", "cohort", "comparison", "comparing",
        "compared", "could", "current", "data", "de", "der", "des", "die", "during", "effect",
        "effects", "evaluation", "evidence", "factors", "first", "for", "from", "future", "had",
        "has", "have", "how", "if", "impact", "in", "increased", "innovative", "insights", "into",
        "is", "it", "its", "la", "le", "long", "may", "method", "methods", "more", "multicenter",
        "multicentre", "need", "new", "no", "non", "not", "novel", "of", "on", "one", "or",
        "other", "our", "outcome", "outcomes", "over", "overview", "patient", "patients",
        "perspective", "perspectives", "pilot", "program", "prospective", "protocol",
        "randomised", "randomized", "related", "report", "results", "retrospective", "review",
        "role", "series", "should", "single", "small", "some", "study", "studies", "systematic",
        "term", "than", "that", "the", "their", "there", "these", "this", "those", "three",
        "through", "to", "toward", "towards", "trial", "trials", "two", "und", "under", "up",
        "use", "used", "using", "versus", "via", "vs", "was", "we", "were", "what", "when",
        "where", "which", "while", "who", "why", "will", "with", "within", "without", "year",
        "years", "approach", "approaches", "association", "associations", "analysis",
        "assessment", "understanding", "update", "experience", "clinical", "high", "low", "early",
        "late", "large", "common", "different", "national", "international",
    }
)  # fmt: skip
# What most journals are called, around what they are about.
JOURNAL_FRAME = re.compile(
    r"^(?:the\s+)?(?:(?:american|british|canadian|european|international|scandinavian)\s+)?"
    r"(?:journal|annals|archives|advances|progress|frontiers|current opinion)\s+(?:of|in)\s+(?:the\s+)?",
    re.IGNORECASE,
)


def propose_terms(works: Publications, *, have: Iterable[str] = ()) -> dict[str, list[Term]]:
    """Return the terms that *works* suggest, by source (keywords, titles, journals), best first.

    Titles give phrases of one to three words between stop words; one counts when several works have
    it and no longer phrase says the same. Terms that the person has (*have*) are left out.
    """
    seen = {term.casefold() for term in have}
    found: dict[str, list[Term]] = {}
    sources = (
        ("keywords", Counter(works.keywords), MOST_KEYWORDS),
        ("titles", _phrases(works.titles), MOST_PHRASES),
        ("journals", _subjects(works.journals), MOST_JOURNALS),
    )
    for source, counted, most in sources:
        rows = []
        for text, count in sorted(counted.items(), key=lambda one: (-one[1], one[0].casefold())):
            if len(text) > LONGEST_TERM or text.casefold() in seen or "," in text or ";" in text:
                continue
            seen.add(text.casefold())
            rows.append(Term(text, _why(source, count)))
        found[source] = rows[:most]
    return found


def _why(source: str, count: int) -> str:
    if source == "keywords":
        return _("your keyword")
    return ngettext("%(count)d publication", "%(count)d publications", count) % {"count": count}


def _phrases(titles: list[str]) -> Counter[str]:
    """Phrases and in how many titles each stands; written as they are written most often."""
    counts: Counter[tuple[str, ...]] = Counter()
    written: dict[tuple[str, ...], Counter[str]] = {}
    for title in titles:
        here: dict[tuple[str, ...], str] = {}
        for run in _runs(title):
            for length in (1, 2, 3):
                for start in range(len(run) - length + 1):
                    words = run[start : start + length]
                    here.setdefault(tuple(word.casefold() for word in words), _as_written(words))
        for key, text in here.items():
            counts[key] += 1
            written.setdefault(key, Counter())[text] += 1
    least = 2 if len(titles) >= FEW_PUBLICATIONS else 1
    telling = {
        key: count
        for key, count in counts.items()
        if (len(key) > 1 and count >= least)
        or (len(key) == 1 and count >= least + 1 and len(key[0]) >= 5)
    }
    longer = {
        part
        for key, count in telling.items()
        for length in range(1, len(key))
        for start in range(len(key) - length + 1)
        if telling.get(part := key[start : start + length]) == count
    }
    return Counter(
        {
            written[key].most_common(1)[0][0]: count
            for key, count in telling.items()
            if key not in longer
        }
    )


def _runs(title: str) -> Iterator[list[str]]:
    """Return the stretches of *title* between stop words, numbers and punctuation."""
    for part in re.split(r"[^\w\s'’-]+", title):
        run: list[str] = []
        for word in [*part.split(), ""]:
            bare = word.strip("-'’")
            if bare and bare.casefold() not in STOP_WORDS and len(bare) > 1 and not bare.isdigit():
                run.append(bare)
            elif run:
                yield run
                run = []


def _as_written(words: list[str]) -> str:
    """Small letters, but for what is written in capitals inside (MRI, mRNA)."""
    return " ".join(word if re.search(r"\w[A-Z]", word) else word.lower() for word in words)


def _subjects(journals: list[str]) -> Counter[str]:
    """Return what the journals are about, as far as their names say."""
    bare = (JOURNAL_FRAME.sub("", journal).strip(" .") for journal in journals)
    return Counter(name for name in bare if len(name) > 3)
