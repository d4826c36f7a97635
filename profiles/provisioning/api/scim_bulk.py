"""Many operations in one request (RFC 7644, 3.7): each is done by itself, and stays done."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from rest_framework.response import Response

from profiles.models import ProvisioningToken
from profiles.provisioning.api.scim_doors import DOORS, Door
from profiles.provisioning.api.scim_view import scim_error
from profiles.provisioning.domain.scim_persons import base
from profiles.provisioning.domain.scim_resources import ScimError
from profiles.provisioning.domain.scim_versions import tags_in

logger = logging.getLogger(__name__)

MOST_OPERATIONS = 100
MAX_PAYLOAD = 1024**2
LONGEST = 10.0
"""Seconds after which what is left is answered with 503: the thread is needed elsewhere."""
METHODS = ("POST", "PUT", "PATCH", "DELETE")
NAMES = {"method", "bulkid", "path", "data", "version"}
REFERENCE = re.compile(r"bulkId:([^\s/\"]{1,200})")


@dataclass(frozen=True)
class Operation:
    """One of them."""

    method: str
    path: str
    bulk_id: str
    version: str
    data: Any

    @property
    def said(self) -> dict[str, Any]:
        """What its result repeats."""
        return {"method": self.method, **({"bulkId": self.bulk_id} if self.bulk_id else {})}


@dataclass
class Job:
    """A bulk request at work: what became of each operation, and the ids that were made."""

    token: ProvisioningToken
    most_errors: int
    made: dict[str, str] = field(default_factory=dict)
    results: dict[int, dict[str, Any]] = field(default_factory=dict)
    errors: int = 0
    begun: float = field(default_factory=time.monotonic)

    @property
    def is_over(self) -> bool:
        return bool(self.most_errors) and self.errors >= self.most_errors

    def do(self, at: int, operation: Operation) -> None:
        """Do one operation, and note what became of it."""
        try:
            if time.monotonic() - self.begun > LONGEST:
                raise ScimError("It took too long. Send the rest again.", status=503, scim_type="")
            self.results[at] = operation.said | _done(self.token, operation, self.made)
        except Exception as error:
            self.fail(at, operation, error)

    def fail(self, at: int, operation: Operation, error: Exception) -> None:
        """Note that an operation could not be done, for whatever reason: what was done is told."""
        answer = scim_error(error, None)
        if answer is None:
            logger.error("An operation of a bulk request failed", exc_info=error)
            unexpected = ScimError("This could not be done.", status=500, scim_type="")
            answer = cast(Response, scim_error(unexpected, None))
        self.errors += 1
        self.results[at] = operation.said | {
            "status": str(answer.status_code),
            "response": answer.data,
        }


def results_of(token: ProvisioningToken, body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Do the operations of *body*; return what became of each, in their order. Raises ScimError.

    One that names what another makes (`bulkId:…`) waits for that, wherever in the list it stands.
    """
    operations, most_errors = _read(body)
    job = Job(token, most_errors)
    waiting = dict(enumerate(operations))
    names = {at: _names(one) for at, one in waiting.items()}
    while waiting and not job.is_over:
        ready = [at for at in waiting if names[at] <= job.made.keys()]
        if not ready:
            break
        # From the front again after each: the order of the list holds wherever it can.
        job.do(ready[0], waiting.pop(ready[0]))
    for at, one in waiting.items():
        if job.is_over:
            break
        job.fail(at, one, _unresolved(one, job.made))
    return [job.results[at] for at in sorted(job.results)]


def _unresolved(operation: Operation, made: Mapping[str, str]) -> ScimError:
    missing = sorted(_names(operation) - made.keys())[0]
    return ScimError(f"Nothing was made for bulkId:{missing}.", status=409, scim_type="")


