"""PATCH as identity providers send it (RFC 7644, section 3.5.2).

Entra ID writes `op` in capitals, booleans as texts, and paths as names in a value without a path; Okta puts the whole
change into one value. A user's operations are applied to a document of what is kept; a group's members may be many, so
theirs become steps over the set of members there is.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from milepost.platform.provisioning.paths import Path, parse_path
from milepost.platform.provisioning.reading import Document, chosen_email, lowered, members_in, user_key
from milepost.platform.provisioning.refusals import ScimRefused, wrong_syntax, wrong_value

MOST_OPERATIONS = 1_000
READ_ONLY = frozenset({"id", "meta", "groups"})
USER_TEXTS = frozenset({"username", "externalid", "displayname", "active"})
NAME_PARTS = frozenset({"givenname", "familyname", "formatted"})


class Op(StrEnum):
    """What an operation does."""

    ADD = "add"
    REMOVE = "remove"
    REPLACE = "replace"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on one path; `is_bare` where the path was a name within a value without a path."""

    op: Op
    path: Path
    value: Any
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class MemberStep:
    """A change of a group's members."""

    op: Op
    users: frozenset[UUID]

    def over(self, present: AbstractSet[UUID]) -> AbstractSet[UUID]:
        """The members afterwards."""
        match self.op:
            case Op.ADD:
                return present | self.users
            case Op.REMOVE:
                return present - self.users
        return self.users


@dataclass(frozen=True, slots=True)
class GroupChange:
    """What a PATCH or PUT changes of a group; None leaves a text as it is."""

    display_name: str | None = None
    external_id: str | None = None
    steps: tuple[MemberStep, ...] = ()


def operations_in(document: Document) -> list[Operation]:
    """The operations of a PATCH, one for each path. Raises `ScimRefused`."""
    listed = document.get("operations")
    if not isinstance(listed, list) or not listed:
        raise wrong_syntax("A PATCH has a list of Operations.")
    if len(listed) > MOST_OPERATIONS:
        raise ScimRefused(413, "tooMany", f"A PATCH has at most {MOST_OPERATIONS} operations.")
    return [operation for given in listed for operation in _operations(given)]


def _operations(given: Any) -> Iterator[Operation]:
    if not isinstance(given, dict) or str(given.get("op")).lower() not in set(Op):
        raise wrong_syntax("The op of an operation is add, remove or replace.")
    op, path, value = Op(str(given["op"]).lower()), given.get("path"), given.get("value")
    if path is not None and not isinstance(path, str):
        raise wrong_syntax("A path is a text.")
    if path:
        yield Operation(op, parse_path(path), value)
        return
    if op is Op.REMOVE:
        raise ScimRefused(400, "noTarget", "A remove says by its path what to remove.")
    if not isinstance(value, dict):
        raise wrong_syntax("An operation without a path has an object as its value.")
    for name, inner in value.items():
        yield Operation(op, parse_path(name), inner, is_bare=True)


# -- users ------------------------------------------------------------------------------------------------------------


def patched_user(document: Document, operations: Iterable[Operation]) -> Document:
    """The document of a user, with names in lower case, after the operations. Raises `ScimRefused`."""
    for operation in operations:
        _patch_user(document, operation)
    return document


def _patch_user(document: Document, operation: Operation) -> None:
    path = operation.path
    _refuse_read_only(operation)
    if path.attribute in USER_TEXTS:
        _set(document, path.attribute, operation)
    elif path.attribute == "name" and not path.part:
        _patch_name(document, operation)
    elif path.attribute == "name" and path.part in NAME_PARTS:
        _set(document["name"], path.part, operation)
    elif path.attribute == "emails":
        _patch_emails(document, operation)
    # Anything else is something about the person that nobody here needs: it is read over, as when a user is made.


def _refuse_read_only(operation: Operation) -> None:
    if operation.path.attribute in READ_ONLY and not operation.is_bare:
        raise ScimRefused(400, "mutability", f"{operation.path.attribute} cannot be changed.")


def _set(document: Document, name: str, operation: Operation) -> None:
    document[name] = None if operation.op is Op.REMOVE else operation.value


def _patch_name(document: Document, operation: Operation) -> None:
    if operation.op is Op.REMOVE:
        document["name"] = {}
    elif isinstance(operation.value, dict):
        document["name"] |= lowered(operation.value)
    else:
        raise wrong_value("name is an object.")


def _patch_emails(document: Document, operation: Operation) -> None:
    path, value = operation.path, lowered(operation.value)
    if path.where is not None and not _means_ours(path.where, document["emails"]):
        return  # one for home, or another: only one address is kept
    if path.part and path.part != "value":
        return
    if operation.op is Op.REMOVE:
        document["emails"] = []
        return
    listed = value if isinstance(value, list) else [value]
    chosen = chosen_email(listed)
    if chosen is None:
        raise wrong_value("An entry of emails has a value.")
    is_further = operation.op is Op.ADD and path.where is None and not path.part
    if is_further and document["emails"] and not (chosen.get("primary") or chosen.get("type") == "work"):
        return
    document["emails"] = [{**chosen, "primary": True}]


def _means_ours(where: tuple[str, Any], present: list[Document]) -> bool:
    part, value = where
    if part == "value":
        return any(one["value"].lower() == str(value).lower() for one in present)
    return (part == "type" and str(value).lower() == "work") or (part == "primary" and value in {True, "true"})


# -- groups -----------------------------------------------------------------------------------------------------------


def group_change(operations: Iterable[Operation]) -> GroupChange:
    """What the operations change of a group. Raises `ScimRefused`."""
    texts: dict[str, Any] = {}
    steps = []
    for operation in operations:
        _refuse_read_only(operation)
        if operation.path.attribute == "members":
            steps.append(_member_step(operation))
        elif operation.path.attribute in {"displayname", "externalid"}:
            _set(texts, operation.path.attribute, operation)
    for name, value in texts.items():
        if not isinstance(value, str | None):
            raise wrong_value(f"{name} is a text.")
    if "displayname" in texts and not texts["displayname"]:
        raise wrong_value("displayName is wanted.")
    external = (texts["externalid"] or "") if "externalid" in texts else None
    return GroupChange(texts.get("displayname"), external, tuple(steps))


def _member_step(operation: Operation) -> MemberStep:
    where = operation.path.where
    if where is not None:
        key = user_key(where[1])
        if operation.op is not Op.REMOVE or where[0] != "value":
            raise ScimRefused(400, "invalidPath", 'Only a remove takes a path like: members[value eq "…"].')
        return MemberStep(Op.REMOVE, frozenset({key} if key else ()))
    if operation.op is Op.REMOVE and operation.value is None:
        return MemberStep(Op.REPLACE, frozenset())
    return MemberStep(operation.op, frozenset(members_in(lowered(operation.value))))
