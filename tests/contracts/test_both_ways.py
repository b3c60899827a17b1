"""Every write of the API has a command or is reached by `milepost apply`, and rows of `apply` are reached over the API.

From the end of the contract of the command line. Who adds a write, a command or a kind of rows finds it missing here.
"""

from milepost.doors.api.application import api
from milepost.doors.cli.main import command_of
from milepost.features.programmes.applying import kinds
from tests.doors.test_commands import commands

BY_COMMAND = {
    "accept_drift": "documents drift",
    "acknowledge_document": "documents acknowledge",
    "add_member": "member add",
    "adopt_scenario": "plan whatif",
    "change_organisation": "organisation change",
    "change_sign_in_rules": "organisation sign-in",
    "check_template": "documents template check",
    "close_assessment": "gap close",
    "comment_document": "documents comment",
    "confirm_document_review": "documents confirm",
    "correct_effort": "plan correct",
    "decide_explanation": "records accept",
    "decide_gate": "gate decide",
    "draw_baseline": "plan baseline",
    "endorse_baseline": "plan endorse",
    "explain_records": "records explain",
    "hand_out_document": "documents hand-out",
    "import_plan": "plan import",
    "import_records": "records import",
    "make_application_pack": "documents pack",
    "issue_paper": "reports issue",
    "map_group": "scim map",
    "open_assessment": "gap open",
    "open_phase": "phase open",
    "plan_remediations": "gap plan",
    "recalibrate_plan": "plan recalibrate",
    "remove_budget_line": "plan budget-line",
    "take_back_effort": "plan take-back",
    "put_document_style": "organisation style",
    "put_template": "documents template put",
    "put_translation": "documents translate",
    "rate_statement": "gap rate",
    "rate_statements": "gap import",
    "remove_identity_provider": "organisation identity-provider",
    "remove_member": "member remove",
    "reopen_statement": "gap reopen",
    "replace_step": "documents replace",
    "reset_template": "documents template reset",
    "resolve_comment": "documents resolve",
    "retry_job": "job retry",
    "review_document": "documents review",
    "set_identity_provider": "organisation identity-provider",
    "set_saml_provider": "organisation identity-provider",
    "submit_document": "documents submit",
    "take_drafted_translation": "documents translate",
    "take_practice_live": "practice live",
    "take_role": "member remove",
    "take_up_drafts": "documents take-up",
    "turn_off_provisioning": "scim off",
    "unmap_group": "scim map",
    "withdraw_document": "documents withdraw",
}
BY_ROWS = {
    "add_action": "actions",
    "add_meeting": "meetings",
    "change_action": "actions",
    "change_practice": "practices",
    "change_programme": "programme",
    "log_effort": "effort",
    "map_values": "values",
    "put_activity": "activities",
    "put_answer": "answers",
    "put_budget_line": "budget-lines",
    "put_climate_decision": "climate-decision",
    "put_communication": "communications",
    "put_customer": "customers",
    "put_document": "documents",
    "put_document_draft": "document-versions",
    "put_fact_sheet": "facts",
    "put_improvement": "improvements",
    "put_issue": "issues",
    "put_knowledge_item": "knowledge",
    "put_location": "locations",
    "put_measurement": "measurements",
    "put_meeting": "meetings",
    "put_objective": "objectives",
    "put_obligation": "obligations",
    "put_obstacle": "obstacles",
    "put_party": "parties",
    "put_party_requirement": "party-requirements",
    "put_programme_risk": "programme-risks",
    "put_risk": "risks",
    "put_risk_method": "risk-method",
    "put_scope_element": "scope",
    "put_scope_wording": "scope-wording",
    "put_service": "services",
    "put_supplier": "suppliers",
    "put_unit": "units",
    "raise_obstacle": "obstacles",
    "rate_statements": "ratings",
    "state_plan_places": "plan-places",
}
NOT_OVER_THE_API = {
    "board-decisions", "cases", "days", "due-dates", "nil-statements", "occurrences", "roles", "sources", "steering",
    "team", "tools",
}  # fmt: skip
"""Rows that come by file or on the screen alone."""


def test_every_write_of_the_api_has_a_command_or_rows() -> None:
    writes = {
        operation["operationId"]
        for methods in api.get_openapi_schema()["paths"].values()
        for method, operation in methods.items()
        if method in {"post", "put", "patch", "delete"}
    }
    assert writes == BY_COMMAND.keys() | BY_ROWS.keys()


def test_every_command_and_kind_of_rows_named_for_a_write_is_there() -> None:
    there = {path.removeprefix("milepost ") for path, _command in commands(command_of(""))}
    assert set(BY_COMMAND.values()) - there == set()
    assert set(BY_ROWS.values()) - set(kinds()) == set()


def test_every_kind_of_rows_is_reached_over_the_api_or_named() -> None:
    assert set(kinds()) == set(BY_ROWS.values()) | NOT_OVER_THE_API
