"""Actions in files: `milepost apply P actions.csv --kind actions`, and the import of the list."""

from typing import Any

from django.utils.translation import gettext as _

from milepost.features.actions.models import Action, ActionState
from milepost.features.actions.querysets import actions_of
from milepost.features.actions.rows import ActionRow
from milepost.features.actions.selectors import REFERENCE, fields_of, find_action
from milepost.features.actions.services import Source, add_action, change_action, find_owner
from milepost.features.programmes.applying import Did, Fields, applies
from milepost.features.programmes.models import Programme
from milepost.platform.organisations.actors import Actor
from milepost.platform.organisations.refusals import Refused

FROM_FILE = "file"  # the kind of source of an action that a file made, its key being the file's own code


@applies("actions", row=ActionRow, order=70)
def apply_action(actor: Actor, programme: Programme, row: Fields) -> Did:
    """Create or change one action by its number, or by the code that its file gave it before."""
    given = {name: value for name, value in row.items() if name != "code"}
    if "owner" in given:
        given["owner"] = find_owner(programme, given["owner"])
    present = _present(programme, row["code"])
    if present is None:
        return _add(actor, programme, row["code"], given)
    now = {**fields_of(present), "owner": present.owner}
    changes = {name: value for name, value in given.items() if now[name] != value}
    if not changes:
        return "unchanged"
    change_action(actor=actor, action=present, changes=changes)
    return "updated"


def _present(programme: Programme, code: str) -> Action | None:
    known = find_action(programme, code)
    if known is None and REFERENCE.fullmatch(code):
        raise Refused(
            _("There is no action {code}.").format(code=code),
            field="code",
            hint=_("Give a new action a name of your own; it gets its number here."),
        )
    return known or actions_of(programme).filter(source_kind=FROM_FILE, source_key=code).first()


def _add(actor: Actor, programme: Programme, code: str, given: dict[str, Any]) -> Did:
    state = given.pop("state", ActionState.OPEN)
    source = Source(FROM_FILE, code, "")
    action = add_action(actor=actor, programme=programme, source=source, **{"title": "", **given})
    if state != ActionState.OPEN:
        change_action(actor=actor, action=action, changes={"state": state})
    return "created"
