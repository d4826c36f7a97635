"""SCIM filters and sorts over people and units, for the database (RFC 7644, 3.4.2.2 and 3.4.2.3).

The grammar is scim2-models': `and` before `or`, `not`, parentheses, `emails[type eq "work"]`. An
attribute that the schema does not know is refused by its name; one that is declared and not kept is
one that no one has.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, CharField, Expression, F, Q, QuerySet, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Greatest, NullIf
from pydantic import ValidationError
from scim2_models import Path, SCIMException, ScimFilter
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
    coerce_value,
)

from profiles.models import Institution, Membership
from profiles.own_words import RANK, TRACK, key_said
from profiles.people.names.columns import full_name_of
from profiles.provisioning.domain.scim_columns import (
    NOBODY,
    Column,
    Fixed,
    Key,
    Listed,
    Moment,
    Truth,
    Words,
    refused,
)
from profiles.provisioning.domain.scim_models import (
    ENTERPRISE,
    FACULTY,
    GROUP,
    USER,
    Group,
    Person,
)
from profiles.provisioning.domain.scim_resources import ScimError, refusal
from profiles.provisioning.domain.scim_users import uuid_of
from profiles.roster.domain.snapshot import path_in_words, unit_paths
from profiles.vocabulary import entries_now

LONGEST = 4_000
HOLDS = Q(provisioned__said_unit=F("unit"))
Columns = Mapping[str, Column]


class Conditions(FilterVisitor[Q]):
    """A filter as a condition on rows; what only another kind of resource has, no row has."""

    def __init__(self, model: Any, columns: Columns, head: AttrPath | None = None) -> None:
        self.model, self.columns, self.head = model, columns, head

    def _bound(self, path: AttrPath, *, compares: bool) -> tuple[AttributeBinding, Column] | None:
        if self.head is not None:
            if path.sub_attr or path.uri:
                raise refused(str(path))
            path = replace(self.head, sub_attr=path.attr)
        bound = ScimFilter.__class_getitem__(self.model)("id pr")
        find = bound.resolve_comparison if compares else bound.resolve
        binding = find(path, strict=False)
        if binding is None:
            return None
        return binding, column_of(self.columns, binding)

    def visit_comparison(self, node: Comparison) -> Q:
        found = self._bound(node.attr_path, compares=True)
        if found is None:
            return NOBODY
        binding, column = found
        return column.compare(node.op, coerce_value(binding, node.value, node.op))

    def visit_present(self, node: Present) -> Q:
        found = self._bound(node.attr_path, compares=False)
        return found[1].present() if found else NOBODY

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        terms = [self.visit(term) for term in node.terms]
        found = terms[0]
        for term in terms[1:]:
            found = found & term if node.op == LogicalOperator.and_ else found | term
        return found

    def visit_value_path(self, node: ValuePath) -> Q:
        if node.attr_path.attr.lower() == "members" and not _is_plain(node.val_filter):
            raise refused("members[…] but for value eq")
        return Conditions(self.model, self.columns, node.attr_path).visit(node.val_filter)


def _is_plain(node: FilterNode) -> bool:
    return isinstance(node, Comparison) and node.op == CompareOperator.eq


def column_of(columns: Columns, binding: AttributeBinding) -> Column:
    """Return where an attribute stands; raise ScimError for one that can't be asked for."""
    urn = binding.urn.lower()
    found = columns.get(urn)
    if found is not None:
        return found
    if binding.model.model_fields[binding.field_name].description == "Not kept here.":
        return Fixed("")
    field = getattr(binding.field_type, "model_fields", {}).get(binding.sub_field_name or "")
    if field is not None and field.description == "Not kept here.":
        return Fixed("")
    raise refused(binding.urn)


def condition(text: str, models: Any, model: Any, columns: Columns) -> Q:
    """Return the filter *text* as a condition on rows of *model*; raise ScimError (invalidFilter).

    *models* are the kinds of resources that are searched: one of them knows each attribute.
    """
    if len(text) > LONGEST or "\x00" in text:
        raise ScimError("The filter is too long or not a text.", scim_type="invalidFilter")
    try:
        asked = ScimFilter[models](_Booleans().visit(ScimFilter(text).ast))
        asked._validate_semantics()
        return Conditions(model, columns).visit(asked.ast)
    except (ValidationError, SCIMException) as error:
        raise refusal(error) from error


