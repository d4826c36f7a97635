"""Rules are added in words, refused at their field, removed with an undo, and copied to the next cohort."""

from __future__ import annotations

import pytest
from django.urls import reverse
from lxml import html

from matching.models import MatchRule, PairRule, Program
from profiles.models import AuditEvent, Membership
from tests.factories import UnitFactory
from tests.support.html import on_one_line
from tests.support.match_rules import ask
from tests.support.matching import mentor, post, protege

pytestmark = pytest.mark.django_db


def rules_page(client, program) -> str:
    return on_one_line(
        client.get(reverse("matching:match_rules", args=[program.pk])).content.decode()
    )


def test_each_kind_of_rule_is_added_and_said_in_a_sentence(program, director) -> None:
    heart = UnitFactory(institution=program.institution, name="Cardiology")
    one, x = protege(program, "One"), mentor(program, "X")
    assert "None yet." in rules_page(director, program)

    ask(director, program, "minimum", least="1")
    ask(director, program, "even")
    ask(director, program, "limit", side="protege", unit="Cardiology", least="1", most="4")
    ask(director, program, "limit", side="mentor", track="clinician", most="2")
    ask(director, program, "limit", side="mentor", track="educator", unit="Cardiology", least="1")
    ask(director, program, "reserved", unit=str(heart.pk), least="1")
    ask(director, program, "pair", kind="prefer", protege=one.member.name, mentor=x.member.name)

    page = rules_page(director, program)
    for text in (
        "Each mentor: at least 1 mentee",
        "Mentees spread over mentors as evenly as possible",
        "Pairs of mentees from Cardiology: at least 1, at most 4",
        "Pairs of mentors from Clinician: at most 2",
        "Pairs of mentors from Cardiology (Educator): at least 1",
        "Openings of each mentor reserved for mentees from Cardiology: 1",
        "Ada One with Ada X: if possible",
    ):
        assert f"<p>{text}</p>" in page, text
    assert MatchRule.objects.count() == 7


def test_what_cannot_be_asked_is_refused_at_its_field_and_what_was_typed_stays(
    program, director
) -> None:
    school = UnitFactory(institution=program.institution, name="School")
    UnitFactory(institution=program.institution, name="Cardiology", parent=school)
    one, x, y = protege(program, "One"), mentor(program, "X"), mentor(program, "Y")
    two = {"protege": one.member.name, "mentor": x.member.name}
    ask(director, program, "minimum", least="1")
    ask(director, program, "limit", side="protege", unit="Cardiology", most="4")
    ask(director, program, "reserved", unit="Cardiology", least="1")
    ask(director, program, "pair", kind="lock", **two)

    for kind, fields, said in (
        ("minimum", {"least": "2"}, "There is a rule like this. Change that one instead."),
        (
            "limit",
            {"side": "protege", "unit": "School"},
            "Enter a number in one of the two fields.",
        ),
        (
            "limit",
            {"side": "protege", "unit": "School", "least": "3", "most": "2"},
            "Enter a number that is not below the first one.",
        ),
        (
            "limit",
            {"side": "protege", "unit": "School", "most": "9"},
            "and in that of another rule of this kind: Cardiology.",
        ),
        (
            "limit",
            {"side": "protege", "track": "clinician", "most": "9"},
            "Name another group, or a unit and a track in both rules.",
        ),
        (
            "limit",
            {"side": "mentor", "most": "9"},
            "Enter a unit, choose a track, or both.",
        ),
        ("reserved", {"unit": "Cardiology", "least": "2"}, "There is a rule for this group."),
        ("pair", {"kind": "prefer", **two}, "There is a rule for these two. Remove it first."),
        (
            "pair",
            {"kind": "lock", "protege": one.member.name, "mentor": y.member.name},
            "Ada One must already be a pair with Ada X. Remove that first.",
        ),
        (
            "pair",
            {"kind": "lock", "protege": x.member.name, "mentor": y.member.name},
            "We found no one called",
        ),
    ):
        page = ask(director, program, kind, **fields)
        assert said in page, said
        for value in fields.values():
            assert f'value="{value}"' in page, (kind, value)
    assert (MatchRule.objects.count(), PairRule.objects.count()) == (3, 1)


def change(client, rule, **fields) -> str:
    address = reverse("matching:match_rule_edit", args=[rule.pk])
    return on_one_line(client.post(address, fields, follow=True).content.decode())


