"""Likeness of words: terms of expertise and the text of goals as sparse TF-IDF rows.

Salton & Buckley, "Term-weighting approaches in automatic text retrieval", Information Processing
& Management 24 (1988): log term frequency, smoothed inverse document frequency, rows of length 1,
so that the product of two rows is their cosine.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_array

# A term that someone names says more than a word of a sentence.
TERM_WEIGHT = 3.0
WORD = re.compile(r"[^\W\d_][\w'’-]+")
STOP_WORDS = frozenset(
    [
        "about",
        "after",
        "all",
        "also",
        "and",
        "any",
        "are",
        "been",
        "being",
        "but",
        "can",
        "could",
        "did",
        "does",
        "doing",
        "each",
        "for",
        "from",
        "get",
        "had",
        "has",
        "have",
        "having",
        "her",
        "his",
        "how",
        "into",
        "its",
        "like",
        "make",
        "more",
        "most",
        "much",
        "need",
        "new",
        "not",
        "now",
        "one",
        "other",
        "our",
        "out",
        "over",
        "own",
        "plan",
        "she",
        "should",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "two",
        "use",
        "very",
        "want",
        "was",
        "way",
        "well",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "will",
        "with",
        "work",
        "would",
        "year",
        "years",
        "you",
        "your",
    ]
)


def words_of(terms: Sequence[str], text: str) -> dict[str, float]:
    """Return the words of a person with their counts: a whole term, its words, those of *text*.

    >>> words_of(["Heart failure"], "Write a grant") == {
    ...     "heart failure": 3.0, "heart": 1.5, "failure": 1.5, "write": 1.0, "grant": 1.0}
    True
    """
    counts: dict[str, float] = defaultdict(float)
    for term in terms:
        whole = " ".join(term.casefold().split())
        if not whole:
            continue
        counts[whole] += TERM_WEIGHT
        parts = WORD.findall(whole)
        if len(parts) > 1:
            for word in parts:
                if word not in STOP_WORDS:
                    counts[_stem(word)] += TERM_WEIGHT / 2
    for word in WORD.findall(text.casefold()):
        if len(word) > 2 and word not in STOP_WORDS:
            counts[_stem(word)] += 1.0
    return counts


def _stem(word: str) -> str:
    """Return *word* in the singular.

    Cutting more off would join words that mean different things.
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def tfidf(*sides: Sequence[dict[str, float]]) -> list[csr_array]:
    """Return one matrix a side, rows of length 1 (or 0 for no one's words), over shared columns.

    Each side is a sequence of word counts, one a person. Words that one person alone uses match
    no one, and are left out.
    """
    everybody = [counts for side in sides for counts in side]
    seen = Counter(word for one in everybody for word in one)
    shared = sorted(word for word, people in seen.items() if people > 1)
    index = {word: at for at, word in enumerate(shared)}
    rarity = np.log((1 + len(everybody)) / (1 + np.array([seen[word] for word in shared]))) + 1
    return [_matrix(side, index, rarity) for side in sides]


def _matrix(
    side: Sequence[dict[str, float]], index: dict[str, int], rarity: np.ndarray
) -> csr_array:
    offsets = np.zeros(len(side) + 1, dtype=np.int64)
    columns: list[int] = []
    counts: list[float] = []
    for at, words in enumerate(side):
        for word, count in words.items():
            if (column := index.get(word)) is not None:
                columns.append(column)
                counts.append(count)
        offsets[at + 1] = len(columns)
    chosen = np.array(columns, dtype=np.int64)
    weights = (1 + np.log(np.array(counts) + 1e-300)) if counts else np.zeros(0)
    weights = np.maximum(weights, 0.1) * rarity[chosen] if counts else weights
    owners = np.repeat(np.arange(len(side)), np.diff(offsets))
    lengths = np.sqrt(np.bincount(owners, weights**2, minlength=len(side)))
    weights = weights / lengths[owners] if counts else weights
    return csr_array((weights, chosen, offsets), shape=(len(side), max(1, len(index))))
