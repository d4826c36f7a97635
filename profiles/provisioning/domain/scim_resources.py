"""SCIM 2.0 resources read and patched by their schema, and refusals in the protocol's words. Pure.

What Okta and Entra ID send beside the letter is put right first (`tolerant`): operations in any case,
`"False"`, a manager as a plain text, paths as keys. What the schema does not know is refused by its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from scim2_models import (
    Context,
    Error,
    PatchOp,
    Resource,
    ResponseParameters,
    SCIMException,
    ScimPolicy,
)

from profiles.errors import DomainError
from profiles.provisioning.domain.scim_models import ENTERPRISE

MESSAGES = "urn:ietf:params:scim:api:messages:2.0"
MOST_OPERATIONS = 1_000
DEEPEST = 12
# Attributes of text that some HR systems send as numbers.
NUMBERED = {"employeenumber", "externalid", "username"}
MANAGERS = ("manager", f"{ENTERPRISE}:manager".lower())
POLICY = ScimPolicy(
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)
Thing = TypeVar("Thing", bound=Resource[Any])


class ScimError(DomainError):
    """A request that cannot be done: an HTTP status, SCIM's word for why, and ours."""

    def __init__(self, message: Any, *, status: int = 400, scim_type: str = "invalidValue") -> None:
        super().__init__(message)
        self.status, self.scim_type = status, scim_type
        self.code = scim_type


def read(model: type[Thing], data: Any, context: Context) -> Thing:
    """Return the body *data* as a resource of this *model*; raise ScimError for all that it cannot be."""
    try:
        return model.model_validate(tolerant(data), scim_ctx=context, scim_policy=POLICY)
    except (ValidationError, SCIMException) as error:
        raise refusal(error) from error


def patched(resource: Thing, body: Any) -> Thing:
    """Return *resource* with the operations of a PATCH *body* done, all of them; raise ScimError."""
    changed = resource.model_copy(deep=True)
    operations = PatchOp.__class_getitem__(type(resource))
    try:
        with POLICY:
            said = operations.model_validate(
                {**_envelope(body), "Operations": operations_of(body)},
                scim_ctx=Context.RESOURCE_PATCH_REQUEST,
            )
            said.patch(changed)
    except (ValidationError, SCIMException) as error:
        raise refusal(error) from error
    return changed


def shown(resource: Resource[Any], wanted: ResponseParameters[Any] | None = None) -> dict[str, Any]:
    """Return *resource* as it is answered, with the attributes that are *wanted*."""
    found: dict[str, Any] = resource.model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE, response_parameters=wanted
    )
    return found


def refusal(error: ValidationError | SCIMException) -> ScimError:
    """Return *error* in the protocol's words: of several faults each by its name, and the first one's type."""
    if isinstance(error, SCIMException):
        inner = error.__cause__
        if isinstance(inner, ValidationError):
            return ScimError(refusal(inner).message, scim_type=error.scim_type)
        return ScimError(str(error), status=error.status, scim_type=error.scim_type)
    found = Error.from_validation_errors(error)
    said = [str(one.detail) for one in found[:5]]
    said = [
        one.replace("Extra inputs are not permitted", "There is no such attribute") for one in said
    ]
    first = found[0]
    return ScimError(
        ". ".join(said), status=first.status or 400, scim_type=first.scim_type or "invalidValue"
    )


# What is sent beside the letter -------------------------------------------------------------


def tolerant(data: Any, *, depth: int = 0) -> Any:
    """Return *data* with a manager as an object and numbers as texts; raise ScimError for what no one can keep."""
    if depth > DEEPEST:
        raise ScimError("The body is nested too deeply.", scim_type="invalidSyntax")
    if isinstance(data, str):
        return _text(data)
    if isinstance(data, list):
        return [tolerant(one, depth=depth + 1) for one in data]
    if not isinstance(data, Mapping):
        return data
    found: dict[str, Any] = {}
    for name, value in data.items():
        low = _text(str(name)).lower()
        if low in MANAGERS and isinstance(value, str):
            found[name] = _manager(value)
        elif low in NUMBERED and isinstance(value, int) and not isinstance(value, bool):
            found[name] = str(value)
        else:
            found[name] = tolerant(value, depth=depth + 1)
    return found


def _text(value: str) -> str:
    if "\x00" in value or any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ScimError("A text has a character that can't be kept.")
    return value


def _manager(value: str) -> dict[str, str] | None:
    return {"value": value} if value.strip() else None


def operations_of(body: Any) -> list[dict[str, Any]]:
    """Return the operations of a PATCH *body*, each with a path if its value needs one; raise ScimError."""
    listed = next(
        (value for name, value in body.items() if str(name).lower() == "operations"), None
    )
    if not isinstance(listed, list) or not all(isinstance(one, Mapping) for one in listed):
        raise ScimError("Operations must be a list of operations.", scim_type="invalidSyntax")
    if len(listed) > MOST_OPERATIONS:
        raise ScimError(
            f"At most {MOST_OPERATIONS} operations at once.", status=413, scim_type="tooMany"
        )
    return [step for one in listed for step in _steps(tolerant(one))]


def _steps(operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    named = {str(key).lower(): value for key, value in operation.items()}
    verb, path, value = named.get("op"), named.get("path"), named.get("value")
    if unknown := sorted(named.keys() - {"op", "path", "value"}):
        raise ScimError(f"There is no such attribute: {unknown[0][:60]}", scim_type="invalidSyntax")
    if path is not None and not isinstance(path, str):
        raise ScimError("path is a text.", scim_type="invalidPath")
    if path and path.lower().removesuffix(".value") in MANAGERS and isinstance(value, str):
        if not value.strip():
            return [{"op": "remove", "path": path.removesuffix(".value")}]
        named |= {"path": path.removesuffix(".value"), "value": _manager(value)}
    if not path and isinstance(value, Mapping) and str(verb).lower() != "remove":
        chosen = {key: one for key, one in value.items() if "[" in key}
        rest = {key: one for key, one in value.items() if "[" not in key}
        steps = [{"op": verb, "path": key, "value": one} for key, one in chosen.items()]
        return [*([{"op": verb, "value": rest}] if rest or not steps else []), *steps]
    return [named]


def _envelope(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if str(name).lower() != "operations"}
