"""Terms of expertise that a person's publications suggest."""

from __future__ import annotations

from profiles.people.domain.publication_terms import propose_terms
from profiles.people.domain.publications import (
    Publications,
)


def terms(found, source):
    return [(term.text, term.why) for term in found[source]]


def test_propose_terms_takes_phrases_that_several_titles_have():
    works = Publications(
        titles=[
            "Cardiac MRI in heart failure: a randomized trial",
            "Outcomes of heart failure in older adults",
            "The impact of cardiac MRI on care",
            "Heart failure and shared decision making",
            "Teaching residents to write",
        ],
        journals=["Journal of Palliative Medicine", "The Journal of Palliative Medicine", "Chest"],
        keywords=["Health equity", "heart failure"],
    )
    found = propose_terms(works, have=["Health Equity"])
    assert terms(found, "keywords") == [("heart failure", "your keyword")]
    assert terms(found, "titles") == [("cardiac MRI", "2 publications")]
    assert terms(found, "journals") == [
        ("Palliative Medicine", "2 publications"),
        ("Chest", "1 publication"),
    ]


def test_propose_terms_of_few_publications_takes_their_phrases():
    found = propose_terms(Publications(titles=["Shared decision making in palliative care"]))
    assert terms(found, "titles") == [
        ("palliative care", "1 publication"),
        ("shared decision making", "1 publication"),
    ]


def test_propose_terms_are_the_same_whatever_the_order():
    titles = ["Gut microbiome and sleep", "Sleep in gut disease", "Gut microbiome", "Sleep apnea"]
    assert propose_terms(Publications(titles=titles)) == propose_terms(
        Publications(titles=titles[::-1])
    )
