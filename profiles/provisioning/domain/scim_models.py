"""What people and units look like in SCIM 2.0: the schema that we publish, and by which all is read.

RFC 7643, by scim2-models. Attributes of the standard that nobody keeps here are declared `readOnly`: RFC
7644 (3.3, 3.5.1) has them passed over in POST and PUT, and refused by name in PATCH (3.5.2).
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field
from scim2_models import (
    URN,
    CaseExact,
    ComplexAttribute,
    Extension,
    External,
    Mutability,
    Reference,
    Required,
    Resource,
    Returned,
    Uniqueness,
)

from profiles.vocabulary import Rank, Track

CORE = "urn:ietf:params:scim:schemas:core:2.0"
USER = f"{CORE}:User"
GROUP = f"{CORE}:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
FACULTY = "urn:mentornet:params:scim:schemas:extension:faculty:1.0:User"

Text = str | None
ToUser = Reference["User"]
ToGroup = Reference["Group"]
Kept = Annotated[Text, Mutability.read_write]
ReadOnly = Annotated[Text, Mutability.read_only]
Needed = Annotated[Text, Required.true]
NOT_KEPT = "Not kept here."


def _said(description: str, **more: Any) -> Any:
    return Field(None, description=description, **more)


def _not_kept() -> Any:
    return Field(None, description=NOT_KEPT)


class Name(ComplexAttribute):
    """Their name."""

    formatted: Kept = _said("The whole name, as the directory writes it.")
    given_name: Kept = _said("Given name; a person has this or a family name.")
    family_name: Kept = _said("Family name; a person has this or a given name.")
    middle_name: ReadOnly = _not_kept()
    honorific_prefix: ReadOnly = _not_kept()
    honorific_suffix: ReadOnly = _not_kept()


class Email(ComplexAttribute):
    """One of their addresses."""

    value: Needed = _said("The address.")
    display: ReadOnly = _not_kept()
    type: Kept = _said("What it is for.", examples=["work", "home", "other"])
    primary: Annotated[bool | None, Mutability.read_write] = _said("Whether it is the one to use.")


class Listed(ComplexAttribute):
    """A value of a list that nobody keeps."""

    value: ReadOnly = _not_kept()
    display: ReadOnly = _not_kept()
    type: ReadOnly = _not_kept()
    primary: Annotated[bool | None, Mutability.read_only] = _not_kept()


class Address(ComplexAttribute):
    """A postal address, which nobody keeps."""

    formatted: ReadOnly = _not_kept()
    street_address: ReadOnly = _not_kept()
    locality: ReadOnly = _not_kept()
    region: ReadOnly = _not_kept()
    postal_code: ReadOnly = _not_kept()
    country: ReadOnly = _not_kept()
    type: ReadOnly = _not_kept()
    primary: Annotated[bool | None, Mutability.read_only] = _not_kept()


class InGroup(ComplexAttribute):
    """The unit that they are in."""

    value: Annotated[Text, Mutability.read_only, CaseExact.true] = _said("The id of the group.")
    ref: Annotated[ToGroup | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref", description="Its address."
    )
    display: ReadOnly = _said("Its name.")
    type: ReadOnly = _said("How they are in it.", examples=["direct"])


NotKeptList = Annotated[list[Listed] | None, Mutability.read_only]


class User(Resource[Any]):
    """A person of the institution."""

    __schema__ = URN(USER)

    user_name: Annotated[Text, Required.true, Uniqueness.server] = _said(
        "What the directory calls them."
    )
    name: Annotated[Name | None, Required.true] = _said("Their name.")
    display_name: Kept = _said("The name as the directory shows it; read where there is no name.")
    title: Kept = _said("Read as the rank where it is one.")
    active: Annotated[bool | None, Mutability.read_write] = _said(
        "Whether they are here; false ends their time. Taken away, it changes nothing."
    )
    emails: Annotated[list[Email] | None, Required.true] = _said(
        "The institution's email of them is the primary one, else the one for work, else the first."
    )
    groups: Annotated[list[InGroup] | None, Mutability.read_only] = _said(
        "The unit that they are in."
    )
    nick_name: ReadOnly = _not_kept()
    profile_url: Annotated[Reference[External] | None, Mutability.read_only] = _not_kept()
    user_type: ReadOnly = _not_kept()
    preferred_language: ReadOnly = _not_kept()
    locale: ReadOnly = _not_kept()
    timezone: ReadOnly = _not_kept()
    password: Annotated[Text, Mutability.read_only, Returned.never] = _not_kept()
    phone_numbers: NotKeptList = _not_kept()
    ims: NotKeptList = _not_kept()
    photos: NotKeptList = _not_kept()
    addresses: Annotated[list[Address] | None, Mutability.read_only] = _not_kept()
    entitlements: NotKeptList = _not_kept()
    roles: NotKeptList = _not_kept()
    x509_certificates: NotKeptList = _not_kept()


class Manager(ComplexAttribute):
    """Who supervises them."""

    value: Annotated[Text, CaseExact.true] = _said("The id of that user.")
    ref: Annotated[ToUser | None, Mutability.read_write] = Field(
        None, serialization_alias="$ref", validation_alias="$ref", description="Its address."
    )
    display_name: Annotated[Text, Mutability.read_only, Returned.request] = _said(
        "That person's name."
    )


class EnterpriseUser(Extension):
    """Their place in the institution."""

    __schema__ = URN(ENTERPRISE)

    employee_number: Kept = _said("Their number in the institution's own records.")
    department: Kept = _said("A unit by its name, or by its path with / between the parts.")
    division: Kept = _said("A unit below the department.")
    manager: Annotated[Manager | None, Mutability.read_write] = _said("Who supervises them.")
    cost_center: ReadOnly = _not_kept()
    organization: ReadOnly = _not_kept()


class Faculty(Extension):
    """What faculty have beside."""

    __schema__ = URN(FACULTY)

    rank: Kept = _said(
        "Academic rank. Where none is sent: that of the title, else that of the token.",
        examples=list(Rank.values),
    )
    track: Kept = _said("Track.", examples=list(Track.values))
    specialty: Kept = _said("Up to 200 characters.")


class Member(ComplexAttribute):
    """Someone who is in a unit."""

    value: Annotated[Text, Mutability.immutable, CaseExact.true] = _said("The id of a user.")
    ref: Annotated[ToUser | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref", description="Its address."
    )
    type: Annotated[Text, Mutability.immutable] = _said("What it is.", examples=["User"])
    display: Annotated[Text, Mutability.read_only, Returned.request] = _said("That person's name.")


class Group(Resource[Any]):
    """A unit of the institution; everybody is in one at most."""

    __schema__ = URN(GROUP)

    display_name: Needed = _said("Its name, or its path with / between the parts.")
    members: Annotated[list[Member] | None, Mutability.read_write] = _said(
        "The people of the unit itself."
    )


# A subscript at run time makes the model with its extensions; a type checker reads it as a type.
Person: Any = User.__class_getitem__(EnterpriseUser | Faculty)