def _names(operation: Operation) -> set[str]:
    """Return the ids of operations that *operation* names."""
    found = set(REFERENCE.findall(operation.path))
    rest = [operation.data]
    while rest:
        one = rest.pop()
        if isinstance(one, str):
            whole = REFERENCE.fullmatch(one)
            found |= {whole[1]} if whole else set()
        elif isinstance(one, Mapping):
            rest += one.values()
        elif isinstance(one, list):
            rest += one
    return found


def _resolved(data: Any, made: Mapping[str, str]) -> Any:
    if isinstance(data, str):
        whole = REFERENCE.fullmatch(data)
        return made[whole[1]] if whole else data
    if isinstance(data, Mapping):
        return {name: _resolved(one, made) for name, one in data.items()}
    return [_resolved(one, made) for one in data] if isinstance(data, list) else data


def _done(token: ProvisioningToken, operation: Operation, made: dict[str, str]) -> dict[str, Any]:
    path = REFERENCE.sub(lambda found: made[found[1]], operation.path)
    door, pk = _target(path, operation.method)
    data = _resolved(operation.data, made)
    match = tags_in(operation.version)
    if operation.method == "DELETE":
        door.delete(token, pk, match)
        return {"location": _address(door, pk), "status": "204"}
    if not isinstance(data, dict):
        raise ScimError("data is an object.", scim_type="invalidSyntax")
    if operation.method == "POST":
        resource = door.create(token, data)
        made[operation.bulk_id] = resource.id
    elif operation.method == "PUT":
        resource = door.replace(token, pk, data, match)
    else:
        resource = door.patch(token, pk, data, match)
    return {
        "location": resource.meta.location,
        "version": resource.meta.version,
        "status": "201" if operation.method == "POST" else "200",
    }


def _address(door: Door, pk: str) -> str:
    return f"{base()}/{door.endpoint}/{pk}"


def _target(path: str, method: str) -> tuple[Door, str]:
    endpoint, _slash, pk = path.strip("/").partition("/")
    door = DOORS.get(endpoint)
    if door is None or "/" in pk or bool(pk) == (method == "POST"):
        raise ScimError(f"Bulk can't do this at {path[:100]}.", scim_type="invalidPath")
    return door, pk


def _read(body: Mapping[str, Any]) -> tuple[list[Operation], int]:
    plain = {str(name).lower(): value for name, value in body.items()}
    if unknown := sorted(plain.keys() - {"schemas", "operations", "failonerrors"}):
        raise ScimError(f"There is no such attribute: {unknown[0][:60]}", scim_type="invalidSyntax")
    listed, most = plain.get("operations"), plain.get("failonerrors")
    if not isinstance(listed, list) or not listed:
        raise ScimError("Operations must be a list of operations.", scim_type="invalidSyntax")
    if len(listed) > MOST_OPERATIONS:
        raise ScimError(
            f"At most {MOST_OPERATIONS} operations (maxOperations).",
            status=413,
            scim_type="tooMany",
        )
    if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 1):
        raise ScimError("failOnErrors is a number from 1.")
    operations = [_operation(one) for one in listed]
    named = [one.bulk_id for one in operations if one.method == "POST"]
    if "" in named or len(named) != len(set(named)):
        raise ScimError("Each POST has a bulkId of its own.")
    return operations, most or 0


def _operation(said: Any) -> Operation:
    plain = (
        {str(name).lower(): value for name, value in said.items()} if isinstance(said, dict) else {}
    )
    if unknown := sorted(plain.keys() - NAMES):
        raise ScimError(f"There is no such attribute: {unknown[0][:60]}", scim_type="invalidSyntax")
    method = str(plain.get("method") or "").upper()
    if method not in METHODS:
        raise ScimError("method is POST, PUT, PATCH or DELETE.", scim_type="invalidSyntax")
    texts = [plain.get(name) or "" for name in ("path", "bulkid", "version")]
    if not all(isinstance(one, str) for one in texts):
        raise ScimError("path, bulkId and version are texts.", scim_type="invalidSyntax")
    path, bulk_id, version = texts
    return Operation(method, path, bulk_id, version, plain.get("data"))