def test_a_rule_is_changed_where_it_stands_and_refused_like_a_new_one(program, director) -> None:
    heart = UnitFactory(institution=program.institution, name="Cardiology")
    UnitFactory(institution=program.institution, name="Surgery")
    x = mentor(program, "X")
    ask(director, program, "limit", side="protege", unit="Cardiology", most="4")
    ask(director, program, "limit", side="protege", unit="Surgery", least="2")
    ask(director, program, "reserved", mentor=x.member.name, unit="Cardiology", least="1")
    ask(director, program, "even")
    first, second, kept, even = MatchRule.objects.order_by("created_at")
    address = reverse("matching:match_rule_edit", args=[first.pk])
    assert f'href="{address}"' in rules_page(director, program)
    page = director.get(address).content.decode()
    assert 'value="Cardiology"' in page and 'value="4"' in page

    refused = change(director, first, side="protege", unit="Surgery", most="3")
    assert "and in that of another rule of this kind: Surgery." in refused
    assert 'value="Surgery"' in refused
    assert "<p>Pairs of mentees from Cardiology: at most 4</p>" in rules_page(director, program)

    page = change(director, first, side="mentor", unit="Cardiology", track="educator", most="0")
    assert "Saved. Future runs use this rule." in page
    assert "<p>Pairs of mentors from Cardiology (Educator): at most 0</p>" in page
    page = change(director, kept, mentor="", unit=str(heart.pk), least="2")
    assert "<p>Openings of each mentor reserved for mentees from Cardiology: 2</p>" in page
    told = AuditEvent.objects.filter(verb="match_rule.changed")
    assert {one.subject_id for one in told} == {first.pk, kept.pk}
    assert director.get(reverse("matching:match_rule_edit", args=[even.pk])).status_code == 404
    Program.objects.update(state="closed")
    assert "Saved." not in change(director, second, side="protege", unit="Surgery", least="1")
    second.refresh_from_db()
    assert second.least == 2


def test_two_directors_who_change_one_rule_are_asked_what_stands(program, director) -> None:
    ask(director, program, "minimum", least="1")
    rule = MatchRule.objects.get()
    address = reverse("matching:match_rule_edit", args=[rule.pk])
    page = html.fromstring(director.get(address).content.decode())
    [mark] = page.xpath("//input[@name='opened']/@value")
    change(director, rule, least="2", opened=mark)

    said = change(director, rule, least="3", opened=mark)

    assert 'name="keep-least"' in said
    rule.refresh_from_db()
    assert rule.least == 2
    change(director, rule, least="3", opened=mark, **{"keep-least": "mine"})
    page = html.fromstring(said)
    [mark] = page.xpath("//input[@name='opened']/@value")
    change(director, rule, least="3", opened=mark)
    rule.refresh_from_db()
    assert rule.least == 3


def test_a_pair_that_a_hard_rule_parts_cannot_be_asked_for(program, director) -> None:
    one, x = protege(program, "One"), mentor(program, "X")
    Membership.objects.filter(pk=one.member_id).update(supervisor=x.member)

    for kind in ("lock", "prefer"):
        page = ask(
            director, program, "pair", kind=kind, protege=one.member.name, mentor=x.member.name
        )
        assert "Ada One and Ada X: one supervises the other" in page
    assert not MatchRule.objects.exists() and not PairRule.objects.exists()


def test_a_removed_rule_comes_back_with_undo(program, director) -> None:
    one, x = protege(program, "One"), mentor(program, "X")
    ask(director, program, "minimum", least="1")
    ask(director, program, "pair", kind="forbid", protege=one.member.name, mentor=x.member.name)

    for model, name, more in (
        (MatchRule, "match_rule_remove", {}),
        (PairRule, "pair_rule_lift", {"from": "rules"}),
    ):
        row = model.objects.get()
        page = post(director, name, row.pk, **more).content.decode()
        assert "Rule removed." in page
        assert not model.objects.exists()
        page = director.post(reverse("profiles:undo"), follow=True).content.decode()
        assert "Undone. Everything is back as it was." in page
        assert model.objects.get() == row


def test_the_next_cohort_has_the_rules_but_those_about_people_by_name(program, director) -> None:
    one, x = protege(program, "One"), mentor(program, "X")
    UnitFactory(institution=program.institution, name="Cardiology")
    ask(director, program, "limit", side="protege", unit="Cardiology", most="4")
    ask(director, program, "reserved", mentor=x.member.name, unit="Cardiology", least="1")
    ask(director, program, "pair", kind="prefer", protege=one.member.name, mentor=x.member.name)

    post(director, "directing_move", program.pk, "copy")

    copy = Program.objects.get(copied_from=program)
    assert [(rule.kind, rule.most, rule.unit.name) for rule in copy.match_rules.all()] == [
        ("limit", 4, "Cardiology")
    ]


def test_a_program_without_pairs_and_a_closed_one_take_no_rules(program, director) -> None:
    assert (
        director.get(reverse("matching:match_rule_add", args=[program.pk, "colour"])).status_code
        == 404
    )
    Program.objects.update(state="closed")
    page = ask(director, program, "minimum", least="1")
    assert "nothing was saved" in page
    Program.objects.update(kind="mosaic")
    for args in ([program.pk], [program.pk, "even"]):
        name = "matching:match_rules" if len(args) == 1 else "matching:match_rule_add"
        assert director.get(reverse(name, args=args)).status_code == 404
