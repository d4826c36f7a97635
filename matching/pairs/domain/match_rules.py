"""A director says what they ask of a program's matches, and takes changes it, and takes it back. Runs made before keep theirs."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching.pairs.domain.hard_rules import sentences
from matching.pairs.domain.proposals import decide_pair
from matching.pairs.domain.rule_words import group_words
from matching.pairs.domain.terms import fact_of, group_of
from matching.pairs.errors import PairImpossible, RuleRefused
from matching.pairs.models import MatchRule, PairRule
from matching.programs.domain.lifecycle import check_makes_pairs, lock_for_update
from matching.programs.enrollment.models import Enrollment
from matching.programs.errors import NotEnrolled, WrongState
from matching.programs.kinds import Side
from matching.programs.models import Program
from mentornet.audit_verbs import Verb
from profiles.institution.domain.audit import record
from profiles.models import Membership, User

Kind = MatchRule.Kind


@transaction.atomic
def add_rule(program: Program, *, kind: str, actor: User, **fields: Any) -> MatchRule:
    """Ask one more thing of the program's matches to come.

    Raise WrongKind, WrongState for a closed program, and RuleRefused for a rule that says nothing, or that another
    one says already or crosses.
    """
    held = _open(program)
    rule = MatchRule(institution=held.institution, program=held, kind=kind, **fields)
    _check(rule)
    rule.save()
    record(Verb.MATCH_RULE_ADDED, actor=actor, institution=held.institution, subject=rule)
    return rule


@transaction.atomic
def change_rule(rule: MatchRule, *, actor: User, **fields: Any) -> MatchRule:
    """Ask something else in place of *rule*, which the caller holds. Idempotent.

    Raise what `add_rule` raises; then the rule stays as it was.
    """
    held = _open(rule.program)
    before = {name: getattr(rule, name) for name in fields}
    if before == fields:
        return rule
    for name, value in fields.items():
        setattr(rule, name, value)
    _check(rule)
    rule.save()
    record(Verb.MATCH_RULE_CHANGED, actor=actor, institution=held.institution, subject=rule)
    return rule


@transaction.atomic
def remove_rule(rule: MatchRule, *, actor: User) -> None:
    """Ask it no more."""
    record(Verb.MATCH_RULE_REMOVED, actor=actor, institution=rule.institution, subject=rule)
    rule.delete()


@transaction.atomic
def add_pair(
    program: Program, *, kind: str, protege: Membership, mentor: Membership, actor: User
) -> MatchRule | PairRule:
    """Ask that two be a pair ("lock"), be none ("forbid"), or be one if possible ("prefer").

    Nothing that anyone said in confidence refuses it. Raise NotEnrolled, PairImpossible where a hard rule parts the
    two, RuleRefused where they are named already, and what `add_rule` raises.
    """
    held = _open(program)
    one = _enrolled(held, protege, Side.PROTEGE)
    other = _enrolled(held, mentor, Side.MENTOR)
    named = {"protege": one, "mentor": other}
    if (
        PairRule.objects.filter(**named).exists()
        or MatchRule.objects.filter(kind=Kind.PREFER, **named).exists()
    ):
        raise RuleRefused(_("There is a rule for these two. Remove it first."), at="mentor")
    locked = PairRule.objects.filter(protege=one, kind=PairRule.Kind.LOCK).select_related(
        "mentor__member"
    )
    if kind == PairRule.Kind.LOCK and (before := locked.first()):
        raise RuleRefused(
            _("%(mentee)s must already be a pair with %(mentor)s. Remove that first.")
            % {"mentee": protege.name, "mentor": before.mentor.member.name},
            at="protege",
        )
    if kind == Kind.PREFER:
        if said := sentences(held, [(protege, mentor)]):
            raise PairImpossible(" ".join(said))
        return add_rule(held, kind=kind, actor=actor, **named)
    return decide_pair(held, kind=kind, actor=actor, **named)


def copy_rules(program: Program, *, to: Program) -> None:
    """Give the next cohort the same rules, but for those about people by name. Two queries."""
    rows = MatchRule.objects.filter(program=program, protege=None, mentor=None).order_by(
        "created_at", "pk"
    )
    for row in rows:
        kept = ("kind", "side", "unit_id", "track", "least", "most")
        MatchRule.objects.create(
            institution=to.institution, program=to, **{name: getattr(row, name) for name in kept}
        )


def _open(program: Program) -> Program:
    held = lock_for_update(program)
    check_makes_pairs(held)
    if held.state == Program.State.CLOSED:
        raise WrongState
    return held


def enrolled_or_refused(program: Program, mentor: Membership) -> Enrollment:
    """Return the enrollment of this mentor. Raise NotEnrolled."""
    return _enrolled(program, mentor, Side.MENTOR)


def _enrolled(program: Program, member: Membership, side: str) -> Enrollment:
    rows = Enrollment.objects.active().filter(program=program, member=member, side=side)
    row: Enrollment | None = rows.select_related("member", "institution").first()
    if row is None:
        raise NotEnrolled
    return row


def _check(rule: MatchRule) -> None:
    others = list(
        MatchRule.objects.filter(program=rule.program_id, kind=rule.kind)
        .exclude(pk=rule.pk)
        .select_related("institution", "unit")
    )
    if rule.kind in (Kind.MINIMUM, Kind.EVEN) and others:
        raise RuleRefused(_("There is a rule like this. Change that one instead."))
    if rule.kind == Kind.LIMIT:
        _check_numbers(rule)
    if rule.kind in (Kind.LIMIT, Kind.RESERVED):
        same_side = [one for one in others if one.side == rule.side]
        _check_apart(rule, same_side)


def _check_numbers(rule: MatchRule) -> None:
    if not rule.least and rule.most is None:
        raise RuleRefused(_("Enter a number in one of the two fields."), at="least")
    if rule.most is not None and rule.most < rule.least:
        raise RuleRefused(_("Enter a number that is not below the first one."), at="most")


def _check_apart(rule: MatchRule, others: list[MatchRule]) -> None:
    """Refuse a group that another rule of this kind shares people with, as far as units and tracks tell.

    Reserved openings of one group may be those of several mentors.
    """
    own = group_of(rule)
    where = "unit" if rule.unit_id else "track"
    for other in others:
        theirs = group_of(other)
        if own == theirs and rule.kind == Kind.RESERVED:
            if rule.mentor_id == other.mentor_id:
                raise RuleRefused(
                    _("There is a rule for this group. Change that one instead."), at=where
                )
            continue
        if own.shares(theirs):
            raise RuleRefused(
                _(
                    "Some people could be in this group and in that of another rule of this kind: %(group)s. Name "
                    "another group, or a unit and a track in both rules."
                )
                % {"group": group_words(fact_of(other))},
                at=where,
            )