class _Booleans(FilterVisitor[FilterNode]):
    """The same filter with `active eq "False"`, as Entra ID asks, about a boolean."""

    def visit_comparison(self, node: Comparison) -> FilterNode:
        last = (node.attr_path.sub_attr or node.attr_path.attr).lower()
        if last in ("active", "primary") and isinstance(node.value, str):
            known = {"true": True, "false": False}
            return replace(node, value=known.get(node.value.lower(), node.value))
        return node

    def visit_present(self, node: Present) -> FilterNode:
        return node

    def visit_not(self, node: Not) -> FilterNode:
        return replace(node, expr=self.visit(node.expr))

    def visit_logical_expr(self, node: LogicalExpr) -> FilterNode:
        return replace(node, terms=tuple(self.visit(term) for term in node.terms))

    def visit_value_path(self, node: ValuePath) -> FilterNode:
        return replace(node, val_filter=self.visit(node.val_filter))


def order(text: str, model: Any, columns: Columns) -> Column:
    """Return the column that `sortBy` names; raise ScimError (invalidPath)."""
    try:
        path = Path[model](text)
        binding = path.resolve()
        if binding is None or path.value_filter is not None:
            raise ScimError(f"There is no such attribute: {text[:80]}", scim_type="invalidPath")
        if binding.sub_field_name is None and "value" in getattr(
            binding.field_type, "model_fields", {}
        ):
            binding = Path[model](f"{text}.value").resolve() or binding
        return column_of(columns, binding)
    except SCIMException as error:
        raise refusal(error) from error
    except ScimError as error:
        raise ScimError(error.message, scim_type="invalidPath") from error


# People -------------------------------------------------------------------------------------


def _said(name: str, otherwise: Expression | F | Value) -> Case:
    """Return what the directory said of *name*; where it never spoke of a person, what we would say."""
    spoken = ~Q(provisioned__said={}) & Q(provisioned__isnull=False)
    text = Cast(KeyTextTransform(name, "provisioned__said"), CharField())
    return Case(
        When(spoken, then=Coalesce(text, Value(""))),
        default=otherwise,
        output_field=CharField(),
    )


def with_columns(people: QuerySet[Any]) -> QuerySet[Any]:
    """Return *people* with what filters and sorts ask of them."""
    whole = full_name_of()
    unspoken = Q(provisioned__isnull=True) | Q(provisioned__said={})
    return people.annotate(
        scim_user_name=Coalesce(
            NullIf("provisioned__user_name", Value("")), F("address"), output_field=CharField()
        ),
        scim_external_id=Coalesce("provisioned__external_id", Value(""), output_field=CharField()),
        scim_active=Case(
            When(end_date=None, then=Value(True)),  # noqa: FBT003
            default=Value(False),  # noqa: FBT003
            output_field=BooleanField(),
        ),
        scim_primary=Value(True, output_field=BooleanField()),  # noqa: FBT003
        scim_display_name=_said("displayName", whole),
        scim_formatted=_said("formatted", whole),
        scim_title=_said("title", Value("")),
        scim_number=Case(
            When(unspoken | Q(provisioned__said__has_key="number"), then=F("external_id")),
            default=Value(""),
            output_field=CharField(),
        ),
        scim_department=_said("department", Value("")),
        scim_division=Case(
            When(HOLDS, then=_said("division", Value(""))),
            default=Value(""),
            output_field=CharField(),
        ),
        scim_changed=Greatest("updated_at", "provisioned__updated_at"),
        scim_rank=_as_here(RANK),
        scim_track=_as_here(TRACK),
    )


def _as_here(kind: str) -> Case:
    """Return the rank or track as people are shown with it: the institution's own word, else ours."""
    own = [one for one in entries_now(kind) if not one.is_ours]
    return Case(
        *(
            When(**{f"{kind}_word": one.key, kind: one.standard}, then=Value(one.key))
            for one in own
        ),
        default=F(kind),
        output_field=CharField(),
    )


