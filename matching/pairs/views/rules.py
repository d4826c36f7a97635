"""What a director asks of a program's matches: looked at, added one by one, changed, removed with an undo."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from matching.errors import MatchingError
from matching.pairs.domain import match_rules as domain
from matching.pairs.domain.rule_words import said
from matching.pairs.domain.terms import fact_of, pair_rules, rows_of
from matching.pairs.errors import RuleRefused
from matching.pairs.models import MatchRule
from matching.pairs.rule_forms import CHANGED, EXAMPLES, FORMS, PAIR, TITLES, RuleForm
from matching.programs.access import directed_or_404, director_required
from matching.programs.models import Program
from mentornet.pages.editing import one_at_a_time
from profiles.access.members import MemberRequest
from profiles.undo.views import removing


@require_GET
@director_required
def rules(request: MemberRequest, pk: UUID) -> HttpResponse:
    """All rules of the program's matches, each in a sentence."""
    program = _pairs_or_404(request, pk)
    rows, pairs = rows_of(program), list(pair_rules(program))
    members = [one.member for row in [*rows, *pairs] for one in (row.protege, row.mentor) if one]
    names = {str(one.pk): one.name for one in members}
    context = {
        "program": program,
        "rules": [(row, said(fact_of(row), names)) for row in rows],
        "pairs": [
            (
                row,
                said(
                    {
                        "kind": row.kind,
                        "protege": str(row.protege.member_id),
                        "mentor": str(row.mentor.member_id),
                    },
                    names,
                ),
            )
            for row in pairs
        ],
        "changed": CHANGED,
        "kinds": [(kind, TITLES[kind], EXAMPLES[kind]) for kind in FORMS],
    }
    return render(request, "matching/pairs/rules.html", context)


@director_required
def add(request: MemberRequest, pk: UUID, kind: str) -> HttpResponse:
    """One more rule of this kind."""
    program = _pairs_or_404(request, pk)
    if kind not in FORMS:
        raise Http404
    form = FORMS[kind](request.POST if request.method == "POST" else None, program=program)
    if request.method == "POST" and form.is_valid():
        try:
            _add(request, program, kind, form)
        except RuleRefused as error:
            form.add_error(error.at, str(error.message))
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Added. Future runs use this rule."))
            return redirect("matching:match_rules", pk=pk)
    context = {"program": program, "form": form, "title": TITLES[kind], "example": EXAMPLES[kind]}
    return render(request, "matching/pairs/rule_add.html", context)


def _add(request: MemberRequest, program: Program, kind: str, form: RuleForm) -> None:
    if kind == PAIR:
        domain.add_pair(program, actor=request.user, **form.said())
        return
    domain.add_rule(program, kind=kind, actor=request.user, **_given(program, form))


def _given(program: Program, form: RuleForm) -> dict[str, Any]:
    given = form.said()
    mentor = given.get("mentor")
    if mentor is not None:
        given["mentor"] = domain.enrolled_or_refused(program, mentor)
    return given


@director_required
@one_at_a_time(MatchRule)
def edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What one rule asks, to be changed where it stands."""
    row = _rule_or_404(request, pk)
    if row.kind not in CHANGED:
        raise Http404
    program, data = row.program, request.POST if request.method == "POST" else None
    form = FORMS[row.kind](data, program=program, rule=row)
    if request.method == "POST" and form.is_valid():
        try:
            domain.change_rule(row, actor=request.user, **_given(program, form))
        except RuleRefused as error:
            form.add_error(error.at, str(error.message))
        except MatchingError as error:
            form.add_error(None, str(error.message))
        else:
            messages.success(request, _("Saved. Future runs use this rule."))
            return redirect("matching:match_rules", pk=program.pk)
    context = {"program": program, "form": form, "title": TITLES[row.kind], "rule": row}
    context["example"] = EXAMPLES[row.kind]
    return render(request, "matching/pairs/rule_add.html", context)


@director_required
@require_POST
def remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Take a rule back, which can be undone."""
    row = _rule_or_404(request, pk)
    back = reverse("matching:match_rules", args=[row.program_id])
    needs = "matching.direct_programs"
    with removing(request, row, said=_("Rule removed."), back=back, needs=needs):
        domain.remove_rule(row, actor=request.user)
    return redirect(back)


def _rule_or_404(request: MemberRequest, pk: UUID) -> MatchRule:
    here = MatchRule.objects.visible_to(request.user).of(request.membership.institution)
    rows = here.select_related("institution", "program__institution", "unit", "mentor__member")
    row: MatchRule = get_object_or_404(rows, pk=pk)
    return row


def _pairs_or_404(request: MemberRequest, pk: UUID) -> Program:
    program = directed_or_404(request, pk)
    if not program.traits.matches_people:
        raise Http404
    return program
