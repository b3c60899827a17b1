"""The ways past the walls, each by name. A new one is a decision: add it here, with its reason at the call."""

import ast
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "milepost"
# Whoever sees every organisation for a moment, and how often in that function.
WAYS = {
    "doors/cli/commands/archive.py import_": 1,
    "doors/cli/commands/demo.py _make": 1,
    "doors/cli/commands/doctor.py _inside": 1,
    "doors/cli/commands/init.py init": 1,
    "doors/cli/commands/ledger.py verify": 1,
    "doors/cli/commands/ledger_checkpoints.py consistency": 1,
    "doors/cli/commands/member.py password": 1,
    "doors/cli/commands/organisation.py create": 1,
    "doors/cli/commands/organisation.py list_all": 1,
    "doors/cli/commands/token.py revoke": 1,
    "doors/cli/commands/scim.py revoke": 1,
    "doors/cli/options.py find_actor": 1,
    "doors/cli/options.py find_organisation": 1,
    "doors/cli/options.py find_programme": 1,
    "doors/cli/options.py only_organisation": 1,
    "doors/config/metrics.py collect": 1,
    "platform/backups/restoring.py restore": 1,
    "platform/backups/writing.py write_backup": 1,
    "platform/batches/finishing.py finish_erasures": 1,
    "platform/jobs/worker.py run_next": 1,
    "platform/organisations/actors.py actor_for": 1,
    "platform/organisations/bearers.py bearer_of": 1,
    "platform/organisations/middleware.py answer": 1,
    "platform/organisations/passwords.py _words_around": 1,
    "platform/organisations/selectors.py in_each_organisation": 1,
    "platform/organisations/selectors.py organisations_that_want_more": 1,
    "platform/organisations/services/people.py deactivate_person": 1,
    "platform/provisioning/selectors.py token_behind": 1,
    "platform/provisioning/services/joining.py _belongs_elsewhere": 1,
    "platform/signin/again.py belongs_there_alone": 1,
    "platform/signin/selectors.py provider_by_code": 1,
    "platform/organisations/services/invitations.py _belongs_elsewhere": 1,
    "platform/organisations/services/invitations.py open_invitation": 1,
    "platform/organisations/services/people.py tell_organisations": 1,
    "platform/privacy/erasing.py erase_former_member": 1,
    "platform/privacy/erasing.py erase_person": 1,
    "platform/privacy/exporting.py data_for_administrator": 1,
    "platform/privacy/exporting.py data_for_installation": 1,
    "platform/privacy/exporting.py own_reach": 1,
    "platform/privacy/requests.py ask_for_erasure": 1,
    "platform/privacy/retention.py keep_retention": 1,
    "platform/privacy/services.py note_copy": 1,
    "platform/walls/postgresql/base.py __enter__": 1,
}
# Whoever speaks of the wall itself: no statement elsewhere may tell the session anything.
TELLERS = {"platform/walls/enforcing.py", "platform/walls/postgresql/base.py"}


def _calls(name: str) -> dict[str, list[ast.Call]]:
    """Calls by file and innermost function."""
    found: dict[str, list[ast.Call]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        _collect(ast.parse(path.read_text("utf-8")), path.relative_to(SOURCE).as_posix(), "", name, found)
    return found


def _collect(node: ast.AST, file: str, function: str, name: str, found: dict[str, list[ast.Call]]) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call) and ast.unparse(child.func).rpartition(".")[2] == name:
            found.setdefault(f"{file} {function}", []).append(child)
        inner = child.name if isinstance(child, ast.FunctionDef) else function
        _collect(child, file, inner, name, found)


def test_whoever_sees_every_organisation_is_listed_here() -> None:
    assert {place: len(calls) for place, calls in _calls("as_installation").items()} == WAYS


def test_each_says_why_where_it_does() -> None:
    for place, calls in _calls("as_installation").items():
        for call in calls:
            (reason,) = call.args
            assert isinstance(reason, ast.Constant), place
            assert len(str(reason.value).split()) > 4, place


def test_nobody_else_tells_the_session_what_it_sees() -> None:
    speaking = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        if any(words in path.read_text("utf-8") for words in ("set_config(", "milepost.organisations", "EVERYTHING"))
    }
    assert speaking <= TELLERS | {"platform/walls/visible.py"}