@dataclass(frozen=True)
class OwnWord(Words):
    """A column of words of the institution, which are sought by their names as well."""

    kind: str = RANK

    def compare(self, op: CompareOperator, value: Any) -> Q:
        said = key_said(self.kind, str(value)) if value and op == CompareOperator.eq else ""
        return super().compare(op, said or value)


def people_columns(institution: Institution) -> Columns:
    """Return what can be asked of people, by the lower-case name of the attribute."""
    paths = {pk: path_in_words(path) for pk, path in unit_paths(institution).items()}
    columns: dict[str, Column] = {
        f"{USER}:id": Key("pk"),
        f"{USER}:externalId": Words("scim_external_id", exact=True),
        f"{USER}:userName": Words("scim_user_name"),
        f"{USER}:displayName": Words("scim_display_name"),
        f"{USER}:title": Words("scim_title"),
        f"{USER}:active": Truth("scim_active"),
        f"{USER}:name.formatted": Words("scim_formatted"),
        f"{USER}:name.givenName": Words("given_name"),
        f"{USER}:name.familyName": Words("family_name"),
        f"{USER}:emails": Words("address"),
        f"{USER}:emails.value": Words("address"),
        f"{USER}:emails.type": Fixed("work"),
        f"{USER}:emails.primary": Truth("scim_primary"),
        f"{USER}:groups": Key("unit"),
        f"{USER}:groups.value": Key("unit"),
        f"{USER}:groups.display": Listed(paths, "unit"),
        f"{USER}:groups.type": Fixed("direct"),
        f"{USER}:meta.resourceType": Fixed("User"),
        f"{USER}:meta.created": Moment("added_at"),
        f"{USER}:meta.lastModified": Moment("scim_changed"),
        f"{ENTERPRISE}:employeeNumber": Words("scim_number"),
        f"{ENTERPRISE}:department": Department(paths),
        f"{ENTERPRISE}:division": Words("scim_division"),
        f"{ENTERPRISE}:manager": Key("supervisor"),
        f"{ENTERPRISE}:manager.value": Key("supervisor"),
        f"{FACULTY}:rank": OwnWord("scim_rank", kind=RANK),
        f"{FACULTY}:track": OwnWord("scim_track", kind=TRACK),
        f"{FACULTY}:specialty": Words("specialty"),
    }
    return {name.lower(): column for name, column in columns.items()}


class Department(Listed):
    """A department as the directory said it while that holds, else the path of the unit."""

    def __init__(self, texts: Mapping[UUID, str]) -> None:
        super().__init__(texts, "unit")

    def compare(self, op: CompareOperator, value: Any) -> Q:
        holds = HOLDS & Q(provisioned__said__has_any_keys=["department", "division"])
        said = Words("scim_department").compare(op, value)
        return (holds & said) | (~holds & super().compare(op, value))


# Units --------------------------------------------------------------------------------------


class Inside:
    """Who is in a unit."""

    def compare(self, op: CompareOperator, value: Any) -> Q:
        if op != CompareOperator.eq:
            raise refused(f"members with {op.value}")
        people = Membership.objects.current().filter(pk=uuid_of(str(value)))
        return Q(pk__in=people.filter(provisioned__withdrawn_at=None).values("unit"))

    def present(self) -> Q:
        people = Membership.objects.current().filter(provisioned__withdrawn_at=None)
        return Q(pk__in=people.exclude(unit=None).values("unit"))

    def order(self) -> Expression | F:
        raise refused("the order of members")


def group_columns(institution: Institution) -> Columns:
    """Return what can be asked of units, by the lower-case name of the attribute."""
    paths = {pk: path_in_words(path) for pk, path in unit_paths(institution).items()}
    columns: dict[str, Column] = {
        f"{GROUP}:id": Key("pk"),
        f"{GROUP}:externalId": Words("directory_id", exact=True),
        f"{GROUP}:displayName": Listed(paths),
        f"{GROUP}:members": Inside(),
        f"{GROUP}:members.value": Inside(),
        f"{GROUP}:members.type": Fixed("User"),
        f"{GROUP}:meta.resourceType": Fixed("Group"),
    }
    return {name.lower(): column for name, column in columns.items()}


EVERYTHING = Person | Group
