"""No form, filter or figure offers our list of ranks, tracks, areas or kinds where an institution has its own.

The choices come from `profiles/words/fields.py`, `profiles/words/filters.py`, or `choices_now` and `standards_now` of
`profiles/vocabulary.py`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django_filters
import pytest
from django import forms
from django.urls import get_resolver

from mentornet.tenancy.scope import in_institution
from profiles.vocabulary import NAMED, StaffRoleKind
from profiles.words.domain.own import add_word, change_word
from profiles.words.fields import OwnWordField, StandardField
from tests.factories import MembershipFactory

HERE = Path(__file__).parents[2]
OURS = {one.__name__ for one in NAMED.values()}
# Where our list is right, and why.
ALLOWED = {
    "profiles/roster/forms.py": "the first director's rank, before the institution has words",
    "profiles/management/commands/create_institution.py": "the same, at a terminal",
    "evaluations/home/my_data/domain/reading.py": "names for what is stored, retired or not",
    "matching/pairs/api.py": "what the API knows; its words are open",
    "profiles/offer/api.py": "what the API knows; its words are open",
}


def test_no_form_or_filter_has_our_list_for_its_choices():
    assert get_resolver().url_patterns  # every module with a form is read
    wrong = [
        f"{owner.__module__}.{owner.__name__}: {name}"
        for owner, name, choices in _offered()
        if _is_ours(choices) and _file_of(owner) not in ALLOWED
    ]
    assert sorted(set(wrong)) == []


def test_no_code_of_a_form_or_figure_asks_for_our_list():
    wrong = [
        f"{path.relative_to(HERE)}:{line}"
        for app in ("profiles", "networks", "matching", "evaluations")
        for path in sorted((HERE / app).rglob("*.py"))
        if not {"migrations", "demo", "models", "models.py", "admin"} & set(path.parts)
        and str(path.relative_to(HERE)) not in ALLOWED
        for line in _uses_of_our_list(path)
    ]
    assert wrong == []


@pytest.mark.django_db
def test_fields_offer_what_is_in_use_and_rules_say_what_counts_for_them():
    director = MembershipFactory(offices=[StaffRoleKind.DIRECTOR])
    here, by = director.institution, director.user
    given = {"label": "", "standard": "", "by": by, "kind": "rank"}
    add_word(here, kind="rank", label="Clinical Professor", standard="full", by=by)
    change_word(here, key="instructor", place=1, is_active=False, **given)
    change_word(here, key="full", place=1, is_active=True, **given)

    class Asked(forms.Form):
        rank = OwnWordField(kind="rank", empty="Any")
        rule = StandardField(kind="rank")

    with in_institution(here.pk):
        form = Asked({"rank": "clinical_professor", "rule": "instructor"})
        wrong = Asked({"rank": "instructor", "rule": "full"})
        kept = Asked({"rank": "instructor", "rule": "full"}, initial={"rank": "instructor"})

        offered, rules = (dict(form[name].field.choices) for name in ("rank", "rule"))
        assert list(offered)[:2] == ["", "full"]
        assert offered["clinical_professor"] == "Clinical Professor"
        assert "instructor" not in {*offered, *rules}
        assert next(iter(rules)) == "full"
        assert rules["full"] == "Professor, Clinical Professor"
        assert [list(one.errors) for one in (form, wrong, kept)] == [["rule"], ["rank"], []]


def _offered() -> Iterator[tuple[type, str, Any]]:
    for form in _below(forms.BaseForm):
        if not form.__module__.startswith(("django", "tests", "allauth")):
            for name, field in getattr(form, "base_fields", {}).items():
                own = isinstance(field, forms.ModelChoiceField)
                yield form, name, () if own else getattr(field, "choices", ())
    for filters in _below(django_filters.FilterSet):
        for name, one in filters.base_filters.items():
            yield filters, name, one.extra.get("choices", ())


def _below(base: Any) -> Iterator[Any]:
    for one in base.__subclasses__():
        yield one
        yield from _below(one)


def _is_ours(choices: Any) -> bool:
    offered = {str(value) for value, _name in (choices() if callable(choices) else choices)}
    return any(len(offered & set(one.values)) > 2 for one in NAMED.values())


def _file_of(owner: type) -> str:
    return owner.__module__.replace(".", "/") + ".py"


def _uses_of_our_list(path: Path) -> Iterator[int]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        named = isinstance(node, ast.Attribute) and node.attr in ("choices", "labels")
        given = isinstance(node, ast.keyword) and node.arg == "choices"
        if (named or given) and getattr(node.value, "id", "") in OURS:
            yield node.value.lineno
